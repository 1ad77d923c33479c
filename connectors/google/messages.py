"""A Gmail message resource in, a `Message` out; its parts are read as those of any mail, in the same bounds.

Gmail takes off transfer encodings and encoded words, and hands out most texts in UTF-8 whatever their header says.
Source: Gmail API, REST resource users.messages; "Manage labels" for the system labels.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors import _mime
from connectors.types import Folder, Message, Ref

Resource = Mapping[str, Any]

PREFIX = "mail/"
# What a header row is made of: the fields that `_mime.row` reads, and Bcc for what the owner shuts out.
HEADERS = (
    *("Message-ID", "In-Reply-To", "References", "Date", "From", "Sender", "Reply-To", "Return-Path"),
    *("To", "Cc", "Bcc", "Subject", "Content-Type", "X-Ref", "Auto-Submitted", "X-Autoreply", "X-Autorespond"),
    *("X-Autoresponse", "X-Auto-Reply", "X-Failed-Recipients", "Content-Class", "List-Id", "List-Post"),
    *("Mailing-List", "List-Unsubscribe", "Precedence", "X-Auto-Response-Suppress"),
)

_NO_MAIL = frozenset({"DRAFT", "TRASH", "SPAM", "CHAT"})
_TEXTS = frozenset({"text/plain", "text/html", "text/enriched"})
_UNDER_WAY = timedelta(minutes=30)
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
# Where the stretch of a part lies whose content was not handed out: it has a size and no bytes.
_NOWHERE = 1 << 40


def is_mail(resource: Resource) -> bool:
    """Whether this is a mail that was sent or came in: no draft, no chat, not thrown away."""
    return _NO_MAIL.isdisjoint(labels(resource))


def labels(resource: Resource) -> frozenset[str]:
    """The ids of its labels."""
    return frozenset(resource.get("labelIds") or ())


def row(resource: Resource, account: str) -> Message:
    """The header row, `text` None. Raises `_mime.Unreadable`.

    A mail to oneself has both labels, SENT and INBOX: it is the owner's word, so it counts as sent. `internalDate`
    (milliseconds, UTC) is the moment, in the offset that Date names; but Date itself where the two agree, but for the
    time a mail is under way: by that the same mail is known in other accounts.
    """
    headers = headers_of(resource)
    folder = Folder.SENT if "SENT" in labels(resource) else Folder.RECEIVED
    arrived = _arrived(resource)
    message = _mime.row(headers, Ref(account, PREFIX + str(resource["id"])), folder, arrived)
    return replace(
        message,
        thread=str(resource.get("threadId") or "") or None,
        sent_at=_sent_at(message.sent_at, arrived),
        received_at=arrived if folder is Folder.RECEIVED else None,
    )


def whole(resource: Resource, account: str) -> Message:
    """The message with its body, from a resource of format "full". Raises `_mime.Unreadable`."""
    cut = _Cut()
    part = cut.part(_payload(resource))
    return _mime.with_body(row(resource, account), _mime.body_of(bytes(cut.raw), part))


def headers_of(resource: Resource) -> _mime.Headers:
    """The header of a message resource of any format but "raw" and "minimal"."""
    return _headers(_payload(resource))


def withheld(resource: Resource) -> list[dict[str, Any]]:
    """The bodies of texts that were handed out by their `attachmentId` only, to be filled in with their `data`."""
    found = []
    for node in _nodes(_payload(resource)):
        body = _body(node)
        known = "data" in body or not body.get("attachmentId")
        if not known and _is_text(node) and not node.get("filename") and _size(node) <= _mime.TEXT_BYTES:
            found.append(body)
    return found


def _sent_at(stated: datetime, arrived: datetime | None) -> datetime:
    if arrived is None or timedelta(0) <= arrived - stated <= _UNDER_WAY:
        return stated
    return arrived.astimezone(stated.tzinfo)


def _arrived(resource: Resource) -> datetime | None:
    """`internalDate` in whole seconds, as precise as the Date of a mail."""
    try:
        return datetime.fromtimestamp(int(resource["internalDate"]) // 1000, UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def _payload(resource: Resource) -> dict[str, Any]:
    payload = resource.get("payload")
    return payload if isinstance(payload, dict) else {}


def _headers(node: Resource) -> _mime.Headers:
    """The fields of a part, of which at most 64 KiB are looked at."""
    fields: dict[str, list[str]] = {}
    left = _mime.HEADER_BYTES
    for entry in node.get("headers") or ():
        name, value = str(entry.get("name", "")).lower(), str(entry.get("value", ""))[: max(left, 0)]
        left -= len(name) + len(value)
        if left >= 0:
            fields.setdefault(name, []).append(value.replace("\r", "").replace("\n", "").strip())
    return _mime.Headers(fields)


def _nodes(node: dict[str, Any], depth: int = 0) -> Iterator[dict[str, Any]]:
    yield node
    if depth < _mime.DEPTH:
        for inner in (node.get("parts") or ())[: _mime.PARTS]:
            yield from _nodes(inner, depth + 1)


def _body(node: Resource) -> dict[str, Any]:
    body = node.get("body")
    return body if isinstance(body, dict) else {}


def _size(node: Resource) -> int:
    size = _body(node).get("size")
    return max(size, 0) if isinstance(size, int) else 0


def _media_type(node: Resource) -> str:
    return str(node.get("mimeType") or "text/plain").lower()


def _is_text(node: Resource) -> bool:
    return _media_type(node) in _TEXTS


@dataclass(slots=True)
class _Cut:
    """Lays the texts of a message one behind the other, and says of each part where it lies there."""

    raw: bytearray = field(default_factory=bytearray)
    left: int = _mime.PARTS

    def part(self, node: Resource, depth: int = 0) -> _mime.Part:
        media_type = _media_type(node)
        headers = _headers(node)
        parameters = _mime.field_with_parameters(headers.first("content-type"))[1]
        data = _octets(node) if media_type in _TEXTS else b""
        start = len(self.raw) if data else _NOWHERE
        self.raw += data
        headers.fields.pop("content-transfer-encoding", None)
        if charset := _charset(data, parameters.get("charset")):
            parameters["charset"] = charset
        size = len(data) if data else _size(node)
        return _mime.Part(headers, media_type, parameters, start, start + size, self._inner(node, media_type, depth))

    def _inner(self, node: Resource, media_type: str, depth: int) -> tuple[_mime.Part, ...]:
        """The parts of a multipart. A forwarded mail (message/rfc822) has parts here too: those of somebody else."""
        if not media_type.startswith("multipart/") or depth >= _mime.DEPTH:
            return ()
        taken = (node.get("parts") or ())[: self.left]
        self.left -= len(taken)
        return tuple(self.part(inner, depth + 1) for inner in taken)


def _octets(node: Resource) -> bytes:
    """The content of a text, its first 256 KiB."""
    data = str(_body(node).get("data") or "")[: _mime.TEXT_BYTES * 4 // 3 + 4]
    return _mime.base64_octets(data.encode("ascii", "replace").translate(_URL_SAFE))[: _mime.TEXT_BYTES]


def _charset(data: bytes, stated: str | None) -> str | None:
    """UTF-8 where the bytes are that, else what is stated; also for escapes (ISO-2022) and NULs (UTF-16)."""
    if b"\x1b" in data or b"\0" in data:
        return stated
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as fault:
        # The last character may have been cut off.
        return "utf-8" if fault.end == len(data) and fault.start > len(data) - 4 else stated
    return "utf-8"
