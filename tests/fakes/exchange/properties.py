"""Extended properties: an ExtendedFieldURI in, its id out; an ExtendedProperty in, its value out; and back.

Ids are written as the state keeps them: "String 0x1039", "String {guid} Name Ref", "Integer {guid} Id 0x8205".
Source: learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/extendedfielduri; MS-OXPROPS.
"""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from tests.fakes.exchange.errors import Refusal
from tests.fakes.exchange.soap import child, made, printable, stamp, text
from tests.fakes.graph.mails import Mail

Value = str | list[str]

STORED = "singleValueExtendedProperties"
IN_REPLY_TO, REFERENCES = "String 0x1042", "String 0x1039"
HEADERS = {IN_REPLY_TO: "In-Reply-To", REFERENCES: "References"}
_SETS = {
    "PublicStrings": "00020329-0000-0000-c000-000000000046",
    "InternetHeaders": "00020386-0000-0000-c000-000000000046",
    "Common": "00062008-0000-0000-c000-000000000046",
    "Appointment": "00062002-0000-0000-c000-000000000046",
    "Meeting": "6ed8da90-450b-101b-98da-00aa003f1305",
    "Address": "00062004-0000-0000-c000-000000000046",
    "Task": "00062003-0000-0000-c000-000000000046",
    "CalendarAssistant": "11000e07-b51b-40d6-af21-caa85edab1d0",
    "UnifiedMessaging": "4442858e-a9e3-4e80-b900-317a210cc15b",
    "Sharing": "00062040-0000-0000-c000-000000000046",
}
_INTERNET = f"String {{{_SETS['InternetHeaders']}}} Name "


def id_of(path: Element) -> str:
    """The id of the property that an ExtendedFieldURI names. Raises Refusal for one that names none."""
    kind, tag = path.get("PropertyType", ""), path.get("PropertyTag")
    if tag is not None:
        return f"{kind} 0x{int(tag, 0):x}"
    within = path.get("PropertySetId", "").lower() or _SETS.get(path.get("DistinguishedPropertySetId", ""), "")
    name, number = path.get("PropertyName"), path.get("PropertyId")
    if not within or (name is None) == (number is None):
        raise Refusal("ErrorInvalidExtendedProperty")
    return f"{kind} {{{within}}} Name {name}" if name is not None else f"{kind} {{{within}}} Id 0x{int(number or 0):x}"


def stated(said: Element) -> tuple[str, Value]:
    """The id and the value of an ExtendedProperty. Raises Refusal."""
    path, many = child(said, "t:ExtendedFieldURI"), child(said, "t:Values")
    if path is None:
        raise Refusal("ErrorInvalidExtendedProperty")
    return id_of(path), text(said, "t:Value") if many is None else [one.text or "" for one in many]


def shown(path: Element, value: Value | None) -> Element | None:
    """The property that a path names, with its value; None where there is none."""
    if value is None:
        return None
    if isinstance(value, list):
        inside = made("t:Values", *(made("t:Value", printable(one)) for one in value))
    else:
        inside = made("t:Value", printable(value))
    return made("t:ExtendedProperty", made("t:ExtendedFieldURI", **path.attrib), inside)


def of_mail(mail: Mail, name: str) -> Value | None:
    """The value of a property of a mail, None where it has none."""
    stored = of_stored(mail.get(STORED), name)
    if stored is not None:
        return stored
    wanted = HEADERS.get(name) or name.removeprefix(_INTERNET)
    header = next((one["value"] for one in headers(mail) if one["name"].lower() == wanted.lower()), None)
    if name in HEADERS or name.startswith(_INTERNET):
        return header
    return _WORKED_OUT[name](mail) if name in _WORKED_OUT else None


def of_stored(kept: list[dict[str, Value]], name: str) -> Value | None:
    """The value of a property among those that were stored."""
    return next((one["value"] for one in kept if one["id"] == name), None)


def headers(mail: Mail) -> list[dict[str, str]]:
    """The header fields of a mail, by name and value."""
    found: list[dict[str, str]] = mail.get("internetMessageHeaders")
    return found


_WORKED_OUT: dict[str, Callable[[Mail], str]] = {
    "String 0x1a": lambda _: "IPM.Note",
    "String 0x37": lambda mail: str(mail.get("subject")),
    "String 0x1035": lambda mail: str(mail.get("internetMessageId") or ""),
    "String 0x7d": lambda mail: "".join(f"{one['name']}: {one['value']}\r\n" for one in headers(mail)),
    "Integer 0xe07": lambda mail: str((1 if mail.get("isRead") else 0) | (8 if mail.draft else 0)),
    "SystemTime 0xe06": lambda mail: stamp(mail.at),
    "SystemTime 0x39": lambda mail: str(mail.get("sentDateTime")),
}
