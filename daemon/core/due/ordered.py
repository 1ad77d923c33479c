"""Rules for the nth of something: "first week of April", "last working day of the month", "second half of July"."""

from collections.abc import Callable

from daemon.core.due.almanac import DAY, add_months, day_span, midnight, nth_weekday, year_span
from daemon.core.due.amounts import amount, moved
from daemon.core.due.lexicon import UNITS
from daemon.core.due.portions import nth_of
from daemon.core.due.tokens import LOOKAHEAD, Token
from daemon.core.due.units import MAKERS
from daemon.core.due.values import Now, Span
from daemon.core.due.years import figures_of_year

Rule = Callable[[list[Token], int, Now], tuple[Span, int] | None]
_WORKDAY = Token("unit", "weekday", UNITS.index("weekday"), 0, 0)
_OF = frozenset({"of", "in", "for"})
_NEAR = 8  # tokens before an ordinal, among which at most one other may stand
_LAST_HALF = frozenset({"last", "latter", "back", "second"})


def ordered(tokens: list[Token], i: int, now: Now, period: Rule) -> tuple[Span, int] | None:
    """What an ordinal (or "last", "third last") begins; `period` reads the whole that it is counted in."""
    place = _nth(tokens, i)
    if not place or sum(_counts(t) for t in tokens[max(0, i - _NEAR) : i]) > 1:
        return None  # the first of the second of the third: nobody means it, and it would have no end
    nth, at = place
    at += tokens[at].text == "full"  # "the first full week of May"
    if tokens[at].kind == "half":
        return _half_of(tokens, at, nth == 2 or tokens[i].text in _LAST_HALF, now, period)
    if tokens[i].text == "last" and tokens[at].text == "of" and i and tokens[i - 1].kind == "the":
        ended = _whole(tokens, at + 1, now, period)  # "the last of the month"
        return (day_span(ended[0].end - DAY, "last day"), ended[1]) if ended else None
    several = _several(tokens, at, nth, now, period)
    if several:
        return several
    if tokens[at].text in {"working", "business", "work"} and tokens[at + 1].text == "day":
        return _counted(_WORKDAY, tokens, at + 2, nth, now, period)
    return _counted(tokens[at], tokens, at + 1, nth, now, period)


def _counts(token: Token) -> bool:
    return token.kind in {"ordinal", "ordword", "lastly"} or token.text == "last"


def _nth(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """The number and the place after it: "second" 2, "last" -1, "second to last" and "third last" from the end."""
    if tokens[i].kind == "lastly":
        return -int(str(tokens[i].value)), i + 1
    if tokens[i].text in {"last", "latter", "back"}:
        return -1, i + 1
    if tokens[i].kind not in {"ordinal", "ordword"}:
        return None
    nth = int(str(tokens[i].value))
    at = i + 1
    at += 1 if tokens[at].kind == "dash" else 0
    at += 1 if tokens[at].text == "to" else 0
    at += 1 if tokens[at].kind == "dash" else 0
    return (-nth, at + 1) if tokens[at].text == "last" else (nth, i + 1)


def _counted(named: Token, tokens: list[Token], i: int, nth: int, now: Now, period: Rule) -> tuple[Span, int] | None:
    if named.kind not in {"weekday", "unit"} or abs(nth) > 53:
        return None
    unit = "weekday" if named.kind == "weekday" else UNITS[int(str(named.value))]
    end = i + 1 if tokens[i].kind == "dash" else i
    if unit == "week" and tokens[end].text == "end":
        unit, i = "weekend", end + 1
    if unit == "quarter":
        return _nth_quarter(tokens, i, nth, now, period)
    of = tokens[i].text in _OF
    whole = _whole(tokens, i + of, now, period) if of or _names_period(tokens, i) else None
    found = nth_of(named, unit, nth, whole[0], now) if whole else None
    if whole and found and found.end <= now.today and tokens[whole[1] - 2].kind == "the" and unit != "week":
        coming = MAKERS.get(tokens[whole[1] - 1].text)  # "the first Monday of the month", said on the 20th
        found = nth_of(named, unit, nth, coming(now, 1), now) if coming else found
    return (found, whole[1]) if whole and found else None


def _half_of(tokens: list[Token], i: int, last: bool, now: Now, period: Rule) -> tuple[Span, int] | None:
    """ "the first half of July" (to the 15th), "the second half of next year" """
    of = tokens[i + 1].text == "of"
    whole = _whole(tokens, i + 2 if of else i + 1, now, period) if of or _names_year(tokens, i + 1) else None
    if not whole:
        return None
    span, days = whole[0], round((whole[0].end - whole[0].start) / DAY)
    middle = span.start + DAY * (days // 2)
    if days > 40:
        middle = add_months(span.start, 6 if days > 190 else 1)
    elif days > 27:
        middle = span.start + 15 * DAY
    halves = (Span(span.start, middle, "days", "first half"), Span(middle, span.end, "days", "second half"))
    return halves[last], whole[1]


def _names_year(tokens: list[Token], i: int) -> bool:
    """ "first half 2027", "second half next year" """
    return figures_of_year(tokens[i]) is not None or (tokens[i].kind == "which" and tokens[i + 1].text == "year")


def _names_period(tokens: list[Token], i: int) -> bool:
    """ "first Monday next month" """
    return tokens[i].kind == "which" and tokens[i + 1].text in {"month", "quarter", "year"}


def _several(tokens: list[Token], i: int, nth: int, now: Now, period: Rule) -> tuple[Span, int] | None:
    """ "the first two weeks of April", "the last 3 days of the month" """
    size = amount(tokens, i) if nth in {1, -1} and tokens[i].kind in {"num", "cardinal", "few"} else None
    if not size or tokens[size[1]].text not in _OF:
        return None
    whole = _whole(tokens, size[1] + 1, now, period)
    if not whole:
        return None
    start, end = whole[0].start, whole[0].end
    if nth == 1:
        if whole[0].grain == "year" and size[0].parts[0][1] == "week":
            start = midnight(nth_weekday(start.year, 1, 3, 1)) - 3 * DAY
        end = min(end, moved(now, start, size[0]).start)
    else:
        start = max(start, moved(now, end, size[0], -1).start)
    return (Span(start, end, "days", "several"), whole[1]) if start < end else None


def _whole(tokens: list[Token], i: int, now: Now, period: Rule) -> tuple[Span, int] | None:
    """The period after "of": "(the) next month", "April", and after "the" a bare unit."""
    at = i + 1 if tokens[i].text == "the" else i
    found = period(tokens, at, now)
    year = figures_of_year(tokens[at]) if not found else None
    if year:
        return year_span(year), at + 1
    if not found and tokens[at].text in {"week", "month", "quarter", "year"}:
        return MAKERS[tokens[at].text](now, 0), at + 1
    return found


def _nth_quarter(tokens: list[Token], i: int, nth: int, now: Now, period: Rule) -> tuple[Span, int] | None:
    """ "the third quarter", "last quarter of the year", "the first quarter of next year" """
    if nth == -1 and tokens[i].text != "of":
        return None
    number = nth if nth > 0 else 5 + nth
    if not 1 <= number <= 4:
        return None
    token = Token("quarter", f"q{number}", number, tokens[i - 1].start, tokens[i - 1].end)
    found = period([token, *tokens[i : i + LOOKAHEAD]], 0, now)
    return (found[0], i - 1 + found[1]) if found else None
