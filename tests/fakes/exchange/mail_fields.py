"""A mail as Exchange shows it: a mail and a shape in, its element out, the fields in the order of the schema.

Source: learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/message-ex15websvcsotherref. A search
names senders without their addresses.
"""

import base64
import email
from collections.abc import Callable, Iterable
from datetime import datetime
from xml.etree.ElementTree import Element

from tests.fakes.exchange import properties
from tests.fakes.exchange.shapes import Shape
from tests.fakes.exchange.soap import flag, made, printable, stamp
from tests.fakes.google import mime as headers
from tests.fakes.graph.errors import Json
from tests.fakes.graph.mails import Mail
from tests.fakes.graph.mime import Attached

_ORDER = (
    *("MimeContent", "ItemId", "ParentFolderId", "ItemClass", "Subject", "Sensitivity", "Body", "Attachments"),
    *("DateTimeReceived", "Size", "Categories", "Importance", "InReplyTo", "IsSubmitted", "IsDraft", "IsFromMe"),
    *("IsResend", "IsUnmodified", "InternetMessageHeaders", "DateTimeSent", "DateTimeCreated", "ReminderIsSet"),
    *("DisplayCc", "DisplayTo", "HasAttachments", "ExtendedProperty", "Culture", "LastModifiedTime", "IsAssociated"),
    *("ConversationId", "UniqueBody", "TextBody", "Sender", "ToRecipients", "CcRecipients", "BccRecipients"),
    *("IsReadReceiptRequested", "IsDeliveryReceiptRequested", "ConversationIndex", "ConversationTopic", "From"),
    *("InternetMessageId", "IsRead", "References", "ReplyTo"),
)
_MEETINGS = {"REQUEST": "MeetingRequest", "REPLY": "MeetingResponse", "CANCEL": "MeetingCancellation"}
_CLASSES = {
    "MeetingRequest": "IPM.Schedule.Meeting.Request",
    "MeetingResponse": "IPM.Schedule.Meeting.Resp.Pos",
    "MeetingCancellation": "IPM.Schedule.Meeting.Canceled",
}


def shown(mail: Mail, shape: Shape) -> Element:
    """A mail, or the meeting message that it is."""
    element = made(f"t:{kind(mail)}")
    for name in _ORDER:
        if name == "ExtendedProperty":
            found = (properties.shown(one, properties.of_mail(mail, properties.id_of(one))) for one in shape.extended)
            element.extend(one for one in found if one is not None)
        elif name == "ItemId" or shape.wants(name) or (name == "InternetMessageHeaders" and shape.headers):
            field = _FIELDS[name](mail, shape)
            element.extend([field] if field is not None else [])
    return element


def item_id(mail: Mail) -> Element:
    """The id and the version of a mail."""
    return made("t:ItemId", Id=mail.id, ChangeKey=mail.change_key)


def kind(mail: Mail) -> str:
    """The name of its element."""
    if b"text/calendar" not in mail.raw:
        return "Message"
    found = (part.get_param("method") for part in email.message_from_bytes(mail.raw).walk())
    return next((_MEETINGS[str(one).upper()] for one in found if str(one).upper() in _MEETINGS), "Message")


def text_of(mail: Mail, name: str, shape: Shape) -> str | None:
    """A field as a search compares it, None where it has none."""
    if name not in _FIELDS:
        return None
    found = _FIELDS[name](mail, shape)
    return None if found is None else found.text or ""


def mailbox(said: Json, *, address: bool = True) -> Element:
    """A recipient; one whose address is a name in the directory is not of the internet."""
    one: Json = said.get("emailAddress") or {}
    name = made("t:Name", printable(one.get("name") or one.get("address") or ""))
    if not address:
        return made("t:Mailbox", name)
    known = printable(one.get("address") or "")
    routing = made("t:RoutingType", "EX" if known.startswith("/") else "SMTP")
    return made("t:Mailbox", name, made("t:EmailAddress", known), routing)


def body(tag: str, said: Json) -> Element:
    """A body in the kind that it is in."""
    kind = "Text" if said["contentType"] == "text" else "HTML"
    return made(f"t:{tag}", printable(said["content"]), BodyType=kind)


def _class(mail: Mail, _: Shape) -> Element:
    meeting = _CLASSES.get(kind(mail))
    head = headers.head(mail.raw).get_content_type() if mail.raw else ""
    other = {"multipart/report": "REPORT.IPM.Note.NDR", "multipart/signed": "IPM.Note.SMIME.MultipartSigned"}
    return made("t:ItemClass", meeting or other.get(head, "IPM.Note.SMIME" if "pkcs7-mime" in head else "IPM.Note"))


def _body(mail: Mail, shape: Shape) -> Element:
    return body("Body", mail.shown_body(_kind(mail, shape.body)))


def _unique(mail: Mail, shape: Shape) -> Element:
    return body("UniqueBody", mail.shown_body(_kind(mail, shape.unique), unique=True))


def _text(mail: Mail, _: Shape) -> Element:
    return body("TextBody", mail.shown_body("text"))


def _kind(mail: Mail, wanted: str) -> str:
    return mail.body[0] if wanted == "Best" else wanted.lower()


def _mime(mail: Mail, _: Shape) -> Element:
    return made("t:MimeContent", base64.b64encode(mail.bytes()).decode(), CharacterSet="UTF-8")


def _attachments(mail: Mail, _: Shape) -> Element | None:
    found = [_attachment(mail, place, one) for place, one in enumerate(mail.content.attached)]
    return made("t:Attachments", *found) if found else None


def _attachment(mail: Mail, place: int, one: Attached) -> Element:
    return made(
        "t:ItemAttachment" if one.type == "message/rfc822" else "t:FileAttachment",
        made("t:AttachmentId", Id=f"{mail.id}-att{place}"),
        made("t:Name", printable(one.name)),
        made("t:ContentType", printable(one.type)),
        made("t:ContentId", printable(one.content_id)) if one.content_id else None,
        made("t:Size", str(len(one.data))),
        made("t:IsInline", flag(one.inline)),
    )


def _headers(mail: Mail, shape: Shape) -> Element | None:
    """All header fields, or those that the shape names."""
    wanted = {one.lower() for one in shape.headers}
    whole = shape.wants("InternetMessageHeaders")
    found = [one for one in properties.headers(mail) if whole or one["name"].lower() in wanted]
    told = [
        made("t:InternetMessageHeader", printable(one["value"]), HeaderName=printable(one["name"])) for one in found
    ]
    return made("t:InternetMessageHeaders", *told) if told else None


def _people(name: str, key: str) -> "_Field":
    def field(mail: Mail, _: Shape) -> Element | None:
        found = [mailbox(one) for one in mail.get(key)]
        return made(f"t:{name}", *found) if found else None

    return field


def _names(name: str, key: str) -> "_Field":
    return lambda mail, _: made(f"t:{name}", "; ".join(_called(mail.get(key))))


def _called(people: Iterable[Json]) -> list[str]:
    return [printable(one["emailAddress"].get("name") or one["emailAddress"]["address"]) for one in people]


def _author(name: str, key: str) -> "_Field":
    """A mail has an author once it is sent; a search knows only the name."""

    def field(mail: Mail, shape: Shape) -> Element | None:
        said = None if mail.draft else mail.get(key)
        return made(f"t:{name}", mailbox(said, address=shape.single)) if said else None

    return field


def _plain(name: str, value: Callable[[Mail], str | None]) -> "_Field":
    def field(mail: Mail, _: Shape) -> Element | None:
        said = value(mail)
        return None if said is None else made(f"t:{name}", printable(said))

    return field


def _header(name: str) -> Callable[[Mail], str | None]:
    def value(mail: Mail) -> str | None:
        found = properties.of_mail(mail, name)
        return found if isinstance(found, str) else None

    return value


def _categories(mail: Mail, _: Shape) -> Element | None:
    found = [made("t:String", one) for one in mail.get("categories")]
    return made("t:Categories", *found) if found else None


def _from_me(mail: Mail) -> str:
    return flag(mail.draft)


def _size(mail: Mail) -> str:
    return str(len(mail.raw) or len(mail.body[1]))


def _modified(mail: Mail) -> str:
    at: datetime = mail.modified or mail.at
    return stamp(at)


_Field = Callable[[Mail, Shape], Element | None]
_FIELDS: dict[str, _Field] = {
    "MimeContent": _mime,
    "ItemId": lambda mail, _: item_id(mail),
    "ParentFolderId": lambda mail, _: made("t:ParentFolderId", Id=mail.folder or "", ChangeKey="AQAAAA=="),
    "ItemClass": _class,
    "Subject": _plain("Subject", lambda mail: str(mail.get("subject"))),
    "Sensitivity": _plain("Sensitivity", lambda mail: str(mail.get("sensitivity") or "Normal")),
    "Body": _body,
    "Attachments": _attachments,
    "DateTimeReceived": _plain("DateTimeReceived", lambda mail: stamp(mail.at)),
    "Size": _plain("Size", _size),
    "Categories": _categories,
    "Importance": _plain("Importance", lambda mail: str(mail.get("importance")).capitalize()),
    "InReplyTo": _plain("InReplyTo", _header(properties.IN_REPLY_TO)),
    "IsSubmitted": _plain("IsSubmitted", lambda _: "false"),
    "IsDraft": _plain("IsDraft", lambda mail: flag(mail.draft)),
    "IsFromMe": _plain("IsFromMe", _from_me),
    "IsResend": _plain("IsResend", lambda _: "false"),
    "IsUnmodified": _plain("IsUnmodified", lambda mail: flag(not mail.draft)),
    "InternetMessageHeaders": _headers,
    "DateTimeSent": _plain("DateTimeSent", lambda mail: str(mail.get("sentDateTime"))),
    "DateTimeCreated": _plain("DateTimeCreated", lambda mail: stamp(mail.at)),
    "ReminderIsSet": _plain("ReminderIsSet", lambda _: "false"),
    "DisplayCc": _names("DisplayCc", "ccRecipients"),
    "DisplayTo": _names("DisplayTo", "toRecipients"),
    "HasAttachments": _plain("HasAttachments", lambda mail: flag(mail.get("hasAttachments"))),
    "Culture": _plain("Culture", lambda _: "en-US"),
    "LastModifiedTime": _plain("LastModifiedTime", _modified),
    "IsAssociated": _plain("IsAssociated", lambda _: "false"),
    "ConversationId": lambda mail, _: made("t:ConversationId", Id=mail.get("conversationId")),
    "UniqueBody": _unique,
    "TextBody": _text,
    "Sender": _author("Sender", "sender"),
    "ToRecipients": _people("ToRecipients", "toRecipients"),
    "CcRecipients": _people("CcRecipients", "ccRecipients"),
    "BccRecipients": _people("BccRecipients", "bccRecipients"),
    "IsReadReceiptRequested": _plain("IsReadReceiptRequested", lambda _: "false"),
    "IsDeliveryReceiptRequested": _plain("IsDeliveryReceiptRequested", lambda _: "false"),
    "ConversationIndex": _plain("ConversationIndex", lambda mail: str(mail.get("conversationIndex"))),
    "ConversationTopic": _plain("ConversationTopic", lambda mail: str(mail.get("subject"))),
    "From": _author("From", "from"),
    "InternetMessageId": _plain("InternetMessageId", lambda mail: mail.get("internetMessageId")),
    "IsRead": _plain("IsRead", lambda mail: flag(mail.get("isRead"))),
    "References": _plain("References", _header(properties.REFERENCES)),
    "ReplyTo": _people("ReplyTo", "replyTo"),
}
