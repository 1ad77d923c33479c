"""Files in, the same mailbox and calendar in the twin: what `kind = "local"` would see of an mbox and an .ics.

Read by the standard library and icalendar, not by the code under test.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import icalendar

from tests.fakes.google.errors import Json
from tests.fakes.google.events import instance_id
from tests.fakes.google.mime import head
from tests.fakes.google.twin import GoogleTwin

_FROM = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]*\n")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_WHEN = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) .*")
_ANSWERS = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "tentative",
    "NEEDS-ACTION": "needsAction",
}
_RECURRENCE = ("RRULE", "RDATE", "EXDATE")


def load_mbox(twin: GoogleTwin, path: Path, *, labels: Iterable[str]) -> list[str]:
    """Deliver every mail of an mbox with these labels, in order; returns their ids."""
    return [twin.mail.deliver(raw, labels=labels, at=at) for raw, at in mails(path.read_bytes())]


def load_calendar(twin: GoogleTwin, path: Path, calendar: str = "primary") -> list[str]:
    """Put every event of an .ics file on a calendar; returns their ids. Notes of ours are left out."""
    found = icalendar.Calendar.from_ical(path.read_bytes())
    listed = [one for one in found.walk("VEVENT") if "X-HEADSUP-KEY" not in one]
    series = sorted(listed, key=lambda one: "RECURRENCE-ID" in one)
    return [twin.calendars.put(calendar, _event(one, twin.world.owner)) for one in series]


def mails(packed: bytes) -> Iterator[tuple[bytes, datetime]]:
    """The mails of an mboxrd, each with the moment it is from: its Date, else that of its From_ line."""
    marks = list(_FROM.finditer(packed))
    ends = [mark.start() for mark in marks[1:]] + [len(packed)]
    for mark, end in zip(marks, ends, strict=True):
        raw = _ESCAPED.sub(rb"\1", packed[mark.end() : end].removesuffix(b"\n"))
        yield raw, _moment(str(head(raw).get("Date", ""))) or _arrived(mark[0])


def event_id(uid: str) -> str:
    """The id that an event gets by its UID: base32hex holds what hexadecimal digits are made of."""
    return hashlib.sha1(uid.encode()).hexdigest()


def _moment(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _arrived(line: bytes) -> datetime:
    found = _WHEN.search(line.decode("ascii", "replace"))
    return (_moment(found[0]) if found else None) or datetime.fromtimestamp(0, UTC)


def _event(said: icalendar.Component, owner: str) -> Json:
    """A VEVENT as the body of an event."""
    start = _when(said, "DTSTART")
    event: Json = {
        "id": event_id(str(said["UID"])),
        "iCalUID": str(said["UID"]),
        "summary": str(said.get("SUMMARY", "")),
        "start": start,
        "end": _when(said, "DTEND") if "DTEND" in said else start,
        "status": {"TENTATIVE": "tentative", "CANCELLED": "cancelled"}.get(str(said.get("STATUS")), "confirmed"),
        "transparency": str(said.get("TRANSP", "OPAQUE")).lower(),
    }
    if "ORGANIZER" in said:
        event["organizer"] = _person(said["ORGANIZER"], owner)
    people: Any = said.get("ATTENDEE", [])
    event["attendees"] = [_attendee(one, owner) for one in (people if isinstance(people, list) else [people])]
    event["recurrence"] = [line for line in _lines(said) if line.startswith(_RECURRENCE)]
    if "RECURRENCE-ID" in said:
        event["recurringEventId"] = event["id"]
        event["originalStartTime"] = _when(said, "RECURRENCE-ID")
        event["id"] = instance_id(event["id"], event["originalStartTime"])
    return {name: value for name, value in event.items() if value}


def _when(said: Any, name: str) -> Json:
    at: date = said[name].dt
    if not isinstance(at, datetime):
        return {"date": at.isoformat()}
    zone = getattr(at.tzinfo, "key", "UTC")
    return {"dateTime": at.isoformat(), **({"timeZone": zone} if at.tzinfo else {})}


def _person(said: Any, owner: str) -> Json:
    email = str(said).lower().removeprefix("mailto:")
    return {"email": email, **_named(said), **({"self": True} if email == owner else {})}


def _named(said: Any) -> Json:
    return {"displayName": str(said.params["CN"])} if "CN" in said.params else {}


def _attendee(said: Any, owner: str) -> Json:
    answer = _ANSWERS.get(str(said.params.get("PARTSTAT", "NEEDS-ACTION")).upper(), "needsAction")
    room = {"resource": True} if str(said.params.get("CUTYPE", "")).upper() in {"ROOM", "RESOURCE"} else {}
    return {**_person(said, owner), "responseStatus": answer, **room}


def _lines(said: icalendar.Component) -> list[str]:
    text = said.to_ical().decode()
    return [line for line in re.sub(r"\r\n[ \t]", "", text).split("\r\n") if line]
