"""A Graph event resource in, an `Event` out. Times come in UTC; the zone an event was made in is told beside them.

Source: learn.microsoft.com/graph/api/resources/event; .../dateTimeTimeZone for Windows names of zones.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from connectors import _ical, _mime
from connectors.graph import properties
from connectors.types import Address, Event, Ref, SetAside, Status

Resource = Mapping[str, Any]

PREFIX = "event/"
FIELDS = (
    "id,iCalUId,subject,start,end,isAllDay,isCancelled,showAs,responseStatus,organizer,attendees,isOrganizer,type,"
    "seriesMasterId,originalStartTimeZone,sensitivity"
)
EXPANDED = properties.expanded(properties.KEY)

_ANSWERS = {
    "declined": Status.DECLINED,
    "tentativelyaccepted": Status.TENTATIVE,
    "notresponded": Status.TENTATIVE,
}
# What every UID of Exchange's own begins with; four bytes of the day follow.
_GLOBAL_ID = "040000008200E00074C5B7101A82E008"
_FREE = frozenset({"free", "workingelsewhere"})
_PEOPLE = 500


@dataclass(frozen=True, slots=True)
class View:
    """A calendar as its owner sees it. `zone` is the owner's, where all-day events are meant."""

    account: str
    calendar: str
    mine: bool
    zone: ZoneInfo
    owner: frozenset[str]

    @property
    def prefix(self) -> str:
        """What the Ref ids of its events begin with."""
        return f"{PREFIX}{quote(self.calendar, safe='')}/"

    def ref(self, resource: Resource) -> Ref:
        """The Ref of an event."""
        return Ref(self.account, self.prefix + str(resource.get("id", "")))


def event(resource: Resource, view: View) -> Event | SetAside | Ref:
    """The event; SetAside where it cannot be read; its Ref alone where it is cancelled, or a note of our own."""
    ref = view.ref(resource)
    if resource.get("isCancelled") is True or properties.KEY in properties.of(resource):
        return ref
    try:
        starts_at, ends_at = (_moment(resource[side], resource, view) for side in ("start", "end"))
    except (KeyError, ValueError, TypeError, OverflowError):
        return SetAside(ref, "This event has a date that cannot be read; mend it in Outlook.")
    status = _status(resource)
    return Event(
        ref=ref,
        uid=_mime.clean(_uid(str(resource.get("iCalUId") or resource.get("id", ""))), 255),
        starts_at=starts_at,
        ends_at=max(ends_at, starts_at),
        all_day=resource.get("isAllDay") is True,
        title=_mime.clean(str(resource.get("subject") or ""), 300),
        people=tuple(_people(resource, view)),
        busy=status is not Status.DECLINED and _shown(resource) not in _FREE,
        status=status,
        mine=view.mine,
    )


def completed(resource: Resource, master: Resource | None) -> dict[str, Any]:
    """An occurrence with what only its series says: a delta tells of occurrences no more than id, start and end."""
    return {**(master or {}), **{name: value for name, value in resource.items() if value is not None}}


def moment(said: Mapping[str, Any]) -> datetime:
    """A moment that was asked for in UTC. Raises KeyError, ValueError, TypeError."""
    at = datetime.fromisoformat(said["dateTime"]).replace(microsecond=0)
    zone = UTC if at.tzinfo is None and said.get("timeZone", "UTC") == "UTC" else _zone(said.get("timeZone"))
    return at if at.tzinfo else at.replace(tzinfo=zone or UTC)


def _moment(said: Mapping[str, Any], resource: Resource, view: View) -> datetime:
    """In the zone the event was made in; a date in the owner's zone, for a day has none of its own."""
    if resource.get("isAllDay") is True:
        day = datetime.fromisoformat(said["dateTime"]).date()
        return datetime(day.year, day.month, day.day, tzinfo=view.zone)
    return moment(said).astimezone(_zone(resource.get("originalStartTimeZone")) or view.zone)


def _zone(name: object) -> tzinfo | None:
    return _ical.zone(str(name)) if name else None


def _uid(said: str) -> str:
    """The UID of the whole series: Exchange writes the day of an occurrence into its own (MS-OXOCAL, 2.2.1.27)."""
    if not said.upper().startswith(_GLOBAL_ID):
        return said
    return said[: len(_GLOBAL_ID)] + "0" * 8 + said[len(_GLOBAL_ID) + 8 :]


def _status(resource: Resource) -> Status:
    """The owner's own answer; one that is only pencilled in is tentative whatever was answered."""
    said = str((resource.get("responseStatus") or {}).get("response", "")).lower()
    answer = _ANSWERS.get(said, Status.CONFIRMED) if resource.get("isOrganizer") is not True else Status.CONFIRMED
    return Status.TENTATIVE if answer is Status.CONFIRMED and _shown(resource) == "tentative" else answer


def _shown(resource: Resource) -> str:
    return str(resource.get("showAs") or "busy").lower()


def _people(resource: Resource, view: View) -> Iterator[Address]:
    """Organizer and attendees, each once, without the owner and rooms."""
    seen = set(view.owner)
    listed = resource.get("attendees") or ()
    for said in (resource.get("organizer") or {}, *listed[:_PEOPLE]):
        inner = said.get("emailAddress") or {}
        email = _mime.clean(str(inner.get("address") or ""), 320).lower()
        if email in seen or said.get("type") == "resource":
            continue
        seen.add(email)
        if "@" in email:
            name = _mime.clean(str(inner.get("name") or ""), _mime.NAME_CHARS)
            yield Address(email, "" if name.lower() == email else name)
