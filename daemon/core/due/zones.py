"""Names of time zones as people write them, and what they mean. IANA names (RFC 6557) stand behind them."""

import re
from datetime import timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from daemon.core.due.values import Now

_NAMES = {
    "America/New_York": "et est edt eastern",
    "America/Chicago": "ct cst cdt central",
    "America/Denver": "mt mst mdt mountain",
    "America/Los_Angeles": "pt pst pdt pacific",
    "Etc/UTC": "utc gmt z zulu",
    "America/Anchorage": "akst akdt",
    "Pacific/Honolulu": "hst",
    "America/Sao_Paulo": "brt",
    "Europe/London": "bst",
    "Europe/Lisbon": "wet west",
    "Europe/Berlin": "cet cest",
    "Europe/Athens": "eet eest",
    "Europe/Moscow": "msk",
    "Asia/Dubai": "gst",
    "Asia/Karachi": "pkt",
    "Asia/Kolkata": "ist",
    "Asia/Singapore": "sgt",
    "Asia/Manila": "pht",
    "Asia/Seoul": "kst",
    "Asia/Tokyo": "jst",
    "Asia/Hong_Kong": "hkt",
    "Australia/Perth": "awst",
    "Australia/Adelaide": "acst acdt",
    "Australia/Sydney": "aest aedt",
    "Pacific/Auckland": "nzst nzdt",
}
_ZONES = {name: zone for zone, names in _NAMES.items() for name in names.split()}
_PLACES = {
    "london": "Europe/London",
    "uk": "Europe/London",
    "paris": "Europe/Paris",
    "berlin": "Europe/Berlin",
    "york": "America/New_York",
    "chicago": "America/Chicago",
    "houston": "America/Chicago",
    "singapore": "Asia/Singapore",
    "tokyo": "Asia/Tokyo",
    "sydney": "Australia/Sydney",
}
_MINE = frozenset({"my", "our", "local"})
_YOURS = "your"
_STANDARDS = [[kind, "time"] for kind in ("standard", "daylight", "summer")]
_OFFSET = re.compile(r"(?:utc|gmt)([+-])(\d{1,2})(?::?(\d\d))?")
_HOURS = re.compile(r"\d{1,2}(?::\d\d)?|\d{4}")  # away from UTC


def zone_name(words: list[str]) -> tuple[str, int] | None:
    """The zone that these words begin with, and how many words it takes: "pt", "(ET)", "UTC+2", "your time"."""
    first, second = words[0], words[1]
    timed = second == "time"
    if first in {"utc", "gmt"} and second in {"+", "-"} and _HOURS.fullmatch(words[2]) and int(words[2][:2]) <= 14:
        return f"{first}{second}{words[2]}", 3
    if first == "+" and _HOURS.fullmatch(second) and len(second) > 3 and int(second[:2]) <= 14:
        return f"utc+{second}", 2
    if first == "(":
        return _in_brackets(words)
    if first == _YOURS or first in _MINE:
        return (first, 1 + timed) if timed or first == "local" else None
    if first in _ZONES:
        return first, 3 if words[1:3] in _STANDARDS else 2 if timed else 1
    if first == "us" and second in _ZONES:
        return second, 3 if words[2] == "time" else 2
    if words[:3] == ["new", "york", "time"]:
        return second, 3
    return (first, 2) if timed and first in _PLACES else None


def _in_brackets(words: list[str]) -> tuple[str, int] | None:
    """ "(ET)", "(UTC-08:00)" """
    found = zone_name([*words[1:], ""]) if words[1] not in {"", "("} else None
    if not found or found[0] in _MINE or found[0] == _YOURS:
        return None
    stop = 1 + found[1]
    return found[0], stop + (stop < len(words) and words[stop] == ")")


def zone_of(name: str | None, now: Now) -> tzinfo | None:
    """The zone behind a name; None where it is the writer's own, or the reader's and nobody knows that."""
    if name == _YOURS:
        return now.theirs
    if name is None or name in _MINE:
        return None
    offset = _OFFSET.fullmatch(name)
    if offset:
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(away if offset[1] == "+" else -away)
    return _zone(_ZONES.get(name) or _PLACES[name])


@cache
def _zone(key: str) -> tzinfo:
    return ZoneInfo(key)
