"""The header of a mail: raw bytes in, decoded fields out (RFC 5322, 2.2; encoded words: RFC 2047).

Nothing here raises on broken input, and every regular expression is linear. At most 64 KiB are looked at.
"""

import binascii
import re
from dataclasses import dataclass
from functools import lru_cache

from connectors._mime.charset import decode
from connectors._mime.window import Raw
from connectors.types import Address

HEADER_BYTES = 64 * 1024
SUBJECT_CHARS = 998
NAME_CHARS = 200
ADDRESSES = 1_000
IDS = 100

_END = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_NAME = re.compile(r"[!-9;-~]+")
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]*)\?=")
_ID = re.compile(r"<\s*([^<>\s]+)\s*>")
_SPACE = re.compile(r"\s+")
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"?|<([^<>]*)>?|([()])|([,;:])|([^"<>(),;:]+)|>', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SHORT = 400  # characters of an address field worth remembering: people write to the same people
_PLAIN = ""  # the charset of what stands between encoded words
# C0, C1, line and paragraph separators, and what turns the reading direction (bidi) or hides (zero width).
_UNSEEN = {
    **dict.fromkeys([*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029], " "),
    **dict.fromkeys([0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0xAD], ""),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}


@dataclass(frozen=True, slots=True)
class Headers:
    """The fields of a header by lower-case name, unfolded, in their order; encoded words are still encoded."""

    fields: dict[str, list[str]]

    def first(self, name: str) -> str:
        """The first field of that name, "" where there is none."""
        values = self.fields.get(name)
        return values[0] if values else ""

    def all(self, name: str) -> list[str]:
        """Every field of that name."""
        return self.fields.get(name, [])

    def has(self, name: str) -> bool:
        """Whether there is such a field, even an empty one."""
        return name in self.fields


def split(raw: Raw, start: int = 0, end: int | None = None) -> tuple[Headers, int]:
    """The header of raw[start:end], and where its body begins."""
    stop = len(raw) if end is None else end
    top = raw[start : min(start + HEADER_BYTES, stop)]
    if top[:2] in {b"\r\n", b"\n"} or top[:1] == b"\n":
        return Headers({}), start + (1 if top[:1] == b"\n" else 2)
    close = _END.search(top)
    if close:
        return _fields(top[: close.start()]), start + close.end()
    return _fields(top), _beyond(raw, start + len(top), stop)


def _beyond(raw: Raw, start: int, stop: int) -> int:
    """Where the body begins behind a header longer than we read."""
    ends = [found + len(mark) for mark in (b"\n\n", b"\n\r\n") if (found := raw.find(mark, start, stop)) >= 0]
    return min(ends, default=stop)


def _fields(block: bytes) -> Headers:
    fields: dict[str, list[str]] = {}
    for line in _FOLD.sub("", decode(block, None)).split("\n"):
        name, colon, value = line.partition(":")
        name = name.strip()
        if colon and _NAME.fullmatch(name):
            fields.setdefault(name.lower(), []).append(value.strip())
    return Headers(fields)


def words(text: str) -> str:
    """`text` with its encoded words decoded; neighbours of one charset are joined before they are decoded."""
    if "=?" not in text:
        return text
    pieces: list[tuple[str, bytearray]] = []
    place = 0
    for found in _WORD.finditer(text):
        between = text[place : found.start()]
        if between.strip() or place == 0:
            pieces.append((_PLAIN, bytearray(between, "utf-8", "replace")))
        charset, data = _octets(*found.groups())
        if pieces[-1][0] != charset:
            pieces.append((charset, bytearray()))
        pieces[-1][1].extend(data)
        place = found.end()
    pieces.append((_PLAIN, bytearray(text[place:], "utf-8", "replace")))
    return "".join(decode(bytes(data), charset) for charset, data in pieces)


def _octets(charset: str, encoding: str, text: str) -> tuple[str, bytes]:
    """What one encoded word holds: its charset (RFC 2231 language cut off) and bytes."""
    octets = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return charset.partition("*")[0].lower(), binascii.a2b_qp(octets, header=True)
    return charset.partition("*")[0].lower(), base64_octets(octets)


def base64_octets(text: bytes) -> bytes:
    """What can be decoded of base64 text, however broken."""
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", text)
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def clean(text: str, limit: int = SUBJECT_CHARS) -> str:
    """One line of visible text: no control, bidi or hidden characters, single spaces, at most `limit` characters."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()[:limit]
    return _SPACE.sub(" ", text.translate(_UNSEEN)).strip()[:limit]


def ids(text: str) -> tuple[str, ...]:
    """The Message-IDs in a field, without brackets; of very many the first and the last are kept."""
    found = _ID.findall(text) or ([clean(text)] if text.strip() and " " not in text.strip() else [])
    kept = found if len(found) <= IDS else [found[0], *found[1 - IDS :]]
    return tuple(clean(i.strip("<>")) for i in kept)


def addresses(text: str) -> tuple[Address, ...]:
    """The mailboxes of an address field (RFC 5322, 3.4): groups opened, comments as names, broken ones salvaged."""
    return _remembered(text) if len(text) <= _SHORT else _mailboxes(text)


@lru_cache(maxsize=2048)
def _remembered(text: str) -> tuple[Address, ...]:
    return _mailboxes(text)


def _mailboxes(text: str) -> tuple[Address, ...]:
    found: list[Address] = []
    entry = _Entry()
    for token in _TOKEN.finditer(text):
        quoted, angle, bracket, mark, plain = token.groups()
        if bracket or entry.depth:
            entry.comment(bracket, token[0])
        elif mark:
            entry = entry.close(mark, found)
        elif quoted is not None:
            entry.name.append(_ESCAPED.sub(r"\1", quoted))
        elif angle is not None:
            entry.angle = angle
        elif plain:
            entry.name.append(plain)
        if len(found) >= ADDRESSES:
            return tuple(found)
    entry.close(",", found)
    return tuple(found)


class _Entry:
    """One mailbox in the making."""

    def __init__(self, name: list[str] | None = None) -> None:
        self.name = name or []
        self.angle: str | None = None
        self.comments: list[str] = []
        self.depth = 0

    def comment(self, bracket: str | None, text: str) -> None:
        self.depth = max(0, self.depth + {"(": 1, ")": -1}.get(bracket or "", 0))
        if not bracket:
            self.comments.append(text)

    def close(self, mark: str, found: list[Address]) -> "_Entry":
        """End this mailbox at a comma, semicolon or colon, and begin the next one."""
        phrase = "".join(self.name).strip()
        if self.angle is None and "@" not in phrase:
            # The name of a group ends here, or "Blair, Lynn <l@x>" was written without quotes.
            return _Entry([f"{phrase}, "] if mark == "," and phrase else [])
        name = phrase if self.angle is not None else "".join(self.comments)
        email = self.angle if self.angle is not None else _mailbox_in(phrase)
        address = _address(email, name)
        if address.email:
            found.append(address)
        return _Entry()


def _mailbox_in(phrase: str) -> str:
    return next((word for word in phrase.split() if "@" in word), phrase)


def _address(email: str, name: str) -> Address:
    bare = clean(email, 320).replace(" ", "").lower().removeprefix("mailto:").strip("'\"")
    if bare.startswith("@") and ":" in bare:  # an obsolete route, RFC 5322, 4.4
        bare = bare.partition(":")[2]
    shown = clean(words(name), NAME_CHARS).strip("'\" ")
    return Address(bare, "" if shown.lower() == bare else shown)
