"""Rules for ranges of days: "July 13-15", "from the 16th to the 18th", "Mon-Wed", "between now and May 21"."""

from dataclasses import replace

from daemon.core.due.almanac import DAY, add_months, year_span
from daemon.core.due.clocks import is_free
from daemon.core.due.dates import day_month, day_number, figures, month_day
from daemon.core.due.days import days
from daemon.core.due.moments import moment
from daemon.core.due.periods import period
from daemon.core.due.shifts import counted
from daemon.core.due.tokens import Token
from daemon.core.due.values import Bound, Date, DayOfMonth, Now, Span
from daemon.core.due.years import figures_of_year, year_after

_DAY_KINDS = frozenset({"month", "num", "ordinal", "pair", "ordword"})
_TO = frozenset({"to", "until", "till", "untill", "through", "thru"})


def day_range(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """A range of days after "between" or "from"."""
    found = dates(tokens, i, now, between=True)
    if found:
        return found
    first = _end(tokens, i, now)
    return two_moments(tokens, first, now, True, loose=tokens[i].kind == "now") if first else None


def dates(tokens: list[Token], i: int, now: Now, between: bool = False) -> tuple[Bound, int] | None:
    """A range whose ends share a month; with `between`, "and" may stand between them."""
    found = _pair_of_days(tokens, i, now) if tokens[i].kind in _DAY_KINDS else None
    if found:
        return found
    if tokens[i].kind == "month" or (tokens[i].kind == "pair" and tokens[i + 1].kind == "dash"):
        return _month_first(tokens, i, now, between)
    if tokens[i].kind not in {"num", "ordinal", "ordword", "cardinal"}:
        return None
    return (
        _month_last(tokens, i, now, between)
        or _month_first(tokens, i, now, between)
        or _numbers(tokens, i, now, between)
    )


def years(tokens: list[Token], i: int) -> tuple[Bound, int] | None:
    """ "2026-2028", "2026 through 2028" """
    first = figures_of_year(tokens[i])
    at = goes_on(tokens, i + 1, between=False) if first else None
    last = figures_of_year(tokens[at]) if at else None
    if not first or not at or not last or not first < last or not is_free(tokens[at + 1]):
        return None
    return Bound((Span(year_span(first).start, year_span(last).end, "days", "year range"),), "year range"), at + 1


def days_of_week(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """ "next week between Tuesday and Thursday", "this week from Monday to Wednesday" """
    week = period(tokens, i, now) if tokens[i].kind == "which" else None
    if not week or week[0].grain != "week" or tokens[week[1]].text not in {"between", "from"}:
        return None
    first = tokens[week[1] + 1]
    at = goes_on(tokens, week[1] + 2, between=True) if first.kind == "weekday" else None
    if not at or tokens[at].kind != "weekday":
        return None
    start, end = (week[0].start + DAY * int(str(t.value)) for t in (first, tokens[at]))
    return (Bound((Span(start, end + DAY, "days", "day range"),), "day range"), at + 1) if start <= end else None


def _pair_of_days(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """Two days on end: "15/16 June", "June 15/16", "June 15 or 16", "the 15th and 16th"."""
    month = tokens[i].kind == "month"
    first = _two(tokens, i + 1 if month else i)
    if not first:
        return None
    left, right, stop = first
    named = tokens[i] if month else tokens[stop]
    if left + 1 != right or named.kind != "month":
        return None
    number = int(str(named.value))
    year, stop = year_after(tokens, stop if month else stop + 1, now)
    return _dates(Date(left, number, year), Date(right, number, year), stop, now)


def _two(tokens: list[Token], i: int) -> tuple[int, int, int] | None:
    value = tokens[i].value
    if tokens[i].kind == "pair" and isinstance(value, tuple) and value[1] == "/":
        return int(value[0]), int(str(value[-1])), i + 1
    left = day_number(tokens, i)
    if not left or tokens[left[1]].text not in {"or", "and", "&"}:
        return None
    right = day_number(tokens, left[1] + (2 if tokens[left[1] + 1].kind == "the" else 1))
    return (left[0], right[0], right[1]) if right else None


def goes_on(tokens: list[Token], i: int, between: bool) -> int | None:
    """The place after a word or dash that leads to the other end of a range; None where there is none."""
    if not (tokens[i].kind == "dash" or tokens[i].text in _TO or (between and tokens[i].text in {"and", "&"})):
        return None
    at = i + (2 if [t.text for t in tokens[i : i + 2]] == ["through", "to"] else 1)
    return at + 1 if tokens[at].kind == "the" else at


def _month_last(tokens: list[Token], i: int, now: Now, between: bool) -> tuple[Bound, int] | None:
    """ "13 to 15 July", "the 3rd and 12th of September" """
    first = day_number(tokens, i)
    at = goes_on(tokens, first[1], between) if first else None
    last = day_month(tokens, at, now) if at else None
    if not first or not last or not isinstance(last[0], Date):
        return None
    return _dates(replace(last[0], day=first[0]), last[0], last[1], now)


def _month_first(tokens: list[Token], i: int, now: Now, between: bool) -> tuple[Bound, int] | None:
    """ "July 13-15", "April 9th through 17th" """
    if tokens[i + 1].text in {"between", "from"}:  # "June from 21 to 23"
        tokens, between = [*tokens[: i + 1], *tokens[i + 2 :]], True
        found = _month_first(tokens, i, now, between)
        return (found[0], found[1] + 1) if found else None
    pair = tokens[i].kind == "pair"
    first = figures(tokens, i, now) if pair else month_day(tokens, i, now) or day_month(tokens, i, now)
    at = goes_on(tokens, first[1], between) if first else None
    last = day_number(tokens, at) if at else None
    if tokens[i].kind != "month" and at and tokens[at].kind != "ordinal" and not pair:
        return None
    if not first or not last or not isinstance(first[0], Date):
        return None
    year, stop = year_after(tokens, last[1], now)
    of_another = tokens[last[1]].text == "of" and tokens[last[1] + 1].kind == "month"
    if of_another or tokens[last[1]].kind in {"month", "ampm"} or not (year or is_free(tokens[last[1]])):
        return None
    date = first[0] if first[0].year or not year else replace(first[0], year=year)
    return _dates(date, replace(date, day=last[0]), stop, now)


def _dates(first: Date, last: Date, stop: int, now: Now) -> tuple[Bound, int] | None:
    ends = days([last], now)
    starts = days([replace(first, year=ends[0].start.year)], now) if ends else []
    if not starts or starts[0].start > ends[0].start:
        return None
    return Bound((Span(starts[0].start, ends[0].end, "days", "date range"),), "date range"), stop


def _numbers(tokens: list[Token], i: int, now: Now, between: bool) -> tuple[Bound, int] | None:
    """ "the 16th to the 18th", "from 4 to 22 this month" """
    first = day_number(tokens, i)
    at = goes_on(tokens, first[1], between) if first else None
    last = day_number(tokens, at) if at else None
    if not first or not at or not last:
        return None
    after = last[1] + (tokens[last[1]].text == "of")
    month = period(tokens, after, now) if tokens[after].kind == "which" else None
    within = [month[0]] if month and month[0].grain == "month" else []
    if not within and tokens[at].kind != "ordinal" and tokens[i].kind != "ordinal":
        return None
    starts, ends = days([DayOfMonth(first[0]), *within], now), days([DayOfMonth(last[0]), *within], now)
    if not starts or not ends:
        return None
    span = Span(min(starts[0].start, ends[0].start), ends[0].end, "days", "day range")
    return Bound((span,), "day range"), month[1] if month and within else last[1]


def two_moments(
    tokens: list[Token], first: tuple[Bound, int], now: Now, between: bool = False, loose: bool = False
) -> tuple[Bound, int] | None:
    """A range that goes on from its first end: "Mon-Wed", "from today till tomorrow noon"."""
    at = goes_on(tokens, first[1], between)
    last = _end(tokens, at, now, loose) if at else None
    if not last:
        return None
    end = last[0].spans[0]
    start = _before(first[0].spans[0], end, _has_year(tokens[first[1] - 1]), _has_year(tokens[last[1] - 1]))
    end = _after(start, end)
    if end.end <= start.start:
        return None
    grain = "minute" if end.grain in {"hour", "minute"} else "days"
    return Bound((Span(start.start, end.end, grain, "range"),), "range"), last[1]


def _end(tokens: list[Token], i: int, now: Now, loose: bool = False) -> tuple[Bound, int] | None:
    if tokens[i].kind == "now" or (tokens[i].text == "right" and tokens[i + 1].kind == "now"):
        return Bound((Span(now.wall, now.wall, "minute", "now"),), "now"), i + (1 if tokens[i].kind == "now" else 2)
    far = counted(tokens, i, now) if loose else None  # "2 hours from now" begins with no hour
    return far or moment(tokens, i, now, loose) or counted(tokens, i, now)


def _has_year(token: Token) -> bool:
    return figures_of_year(token) is not None or (isinstance(token.value, Date) and token.value.year is not None)


def _before(start: Span, end: Span, told: bool, end_told: bool) -> Span:
    """The beginning of a range in the year of its end or the one before, where it was read as the coming such date."""
    early = end_told and add_months(start.start, 12) <= end.start
    if told or start.rule not in {"date", "month"} or (start.start - end.start <= 180 * DAY and not early):
        return start
    months = 12 * (end.start.year - start.start.year)
    begin = add_months(start.start, months)
    return replace(start, start=begin if begin <= end.start else add_months(begin, -12))


def _after(start: Span, end: Span) -> Span:
    """The end of a range moved on by a day, week or year, where it would lie before its beginning."""
    for step in (0, 1, 7):
        if end.start + step * DAY >= start.start and (step != 1 or end.grain in {"hour", "minute"}):
            return replace(end, start=end.start + step * DAY, end=end.end + step * DAY)
    return replace(end, start=add_months(end.start, 12), end=add_months(end.end, 12))
