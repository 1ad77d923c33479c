"""A recurring event in, the starts of its occurrences in a window out (RFC 5545, 3.8.5), by recurring-ical-events."""

import json
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from tests.fakes.google.errors import Json
from tests.fakes.google.events import moment


def starts(event: Json, since: datetime, until: datetime, zone: ZoneInfo) -> list[Json]:
    """When each occurrence begins whose end lies after `since` and whose start lies before `until`."""
    said = json.dumps([event["start"], event["end"], event["recurrence"]])
    return [dict(found) for found in _starts(said, since, until, zone)]


@lru_cache(maxsize=4096)
def _starts(said: str, since: datetime, until: datetime, zone: ZoneInfo) -> list[Json]:
    import icalendar
    import recurring_ical_events  # type: ignore[import-untyped]

    start, end, recurrence = json.loads(said)
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:series", f"DTSTART{_property(start)}", f"DTEND{_property(end)}"]
    text = "\r\n".join([*lines, *recurrence, "END:VEVENT", "END:VCALENDAR", ""])
    length = moment(end, zone) - moment(start, zone)
    found = []
    query = recurring_ical_events.of(icalendar.Calendar.from_ical(text))
    for component in query.between(since.astimezone(UTC), until.astimezone(UTC)):
        at = component["DTSTART"].dt
        original = _said(at, start)
        begin = moment(original, zone)
        if begin < until and begin + length > since:
            found.append((begin, original))
    return [original for _, original in sorted(found, key=lambda pair: pair[0])]


def _property(said: Json) -> str:
    if "date" in said:
        return f";VALUE=DATE:{said['date'].replace('-', '')}"
    at = datetime.fromisoformat(said["dateTime"]).astimezone(ZoneInfo(said["timeZone"]))
    return f":{at:%Y%m%dT%H%M%SZ}" if said["timeZone"] == "UTC" else f";TZID={said['timeZone']}:{at:%Y%m%dT%H%M%S}"


def _said(at: date, start: Json) -> Json:
    if not isinstance(at, datetime):
        return {"date": at.isoformat()}
    return {"dateTime": at.isoformat(), "timeZone": start["timeZone"]}
