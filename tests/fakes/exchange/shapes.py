"""What is wanted of items: an ItemShape in, which fields in which kind out.

Source: learn.microsoft.com/en-us/exchange/client-developer/exchange-web-services/
property-sets-and-response-shapes-in-ews-in-exchange (what a search or a sync does not give).
"""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tests.fakes.exchange.errors import Refusal
from tests.fakes.exchange.soap import children, is_yes, local, text

ONE_BY_ONE = frozenset(
    {"MimeContent", "Body", "UniqueBody", "NormalizedBody", "TextBody", "Attachments", "InternetMessageHeaders"}
    | {"ToRecipients", "CcRecipients", "BccRecipients", "ReplyTo", "ResponseObjects"}
    | {"RequiredAttendees", "OptionalAttendees", "Resources", "Recurrence", "FirstOccurrence", "LastOccurrence"}
    | {"ModifiedOccurrences", "DeletedOccurrences"}
)
_ONLY_ASKED = frozenset({"MimeContent", "UniqueBody", "NormalizedBody", "TextBody", "References"})
_USUAL = frozenset(
    {"Subject", "Sensitivity", "Body", "Attachments", "Size", "DateTimeSent", "DateTimeCreated", "HasAttachments"}
    | {"ToRecipients", "CcRecipients", "BccRecipients", "From", "IsRead", "InternetMessageId"}
    | {"Start", "End", "LegacyFreeBusyStatus", "Location", "CalendarItemType", "MyResponseType", "Organizer"}
    | {"IsAllDayEvent", "RequiredAttendees", "OptionalAttendees", "Resources", "Recurrence"}
)


@dataclass(frozen=True, slots=True)
class Shape:
    """`asked` are the names of fields, `extended` and `headers` the paths to properties and header fields.

    `body` and `unique` are the kinds of body wanted ("Best", "HTML", "Text"); `single` False is for what a search or a
    sync finds.
    """

    base: str
    asked: frozenset[str]
    extended: tuple[Element, ...]
    headers: tuple[str, ...]
    body: str
    unique: str
    single: bool

    def wants(self, name: str) -> bool:
        """Whether a field of that name is to be shown."""
        if name in self.asked:
            return True
        if not self.single and name in ONE_BY_ONE:
            return False
        if self.base == "AllProperties":
            return name not in _ONLY_ASKED
        return self.base == "Default" and name in _USUAL


def shape_of(request: Element, *, single: bool) -> Shape:
    """The shape that a request states. Raises Refusal for what cannot be had of many items at once."""
    said = next(iter(request.iterfind("{*}ItemShape")))
    paths = list(children(said, "t:AdditionalProperties"))
    asked = frozenset(one.get("FieldURI", "").partition(":")[2] for one in paths if local(one) == "FieldURI")
    if not single and asked & ONE_BY_ONE:
        raise Refusal("ErrorInvalidPropertyForOperation")
    body = text(said, "t:BodyType", "Best")
    return Shape(
        base=text(said, "t:BaseShape"),
        asked=asked | ({"MimeContent"} if is_yes(text(said, "t:IncludeMimeContent")) else set()),
        extended=tuple(one for one in paths if local(one) == "ExtendedFieldURI"),
        headers=tuple(one.get("FieldIndex", "") for one in paths if local(one) == "IndexedFieldURI"),
        body=body,
        unique=text(said, "t:UniqueBodyType", body),
        single=single,
    )
