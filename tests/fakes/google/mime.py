"""A mail's bytes in; its header facts, and its tree of parts as Gmail shows it, out.

Read by the standard library alone, so that the twin and the code under test cannot share a mistake. What Gmail does to
a mail: header values are decoded and unfolded; the text of text parts is given in UTF-8 whatever charset the part's own
header, which stays as it is, says; what is no text, has a file name or is too long is only named by an attachment id.
Source: developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages (MessagePart, MessagePartBody).
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

_REPLY = re.compile(r"^\s*(?:(?:re|fwd?|aw|wg|sv|antw)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_ID = re.compile(r"<([^<>\s]+)>")
_END = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a header says, for threads and for the search: Message-IDs without brackets, text in lower case."""

    message_id: str
    above: tuple[str, ...]
    topic: str
    subject: str
    from_: str
    to: str
    cc: str
    bcc: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part: `data` is its content, None where it lies outside the tree (`path` finds it again)."""

    id: str
    type: str
    filename: str
    headers: tuple[tuple[str, str], ...]
    size: int
    data: bytes | None
    parts: tuple["Part", ...] = ()
    path: tuple[int, ...] = field(default=())

    def walk(self) -> Iterator["Part"]:
        """This part and all below."""
        yield self
        for part in self.parts:
            yield from part.walk()


def head(raw: bytes) -> Message:
    """The header of a mail."""
    end = _END.search(raw)
    return BytesHeaderParser().parsebytes(raw[: end.end()] if end else raw)


def facts(raw: bytes) -> Facts:
    """The header facts of a mail."""
    said = head(raw)
    subject = shown(str(said.get("Subject", "")))
    return Facts(
        message_id=next(iter(_ID.findall(str(said.get("Message-ID", "")))), ""),
        above=tuple(_ID.findall(f"{said.get('References', '')} {said.get('In-Reply-To', '')}")),
        topic=topic(subject),
        subject=subject.lower(),
        from_=_people(said, "From"),
        to=_people(said, "To"),
        cc=_people(said, "Cc"),
        bcc=_people(said, "Bcc"),
    )


def topic(subject: str) -> str:
    """A subject without its "Re:" and the like, and without regard to case and blanks."""
    return " ".join(_REPLY.sub("", subject).split()).lower()


def shown(value: str) -> str:
    """A header value as Gmail shows it: unfolded, encoded words decoded, raw bytes taken as UTF-8."""
    plain = re.sub(r"\r?\n[ \t]+", " ", value)
    plain = plain.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if "=?" not in plain:
        return plain
    try:
        return str(make_header(decode_header(plain)))
    except (LookupError, ValueError):
        return plain


def headers(said: Message) -> tuple[tuple[str, str], ...]:
    """Every header field in order."""
    return tuple((name, shown(str(value))) for name, value in said.raw_items())


def tree(raw: bytes, longest: int) -> Part:
    """The parts of a mail; text of more than `longest` bytes lies outside."""
    return _part(email.message_from_bytes(raw), "", (), longest)


def content(raw: bytes, path: tuple[int, ...]) -> bytes:
    """The decoded bytes of the part at that place in the tree."""
    part: Message = email.message_from_bytes(raw)
    for step in path:
        part = _below(part)[step]
    return _bytes(part)


def snippet(raw: bytes) -> str:
    """The first 100 characters or so of the text. The commonest kind of mail is not parsed for it."""
    said = head(raw)
    plain = said.get_content_type() == "text/plain"
    if plain and str(said.get("Content-Transfer-Encoding", "7bit")).strip().lower() in {"7bit", "8bit"}:
        end = _END.search(raw)
        text = raw[end.end() : end.end() + 400] if end else b""
        return " ".join(text.decode(_codec(said), "replace").split())[:100]
    text_parts = (part.data for part in tree(raw, 1 << 20).walk() if part.type.startswith("text/") and part.data)
    return " ".join(re.sub(r"<[^>]*>", " ", next(text_parts, b"").decode("utf-8", "replace")).split())[:100]


def _people(said: Message, name: str) -> str:
    listed = [shown(str(value)) for value in said.get_all(name, [])]
    return " ".join(f"{shown_name} {address}" for shown_name, address in getaddresses(listed)).lower()


def _part(said: Message, number: str, path: tuple[int, ...], longest: int) -> Part:
    below = _below(said)
    prefix = f"{number}." if number else ""
    parts = tuple(_part(one, f"{prefix}{place}", (*path, place), longest) for place, one in enumerate(below))
    filename = shown(said.get_filename() or "")
    data = b"" if below or said.is_multipart() else _bytes(said)
    size = len(data)
    outside = bool(filename) or (not below and said.get_content_maintype() != "text") or size > longest
    if not outside and data:
        data = data.decode(_codec(said), "replace").encode()
        size = len(data)
    within = data if not (outside and not below) else None
    return Part(number, said.get_content_type(), filename, headers(said), size, within, parts, path)


def _below(said: Message) -> list[Message]:
    inner = said.get_payload() if said.is_multipart() else []
    return [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []


def _bytes(said: Message) -> bytes:
    if said.is_multipart():
        return b"".join(one.as_bytes() for one in _below(said))
    found = said.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _codec(said: Message) -> str:
    name = said.get_content_charset() or "utf-8"
    try:
        return "utf-8" if "x".encode(name) == b"" else name
    except LookupError:
        return "utf-8"
