"""An event as Exchange shows it: an event and a shape in, its element out, the fields in the order of the schema.

Source: learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/calendaritem; a whole day begins at
midnight of the zone it was said in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

from tests.fakes.exchange import patterns, properties
from tests.fakes.exchange.mail_fields import body, mailbox
from tests.fakes.exchange.shapes import Shape
from tests.fakes.exchange.soap import flag, made, printable, stamp
from tests.fakes.graph import bodies, mime
from tests.fakes.graph.calendars import Calendar
from tests.fakes.graph.errors import Json
from tests.fakes.graph.events import EXCEPTION, OCCURRENCE, SERIES, SINGLE, Event
from tests.fakes.graph.zones import windows_name, zone_of

BUSY = {
    "free": "Free",
    "tentative": "Tentative",
    "busy": "Busy",
    "oof": "OOF",
    "workingElsewhere": "WorkingElsewhere",
    "unknown": "NoData",
}
ANSWERS = {
    "none": "Unknown",
    "organizer": "Organizer",
    "tentativelyAccepted": "Tentative",
    "accepted": "Accept",
    "declined": "Decline",
    "notResponded": "NoResponseReceived",
}
_KINDS = {SINGLE: "Single", SERIES: "RecurringMaster", OCCURRENCE: "Occurrence", EXCEPTION: "Exception"}
_ORDER = (
    *("ItemId", "ParentFolderId", "ItemClass", "Subject", "Sensitivity", "Body", "DateTimeReceived", "Size"),
    *("Categories", "Importance", "IsDraft", "DateTimeSent", "DateTimeCreated", "ReminderIsSet"),
    *("ReminderMinutesBeforeStart", "HasAttachments", "ExtendedProperty", "LastModifiedTime", "TextBody", "UID"),
    *("RecurrenceId", "Start", "End", "OriginalStart", "IsAllDayEvent", "LegacyFreeBusyStatus", "Location"),
    *("IsMeeting", "IsCancelled", "IsRecurring", "MeetingRequestWasSent", "IsResponseRequested", "CalendarItemType"),
    *("MyResponseType", "Organizer", "RequiredAttendees", "OptionalAttendees", "Resources", "Duration", "TimeZone"),
    *("AppointmentState", "Recurrence", "ModifiedOccurrences", "DeletedOccurrences", "StartTimeZone", "EndTimeZone"),
    "AllowNewTimeProposal",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in its calendar, as its `owner` sees it."""

    event: Event
    calendar: Calendar
    owner: str

    def said(self, name: str, default: Any = "") -> Any:
        """A property that was said of it."""
        return self.event.said.get(name) or default


def shown(entry: Entry, shape: Shape) -> Element:
    """An event."""
    element = made("t:CalendarItem")
    for name in _ORDER:
        if name == "ExtendedProperty":
            element.extend(_extended(entry, shape))
        elif name == "ItemId" or shape.wants(name):
            field = _FIELDS[name](entry, shape)
            element.extend([field] if field is not None else [])
    return element


def item_id(event: Event) -> Element:
    """The id and the version of an event."""
    return made("t:ItemId", Id=event.id, ChangeKey=event.change_key)


def text_of(entry: Entry, name: str, shape: Shape) -> str | None:
    """A field as a search compares it, None where it has none."""
    found = _FIELDS[name](entry, shape) if name in _FIELDS else None
    return None if found is None else found.text or ""


def begin(event: Event, at: datetime) -> str:
    """A moment of an event; one of a whole day is a midnight of the event's zone."""
    return stamp(at.replace(tzinfo=zone_of(event.zone)) if event.all_day else at)


def _extended(entry: Entry, shape: Shape) -> Iterable[Element]:
    kept = entry.event.said.get(properties.STORED, [])
    found = (properties.shown(one, properties.of_stored(kept, properties.id_of(one))) for one in shape.extended)
    return [one for one in found if one is not None]


def _plain(name: str, value: Callable[[Entry], object]) -> "_Field":
    def field(entry: Entry, _: Shape) -> Element | None:
        said = value(entry)
        return None if said is None else made(f"t:{name}", printable(str(said)))

    return field


def _flag(name: str, value: Callable[[Entry], object]) -> "_Field":
    return lambda entry, _: made(f"t:{name}", flag(value(entry)))


def _body(entry: Entry, shape: Shape) -> Element:
    said = entry.said("body", {"contentType": "html", "content": ""})
    kind, content = str(said.get("contentType", "html")).lower(), said.get("content") or ""
    if shape.body == "Text" and kind == "html":
        return body("Body", {"contentType": "text", "content": bodies.to_text(content)})
    if shape.body == "HTML" and kind == "text":
        return body("Body", {"contentType": "html", "content": bodies.to_html(content)})
    return body("Body", {"contentType": kind, "content": content})


def _text(entry: Entry, shape: Shape) -> Element:
    found = _body(entry, replace(shape, body="Text"))
    found.tag = made("t:TextBody").tag
    return found


def _categories(entry: Entry, _: Shape) -> Element | None:
    found = [made("t:String", one) for one in entry.said("categories", [])]
    return made("t:Categories", *found) if found else None


def _organizer(entry: Entry, shape: Shape) -> Element:
    said = entry.event.said.get("organizer") or mime.recipient(entry.owner)
    return made("t:Organizer", mailbox(said, address=shape.single))


def _attendees(name: str, kind: str) -> "_Field":
    def field(entry: Entry, _: Shape) -> Element | None:
        found = [_attendee(one) for one in entry.said("attendees", []) if one.get("type", "required") == kind]
        return made(f"t:{name}", *found) if found else None

    return field


def _attendee(said: Json) -> Element:
    answer = ANSWERS[str((said.get("status") or {}).get("response", "none"))]
    return made("t:Attendee", mailbox(said), made("t:ResponseType", answer))


def _zone(name: str) -> "_Field":
    def field(entry: Entry, _: Shape) -> Element:
        zone = windows_name(entry.event.zone)
        return made(f"t:{name}", Id=zone, Name=zone)

    return field


def _duration(entry: Entry) -> str:
    minutes = int((entry.event.end - entry.event.start).total_seconds()) // 60
    return f"PT{minutes // 60}H{minutes % 60}M"


def _recurrence(entry: Entry, _: Shape) -> Element | None:
    said = entry.event.said.get("recurrence") if entry.event.kind == SERIES else None
    return patterns.shown(said) if said else None


def _exceptions(entry: Entry) -> dict[str, Event | None]:
    """What differs from the series, by key; None is an occurrence that was deleted."""
    kept = entry.calendar.kept.items() if entry.event.kind == SERIES else ()
    return {key: versions[-1].event for key, versions in kept if key.startswith(f"{entry.event.key}_")}


def _modified(entry: Entry, _: Shape) -> Element | None:
    found = [_differing(one) for one in _exceptions(entry).values() if one is not None]
    return made("t:ModifiedOccurrences", *found) if found else None


def _differing(event: Event) -> Element:
    times = (made("t:Start", begin(event, event.start)), made("t:End", begin(event, event.end)))
    original = made("t:OriginalStart", begin(event, event.original or event.start))
    return made("t:Occurrence", item_id(event), *times, original)


def _deleted(entry: Entry, _: Shape) -> Element | None:
    gone = [key.partition("_")[2] for key, event in _exceptions(entry).items() if event is None]
    starts = [made("t:Start", begin(entry.event, datetime.fromisoformat(at))) for at in gone]
    return made("t:DeletedOccurrences", *(made("t:DeletedOccurrence", at) for at in starts)) if starts else None


def _original(entry: Entry) -> str | None:
    event = entry.event
    return begin(event, event.original) if event.original is not None else None


def _uid(entry: Entry) -> str:
    return str(entry.said("iCalUId")) or f"040000008200E00074C5B7101A82E008{entry.event.key.partition('_')[0]:0>32}"


def _state(entry: Entry) -> int:
    """The bits of AppointmentState: a meeting, received, cancelled."""
    received = not entry.event.said.get("isOrganizer", True)
    return bool(entry.said("attendees", [])) * 1 | received * 3 | bool(entry.said("isCancelled", False)) * 4


_Field = Callable[[Entry, Shape], Element | None]
_FIELDS: dict[str, _Field] = {
    "ItemId": lambda entry, _: item_id(entry.event),
    "ParentFolderId": lambda entry, _: made("t:ParentFolderId", Id=entry.calendar.id, ChangeKey="AQAAAA=="),
    "ItemClass": _plain("ItemClass", lambda _: "IPM.Appointment"),
    "Subject": _plain("Subject", lambda entry: entry.said("subject")),
    "Sensitivity": _plain("Sensitivity", lambda entry: str(entry.said("sensitivity", "normal")).capitalize()),
    "Body": _body,
    "DateTimeReceived": _plain("DateTimeReceived", lambda entry: stamp(entry.event.created)),
    "Size": _plain("Size", lambda _: "1024"),
    "Categories": _categories,
    "Importance": _plain("Importance", lambda entry: str(entry.said("importance", "normal")).capitalize()),
    "IsDraft": _flag("IsDraft", lambda _: False),
    "DateTimeSent": _plain("DateTimeSent", lambda entry: stamp(entry.event.created)),
    "DateTimeCreated": _plain("DateTimeCreated", lambda entry: stamp(entry.event.created)),
    "ReminderIsSet": _flag("ReminderIsSet", lambda entry: entry.event.said.get("isReminderOn", True)),
    "ReminderMinutesBeforeStart": _plain(
        "ReminderMinutesBeforeStart", lambda entry: entry.event.said.get("reminderMinutesBeforeStart", 15)
    ),
    "HasAttachments": _flag("HasAttachments", lambda _: False),
    "LastModifiedTime": _plain("LastModifiedTime", lambda entry: stamp(entry.event.modified)),
    "TextBody": _text,
    "UID": _plain("UID", _uid),
    "RecurrenceId": _plain("RecurrenceId", _original),
    "Start": _plain("Start", lambda entry: begin(entry.event, entry.event.start)),
    "End": _plain("End", lambda entry: begin(entry.event, entry.event.end)),
    "OriginalStart": _plain("OriginalStart", _original),
    "IsAllDayEvent": _flag("IsAllDayEvent", lambda entry: entry.event.all_day),
    "LegacyFreeBusyStatus": _plain("LegacyFreeBusyStatus", lambda entry: BUSY[str(entry.said("showAs", "busy"))]),
    "Location": _plain("Location", lambda entry: entry.said("location", {}).get("displayName")),
    "IsMeeting": _flag("IsMeeting", lambda entry: entry.said("attendees", [])),
    "IsCancelled": _flag("IsCancelled", lambda entry: entry.said("isCancelled", False)),
    "IsRecurring": _flag("IsRecurring", lambda entry: entry.event.kind in {OCCURRENCE, EXCEPTION}),
    "MeetingRequestWasSent": _flag("MeetingRequestWasSent", lambda entry: entry.said("attendees", [])),
    "IsResponseRequested": _flag("IsResponseRequested", lambda _: True),
    "CalendarItemType": _plain("CalendarItemType", lambda entry: _KINDS[entry.event.kind]),
    "MyResponseType": _plain(
        "MyResponseType", lambda entry: ANSWERS[entry.said("responseStatus", {}).get("response", "organizer")]
    ),
    "Organizer": _organizer,
    "RequiredAttendees": _attendees("RequiredAttendees", "required"),
    "OptionalAttendees": _attendees("OptionalAttendees", "optional"),
    "Resources": _attendees("Resources", "resource"),
    "Duration": _plain("Duration", _duration),
    "TimeZone": _plain("TimeZone", lambda entry: windows_name(entry.event.zone)),
    "AppointmentState": _plain("AppointmentState", _state),
    "Recurrence": _recurrence,
    "ModifiedOccurrences": _modified,
    "DeletedOccurrences": _deleted,
    "StartTimeZone": _zone("StartTimeZone"),
    "EndTimeZone": _zone("EndTimeZone"),
    "AllowNewTimeProposal": _flag("AllowNewTimeProposal", lambda _: True),
}
