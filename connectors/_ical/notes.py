"""Our own calendar: `Note`s in, RFC 5545 text out, and the notes found in such a text again.

A note is private, free and without attendees, so that nobody is ever told of it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from urllib.parse import quote, unquote

from connectors._ical.vevent import KEY
from connectors._mime.headers import clean
from connectors.types import Note, NoteKind

_HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//headsup//notes//EN\r\nX-WR-CALNAME:Headsup\r\n"
_FOOT = "END:VCALENDAR\r\n"
_EVENT = re.compile(r"^BEGIN:VEVENT\r?\n.*?^END:VEVENT\r?$\n?", re.M | re.S | re.I)
# A calendar program may drop what it does not know; the UID always stays.
_KEYED = re.compile(rf"^(?:{KEY}:([^\r\n]*)|UID:([^\r\n]*)@headsup\.invalid\s*$)", re.M)
_UNFOLD = re.compile(r"\r?\n[ \t]")
# What a reader of the calendar sees of an entry, and the hash of it as it was written.
_SEEN = re.compile(r"^(?:SUMMARY|DESCRIPTION|DTSTART|DTEND)[;:][^\r\n]*", re.M)
_SEAL = re.compile(r"^X-HEADSUP-SEAL:([0-9a-f]+)\s*$", re.M)
# CSS names, RFC 7986, 5.9.
_COLOURS = {"none": "silver", "low": "khaki", "high": "darkorange", "late": "crimson"}
_CATEGORIES = {NoteKind.DUE: "Promise due", NoteKind.PREPARE: "Promise: prepare", NoteKind.WORK: "Promise: work"}


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """A note as it stands in the file: its key and its exact text."""

    key: str
    text: str

    @property
    def etag(self) -> str:
        """SHA-256 of the exact text."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogateescape")).hexdigest()

    @property
    def edited(self) -> bool:
        """Whether it reads otherwise than it was written."""
        seal = _SEAL.search(self.text)
        return seal is None or seal[1] != _seal(self.text)


def note_entries(calendar: str) -> Iterator[NoteEntry]:
    """The notes of ours in the text of a calendar."""
    for found in _EVENT.finditer(calendar):
        keyed = _KEYED.search(_UNFOLD.sub("", found[0]))
        if keyed:
            yield NoteEntry(unquote((keyed[1] or keyed[2] or "").strip()), found[0])


def notes_calendar(calendar: str, without: str, entry: str) -> str:
    """The calendar's text with `without` (an entry's text, "" for none) taken out and `entry` ("" for none) put in."""
    text = calendar if calendar.strip() else _HEAD + _FOOT
    if without:
        return text.replace(without, entry, 1)
    foot = text.upper().rfind("END:VCALENDAR")
    return f"{text[:foot]}{entry}{text[foot:]}" if foot >= 0 else f"{text}{entry}{_FOOT}"


def note_lines(note: Note, key: str) -> str:
    """The VEVENT of a note."""
    starts, ends = (f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for at in (note.starts_at, note.ends_at))
    opaque = quote(key, safe="")
    lines = (
        "BEGIN:VEVENT",
        f"UID:{opaque}@headsup.invalid",
        f"DTSTAMP:{starts}",
        f"DTSTART:{starts}",
        f"DTEND:{ends}",
        f"SUMMARY:{_escaped(clean(note.title))}",
        f"DESCRIPTION:{_escaped(note.text)}",
        f"CATEGORIES:{_CATEGORIES[note.kind]}",
        f"COLOR:{_COLOURS.get(note.colour, 'silver')}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        f"{KEY}:{opaque}",
    )
    return "".join(_folded((*lines, f"X-HEADSUP-SEAL:{_seal(chr(10).join(lines))}", "END:VEVENT")))


def _seal(entry: str) -> str:
    """12 hexadecimal digits of what a reader sees of the entry."""
    seen = sorted(_SEEN.findall(_UNFOLD.sub("", entry)))
    return hashlib.sha256("\n".join(seen).encode("utf-8", "surrogateescape")).hexdigest()[:12]


def _escaped(text: str) -> str:
    plain = "".join(mark for mark in text.replace("\r\n", "\n") if mark >= " " or mark in "\n\t")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(lines: Iterable[str]) -> Iterator[str]:
    """Content lines of at most 75 octets (RFC 5545, 3.1), broken between characters."""
    for line in lines:
        rest = line
        limit = 75
        while len(rest.encode("utf-8", "replace")) > limit:
            cut = len(rest.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore"))
            yield f"{rest[:cut]}\r\n "
            rest, limit = rest[cut:], 74
        yield f"{rest}\r\n"
