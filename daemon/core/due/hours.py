"""From a day and a time of the clock to points: halves of the day, zones, ranges, parts of the day."""

from dataclasses import replace
from datetime import datetime, timedelta

from daemon.core.due.almanac import DAY, day_span
from daemon.core.due.dates import COMING_DATE
from daemon.core.due.values import Clock, ClockRange, Close, Now, Part, Span
from daemon.core.due.zones import zone_of

_SMALL_HOURS = 4  # "two in the night" is of the morning after
_SECOND = timedelta(seconds=1)
BARE_CLOCK = "bare clock"  # a time of the clock without a day
COMING_CLOCK = "clock on a date"  # on a day whose year is not told


def in_day(day: datetime, named: Part) -> Span:
    """The part `named` of the day that begins at `day`, as a span of its own hours."""
    start = day + timedelta(hours=named.first)
    return Span(start, day + timedelta(hours=named.last), "daypart", named.name)


def own_day(named: Part, now: Now) -> Span:
    """The day of "in the morning", "first thing": today where it is still to come, else tomorrow."""
    hour = now.wall.hour + now.wall.minute / 60
    shaded = named.name.startswith(("early ", "late "))
    passed = hour >= 5 if named.half == "am" and not shaded else hour >= named.last
    tomorrow = passed and (named.bare or shaded or named.name.startswith("first thing"))
    return day_span(now.today + DAY * tomorrow)


def closed(day: Span, shut: Close, now: Now) -> Span:
    """The day at whose end something closes. Where it closes earlier, in a zone to the east, the moment it does."""
    hour = now.calendar.end_of_day
    there = _local(day.start, timedelta(hours=hour.hour, minutes=hour.minute), Clock(hour.hour, zone=shut.zone), now)
    if there < day.start + timedelta(hours=hour.hour, minutes=hour.minute):
        return Span(there, there, "hour", "end of day there", tail=True)
    return replace(day, grain="day", rule="end of day", tail=True)


def timed(time: Clock | ClockRange, found: list[Span], named: Part | None, now: Now) -> list[Span]:
    """The clock time (or range of them) on each of the days `found`, or on the next that fits where none was said."""
    if named and not found and not named.bare:
        found = [day_span(now.today)]
    first = time.first if isinstance(time, ClockRange) else time
    points = _points(first, found, named, now)
    if not isinstance(time, ClockRange):
        return points
    ranges = [_until(p, time.last, named, now) for p in points]
    within = [r for r in ranges if (r.end - _SECOND).date() == r.start.date()]
    return within + [r for r in ranges if r not in within]  # "8:10 - 12:30" does not go past midnight


def _points(value: Clock, found: list[Span], named: Part | None, now: Now) -> list[Span]:
    offsets = _offsets(value, named)
    rule = BARE_CLOCK
    if found:
        rule = COMING_CLOCK if all(day.rule == COMING_DATE for day in found) else "clock"
        walls = [_local(day.start, offset, value, now) for day in found for offset in offsets]
    else:
        today = [_local(now.today, offset, value, now) for offset in offsets]
        ahead = [t for t in today if t > now.wall]
        walls = [*ahead, *(t + DAY for t in today if t not in ahead)]
    if now.wall.hour < _SMALL_HOURS and found:  # said in that very night
        walls.sort(key=lambda wall: wall - now.wall > DAY)
    grain = "minute" if value.minute or value.second else "hour"
    return [Span(t, t, grain, rule) for t in walls]


def _offsets(value: Clock, named: Part | None) -> list[timedelta]:
    """Hours after midnight, the likelier half of the day first: an open 1 to 6 is after noon, 7 to 12 before it."""
    half = value.half or (named.half if named else None)
    rest = timedelta(minutes=value.minute, seconds=value.second)
    if half == "24" or value.hour > 12 or value.hour == 0:
        return [timedelta(hours=value.hour) + rest]
    early, late = timedelta(hours=value.hour % 12) + rest, timedelta(hours=value.hour % 12 + 12) + rest
    if named and named.name == "night" and value.half is None and value.hour <= _SMALL_HOURS:
        return [timedelta(hours=24) + early]
    if named and named.name == "tonight" and value.half == "am" and value.hour <= _SMALL_HOURS:
        return [timedelta(hours=24) + early, early]  # "till 2am tonight"
    if half is not None:
        if value.hour == 12 and named is not None and half == "am" and value.half is None:
            return [late]  # "this morning at 12" is noon
        midnight = value.hour == 12 and named is not None and named.first >= 18 and value.half is None
        return [timedelta(hours=24) + rest] if midnight else [early if half == "am" else late]
    return [late, early] if value.hour <= 6 or value.hour == 12 else [early, late]


def _local(day: datetime, offset: timedelta, value: Clock, now: Now) -> datetime:
    """The writer's wall time of a clock time in its own zone, on the writer's day."""
    zone = zone_of(value.zone, now)
    wall = day + offset
    if zone is None:
        return wall
    return wall.replace(tzinfo=zone).astimezone(now.zone).replace(tzinfo=None)


def _until(point: Span, last: Clock, named: Part | None, now: Now) -> Span:
    """The end of a range of the clock: the first such time after its beginning."""
    day = point.start.replace(hour=0, minute=0, second=0)
    ends = sorted(_local(day + n * DAY, offset, last, now) for offset in _offsets(last, named) for n in (-1, 0, 1))
    end = next((e for e in ends if e > point.start), point.start)
    return Span(point.start, end, "minute", "clock range")
