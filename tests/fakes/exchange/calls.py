"""One request of Exchange, as its handler sees it; and what the handler answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element


@dataclass(frozen=True, slots=True)
class Call:
    """`said` is the element of the operation, `zone` the one that the header names (Windows' name, "" for none)."""

    operation: str
    said: Element
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands in one response message; `warning` is the code of a message of the class Warning."""

    inside: list[Element] = field(default_factory=list)
    warning: str = ""


# One part of a request: it answers, or raises Refusal and leaves the others as they are.
Part = Callable[[], Answer]
# A handler checks the whole request and gives its parts. Raises Refusal (one message for all), Offence.
Handler = Callable[[Call], list[Part]]
