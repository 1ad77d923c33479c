"""A line of ours on an event of the owner's own, where the owner asked for it (`own_events`).

Only an event that the owner organises and nobody else takes part in is written to, never one of a series: so nobody is
told, and nobody else reads it. What was put in is kept beside the description, where only programs look, by the key of
the line; by that exactly it is taken out again. A change is bound to the version that was looked at; an edit that came
in between is read and kept.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, unquote

from connectors._lines import with_line, without_line
from connectors.errors import Busy, Changed, Gone, Refused
from connectors.types import Kind, Line, Ref, Written

PREFIX = "line/"
_EVENT = "event/"
_LONGEST = 8000  # characters of a description; Google takes 8,192


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event lies: the ids of its calendar and of the event itself."""

    calendar: str
    event: str


@dataclass(frozen=True, slots=True)
class Described:
    """An event as far as lines go: its description as text, and what stands in it of ours, by key.

    `fits` says whether it may hold a line at all.
    """

    version: str
    text: str
    lines: Mapping[str, str] = field(default_factory=dict)
    fits: bool = True


_Change = Callable[[Described], Described]


class Lines(ABC):
    """Our lines in one account."""

    def __init__(self, account: str) -> None:
        self._account = account

    def put(self, line: Line, key: str) -> Written:
        """Write a line; where it stands already, nothing is written. Raises Gone for an event that may hold none."""
        if not line.event.id.startswith(_EVENT):
            raise Gone("The event of a line is none of this account's; no line is written.")
        place = _place(line.event.id.removeprefix(_EVENT))

        def put_in(event: Described) -> Described:
            return event if key in event.lines else _with(_fit(event), line, key)

        return self._written(place, key, self._changed(place, put_in))

    def find(self, key: str, ref: Ref | None) -> Written | None:
        """The line with that key: at `ref`, or else wherever it stands."""
        if ref is None:
            return next((written for written in self.ours() if written.key == key), None)
        place, _ = _known(ref)
        try:
            there = self._there(place)
        except Gone:
            return None
        return self._written(place, key, there) if key in there.lines else None

    def replace(self, ref: Ref, etag: str, line: Line) -> Written:
        """Put another line in its place. Raises Changed, Gone."""
        place, key = _known(ref)
        return self._written(place, key, self._changed(place, lambda event: _with(_out(event, key, etag), line, key)))

    def withdraw(self, ref: Ref, etag: str) -> None:
        """Take the line out again. Raises Changed, Gone."""
        place, key = _known(ref)
        self._changed(place, lambda event: _out(event, key, etag))

    def ours(self) -> Iterator[Written]:
        """Every line of ours on the owner's own calendars."""
        for place, event in self._all():
            yield from (self._written(place, key, event) for key in event.lines)

    @abstractmethod
    def _there(self, place: Place) -> Described:
        """The event as it is. Raises Gone."""

    @abstractmethod
    def _write(self, place: Place, before: Described, after: Described) -> Described:
        """The event once it reads as `after`, if it still is as `before`. Raises Changed, Gone."""

    @abstractmethod
    def _all(self) -> Iterator[tuple[Place, Described]]:
        """The events of the owner's own calendars that hold lines of ours."""

    def _changed(self, place: Place, change: _Change) -> Described:
        """The event after a change. Where it was edited between our look and our write, it is read once more.

        Raises Changed and Gone as `change` does, and Busy where it was edited again.
        """
        for _ in range(2):
            there = self._there(place)
            wanted = change(there)
            if wanted == there:
                return there
            try:
                return self._write(place, there, wanted)
            except Changed:
                continue
        raise Busy("The event of a line is being edited; Headsup tries again at the next turn.", 1.0)

    def _written(self, place: Place, key: str, event: Described) -> Written:
        inserted = event.lines.get(key, "")
        edited = without_line(event.text, inserted) is None
        ref = Ref(self._account, f"{PREFIX}{quote(place.calendar, safe='')}/{place.event}/{key}")
        return Written(ref, _etag(inserted, edited=edited), key, Kind.LINE, edited)


def _fit(event: Described) -> Described:
    """The event, if it may hold a line. Raises Gone."""
    if not event.fits:
        raise Gone("The event is not the owner's alone, or one of a series; no line is written to it.")
    return event


def _with(event: Described, line: Line, key: str) -> Described:
    """The event with the line. Raises Gone where there is no room for it."""
    text, inserted = with_line(event.text, line.text)
    if len(text) > _LONGEST or without_line(text, inserted) is None:
        raise Gone("The event has no room for another line, or says the same already; no line is written to it.")
    return replace(event, text=text, lines={**event.lines, key: inserted})


def _out(event: Described, key: str, etag: str) -> Described:
    """The event without the line. Raises Changed where it no longer reads so, Gone where it is gone."""
    inserted = event.lines.get(key)
    if inserted is None:
        raise Gone("The line is no longer on the event; its owner deleted it.")
    left = without_line(event.text, inserted)
    if left is None or _etag(inserted, edited=False) != etag:
        raise Changed("The line was edited by its owner; it stays as it is.")
    return replace(event, text=left, lines={other: said for other, said in event.lines.items() if other != key})


def _etag(inserted: str, *, edited: bool) -> str:
    """It follows the line alone: whatever else of the event changes is none of its business."""
    return hashlib.sha256(f"{inserted}\n{edited}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _place(path: str) -> Place:
    calendar, _, event = path.partition("/")
    return Place(unquote(calendar), event)


def _known(ref: Ref) -> tuple[Place, str]:
    """The place of a line, and its key. Raises Refused."""
    path, _, key = ref.id.removeprefix(PREFIX).rpartition("/")
    if not ref.id.startswith(PREFIX) or "/" not in path:
        raise Refused(f"{ref.id} is no line that was written here; report this as a bug.")
    return _place(path), key
