"""Calendar files in, the zones they name and the hours of their events out; lines only, nothing is expanded."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

MAX_BYTES = 16 << 20
MAX_FILES = 2_000
# The zone that a whole calendar is shown in says more than that of one event.
WHOLE = 5

_DISPLAYED = re.compile(rb"X-WR-TIMEZONE(?:;[^:\r\n]{0,200})?:([^\r\n]{1,80})", re.IGNORECASE)
_OF_EVENT = re.compile(rb'DT(?:START|END);[^:\r\n]{0,200}?TZID="?([^":;\r\n]{1,80})', re.IGNORECASE)
_TIME = re.compile(rb"DT(START|END)(?:;[^:\r\n]{0,200})?:(\d{8}T\d{4})\d{0,2}(Z?)", re.IGNORECASE)


@dataclass(slots=True)
class Times:
    """What calendars say: how often each zone is named, and when events start and end (naive: local; else aware)."""

    zones: Counter[str] = field(default_factory=Counter)
    starts: list[datetime] = field(default_factory=list)
    ends: list[datetime] = field(default_factory=list)


def times(calendars: Iterable[Path]) -> Times:
    """Read `calendars`, files or folders of them. A file that cannot be read raises OSError."""
    found = Times()
    for path in (file for calendar in calendars for file in _files(calendar)):
        with path.open("rb") as file:
            _scan(file.read(MAX_BYTES), found)
    return found


def known_zone(name: str) -> str | None:
    """The IANA zone that a TZID means: its own name, one behind a prefix (RFC 5545, 3.8.3.1), or that of Windows."""
    parts = name.strip().split("/")
    for start in range(len(parts)):
        candidate = "/".join(parts[start:])
        if _exists(candidate):
            return candidate
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return WINDOWS_TO_OLSON.get(name.strip())


def _files(calendar: Path) -> Iterator[Path]:
    if calendar.is_dir():
        yield from sorted(p for p in calendar.iterdir() if p.suffix.lower() in {".ics", ".ical"})[:MAX_FILES]
    else:
        yield calendar


def _scan(content: bytes, found: Times) -> None:
    found.zones.update(_names(_OF_EVENT.findall(content), 1))
    found.zones.update(_names(_DISPLAYED.findall(content), WHOLE))
    for which, said, utc in _TIME.findall(content):
        if (moment := _moment(said.decode("ascii"), bool(utc))) is not None:
            (found.starts if which.upper() == b"START" else found.ends).append(moment)


def _names(raw: Iterable[bytes], weight: int) -> Counter[str]:
    counted = Counter({name.decode("utf-8", "replace"): n * weight for name, n in Counter(raw).items()})
    zones: Counter[str] = Counter()
    for name, n in counted.items():
        zone = known_zone(name)
        if zone is not None and not _is_utc(zone):
            zones[zone] += n
    return zones


def _is_utc(zone: str) -> bool:
    """Whether the zone is the one that programs write when they know none."""
    return zone in {"UTC", "GMT", "Z"} or zone.startswith("Etc/")


def _moment(said: str, utc: bool) -> datetime | None:
    try:
        return datetime.strptime(said + ("+0000" if utc else ""), "%Y%m%dT%H%M" + ("%z" if utc else ""))  # noqa: DTZ007
    except ValueError:
        return None


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
