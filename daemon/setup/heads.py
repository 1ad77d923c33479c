"""A mailbox in, who wrote to whom and when out: From, To and Date of its first mails, and nothing else of them."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import getaddresses, parsedate_to_datetime
from itertools import islice
from pathlib import Path
from typing import IO

from daemon.setup.find import Form, Place

# Enough to know a person's habits; a mailbox of many gigabytes is not read to its end.
MAX_MAILS = 2_000
MAX_BYTES = 64 << 20
MAX_LINE = 4_096
MAX_LINES = 2_000
MAX_FIELD = 2_000

_ADDRESS = re.compile(r"[^\s<>,@]+@[^\s<>,@]+")
_WANTED = {b"from", b"to", b"date"}
_Fields = dict[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Head:
    """Of one mail: its author (address in lower case, name as displayed), whom it went to, and when (aware)."""

    email: str
    name: str
    to: tuple[str, ...]
    sent_at: datetime | None


def heads(place: Place) -> Iterator[Head]:
    """The heads of at most MAX_MAILS mails. A file that cannot be read raises OSError."""
    fields = _of_mbox(place.path) if place.form is Form.MBOX else _of_files(place)
    for found in islice(fields, MAX_MAILS):
        if (head := _head(found)) is not None:
            yield head


def _of_mbox(path: Path) -> Iterator[_Fields]:
    """The fields of each mail of an mbox file (RFC 4155): one begins at a "From " line after an empty one."""
    with path.open("rb") as file:
        empty = True
        while file.tell() < MAX_BYTES and (line := file.readline(MAX_LINE)):
            if empty and line.startswith(b"From "):
                yield _fields(file)
                empty = True
            else:
                empty = line in (b"\n", b"\r\n")


def _of_files(place: Place) -> Iterator[_Fields]:
    """The fields of each file of a Maildir (cur, new) or of a folder of .eml files."""
    for path in _letters(place):
        # One file that is gone or closed to us says nothing about the others.
        with suppress(OSError), path.open("rb") as file:
            yield _fields(file)


def _letters(place: Place) -> Iterator[Path]:
    if place.path.is_file():
        yield place.path
    elif place.form is Form.MAILDIR:
        for name in ("cur", "new"):
            yield from (p for p in (place.path / name).iterdir() if p.is_file())
    else:
        yield from (p for p in place.path.iterdir() if p.suffix.lower() == ".eml" and p.is_file())


def _fields(file: IO[bytes]) -> _Fields:
    """The wanted fields up to the empty line, unfolded (RFC 5322, 2.2.3), each cut at MAX_FIELD bytes."""
    found: _Fields = {}
    name = b""
    for line in islice(iter(lambda: file.readline(MAX_LINE), b""), MAX_LINES):
        if line in (b"\n", b"\r\n"):
            break
        if line[:1] in b" \t":
            if name in found:
                found[name] = (found[name] + b" " + line.strip())[:MAX_FIELD]
            continue
        name, _, value = line.partition(b":")
        name = name.lower()
        if name in _WANTED and name not in found:
            found[name] = value.strip()[:MAX_FIELD]
    return found


def _head(fields: _Fields) -> Head | None:
    authors = _addresses(fields.get(b"from", b""))
    if not authors:
        return None
    name, email = authors[0]
    to = tuple(address for _, address in _addresses(fields.get(b"to", b"")))
    return Head(email, _decoded(name), to, _moment(fields.get(b"date", b"")))


def _addresses(field: bytes) -> list[tuple[str, str]]:
    pairs = getaddresses([field.decode("utf-8", "replace")])
    return [(name, address.lower()) for name, address in pairs if _ADDRESS.fullmatch(address)]


def _decoded(name: str) -> str:
    """A display name with its encoded words (RFC 2047) read, in one line."""
    with suppress(HeaderParseError, LookupError, UnicodeError, ValueError):
        name = str(make_header(decode_header(name)))
    return " ".join("".join(c for c in name if c.isprintable()).split())


def _moment(field: bytes) -> datetime | None:
    """The Date field; None where it has none, or no offset (`-0000` says that the zone is not known)."""
    try:
        found = parsedate_to_datetime(field.decode("ascii", "replace"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.utcoffset() is not None else None
