"""SOAP as Exchange speaks it: elements built and read, an envelope around them.

In and out are elements of the standard library. Source: learn.microsoft.com/en-us/exchange/client-developer/
web-service-reference/ews-xml-elements-in-exchange.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_BASE = "http://schemas.microsoft.com/exchange/services/2006/"
NS = {
    "s": "http://schemas.xmlsoap.org/soap/envelope/",
    "m": f"{_BASE}messages",
    "t": f"{_BASE}types",
    "e": f"{_BASE}errors",
    "a": "http://schemas.microsoft.com/exchange/2010/Autodiscover",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
KIND = "text/xml; charset=utf-8"

for _prefix, _uri in NS.items():
    ElementTree.register_namespace(_prefix, _uri)


def made(name: str, *inside: Element | str | None, **attributes: str) -> Element:
    """An element "m:Items" with elements or a text in it; what is None is left out."""
    element = Element(qualified(name), attributes)
    for one in inside:
        if isinstance(one, str):
            element.text = one
        elif one is not None:
            element.append(one)
    return element


def qualified(name: str) -> str:
    """The name "m:Items" with its whole namespace."""
    prefix, _, local = name.rpartition(":")
    return f"{{{NS[prefix]}}}{local}" if prefix else local


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def child(element: Element, name: str) -> Element | None:
    """The first child of that name."""
    return element.find(name, NS)


def children(element: Element, path: str) -> Iterator[Element]:
    """The elements within the one that the path leads to."""
    found = element.find(path, NS)
    yield from found if found is not None else ()


def text(element: Element, name: str, default: str = "") -> str:
    """The text of a child."""
    return (element.findtext(name, default, NS) or "").strip()


def flag(said: object) -> str:
    """A yes or no."""
    return "true" if said else "false"


def is_yes(said: str) -> bool:
    """Whether a text says yes."""
    return said.strip() in {"true", "1"}


def moment(said: str) -> datetime:
    """The moment of an xs:dateTime; without an offset it is UTC. Raises ValueError."""
    at = datetime.fromisoformat(said.strip())
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def stamp(at: datetime) -> str:
    """A moment as Exchange writes it: UTC, whole seconds."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def printable(said: str) -> str:
    """A text without the characters that XML 1.0 does not hold."""
    return "".join(
        c for c in said if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )


def enveloped(body: Element, *header: Element) -> bytes:
    """The bytes of an answer."""
    parts = [made("s:Header", *header)] if header else []
    return bytes(ElementTree.tostring(made("s:Envelope", *parts, made("s:Body", body)), "utf-8", xml_declaration=True))
