"""All the thinking on one screen: promises, evidence, events in; cases with their risk, heads-ups and notes out.

`cases` brings together what a rule may see of each promise; `review` judges them and decides what to say. As of `now`:
nothing dated later is looked at, except the calendar ahead.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors.types import Address, Event
from daemon.core import capacity, effort, people, risk, wording
from daemon.core.model import (
    Case,
    Evidence,
    Level,
    Mail,
    Mark,
    Owner,
    Promise,
    Reminder,
    Review,
    Risk,
    Speak,
    Standing,
    Verdict,
)
from daemon.core.rules import Rules
from daemon.core.wording import notes

MEETINGS_AHEAD = timedelta(days=28)
LOOK_BACK = timedelta(days=35)  # how far back a proposed date may have been reckoned from
CLASH = timedelta(minutes=30)  # how long a promised call or meeting is taken to last, where nobody said
FIXED = frozenset({effort.Act.CALL, effort.Act.MEET})
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

Judged = tuple[Case, Risk]


def cases(  # noqa: PLR0913, PLR0917  (all that is known of the promises)
    promises: Iterable[Promise],
    evidence: Mapping[str, Sequence[Evidence]],
    standings: Mapping[str, Standing],
    slips: Mapping[str, int],
    events: Sequence[Event],
    last_words: Mapping[str, datetime],
    owner: Owner,
    now: datetime,
    marks: Iterable[Mark],
) -> tuple[Case, ...]:
    """One case per promise made by `now`, in the order given; the mappings go by Promise.key.

    `standings` must name every promise; `last_words` default to the promise itself, `slips` to 0.
    """
    made = [p for p in promises if p.made_at <= now]
    open_ = [p for p in made if standings[p.key] is Standing.OPEN]
    loads = capacity.loads(open_, events, owner, now)
    hushed = {m.promise for m in marks if m.verdict is Verdict.HUSH and m.made_at <= now}
    ahead = _Ahead.of(events, open_, now, owner)
    return tuple(
        Case(
            promise=promise,
            standing=standings[promise.key],
            evidence=tuple(e for e in evidence.get(promise.key, ()) if e.at <= now),
            now=now.astimezone(UTC),
            load=loads.get(promise.key),
            meetings=ahead.meetings.get(promise.to, ()),
            last_word_at=last_words.get(promise.key, promise.made_at),
            slips=slips.get(promise.key, 0),
            importance=people.importance(promise.to, owner),
            calendar=owner.calendar,
            hushed=promise.key in hushed,
            clashes=ahead.clashes.get(promise.key, ()),
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


@dataclass(frozen=True, slots=True)
class _Ahead:
    """The coming events that matter to what is owed: meetings by the people owed, clashes by Promise.key."""

    meetings: Mapping[tuple[Address, ...], tuple[Event, ...]]
    clashes: Mapping[str, tuple[Event, ...]]

    @classmethod
    def of(cls, events: Iterable[Event], open_: Sequence[Promise], now: datetime, owner: Owner) -> "_Ahead":
        near = [e for e in events if e.mine and e.ends_at > now and e.starts_at <= now + MEETINGS_AHEAD]
        near.sort(key=lambda e: (e.starts_at, e.ref))
        coming = _by_words([e for e in near if e.starts_at >= now])
        meetings = {to: _meetings(to, coming) for to in {p.to for p in open_}}
        return cls(meetings, {p.key: _clashes(p, near, now, owner) for p in open_ if effort.act(p.words) in FIXED})


def _by_words(events: Iterable[Event]) -> Mapping[str, list[Event]]:
    """The events by each attendee's address and each word of the title: what `people.meets` goes by."""
    found: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        for word in {*(a.email for a in event.people), *(w.lower() for w in _WORD.findall(event.title))}:
            found[word].append(event)
    return found


def _meetings(to: Sequence[Address], coming: Mapping[str, list[Event]]) -> tuple[Event, ...]:
    """The events with one of these people, soonest first."""
    words = {word for a in to for word in (a.email, people.first_name(a))}
    maybe = {e.ref: e for word in words for e in coming.get(word, ())}
    return tuple(sorted((e for e in maybe.values() if people.meets(e, to)), key=lambda e: (e.starts_at, e.ref)))


def _clashes(promise: Promise, events: Iterable[Event], now: datetime, owner: Owner) -> tuple[Event, ...]:
    """The events over the very moment of a promised call or meeting, those with the people it is for left out."""
    due = promise.due
    if due is None or due.start is None or due.start != due.end or due.start < now:
        return ()
    over = (e for e in events if capacity.takes_time(e) and not people.meets(e, promise.to))
    return tuple(e for e in over if _lies_over(e, due.start, owner))


def _lies_over(event: Event, moment: datetime, owner: Owner) -> bool:
    begins, ends = capacity.event_moments(event, owner.calendar.zone)
    return begins < moment + CLASH and ends > moment
