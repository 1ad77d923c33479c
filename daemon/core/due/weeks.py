"""Rules for weeks by a day in them or by their number: "the week of March 23", "w/e 10 July", "week 32", "CW 9"."""

from collections.abc import Callable

from daemon.core.due.almanac import DAY, day_span, midnight, nth_weekday, week_span, weekend_span
from daemon.core.due.dates import day_month, day_number, figures, month_day, nearest
from daemon.core.due.eras import week_mark
from daemon.core.due.festive import holiday, long_weekend
from daemon.core.due.ordered import ordered
from daemon.core.due.tokens import LOOKAHEAD, Token
from daemon.core.due.values import Date, Now, Span
from daemon.core.due.years import year_after

Rule = Callable[[list[Token], int, Now], tuple[Span, int] | None]
_COMMENCING = frozenset({"of", "beginning", "commencing", "starting"})


def numbered_week(tokens: list[Token], i: int, now: Now, period: Rule) -> tuple[Span, int] | None:
    """ "week 32", "CW 9", "week 3 of September"; `period` reads the whole that it is counted in."""
    at = week_mark(tokens, i)
    number = tokens[at].value
    if tokens[at].kind not in {"num", "cardinal"} or not isinstance(number, int) or not 1 <= number <= 53:
        return None
    year, stop = year_after(tokens, at + 1, now)
    last = tokens[at + 2].value
    on = tokens[at + 1].kind == "dash" or tokens[at + 1].text in {"to", "through"}
    if tokens[i].text == "weeks" and on and isinstance(last, int) and number < last <= 53:
        year, stop = year_after(tokens, at + 3, now)
        first = _iso_week(now, number, year)  # "weeks 12-14"
        return Span(first.start, _iso_week(now, last, first.start.year).end, "days", "week numbers"), stop
    if not year and tokens[stop + 1].kind in {"month", "which"}:
        counted = [tokens[at]._replace(kind="ordinal"), tokens[i], *tokens[stop : stop + LOOKAHEAD]]
        found = ordered(counted, 0, now, period)
        if found:
            return found[0], stop + found[1] - 2
    return _iso_week(now, number, year), stop


def around_day(tokens: list[Token], i: int, unit: str, now: Now) -> tuple[Span, int] | None:
    """ "the week of March 23", "w/c 6 July", "the weekend of Thanksgiving", "the week ending July 10" """
    written = tokens[i].text.startswith("w/")
    ending = tokens[i].text == "w/e" or tokens[i + 1].text == "ending"
    if tokens[i].text.endswith("s") or not (written or ending or tokens[i + 1].text in _COMMENCING):
        return None
    at = i + (1 if written else 2)
    at += 1 if tokens[at].text in {"the", "on"} else 0
    day = _some_day(tokens, at, now)
    if not day:
        return None
    start = day[0].start
    if ending:
        return Span(start - 6 * DAY, start + DAY, "days", "week ending"), day[1]
    if unit == "weekend":
        return (long_weekend(start) if day[0].rule == "holiday" else weekend_span(start)), day[1]
    return week_span(start, rule="week of"), day[1]


def _some_day(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    named = holiday(tokens, i, now)
    if named:
        return named
    dated = i + 2 if tokens[i + 1].text == "," else i + 1
    if tokens[i].kind == "weekday" and tokens[dated].kind in {"month", "num", "ordinal", "pair", "date"}:
        return _some_day(tokens, dated, now)
    if tokens[i].kind == "weekday":
        ahead = (int(str(tokens[i].value)) - now.wall.weekday()) % 7
        return day_span(now.today + ahead * DAY), i + 1
    found = month_day(tokens, i, now) or day_month(tokens, i, now) or figures(tokens, i, now)
    if found and isinstance(found[0], Date) and found[0].year is None:
        spans = nearest(found[0].day, found[0].month, now)
        return (spans[0], found[1]) if spans else None
    ordinal = day_number(tokens, i) if tokens[i].kind == "ordinal" else None
    if ordinal:
        spans = [day_span(now.today + n * DAY) for n in range(-6, 32) if (now.today + n * DAY).day == ordinal[0]]
        return (spans[0], ordinal[1]) if spans else None
    return None


def _iso_week(now: Now, number: int, given: int | None) -> Span:
    for year in (given,) if given else (now.wall.year, now.wall.year + 1):
        start = week_span(midnight(nth_weekday(year, 1, 3, 1)), number - 1, "week number")
        if start.end > now.today:
            return start
    return start
