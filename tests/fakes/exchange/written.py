"""Items as a client writes them: elements of a CreateItem or an UpdateItem in, properties of the state out.

Source: learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/ (createitem, setitemfield). The
state keeps Graph's properties, which say the same in other words.
"""

import base64
import binascii
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import Element

from tests.fakes.exchange import patterns, properties
from tests.fakes.exchange.errors import Refusal
from tests.fakes.exchange.event_fields import BUSY
from tests.fakes.exchange.soap import child, is_yes, local, text
from tests.fakes.graph import mime
from tests.fakes.graph.errors import Json
from tests.fakes.graph.zones import zone_of

_STATES = {shown: name for name, shown in BUSY.items()}
_HEADERS = {"InReplyTo": "In-Reply-To", "References": "References"}
_READ_ONLY = {"ItemId", "ParentFolderId", "DateTimeReceived", "DateTimeSent", "DateTimeCreated", "ConversationId"}


def mail(fields: Iterable[Element], before: Json) -> Json:
    """The properties of a mail that these fields state; `before` are those that lists are added to. Raises Refusal."""
    found: Json = {}
    for field in fields:
        name = local(field)
        if name == "ExtendedProperty":
            found |= _property(field, {**before, **found})
        elif name in _HEADERS:
            found |= _header(_HEADERS[name], field.text or "", {**before, **found})
        else:
            found |= _field(field, _MAIL)
    return found


def event(fields: Iterable[Element], before: Json, zone: str) -> Json:
    """The properties of an event that these fields state, its times in a zone of Windows' name. Raises Refusal."""
    listed = list(fields)
    named = next((one.get("Id", "") for one in listed if local(one) == "StartTimeZone"), "") or zone
    found: Json = {}
    for field in listed:
        name = local(field)
        if name == "ExtendedProperty":
            found |= _property(field, {**before, **found})
        elif name in {"Start", "End"}:
            found[name.lower()] = _time(field.text or "", named)
        elif name == "Recurrence":
            found["recurrence"] = patterns.read(field, named)
        else:
            found |= _field(field, _EVENT)
    return _in_days(found) if found.get("isAllDay", before.get("isAllDay")) else found


def without(path: Element, before: Json) -> Json:
    """The properties that are left when the field that a path names is deleted."""
    if local(path) == "ExtendedFieldURI":
        gone = properties.id_of(path)
        return {properties.STORED: [one for one in before.get(properties.STORED, []) if one["id"] != gone]}
    name = path.get("FieldURI", "").partition(":")[2]
    known = _KEYS.get(name)
    if known is None:
        raise Refusal("ErrorInvalidPropertyDelete")
    return {known: [] if known == "categories" or known.endswith("Recipients") else None}


def content(said: Element) -> bytes:
    """The mail in a MimeContent, b"" where there is none. Raises Refusal."""
    try:
        return base64.b64decode(text(said, "t:MimeContent"), validate=True)
    except binascii.Error as fault:
        raise Refusal("ErrorMimeContentInvalidBase64String") from fault


def _field(field: Element, known: dict[str, tuple[str, "Reader"]]) -> Json:
    name = local(field)
    if name in _READ_ONLY:
        raise Refusal("ErrorInvalidPropertySet")
    if name not in known:
        return {}
    key, reader = known[name]
    return {key: reader(field)}


def _property(field: Element, before: Json) -> Json:
    """A property, kept beside the others; one that stands in the header, as a field of that."""
    name, value = properties.stated(field)
    if name in properties.HEADERS:
        return _header(properties.HEADERS[name], str(value), before)
    kept = [one for one in before.get(properties.STORED, []) if one["id"] != name]
    return {properties.STORED: [*kept, {"id": name, "value": value}]}


def _header(name: str, value: str, before: Json) -> Json:
    kept = [one for one in before.get("internetMessageHeaders", []) if one["name"].lower() != name.lower()]
    return {"internetMessageHeaders": [*kept, {"name": name, "value": value}]}


def _time(said: str, zone: str) -> Json:
    """A moment as the clocks of that zone show it; without an offset it is already."""
    try:
        at = datetime.fromisoformat(said.strip())
    except ValueError as fault:
        raise Refusal("ErrorPropertyValidationFailure") from fault
    local_time = at.astimezone(zone_of(zone)) if at.tzinfo else at
    return {"dateTime": f"{local_time:%Y-%m-%dT%H:%M:%S}", "timeZone": zone}


def _in_days(said: Json) -> Json:
    """An event of whole days: a begin goes back to midnight, an end on to the next."""
    begin, end = (datetime.fromisoformat(said[name]["dateTime"]) if name in said else None for name in ("start", "end"))
    found = dict(said)
    if begin is not None:
        found["start"] = {**said["start"], "dateTime": f"{begin:%Y-%m-%dT00:00:00}"}
    if end is not None:
        whole = end.time() == time() and end != begin
        found["end"] = {**said["end"], "dateTime": f"{end + timedelta(days=not whole):%Y-%m-%dT00:00:00}"}
    return found


def _text(field: Element) -> str:
    return field.text or ""


def _body(field: Element) -> Json:
    return {"contentType": field.get("BodyType", "Text").lower(), "content": field.text or ""}


def _strings(field: Element) -> list[str]:
    return [one.text or "" for one in field]


def _people(field: Element) -> list[Json]:
    return [_mailbox(one) for one in field]


def _person(field: Element) -> Json | None:
    found = child(field, "t:Mailbox")
    return None if found is None else _mailbox(found)


def _mailbox(said: Element) -> Json:
    return mime.recipient(text(said, "t:EmailAddress"), text(said, "t:Name"))


def _attendees(field: Element) -> list[Json]:
    found = (child(one, "t:Mailbox") for one in field)
    return [{**_mailbox(one), "type": "required"} for one in found if one is not None]


Reader = Callable[[Element], Any]
_COMMON: dict[str, tuple[str, Reader]] = {
    "Subject": ("subject", _text),
    "Body": ("body", _body),
    "Categories": ("categories", _strings),
    "Importance": ("importance", lambda field: _text(field).lower()),
}
_MAIL: dict[str, tuple[str, Reader]] = {
    **_COMMON,
    "Sensitivity": ("sensitivity", _text),
    "ToRecipients": ("toRecipients", _people),
    "CcRecipients": ("ccRecipients", _people),
    "BccRecipients": ("bccRecipients", _people),
    "ReplyTo": ("replyTo", _people),
    "From": ("from", _person),
    "Sender": ("sender", _person),
    "InternetMessageId": ("internetMessageId", _text),
    "IsRead": ("isRead", lambda field: is_yes(_text(field))),
}
_EVENT: dict[str, tuple[str, Reader]] = {
    **_COMMON,
    "Sensitivity": ("sensitivity", lambda field: _text(field).lower()),
    "IsAllDayEvent": ("isAllDay", lambda field: is_yes(_text(field))),
    "LegacyFreeBusyStatus": ("showAs", lambda field: _STATES[_text(field)]),
    "Location": ("location", lambda field: {"displayName": _text(field)}),
    "ReminderIsSet": ("isReminderOn", lambda field: is_yes(_text(field))),
    "ReminderMinutesBeforeStart": ("reminderMinutesBeforeStart", lambda field: int(_text(field))),
    "UID": ("iCalUId", _text),
    "RequiredAttendees": ("attendees", _attendees),
    "OptionalAttendees": ("attendees", _attendees),
    "Resources": ("attendees", _attendees),
}
_KEYS = {name: key for name, (key, _) in {**_EVENT, **_MAIL}.items()}
