"""Whether a recurrence can be unrolled in reasonable time: rule and window in, refusal out.

The library behind walks a rule from its start, and one that never comes true to the year 9999; so what it would have to
walk is counted here first (RFC 5545, 3.3.10).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

STEPS = 60_000
DATES = 2_000
_DAYS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365}
_WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"} | {
    "BYYEARDAY",
    "BYWEEKNO",
    "BYHOUR",
    "BYMINUTE",
    "BYSECOND",
}


class TooMany(ValueError):
    """The series is not unrolled; the text is a half-sentence that follows "This series of events"."""


@dataclass(slots=True)
class Budget:
    """How many steps may still be walked in one calendar file."""

    left: int = 300_000

    def spend(self, steps: float) -> None:
        """Take `steps` off. Raises TooMany where they are used up."""
        self.left -= int(steps)
        if self.left < 0:
            raise TooMany("stands in a calendar with too many others")


def check_rule(rule: str, starts_at: datetime, until: datetime) -> float:
    """How many steps the rule takes until then.

    Raises TooMany for a rule that would take too long, or that cannot be read.
    """
    said = dict(piece.upper().partition("=")[::2] for piece in rule.split(";"))
    frequency = said.get("FREQ", "")
    if frequency not in _DAYS:
        raise TooMany("repeats more often than daily" if frequency.endswith("LY") else "has a rule that cannot be read")
    if not said.keys() <= _KNOWN:
        raise TooMany("has a rule that cannot be read")
    interval = _number(said.get("INTERVAL", "1"))
    if not 1 <= interval <= 10_000 or not _few(said):
        raise TooMany("has a rule that repeats without end")
    steps = (until - starts_at).days / (_DAYS[frequency] * interval)
    if steps > STEPS:
        raise TooMany("goes back too far")
    if not _comes_true(said, frequency, interval, starts_at.date()):
        raise TooMany("has a rule that never comes true")
    return max(steps, 0)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _few(said: dict[str, str]) -> bool:
    """One time of day at most, short lists, and no day, week or place in a set that does not exist."""
    once = all("," not in said.get(key, "") for key in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    short = all(len(value) <= 400 for value in said.values())
    real = all(_largest(said, key) <= most for key, most in (("BYYEARDAY", 366), ("BYWEEKNO", 53)))
    return once and short and real and _largest(said, "BYSETPOS") <= _set_size(said)


def _set_size(said: dict[str, str]) -> int:
    """How many days the smallest set of a period holds, from which BYSETPOS picks."""
    weekdays = len(said.get("BYDAY", "").split(",")) if said.get("BYDAY") else 0
    if said["FREQ"] in {"WEEKLY", "DAILY"} or "BYWEEKNO" in said or "BYYEARDAY" in said:
        return max(weekdays, 1) if said["FREQ"] != "DAILY" else 1
    return min(4 * weekdays or 28, 28)


def _largest(said: dict[str, str], key: str) -> int:
    return max(map(abs, _numbers(said.get(key, ""))), default=0)


def _comes_true(said: dict[str, str], frequency: str, interval: int, first: date) -> bool:
    """Whether some day of the next 28 years (a full cycle of the calendar) fits the filters of the rule."""
    months = _numbers(said.get("BYMONTH", ""))
    days = _numbers(said.get("BYMONTHDAY", ""))
    weekdays = {_WEEKDAYS.get(piece[-2:], -1) for piece in said.get("BYDAY", "").split(",") if piece}
    if frequency == "DAILY" and said.get("BYSETPOS", "1") not in {"1", "-1"}:
        return False
    step = interval if frequency == "DAILY" else 1
    if frequency != "DAILY":
        weekdays = set()
    if not (months or days or weekdays):
        return True
    for offset in range(0, 28 * 366, step):
        day = first + timedelta(days=offset)
        in_month = not months or day.month in months
        if in_month and (not weekdays or day.weekday() in weekdays) and _is_day(day, days):
            return True
    return False


def _is_day(day: date, days: set[int]) -> bool:
    if not days or day.day in days:
        return True
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day.day - 1 - (following - timedelta(days=1)).day in days


def _numbers(text: str) -> set[int]:
    return {int(piece) for piece in text.split(",") if piece.lstrip("+-").isdigit() and len(piece) < 6}
