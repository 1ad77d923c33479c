"""Rules for days: weekday names, dates in words and figures, today and its neighbours."""

from calendar import monthrange
from dataclasses import replace
from datetime import datetime

from daemon.core.due.almanac import (
    DAY,
    add_months,
    day_span,
    month_span,
    valid,
)
from daemon.core.due.clocks import is_free
from daemon.core.due.lexicon import WHICH
from daemon.core.due.tokens import Token
from daemon.core.due.values import Atom, Date, DayOfMonth, Now, Span, Weekday
from daemon.core.due.years import figures_of_year, short_year, spelled_year, year_after

_WEEKLY_WORDS = "mondays tuesdays wednesdays thursdays fridays saturdays sundays"
_WEEKLY = frozenset(_WEEKLY_WORDS.split())
_SALES = frozenset({"cyber", "giving"})
_WEEKS_ON = {"week": 1, "fortnight": 2}
_EACH = frozenset({"every", "each", "most", "any", "alternate", "other"})
COMING_DATE, DATE_OF_YEAR = "date", "date of a year"  # rules: the year is not told, or told
_FRACTIONS = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 8)})
_BEFORE_A_DATE_WORDS = "by on before until till due from since of for thru through after starting and or to"
_BEFORE_A_DATE = frozenset(_BEFORE_A_DATE_WORDS.split())


def weekday(tokens: list[Token], i: int, _now: Now) -> tuple[Atom, int] | None:
    """ "Friday", "this Fri.", "next Wednesday", "Friday week" """
    which = ""
    if tokens[i].kind == "which":
        which = WHICH[int(str(tokens[i].value))]
        if which == "last" and tokens[i + 2].text in {"of", "in"}:  # "the last Friday of the month"
            return None
        if which == "this" and tokens[i + 1].text == "week" and tokens[i + 2].text != "'s":
            return None  # "this week Monday" is of this week, though it may be over
        i += 2 if tokens[i + 1].text in {"week", "weeks"} else 1
        i += 1 if tokens[i].text == "'s" else 0
    if tokens[i].kind != "weekday":
        return None
    if recurs(tokens, i) or (i and tokens[i - 1].text in _SALES):  # "cyber Monday deals"
        return None
    stop = i + 1
    if tokens[stop].text == "." and tokens[stop + 1].text and len(tokens[i].text) <= 5:
        stop += 1
    extra = _WEEKS_ON.get(tokens[stop].text, 0) if is_free(tokens[stop + 1]) and tokens[stop + 1].text != "of" else 0
    ends = _ends(tokens[stop + 1]) or tokens[stop + 1].text in {"at", "by"}
    if tokens[stop].text == "next" and not which and ends:  # "Thursday next"
        return Weekday(int(str(tokens[i].value)), "next"), stop + 1
    return Weekday(int(str(tokens[i].value)), which, extra), stop + bool(extra)


def _ends(token: Token) -> bool:
    return not token.text or token.kind == "mark"


def recurs(tokens: list[Token], i: int) -> bool:
    """ "every Friday", "on Mondays", "Monday mornings", "the first Monday of every quarter" """
    plural = tokens[i + 1].kind == "part" and tokens[i + 1].text.endswith("s")
    of_each = tokens[i + 1].text == "of" and tokens[i + 2].text in _EACH
    return plural or of_each or tokens[i].text in _WEEKLY or (i > 0 and tokens[i - 1].text in _EACH)


def relative_day(tokens: list[Token], i: int, now: Now) -> tuple[Atom, int] | None:
    """ "tomorrow", "the day after tomorrow", "later today", "the next day" """
    words = [t.text for t in tokens[i : i + 3]]
    if tokens[i].text == "later" and words[1] == "today":
        i += 1
    if tokens[i].kind == "day":
        ahead = tokens[i].value in {0, 1} and is_free(tokens[i + 2])
        weeks = _WEEKS_ON.get(tokens[i + 1].text, 0) if ahead else 0
        return day_span(now.today + DAY * (int(str(tokens[i].value)) + 7 * weeks)), i + 1 + bool(weeks)
    if words[:2] == ["day", "after"]:
        after = 2 if tokens[i + 2].kind == "day" and tokens[i + 2].value == 1 else 1
        if after == 1 and not (i and tokens[i - 1].text == "the" and is_free(tokens[i + 2])):
            return None
        return day_span(now.today + after * DAY), i + 1 + after
    if words[:2] == ["next", "day"] and (words[2] != "or"):
        return day_span(now.today + DAY), i + 2
    return None


def month_day(tokens: list[Token], i: int, now: Now) -> tuple[Atom, int] | None:
    """ "March 20", "Sept. 5th, 2026", "Jan/3", "february twenty second" """
    if tokens[i].kind != "month":
        return None
    at = i + 1
    at += 1 if tokens[at].text in {".", "/", "-"} else 0
    at += 1 if tokens[at].text == "the" else 0
    day = _ides(tokens, i) or day_number(tokens, at)
    whole = spelled_year(tokens, at)
    if not day or tokens[day[1]].text in {"million", "percent", "thousand"} or (whole and is_free(tokens[whole[1]])):
        return None
    year, stop = year_after(tokens, day[1], now)
    return Date(day[0], int(str(tokens[i].value)), year), stop


def _ides(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """ "the ides of March" """
    if i < 2 or tokens[i - 1].text != "of" or tokens[i - 2].text != "ides":
        return None
    return 15 if tokens[i].value in {3, 5, 7, 10} else 13, i + 1


def day_month(tokens: list[Token], i: int, now: Now) -> tuple[Atom, int] | None:
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
    year, stop = year_after(tokens, after, now)
    if not year and tokens[i].kind == "ordinal":
        year, stop = short_year(tokens, after, now), after + 1
    return Date(day[0], int(str(tokens[at].value)), year), stop if year else at + 1


def year_day(tokens: list[Token], i: int, now: Now) -> tuple[Atom, int] | None:
    """ "2027 June 5", "2027, 5th of June": with the year first."""
    year = figures_of_year(tokens[i])
    at = i + 2 if tokens[i + 1].text in {",", "-", "/"} else i + 1
    found = (month_day(tokens, at, now) or day_month(tokens, at, now)) if year else None
    if not found or not isinstance(found[0], Date) or found[0].year:
        return None
    return replace(found[0], year=year), found[1]


def day_of_month(tokens: list[Token], i: int, _now: Now) -> tuple[Atom, int] | None:
    """ "the 15th", "the twenty-sixth": in figures, or spelled after "the"; never before a noun it would count."""
    day = day_number(tokens, i)
    if not day or tokens[day[1] - 1].kind in {"num", "cardinal"}:
        return None
    words = [t.text for t in tokens[day[1] : day[1] + 4]]
    if words == ["day", "of", "the", "month"]:
        return DayOfMonth(day[0]), day[1] + 4
    if words[:3] == ["of", "the", "month"] and tokens[day[1] + 3].text != "after":
        return DayOfMonth(day[0]), day[1] + 3
    if words[0] == "of" and words[1] in _EACH:  # "the 15th of every month"
        return None
    led = i > 0 and tokens[i - 1].kind == "the"
    if words[0] in {"and", "&"} and not led and not tokens[day[1] + 1].kind:  # "the corner of 5th and Main"
        return None
    monthly = words[0] == "of" and words[2] == "month"
    spelled = tokens[i].kind in {"ordword", "cardinal"}
    if spelled and not (monthly or (led and (day[0] > 3 or _is_due(tokens, i, day[1])))):
        return None
    timed = tokens[i].kind == "ordinal" and tokens[day[1]].kind == "clock"  # "the 19th 3pm"
    return (DayOfMonth(day[0]), day[1]) if timed or is_free(tokens[day[1]]) else None


def _is_due(tokens: list[Token], i: int, stop: int) -> bool:
    """ "by the first", "as of the second": with nothing behind it that would be the second of its kind."""
    led = tokens[i - 2].text == "by" or [t.text for t in tokens[max(0, i - 3) : i - 1]] == ["as", "of"]
    return i > 1 and led and _ends(tokens[stop])


def figures(tokens: list[Token], i: int, now: Now) -> tuple[Atom, int] | None:
    """ "2026-04-02", "3/20", "23.04.2022", "9/2026" """
    token = tokens[i]
    if isinstance(token.value, Date):
        return _with_year(tokens, token.value, i + 1)
    if token.kind == "yearmonth" and isinstance(token.value, tuple):
        start = valid(int(token.value[0]), int(str(token.value[-1])), 1)
        return (month_span(start), i + 1) if start else None
    if token.kind != "pair" or not isinstance(token.value, tuple):
        return None
    left, right = int(token.value[0]), int(str(token.value[-1]))
    if token.value[1] != "/":
        return _dotted(tokens, i, left, right)
    found = _month_first(left, right)
    told = _with_year(tokens, found, i + 1) if found else None
    return told if told and (told[0].year or _stands_free(tokens, i, (left, right), i + 1)) else None


def _dotted(tokens: list[Token], i: int, left: int, right: int) -> tuple[Date, int] | None:
    """ "on 25.7": a day and its month, where no hour of the clock has such figures."""
    fits = i > 0 and tokens[i - 1].text == "on" and 24 < left <= 31 and 1 <= right <= 12 and is_free(tokens[i + 1])
    return (Date(left, right), i + 1) if fits else None


def _with_year(tokens: list[Token], date: Date, stop: int) -> tuple[Date, int]:
    """ "12/31, 2027", "14april 2027" """
    at = stop + 1 if tokens[stop].text == "," else stop
    year = figures_of_year(tokens[at]) if date.year is None else None
    return (replace(date, year=year), at + 1) if year and is_free(tokens[at + 1]) else (date, stop)


def spaced(tokens: list[Token], i: int, now: Now) -> tuple[Atom, int] | None:
    """ "2 / 15", and "2027 08 16" with all its figures."""
    first, second, third = tokens[i], tokens[i + 1], tokens[i + 2]
    if not (isinstance(first.value, int) and isinstance(third.value, int) and third.kind == "num"):
        return None
    year = figures_of_year(third) if second.text == "/" and 1 <= first.value <= 12 else None
    start = valid(year, first.value, 1) if year and first.end < second.start and is_free(tokens[i + 3]) else None
    if start:  # "12 / 2027"
        return month_span(start), i + 3
    whole = _spaced_whole(tokens, i)
    if whole:
        return whole, i + 5
    if second.text == "/" and first.end < second.start and len(first.text) <= 2 and len(third.text) <= 2:
        found = _month_first(first.value, third.value)
        return (found, i + 3) if found and _stands_free(tokens, i, (first.value, third.value), i + 3) else None
    lengths = [len(t.text) for t in (first, second, third)]
    if lengths == [4, 2, 2] and second.kind == "num" and isinstance(second.value, int):
        return (Date(third.value, second.value, first.value), i + 3) if 1 <= second.value <= 12 else None
    return None


def _spaced_whole(tokens: list[Token], i: int) -> Date | None:
    """ "2 / 15 / 2027", "14. 4. 2027" """
    mark, year = tokens[i + 1].text, figures_of_year(tokens[i + 4])
    first, second = tokens[i].value, tokens[i + 2].value
    if not year or mark not in {"/", "."} or tokens[i + 3].text != mark:
        return None
    if not isinstance(first, int) or not isinstance(second, int) or tokens[i + 2].kind != "num":
        return None
    found = _month_first(first, second) if mark == "/" else Date(first, second) if 1 <= second <= 12 else None
    return replace(found, year=year) if found and 1 <= found.day <= 31 else None


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


def _month_first(left: int, right: int) -> Date | None:
    if 1 <= left <= 12 and 1 <= right <= 31:
        return Date(right, left, None, swap=right <= 12)
    return Date(left, right) if 1 <= right <= 12 and 1 <= left <= 31 else None


def _stands_free(tokens: list[Token], i: int, pair: tuple[int, int], stop: int) -> bool:
    """Whether 3/20 is a date: no fraction, nothing that it would count or divide."""
    before, after = tokens[i - 1] if i else tokens[-1], tokens[stop]
    led = before.text in _BEFORE_A_DATE or before.kind == "weekday"
    if pair in _FRACTIONS and not led:
        return False
    return before.kind not in {"num", "junk"} and (is_free(after) or after.kind in {"dash", "num", "clock", "bound"})


def nearest(day: int, month: int, now: Now) -> list[Span]:
    """The coming day of that date; a leap day is looked for up to eight years ahead."""
    for ahead in range(9):
        found = in_year(now.wall.year + ahead, month, day)
        if found and found >= now.today:
            return [day_span(found, COMING_DATE)]
    return []


def in_year(year: int, month: int, day: int) -> datetime | None:
    """That date of a year; past the end of the month ("31 April") it is its last day, but for a leap day."""
    longest = monthrange(2000, month)[1] if 1 <= month <= 12 else 0
    if longest < day <= 31 and longest:
        return valid(year, month, monthrange(year, month)[1])
    return valid(year, month, day)


def coming_day(day: int, now: Now) -> list[Span]:
    """The coming such day of a month, today included."""
    for ahead in range(3):
        first = add_months(now.today.replace(day=1), ahead)
        found = valid(first.year, first.month, day)
        if found and found >= now.today:
            return [day_span(found, "day of month")]
    return []
