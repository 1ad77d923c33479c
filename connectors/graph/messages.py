"""A Graph message resource in, a `Message` out; its text is read as that of any mail, in the same bounds.

Graph keeps no header of what was sent from Outlook, and hands out that of what came in only with a body; In-Reply-To,
References and the class are MAPI properties of both.
Source: learn.microsoft.com/graph/api/resources/message; MS-OXCMSG, 2.2.1.3 for the message classes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from connectors import _mime
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

# By what the class begins with (lower case): why nobody wrote it by hand.
_CLASSES = {
    "ipm.schedule.": "invitation",
    "report.": "delivery report",
    "ipm.note.rules.ooftemplate": "automatic reply",
    "ipm.outlook.recall": "automatic mail",
}
_ENCRYPTED, _SIGNED = "ipm.note.smime", "ipm.note.smime.multipartsigned"


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
    headers, known = _headers(resource), properties.of(resource)
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
        sent_at=_sent_at(resource, headers, view.zone if own else None),
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
    kind = properties.of(resource).get(properties.CLASS, "").lower()
    body.encrypted |= kind.startswith(_ENCRYPTED) and not kind.startswith(_SIGNED)
    return _mime.with_body(row(resource, view), body)


def blind(resource: Resource) -> tuple[Address, ...]:
    """Whom a mail goes to by Bcc."""
    return people(resource.get("bccRecipients"))


def _text(said: object) -> tuple[bytes, _mime.Part]:
    """The body's content, its first 256 KiB, and the part that it would be in a mail."""
    body = said if isinstance(said, dict) else {}
    kind = "text/html" if str(body.get("contentType")).lower() == "html" else "text/plain"
    data = str(body.get("content") or "")[: _mime.TEXT_BYTES].encode("utf-8", "replace")[: _mime.TEXT_BYTES]
    return data, _mime.Part(_mime.Headers({}), kind, {"charset": "utf-8"}, 0, len(data), ())


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
    kind = known.get(properties.CLASS, "").lower()
    if "eventmessage" in str(resource.get("@odata.type", "")).lower():
        return "invitation"
    named = next((why for begin, why in _CLASSES.items() if kind.startswith(begin)), None)
    return named or _mime.automatic_reason(headers, "", from_.email, own=own)


def _headers(resource: Resource) -> _mime.Headers:
    """The fields of the header, of which at most 64 KiB are looked at, and the subject."""
    fields: dict[str, list[str]] = {"subject": [str(resource.get("subject") or "")]}
    left = _mime.HEADER_BYTES
    for entry in resource.get("internetMessageHeaders") or ():
        name, value = str(entry.get("name", "")).lower(), str(entry.get("value", ""))[: max(left, 0)]
        left -= len(name) + len(value)
        if left >= 0 and name != "subject":
            fields.setdefault(name, []).append(" ".join(value.split()))
    return _mime.Headers(fields)


def _sent_at(resource: Resource, headers: _mime.Headers, zone: tzinfo | None) -> datetime:
    at = _moment(resource.get("sentDateTime")) or _moment(resource.get("receivedDateTime"))
    if at is None:
        raise _mime.Unreadable("This mail has no usable date. Open it in Outlook to see when it was sent.")
    stated = _mime.parse_date(headers.first("date"))
    if stated is not None and stated.tzinfo is not None:
        return at.astimezone(stated.tzinfo)
    return at.astimezone(zone) if zone else at


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
    """A recipient resource as an address; an unresolved one of Exchange's own (EX) has none that can be written to."""
    inner = said.get("emailAddress") if isinstance(said, dict) else None
    if not isinstance(inner, dict):
        return None
    email = _mime.clean(str(inner.get("address") or ""), 320).lower()
    name = _mime.clean(str(inner.get("name") or ""), _mime.NAME_CHARS)
    return Address(email if "@" in email else "", "" if name.lower() == email else name)


def ids_of(resources: Iterable[Resource]) -> list[str]:
    """The ids of resources, in their order, each once."""
    return list(dict.fromkeys(str(one["id"]) for one in resources if "id" in one))
