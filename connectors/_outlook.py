"""What Outlook's mails have in common, whichever of its interfaces they come by.

In: fields as Outlook keeps them. Out: those of a `Message`, in the same bounds as for any mail.
Source: MS-OXCMSG, 2.2.1.3 for the message classes.
"""

from collections.abc import Iterable
from datetime import datetime, tzinfo

from connectors import _mime
from connectors.types import Address

# By what the class begins with (lower case): why nobody wrote it by hand.
_CLASSES = {
    "ipm.schedule.": "invitation",
    "report.": "delivery report",
    "ipm.note.rules.ooftemplate": "automatic reply",
    "ipm.outlook.recall": "automatic mail",
}
_ENCRYPTED, _SIGNED = "ipm.note.smime", "ipm.note.smime.multipartsigned"


def automatic(kind: str, headers: _mime.Headers, from_: Address, *, own: bool) -> str | None:
    """Why nobody wrote a mail of this class by hand, None where somebody did."""
    named = next((why for begin, why in _CLASSES.items() if kind.lower().startswith(begin)), None)
    return named or _mime.automatic_reason(headers, "", from_.email, own=own)


def is_encrypted(kind: str) -> bool:
    """Whether nobody but its owner's mail program can read a mail of this class."""
    return kind.lower().startswith(_ENCRYPTED) and not kind.lower().startswith(_SIGNED)


def content(text: str, *, html: bool) -> tuple[bytes, _mime.Part]:
    """A body's first 256 KiB, and the part that it would be in a mail."""
    data = text[: _mime.TEXT_BYTES].encode("utf-8", "replace")[: _mime.TEXT_BYTES]
    kind = "text/html" if html else "text/plain"
    return data, _mime.Part(_mime.Headers({}), kind, {"charset": "utf-8"}, 0, len(data), ())


def headers(subject: str, fields: Iterable[tuple[str, str]]) -> _mime.Headers:
    """The fields of a header by name and value, of which at most 64 KiB are looked at, and the subject."""
    found: dict[str, list[str]] = {"subject": [subject]}
    left = _mime.HEADER_BYTES
    for said, whole in fields:
        name, value = said.lower(), whole[: max(left, 0)]
        left -= len(name) + len(value)
        if left >= 0 and name != "subject":
            found.setdefault(name, []).append(" ".join(value.split()))
    return _mime.Headers(found)


def sent_at(at: datetime | None, told: _mime.Headers, zone: tzinfo | None) -> datetime:
    """The moment a mail was sent, which Outlook tells in UTC only: in the offset of Date where that is known, else in
    `zone`, where there is one. Raises `_mime.Unreadable`.
    """
    if at is None:
        raise _mime.Unreadable("This mail has no usable date. Open it in Outlook to see when it was sent.")
    stated = _mime.parse_date(told.first("date"))
    if stated is not None and stated.tzinfo is not None:
        return at.astimezone(stated.tzinfo)
    return at.astimezone(zone) if zone else at


def person(email: str, name: str) -> Address:
    """A mailbox as an address; an unresolved one of Exchange's own (EX) has none that can be written to."""
    shown, cleaned = _mime.clean(name, _mime.NAME_CHARS), _mime.clean(email, 320).lower()
    return Address(cleaned if "@" in cleaned else "", "" if shown.lower() == cleaned else shown)
