"""From a reading to the last moment that keeps the word, and to the moment at which a colleague would want it."""

from datetime import UTC, date, datetime, time, timedelta

from daemon.core.due.almanac import DAY
from daemon.core.model import Reading, TimeExpression, WorkingCalendar

_FINE = frozenset({"second", "minute", "hour", "daypart"})
_SECOND = timedelta(seconds=1)
_LONGEST_BREAK = 30  # days without a working day, after which none is looked for


def last_moment(reading: Reading, rule: str, at: datetime, calendar: WorkingCalendar) -> datetime | None:
    """The inclusive end: a time of the clock is itself, a day ends at 23:59:59, a week with its last working day."""
    if reading.end is None:
        fine = reading.grain in _FINE and reading.start
        return on_day(reading.start, None, time(23, 59, 59)) if fine else None
    end = reading.end
    if end.time() == time(0) or (reading.grain not in _FINE and reading.start != end):
        end = _earlier(end, _SECOND)
    if reading.grain == "week" or "in the week" in rule:
        worked = _working_week(end, at, calendar)
        end = max(worked, reading.start) if reading.start else worked
    late = end.replace(fold=1)
    return late if late.utcoffset() != end.utcoffset() else end


def aim_of(
    end: datetime, reading: Reading, said: TimeExpression, at: datetime, calendar: WorkingCalendar
) -> datetime | None:
    """When a colleague would want it: the clock time itself, else the end of the last working day up to `end`.

    Never on a day off, never after `end`; None where no working time is left between `at` and `end`.
    """
    fine = reading.grain in _FINE
    day = end.date() - (DAY if said.anchor and not fine else timedelta())
    hour = _hour(said.rule, calendar)
    if fine and _works(calendar, day):
        return _first_thing(end, calendar) if "first thing" in said.rule else end
    for back in range(_LONGEST_BREAK):
        if _works(calendar, day - back * DAY):
            wanted = on_day(end, day - back * DAY, hour)
            if wanted is not None and wanted <= end and wanted > at:
                return wanted
            break
    return end if _works(calendar, end.date()) else None


def on_day(moment: datetime | None, day: date | None, clock: time | None = None) -> datetime | None:
    """A moment moved to another day or time of the wall clock of its zone; a time the clocks skip is moved forward."""
    if moment is None:
        return None
    wall = datetime.combine(day or moment.date(), clock or moment.time(), tzinfo=moment.tzinfo)
    return wall.astimezone(UTC).astimezone(moment.tzinfo)


def _hour(rule: str, calendar: WorkingCalendar) -> time:
    return calendar.end_of_day if "end of day" in rule else calendar.ends


def _first_thing(end: datetime, calendar: WorkingCalendar) -> datetime:
    hour = (datetime.combine(end.date(), calendar.starts) + timedelta(hours=1)).time()
    wanted = on_day(end, None, hour)
    return min(wanted, end) if wanted else end


def _works(calendar: WorkingCalendar, day: date) -> bool:
    return day.weekday() in calendar.days and day not in calendar.holidays


def _working_week(end: datetime, at: datetime, calendar: WorkingCalendar) -> datetime:
    """The end of the last working weekday of a week; once that is over, the end of the week (Friday night: Sunday)."""
    last = max(calendar.days, default=6)
    if end.weekday() <= last:
        return end
    friday = end.date() - DAY * (end.weekday() - last)
    closing, moved = on_day(end, friday, calendar.ends), on_day(end, friday, time(23, 59, 59))
    return moved if moved and closing and closing > at else end


def _earlier(moment: datetime, less: timedelta) -> datetime:
    return (moment.astimezone(UTC) - less).astimezone(moment.tzinfo)
