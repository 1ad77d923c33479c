"""Our notes in one .ics file of our own; what else stands in it is left as it is."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from connectors import _ical
from connectors._atomic import write, writing
from connectors.errors import Changed, Gone
from connectors.types import Kind, Note, Ref, Written

PREFIX = "note/"


@dataclass(frozen=True, slots=True)
class Notes:
    """The file for the notes of `account`."""

    account: str
    file: Path

    def put(self, note: Note, key: str) -> Written:
        """Write a new note; where the key is there already, nothing is written and that one is returned."""
        with self._locked():
            text = self._text()
            there = _entry(text, key)
            if there is None:
                there = _ical.NoteEntry(key, _ical.note_lines(note, key))
                self._save(_ical.notes_calendar(text, "", there.text))
        return self._written(there)

    def find(self, key: str) -> Written | None:
        """The note with that key."""
        there = _entry(self._text(), key)
        return self._written(there) if there else None

    def replace(self, key: str, etag: str, note: Note) -> Written:
        """Overwrite the note. Raises Changed, Gone, Unwritable."""
        fresh = _ical.NoteEntry(key, _ical.note_lines(note, key))
        self._exchange(key, etag, fresh.text)
        return self._written(fresh)

    def withdraw(self, key: str, etag: str) -> None:
        """Remove the note. Raises Changed, Gone, Unwritable."""
        self._exchange(key, etag, "")

    def ours(self) -> Iterator[Written]:
        """Every note of ours."""
        yield from map(self._written, _ical.note_entries(self._text()))

    def _exchange(self, key: str, etag: str, text: str) -> None:
        with self._locked():
            calendar = self._text()
            there = _entry(calendar, key)
            if there is None:
                raise Gone("The note is no longer in the calendar; its owner deleted it.")
            if there.etag != etag:
                raise Changed("The note was edited by its owner; it stays as it is.")
            self._save(_ical.notes_calendar(calendar, there.text, text))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One writer at a time; the lock lies beside the file, because the file itself is renamed over."""
        lock = self.file.with_name(f".{self.file.name}.lock")
        with writing(self.file, f"accounts.{self.account}.notes"):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _text(self) -> str:
        with writing(self.file, f"accounts.{self.account}.notes"):
            try:
                return self.file.read_bytes().decode("utf-8", "surrogateescape")
            except FileNotFoundError:
                return ""

    def _save(self, text: str) -> None:
        with writing(self.file, f"accounts.{self.account}.notes"):
            write(text.encode("utf-8", "surrogateescape"), self.file.parent, self.file)

    def _written(self, entry: _ical.NoteEntry) -> Written:
        ref = Ref(self.account, PREFIX + quote(entry.key, safe=""))
        return Written(ref, entry.etag, entry.key, Kind.NOTE, entry.edited)


def _entry(calendar: str, key: str) -> _ical.NoteEntry | None:
    return next((entry for entry in _ical.note_entries(calendar) if entry.key == key), None)
