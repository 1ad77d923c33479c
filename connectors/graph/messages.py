"""A Graph message resource in, a `Message` out; its text is read as that of any mail, in the same bounds.

Graph keeps no header of what was sent from Outlook, and hands out that of what came in only with a body; In-Reply-To,
References and the class are MAPI properties of both.
Source: learn.microsoft.com/graph/api/resources/message; MS-OXCMSG, 2.2.1.3 for the message classes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from connectors import _mime, _outlook
from connectors.graph import properties
from connectors.types import Address, Attachment, Folder, Message, Ref

Resource = Mapping[str, Any]

PREFIX = "mail/"
FIELDS = (
    "id,internetMessageId,conversationId,parentFolderId,isDraft,sentDateTime,receivedDateTime,from,sender,toRecipients,"
    "ccRecipients,bccRecipients,subject"
)
WHOLE_FIELDS = f"{FIELDS},body,internetMessageHeaders,hasAttachments"
_PROPERTIES = properties.expanded(
    properties.IN_REPLY_TO, properties.REFERENCES, properties.CLASS, properties.KEY, properties.SEAL
)
EXPANDED = _PROPERTIES
WHOLE_EXPANDED = f"attachments($select=name,contentType,size,isInline),{_PROPERTIES}"


@dataclass(frozen=True, slots=True)
class View:
    """Whose mailbox it is: `zone` is the owner's, `sent` the id of the sent items, `trash` of what is thrown away."""

    account: str
    zone: tzinfo
    owner: frozenset[str]
    sent: str = ""
    trash: frozenset[str] = frozenset()

    def ref(self, id_: str) -> Ref:
        """The Ref of the message with that id."""
        return Ref(self.account, PREFIX + id_)


def is_mail(resource: Resource, view: View) -> bool:
    """Whether this is a mail that was sent or came in: no draft, not thrown away."""
    return not resource.get("isDraft") and resource.get("parentFolderId") not in view.trash


def row(resource: Resource, view: View) -> Message:
    """The header row, `text` None. Raises `_mime.Unreadable`.

    What the owner wrote counts as sent wherever it lies, such as in the archive. The moment is given in UTC only: it
    is told in the offset of Date where that is known, else, of the owner's own mail, in their zone.
    """
    from_ = _person(resource.get("from")) or _person(resource.get("sender")) or Address("")
    own = resource.get("parentFolderId") == view.sent or from_.email in view.owner
    headers = _outlook.headers(str(resource.get("subject") or ""), _fields(resource))
    known = properties.of(resource)
    in_reply_to = known.get(properties.IN_REPLY_TO) or headers.first("in-reply-to")
    references = known.get(properties.REFERENCES) or " ".join(headers.all("references"))
    received_at = _moment(resource.get("receivedDateTime"))
    return Message(
        ref=view.ref(str(resource["id"])),
        message_id=next(iter(_mime.ids(str(resource.get("internetMessageId") or ""))), ""),
        in_reply_to=next(iter(_mime.ids(in_reply_to)), None),
        references=_mime.ids(references),
        thread=str(resource.get("conversationId") or "") or None,
        folder=Folder.SENT if own else Folder.RECEIVED,
        sent_at=_outlook.sent_at(
            _moment(resource.get("sentDateTime")) or received_at, headers, view.zone if own else None
        ),
        received_at=None if own else received_at,
        sender=_person(resource.get("sender")),
        from_=from_,
        to=people(resource.get("toRecipients")),
        cc=people(resource.get("ccRecipients")),
        subject=_mime.clean(str(resource.get("subject") or "")),
        text=None,
        automatic=_automatic(resource, headers, known, from_, own=own),
        key=known.get(properties.KEY) if own else None,
    )


def whole(resource: Resource, view: View) -> Message:
    """The message with its body. Raises `_mime.Unreadable`."""
    body = _mime.body_of(*_text(resource.get("body")))
    body.attachments += _attachments(resource)
    body.encrypted |= _outlook.is_encrypted(properties.of(resource).get(properties.CLASS, ""))
    return _mime.with_body(row(resource, view), body)


def blind(resource: Resource) -> tuple[Address, ...]:
    """Whom a mail goes to by Bcc."""
    return people(resource.get("bccRecipients"))


def _text(said: object) -> tuple[bytes, _mime.Part]:
    body = said if isinstance(said, dict) else {}
    return _outlook.content(str(body.get("content") or ""), html=str(body.get("contentType")).lower() == "html")


def _attachments(resource: Resource) -> list[Attachment]:
    """What hangs beside the text; a picture within it says nothing."""
    found = [one for one in resource.get("attachments") or () if isinstance(one, dict) and not one.get("isInline")]
    return [
        Attachment(
            _mime.clean(str(one.get("name") or ""), 255),
            str(one.get("contentType") or "application/octet-stream").lower(),
            max(one["size"], 0) if isinstance(one.get("size"), int) else 0,
        )
        for one in found[: _mime.PARTS]
    ]


def _automatic(
    resource: Resource, headers: _mime.Headers, known: Mapping[str, str], from_: Address, *, own: bool
) -> str | None:
    if "eventmessage" in str(resource.get("@odata.type", "")).lower():
        return "invitation"
    return _outlook.automatic(known.get(properties.CLASS, ""), headers, from_, own=own)


def _fields(resource: Resource) -> Iterator[tuple[str, str]]:
    for entry in resource.get("internetMessageHeaders") or ():
        yield str(entry.get("name", "")), str(entry.get("value", ""))


def _moment(said: object) -> datetime | None:
    """A moment as OData writes it, in whole seconds, as precise as the Date of a mail."""
    try:
        at = datetime.fromisoformat(str(said)).replace(microsecond=0)
    except ValueError:
        return None
    return at if at.tzinfo else None


def people(said: object) -> tuple[Address, ...]:
    """The addresses in a list of recipients."""
    listed = said if isinstance(said, list) else []
    found = (_person(one) for one in listed[: _mime.ADDRESSES])
    return tuple(person for person in found if person and person.email)


def _person(said: object) -> Address | None:
    inner = said.get("emailAddress") if isinstance(said, dict) else None
    if not isinstance(inner, dict):
        return None
    return _outlook.person(str(inner.get("address") or ""), str(inner.get("name") or ""))


def ids_of(resources: Iterable[Resource]) -> list[str]:
    """The ids of resources, in their order, each once."""
    return list(dict.fromkeys(str(one["id"]) for one in resources if "id" in one))
