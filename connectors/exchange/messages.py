"""An exchangelib item of a mail folder in, a `Message` out; its text is read as that of any mail, in the same bounds.

Source: learn.microsoft.com/exchange/client-developer/web-service-reference/message-ex15websvcsotherref.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from exchangelib import HTMLBody

from connectors import _mime, _outlook
from connectors.exchange.properties import KEY
from connectors.types import Address, Attachment, Folder, Message, Ref

PREFIX = "mail/"
ROW = (
    *("message_id", "in_reply_to", "references", "conversation_id", "datetime_sent", "datetime_received", "author"),
    *("sender", "to_recipients", "cc_recipients", "bcc_recipients", "subject", "item_class", "is_draft", KEY),
)
WHOLE = (*ROW, "body", "headers", "attachments")


@dataclass(frozen=True, slots=True)
class View:
    """Whose mailbox it is; `zone` is the owner's."""

    account: str
    zone: tzinfo
    owner: frozenset[str]

    def ref(self, id_: str) -> Ref:
        """The Ref of the message with that id."""
        return Ref(self.account, PREFIX + id_)


def row(item: Any, id_: str, view: View, *, sent: bool) -> Message:  # noqa: ANN401 - the library's items have no types
    """The header row, `text` None; `sent`: it lies in the sent items. Raises `_mime.Unreadable`.

    The moment is given in UTC only: it is told in the offset of Date where that is known, else, of the owner's own
    mail, in their zone.
    """
    from_ = _person(item.author) or _person(item.sender) or Address("")
    own = sent or from_.email in view.owner
    headers = _outlook.headers(str(item.subject or ""), _fields(item))
    in_reply_to = str(item.in_reply_to or "") or headers.first("in-reply-to")
    references = str(getattr(item, "references", None) or "") or " ".join(headers.all("references"))
    return Message(
        ref=view.ref(id_),
        message_id=next(iter(_mime.ids(str(getattr(item, "message_id", None) or ""))), ""),
        in_reply_to=next(iter(_mime.ids(in_reply_to)), None),
        references=_mime.ids(references),
        thread=str(item.conversation_id.id) if item.conversation_id else None,
        folder=Folder.SENT if own else Folder.RECEIVED,
        sent_at=_outlook.sent_at(
            _moment(item.datetime_sent) or _moment(item.datetime_received), headers, view.zone if own else None
        ),
        received_at=None if own else _moment(item.datetime_received),
        sender=_person(item.sender),
        from_=from_,
        to=people(item.to_recipients),
        cc=people(item.cc_recipients),
        subject=_mime.clean(str(item.subject or "")),
        text=None,
        automatic=_outlook.automatic(str(item.item_class or ""), headers, from_, own=own),
        key=(str(getattr(item, KEY, None) or "") or None) if own else None,
    )


def whole(item: Any, id_: str, view: View, *, sent: bool) -> Message:  # noqa: ANN401
    """The message with its body. Raises `_mime.Unreadable`."""
    body = _mime.body_of(*_content(item.body))
    body.attachments += _attachments(item.attachments or ())
    body.encrypted |= _outlook.is_encrypted(str(item.item_class or ""))
    return _mime.with_body(row(item, id_, view, sent=sent), body)


def people(mailboxes: Iterable[Any] | None) -> tuple[Address, ...]:
    """The addresses in a list of mailboxes."""
    found = (_person(one) for one in list(mailboxes or ())[: _mime.ADDRESSES])
    return tuple(person for person in found if person and person.email)


def text_of(body: object) -> str:
    """The text that a reader sees of a body."""
    return _mime.body_of(*_content(body)).text


def _content(body: object) -> tuple[bytes, _mime.Part]:
    return _outlook.content(str(body or ""), html=isinstance(body, HTMLBody))


def _attachments(attached: Iterable[Any]) -> list[Attachment]:
    """What hangs beside the text; a picture within it says nothing."""
    found = [one for one in attached if not getattr(one, "is_inline", False)]
    return [
        Attachment(
            _mime.clean(str(one.name or ""), 255),
            str(one.content_type or "application/octet-stream").lower(),
            max(one.size or 0, 0),
        )
        for one in found[: _mime.PARTS]
    ]


def _fields(item: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    for entry in item.headers or ():
        yield str(entry.name or ""), str(entry.value or "")


def _moment(said: datetime | None) -> datetime | None:
    """A moment of the library's as one of ours, in UTC and in whole seconds, as precise as the Date of a mail."""
    return datetime.fromtimestamp(int(said.timestamp()), UTC) if said else None


def _person(mailbox: Any) -> Address | None:  # noqa: ANN401
    if mailbox is None:
        return None
    return _outlook.person(str(mailbox.email_address or ""), str(mailbox.name or ""))
