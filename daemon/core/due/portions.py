"""Parts of a period: "early next week", "mid-October", "the end of the quarter"."""

from dataclasses import replace
from datetime import datetime

from daemon.core.due.almanac import (
    DAY,
    add_months,
    day_span,
    midnight,
    month_span,
    nth_weekday,
    week_span,
    weekend_span,
    works,
)
from daemon.core.due.seasons import SEASON
from daemon.core.due.tokens import Token
from daemon.core.due.values import Now, Span

# First and last third: in days of a week, tens of days of a month, months of a quarter; a year is cut by hand.
_OFF_EVERYWHERE = {(1, 1), (12, 25)}
_SHARES = {"early": (0, 1), "start": (0, 1), "mid": (1, 2), "late": (2, 3)}
_YEAR_SHARES = {"early": (0, 3), "start": (0, 3), "mid": (4, 8), "late": (8, 12)}
_WEEK_SHARES = {"early": (0, 3), "start": (0, 3), "mid": (1, 3), "late": (3, 7)}


def portion(kind: str, whole: Span, now: Now) -> Span:
    """The early, middle, late part, the rest, or the last day of a period."""
    if kind == "end":
        return tail(whole, now)
    if kind == "rest":
        return replace(whole, start=max(now.wall, whole.start), rule="rest of")
    if whole.rule == SEASON:
        first, last = _SHARES[kind]
        start = add_months(whole.start, first)
        return Span(start, whole.end if last == 3 else add_months(whole.start, last), "days", f"{kind} in the season")
    if whole.grain in {"day", "days", "minute"}:
        return whole
    length = (whole.end - whole.start) / DAY
    first, last = _SHARES[kind]
    if length <= 7:
        first, last = _WEEK_SHARES[kind]
        return Span(whole.start + first * DAY, whole.start + last * DAY, "days", f"{kind} in the week")
    if length < 32:
        end = whole.end if last == 3 else whole.start + 10 * last * DAY
        return Span(whole.start + 10 * first * DAY, end, "days", f"{kind} in the month")
    first, last = (_YEAR_SHARES if length > 190 else _SHARES)[kind]
    start, end = add_months(whole.start, first), min(whole.end, add_months(whole.start, last))
    return Span(start, end, "days", f"{kind} in {whole.grain}")


def tail(whole: Span, now: Now) -> Span:
    """The last day of a period; of a week its last working day, or its Sunday as others read it."""
    if whole.grain == "week":
        days = [whole.start + n * DAY for n in range(7)]
        worked = [d for d in days if d.weekday() in now.calendar.days] or days
        last = replace(day_span(worked[-1], "end of week"), tail=True)
        if last.end <= now.wall:
            last = replace(day_span(worked[-1] + 7 * DAY, "end of week"), tail=True)
        return replace(last, other=(day_span(days[-1], "end of week"),))
    return replace(day_span(whole.end - DAY, f"end of {whole.grain}"), tail=True)


def nth_of(named: Token, unit: str, nth: int, whole: Span, now: Now) -> Span | None:
    """The nth weekday, working day, day or week of a period; -1 is the last one."""
    days = [whole.start + n * DAY for n in range(round((whole.end - whole.start) / DAY))]
    if named.kind == "weekday":
        days = [d for d in days if d.weekday() == named.value]
    elif unit == "weekday":
        days = [d for d in days if works(now.calendar, d) and (d.month, d.day) not in _OFF_EVERYWHERE]
    elif unit == "week":
        return _nth_week(nth, whole)
    elif unit == "month":
        found = _pick([d for d in days if d.day == 1], nth)
        return month_span(found) if found else None
    elif unit == "weekend":
        saturdays = [d for d in days if d.weekday() == 5]
        found = _pick(saturdays, nth)
        return weekend_span(found) if found else None
    elif unit == "fortnight":
        start = whole.start + 14 * (nth - 1) * DAY if nth > 0 else whole.end + 14 * nth * DAY
        return Span(start, start + 14 * DAY, "days", "nth fortnight")
    elif unit != "day":
        return None
    found = _pick(days, nth)
    return day_span(found, "nth day") if found else None


def _pick(days: list[datetime], nth: int) -> datetime | None:
    place = nth if nth < 0 else nth - 1
    return days[place] if -len(days) <= place < len(days) else None


def _nth_week(nth: int, whole: Span) -> Span:
    """The week of the nth Thursday, as ISO 8601 counts them; the last of a month: its last seven days."""
    if nth < 0 and whole.grain == "year":
        return week_span(midnight(nth_weekday(whole.start.year, 12, 3, -1)), nth + 1, "nth week")
    if nth > 0:
        first = nth_weekday(whole.start.year, whole.start.month, 3, 1)
        return week_span(midnight(first), nth - 1, "nth week")
    end = whole.end + 7 * (nth + 1) * DAY
    return Span(end - 7 * DAY, end, "days", "nth week")
