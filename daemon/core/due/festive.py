"""Rules for holidays by name: "Christmas Eve", "next Thanksgiving", "MLK Day 2027", "Memorial Day weekend"."""

from dataclasses import replace
from datetime import datetime

from daemon.core.due.almanac import DAY, LAST_YEAR, day_span, midnight
from daemon.core.due.clocks import is_free
from daemon.core.due.holidays import HOLIDAY_STARTS, HOLIDAYS, LONGEST, SEASON_OF_REST, Holiday, plain
from daemon.core.due.lexicon import WEEKDAYS
from daemon.core.due.tokens import Token
from daemon.core.due.values import Now, Span
from daemon.core.due.years import year_after

_APART = frozenset({"'s", "'", "."})
_ABBREVIATED = frozenset({"st", "jr"})
# What is wished or kept, not waited for: "Happy Thanksgiving", "to celebrate Mother's Day".
_WISHES_WORDS = "happy merry blessed celebrate celebrating celebrated celebrates"
_WISHES = frozenset(_WISHES_WORDS.split())
_FAR_BACK = 8  # tokens between "celebrate" and the day


def holiday(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """A holiday, perhaps with its year; with "weekend" or "week" the days off around it."""
    at = i + 1 if tokens[i].kind == "which" and tokens[i].text not in {"last", "past", "previous"} else i
    named = _named(tokens, at)
    if not named or any(t.text in _WISHES for t in tokens[max(0, i - _FAR_BACK) : i]):
        return None
    when, stop = named
    year, after = year_after(tokens, stop, now)
    length = _around(tokens, after)
    if length:
        year, end = year_after(tokens, after + 1, now) if not year else (year, after + 1)
    else:
        end = after
        if not (year or is_free(tokens[end]) or tokens[end].kind in {"num", "clock"}):
            return None
    day = _day(when, year, now)
    return (_span(day, length, tokens[at].text), end) if day else None


def _named(tokens: list[Token], i: int) -> tuple[Holiday, int] | None:
    """The longest name that begins here."""
    if tokens[i].text not in HOLIDAY_STARTS:
        return None
    words: list[str] = []
    found = None
    for at in range(i, i + LONGEST + 4):
        if words and (tokens[at].text in _APART or tokens[at].kind == "dash") and _inside(tokens, at):
            continue
        day = tokens[at].kind == "weekday" and isinstance(tokens[at].value, int)
        words.append(plain(WEEKDAYS[int(str(tokens[at].value))] if day else tokens[at].text))  # "ash wed"
        when = HOLIDAYS.get(tuple(words))
        if when and (words != [plain(SEASON_OF_REST)] or (i > 0 and tokens[i - 1].kind == "the")):
            found = when, at + 1 + _owns(tokens, at + 1)
        if len(words) >= LONGEST:
            break
    return found


def _owns(tokens: list[Token], i: int) -> bool:
    """Whether an apostrophe belongs to the name itself: "by New Year's", no "Christmas's end"."""
    return tokens[i].text in {"'", "'s"} and tokens[i - 1].end == tokens[i].start and is_free(tokens[i + 1])


def _inside(tokens: list[Token], i: int) -> bool:
    """Whether a mark belongs to the name: no end of a sentence, no dash with space around it."""
    if tokens[i].text == ".":
        return tokens[i - 1].text in _ABBREVIATED
    return tokens[i - 1].end == tokens[i].start and (tokens[i].kind != "dash" or tokens[i].end == tokens[i + 1].start)


def _day(when: Holiday, year: int | None, now: Now) -> datetime | None:
    """The day in the given year, else the coming one."""
    if year:
        given = when(year)
        return midnight(given) if given else None
    for ahead in range(9):
        day = when(min(now.wall.year + ahead, LAST_YEAR))
        if day and midnight(day) >= now.today:
            return midnight(day)
    return None


def _around(tokens: list[Token], i: int) -> str:
    return tokens[i].text if tokens[i].text in {"weekend", "week"} and is_free(tokens[i + 1]) else ""


def _span(day: datetime, length: str, name: str) -> Span:
    """The day; the weekend with it in it, or before or after it; its week; "the holidays" last into the new year."""
    if length == "week":
        start = day - DAY * day.weekday()
        return Span(start, start + 7 * DAY, "week", "holiday week")
    if length == "weekend":
        return long_weekend(day)
    whole = day_span(day, "holiday")
    return replace(whole, end=day + 9 * DAY, grain="days") if name == SEASON_OF_REST else whole


def long_weekend(day: datetime) -> Span:
    """Saturday and Sunday next to a day, and the day itself where it stands beside them."""
    saturday = day + DAY * (5 - day.weekday()) - 7 * DAY * (day.weekday() <= 1)
    first, last = min(saturday, day), max(saturday + DAY, day)
    return Span(first, last + DAY, "weekend", "holiday weekend")
