"""Event resources as Google keeps and shows them: what was said in; the resource, an occurrence, a part of it out.

Source: developers.google.com/workspace/calendar/api/v3/reference/events (fields, ids, what a reader may see) and
.../guides/recurringevents (instances: `<id>_YYYYMMDDTHHMMSSZ`, all-day `<id>_YYYYMMDD`).
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakes.google.errors import Json, Refusal

_ID = re.compile(r"[a-v0-9]{5,1024}")
_BUSY_ONLY = {"kind", "etag", "id", "status", "start", "end", "recurringEventId", "originalStartTime", "eventType"}
_MINIMAL = ("kind", "etag", "id", "status", "recurringEventId", "originalStartTime")


def checked_id(said: str) -> str:
    """An id that a client gives: base32hex, 5 to 1024 characters. Raises Refusal."""
    if not _ID.fullmatch(said):
        raise Refusal("invalid", "Invalid resource id value.")
    return said


def made_id(seed: str) -> str:
    """An id that Google gives."""
    return hashlib.sha1(seed.encode()).hexdigest()[:26]


def completed(said: Mapping[str, Any], zone: ZoneInfo, owner: str, now: datetime) -> Json:
    """An event with all that Google adds. Raises Refusal for times that make no event."""
    event = {name: value for name, value in said.items() if value is not None}
    event["start"], event["end"] = when(event["start"], zone), when(event["end"], zone)
    if ("date" in event["start"]) != ("date" in event["end"]):
        raise Refusal("invalid", "Start and end times must either both be date or both be dateTime.")
    if moment(event["end"], zone) < moment(event["start"], zone):
        raise Refusal("timeRangeEmpty")
    me = {"email": owner, "self": True}
    defaults: Json = {
        "kind": "calendar#event",
        "status": "confirmed",
        "created": stamp(now),
        "creator": me,
        "organizer": me,
        "iCalUID": f"{event['id']}@twin.example",
        "sequence": 0,
        "eventType": "default",
        "reminders": {"useDefault": True},
    }
    return {**defaults, **event}


def when(said: Mapping[str, Any], zone: ZoneInfo) -> Json:
    """A start or end, its dateTime with an offset. Raises Refusal."""
    kept = {name: value for name, value in said.items() if value is not None}
    if "date" in kept and "dateTime" not in kept:
        return {"date": kept["date"]}
    if "dateTime" not in kept:
        raise Refusal("required", "Missing time.")
    try:
        at = datetime.fromisoformat(kept["dateTime"])
        at = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(kept["timeZone"]) if "timeZone" in kept else zone)
    except (ValueError, LookupError) as fault:
        raise Refusal("invalid", "Invalid value for time.") from fault
    return {"dateTime": at.isoformat(), "timeZone": kept.get("timeZone", zone.key)}


def moment(said: Mapping[str, Any], zone: tzinfo) -> datetime:
    """The moment of a start or end; a date begins at midnight in `zone`."""
    if "date" in said:
        day = date.fromisoformat(said["date"])
        return datetime(day.year, day.month, day.day, tzinfo=zone)
    return datetime.fromisoformat(said["dateTime"])


def stamp(at: datetime) -> str:
    """A moment as Google writes created and updated."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def instance_id(master: str, original: Mapping[str, Any]) -> str:
    """The id of an occurrence, by when it would begin."""
    if "date" in original:
        return f"{master}_{original['date'].replace('-', '')}"
    return f"{master}_{moment(original, UTC).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def instance(master: Mapping[str, Any], original: Json) -> Json:
    """The occurrence of a series that would begin at `original`."""
    event = {name: value for name, value in master.items() if name != "recurrence"}
    length = moment(master["end"], UTC) - moment(master["start"], UTC)
    event["id"] = instance_id(master["id"], original)
    event["recurringEventId"] = master["id"]
    event["originalStartTime"], event["start"] = original, original
    event["end"] = _later(original, length)
    return event


def minimal(event: Mapping[str, Any]) -> Json:
    """What is left of a deleted event (status: "cancelled")."""
    return {**{name: event[name] for name in _MINIMAL if name in event}, "status": "cancelled"}


def busy_only(event: Mapping[str, Any]) -> Json:
    """What somebody sees who may only know that it is there."""
    return {**{name: value for name, value in event.items() if name in _BUSY_ONLY}, "visibility": "private"}


def presented(event: Json, zone: ZoneInfo) -> Json:
    """The event with its times in the zone that was asked for."""
    shown = dict(event)
    for name in ("start", "end", "originalStartTime"):
        said = event.get(name, {})
        if "dateTime" in said:
            at = datetime.fromisoformat(said["dateTime"]).astimezone(zone)
            shown[name] = {**said, "dateTime": at.isoformat().replace("+00:00", "Z")}
    return shown


def merged(old: Any, new: Any) -> Any:
    """A patch laid over what is there: objects are merged, null takes away, the rest replaces."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    found = {name: merged(old.get(name), value) for name, value in new.items() if value is not None}
    return {**{name: value for name, value in old.items() if name not in new}, **found}


def _later(said: Mapping[str, Any], length: timedelta) -> Json:
    if "date" in said:
        return {"date": (date.fromisoformat(said["date"]) + length).isoformat()}
    at = datetime.fromisoformat(said["dateTime"])
    return {**said, "dateTime": (at.astimezone(UTC) + length).astimezone(at.tzinfo).isoformat()}
