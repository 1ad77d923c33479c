"""Our notes in a calendar folder of our own: private, free, without attendees or reminders: nobody is told of them.

Every change is bound to the version that was looked at.
Source: learn.microsoft.com/exchange/client-developer/web-service-reference/createitem-operation-calendar-item.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from exchangelib import Body, EWSDateTime, Q
from exchangelib.folders import DEEP, Calendar, FolderCollection
from exchangelib.items import ID_ONLY, SEND_TO_NONE, CalendarItem
from exchangelib.properties import FolderId

from connectors import _mime
from connectors._own_calendar import OwnCalendar
from connectors.errors import Changed, Gone, Refused, Unreachable, Unwritable
from connectors.exchange import messages, properties
from connectors.exchange.faults import Taken
from connectors.exchange.properties import KEY, SEAL
from connectors.exchange.wire import Wire
from connectors.types import Kind, Note, Ref, Written

PREFIX = "note/"
NAME = "Headsup"
_FIELDS = ("subject", "body", "start", "end", KEY, SEAL)
_CHANGED = ["subject", "body", "start", "end", "categories", SEAL]


@dataclass(frozen=True, slots=True)
class Notes:
    """Our calendar in one account."""

    account: str
    wire: Wire
    calendar: OwnCalendar

    def put(self, note: Note, key: str) -> Written:
        """Write a new note. Raises Unreachable also while it is not known whether our calendar has been made."""
        id_ = self.calendar.made()
        folder = self._folder(id_)
        made = CalendarItem(account=folder.account, folder=folder, **_said(note), **{KEY: key})
        setattr(made, SEAL, _seal(made))
        try:
            self.wire.write(lambda: made.save(send_meeting_invitations=SEND_TO_NONE))
        except Gone:
            self.calendar.doubt(id_)
            raise Unreachable("Exchange does not find the calendar for notes; Headsup looks again later.") from None
        if not made.id:
            raise Unreachable("Exchange's answer about a note could not be read; it is looked up at the next turn.")
        return Written(Ref(self.account, PREFIX + str(made.id)), _seal(made), key, Kind.NOTE)

    def find(self, key: str, _ref: Ref | None = None) -> Written | None:
        """The note with that key, wherever it was last seen."""
        return next((found for found in self._listed(headsup_key=key) if found.key == key), None)

    def replace(self, ref: Ref, etag: str, note: Note) -> Written:
        """Overwrite the note. Raises Changed, Gone."""
        there = self._untouched(ref, etag)
        for name, value in _said(note).items():
            setattr(there, name, value)
        setattr(there, SEAL, _seal(there))
        there.folder = self._folder(str(self.calendar.known()))
        self.wire.write(
            lambda: there.save(
                update_fields=_CHANGED, conflict_resolution="NeverOverwrite", send_meeting_invitations=SEND_TO_NONE
            )
        )
        return Written(ref, _seal(there), str(there.headsup_key), Kind.NOTE)

    def withdraw(self, ref: Ref, etag: str) -> None:
        """Delete the note. Raises Changed, Gone."""
        there = self._untouched(ref, etag)
        self.wire.write(there.delete)

    def ours(self) -> Iterator[Written]:
        """Every note of ours."""
        yield from self._listed(headsup_key__exists=True)

    def _listed(self, **wanted: object) -> Iterator[Written]:
        id_ = self.calendar.known()
        if not id_:
            return
        try:
            folder = self._folder(id_)
            found = self.wire.read(lambda: [str(one.id) for one in folder.filter(**wanted).only("id")])
        except Gone:
            self.calendar.doubt(id_)
            return
        for _, item in self.wire.items(found, _FIELDS, CalendarItem):
            if item is not None and not isinstance(item, Refused) and item.headsup_key:
                yield self._written(item)

    def _untouched(self, ref: Ref, etag: str) -> Any:  # noqa: ANN401
        if not ref.id.startswith(PREFIX):
            raise Refused(f"{ref.id} is no note that was written here; report this as a bug.")
        ((_, there),) = self.wire.items([ref.id.removeprefix(PREFIX)], _FIELDS, CalendarItem)
        if there is None:
            raise Gone("The note is no longer in the calendar; its owner deleted it.")
        if not there.headsup_key or _seal(there) != etag:
            raise Changed("The note was edited by its owner; it stays as it is.")
        return there

    def _written(self, item: Any) -> Written:  # noqa: ANN401
        seal = _seal(item)
        ref = Ref(self.account, PREFIX + str(item.id))
        return Written(ref, seal, str(item.headsup_key), Kind.NOTE, seal != item.headsup_seal)

    def _folder(self, id_: str) -> Calendar:
        root = self.wire.read(lambda: self.wire.account.root)
        return Calendar(root=root, name=NAME, _id=FolderId(id=id_))


def marked(wire: Wire) -> list[tuple[str, bool]]:
    """The calendar folders that carry our mark, by id, whatever they are called; not those that are thrown away."""
    return [(id_, True) for id_ in wire.read(lambda: _marked(wire))]


def _marked(wire: Wire) -> list[str]:
    found, thrown_away = _below(wire, wire.account.msg_folder_root), []
    if found:
        thrown_away = _below(wire, wire.account.trash)
    return [id_ for id_ in found if id_ not in thrown_away]


def _below(wire: Wire, top: Any) -> list[str]:  # noqa: ANN401
    places = FolderCollection(account=wire.account, folders=[top])
    found = list(places.find_folders(q=Q(**{KEY: properties.MARK}), shape=ID_ONLY, depth=DEEP))
    return [str(one.id) for one in found]


def made(wire: Wire) -> str:
    """Make our calendar, below the owner's own; its id. Raises Unwritable where another one is in the way."""
    folder = Calendar(parent=wire.read(lambda: wire.account.calendar), name=NAME, **{KEY: properties.MARK})
    try:
        wire.write(folder.save)
    except Taken:
        raise Unwritable(
            f"There is a calendar called {NAME} that is not ours; rename it in Outlook, then notes are written."
        ) from None
    return str(folder.id)


def _said(note: Note) -> dict[str, Any]:
    """The note as fields of a calendar item."""
    return {
        "subject": _mime.clean(note.title),
        "body": Body(note.text),
        "start": EWSDateTime.from_datetime(note.starts_at.astimezone(UTC)),
        "end": EWSDateTime.from_datetime(note.ends_at.astimezone(UTC)),
        "sensitivity": "Private",
        "legacy_free_busy_status": "Free",
        "reminder_is_set": False,
        "categories": [f"Headsup: {note.colour}"],
    }


def _seal(item: Any) -> str:  # noqa: ANN401
    """A hash of what a reader of the calendar sees; spaces that Exchange adds or drops count for nothing."""
    words = [str(item.subject or "").split(), messages.text_of(item.body).split()]
    sides = [_instant(side) for side in (item.start, item.end)]
    return hashlib.sha256(repr((words, sides)).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _instant(said: Any) -> str:  # noqa: ANN401
    return datetime.fromtimestamp(said.timestamp(), UTC).isoformat(timespec="seconds")
