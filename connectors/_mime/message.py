"""A `Message` from a mail's header, and the same with its body."""

from dataclasses import replace
from datetime import datetime

from connectors._mime import dates
from connectors._mime.automatic import reason
from connectors._mime.body import Body, read_body
from connectors._mime.draft import draft_key
from connectors._mime.headers import Headers, addresses, clean, ids, words
from connectors._mime.parts import field_with_parameters
from connectors._mime.window import Raw
from connectors.types import Address, Folder, Message, Ref


class Unreadable(Exception):
    """This is no mail that could be read; the text is a sentence for the owner."""


def row(headers: Headers, ref: Ref, folder: Folder, arrived: datetime | None) -> Message:
    """The header row of a mail, `text` None. `arrived` is when it was stored, for a mail without a usable date.

    Raises Unreadable.
    """
    if not headers.fields:
        raise Unreadable("This is not a mail: it has no header. Open it in your mail program to see what it is.")
    sent_at = dates.sent_at(headers, arrived)
    if sent_at is None:
        raise Unreadable("This mail has no usable date. Open it in your mail program to see when it was sent.")
    from_ = _author(headers)
    sender = next(iter(addresses(headers.first("sender"))), None)
    media_type = field_with_parameters(headers.first("content-type"))[0]
    return Message(
        ref=ref,
        message_id=next(iter(ids(headers.first("message-id"))), ""),
        in_reply_to=next(iter(ids(headers.first("in-reply-to"))), None),
        references=ids(" ".join(headers.all("references"))),
        thread=None,
        folder=folder,
        sent_at=sent_at,
        received_at=dates.received_at(headers),
        sender=sender,
        from_=from_,
        to=addresses(", ".join(headers.all("to"))),
        cc=addresses(", ".join(headers.all("cc"))),
        subject=clean(words(headers.first("subject"))),
        text=None,
        automatic=reason(headers, media_type, from_.email, own=folder is Folder.SENT),
        key=draft_key(headers) if folder is Folder.SENT else None,
    )


def whole(message: Message, headers: Headers, raw: Raw, start: int) -> Message:
    """`message` with the body that begins at raw[start]."""
    return with_body(message, read_body(raw, headers, start))


def with_body(message: Message, body: Body) -> Message:
    """`message` with a body that was read."""
    return replace(
        message,
        text=body.text,
        attachments=tuple(body.attachments),
        automatic=message.automatic or ("invitation" if body.invitation else None),
        unreadable="encrypted" if body.encrypted else None,
    )


def _author(headers: Headers) -> Address:
    """The first From address, else what the mail was sent under; a nameless one where nothing is said."""
    for field in ("from", "sender", "reply-to", "return-path"):
        found = addresses(headers.first(field))
        if found:
            return found[0]
    return Address("", clean(words(headers.first("from")), 200))
