"""A mail's bytes in, the properties of a message out; and back.

Read by the standard library alone, so that the twin and the code under test cannot share a mistake.
Source: learn.microsoft.com/en-us/graph/api/resources/message; .../graph/outlook-send-mime-message.
"""

import base64
import email
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage, Message
from email.utils import format_datetime, formataddr, getaddresses, parsedate_to_datetime

from tests.fakes.google.mime import head, shown
from tests.fakes.graph import bodies
from tests.fakes.graph.errors import Json

_PEOPLE = {"toRecipients": "To", "ccRecipients": "Cc", "bccRecipients": "Bcc", "replyTo": "Reply-To"}


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment; `inline` where the body shows it."""

    name: str
    type: str
    data: bytes
    inline: bool
    content_id: str | None


@dataclass(frozen=True, slots=True)
class Content:
    """What a mail says, in the kind it was written in ("text" or "html"), and what it carries."""

    kind: str
    body: str
    attached: tuple[Attached, ...]


def properties(raw: bytes) -> Json:
    """What the header says, as properties of a message; those that it does not state are left out."""
    said = head(raw)
    found: Json = {
        "subject": shown(str(said.get("Subject", ""))),
        "internetMessageHeaders": [{"name": n, "value": shown(str(v))} for n, v in said.raw_items()],
        "importance": {"high": "high", "low": "low"}.get(str(said.get("Importance", "")).lower(), "normal"),
        **{name: people(said, field) for name, field in _PEOPLE.items()},
    }
    author, sender = people(said, "From"), people(said, "Sender")
    if author:
        found["from"], found["sender"] = author[0], (sender or author)[0]
    if "Message-ID" in said:
        found["internetMessageId"] = shown(str(said["Message-ID"])).strip()
    at = moment(str(said.get("Date", "")))
    if at is not None:
        found["sentDateTime"] = stamp(at)
    return found


def content(raw: bytes) -> Content:
    """The body, and the attachments. Of an alternative the HTML is taken, as Exchange does."""
    texts: dict[str, list[str]] = {"plain": [], "html": []}
    attached = []
    for part in _leaves(email.message_from_bytes(raw)):
        kind = part.get_content_subtype()
        if part.get_content_maintype() == "text" and kind in texts and not _is_attached(part):
            texts[kind].append(_text(part))
        elif part.get_content_maintype() != "multipart":
            attached.append(_attached(part))
    if texts["html"]:
        return Content("html", "".join(texts["html"]), tuple(attached))
    return Content("text", "\n".join(texts["plain"]), tuple(attached))


def built(said: Json) -> bytes:
    """The bytes of a message that was made of properties."""
    made = EmailMessage()
    for name, field in _PEOPLE.items():
        if said.get(name):
            made[field] = ", ".join(formatted(one) for one in said[name])
    if said.get("from"):
        made["From"] = formatted(said["from"])
    made["Subject"] = said.get("subject") or ""
    made["Date"] = format_datetime(datetime.fromisoformat(said["sentDateTime"]))
    made["Message-ID"] = said["internetMessageId"]
    for one in said.get("internetMessageHeaders", []):
        if one["name"] not in made:
            made[one["name"]] = one["value"]
    body = said.get("body") or {}
    html = str(body.get("contentType", "text")).lower() == "html"
    text = body.get("content") or ""
    made.set_content(bodies.to_text(text) if html else text)
    if html:
        made.add_alternative(text, subtype="html")
    return made.as_bytes()


def people(said: Message, name: str) -> list[Json]:
    """The recipients of a header field."""
    listed = getaddresses([str(value) for value in said.get_all(name, [])])
    return [recipient(shown(address), shown(called)) for called, address in listed if address]


def recipient(address: str, name: str = "") -> Json:
    """A recipient; one without a name goes by the address."""
    return {"emailAddress": {"name": name or address, "address": address}}


def formatted(said: Json) -> str:
    """A recipient as a header field names it."""
    address: Json = said.get("emailAddress") or {}
    name = address.get("name") or ""
    return formataddr(("" if name == address.get("address") else name, address.get("address") or ""))


def listed(attached: Iterable[Attached], prefix: str, at: str) -> Iterator[Json]:
    """Attachments as resources, with their content."""
    for number, one in enumerate(attached):
        yield {
            "@odata.type": "#microsoft.graph.fileAttachment",
            "@odata.mediaContentType": one.type,
            "id": f"{prefix}-att{number}",
            "lastModifiedDateTime": at,
            "name": one.name,
            "contentType": one.type,
            "size": len(one.data),
            "isInline": one.inline,
            "contentId": one.content_id,
            "contentLocation": None,
            "contentBytes": base64.b64encode(one.data).decode(),
        }


def moment(text: str) -> datetime | None:
    """The moment of a Date field, None where it states none; without a zone it is taken for UTC."""
    try:
        at = parsedate_to_datetime(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def stamp(at: datetime) -> str:
    """A moment as Graph writes it: UTC, whole seconds."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


def _leaves(said: Message) -> Iterator[Message]:
    """The parts that hold something; a mail within the mail is one of them."""
    inner = said.get_payload() if said.get_content_maintype() == "multipart" else None
    if not isinstance(inner, list):
        yield said
        return
    for part in inner:
        if isinstance(part, Message):
            yield from _leaves(part)


def _is_attached(part: Message) -> bool:
    return bool(part.get_filename()) or part.get_content_disposition() == "attachment"


def _attached(part: Message) -> Attached:
    inner = part.get_payload()
    whole = inner[0].as_bytes() if isinstance(inner, list) and isinstance(inner[0], Message) else None
    data = whole if whole is not None else part.get_payload(decode=True)
    name = shown(part.get_filename() or "") or "attachment"
    cid = part.get("Content-ID")
    inline = part.get_content_disposition() == "inline" or (cid is not None and not _is_attached(part))
    bytes_ = data if isinstance(data, bytes) else b""
    return Attached(name, part.get_content_type(), bytes_, inline, str(cid).strip("<>") if cid else None)


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    try:
        return data.decode(part.get_content_charset() or "utf-8", "replace") if isinstance(data, bytes) else ""
    except LookupError:
        return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""
