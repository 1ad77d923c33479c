"""A Calendar event resource in, an `Event` out.

Source: Google Calendar API, REST resource events; "Working with event types" for focus time and the like.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from connectors import _mime
from connectors.types import Address, Event, Ref, SetAside, Status

Resource = Mapping[str, Any]

PREFIX = "event/"
KEY = "headsup"  # the private extended property that names our key
# All that is read of an event. Its description stays where it is.
FIELDS = (
    "id,status,iCalUID,eventType,summary,transparency,start,end,organizer(email,displayName,self),"
    "attendees(email,displayName,self,resource,responseStatus),extendedProperties/private"
)
# Neither takes anybody's time: where somebody works, and whose birthday it is.
_NO_EVENTS = frozenset({"workingLocation", "birthday"})
_ANSWERS = {
    "declined": Status.DECLINED,
    "tentative": Status.TENTATIVE,
    "needsAction": Status.TENTATIVE,
    "accepted": Status.CONFIRMED,
}
_PEOPLE = 500
_ROOMS = ("@resource.calendar.google.com", "@group.calendar.google.com", "@group.v.calendar.google.com")


@dataclass(frozen=True, slots=True)
class View:
    """A calendar as its owner sees it. `zone` is where its all-day events are meant, `owner` the owner's addresses."""

    account: str
    calendar: str
    mine: bool
    zone: ZoneInfo
    owner: frozenset[str]

    @property
    def prefix(self) -> str:
        """What the Ref ids of its events begin with."""
        return f"{PREFIX}{quote(self.calendar, safe='')}/"


def event(resource: Resource, view: View) -> Event | SetAside | Ref:
    """The event; SetAside where it cannot be read; its Ref alone where it is cancelled, or takes nobody's time.

    Out of office is busy whatever its title. Focus time is not: it is the time the owner keeps free for what is owed.
    """
    ref = Ref(view.account, view.prefix + str(resource.get("id", "")))
    if resource.get("status") == "cancelled" or resource.get("eventType") in _NO_EVENTS or is_ours(resource):
        return ref
    try:
        starts_at, ends_at = (_moment(resource[side], view) for side in ("start", "end"))
    except (KeyError, ValueError, TypeError, OverflowError):
        return SetAside(ref, "This event has a date that cannot be read; mend it in Google Calendar.")
    status = _status(resource, view)
    return Event(
        ref=ref,
        uid=_mime.clean(str(resource.get("iCalUID") or resource.get("id", "")), 255),
        starts_at=starts_at,
        ends_at=max(ends_at, starts_at),
        all_day="date" in resource["start"],
        title=_mime.clean(str(resource.get("summary") or ""), 300),
        people=tuple(_people(resource, view)),
        busy=_is_busy(resource, status),
        status=status,
        mine=view.mine,
    )


def is_ours(resource: Resource) -> bool:
    """Whether this is a note of our own, in whatever calendar it lies."""
    return KEY in private(resource)


def private(resource: Resource) -> Mapping[str, str]:
    """Its private extended properties."""
    found = (resource.get("extendedProperties") or {}).get("private") or {}
    return found if isinstance(found, dict) else {}


def _moment(said: Resource, view: View) -> datetime:
    """A date in the calendar's zone, or a time in the event's own. Raises KeyError, ValueError, TypeError."""
    if "date" in said:
        day = date.fromisoformat(said["date"])
        return datetime(day.year, day.month, day.day, tzinfo=view.zone)
    at = datetime.fromisoformat(said["dateTime"])
    zone = _zone(said.get("timeZone"))
    if at.tzinfo is None:
        return at.replace(tzinfo=zone or view.zone)
    return at.astimezone(zone) if zone else at


def _zone(name: object) -> ZoneInfo | None:
    try:
        return ZoneInfo(str(name)) if name else None
    except (KeyError, ValueError, OSError):
        return None


def zone(name: object, own: ZoneInfo) -> ZoneInfo:
    """The zone of that IANA name, `own` where it is none."""
    return _zone(name) or own


def _status(resource: Resource, view: View) -> Status:
    """STATUS joined with the owner's own answer. `self` marks whose calendar it is, which need not be the owner's."""
    own = [a for a in _attendees(resource) if _email(a) in view.owner or (view.mine and a.get("self") is True)]
    answer = _ANSWERS.get(str(own[0].get("responseStatus")), Status.CONFIRMED) if own else Status.CONFIRMED
    if answer is Status.CONFIRMED and resource.get("status") == "tentative":
        return Status.TENTATIVE
    return answer


def _is_busy(resource: Resource, status: Status) -> bool:
    if status is Status.DECLINED or resource.get("eventType") == "focusTime":
        return False
    return resource.get("eventType") == "outOfOffice" or resource.get("transparency") != "transparent"


def _people(resource: Resource, view: View) -> Iterator[Address]:
    """Organizer and attendees, each once, without the owner, rooms and calendars."""
    seen = set(view.owner)
    for said in (resource.get("organizer") or {}, *_attendees(resource)):
        email = _email(said)
        if email in seen or said.get("resource") or (view.mine and said.get("self")) or email.endswith(_ROOMS):
            continue
        seen.add(email)
        if "@" in email:
            yield Address(email, _mime.clean(str(said.get("displayName") or ""), 200))


def _attendees(resource: Resource) -> Iterable[Resource]:
    return (resource.get("attendees") or ())[:_PEOPLE]


def _email(said: Resource) -> str:
    return _mime.clean(str(said.get("email") or ""), 320).lower()
