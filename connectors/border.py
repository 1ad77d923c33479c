"""The border itself: what every account can do for the house. Nothing else, and nothing that could send."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Protocol

from connectors.types import Draft, Interest, Item, Kind, Line, Message, Note, Page, Ref, Written


class Connector(Protocol):
    """An open account.

    Raises errors of `connectors.errors` only; Unreachable whenever a write may have happened all the same.
    `slack` is the longest time for which what was written may not be listed yet: none for files, minutes for a service.
    """

    @property
    def slack(self) -> timedelta:
        """How long `find` and `ours` may not know of a write."""

    @property
    def kinds(self) -> frozenset[Kind]:
        """Which things can be looked up and written here now: an owner may have left any of them out."""

    @property
    def covers_ours(self) -> bool:
        """True where a pull without a page also says that nobody touched a thing of ours."""

    def idle(self, cursor: str | None, wanted: Interest) -> bool:
        """True where a pull from `cursor` would surely yield no page. Cheap: a request or two, no heavy library."""

    def notices(self) -> Iterator[str]:
        """Yield what the owner should know of the account while all is well, such as a sign-in that ends tomorrow."""

    def pull(self, cursor: str | None, wanted: Interest) -> Iterator[Page]:
        """Yield what changed since `cursor` (None: everything). No page at all means that nothing changed."""

    def read(self, refs: Sequence[Ref]) -> Iterator[Message]:
        """Yield the messages with their bodies, again; one that is gone is left out."""

    def put(self, item: Item, key: str) -> Written:
        """Write a new thing that carries `key` from the first request on.

        Raises Gone where there is no place for it: the event of a Line is gone, or is none that may hold one.
        """

    def find(self, key: str, ref: Ref | None = None) -> Written | None:
        """Look up what carries `key`; None where nothing (yet) does.

        `ref` is where it lay when it was last seen: a provider whose users' edits may drop the key looks there first.
        """

    def replace(self, ref: Ref, etag: str, item: Item) -> Written:
        """Overwrite what still equals `etag`; the key stays. Raises Changed or Gone."""

    def withdraw(self, ref: Ref, etag: str) -> None:
        """Remove what still equals `etag`. Raises Changed or Gone."""

    def ours(self) -> Iterator[Written]:
        """Yield all that carries a key of ours, for undo and after a lost ledger."""


def kind_of(item: Item) -> Kind:
    """What kind of thing it is."""
    return {Draft: Kind.DRAFT, Note: Kind.NOTE, Line: Kind.LINE}[type(item)]
