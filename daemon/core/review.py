"""All the thinking on one screen: promises, evidence, events in; cases with their risk, heads-ups and notes out.

`cases` brings together what a rule may see of each promise; `review` judges them and decides what to say. As of `now`:
nothing dated later is looked at, except the calendar ahead.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from connectors.types import Event
from daemon.core import capacity, effort, people, risk, wording
from daemon.core.ahead import MEETINGS_AHEAD, Ahead, Away, Booking
from daemon.core.ledger import Ledger, lineage
from daemon.core.model import (
    Case,
    Level,
    Mail,
    Owner,
    Record,
    Reminder,
    Review,
    Risk,
    Speak,
    Standing,
    Verdict,
)
from daemon.core.rules import Rules
from daemon.core.wording import notes

LOOK_BACK = timedelta(days=35)  # how far back a proposed date may have been reckoned from

_UNBOOKED = Booking()
_THERE = Away()

Judged = tuple[Case, Risk]


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
    loads = capacity.loads(open_, events, owner, now, hours)
    hushed = _hushed(ledger, now)
    ahead = Ahead.of(events, open_, now, owner)
    in_utc = now.astimezone(UTC)
    return tuple(
        Case(
            promise=promise,
            standing=ledger.standings[promise.key],
            evidence=tuple([e for e in some if e.at <= now]) if (some := ledger.evidence.get(promise.key)) else (),
            now=in_utc,
            load=loads.get(promise.key),
            meetings=ahead.meetings.get(promise.to, ()),
            last_word_at=last_words.get(promise.key, promise.made_at),
            slips=ledger.slips.get(promise.key, 0),
            importance=people.importance(promise.to, owner),
            hours=hours[promise.key],
            calendar=owner.calendar,
            hushed=promise.key in hushed,
            clashes=(booking := ahead.bookings.get(promise.key, _UNBOOKED)).clashes,
            rivals=booking.rivals,
            booked=booking.booked,
            last_working=(away := ahead.away.get(promise.key, _THERE)).last_working,
            away=away.events,
            record=record,
        )
        for promise in made
    )


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
    judged = sorted(((case, risk.assess(case, rules)) for case in cases), key=_urgency)
    free = _free_time(judged, events, owner, now)
    spoken = [c for c, r in judged if _needs_a_word(c, r, sources, owner) and c.promise.key not in settled]
    return Review(
        cases=tuple(judged),
        heads_ups=tuple(wording.heads_up(group, owner, speak, sources, free) for group in _together(spoken)),
        reminders=_reminders(judged, now),
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
    return found.level is not Level.LATE, -round(found.score * case.importance, 6), end, case.promise.key


def _needs_a_word(case: Case, found: Risk, sources: Mapping[str, Mail], owner: Owner) -> bool:
    if found.level not in (Level.HIGH, Level.LATE) or case.standing is not Standing.OPEN or case.hushed:
        return False
    source = sources.get(case.promise.source)
    return source is not None and bool(case.promise.to) and bool(wording.recipients(case, source, owner))


def _together(spoken: Sequence[Case]) -> list[list[Case]]:
    """What is owed to the same people in the same thread goes into one heads-up; the most urgent one first."""
    groups: list[list[Case]] = []
    by_people: dict[frozenset[str], list[list[Case]]] = defaultdict(list)
    for case in sorted(spoken, key=lambda c: (c.promise.made_at, c.promise.key)):
        alike = by_people[frozenset(a.email for a in case.promise.to)]
        group = next((g for g in alike if any(c.promise.links & case.promise.links for c in g)), None)
        if group is None:
            alike.append(group := [])
            groups.append(group)
        group.append(case)
    urgency = {case.promise.key: place for place, case in enumerate(spoken)}
    return sorted(groups, key=lambda group: min(urgency[c.promise.key] for c in group))


def _reminders(judged: Iterable[Judged], now: datetime) -> tuple[Reminder, ...]:
    return tuple(reminder for case, found in judged for reminder in notes.reminders(case, found, now))


def _free_time(judged: Sequence[Judged], events: Sequence[Event], owner: Owner, now: datetime) -> capacity.FreeTime:
    """Enough of the calendar to reckon new dates: nothing of it where nobody needs a word."""
    urgent = any(r.level in (Level.HIGH, Level.LATE) for _, r in judged)
    start, end = (now - LOOK_BACK, now + MEETINGS_AHEAD * 2) if urgent else (now, now)
    return capacity.free_time(events, start, end, owner.calendar)
