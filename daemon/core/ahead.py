"""What the calendar and the other promises say of each open promise: meetings, double bookings, days away.

In: the open promises, the events, the owner. Out: look-ups for each promise. Events are put into hours and under words
once, so that no promise is held against all of them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from connectors.types import Address, Event, Status
from daemon.core import absence, capacity, effort, matter, people
from daemon.core.model import Meeting, Owner, Promise

MEETINGS_AHEAD = timedelta(days=28)
LOOK_BACK = timedelta(days=28)  # a calendar with nothing in it since then, and nothing ahead, is taken for none
TALK = timedelta(minutes=30)  # how long a promised call or meeting is taken to last, where nobody said

_OFF = frozenset({Status.CANCELLED, Status.DECLINED})
_HOUR = 3600
_MOST_RIVALS = 20
_LONGEST_AWAY = 366  # days
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Booking:
    """What stands at the moment of a promised call or meeting; `booked` is False where an event for it is missing."""

    clashes: tuple[Event, ...] = ()
    rivals: tuple[Promise, ...] = ()
    booked: bool = True


@dataclass(frozen=True, slots=True)
class Away:
    """The owner's last moment at work before an aim at which they are away, and the events that say so."""

    last_working: datetime | None = None
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Ahead:
    """What lies ahead: meetings, soonest first, and the next by the people owed; bookings, days away by Promise.key."""

    meetings: Mapping[tuple[Address, ...], tuple[Event, ...]]
    next_meetings: Mapping[tuple[Address, ...], Meeting]
    bookings: Mapping[str, Booking]
    away: Mapping[str, Away]

    @classmethod
    def of(cls, events: Iterable[Event], open_: Sequence[Promise], now: datetime, owner: Owner) -> "Ahead":
        """What matters to the promises in `open_` at `now`."""
        around = [e for e in events if e.ends_at > now - LOOK_BACK and e.starts_at <= now + capacity.HORIZON]
        near = [e for e in around if e.mine and e.ends_at > now and e.starts_at <= now + MEETINGS_AHEAD]
        near.sort(key=lambda e: (e.starts_at, e.ref))
        coming = _Coming(e for e in near if e.starts_at >= now and e.status not in _OFF)
        known = frozenset(e.ref.account for e in around if e.mine and e.starts_at <= now + MEETINGS_AHEAD)
        meetings = {to: coming.meetings(to) for to in {p.to for p in open_}}
        return cls(
            meetings,
            {to: Meeting(some[0].starts_at.astimezone(UTC), some[0], to) for to, some in meetings.items() if some},
            _bookings(open_, near, known, now, owner),
            _aways(open_, around, now, owner),
        )


class _Coming:
    """The coming events, soonest first, by who attends and by the words of their titles: what `people.meets` goes by.

    They are held by their places, so that they need no further sorting.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        self._events = list(events)
        self._attended: dict[str, set[int]] = defaultdict(set)
        self._titled: dict[str, dict[str, list[int]]] = defaultdict(dict)
        for place, event in enumerate(self._events):
            for person in event.people:
                self._attended[person.email].add(place)
            for word in {w.lower() for w in _WORD.findall(event.title)}:
                self._titled[word].setdefault(event.title, []).append(place)

    def meetings(self, to: Sequence[Address]) -> tuple[Event, ...]:
        """The events with one of these people, soonest first."""
        places = set().union(*(self._attended.get(a.email, ()) for a in to))
        for word in {people.first_name(a) for a in to}:
            for same in self._titled.get(word, {}).values():
                others = [place for place in same if place not in places]
                # Attended by none of them: the title decides, and it is the same.
                if others and people.meets(self._events[others[0]], to):
                    places.update(others)
        return tuple(self._events[place] for place in sorted(places))


def _bookings(
    open_: Iterable[Promise], near: Iterable[Event], known: frozenset[str], now: datetime, owner: Owner
) -> Mapping[str, Booking]:
    """By the key of each promise to call or to meet at a definite moment of the coming weeks.

    Only an account whose calendar is `known` can miss an event.
    """
    fixed = [(p, at) for p in open_ if (at := _moment(p, now))]
    if not fixed:
        return {}
    hours = _by_hour(near, now, owner)
    rivals = _rivals(fixed)
    found = {}
    for promise, at in fixed:
        over = [e for e in _around(hours, at) if _lies_over(e, at, owner)]
        others = [e for e in over if not _is_for(e, promise)]
        found[promise.key] = Booking(
            clashes=tuple(e for e in others if _clashes(e)),
            rivals=rivals.get(promise.key, ()),
            booked=len(others) < len(over) or promise.ref.account not in known,
        )
    return found


def _moment(promise: Promise, now: datetime) -> datetime | None:
    """The definite moment a talk was promised for, within what is looked at."""
    at = promise.due.start if promise.due else None
    if at is None or not now <= at <= now + MEETINGS_AHEAD:
        return None
    return at if effort.is_appointment(promise) else None


def _by_hour(events: Iterable[Event], now: datetime, owner: Owner) -> Mapping[int, list[Event]]:
    """The events by each hour since 1970 that they touch from `now` on, in the order given."""
    first, last = (int(m.timestamp() // _HOUR) for m in (now, now + MEETINGS_AHEAD + TALK))
    found: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        begins, ends = capacity.event_moments(event, owner.calendar.zone)
        for hour in range(max(first, int(begins.timestamp() // _HOUR)), min(last, int(ends.timestamp() // _HOUR)) + 1):
            found[hour].append(event)
    return found


def _around(hours: Mapping[int, list[Event]], at: datetime) -> Sequence[Event]:
    """Those of the hour or two that a talk which begins at `at` touches."""
    first, last = (int(moment.timestamp() // _HOUR) for moment in (at, at + TALK))
    found = hours.get(first, [])
    return found if first == last else [*found, *(e for e in hours.get(last, ()) if e not in found)]


def _lies_over(event: Event, moment: datetime, owner: Owner) -> bool:
    begins, ends = capacity.event_moments(event, owner.calendar.zone)
    return begins < moment + TALK and ends > moment


def _clashes(event: Event) -> bool:
    """Whether a talk cannot be held beside it; what lasts whole days leaves room for one, unless the owner is away."""
    return capacity.takes_time(event) and (not event.all_day or absence.is_away(event.title))


def _is_for(event: Event, promise: Promise) -> bool:
    """Whether it is the promised talk itself: with the people it is for, or with nobody named but about its matter."""
    if people.meets(event, promise.to):
        return True
    if event.people:
        return False
    return not matter.is_vague(matter.shared(matter.things(event.title), matter.things(promise.words)))


def _rivals(fixed: Sequence[tuple[Promise, datetime]]) -> Mapping[str, tuple[Promise, ...]]:
    """By key, the promises whose moment lies within a talk of this one's, to nobody this one is to."""
    ordered = sorted(fixed, key=lambda pair: (pair[1].astimezone(UTC), pair[0].key))
    found: dict[str, list[Promise]] = defaultdict(list)
    for i, (promise, at) in enumerate(ordered):
        for other, then in ordered[i + 1 : i + 1 + _MOST_RIVALS]:
            if then - at >= TALK:
                break
            if {a.email for a in promise.to}.isdisjoint(a.email for a in other.to):
                found[promise.key].append(other)
                found[other.key].append(promise)
    return {key: tuple(some) for key, some in found.items()}


def _aways(open_: Iterable[Promise], events: Iterable[Event], now: datetime, owner: Owner) -> Mapping[str, Away]:
    """By the key of each promise whose aim comes when the owner is away, since an earlier day."""
    absent = sorted((e for e in events if capacity.takes_away(e)), key=lambda e: (e.starts_at, e.ref))
    if not absent and not owner.calendar.holidays:
        return {}
    aims = [(p.key, p.due.aim) for p in open_ if p.due and p.due.aim and now < p.due.aim <= now + capacity.HORIZON]
    if not aims:
        return {}
    start, end = now - LOOK_BACK, max(aim for _, aim in aims)
    at_work = capacity.free_time(absent, start, end, owner.calendar)
    usual = capacity.free_time((), start, end, replace(owner.calendar, holidays=frozenset()))
    by_day = _by_day(absent, owner)
    found = {}
    for key, aim in aims:
        last, would_be = at_work.last_before(aim), usual.last_before(aim)
        if last and would_be and last.date() < would_be.date():
            found[key] = Away(last, tuple(by_day.get(would_be.date().toordinal(), ())))
    return found


def _by_day(events: Iterable[Event], owner: Owner) -> Mapping[int, list[Event]]:
    """The events by each day of the owner's that they touch, as ordinals."""
    found: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        begins, ends = (m.astimezone(owner.calendar.zone) for m in capacity.event_moments(event, owner.calendar.zone))
        last = (ends - timedelta(microseconds=1)).date().toordinal()
        for day in range(begins.date().toordinal(), min(last, begins.date().toordinal() + _LONGEST_AWAY) + 1):
            found[day].append(event)
    return found
