"""Our notes on a calendar of our own: private, free, without attendees or reminders, so that nobody is told of them.

The calendar is made once. A note's event id is a hash of its key, so that Google itself keeps a note from being twice
there. Every change is bound to the etag that was last seen.
Source: Google Calendar API, REST resources events and calendars; "Handle API resource versions"; RFC 4648, 7.
"""

import hashlib
from base64 import b32hexencode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from connectors import _mime
from connectors._own_calendar import OwnCalendar
from connectors.errors import Changed, Gone, Refused, Unreachable
from connectors.google import events
from connectors.google.calendars import MARK
from connectors.google.faults import Taken
from connectors.google.shapes import Request, Resource
from connectors.types import Kind, Note, Ref, Written

if TYPE_CHECKING:
    from connectors.google.services import Services

PREFIX = "note/"
_KEY, _SEAL = "headsupKey", "headsupSeal"
_NAME = "Headsup"
_ABOUT = f"What you promised, and when it is due. Headsup finds this calendar by the word {MARK}: leave it here."
# Of Google's event colours graphite, banana, tangerine, tomato (REST resource colors).
_COLOURS = {"none": "8", "low": "5", "high": "6", "late": "11"}
_MOST = 2500


@dataclass(frozen=True, slots=True)
class Notes:
    """Our calendar in one account."""

    account: str
    services: "Services"
    calendar: OwnCalendar

    def put(self, note: Note, key: str) -> Written:
        """Write a new note; where it is there already, that one is returned, and one that was deleted is brought back.

        Raises Unreachable also while it is not known whether our calendar has been made, and Unwritable where its owner
        deleted it: no other one is made then, until the owner signs in anew.
        """
        calendar = self.calendar.made()
        try:
            return self._put(calendar, note, key)
        except Gone:  # the calendar, or Google for a moment: nothing was written
            self.calendar.doubt(calendar)
            raise Unreachable(
                "Google does not find the calendar for notes; Headsup looks again at the next turn."
            ) from None

    def find(self, key: str, _ref: Ref | None = None) -> Written | None:
        """The note with that key, wherever it was last seen."""
        calendar = self.calendar.known()
        there = self._there(calendar, _id(key)) if calendar else None
        return self._written(there) if there and _carried(there) == key else None

    def replace(self, ref: Ref, etag: str, note: Note) -> Written:
        """Overwrite the note. Raises Changed, Gone."""
        calendar, there = self._untouched(ref, etag)
        body = _body(note, _carried(there))
        return self._written(self.services.run(self._update(calendar, body), etag))

    def withdraw(self, ref: Ref, etag: str) -> None:
        """Delete the note. Raises Changed, Gone."""
        calendar, there = self._untouched(ref, etag)
        kept = {"calendarId": calendar, "eventId": there["id"], "sendUpdates": "none"}
        self.services.run(self.services.events.delete(**kept), etag)

    def ours(self) -> Iterator[Written]:
        """Every note of ours."""
        calendar, token = self.calendar.known(), None
        while calendar:
            request = self.services.events.list(
                calendarId=calendar, privateExtendedProperty=f"{events.KEY}=1", maxResults=_MOST, pageToken=token
            )
            try:
                answer = self.services.run(request)
            except Gone:
                self.calendar.doubt(calendar)
                return
            yield from (self._written(one) for one in answer.get("items", ()) if one.get("status") != "cancelled")
            token = answer.get("nextPageToken")
            if not token:
                return

    # --- the note ----------------------------------------------------------------------------------------------------

    def _put(self, calendar: str, note: Note, key: str) -> Written:
        body = _body(note, key)
        request = self.services.events.insert(calendarId=calendar, body=body, sendUpdates="none")
        try:
            answer = self.services.run(request)
        except Taken:
            answer = self._taken(calendar, body)
        if _carried(answer) != key or answer.get("status") == "cancelled":
            raise Unreachable("Google's answer about a note is not about that note; it is looked up at the next turn.")
        return self._written(answer)

    def _taken(self, calendar: str, body: Resource) -> Resource:
        """What lies under the id of the note: it, or what is left of it, which is filled with it again."""
        there = self.services.run(self.services.events.get(calendarId=calendar, eventId=body["id"]))
        if there.get("status") != "cancelled":
            return there
        return self.services.run(self._update(calendar, body), str(there.get("etag", "")))

    def _update(self, calendar: str, body: Resource) -> Request:
        request: Request = self.services.events.update(
            calendarId=calendar, eventId=body["id"], body=body, sendUpdates="none"
        )
        return request

    def _untouched(self, ref: Ref, etag: str) -> tuple[str, Resource]:
        if not ref.id.startswith(PREFIX):
            raise Refused(f"{ref.id} is no note that was written here; report this as a bug.")
        calendar = self.calendar.known()
        there = self._there(calendar, ref.id.removeprefix(PREFIX)) if calendar else None
        if calendar is None or there is None:
            raise Gone("The note is no longer in the calendar; its owner deleted it.")
        if there.get("etag") != etag or not _carried(there):
            raise Changed("The note was edited by its owner; it stays as it is.")
        return calendar, there

    def _there(self, calendar: str, id_: str) -> Resource | None:
        try:
            there = self.services.run(self.services.events.get(calendarId=calendar, eventId=id_))
        except Gone:
            return None
        return None if there.get("status") == "cancelled" else there

    def _written(self, event: Mapping[str, Any]) -> Written:
        if "id" not in event or "etag" not in event:
            raise Unreachable("Google's answer about a note could not be read; it is looked up at the next turn.")
        edited = events.private(event).get(_SEAL) != _seal(event)
        return Written(Ref(self.account, PREFIX + event["id"]), event["etag"], _carried(event), Kind.NOTE, edited)


def made(services: "Services") -> str:
    """Make our calendar; its id. Raises ConnectorError."""
    answer = services.run(services.calendars.insert(body={"summary": _NAME, "description": _ABOUT}))
    if "id" not in answer:
        raise Unreachable("Google's answer about the calendar for notes could not be read; Headsup waits for it.")
    return str(answer["id"])


def _id(key: str) -> str:
    """An event id for a key: base32hex in lower case, as Google wants it."""
    return b32hexencode(hashlib.sha256(key.encode()).digest()).decode("ascii").rstrip("=").lower()


def _body(note: Note, key: str) -> Resource:
    """The whole event of a note."""
    body: Resource = {
        "id": _id(key),
        "status": "confirmed",
        "summary": _mime.clean(note.title),
        "description": note.text,
        "start": _at(note.starts_at),
        "end": _at(note.ends_at),
        "visibility": "private",
        "transparency": "transparent",
        "reminders": {"useDefault": False},
        "colorId": _COLOURS.get(note.colour, _COLOURS["none"]),
    }
    return {**body, "extendedProperties": {"private": {events.KEY: "1", _KEY: key, _SEAL: _seal(body)}}}


def _at(moment: datetime) -> dict[str, str]:
    return {"dateTime": moment.astimezone(UTC).isoformat(timespec="seconds"), "timeZone": "UTC"}


def _seal(event: Mapping[str, Any]) -> str:
    """A hash of what a reader of the calendar sees; spaces that Google adds or drops count for nothing."""
    words = [str(event.get(name, "")).split() for name in ("summary", "description")]
    sides = [_instant(event.get(name) or {}) for name in ("start", "end")]
    return hashlib.sha256(repr((words, sides)).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _instant(said: Mapping[str, Any]) -> str:
    """A side of the event as a moment in UTC, however Google spells it."""
    try:
        return datetime.fromisoformat(said["dateTime"]).astimezone(UTC).isoformat(timespec="seconds")
    except (KeyError, ValueError, TypeError):
        return str(said.get("date", ""))


def _carried(event: Mapping[str, Any]) -> str:
    """The key that an event carries, "" where it carries none."""
    return str(events.private(event).get(_KEY, ""))
