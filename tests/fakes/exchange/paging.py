"""Pages of a search, and the states of a synchronisation: both as the client hands them back.

Source: learn.microsoft.com/en-us/exchange/client-developer/exchange-web-services/
how-to-perform-paged-searches-by-using-ews-in-exchange, .../mailbox-synchronization-and-ews-in-exchange; the limit of a
search: ../archive/blogs/exchangedev/throttling-policies-and-the-ewsfindcountlimit. A state is opaque to the client;
ours is JSON in base64.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Generic, TypeVar
from xml.etree.ElementTree import Element

from tests.fakes.exchange.calls import Call
from tests.fakes.exchange.errors import Refusal
from tests.fakes.exchange.soap import child, flag, made

MOST = 1000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """What of all that was found is on this page; `next` is where the next one begins."""

    found: Sequence[T]
    next: int
    total: int

    def root(self, inside: Element) -> Element:
        """The RootFolder around what was found."""
        paged = {"IndexedPagingOffset": str(self.next), "TotalItemsInView": str(self.total)}
        return made("m:RootFolder", inside, **paged, IncludesLastItemInRange=flag(self.next >= self.total))


@dataclass(frozen=True, slots=True)
class State:
    """Of which folder, of what age, and what has been told: all up to `since`, and of what came up to `upto` so many.

    Of the hierarchy, `since` counts the changes to folders of mail and `upto` those to calendars.
    """

    of: str
    age: int
    since: int
    upto: int
    told: int = 0

    @property
    def text(self) -> str:
        """It as the client keeps it."""
        return base64.b64encode(json.dumps(astuple(self)).encode()).decode()

    @classmethod
    def read(cls, said: str, of: str, age: int) -> "State | None":
        """The state in a request, None where it states none. Raises Refusal for one that is no longer good."""
        if not said:
            return None
        try:
            found = cls(*json.loads(base64.b64decode(said, validate=True)))
        except (binascii.Error, ValueError, TypeError) as fault:
            raise Refusal("ErrorInvalidSyncStateData") from fault
        if (found.of, found.age) != (of, age):
            raise Refusal("ErrorInvalidSyncStateData")
        return found


def page_of(call: Call, found: Sequence[T], view: str = "m:IndexedPageItemView") -> Page[T]:
    """The page that a request asks for, at most as long as the throttling policy lets one be. Raises Refusal."""
    said = child(call.said, view)
    if said is None:
        return whole(found, None)
    if said.get("BasePoint") != "Beginning":
        raise Refusal("ErrorInvalidIndexedPagingParameters", "The twin pages from the beginning only.")
    start = int(said.get("Offset", "0"))
    end = min(start + min(int(said.get("MaxEntriesReturned", str(MOST))), MOST), len(found))
    return Page(found[start:end], end, len(found))


def whole(found: Sequence[T], most: str | None) -> Page[T]:
    """All that was found, or at the most so many. Raises Refusal where that is more than the policy lets one be."""
    if most is None and len(found) > MOST:
        raise Refusal("ErrorExceededFindCountLimit")
    kept = found[: min(int(most or MOST), MOST)]
    return Page(kept, len(kept), len(found))
