"""One mail as it lies in a mailbox: where it has lain and when, and its properties, worked out when asked for."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from tests.fakes.google import mime as headers
from tests.fakes.graph import bodies, mime
from tests.fakes.graph.errors import Json

_PROPERTY = "singleValueExtendedProperties"
_ADDRESSED = ("toRecipients", "ccRecipients", "bccRecipients", "replyTo", "from")
_WRITTEN = {"subject", "body", *_ADDRESSED}


@dataclass(frozen=True, slots=True)
class Placement:
    """From a change on a mail lies in a folder (None: nowhere), which listings know from a request on."""

    change: int
    listed_from: int
    folder: str | None


@dataclass(eq=False)
class Mail:
    """`raw` are its bytes where it came as such; `said` are the properties that were set since, or all there are."""

    number: int
    at: datetime
    raw: bytes = b""
    said: Json = field(default_factory=dict)
    draft: bool = False
    thread: str = ""
    change: int = 0
    moves: int = 0
    modified: datetime | None = None
    placements: list[Placement] = field(default_factory=list)

    @property
    def immutable_id(self) -> str:
        """The id that it keeps wherever it goes."""
        return made_id("AAkALgAAAAAAHYQDEapmEc2byACqAC", "mail", self.number)

    @property
    def id(self) -> str:
        """The id that it has as long as it lies where it lies."""
        return made_id("AAMkADI5MAAIT3d", "mail", self.number, self.moves)

    @property
    def folder(self) -> str | None:
        """Where it lies."""
        return self.placements[-1].folder if self.placements else None

    def listed_in(self, index: int) -> str | None:
        """Where the listings of that request show it."""
        known = [one.folder for one in self.placements if one.listed_from <= index]
        return known[-1] if known else None

    def lay_in(self, change: int) -> str | None:
        """Where it lay when that change had happened."""
        known = [one.folder for one in self.placements if one.change <= change]
        return known[-1] if known else None

    @property
    def etag(self) -> str:
        """What If-Match is held against."""
        return f'W/"{self.change_key}"'

    @property
    def change_key(self) -> str:
        """The version."""
        return "CQAAABYAAAD" + base64.b64encode(f"{self.number:06d}.{self.change:08d}".encode()).decode()

    @cached_property
    def facts(self) -> headers.Facts:
        """What its header says of its place in a conversation."""
        return headers.facts(self.raw)

    @cached_property
    def header(self) -> Json:
        """The properties that its own header states."""
        return mime.properties(self.raw) if self.raw else {}

    @cached_property
    def content(self) -> mime.Content:
        """Its body as it came, and its attachments."""
        return mime.content(self.raw) if self.raw else mime.Content("text", "", ())

    @property
    def body(self) -> tuple[str, str]:
        """Kind and content of its body as it was written."""
        said: Json | None = self.said.get("body")
        if said is None:
            return self.content.kind, self.content.body
        return str(said.get("contentType") or "text").lower(), said.get("content") or ""

    def get(self, name: str) -> Any:
        """A property, None for one that it does not have."""
        if name in _WORKED_OUT:
            return _WORKED_OUT[name](self)
        return self.said.get(name, self.header.get(name, _DEFAULTS.get(name)))

    def shown_body(self, kind: str, *, unique: bool = False) -> Json:
        """The body, or the part of it that quotes nobody, in that kind."""
        written, content = self.body
        if unique:
            content = bodies.unquoted(written, content)
        if kind == "text":
            return {"contentType": "text", "content": bodies.to_text(content) if written == "html" else content}
        return {"contentType": "html", "content": bodies.to_html(content) if written == "text" else content}

    def rewrite(self, raw: bytes) -> None:
        """It has other bytes from now on."""
        self.raw = raw
        for name in ("facts", "header", "content"):
            self.__dict__.pop(name, None)

    def bytes(self) -> bytes:
        """It as a mail (RFC 5322)."""
        if self.raw and not _WRITTEN & self.said.keys():
            return self.raw
        written, content = self.body
        stated = (*_WRITTEN, "internetMessageId", "sentDateTime", "internetMessageHeaders")
        known = {name: self.get(name) for name in stated}
        return mime.built({**known, "body": {"contentType": written, "content": content}})


def made_id(prefix: str, *seed: object) -> str:
    """An id as Outlook gives them: long, with both cases, and an equals sign at the end."""
    digest = hashlib.sha256(" ".join(map(str, seed)).encode()).digest()
    return f"{prefix}{base64.urlsafe_b64encode(digest[:22]).decode().rstrip('=')}AAA="


def _preview(mail: Mail) -> str:
    kind, content = mail.body
    text = bodies.to_text(content) if kind == "html" else content
    return " ".join(text.split())[:255]


_WORKED_OUT: dict[str, Callable[[Mail], Any]] = {
    "id": lambda mail: mail.immutable_id,
    "changeKey": lambda mail: mail.change_key,
    "createdDateTime": lambda mail: mime.stamp(mail.at),
    "lastModifiedDateTime": lambda mail: mime.stamp(mail.modified or mail.at),
    "receivedDateTime": lambda mail: mime.stamp(mail.at),
    "sentDateTime": lambda mail: (
        mail.said.get("sentDateTime") or mail.header.get("sentDateTime") or mime.stamp(mail.at)
    ),
    "hasAttachments": lambda mail: any(not one.inline for one in mail.content.attached),
    "bodyPreview": _preview,
    "parentFolderId": lambda mail: mail.folder,
    "conversationId": lambda mail: made_id("AAQkADI5MAAIT3d", mail.thread),
    "conversationIndex": lambda mail: base64.b64encode(hashlib.sha256(mail.thread.encode()).digest()[:22]).decode(),
    "isDraft": lambda mail: mail.draft,
    "webLink": lambda mail: f"https://outlook.office365.com/owa/?ItemID={mail.id}&exvsurl=1&viewmodel=ReadMessageItem",
}
_DEFAULTS: Json = {
    "subject": "",
    "importance": "normal",
    "isRead": True,
    "isReadReceiptRequested": False,
    "isDeliveryReceiptRequested": None,
    "inferenceClassification": "focused",
    "categories": [],
    "flag": {"flagStatus": "notFlagged"},
    **{name: [] for name in ("toRecipients", "ccRecipients", "bccRecipients", "replyTo", _PROPERTY)},
    "internetMessageHeaders": [],
}
