"""Rules for weeks, months, quarters and years: "next week", "end of Q2", "early April", "the week of March 23"."""

from collections.abc import Callable
from dataclasses import replace

from daemon.core.due.almanac import (
    day_span,
    month_span,
    valid,
    weekend_span,
    year_span,
)
from daemon.core.due.amounts import amount
from daemon.core.due.clocks import is_free
from daemon.core.due.dates import DATE_OF_YEAR, day_month, month_day
from daemon.core.due.eras import decade, iso_week, numbered_year
from daemon.core.due.festive import holiday
from daemon.core.due.lexicon import UNITS, WHICH
from daemon.core.due.months import month, month_of, quarter, which_month
from daemon.core.due.ordered import ordered
from daemon.core.due.portions import portion, tail
from daemon.core.due.qualified import coming, named_behind, qualified
from daemon.core.due.seasons import season
from daemon.core.due.tokens import LOOKAHEAD, Token
from daemon.core.due.units import CLOSING, MAKERS, shifted, so_many
from daemon.core.due.values import Date, Now, Span
from daemon.core.due.weeks import around_day, numbered_week
from daemon.core.due.years import YEARS_AWAY, figures_of_year, spelled_year

_OUT = (["'s", "over"], ["'s", "end"], ["-", "end"], ["'s", "out"])
_LED_WORDS = (
    "- – between in by end of until till before since during for from after through early mid late to and than year fy"
)
_LED = frozenset(_LED_WORDS.split())
_CLOSED = frozenset({"which", "month", "quarter"})  # kinds of what may follow "EOM"
_ARE = frozenset({"is", "are", "am", "be", "was", "i'm", "we're", "he's", "she's", "they're", "you're", "not"})


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
    """ "this week", "next month", "the coming quarter", "next 3 days", "this week end" """
    which = WHICH[int(str(tokens[i].value))]
    if tokens[i].text == "coming" and i and tokens[i - 1].text in _ARE:  # "they are coming two weeks from Monday"
        return None
    at = i + 2 if tokens[i + 1].text == "calendar" else i + 1
    if tokens[at].kind == "unit":
        unit = UNITS[int(str(tokens[at].value))]
        end = at + 2 if tokens[at + 1].kind == "dash" else at + 1
        if unit == "week" and tokens[end].text == "end" and is_free(tokens[end + 1]):
            return shifted(now, which, "weekend"), end + 1
        ahead = _within_year(tokens, at + 1, YEARS_AWAY[which], now) if unit == "year" else None
        if ahead:
            return ahead
        if unit in MAKERS and (not tokens[at].text.endswith("s") or len(tokens[at].text) == 2):
            return shifted(now, which, unit), at + 1
    if tokens[at].text in {"working", "work", "business"} and tokens[at + 1].text == "week":
        return shifted(now, which, "workweek"), at + 2
    if tokens[at].text in {"working", "business"} and tokens[at + 1].text == "day" and which != "last":
        return shifted(now, which, "weekday"), at + 2
    found = amount(tokens, at) if which != "this" and tokens[at].kind != "unit" else None
    return (so_many(now, which, found[0]), found[1]) if found else None


def _within_year(tokens: list[Token], i: int, away: int, now: Now) -> tuple[Span, int] | None:
    """ "next year's July", "next year in the first quarter", "next year, July 5" """
    at = i + (1 if tokens[i].text in {"'s", ",", "in", "on"} else 0)
    at += 1 if tokens[at].kind == "the" else 0
    if tokens[at].kind not in {"month", "quarter", "ordinal", "ordword", "holiday"}:
        return None
    then = replace(now, wall=now.wall.replace(year=now.wall.year + away, month=1, day=1))
    if tokens[at].kind == "holiday":
        return holiday(tokens, at, then)
    day = month_day(tokens, at, then) or day_month(tokens, at, then)
    if day and isinstance(day[0], Date):
        found = valid(then.wall.year, day[0].month, day[0].day)
        return (day_span(found, DATE_OF_YEAR), day[1]) if found else None
    return _in_year(tokens, at, i, then)


def _the_unit(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "the week of March 23", "the weekend", "week 32", and after "end of" a bare unit."""
    unit = UNITS[int(str(tokens[i].value))]
    words = [t.text for t in tokens[i + 1 : i + 4]]
    if unit in MAKERS and (words[:2] == ["after", "next"] or words == ["after", "the", "next"]):
        return MAKERS[unit](now, 2), i + (3 if words[1] == "next" else 4)
    if unit in MAKERS and words == ["after", "this", "one"]:
        return MAKERS[unit](now, 1), i + 4
    if unit in CLOSING and words[0] == "after" and i and tokens[i - 1].kind == "the" and is_free(tokens[i + 2]):
        return MAKERS[unit](now, 1), i + 2
    around = around_day(tokens, i, unit, now) if unit in {"week", "weekend"} else None
    named = _NAMED[unit](tokens, i, now) if unit in _NAMED and not around else None
    return around or named or _ended(tokens, i, unit, now)


def _week_number(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    return numbered_week(tokens, i, now, period)


def _day_over(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "(before) the day is out" """
    over = [t.text for t in tokens[i + 1 : i + 3]] in (["is", "out"], ["is", "over"], *_OUT)
    ended = i > 0 and tokens[i - 1].text == "by" and tokens[i + 1].text == "end"
    if not (over or ended) or tokens[i].text != "day":
        return None
    return replace(day_span(now.today, "end of day"), tail=True), i + (3 if over else 2)


def _nth_of_month(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "October's third Monday" """
    if tokens[i + 1].text != "'s" or tokens[i + 2].kind not in {"ordinal", "ordword", "lastly"}:
        return None
    turned = [*tokens[i + 2 : i + 4], tokens[i + 1]._replace(text="of"), tokens[i], *tokens[i + 4 : i + LOOKAHEAD]]
    found = ordered(turned, 0, now, period)
    return (found[0], i + found[1]) if found else None


def _the_weekend(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    led = i > 0 and tokens[i - 1].text in {"the", "long"} and is_free(tokens[i + 1])
    return (weekend_span(now.today), i + 1) if led else None


def _quarter_number(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "quarter 3 of 2027" """
    number = tokens[i + 1].value
    if tokens[i + 1].kind != "num" or not isinstance(number, int) or not 1 <= number <= 4:
        return None
    named = tokens[i + 1]._replace(kind="quarter", text=f"q{number}")
    found = quarter([named, *tokens[i + 2 : i + LOOKAHEAD]], 0, now)
    return (found[0], i + 1 + found[1]) if found else None


def _ended(tokens: list[Token], i: int, unit: str, now: Now) -> tuple[Span, int] | None:
    """ "year end", "by month's end", "before the week is out" """
    over = _over(tokens, i + 1) if unit in CLOSING else None
    return (tail(MAKERS[unit](now, 0), now), over) if over and is_free(tokens[over]) else None


def _all_of(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "all week", "the whole month" """
    of = i + 2 if tokens[i + 1].text == "of" else i + 1
    around = around_day(tokens, i + 1, "week", now) if tokens[i + 1].text == "week" else None
    if around:  # "the entire week of the 11th"
        return around
    if tokens[of].kind in {"which", "month"}:  # "all of July", "all next week"
        return period(tokens, of, now)
    at = i + 1 if tokens[i + 1].kind == "unit" else i + 2 if tokens[i + 1].kind == "the" else i
    unit = UNITS[int(str(tokens[at].value))] if tokens[at].kind == "unit" else ""
    if unit == "month" and tokens[at + 1].text == "of" and tokens[at + 2].kind == "month":
        return period(tokens, at + 2, now)
    fits = unit in (*CLOSING, "weekend") and tokens[at].text == unit and is_free(tokens[at + 1])
    return (MAKERS[unit](now, 0), at + 1) if fits else None


def _over(tokens: list[Token], i: int) -> int | None:
    """The place after "end", "-end", "closes", "is out" behind the name of a period."""
    words = [t.text for t in tokens[i : i + 2]]
    if words[0] in {"end", "ends", "closes", "close"}:
        return i + 1
    return i + 2 if words in (*_OUT, ["is", "out"], ["is", "over"], ["is", "up"]) else None


def _year(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "in 2027", "twenty twenty seven" after a preposition; "2026 Q3", "2026 -11", "2026 , Nov"."""
    spelled = spelled_year(tokens, i)
    value = figures_of_year(tokens[i]) or (spelled[0] if spelled else None)
    if not value:
        return None
    stop = spelled[1] if spelled else i + 1
    at = stop + (1 if tokens[stop].text in {",", "-", "/", "'s"} or tokens[stop].kind == "the" else 0)
    within = _in_year(tokens, at, stop, replace(now, wall=now.wall.replace(year=value, month=1, day=1)))
    if within:
        return within
    led = i > 0 and tokens[i - 1].text in _LED and is_free(tokens[stop])
    return (year_span(value), stop) if led else None


def _in_year(tokens: list[Token], i: int, stop: int, then: Now) -> tuple[Span, int] | None:
    """What follows a year and lies in it; `then` is the first day of that year."""
    if tokens[i].kind == "month":
        return month_span(then.today.replace(month=int(str(tokens[i].value)))), i + 1
    if tokens[i].kind == "quarter":
        return quarter(tokens, i, then)
    if tokens[i].kind in {"ordinal", "ordword"} and tokens[i + 1].text == "quarter":
        return ordered(tokens, i, then, period)
    number = tokens[i].value
    two = len(tokens[i].text) == 2 or tokens[stop].text == "/"
    marked = tokens[stop].text in {"-", "/"} and tokens[i].kind == "num" and two
    if marked and isinstance(number, int) and 1 <= number <= 12 and is_free(tokens[i + 1]):
        return month_span(then.today.replace(month=number)), i + 1
    return None


def _qualified(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    return qualified(tokens, i, now, period)


def _midst(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "midweek", "midmonth", "midyear", "midweek next week" """
    unit = CLOSING[int(str(tokens[i].value))]
    whole, stop = named_behind(tokens, i, unit, now, period) or (MAKERS[unit](now, 0), i + 1)
    return portion("mid", whole, now), stop


def _closing(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "EOW", "EOM", "EOQ", "EOY", "EOM July", "EOY 2027", "EOW next week" """
    unit = CLOSING[int(str(tokens[i].value))]
    year = figures_of_year(tokens[i + 1])
    if unit == "year" and year:
        return tail(year_span(year), now), i + 2
    whole, stop = named_behind(tokens, i, unit, now, period, _CLOSED) or (MAKERS[unit](now, 0), i + 1)
    return tail(whole, now), stop


def _opening(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "BOW", "BOM", "BOQ", "BOY": where the present one has begun, the next."""
    return coming("start", CLOSING[int(str(tokens[i].value))], now), i + 1


def _half(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "the back half of the week", "the front half of July" """
    nth = {"front": 1, "back": -1}.get(tokens[i - 1].text, 0) if i else 0
    if not nth or tokens[i + 1].text != "of":
        return None
    led = tokens[i - 1]._replace(kind="ordword", text="first" if nth > 0 else "last", value=1)
    found = ordered([led, *tokens[i : i + LOOKAHEAD]], 0, now, period)
    return (found[0], i - 1 + found[1]) if found else None


def _ordered(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    if tokens[i].kind == "which" and tokens[i].text != "last":
        return None
    return ordered(tokens, i, now, period)


Rule = Callable[[list[Token], int, Now], tuple[Span, int] | None]
_NAMED: dict[str, Rule] = {
    "day": _day_over,
    "week": _week_number,
    "weekend": _the_weekend,
    "month": month_of,
    "quarter": _quarter_number,
    "year": numbered_year,
}
_RULES: dict[str, tuple[Rule, ...]] = {
    "which": (_ordered, season, which_month, _which_unit),
    "unit": (_the_unit,),
    "era": (decade, numbered_year),
    "isoweek": (iso_week,),
    "month": (_nth_of_month, month),
    "quarter": (quarter,),
    "num": (_counted_which, _year),
    "cardinal": (_counted_which, _year),
    "qualifier": (_qualified,),
    "closing": (_closing,),
    "opening": (_opening,),
    "half": (_half,),
    "midst": (_midst,),
    "season": (season,),
    "whole": (_all_of,),
    "ordinal": (_ordered, decade),
    "ordword": (_ordered,),
    "lastly": (_ordered,),
}
