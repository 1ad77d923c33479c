"""The calendar's units by their names: "this week", "next month", "the coming two quarters"."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from daemon.core.due.almanac import (
    DAY,
    day_span,
    month_span,
    quarter_span,
    week_span,
    weekend_span,
    working_day,
    year_span,
)
from daemon.core.due.amounts import Amount, moved
from daemon.core.due.values import Now, Span
from daemon.core.due.years import YEARS_AWAY

LAST_SO_MANY = "last so many"
CLOSING = ("week", "month", "quarter", "year")  # what EOW, EOM, EOQ, EOY close


def shifted(now: Now, which: str, unit: str) -> Span:
    """ "this quarter", "next week": the unit so named; "the coming weekend" is the one of this week."""
    shift = 0 if unit == "weekend" and which == "coming" else YEARS_AWAY[which]
    return MAKERS[unit](now, shift)


def so_many(now: Now, which: str, size: Amount) -> Span:
    """ "next 3 days" from now on, "upcoming two quarters" by the calendar, "last 2 weeks" up to now."""
    grain = "minute" if size.fine else "days"
    if which == "last":
        end = now.wall if size.fine else now.today
        return Span(moved(now, end, size, -1).start, end, grain, LAST_SO_MANY)
    count, unit = size.parts[0]
    if unit == "weekend":
        first = weekend_span(now.today, 0 if which == "coming" or now.wall.weekday() < 5 else 1)
        last = weekend_span(first.start, round(count) - 1)
        return Span(first.start, last.end, "days", "next so many")
    by_calendar = unit in {"quarter", "year"} or (which == "coming" and unit in MAKERS and unit != "day")
    if by_calendar and len(size.parts) == 1:
        whole = MAKERS[unit](now, min(round(count), 99))
        return replace(whole, start=MAKERS[unit](now, 1).start, rule="next so many")
    return Span(now.wall, moved(now, now.wall, size).end, grain, "next so many")


def _this_week(now: Now) -> Span:
    """On a Sunday "this week" looks ahead, and to some back."""
    if now.wall.weekday() == 6:
        return replace(week_span(now.today, 1), other=(week_span(now.today),))
    return week_span(now.today)


def _working_week(now: Now, weeks: int) -> Span:
    """From the first working weekday of a week to its last."""
    week = week_span(now.today, weeks)
    worked = sorted(now.calendar.days) or [0, 6]
    return Span(week.start + worked[0] * DAY, week.start + (worked[-1] + 1) * DAY, "week", "working week")


def _hour(now: Now, hours: int) -> Span:
    start = now.wall.replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)
    return Span(start, start + timedelta(hours=1), "minute", "hour")


def _decade(now: Now, decades: int) -> Span:
    start = year_span(now.wall.year - now.wall.year % 10 + 10 * decades).start
    return Span(start, start.replace(year=start.year + 10), "days", "decade")


MAKERS: dict[str, Callable[[Now, int], Span]] = {
    "week": lambda now, n: week_span(now.today, n) if n else _this_week(now),
    "workweek": _working_week,
    "weekend": lambda now, n: weekend_span(now.today, n),
    "fortnight": lambda now, n: Span(now.today, now.today + 14 * DAY, "days", "fortnight"),
    "month": lambda now, n: month_span(now.today, n),
    "quarter": lambda now, n: quarter_span(now.today, n),
    "year": lambda now, n: year_span(now.wall.year + n),
    "decade": _decade,
    "hour": _hour,
    "day": lambda now, n: day_span(now.today + n * DAY),
    "weekday": lambda now, n: day_span(working_day(now.calendar, now.today, n)),
}
