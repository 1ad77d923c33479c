"""Rules for decades and centuries, and for years and weeks as ledgers and calendars number them: "FY27", "2027-W09"."""

from daemon.core.due.almanac import DAY, day_span, midnight, nth_weekday, valid, week_span, year_span
from daemon.core.due.clocks import is_free
from daemon.core.due.tokens import Token
from daemon.core.due.values import Now, Span
from daemon.core.due.years import figures_of_year

_LEDGERS = frozenset({"fiscal", "calendar", "school", "financial", "tax", "academic"})
_MARKS = frozenset({"#", "no", "number", "."})


def numbered_year(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "year 2027", "fiscal year 2027", "FY 2027", "FY27": read as the calendar year of that number."""
    at = i + 1
    if tokens[i].text in _LEDGERS:
        if tokens[at].text != "year":
            return None
        at += 1
    year = figures_of_year(tokens[at]) or (_short(tokens[at]) if tokens[i].text != "year" else None)
    return (year_span(year), at + 1) if year and is_free(tokens[at + 1]) else None


def _short(token: Token) -> int | None:
    fits = token.kind == "num" and len(token.text) == 2 and isinstance(token.value, int)
    return 2000 + int(str(token.value)) if fits else None


def iso_week(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "2027-W09", "2027-W09-5" (ISO 8601)"""
    value = tokens[i].value
    if not isinstance(value, tuple):
        return None
    number, day = divmod(int(str(value[-1])), 10)
    week = week_span(midnight(nth_weekday(int(value[0]), 1, 3, 1)), number - 1, "week number")
    return (day_span(week.start + (day - 1) * DAY) if day else week), i + 1


def week_mark(tokens: list[Token], i: int) -> int:
    """The place of the number after "week", "week #", "CW"."""
    at = i + 1
    while tokens[at].text in _MARKS and at < i + 3:
        at += 1
    return at


def decade(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "the 2030s", "the twenty-first century" """
    value = tokens[i].value
    if tokens[i].kind == "era" and isinstance(value, int):
        start = valid(value, 1, 1)
        return (
            (Span(start, start.replace(year=value + 10), "days", "decade"), i + 1) if start and value < 2190 else None
        )
    if tokens[i + 1].text != "century" or value not in {20, 21, 22}:
        return None
    first = 100 * (int(str(value)) - 1)
    return Span(year_span(first).start, year_span(min(first + 99, 2199)).end, "days", "century"), i + 2
