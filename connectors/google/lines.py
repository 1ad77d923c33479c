"""Lines on the owner's own events at Google: in the description, and in private extended properties beside it.

Source: Google Calendar API, REST resource events (description, extendedProperties); "Handle API resource versions".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from connectors._own_events import Described, Lines, Place
from connectors.errors import Gone
from connectors.google import events
from connectors.google.calendars import is_ours
from connectors.google.shapes import Resource

if TYPE_CHECKING:
    from connectors.google.services import Services

_MARK = "headsupLines"  # says that the event holds a line of ours at all
_NAME = "headsupLine-"  # and its key: the property that holds what was put in
_FIELDS = (
    "id,etag,status,eventType,description,organizer/self,attendees/email,recurrence,recurringEventId,"
    "extendedProperties/private"
)
_MOST = 2500


class GoogleLines(Lines):
    """Our lines in one account. `entries` is the owner's list of calendars."""

    def __init__(self, account: str, services: "Services", entries: Callable[[], Iterable[Mapping[str, Any]]]) -> None:
        super().__init__(account)
        self._services, self._entries = services, entries

    def _all(self) -> Iterator[tuple[Place, Described]]:
        for entry in self._entries():
            if entry.get("accessRole") == "owner" and not is_ours(entry) and not entry.get("deleted"):
                yield from self._listed(str(entry["id"]))

    def _listed(self, calendar: str) -> Iterator[tuple[Place, Described]]:
        token = None
        while True:
            request = self._services.events.list(
                calendarId=calendar,
                privateExtendedProperty=f"{_MARK}=1",
                maxResults=_MOST,
                pageToken=token,
                fields=f"nextPageToken,items({_FIELDS})",
            )
            answer = self._services.run(request)
            for event in answer.get("items", ()):
                yield Place(calendar, str(event["id"])), _described(event)
            token = answer.get("nextPageToken")
            if not token:
                return

    def _there(self, place: Place) -> Described:
        request = self._services.events.get(calendarId=place.calendar, eventId=place.event, fields=_FIELDS)
        there = self._services.run(request)
        if there.get("status") == "cancelled":
            raise Gone("The event of a line was deleted, and the line with it.")
        return _described(there)

    def _write(self, place: Place, before: Described, after: Described) -> Described:
        put_in = {_name(key): said for key, said in after.lines.items()}
        taken_out = {_name(key): None for key in before.lines.keys() - after.lines.keys()}
        marks = {**put_in, **taken_out, _MARK: "1" if put_in else None}
        request = self._services.events.patch(
            calendarId=place.calendar,
            eventId=place.event,
            body={"description": after.text or None, "extendedProperties": {"private": marks}},
            sendUpdates="none",
            fields=_FIELDS,
        )
        return _described(self._services.run(request, before.version))


def _described(event: Resource) -> Described:
    lines = {name.removeprefix(_NAME): said for name, said in events.private(event).items() if name.startswith(_NAME)}
    return Described(str(event.get("etag", "")), str(event.get("description") or ""), lines, _fits(event))


def _fits(event: Resource) -> bool:
    """Whether it is the owner's alone, one of no series, and no entry of Google's own making."""
    alone = (event.get("organizer") or {}).get("self") is True and not event.get("attendees")
    series = event.get("recurringEventId") or event.get("recurrence")
    return alone and not series and event.get("eventType", "default") == "default"


def _name(key: str) -> str:
    return f"{_NAME}{key}"
