"""A `Draft` as an RFC 5322 mail, and our key in a mail's header.

The key stands twice, because mail programs drop one or the other when they save an edited draft: in `X-Ref`, and in
the Message-ID `<key@headsup.invalid>` (RFC 2606 reserves .invalid). `X-Ref` also holds a seal, a hash of what a reader
of the draft sees, files too (ours has none): a draft whose seal no longer fits was edited by its owner. Both are opaque
to whoever receives the mail.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.header import Header, decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from hashlib import sha256
from urllib.parse import quote, unquote

from connectors._mime.body import body_of
from connectors._mime.headers import Headers, addresses, clean, ids, split, words
from connectors._mime.parts import Cutter, Part
from connectors._mime.window import Raw
from connectors.errors import Refused
from connectors.types import Address, Draft

_DOMAIN = "headsup.invalid"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+")
_LINE = 76


def compose(draft: Draft, key: str) -> bytes:
    """The draft as bytes with CR LF line ends, UTF-8, 8bit; unsent (RFC 5322 wants Date and From when it is sent).

    It is parsed again before anybody writes it. Raises Refused where it would not read as it was ordered.
    """
    raw = _written(draft, key)
    if not _reads_as(draft, raw):
        raise Refused("a draft would not read as it was meant, so it is not written; write to that person yourself")
    return raw


def _written(draft: Draft, key: str) -> bytes:
    lines = [
        f"X-Ref: {quote(key, safe='')};{seal_of(draft.to, draft.cc, draft.subject, draft.text)}",
        f"Message-ID: <{quote(key, safe='')}@{_DOMAIN}>",
        *_recipients("To", draft.to),
        *_recipients("Cc", draft.cc),
        f"Subject: {_encoded(draft.subject, 9)}",
        *_thread(draft),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        *_lines(draft.text),
    ]
    return "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n"


def _reads_as(draft: Draft, raw: bytes) -> bool:
    """Whether a reader of another make, the standard library's, finds the people, subject and text, and no more."""
    mail = message_from_bytes(raw)
    body = mail.get_payload(decode=True)
    fields = [name for name, _ in mail.raw_items()]
    return (
        not mail.defects
        and Counter(fields) == Counter(_fields(draft))
        and _emails(mail, "To") == [person.email for person in draft.to]
        and _emails(mail, "Cc") == [person.email for person in draft.cc]
        and _words_in(mail, "Subject") == clean(draft.subject)
        and body == ("\r\n".join(_lines(draft.text)) + "\r\n").encode("utf-8", "replace")
    )


def _fields(draft: Draft) -> Iterator[str]:
    """The header fields that this draft has, each once."""
    yield from ("X-Ref", "Message-ID", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")
    there = {"To": draft.to, "Cc": draft.cc, "In-Reply-To": draft.in_reply_to, "References": draft.references}
    yield from (name for name, content in there.items() if content)


def _emails(mail: Message, field: str) -> list[str]:
    return [email for _, email in getaddresses([_raw_field(mail, field)])] if field in mail else []


def _words_in(mail: Message, field: str) -> str:
    return str(make_header(decode_header(_raw_field(mail, field).replace("\r\n", ""))))


def _raw_field(mail: Message, field: str) -> str:
    """A field as it stands there: the parser keeps what is not ASCII as surrogates."""
    value = next(str(value) for name, value in mail.raw_items() if name == field)
    return value.encode("ascii", "surrogateescape").decode("utf-8", "replace")


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def draft_key(headers: Headers) -> str | None:
    """Our key, None where the mail does not carry one."""
    named = next(iter(ids(headers.first("message-id"))), "")
    local, _, domain = named.rpartition("@")
    if domain.lower() == _DOMAIN and local:
        return unquote(local)
    stated = headers.first("x-ref").partition(";")[0]
    return unquote(stated) if headers.has("x-ref") and _is_key(stated) else None


def is_edited(raw: Raw) -> bool:
    """Whether a draft of ours reads otherwise than it was written: its people, its subject, its text, its files."""
    headers, _ = split(raw)
    return headers.first("x-ref").partition(";")[2].strip() != seal(raw)


def seal(raw: Raw) -> str:
    """A hash of what a reader of the draft in `raw` sees; it changes with each of its words and files."""
    headers, start = split(raw)
    to, cc = (addresses(", ".join(headers.all(field))) for field in ("to", "cc"))
    part = Cutter(raw).cut(headers, start, len(raw))
    return seal_of(to, cc, words(headers.first("subject")), body_of(raw, part).text, _files(part))


def _files(part: Part) -> Iterator[tuple[str, str, int]]:
    """The name, type and encoded size of whatever hangs at the draft, those in alternatives nobody reads, too."""
    if part.parts:
        for inner in part.parts:
            yield from _files(inner)
    elif _is_file(part):
        yield part.file_name, part.media_type, part.end - part.start


def _is_file(part: Part) -> bool:
    """Whether it is more than another form of the text, such as the HTML that an editor puts beside it."""
    is_text = part.media_type.startswith("text/") and part.media_type != "text/calendar"
    return not is_text or part.disposition[0] == "attachment" or bool(part.file_name)


def seal_of(
    to: Iterable[Address], cc: Iterable[Address], subject: str, text: str, files: Iterable[tuple[str, str, int]] = ()
) -> str:
    """12 hexadecimal digits; white space that programs add or drop counts for nothing."""
    emails = ([person.email.lower() for person in people] for people in (to, cc))
    seen = repr((*emails, clean(subject).split(), text.encode("utf-8", "replace").split(), *files))
    return sha256(seen.encode()).hexdigest()[:12]


def _is_key(text: str) -> bool:
    return bool(text) and len(text) <= 300 and not any(mark.isspace() for mark in text)


def _recipients(field: str, people: Iterable[Address]) -> list[str]:
    shown = [_mailbox(person) for person in people]
    return [f"{field}: " + ",\r\n ".join(shown)] if shown else []


def _mailbox(person: Address) -> str:
    email = re.sub(r"[\s<>,;]", "", clean(person.email))
    name = clean(person.name, 200)
    if not name:
        return email
    if _is_plain(name):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f"{name} <{email}>" if _PLAIN_NAME.fullmatch(name) else f'"{escaped}" <{email}>'
    return f"{_encoded(name, 0)} <{email}>"


def _encoded(text: str, used: int) -> str:
    """A line of header text, as encoded words where it is not plain or too long for one line."""
    line = clean(text)
    if _is_plain(line) and len(line) < 900:
        return line
    return Header(line, "utf-8", maxlinelen=_LINE, header_name="x" * used).encode(linesep="\r\n")


def _is_plain(line: str) -> bool:
    """Whether it reads as it stands there: what looks like an encoded word (RFC 2047) would be decoded."""
    return line.isascii() and "=?" not in line


def _thread(draft: Draft) -> list[str]:
    """In-Reply-To and References (RFC 5322, 3.6.4), one id on a line so that no line grows too long."""
    above = [f"In-Reply-To: <{_id(draft.in_reply_to)}>"] if draft.in_reply_to else []
    listed = [f"<{_id(reference)}>" for reference in draft.references]
    return above + (["References: " + "\r\n ".join(listed)] if listed else [])


def _id(text: str) -> str:
    return re.sub(r"[\s<>]", "", clean(text))
