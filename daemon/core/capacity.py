"""How much time there is: working hours minus what the calendar already holds, against what is owed by then.

In: events, the working calendar, promises. Out: hours of free time between two moments, and a Load per promise.

An event takes its time when it is the owner's own, busy and neither declined nor cancelled; overlapping ones count
once; an all-day one takes its days whole. What the title calls a journey or out of office takes it also where it is
entered as free. A tentative one takes half: it happens about as often as not, so half is the
expected loss, and two half-sure meetings do not make a day look full. Everything is reckoned in UTC seconds, so that
a working day on which the clocks change has the hours it really has.

The earliest aim first is the best order: where some order keeps every promise, that one does (J. R. Jackson, Scheduling
a production line to minimize maximum tardiness, 1955). So the first that does not fit in it is the one to speak of.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import accumulate
from operator import attrgetter
from types import MappingProxyType

from msgspec.structs import replace

from connectors.types import Event, Status
from daemon.core import absence, effort
from daemon.core.model import Load, Owner, Promise, Shortfall, WorkingCalendar

HORIZON = timedelta(days=180)  # less than any calendar is unrolled ahead
TENTATIVE_SHARE = 0.5
GIVEN_UP = timedelta(days=14)  # as standing.LONG_PAST: nobody waits for a word about it any more
_TRIFLE = 1e-6  # hours, by which sums may differ
_AGE = attrgetter("made_at", "key")

_TAKING = frozenset({Status.CONFIRMED, Status.TENTATIVE})

Span = tuple[float, float]  # [start, end) in seconds since 1970, UTC


@dataclass(frozen=True, slots=True)
class FreeTime:
    """The free stretches of a window, in order: `begins`, `ends` in seconds since 1970, `rates` the share that is free.

    `sums[i]` are the free seconds before stretch i; the last one is the total. `zone` is the owner's.
    """

    begins: tuple[float, ...]
    ends: tuple[float, ...]
    rates: tuple[float, ...]
    sums: tuple[float, ...]
    zone: tzinfo

    def hours(self, start: datetime, end: datetime) -> float:
        """Free hours in [start, end); 0.0 where the end comes first."""
        return max(0.0, self.until_second(end.timestamp()) - self.until_second(start.timestamp())) / 3600

    def after(self, start: datetime, hours: float) -> datetime | None:
        """The first moment by which `hours` have been free since `start`; None where the window ends before that."""
        return self._moment(self.until_second(start.timestamp()) + hours * 3600)

    def until(self, end: datetime, hours: float) -> datetime | None:
        """The last moment from which `hours` are still free before `end`; None where there never were as many."""
        wanted = self.until_second(end.timestamp()) - hours * 3600
        return self._moment(wanted) if wanted >= 0 else None

    def last_before(self, moment: datetime) -> datetime | None:
        """The last free moment up to `moment`, None where the window has none."""
        i = bisect_right(self.begins, moment.timestamp() - 1e-6) - 1
        if i < 0:
            return None
        return datetime.fromtimestamp(min(self.ends[i], moment.timestamp()), UTC).astimezone(self.zone)

    def gap(self, start: datetime, hours: float) -> datetime | None:
        """Where the first stretch of at least `hours`, wholly free and unbroken, begins at or after `start`."""
        at = start.timestamp()
        for begin, end, rate in zip(self.begins, self.ends, self.rates, strict=True):
            if rate == 1.0 and end - max(begin, at) >= hours * 3600:
                return datetime.fromtimestamp(max(begin, at), UTC).astimezone(self.zone)
        return None

    def until_second(self, at: float) -> float:
        """Free seconds from the window's start to `at`, in seconds since 1970."""
        i = bisect_right(self.begins, at) - 1
        if i < 0:
            return 0.0
        end = self.ends[i]
        return self.sums[i] + ((at if at < end else end) - self.begins[i]) * self.rates[i]

    def _moment(self, seconds: float) -> datetime | None:
        """The first moment by which that many free seconds have passed."""
        if not self.begins or seconds > self.sums[-1]:
            return None
        i = max(0, min(bisect_right(self.sums, seconds - 1e-6) - 1, len(self.begins) - 1))
        at = self.begins[i] + max(0.0, seconds - self.sums[i]) / self.rates[i]
        return datetime.fromtimestamp(at, UTC).astimezone(self.zone)


def free_hours(events: Iterable[Event], start: datetime, end: datetime, calendar: WorkingCalendar) -> float:
    """Free working hours in [start, end)."""
    return free_time(events, start, end, calendar).hours(start, end)


def free_time(events: Iterable[Event], start: datetime, end: datetime, calendar: WorkingCalendar) -> FreeTime:
    """The free time of the window [start, end): n log n in the number of events."""
    window = (start.timestamp(), end.timestamp())
    taking = [e for e in events if takes_time(e)]
    sure = _merged(_span(e, calendar.zone) for e in taking if e.status is Status.CONFIRMED)
    unsure = _merged(_span(e, calendar.zone) for e in taking if e.status is Status.TENTATIVE)
    open_ = list(_without(_working(calendar, window), sure))
    stretches = [(*span, 1.0) for span in _without(open_, unsure)]
    stretches += [(*span, TENTATIVE_SHARE) for span in _shared(open_, unsure)]
    stretches.sort()
    free = [(end - begin) * rate for begin, end, rate in stretches]
    return FreeTime(
        tuple(s[0] for s in stretches),
        tuple(s[1] for s in stretches),
        tuple(s[2] for s in stretches),
        tuple(accumulate(free, initial=0.0)),
        calendar.zone,
    )


def loads(
    promises: Iterable[Promise],
    events: Iterable[Event],
    owner: Owner,
    now: datetime,
    hours: Mapping[str, float] = MappingProxyType({}),
) -> dict[str, Load]:
    """The load by each promise's aim, by key: all that is owed by then, this one included, earliest aim first.

    Promises without a date have none, nor those for an evening or a weekend with no working hour before it: they are
    kept in the owner's own time. What is late by more than `GIVEN_UP` is no work that waits: a silent backlog would
    make all that follows look crowded. Hours free and in meetings count from `now` up to `HORIZON`, no further;
    `hours` are those of work by Promise.key, as `effort.hours` says where it says nothing.
    """
    groups = _by_aim(promises, (now - GIVEN_UP).astimezone(UTC))
    if not groups:
        return {}
    horizon = min(max(now, groups[-1][0]), now + HORIZON)
    free = free_time(events, now, horizon, owner.calendar)
    working = free_time((), now, horizon, owner.calendar)
    found: dict[str, Load] = {}
    first: Shortfall | None = None
    before = 0.0
    for aim, wanted in groups:
        at = aim.timestamp()
        room, there = free.until_second(at) / 3600, working.until_second(at) / 3600
        owed = [*accumulate((_work(p, hours) for p in wanted), initial=before)][1:]
        load = Load(round(owed[-1], 2), round(room, 2), round(max(0.0, there - room), 2), first)
        before = owed[-1]
        counted = there > 0 or not _is_own_time(aim, now, owner.calendar)
        for promise, by_then in zip(wanted, owed, strict=True):
            if first is None and by_then > room + _TRIFLE and not _is_late(promise, now):
                first = Shortfall(promise, load.owed_hours, load.free_hours)
                load = replace(load, first=first)
            if counted:
                found[promise.key] = load
    return found


def in_utc(moment: datetime | None) -> datetime | None:
    """The same moment in UTC, in which two are compared without asking any zone."""
    return None if moment is None else _in_utc(moment, moment.fold)


@lru_cache(1 << 13)  # many promises are wanted at one moment
def _in_utc(moment: datetime, _fold: int) -> datetime:
    """Two moments of one zone are equal whichever fold they lie in; so it is asked with it."""
    return moment.astimezone(UTC)


def _by_aim(promises: Iterable[Promise], given_up: datetime) -> list[tuple[datetime, list[Promise]]]:
    """The promises by their aim in UTC, in order; of one moment those first that were promised first."""
    found: dict[datetime, list[Promise]] = defaultdict(list)
    for promise in promises:
        due = promise.due
        if due and due.aim and (due.end is None or _in_utc(due.end, due.end.fold) >= given_up):
            found[_in_utc(due.aim, due.aim.fold)].append(promise)
    return [(aim, sorted(found[aim], key=_AGE)) for aim in sorted(found)]


def _work(promise: Promise, hours: Mapping[str, float]) -> float:
    return hours[promise.key] if promise.key in hours else effort.hours(promise)


def _is_late(promise: Promise, now: datetime) -> bool:
    """What is late already is owed, but is not what fails to fit."""
    end = in_utc(promise.due.end) if promise.due else None
    return end is not None and end < now


def _is_own_time(aim: datetime, now: datetime, calendar: WorkingCalendar) -> bool:
    """Does the aim lie ahead, outside the working hours? An hour's promise that is over is no promise for the night."""
    here = aim.astimezone(calendar.zone)
    at_work = here.weekday() in calendar.days and here.date() not in calendar.holidays
    return aim > now and not (at_work and calendar.starts <= here.time() <= calendar.ends)


def event_moments(event: Event, zone: tzinfo) -> tuple[datetime, datetime]:
    """When an event begins and ends for the owner: an all-day one covers its days in the owner's own zone."""
    if not event.all_day:
        return event.starts_at, event.ends_at
    first, after = _days(event)
    return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)


def takes_time(event: Event) -> bool:
    """Whether the event takes time from the owner's day, at least perhaps."""
    if not event.mine or event.status not in _TAKING:
        return False
    return event.busy or absence.is_travel(event.title) or absence.is_out(event.title)


def takes_away(event: Event) -> bool:
    """Whether the owner is away then for sure: a journey, out of office."""
    return event.status is Status.CONFIRMED and takes_time(event) and absence.is_away(event.title)


def _span(event: Event, zone: tzinfo) -> Span:
    begins, ends = event_moments(event, zone)
    return begins.timestamp(), ends.timestamp()


def _days(event: Event) -> tuple[date, date]:
    """The days of an all-day event, the second one exclusive."""
    first, after = event.starts_at.date(), event.ends_at.date()
    return first, max(after, first + timedelta(days=1))


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif end > begin:
            merged.append((begin, end))
    return merged


def _working(calendar: WorkingCalendar, window: Span) -> list[Span]:
    """The working hours inside the window; a shift that passes midnight belongs to the day on which it begins."""
    spans = []
    day = datetime.fromtimestamp(window[0], calendar.zone).date() - timedelta(days=1)
    last = datetime.fromtimestamp(window[1], calendar.zone).date()
    overnight = timedelta(days=1 if calendar.ends <= calendar.starts else 0)
    while day <= last:
        if day.weekday() in calendar.days and day not in calendar.holidays:
            begin = datetime.combine(day, calendar.starts, calendar.zone).timestamp()
            end = datetime.combine(day + overnight, calendar.ends, calendar.zone).timestamp()
            spans.append((max(begin, window[0]), min(end, window[1])))
        day += timedelta(days=1)
    return _merged(spans)


def _without(spans: Sequence[Span], holes: Sequence[Span]) -> Iterator[Span]:
    """What is left of sorted, disjoint spans outside sorted, disjoint holes."""
    i = 0
    for begin, end in spans:
        at = begin
        while i and holes[i - 1][1] > begin:
            i -= 1
        while i < len(holes) and holes[i][0] < end:
            if holes[i][0] > at:
                yield at, holes[i][0]
            at = max(at, holes[i][1])
            i += 1
        if at < end:
            yield at, end


def _shared(spans: Sequence[Span], others: Sequence[Span]) -> Iterator[Span]:
    """What two lists of sorted, disjoint spans have in common."""
    i = j = 0
    while i < len(spans) and j < len(others):
        begin, end = max(spans[i][0], others[j][0]), min(spans[i][1], others[j][1])
        if begin < end:
            yield begin, end
        if spans[i][1] <= others[j][1]:
            i += 1
        else:
            j += 1
