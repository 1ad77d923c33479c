"""Rules for weeks, months, quarters and years: "next week", "end of Q2", "early April", "the week of March 23"."""

from collections.abc import Callable
from dataclasses import replace

from daemon.core.due.almanac import (
    DAY,
    FIRST_YEAR,
    LAST_YEAR,
    add_months,
    day_span,
    midnight,
    month_span,
    nth_weekday,
    quarter_span,
    week_span,
    weekend_span,
    working_day,
    year_span,
)
from daemon.core.due.amounts import Amount, amount, moved
from daemon.core.due.clocks import is_free
from daemon.core.due.dates import day_month, day_number, figures, month_day, nearest
from daemon.core.due.lexicon import QUALIFIERS, UNITS, WHICH
from daemon.core.due.portions import nth_of, portion, tail
from daemon.core.due.tokens import LOOKAHEAD, Token
from daemon.core.due.values import Date, Now, Span

_MAKERS: dict[str, Callable[[Now, int], Span]] = {
    "week": lambda now, n: week_span(now.today, n) if n else _this_week(now),
    "weekend": lambda now, n: weekend_span(now.today, n),
    "fortnight": lambda now, n: week_span(now.today, 2 * n),
    "month": lambda now, n: month_span(now.today, n),
    "quarter": lambda now, n: quarter_span(now.today, n),
    "year": lambda now, n: year_span(now.wall.year + n),
    "day": lambda now, n: day_span(now.today + n * DAY),
    "weekday": lambda now, n: day_span(working_day(now.calendar, now.today, n)),
}
_SHIFT = {"this": 0, "next": 1, "last": -1, "coming": 1}
_WORKDAY = Token("unit", "weekday", UNITS.index("weekday"), 0, 0)
_CLOSING = ("week", "month", "quarter", "year")
_LED_WORDS = "- – between in by of until till before since during for from after through early mid late to and than"
_LED = frozenset(_LED_WORDS.split())


def period(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """Any period that begins at a token."""
    for rule in _RULES.get(tokens[i].kind, ()):
        found = rule(tokens, i, now)
        if found:
            return found
    return None


def _counted_which(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "two upcoming days", "the 3 next weeks" """
    if tokens[i + 1].kind != "which" or tokens[i + 2].kind != "unit":
        return None
    found = _which_unit([tokens[i + 1], tokens[i], *tokens[i + 2 : i + LOOKAHEAD]], 0, now)
    return (found[0], i + found[1]) if found else None


def _which_unit(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "this week", "next month", "the coming quarter", "next 3 days" """
    which = WHICH[int(str(tokens[i].value))]
    at = i + 2 if tokens[i + 1].text == "calendar" else i + 1
    if tokens[at].kind == "unit":
        unit = UNITS[int(str(tokens[at].value))]
        if unit in _MAKERS and (not tokens[at].text.endswith("s") or len(tokens[at].text) == 2):
            return _shifted(now, which, unit), at + 1
    found = amount(tokens, at) if which != "this" and tokens[at].kind != "unit" else None
    return (_so_many(now, which, found[0]), found[1]) if found else None


def _so_many(now: Now, which: str, size: Amount) -> Span:
    """ "next 3 days" from now on, "upcoming two quarters" by the calendar, "last 2 weeks" up to now."""
    grain = "minute" if size.fine else "days"
    if which == "last":
        return Span(moved(now, now.wall, size, -1).start, now.wall, grain, "last so many")
    count, unit = size.parts[0]
    if unit in {"quarter", "year"} or (which == "coming" and unit in _MAKERS and unit != "day"):
        whole = _MAKERS[unit](now, min(round(count), 99))
        return replace(whole, start=_MAKERS[unit](now, 1).start, rule="next so many")
    return Span(now.wall, moved(now, now.wall, size).end, grain, "next so many")


def _shifted(now: Now, which: str, unit: str) -> Span:
    shift = _SHIFT[which]
    if unit == "weekend" and which == "coming":
        shift = 0
    return _MAKERS[unit](now, shift)


def _this_week(now: Now) -> Span:
    """On a Sunday "this week" looks ahead, and to some back."""
    if now.wall.weekday() == 6:
        return replace(week_span(now.today, 1), other=(week_span(now.today),))
    return week_span(now.today)


def _the_unit(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "the week of March 23", "the weekend", and after "end of" a bare unit."""
    unit = UNITS[int(str(tokens[i].value))]
    words = [t.text for t in tokens[i + 1 : i + 4]]
    if unit in _MAKERS and (words[:2] == ["after", "next"] or words == ["after", "the", "next"]):
        return _MAKERS[unit](now, 2), i + (3 if words[1] == "next" else 4)
    if unit == "week" and tokens[i + 1].text in {"of", "beginning", "commencing", "starting"}:
        at = i + 2 + (1 if tokens[i + 2].text in {"the", "on"} else 0)
        day = _some_day(tokens, at, now)
        return (week_span(day[0].start, rule="week of"), day[1]) if day else None
    number = tokens[i + 1].value
    if unit == "week" and tokens[i + 1].kind == "num" and isinstance(number, int) and 1 <= number <= 53:
        year, stop = _year_after(tokens, i + 2)
        return _iso_week(now, number, year), stop
    over = _over(tokens, i + 1) if unit in _CLOSING else None
    if over:
        return tail(_MAKERS[unit](now, 0), now), over
    if unit == "weekend" and i and tokens[i - 1].text == "the" and is_free(tokens[i + 1]):
        return weekend_span(now.today), i + 1
    return None


def _over(tokens: list[Token], i: int) -> int | None:
    """The place after "end", "-end", "closes", "is out" behind the name of a period."""
    words = [t.text for t in tokens[i : i + 2]]
    if words[0] in {"end", "ends", "closes", "close"}:
        return i + 1
    return i + 2 if words in (["-", "end"], ["is", "out"], ["is", "over"], ["is", "up"]) else None


def _some_day(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
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


def _month(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "August", "October 2026", "Dec/2018" """
    at = i + 1
    at += 1 if tokens[at].text in {".", ",", "/", "-", "of", "'", "’"} else 0
    year = tokens[at].value
    month = int(str(tokens[i].value))
    if tokens[at].kind == "num" and isinstance(year, int) and FIRST_YEAR <= year <= LAST_YEAR:
        return month_span(now.today.replace(year=year, month=month, day=1)), at + 1
    if not (is_free(tokens[i + 1]) or tokens[i + 1].text in {".", "-"} or tokens[i + 1].kind == "dash"):
        return None
    past = month < now.wall.month
    return month_span(now.today.replace(year=now.wall.year + past, month=month, day=1)), i + 1


def _quarter(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "Q3", "H1 2026" """
    name, number = tokens[i].text[0], int(tokens[i].text[1])
    year, stop = _year_after(tokens, i + 1)
    months = 3 if name == "q" else 6
    start = now.today.replace(year=year or now.wall.year, month=(number - 1) * months + 1, day=1)
    if not year and add_months(start, months) <= now.today:
        start = add_months(start, 12)
    return Span(start, add_months(start, months), "quarter" if months == 3 else "days", "quarter"), stop


def _year_after(tokens: list[Token], i: int) -> tuple[int | None, int]:
    at = i + (1 if tokens[i].text in {"of", ",", "-", "/", "in", "fy"} else 0)
    value = tokens[at].value
    if tokens[at].kind == "num" and isinstance(value, int) and FIRST_YEAR <= value <= LAST_YEAR:
        return value, at + 1
    return None, i


def _year(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "in 2027": four figures after a preposition, or before a quarter ("2026 Q3")."""
    value = tokens[i].value
    if len(tokens[i].text) != 4 or not isinstance(value, int) or not FIRST_YEAR <= value <= LAST_YEAR:
        return None
    at = i + (2 if tokens[i + 1].text in {",", "-"} else 1)
    if tokens[at].kind == "month":
        return month_span(now.today.replace(year=value, month=int(str(tokens[at].value)), day=1)), at + 1
    if tokens[at].kind == "quarter":
        found = _quarter(tokens, at, replace(now, wall=now.wall.replace(year=value, month=1, day=1)))
        return (found[0], at + 1) if found else None
    led = i > 0 and tokens[i - 1].text in _LED and is_free(tokens[i + 1])
    return (year_span(value), i + 1) if led else None


def _qualified(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "end of Q2", "early next week", "mid-October", "the beginning of 2027", "later this week" """
    kind = QUALIFIERS[int(str(tokens[i].value))]
    at, linked = i + 1, False
    while tokens[at].text in {"of", "the", "-", "in", "during", "around", "my", "our"} and at < i + 4:
        linked = linked or tokens[at].text in {"of", "the", "in"}
        at += 1
    found = period(tokens, at, now) if tokens[at].kind not in {"qualifier", "closing"} else None
    if not found and tokens[at].kind == "unit" and (linked or kind in {"mid", "end"}):
        unit = UNITS[int(str(tokens[at].value))]
        found = (_MAKERS[unit](now, 0), at + 1) if unit in _CLOSING or unit == "weekend" else None
    return (portion(kind, found[0], now), found[1]) if found else None


def _closing(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "EOW", "EOM", "EOQ", "EOY" """
    unit = _CLOSING[int(str(tokens[i].value))]
    return tail(_MAKERS[unit](now, 0), now), i + 1


def _ordered(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "first week of April", "last day of the month", "second Monday of next month", "third quarter of 2027" """
    if tokens[i].kind == "which" and tokens[i].text != "last":
        return None
    nth = -1 if tokens[i].text == "last" else int(str(tokens[i].value))
    several = _several(tokens, i, nth, now)
    if several:
        return several
    if tokens[i + 1].text in {"working", "business"} and tokens[i + 2].text == "day":
        working = _ordered([tokens[i], _WORKDAY, *tokens[i + 3 : i + LOOKAHEAD]], 0, now)
        return (working[0], working[1] + i + 1) if working else None
    named = tokens[i + 1]
    if named.kind not in {"weekday", "unit"} or nth > 53:
        return None
    unit = "weekday" if named.kind == "weekday" else UNITS[int(str(named.value))]
    if unit == "quarter":
        return _nth_quarter(tokens, i, nth, now)
    whole = _whole(tokens, i + 3, now) if tokens[i + 2].text in {"of", "in"} else None
    found = nth_of(named, unit, nth, whole[0], now) if whole else None
    return (found, whole[1]) if whole and found else None


def _several(tokens: list[Token], i: int, nth: int, now: Now) -> tuple[Span, int] | None:
    """ "the first two weeks of April", "the last 3 days of the month" """
    size = amount(tokens, i + 1) if nth in {1, -1} and tokens[i + 1].kind in {"num", "cardinal", "few"} else None
    if not size or tokens[size[1]].text not in {"of", "in"}:
        return None
    whole = _whole(tokens, size[1] + 1, now)
    if not whole:
        return None
    start, end = whole[0].start, whole[0].end
    if nth == 1:
        end = min(end, moved(now, start, size[0]).start)
    else:
        start = max(start, moved(now, end, size[0], -1).start)
    return (Span(start, end, "days", "several"), whole[1]) if start < end else None


def _whole(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """The period after "of": "(the) next month", "April", and after "the" a bare unit."""
    at = i + 1 if tokens[i].text == "the" else i
    found = period(tokens, at, now)
    if not found and tokens[at].text in {"month", "quarter", "year"}:
        return _MAKERS[tokens[at].text](now, 0), at + 1
    return found


def _nth_quarter(tokens: list[Token], i: int, nth: int, now: Now) -> tuple[Span, int] | None:
    if not 1 <= nth <= 4:
        return None
    token = Token("quarter", f"q{nth}", nth, tokens[i].start, tokens[i + 1].end)
    at = i + 2 + (2 if [t.text for t in tokens[i + 2 : i + 4]] == ["of", "the"] else 0)
    found = _quarter([token, *tokens[at : i + LOOKAHEAD]], 0, now)
    return (found[0], at - 1 + found[1]) if found and found[1] > 1 else (found[0], i + 2) if found else None


Rule = Callable[[list[Token], int, Now], tuple[Span, int] | None]
_RULES: dict[str, tuple[Rule, ...]] = {
    "which": (_ordered, _which_unit),
    "unit": (_the_unit,),
    "month": (_month,),
    "quarter": (_quarter,),
    "num": (_counted_which, _year),
    "cardinal": (_counted_which,),
    "qualifier": (_qualified,),
    "closing": (_closing,),
    "ordinal": (_ordered,),
    "ordword": (_ordered,),
}
