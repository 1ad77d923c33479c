"""Files in, the same mailbox and calendar in the twin: what `kind = "local"` would see of an mbox and an .ics.

Read by the standard library and icalendar, not by the code under test.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, cast

import icalendar

from tests.fakes.google.loading import mails
from tests.fakes.google.world import World
from tests.fakes.graph import mime, recurrence
from tests.fakes.graph.calendars import Calendars
from tests.fakes.graph.errors import Json
from tests.fakes.graph.mailbox import Mailbox

_ANSWERS = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "tentativelyAccepted",
    "NEEDS-ACTION": "notResponded",
}
_CLASSES = {"PRIVATE": "private", "CONFIDENTIAL": "confidential"}


class Outlook(Protocol):
    """A twin with such a mailbox and such calendars, whatever it speaks."""

    @property
    def world(self) -> World:
        """Whose they are."""

    @property
    def mail(self) -> Mailbox:
        """The mailbox."""

    @property
    def calendars(self) -> Calendars:
        """The calendars."""


def load_mbox(twin: Outlook, path: Path, *, folder: str) -> list[str]:
    """Deliver every mail of an mbox into a folder, in order; returns their ids."""
    return [twin.mail.deliver(raw, folder=folder, at=at) for raw, at in mails(path.read_bytes())]


def load_calendar(twin: Outlook, path: Path, calendar: str = "") -> list[str]:
    """Put every event of an .ics file on a calendar; returns their ids. Notes of ours are left out."""
    found = icalendar.Calendar.from_ical(path.read_bytes())
    listed: list[Any] = [one for one in found.walk("VEVENT") if "X-HEADSUP-KEY" not in one]
    masters = {str(one["UID"]): _put(twin, calendar, one) for one in listed if "RECURRENCE-ID" not in one}
    for one in listed:
        if "RECURRENCE-ID" in one:
            changed = twin.calendars.occurrence(masters[str(one["UID"])], _moment(one["RECURRENCE-ID"].dt))
            twin.calendars.alter(changed, **_event(one, twin))
    return list(masters.values())


def _put(twin: Outlook, calendar: str, said: Any) -> str:
    """An event, or a series without the occurrences that it leaves out."""
    made = twin.calendars.put(calendar, _event(said, twin))
    for at in _left_out(said):
        twin.calendars.remove(twin.calendars.occurrence(made, _moment(at)))
    return made


def _left_out(said: Any) -> Iterator[date]:
    stated: Any = said.get("EXDATE", [])
    for line in stated if isinstance(stated, list) else [stated]:
        yield from (one.dt for one in line.dts)


def _event(said: Any, twin: Outlook) -> Json:
    """A VEVENT as the body of an event."""
    start, owner = said["DTSTART"].dt, twin.world.owner
    zone = _zone(start, twin)
    status = str(said.get("STATUS", "")).upper()
    event: Json = {
        "subject": str(said.get("SUMMARY", "")),
        "iCalUId": str(said["UID"]),
        "isAllDay": not isinstance(start, datetime),
        "start": _when(start, zone),
        "end": _when(_end(said), zone),
        "showAs": _shown_as(said, status),
        "isCancelled": status == "CANCELLED",
        "sensitivity": _CLASSES.get(str(said.get("CLASS", "")).upper(), "normal"),
        "attendees": [_attendee(one) for one in _listed(said.get("ATTENDEE", []))],
        **_organized(said, owner),
    }
    if "RRULE" in said:
        event["recurrence"] = recurrence.patterned(said["RRULE"], _moment(start), zone)
    return event


def _shown_as(said: Any, status: str) -> str:
    if str(said.get("TRANSP", "")).upper() == "TRANSPARENT":
        return "free"
    return "tentative" if status == "TENTATIVE" else "busy"


def _organized(said: Any, owner: str) -> Json:
    """Who has called the meeting, and what the owner has answered."""
    people = {_address(one): one for one in _listed(said.get("ATTENDEE", []))}
    organizer = said.get("ORGANIZER")
    mine = organizer is None or _address(organizer) == owner.lower()
    answer = "organizer" if mine else _answer(people[owner.lower()]) if owner.lower() in people else "none"
    found: Json = {"isOrganizer": mine, "responseStatus": {"response": answer, "time": "0001-01-01T00:00:00Z"}}
    return {**found, "organizer": _person(organizer)} if organizer is not None else found


def _end(said: Any) -> date:
    start: date = said["DTSTART"].dt
    if "DTEND" in said:
        return cast("date", said["DTEND"].dt)
    if "DURATION" in said:
        return start + cast("timedelta", said["DURATION"].dt)
    return start if isinstance(start, datetime) else start + timedelta(days=1)


def _zone(at: date, twin: Outlook) -> str:
    zone = getattr(at, "tzinfo", None)
    return str(getattr(zone, "key", "UTC")) if zone is not None else twin.world.zone.key


def _when(at: date, zone: str) -> Json:
    local = at.replace(tzinfo=None) if isinstance(at, datetime) else datetime(at.year, at.month, at.day)  # noqa: DTZ001
    return {"dateTime": local.isoformat(), "timeZone": zone}


def _moment(at: date) -> datetime:
    if not isinstance(at, datetime):
        return datetime(at.year, at.month, at.day, tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _listed(said: Any) -> list[Any]:
    return said if isinstance(said, list) else [said]


def _address(said: Any) -> str:
    return str(said).lower().removeprefix("mailto:")


def _person(said: Any) -> Json:
    return mime.recipient(_address(said), str(said.params["CN"]) if "CN" in said.params else "")


def _answer(said: Any) -> str:
    return _ANSWERS.get(str(said.params.get("PARTSTAT", "NEEDS-ACTION")).upper(), "none")


def _attendee(said: Any) -> Json:
    room = str(said.params.get("CUTYPE", "")).upper() in {"ROOM", "RESOURCE"}
    optional = str(said.params.get("ROLE", "")).upper() == "OPT-PARTICIPANT"
    kind = "resource" if room else "optional" if optional else "required"
    status = {"response": _answer(said), "time": "0001-01-01T00:00:00Z"}
    return {**_person(said), "type": kind, "status": status}
