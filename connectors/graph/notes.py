"""Our notes on a calendar of our own: private, free, without attendees or reminders, so that nobody is told of them.

A note's `transactionId` follows from its key and words, so that Outlook itself keeps a repeated request from making
two. Every change is bound to the version that was looked at.
Source: learn.microsoft.com/graph/api/calendar-post-events; .../graph/api/resources/event, outlookCategory.
"""

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from connectors import _mime
from connectors._own_calendar import OwnCalendar
from connectors.errors import Changed, Gone, Refused, Unreachable, Unwritable
from connectors.graph import calendars, events, properties
from connectors.graph.faults import Taken
from connectors.graph.wire import IN_UTC, Resource, Wire, segment
from connectors.types import Kind, Note, Ref, Written

PREFIX = "note/"
_NAME = "Headsup"
_AS_READ = (IN_UTC, 'outlook.body-content-type="text"')
_FIELDS = "id,subject,body,start,end,isCancelled"
_EXPANDED = properties.expanded(properties.KEY, properties.SEAL)
_CATEGORIES = "/me/outlook/masterCategories"
# Of Outlook's category colours grey, yellow, orange, red (resource outlookCategory).
_COLOURS = {"none": "preset12", "low": "preset3", "high": "preset1", "late": "preset0"}
_SPACE = uuid.UUID("5f9a3c1e-7a54-4d0c-8b6e-0c1d7f2e9b43")


@dataclass(slots=True)
class Notes:
    """Our calendar in one account. `coloured`: the owner lets us add the categories that colour notes."""

    account: str
    wire: Wire
    calendar: OwnCalendar
    coloured: bool
    _known: set[str] = field(default_factory=set)

    def put(self, note: Note, key: str) -> Written:
        """Write a new note. Raises Unreachable also while it is not known whether our calendar has been made."""
        id_ = self.calendar.made()
        self._colour(note)
        try:
            answer = self.wire.call("POST", f"{_events(id_)}", *_AS_READ, body=_body(note, key, new=True))
        except Gone:  # the calendar, or Outlook for a moment: nothing was written
            self.calendar.doubt(id_)
            raise Unreachable(
                "Outlook does not find the calendar for notes; Headsup looks again at the next turn."
            ) from None
        return self._answered(answer, note, key)

    def find(self, key: str, _ref: Ref | None = None) -> Written | None:
        """The note with that key, wherever it was last seen."""
        return next(self._found(filter=properties.carrying(key)), None)

    def replace(self, ref: Ref, etag: str, note: Note) -> Written:
        """Overwrite the note. Raises Changed, Gone."""
        path, there = self._untouched(ref, etag)
        key = _key(there)
        self._colour(note)
        body, version = _body(note, key, new=False), str(there.get("@odata.etag", ""))
        return self._answered(self.wire.call("PATCH", path, *_AS_READ, body=body, etag=version), note, key)

    def withdraw(self, ref: Ref, etag: str) -> None:
        """Delete the note. Raises Changed, Gone."""
        path, there = self._untouched(ref, etag)
        self.wire.call("DELETE", path, etag=str(there.get("@odata.etag", "")))

    def ours(self) -> Iterator[Written]:
        """Every note of ours."""
        return self._found(top="500")

    def _found(self, **options: str) -> Iterator[Written]:
        """Notes of ours; none where there is no calendar of ours, or none any more."""
        id_ = self.calendar.known()
        if not id_:
            return
        try:
            yield from self._listed(id_, **options)
        except Gone:
            self.calendar.doubt(id_)

    def _listed(self, id_: str, **options: str) -> Iterator[Written]:
        start = self.wire.get(_events(id_), *_AS_READ, select=_FIELDS, expand=_EXPANDED, **options)
        for answer in self.wire.pages(start, *_AS_READ):
            yield from (self._written(one) for one in answer.get("value", ()) if _key(one))

    def _untouched(self, ref: Ref, etag: str) -> tuple[str, Resource]:
        """The address of a note and what lies there, which nobody edited."""
        if not ref.id.startswith(PREFIX):
            raise Refused(f"{ref.id} is no note that was written here; report this as a bug.")
        id_ = self.calendar.known()
        if id_ is None:
            raise Gone("The note is no longer in the calendar; its owner deleted it.")
        path = f"{_events(id_)}/{segment(ref.id.removeprefix(PREFIX))}"
        there = self.wire.get(path, *_AS_READ, select=_FIELDS, expand=_EXPANDED)
        if not _key(there) or _seal(there) != etag:
            raise Changed("The note was edited by its owner; it stays as it is.")
        return path, there

    def _answered(self, answer: Resource, note: Note, key: str) -> Written:
        """What was written, by an answer that need not repeat the properties."""
        if "id" not in answer:
            raise Unreachable("Outlook's answer about a note could not be read; it is looked up at the next turn.")
        return Written(self._ref(answer), _seal(_body(note, key, new=False)), key, Kind.NOTE)

    def _written(self, event: Resource) -> Written:
        seal = _seal(event)
        edited = properties.of(event).get(properties.SEAL) != seal
        return Written(self._ref(event), seal, _key(event), Kind.NOTE, edited)

    def _ref(self, event: Mapping[str, Any]) -> Ref:
        return Ref(self.account, PREFIX + str(event["id"]))

    def _colour(self, note: Note) -> None:
        """Add the category of the note's colour to the owner's, where they let us and it is not there."""
        if not self.coloured or _category(note) in self._known:
            return
        there = {str(one.get("displayName")) for one in self.wire.get(_CATEGORIES).get("value", ())}
        if _category(note) not in there:
            body = {"displayName": _category(note), "color": _COLOURS.get(note.colour, _COLOURS["none"])}
            self.wire.call("POST", _CATEGORIES, body=body)
        self._known.add(_category(note))


def made(wire: Wire) -> str:
    """Make our calendar; its id. Raises Unwritable where another one is in the way."""
    mark = properties.given(key=calendars.MARK)
    try:
        answer = wire.call("POST", "/me/calendars", body={"name": _NAME, "singleValueExtendedProperties": mark})
    except Taken:
        raise Unwritable(
            f"There is a calendar called {_NAME} that is not ours; rename it in Outlook, then notes are written."
        ) from None
    if "id" not in answer:
        raise Unreachable("Outlook's answer about the calendar for notes could not be read; Headsup waits for it.")
    return str(answer["id"])


def _events(calendar: str) -> str:
    return f"/me/calendars/{segment(calendar)}/events"


def _body(note: Note, key: str, *, new: bool) -> dict[str, Any]:
    """The whole event of a note."""
    body: dict[str, Any] = {
        "subject": _mime.clean(note.title),
        "body": {"contentType": "text", "content": note.text},
        "start": _at(note.starts_at),
        "end": _at(note.ends_at),
        "sensitivity": "private",
        "showAs": "free",
        "isReminderOn": False,
        "categories": [_category(note)],
    }
    seal = _seal(body)
    body["singleValueExtendedProperties"] = properties.given(key=key, seal=seal)
    return {**body, "transactionId": str(uuid.uuid5(_SPACE, f"{key} {seal}"))} if new else body


def _category(note: Note) -> str:
    return f"Headsup: {note.colour}"


def _at(moment: datetime) -> dict[str, str]:
    return {"dateTime": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"}


def _seal(event: Mapping[str, Any]) -> str:
    """A hash of what a reader of the calendar sees; spaces that Outlook adds or drops count for nothing."""
    words = [str(event.get("subject") or "").split(), str((event.get("body") or {}).get("content") or "").split()]
    sides = [_instant(event.get(name) or {}) for name in ("start", "end")]
    return hashlib.sha256(repr((words, sides)).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _instant(said: Mapping[str, Any]) -> str:
    """A side of the event as a moment in UTC, however Outlook spells it."""
    try:
        return events.moment(said).astimezone(UTC).isoformat(timespec="seconds")
    except (KeyError, ValueError, TypeError):
        return ""


def _key(event: Mapping[str, Any]) -> str:
    """The key that an event carries, "" where it carries none."""
    return properties.of(event).get(properties.KEY, "")
