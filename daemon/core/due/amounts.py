"""Rules for amounts of time: "two and a half hours", "a couple of working days"; and what they move a moment to."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from daemon.core.due.almanac import DAY, add_months, day_span, working_day
from daemon.core.due.lexicon import UNITS
from daemon.core.due.tokens import Token
from daemon.core.due.values import Now, Span

_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_DAYS = {"day": 1, "week": 7, "fortnight": 14, "weekend": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
_LONE_UNITS = {"mo": "month", "second": "second", "night": "day", "nights": "day"}
_WORKING = frozenset({"working", "business", "work", "bank", "bus", "biz"})
_FILLER = frozenset({"full", "whole", "more", "short", "calendar", "solid", "or", "good", "extra", "other", "of"})
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_LARGE = {"hundred": 100, "dozen": 12}
_MOST = 9_999
_ELAPSED = re.compile(r"(\d{1,2})h(\d\d)?")


@dataclass(frozen=True, slots=True)
class Amount:
    """So much of one or more units, the largest first: ((5, "year"), (1, "month"))."""

    parts: tuple[tuple[float, str], ...]

    @property
    def fine(self) -> bool:
        """Whether it counts hours or less, so that it ends at a time of the clock."""
        return any(unit in _SECONDS or (count % 1 and unit == "day") for count, unit in self.parts)


def amount(tokens: list[Token], i: int) -> tuple[Amount, int] | None:
    """One or more counted units: "1 day and 5 hours", "an hour and a half"."""
    parts: list[tuple[float, str]] = []
    stop = i
    for _ in range(4):
        at = stop + 1 if parts and tokens[stop].text in {"and", ","} else stop
        found = _counted(tokens, at)
        if not found or (parts and _rank(found[0][1]) >= _rank(parts[-1][1])):
            break
        parts.append(found[0])
        stop = found[1]
    return (Amount(tuple(parts)), stop) if parts else None


def cardinal(tokens: list[Token], i: int) -> tuple[float, int] | None:
    """A number in digits or words: "2", "twenty five", "a couple of", "2 and a half", "1.5"."""
    whole = _whole(tokens, i)
    if whole and _repeated(tokens, whole[1], whole[0]):  # "thirty (30) days"
        return whole[0], whole[1] + 3
    if whole and [t.text for t in tokens[whole[1] : whole[1] + 3]] in (["and", "a", "half"], ["and", "an", "half"]):
        return whole[0] + 0.5, whole[1] + 3
    return whole


def _repeated(tokens: list[Token], i: int, count: float) -> bool:
    told = tokens[i].text == "(" and tokens[i + 2].text == ")" and tokens[i + 1].kind == "num"
    return told and tokens[i + 1].value == count


def moved(now: Now, start: datetime, amount: Amount, sign: int = 1) -> Span:
    """A moment moved by an amount: a point where the amount is fine, else the whole day reached."""
    day = start
    for count, unit in amount.parts:
        if unit in _MONTHS:
            months, rest = divmod(min(count, _MOST) * _MONTHS[unit], 1)
            day = add_months(day, sign * int(months)) + sign * round(30 * rest) * DAY
    passed = timedelta(seconds=sign * sum(_seconds(count, unit) for count, unit in amount.parts))
    working = sum(round(count) for count, unit in amount.parts if unit == "working day")
    if amount.fine:
        point = now.later(passed) if day == now.wall else day + passed
        return Span(point, point, "minute", "amount")
    day = (day + passed).replace(hour=0, minute=0, second=0, microsecond=0)
    if working:
        day = working_day(now.calendar, day, working) if sign > 0 else day - DAY * working
    return day_span(day, "amount")


def _counted(tokens: list[Token], i: int) -> tuple[tuple[float, str], int] | None:
    value = tokens[i].value
    if tokens[i].kind == "amount" and isinstance(value, tuple):
        return (float(value[0]), str(value[1])), i + 1
    elapsed = _ELAPSED.fullmatch(tokens[i].text) if tokens[i].kind == "clock" else None
    if elapsed:
        return (int(elapsed[1]) + int(elapsed[2] or 0) / 60, "hour"), i + 1
    if tokens[i].kind == "half":
        return _half_unit(tokens, i) or _dozens(tokens, i)
    quarters = _quarters_of(tokens, i)
    if quarters:
        return quarters
    number = _hundreds(tokens, i) or cardinal(tokens, i)
    if not number:
        return None
    if tokens[number[1]].text in {"or", "to"} or tokens[number[1]].kind == "dash":
        number = cardinal(tokens, number[1] + 1) or number
    unit = _unit(tokens, number[1])
    if not unit:
        return None
    name, stop = unit
    if [t.text for t in tokens[stop : stop + 3]] == ["and", "a", "half"]:
        return (number[0] + 0.5, name), stop + 3
    more = cardinal(tokens, stop + 1) if tokens[stop].text == "or" else None
    if more and more[0] > number[0] and not _unit(tokens, more[1]):
        return (more[0], name), more[1]
    return (number[0], name), stop


def _half_unit(tokens: list[Token], i: int) -> tuple[tuple[float, str], int] | None:
    """ "half an hour", "half a day", "half hour" """
    at = i + 2 if tokens[i + 1].kind in {"a", "dash"} else i + 1
    single = tokens[at].kind == "unit" and not tokens[at].text.endswith("s")
    unit = _unit(tokens, at) if single or tokens[i + 1].kind == "a" else None
    return ((0.5, unit[0]), unit[1]) if unit else None


def _dozens(tokens: list[Token], i: int) -> tuple[tuple[float, str], int] | None:
    """ "half a dozen days" """
    counted = [t.text for t in tokens[i : i + 3]] == ["half", "a", "dozen"]
    unit = _unit(tokens, i + 3) if counted else None
    return ((6.0, unit[0]), unit[1]) if unit else None


def _hundreds(tokens: list[Token], i: int) -> tuple[float, int] | None:
    """ "a hundred (days)", "two hundred", "a dozen" """
    size, count = _LARGE.get(tokens[i + 1].text), tokens[i].value
    if not size or tokens[i].kind not in {"a", "cardinal"} or not isinstance(count, int):
        return None
    return float(count * size), i + 2


def _quarters_of(tokens: list[Token], i: int) -> tuple[tuple[float, str], int] | None:
    """ "three quarters of an hour", "3/4 of an hour" """
    if tokens[i].kind != "pair" and tokens[i].value not in {1, 3}:
        return None
    number = cardinal(tokens, i)
    if not number:
        return None
    at, share = number[1], number[0] if tokens[i].kind == "pair" else 0.0
    at += 1 if tokens[at].kind == "dash" else 0
    if tokens[at].text in {"quarter", "quarters"} and number[0] in {1, 3}:
        at, share = at + 1, number[0] / 4
    if not 0 < share < 1 or tokens[at].text != "of" or tokens[at + 1].kind != "a":
        return None
    unit = _unit(tokens, at + 2)
    return ((share, unit[0]), unit[1]) if unit else None


def _unit(tokens: list[Token], i: int) -> tuple[str, int] | None:
    """A unit, a filler or two before it: "working days", "or so weeks"."""
    for _ in range(2):
        if tokens[i].text in _FILLER:
            i += 1
    if tokens[i].text in _WORKING:
        at = i + 2 if tokens[i + 1].text == "." else i + 1
        if tokens[at].text in {"day", "days"}:
            return "working day", at + 1
    if tokens[i].kind == "unit":
        name = UNITS[int(str(tokens[i].value))]
        return ("working day" if name == "weekday" else name), i + 1
    lone = _LONE_UNITS.get(tokens[i].text)
    return (lone, i + 1) if lone else None


def _whole(tokens: list[Token], i: int) -> tuple[float, int] | None:
    token = tokens[i]
    if token.kind == "a":
        return _few(tokens, i + 1) or _part_of(tokens, i + 1) or (1.0, i + 1)
    if token.text in _FRACTIONS:
        return _FRACTIONS[token.text], i + 2 if tokens[i + 1].kind == "a" else i + 1
    if token.text == "quarter":
        return _part_of(tokens, i)
    if token.kind == "few":
        return _few(tokens, i)
    if token.kind == "num" and isinstance(token.value, int):
        more = tokens[i + 1]
        if more.kind == "pair" and isinstance(more.value, tuple) and more.value[1] == "/":
            return token.value + _fraction("/", int(more.value[0]), int(str(more.value[-1]))), i + 2
        part = _FRACTIONS.get(tokens[i + 1].text)  # "1½"
        return (token.value + part, i + 2) if part else (float(token.value), i + 1)
    if token.kind == "pair" and isinstance(token.value, tuple):
        return _fraction(str(token.value[1]), int(token.value[0]), int(str(token.value[-1]))), i + 1
    if token.kind == "cardinal" and isinstance(token.value, int):
        return _spelled(tokens, i, token.value)
    return None


def _few(tokens: list[Token], i: int) -> tuple[float, int] | None:
    if tokens[i].kind != "few" or not isinstance(tokens[i].value, int):
        return None
    return float(int(str(tokens[i].value))), i + (2 if tokens[i + 1].text == "of" else 1)


def _part_of(tokens: list[Token], i: int) -> tuple[float, int] | None:
    """ "(a) quarter of an (hour)", "(a) half (hour)" """
    if [t.text for t in tokens[i : i + 3]] == ["quarter", "of", "an"]:
        return 0.25, i + 3
    at = i + 2 if tokens[i + 1].kind == "dash" else i + 1
    if tokens[i].text == "quarter" and tokens[at].text in {"hour", "year"}:
        return 0.25, at
    return (0.5, at) if tokens[i].kind == "half" else None


def _fraction(mark: str, left: int, right: int) -> float:
    if mark == "/":
        return left / right if right else 0.0
    return left + right / (10 if right < 10 else 100)


def _spelled(tokens: list[Token], i: int, value: int) -> tuple[float, int]:
    """ "twenty five", "thirty-one" """
    ones = i + 2 if tokens[i + 1].kind == "dash" else i + 1
    more = tokens[ones].value
    if value >= 20 and tokens[ones].kind == "cardinal" and isinstance(more, int) and 1 <= more <= 9:
        return float(value + more), ones + 1
    return float(value), i + 1


def _seconds(count: float, unit: str) -> float:
    count = min(count, _MOST)
    return count * (_SECONDS.get(unit, 0) or 86_400 * _DAYS.get(unit, 0))


def _rank(unit: str) -> float:
    return _SECONDS.get(unit, 0) or 86_400 * (_DAYS.get(unit, 0) or 30 * _MONTHS.get(unit, 0) or 1)
