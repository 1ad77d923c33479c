"""Dates and times of RFC 5545, 3.3: property in, aware moment out, with a word on what had to be guessed."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors._ical.lines import Property
from connectors._ical.zones import Zones

_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?")
_DURATION = re.compile(r"([+-])?P(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?")


@dataclass(frozen=True, slots=True)
class Moment:
    """An aware moment; `date_only` for a DATE, `uncertain` says what had to be guessed."""

    at: datetime
    date_only: bool
    uncertain: str | None = None


def moment(said: Property, zones: Zones) -> Moment:
    """The moment a DATE or DATE-TIME property names. Raises ValueError with a half-sentence."""
    return moment_of(said.value.strip(), said.parameters.get("TZID", ""), zones)


def moment_of(text: str, tzid: str, zones: Zones) -> Moment:
    """The moment of one value. Raises ValueError with a half-sentence."""
    found = _STAMP.fullmatch(text)
    if found is None:
        raise ValueError("a date that cannot be read")
    year, month, day, hour, minute, second = (int(piece or 0) for piece in found.groups()[:6])
    if not 1900 <= year <= 2200:
        raise ValueError("a date out of range")
    try:
        wall = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001  # its zone comes below
    except ValueError as fault:
        raise ValueError("a date that does not exist") from fault
    if found[4] is None:
        return Moment(wall.replace(tzinfo=zones.floating), date_only=True)
    if found[7]:
        return Moment(wall.replace(tzinfo=UTC), date_only=False)
    if not tzid:
        guess = None if zones.of_calendar else f"its time names no zone; taken as {zones.own.key}"
        return Moment(wall.replace(tzinfo=zones.floating), date_only=False, uncertain=guess)
    zone = zones.find(tzid)
    if zone is None:
        return Moment(
            wall.replace(tzinfo=zones.floating),
            date_only=False,
            uncertain=f"its time zone is not known; taken as {zones.floating.key}",
        )
    return Moment(wall.replace(tzinfo=zone), date_only=False)


def duration(text: str) -> timedelta:
    """A DURATION. Raises ValueError with a half-sentence."""
    found = _DURATION.fullmatch(text.strip().upper())
    if found is None:
        raise ValueError("a duration that cannot be read")
    weeks, days, hours, minutes, seconds = (int(piece or 0) for piece in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] == "-" else length
