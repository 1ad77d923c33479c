"""All the thinking on one screen: promises, evidence, events in; cases with their risk, heads-ups and notes out.

`cases` brings together what a rule may see of each promise; `review` judges them and decides what to say. As of `now`:
nothing dated later is looked at, except the calendar ahead.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors.types import Address, Event
from daemon.core import blocks, capacity, effort, people, ranking, risk, timing, wording
from daemon.core.ahead import MEETINGS_AHEAD, Ahead, Away, Booking
from daemon.core.ledger import Ledger, lineage
from daemon.core.model import (
    Case,
    LastMoment,
    Level,
    Load,
    Mail,
    Meeting,
    Owner,
    Promise,
    Record,
    Reminder,
    Review,
    Risk,
    Speak,
    Standing,
    Verdict,
    WorkingCalendar,
)
from daemon.core.rules import Rules
from daemon.core.wording import notes

LOOK_BACK = timedelta(days=35)  # how far back a proposed date may have been reckoned from

_UNBOOKED = Booking()
_THERE = Away()

Judged = tuple[Case, Risk]

_Whom = tuple[tuple[Event, ...], Meeting | None, float]


def cases(
    ledger: Ledger,
    events: Sequence[Event],
    last_words: Mapping[str, datetime],
    owner: Owner,
    now: datetime,
    record: Record | None = None,
    usual: Mapping[effort.Act, float] = effort.USUAL,
) -> tuple[Case, ...]:
    """One case per promise of the ledger made by `now`, in its order.

    `last_words` are, by Promise.key, when the owner last wrote to the people owed; they default to the promise itself.
    `usual` are the hours that each kind of act takes the owner (`effort.learned`).
    """
    made = [p for p in ledger.promises if p.made_at <= now]
    open_ = [p for p in made if ledger.standings[p.key] is Standing.OPEN]
    hours = {p.key: effort.hours(p, usual) for p in made}
    ahead = Ahead.of(events, open_, now, owner)
    seen = _Seen(
        ledger,
        now.astimezone(UTC),
        last_words,
        owner.calendar,
        record,
        hours,
        capacity.loads(open_, events, owner, now, hours),
        _hushed(ledger, now),
        ahead,
        _whom(made, ahead, owner),
    )
    return tuple(map(seen.case, made))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a rule may see of all promises: see `cases`, and `_whom`. `now` is in UTC."""

    ledger: Ledger
    now: datetime
    last_words: Mapping[str, datetime]
    calendar: WorkingCalendar
    record: Record | None
    hours: Mapping[str, float]
    loads: Mapping[str, Load]
    hushed: Collection[str]
    ahead: Ahead
    whom: Mapping[tuple[Address, ...], _Whom]

    def case(self, promise: Promise) -> Case:
        """What a rule may see of that one."""
        key, due, ahead = promise.key, promise.due, self.ahead
        meetings, meeting, importance = self.whom[promise.to]
        evidence = self.ledger.evidence.get(key)
        booking, away = ahead.bookings.get(key, _UNBOOKED), ahead.away.get(key, _THERE)
        return Case(  # by place: so many names would cost more than all the rest
            promise,
            self.ledger.standings[key],
            tuple([e for e in evidence if e.at <= self.now]) if evidence else (),
            self.now,
            capacity.in_utc(due.aim) if due else None,
            capacity.in_utc(due.end) if due else None,
            self.loads.get(key),
            meetings,
            meeting,
            self.last_words.get(key, promise.made_at),
            self.ledger.slips.get(key, 0),
            importance,
            self.hours[key],
            self.calendar,
            key in self.hushed,
            booking.clashes,
            booking.rivals,
            booking.booked,
            away.last_working,
            away.events,
            self.record,
        )


def _whom(made: Iterable[Promise], ahead: Ahead, owner: Owner) -> Mapping[tuple[Address, ...], _Whom]:
    """By the people owed: the coming meetings with them, the next, and how much they matter."""
    return {
        to: (ahead.meetings.get(to, ()), ahead.next_meetings.get(to), people.importance(to, owner))
        for to in {p.to for p in made}
    }


def review(
    cases: Iterable[Case],
    rules: Rules,
    owner: Owner,
    speak: Speak,
    now: datetime,
    sources: Mapping[str, Mail],
    events: Sequence[Event] = (),
    settled: Collection[str] = frozenset(),
) -> Review:
    """What is at risk, what to say to whom, and what to note.

    `sources` are the mails the promises were made in, by Mail.key; `events` tell which new dates can be kept.
    `settled` are promises about which a word was said or declined already (the owner edited, deleted or sent the
    draft): no heads-up speaks of them again.
    """
    judged = sorted(risk.assess_all(cases, rules), key=_urgency)
    free = _free_time(judged, events, owner, now)
    moments = _moments(judged, free, now, owner)
    urgent = [(c, r) for c, r in judged if _needs_a_word(c, r, moments, sources, owner)]
    spoken = [(c, r) for c, r in urgent if c.promise.key not in settled]
    groups = _together([case for case, _ in spoken], sources, owner)
    return Review(
        cases=tuple(judged),
        heads_ups=tuple(wording.heads_up(group, owner, speak, sources, free) for group in groups),
        reminders=_reminders(judged, free, now),
        moments=moments,
        ranks={case.promise.key: ranking.rank(case, found, owner, speak) for case, found in spoken},
    )


def _hushed(ledger: Ledger, now: datetime) -> frozenset[str]:
    """The keys of the promises that the human wants no word about; moved, they stay hushed."""
    marked = {m.promise for m in ledger.marks if m.verdict is Verdict.HUSH and m.made_at <= now}
    if not marked:
        return frozenset()
    origins = {p.key: p.origin for p in ledger.promises}
    return frozenset(key for key in origins if not marked.isdisjoint(lineage(key, origins)))


def _urgency(judged: Judged) -> tuple[bool, float, datetime, str]:
    """Late ones first, then risk times importance, then the earlier due; ties by key, so that order is settled."""
    case, found = judged
    due = case.promise.due
    end = due.end if due and due.end else datetime.max.replace(tzinfo=case.calendar.zone)
    return found.level is not Level.LATE, -round(found.score * case.importance, 2), end, case.promise.key


def _needs_a_word(
    case: Case, found: Risk, moments: Mapping[str, LastMoment], sources: Mapping[str, Mail], owner: Owner
) -> bool:
    """Whether the risk is high or the last decent moment has come, not long ago, and there is somebody to say it to."""
    if case.standing is not Standing.OPEN or case.hushed or timing.is_past(case):
        return False
    moment = moments.get(case.promise.key)
    if found.level not in (Level.HIGH, Level.LATE) and (moment is None or case.now < moment.at):
        return False
    source = sources.get(case.promise.source)
    return source is not None and bool(case.promise.to) and bool(wording.recipients(case, source, owner))


def _moments(
    judged: Iterable[Judged], free: capacity.FreeTime, now: datetime, owner: Owner
) -> Mapping[str, LastMoment]:
    """The last decent moments of what is open, not late yet, and wanted soon."""
    soon = [(case, found) for case, found in judged if timing.is_near(case)]
    if not soon:
        return {}
    working = capacity.free_time((), *_window(now), owner.calendar)
    moments = {c.promise.key: timing.last_moment(c, r.signals, free, working) for c, r in soon}
    return {key: moment for key, moment in moments.items() if moment}


def _together(spoken: Sequence[Case], sources: Mapping[str, Mail], owner: Owner) -> list[list[Case]]:
    """What goes to the same people from one account goes into one heads-up; the most urgent one first.

    What was said aloud has no account and goes with what was written to them.
    """
    groups: dict[frozenset[str], dict[str, list[Case]]] = defaultdict(dict)
    for case in sorted(spoken, key=lambda c: wording.is_aloud(c.promise)):
        to = frozenset(a.email for a in wording.recipients(case, sources[case.promise.source], owner))
        account = case.promise.ref.account
        if wording.is_aloud(case.promise):
            account = min(groups[to], default=account)
        groups[to].setdefault(account, []).append(case)
    urgency = {case.promise.key: place for place, case in enumerate(spoken)}
    found = (group for accounts in groups.values() for group in accounts.values())
    return sorted(found, key=lambda group: min(urgency[c.promise.key] for c in group))


def _reminders(judged: Sequence[Judged], free: capacity.FreeTime, now: datetime) -> tuple[Reminder, ...]:
    work = blocks.blocks(judged, free)
    return tuple(r for case, found in judged for r in notes.reminders(case, found, now, work.get(case.promise.key)))


def _free_time(judged: Sequence[Judged], events: Sequence[Event], owner: Owner, now: datetime) -> capacity.FreeTime:
    """Enough of the calendar to reckon dates and moments: nothing of it where none is asked for."""
    asked = any(r.level in (Level.HIGH, Level.LATE) or timing.is_near(c) for c, r in judged)
    return capacity.free_time(events, *(_window(now) if asked else (now, now)), owner.calendar)


def _window(now: datetime) -> tuple[datetime, datetime]:
    return now - LOOK_BACK, now + MEETINGS_AHEAD * 2
