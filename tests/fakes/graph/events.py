"""Events as Outlook keeps and shows them: what was said in; the resource, an occurrence, a part of it out.

Source: learn.microsoft.com/en-us/graph/api/resources/event, .../event-get (times are UTC unless `outlook.timezone` is
preferred), .../event-delta. A day is a day in every zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from tests.fakes.graph import bodies, mime
from tests.fakes.graph.calls import Call
from tests.fakes.graph.errors import Json, Refusal
from tests.fakes.graph.mails import made_id
from tests.fakes.graph.zones import windows_name, zone_of

SINGLE, SERIES, OCCURRENCE, EXCEPTION = "singleInstance", "seriesMaster", "occurrence", "exception"
_MINIMAL = ("@odata.type", "@odata.etag", "id", "seriesMasterId", "type", "start", "end")
_WORKED_OUT = ("start", "end", "isAllDay", "id", "type", "seriesMasterId", "changeKey")
_DEFAULTS: Json = {
    "subject": "",
    "importance": "normal",
    "sensitivity": "normal",
    "showAs": "busy",
    "isCancelled": False,
    "isOrganizer": True,
    "isDraft": False,
    "isReminderOn": True,
    "reminderMinutesBeforeStart": 15,
    "responseRequested": True,
    "allowNewTimeProposals": True,
    "hideAttendees": False,
    "hasAttachments": False,
    "isOnlineMeeting": False,
    "onlineMeetingProvider": "unknown",
    "onlineMeeting": None,
    "onlineMeetingUrl": None,
    "transactionId": None,
    "recurrence": None,
    "categories": [],
    "attendees": [],
    "locations": [],
    "location": {"displayName": "", "locationType": "default", "uniqueIdType": "unknown", "address": {}},
    "responseStatus": {"response": "organizer", "time": "0001-01-01T00:00:00Z"},
}
KNOWN = frozenset(
    {*_DEFAULTS, "id", "changeKey", "createdDateTime", "lastModifiedDateTime", "body", "bodyPreview", "iCalUId"}
    | {"organizer", "originalStart", "originalStartTimeZone", "originalEndTimeZone", "start", "end", "isAllDay", "type"}
    | {"seriesMasterId", "webLink"}
)


@dataclass(frozen=True, slots=True)
class Event:
    """An event as kept: `said` are its properties, `zone` is the zone it was said in. A day begins at midnight UTC."""

    key: str
    said: Json
    start: datetime
    end: datetime
    zone: str
    all_day: bool
    created: datetime
    modified: datetime
    changed: int = 0
    kind: str = SINGLE
    master: str = ""
    original: datetime | None = None

    @property
    def immutable_id(self) -> str:
        """The id that it keeps wherever it goes."""
        return made_id("AAkALgAAAAAAHYQDEapmEc2byACqAE", "event", self.key)

    @property
    def id(self) -> str:
        """The id that it has as long as it lies where it lies."""
        return made_id("AAMkADI5MAAIT3e", "event", self.key)

    @property
    def etag(self) -> str:
        """What If-Match is held against."""
        return f'W/"{self.change_key}"'

    @property
    def change_key(self) -> str:
        """The version."""
        return f"EZ9r3czxY0m2jz8c45czkwAA{self.changed:08d}=="


def made(key: str, said: Mapping[str, Any], zone: str, now: datetime) -> Event:
    """An event of what is said of it. Raises Refusal for times that make none."""
    if not said.get("start") or not said.get("end"):
        raise Refusal("ErrorPropertyValidationFailure")
    all_day = bool(said.get("isAllDay"))
    named = str(said["start"].get("timeZone") or zone)
    start, end = (_moment(said[name], zone, all_day=all_day) for name in ("start", "end"))
    if end < start:
        raise Refusal("ErrorCalendarEndDateIsEarlierThanStartDate")
    if all_day and ((start.hour, start.minute, end.hour, end.minute) != (0, 0, 0, 0) or start == end):
        raise Refusal("ErrorPropertyValidationFailure", "An all-day event begins and ends at midnight.")
    kept = {name: value for name, value in said.items() if name not in _WORKED_OUT and "@" not in name}
    kind = SERIES if said.get("recurrence") else SINGLE
    return Event(key, kept, start, end, windows_name(named), all_day, now, now, kind=kind)


def changed(event: Event, said: Mapping[str, Any], zone: str, now: datetime) -> Event:
    """An event after an update; an occurrence becomes an exception. Raises Refusal."""
    times = {name: said.get(name) or as_said(getattr(event, name), event) for name in ("start", "end")}
    whole = {**event.said, "isAllDay": event.all_day, **said, **times}
    new = made(event.key, whole, zone, now)
    kind = EXCEPTION if event.master else new.kind
    return replace(new, created=event.created, kind=kind, master=event.master, original=event.original)


def occurrence(series: Event, start: datetime) -> Event:
    """The occurrence of a series that begins then."""
    said = {name: value for name, value in series.said.items() if name != "recurrence"}
    key = f"{series.key}_{start.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    end = start + (series.end - series.start)
    return replace(series, key=key, said=said, start=start, end=end, kind=OCCURRENCE, master=series.key, original=start)


def resource(event: Event, call: Call, owner: str) -> Json:
    """An event as the call wants it, with all that is usual."""
    return {
        "@odata.etag": event.etag,
        **_DEFAULTS,
        **{name: value for name, value in event.said.items() if name in KNOWN},
        **_identity(event, call),
        **_times(event, call),
        **_text(event, call),
        "organizer": event.said.get("organizer") or mime.recipient(owner),
        "iCalUId": event.said.get("iCalUId") or f"040000008200E00074C5B7101A82E008{event.key.partition('_')[0]:0>32}",
    }


def minimal(event: Event, said: Json) -> Json:
    """What a delta round tells of an event; of an occurrence that is like its series, only when it is."""
    whole = {"@odata.type": "#microsoft.graph.event", **said}
    return {name: whole[name] for name in _MINIMAL} if event.kind == OCCURRENCE else whole


def as_said(at: datetime, event: Event) -> Json:
    """A moment of an event as it was said."""
    local = at if event.all_day else at.astimezone(zone_of(event.zone))
    return {"dateTime": f"{local:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": event.zone}


def _identity(event: Event, call: Call) -> Json:
    series = replace(event, key=event.master)
    above = (series.immutable_id if call.immutable else series.id) if event.master else None
    return {
        "id": event.immutable_id if call.immutable else event.id,
        "changeKey": event.change_key,
        "createdDateTime": mime.stamp(event.created),
        "lastModifiedDateTime": mime.stamp(event.modified),
        "type": event.kind,
        "seriesMasterId": above,
        "webLink": f"https://outlook.office365.com/owa/?itemid={event.id}&exvsurl=1&path=/calendar/item",
    }


def _times(event: Event, call: Call) -> Json:
    wanted = call.preference("outlook.timezone") or "UTC"
    zone = zone_of(wanted)

    def shown(at: datetime) -> Json:
        local = at if event.all_day else at.astimezone(zone)
        return {"dateTime": f"{local:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": wanted}

    said: Json = {
        "start": shown(event.start),
        "end": shown(event.end),
        "isAllDay": event.all_day,
        "originalStartTimeZone": event.zone,
        "originalEndTimeZone": event.zone,
    }
    return {**said, "originalStart": mime.stamp(event.original)} if event.original else said


def _text(event: Event, call: Call) -> Json:
    body = event.said.get("body") or {}
    content, html = body.get("content") or "", str(body.get("contentType", "html")).lower() == "html"
    text = bodies.to_text(content).rstrip() if html and content else content
    if call.preference("outlook.body-content-type").lower() == "text":
        said = {"contentType": "text", "content": text}
    else:
        said = {"contentType": "html", "content": bodies.page(content) if html else bodies.to_html(content)}
    return {"body": said if content else {"contentType": "html", "content": ""}, "bodyPreview": text[:255]}


def _moment(said: Mapping[str, Any], zone: str, *, all_day: bool) -> datetime:
    try:
        at = datetime.fromisoformat(str(said["dateTime"]))
    except (KeyError, ValueError) as fault:
        raise Refusal("ErrorPropertyValidationFailure") from fault
    if all_day:
        return at.replace(tzinfo=UTC)
    at = at if at.tzinfo else at.replace(tzinfo=zone_of(str(said.get("timeZone") or zone)))
    return at.astimezone(UTC)
