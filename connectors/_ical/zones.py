"""The time zone behind a TZID: name and VTIMEZONE in, a zone out, and whether it had to be guessed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from connectors._ical.lines import Component

_UTC_NAMES = {"UTC", "GMT", "Z", "ETC/UTC", "ETC/GMT", "COORDINATED UNIVERSAL TIME"}


@dataclass(slots=True)
class Zones:
    """The zones of one calendar. `own` is the owner's: for floating times, and where nothing else is known."""

    own: ZoneInfo
    named: dict[str, Component] = field(default_factory=dict)
    of_calendar: ZoneInfo | None = None
    _known: dict[str, tzinfo | None] = field(default_factory=dict)

    def find(self, tzid: str) -> tzinfo | None:
        """The zone called `tzid`, None where nobody knows it."""
        if tzid not in self._known:
            self._known[tzid] = iana(tzid) or self._defined(tzid)
        return self._known[tzid]

    @property
    def floating(self) -> ZoneInfo:
        """Where a time without a zone is meant: the calendar's own zone if it says one, else the owner's."""
        return self.of_calendar or self.own

    def _defined(self, tzid: str) -> tzinfo | None:
        """The zone as its VTIMEZONE says: by the name it refers to, else by its rules."""
        component = self.named.get(tzid)
        if component is None:
            return _windows(tzid)
        return iana(component.text("X-LIC-LOCATION")) or _windows(tzid) or _by_rules(component)


def zone(name: str) -> tzinfo | None:
    """The zone of an IANA or Windows name, None where it is neither."""
    return iana(name) or _windows(name)


def iana(name: str) -> tzinfo | None:
    """The zone of the IANA database that a TZID names, a vendor's prefix ("/mozilla.org/2007_1/") taken off."""
    pieces = name.strip().strip('"').lstrip("/").replace("-", "/", name.count("-") == 1 and "/" not in name).split("/")
    if name.strip().upper() in _UTC_NAMES:
        return UTC
    for skipped in range(min(len(pieces), 4)):
        zone = _zone("/".join(pieces[skipped:]))
        if zone is not None and (skipped == 0 or len(pieces) - skipped > 1):
            return zone
    return None


def _zone(key: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(key) if key else None
    except (ValueError, OSError):  # unknown, a folder, a path that leaves the database
        return None
    except KeyError:
        return None


def _windows(tzid: str) -> tzinfo | None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return _zone(WINDOWS_TO_OLSON.get(tzid.strip('" '), ""))


def _by_rules(component: Component) -> tzinfo | None:
    """The zone that the STANDARD and DAYLIGHT rules of a VTIMEZONE describe."""
    import icalendar

    lines = ["BEGIN:VTIMEZONE", *component.source, "END:VTIMEZONE"]
    if len(lines) > 500:
        return None
    try:
        parsed = icalendar.Timezone.from_ical("\r\n".join(lines) + "\r\n")
        if not isinstance(parsed, icalendar.Timezone):
            return None
        zone: tzinfo = parsed.to_tz(lookup_tzid=False)
        return zone if datetime(2020, 1, 1, tzinfo=zone).utcoffset() is not None else None
    except (ValueError, KeyError, AttributeError, TypeError, IndexError, OverflowError):
        return None
