"""Rules for days: weekday names, dates in words and figures, today and its neighbours, holidays."""

from daemon.core.due.almanac import (
    DAY,
    FIRST_YEAR,
    HOLIDAY_STARTS,
    HOLIDAYS,
    LAST_YEAR,
    add_months,
    day_span,
    midnight,
    month_span,
    valid,
)
from daemon.core.due.clocks import is_free
from daemon.core.due.lexicon import WHICH
from daemon.core.due.tokens import Token
from daemon.core.due.values import Atom, Date, DayOfMonth, Now, Span, Weekday

_FRACTIONS = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 8)})
_BEFORE_A_DATE_WORDS = "by on before until till due from since of for thru through after starting and or to"
_BEFORE_A_DATE = frozenset(_BEFORE_A_DATE_WORDS.split())


def weekday(tokens: list[Token], i: int, _now: Now) -> tuple[Atom, int] | None:
    """ "Friday", "this Fri.", "next Wednesday", "Friday week" """
    which = ""
    if tokens[i].kind == "which":
        which = WHICH[int(str(tokens[i].value))]
        i += 2 if tokens[i + 1].text in {"week", "weeks"} else 1
        i += 1 if tokens[i].text == "'s" else 0
    if tokens[i].kind != "weekday":
        return None
    stop = i + 1
    if tokens[stop].text == "." and tokens[stop + 1].text and len(tokens[i].text) <= 5:
        stop += 1
    extra = 1 if tokens[stop].text == "week" and is_free(tokens[stop + 1]) and tokens[stop + 1].text != "of" else 0
    return Weekday(int(str(tokens[i].value)), which, extra), stop + extra


def relative_day(tokens: list[Token], i: int, now: Now) -> tuple[Atom, int] | None:
    """ "tomorrow", "the day after tomorrow", "later today", "the next day" """
    words = [t.text for t in tokens[i : i + 3]]
    if tokens[i].text == "later" and words[1] == "today":
        i += 1
    if tokens[i].kind == "day":
        week = tokens[i].value == 1 and tokens[i + 1].text == "week" and is_free(tokens[i + 2])
        return day_span(now.today + DAY * (int(str(tokens[i].value)) + 7 * week)), i + 1 + week
    if words[:2] == ["day", "after"]:
        after = 2 if tokens[i + 2].kind == "day" and tokens[i + 2].value == 1 else 1
        if after == 1 and not (i and tokens[i - 1].text == "the" and is_free(tokens[i + 2])):
            return None
        return day_span(now.today + after * DAY), i + 1 + after
    if words[:2] == ["next", "day"] and (words[2] != "or"):
        return day_span(now.today + DAY), i + 2
    return None


def month_day(tokens: list[Token], i: int, _now: Now) -> tuple[Atom, int] | None:
    """ "March 20", "Sept. 5th, 2026", "Jan/3", "february twenty second" """
    if tokens[i].kind != "month":
        return None
    at = i + 1
    at += 1 if tokens[at].text in {".", "/", "-"} else 0
    at += 1 if tokens[at].text == "the" else 0
    day = day_number(tokens, at)
    if not day or tokens[day[1]].text in {"million", "percent"}:
        return None
    year, stop = _year(tokens, day[1])
    return Date(day[0], int(str(tokens[i].value)), year), stop


def day_month(tokens: list[Token], i: int, _now: Now) -> tuple[Atom, int] | None:
    """ "20 March", "the 1st of May 2026" """
    day = day_number(tokens, i)
    if not day:
        return None
    at = day[1]
    at += 2 if [t.text for t in tokens[at : at + 2]] == ["day", "of"] else 0
    at += 1 if tokens[at].text in {"of", "-", "/", "."} else 0
    if tokens[at].kind != "month":
        return None
    after = at + 1 + (1 if tokens[at + 1].text == "." else 0)
    year, stop = _year(tokens, after)
    return Date(day[0], int(str(tokens[at].value)), year), stop if year else at + 1


def day_of_month(tokens: list[Token], i: int, _now: Now) -> tuple[Atom, int] | None:
    """ "the 15th", "the twenty-sixth": in figures, or spelled after "the"; never before a noun it would count."""
    day = day_number(tokens, i)
    if not day or tokens[day[1] - 1].kind in {"num", "cardinal"}:
        return None
    words = [t.text for t in tokens[day[1] : day[1] + 4]]
    if words == ["day", "of", "the", "month"]:
        return DayOfMonth(day[0]), day[1] + 4
    if words[:3] == ["of", "the", "month"]:
        return DayOfMonth(day[0]), day[1] + 3
    monthly = words[0] == "of" and words[2] == "month"
    spelled = tokens[i].kind in {"ordword", "cardinal"}
    if spelled and not (i and tokens[i - 1].text == "the" and (day[0] > 3 or monthly)):
        return None
    return (DayOfMonth(day[0]), day[1]) if is_free(tokens[day[1]]) else None


def figures(tokens: list[Token], i: int, now: Now) -> tuple[Atom, int] | None:
    """ "2026-04-02", "3/20", "23.04.2022", "9/2026" """
    token = tokens[i]
    if isinstance(token.value, Date):
        return token.value, i + 1
    if token.kind == "yearmonth" and isinstance(token.value, tuple):
        start = valid(int(token.value[0]), int(str(token.value[-1])), 1)
        return (month_span(start), i + 1) if start else None
    if token.kind != "pair" or not isinstance(token.value, tuple) or token.value[1] != "/":
        return None
    left, right = int(token.value[0]), int(str(token.value[-1]))
    found = _month_first(left, right)
    return (found, i + 1) if found and _stands_free(tokens, i, (left, right)) else None


def holiday(tokens: list[Token], i: int, now: Now) -> tuple[Atom, int] | None:
    """ "Christmas Eve", "Thanksgiving 2027" """
    at = i + 1 if tokens[i].text == "next" else i
    if tokens[at].text not in HOLIDAY_STARTS:
        return None
    for length in (5, 4, 3, 2, 1):
        name = tuple(t.text for t in tokens[at : at + length])
        if name in HOLIDAYS:
            year, stop = _year(tokens, at + length)
            if not (is_free(tokens[stop]) or tokens[stop].kind in {"num", "clock"}):
                return None
            day = midnight(HOLIDAYS[name](year or now.wall.year))
            if not year and day < now.today:
                day = midnight(HOLIDAYS[name](min(now.wall.year + 1, LAST_YEAR)))
            return day_span(day, "holiday"), stop
    return None


def day_number(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """A number from 1 to 31 as a day: "20", "20th", "twenty second"."""
    token = tokens[i]
    value = token.value
    if not isinstance(value, int):
        return None
    if token.kind in {"num", "ordinal", "ordword"}:
        fits = (1 <= value <= 31 and len(token.text.rstrip("stndrh")) <= 2) or token.kind == "ordword"
        return (value, i + 1) if fits else None
    if token.kind != "cardinal" or value == 0:
        return None
    ones = i + 2 if tokens[i + 1].kind == "dash" else i + 1
    more = tokens[ones].value
    if value in {20, 30} and tokens[ones].kind in {"ordword", "cardinal"} and isinstance(more, int) and 1 <= more <= 9:
        return (value + more, ones + 1) if value + more <= 31 else None
    return (value, i + 1) if value <= 31 else None


def _year(tokens: list[Token], i: int) -> tuple[int | None, int]:
    """A year after a date, ", 2026" or "of 2026" or "'26"; where there is none, the place stays."""
    at = i + 1 if tokens[i].text in {",", "of", "in", "'", "’", "/", "-"} else i
    token = tokens[at]
    if token.kind == "num" and isinstance(token.value, int):
        if FIRST_YEAR <= token.value <= LAST_YEAR and len(token.text) == 4:
            return token.value, at + 1
        if tokens[at - 1].text in {"'", "’"} and len(token.text) == 2:
            return 2000 + token.value, at + 1
    return None, i


def _month_first(left: int, right: int) -> Date | None:
    if 1 <= left <= 12 and 1 <= right <= 31:
        return Date(right, left, None, swap=right <= 12)
    return Date(left, right) if 1 <= right <= 12 and 1 <= left <= 31 else None


def _stands_free(tokens: list[Token], i: int, pair: tuple[int, int]) -> bool:
    """Whether 3/20 is a date: no fraction, nothing that it would count or divide."""
    before, after = tokens[i - 1] if i else tokens[-1], tokens[i + 1]
    led = before.text in _BEFORE_A_DATE or before.kind == "weekday"
    if pair in _FRACTIONS and not led:
        return False
    return before.kind not in {"num", "junk"} and (is_free(after) or after.kind in {"dash", "num", "clock", "bound"})


def nearest(day: int, month: int, now: Now) -> list[Span]:
    """The coming day of that date; a leap day is looked for up to eight years ahead."""
    for ahead in range(9):
        found = valid(now.wall.year + ahead, month, day)
        if found and found >= now.today:
            return [day_span(found, "date")]
    return []


def coming_day(day: int, now: Now) -> list[Span]:
    """The coming such day of a month, today included."""
    for ahead in range(3):
        first = add_months(now.today.replace(day=1), ahead)
        found = valid(first.year, first.month, day)
        if found and found >= now.today:
            return [day_span(found, "day of month")]
    return []
