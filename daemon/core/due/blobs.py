"""What one blob of figures can be: a clock, a date, a number, an amount; None where it is no time."""

import re

from daemon.core.due.lexicon import MONTHS, UNITS, WORDS
from daemon.core.due.slips import MEANT
from daemon.core.due.values import Clock, Date

Value = int | Date | Clock | tuple[int, str, int] | tuple[int, str]

_HALF = r"(?:(a|p|am|pm|a\.m|p\.m))?"
_CLOCK = re.compile(rf"(\d{{1,2}})[:h](\d\d)(?::(\d\d)(?:[.,]\d{{1,6}})?)?(?:{_HALF}|h|hrs|(z))", re.IGNORECASE)
_HOUR = re.compile(r"(\d{1,2})(?:[.]?(\d\d))?(a|p|am|pm|a\.m|p\.m)", re.IGNORECASE)
_YMD = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_NUMDATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)")
_PAIR = re.compile(r"(\d{1,2})([/.])(\d{1,2})")
_YEAR_MONTH = re.compile(r"(\d{4})(?:[-/](?=\d)|\.(?=\d\d))(\d{1,2})|(\d{1,2})(?:[-/]|(?<=\d\d)\.)(\d{4})")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/.]?([A-Za-z]{3,9})(?:[-/.]?(\d{4}|\d\d))?")
_NAMED_YMD = re.compile(r"(\d{4})([-/.])([A-Za-z]{3,9})\2(\d{1,2})")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)", re.IGNORECASE)
_MILITARY = re.compile(r"(\d\d)(\d\d)?(?:h|hrs|hr|(z))", re.IGNORECASE)
_ELAPSED = re.compile(r"(\d{1,2})h(\d{1,2})m(?:in)?", re.IGNORECASE)
_DECADE = re.compile(r"(?:19|20|21)\d0['’]?s")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_MOST_WEEKS = 53  # of a year: no ordinal of time is beyond it
_PART_HOURS = re.compile(r"(\d{1,2})([./])(\d{1,2})(?:h|hrs?|hours?)", re.IGNORECASE)
_AMOUNT = re.compile(r"(\d{1,3})([A-Za-z]{1,7})")
_SHORT_UNITS = {"m": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "mos": "month", "y": "year"}


def classify(blob: str) -> tuple[str, Value] | None:
    """The kind and value of a token."""
    if blob.isdecimal():
        return _digits(blob)
    word = MEANT.get(blob.lower(), blob.lower())
    if blob[0] == "2" and word in WORDS:  # "2moro", "2day"
        return WORDS[word]
    for rule in (_ordinal, clock, year_first, _numdate, _pair, _year_month, _with_month, _amount):
        found = rule(blob)
        if found:
            return found
    return ("era", int(blob[:4])) if _DECADE.fullmatch(blob) else None


def _digits(blob: str) -> tuple[str, Value] | None:
    if len(blob) == 8 and blob[:2] in {"19", "20"} and 1 <= int(blob[4:6]) <= 12 and 1 <= int(blob[6:]) <= 31:
        return "date", Date(int(blob[6:]), int(blob[4:6]), int(blob[:4]))
    return ("num", int(blob)) if len(blob) <= 4 else None


def _ordinal(blob: str) -> tuple[str, Value] | None:
    match = _ORDINAL.fullmatch(blob)
    return ("ordinal", int(match[1])) if match and 1 <= int(match[1]) <= _MOST_WEEKS else None


def clock(blob: str) -> tuple[str, Value] | None:
    """A time of the clock."""
    match = _CLOCK.fullmatch(blob)
    zone = None
    if match:
        hour, minute, second, half = int(match[1]), int(match[2]), int(match[3] or 0), match[4]
        zone = match[5].lower() if match[5] else None
    else:
        match = _HOUR.fullmatch(blob)
        if not match:
            return _army(blob)
        hour, minute, second, half = int(match[1]), int(match[2] or 0), 0, match[3]
    if half and half[0] in "pP" and 13 <= hour <= 23:  # "15:30pm": the figures say it already
        half = None
    if hour > 24 or minute > 59 or second > 59 or (half and not 1 <= hour <= 12):
        return None
    zero = "24" if zone or blob[0] == "0" or "h" in blob.lower() else None
    return "clock", Clock(hour, minute, second, half[0].lower() + "m" if half else zero, zone)


def _army(blob: str) -> tuple[str, Value] | None:
    """ "16h", "1530h", "0730hrs" """
    match = _MILITARY.fullmatch(blob)
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
        fits = minute <= 59 and (hour <= 23 if match[2] else 13 <= hour <= 24 and not match[3])
        return ("clock", Clock(hour, minute, half="24", zone=match[3] and match[3].lower())) if fits else None
    return None


def year_first(blob: str) -> tuple[str, Value] | None:
    """A date whose year stands first."""
    match = _YMD.fullmatch(blob)
    if match:
        return _date(int(match[4]), int(match[3]), match[1])
    match = _NAMED_YMD.fullmatch(blob)
    return _date(int(match[4]), MONTHS.get(match[3].lower(), 0), match[1]) if match else None


def _numdate(blob: str) -> tuple[str, Value] | None:
    match = _NUMDATE.fullmatch(blob)
    if not match:
        return None
    first, second = int(match[1]), int(match[3])
    if match[2] == ".":
        if len(match[4]) == 2 and len(blob) < 8:  # 1.1.30 is a version
            return None
        return _date(first, second, match[4]) or _date(second, first, match[4])
    return _date(second, first, match[4], swap=True) or _date(first, second, match[4])


def _pair(blob: str) -> tuple[str, Value] | None:
    match = _PAIR.fullmatch(blob)
    return ("pair", (int(match[1]), match[2], int(match[3]))) if match and blob != "24/7" else None


def _year_month(blob: str) -> tuple[str, Value] | None:
    match = _YEAR_MONTH.fullmatch(blob)
    if not match:
        return None
    year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
    fits = 1 <= int(month) <= 12 and _FIRST_YEAR <= int(year) <= _LAST_YEAR
    return ("yearmonth", (int(year), "-", int(month))) if fits else None


def _with_month(blob: str) -> tuple[str, Value] | None:
    match = _NAMED.fullmatch(blob)
    return _date(int(match[1]), MONTHS.get(match[2].lower(), 0), match[3]) if match else None


def _amount(blob: str) -> tuple[str, Value] | None:
    both = _ELAPSED.fullmatch(blob)
    if both:
        return "amount", (60 * int(both[1]) + int(both[2]), "minute")
    part = _PART_HOURS.fullmatch(blob)
    if part:
        return _part_hours(int(part[1]), part[2], part[3])
    match = _AMOUNT.fullmatch(blob)
    if not match:
        return None
    name = match[2]
    kind, value = WORDS.get(name.lower(), ("", 0))
    unit = UNITS[value] if kind == "unit" else _SHORT_UNITS.get(name)
    return ("amount", (int(match[1]), unit)) if unit else None


def _part_hours(left: int, mark: str, right: str) -> tuple[str, Value] | None:
    """ "2.5h", "3/4h" in minutes"""
    if mark == "." and len(right) <= 2:
        return "amount", (round(60 * (left + int(right) / 10 ** len(right))), "minute")
    return ("amount", (60 * left // int(right), "minute")) if mark == "/" and 0 < left < int(right) else None


def _date(day: int, month: int, year: str | None, swap: bool = False) -> tuple[str, Value] | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    full = int(year) if year else None
    if full is not None and full < 100 and len(year or "") == 2:
        full += 2000 if full < 70 else 1900
    if full is not None and not _FIRST_YEAR <= full <= _LAST_YEAR:
        return None
    return "date", Date(day, month, full, swap and day <= 12)
