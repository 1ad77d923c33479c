"""What is ours at a provider: drafts, notes and lines, each kept by a part of the account that knows how.

In: a thing, or where it lies. Out: the part that is to do it, where the owner lets it. Of what they do not, nothing is
looked up and nothing is written.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, Protocol

from connectors.border import kind_of
from connectors.errors import Unwritable
from connectors.types import Item, Kind, Ref, Written

_PREFIXES = {f"{kind}/": kind for kind in Kind}  # of the ids in a Ref
_LISTED = (Kind.DRAFT, Kind.NOTE, Kind.LINE)
# A key is looked up where that is cheapest first.
_SOUGHT = (Kind.NOTE, Kind.DRAFT, Kind.LINE)


class Part(Protocol):
    """One kind of thing in an account; see `Connector` for what each of these does and raises."""

    def put(self, item: Any, key: str, /) -> Written: ...  # noqa: ANN401 - each takes its own kind
    def find(self, key: str, ref: Ref | None, /) -> Written | None: ...
    def replace(self, ref: Ref, etag: str, item: Any, /) -> Written: ...  # noqa: ANN401
    def withdraw(self, ref: Ref, etag: str, /) -> None: ...
    def ours(self) -> Iterator[Written]: ...


class Ours(ABC):
    """The half of an account that looks up and writes."""

    @property
    @abstractmethod
    def kinds(self) -> frozenset[Kind]:
        """Which things can be looked up and written now."""

    @abstractmethod
    def _part(self, kind: Kind) -> Part:
        """What keeps things of that kind; asked only for one of `kinds`."""

    @abstractmethod
    def _unwritable(self, kind: Kind) -> str:
        """What is said where things of that kind cannot be written."""

    def put(self, item: Item, key: str) -> Written:
        """Write a new thing. Raises Unwritable where the owner did not grant it, and Gone, of a line."""
        return self._writing(kind_of(item)).put(item, key)

    def find(self, key: str, ref: Ref | None = None) -> Written | None:
        """What carries that key."""
        asked = self._places(ref)
        found = (self._part(kind).find(key, ref) for kind in _SOUGHT if kind in asked)
        return next((one for one in found if one is not None), None)

    def replace(self, ref: Ref, etag: str, item: Item) -> Written:
        """Overwrite what nobody edited. Raises Changed, Gone, Unwritable."""
        return self._writing(kind_of(item)).replace(ref, etag, item)

    def withdraw(self, ref: Ref, etag: str) -> None:
        """Remove what nobody edited. Raises Changed, Gone, Unwritable."""
        self._writing(_kind_at(ref) or Kind.NOTE).withdraw(ref, etag)

    def ours(self) -> Iterator[Written]:
        """All our drafts, notes and lines."""
        possible = self.kinds
        for kind in _LISTED:
            if kind in possible:
                yield from self._part(kind).ours()

    def _places(self, ref: Ref | None) -> frozenset[Kind]:
        """What may lie at `ref`, of what can be looked up; anything where that is not known."""
        kind = _kind_at(ref) if ref else None
        return self.kinds & {kind} if kind else self.kinds

    def _writing(self, kind: Kind) -> Part:
        """The part, where it may write. Raises Unwritable."""
        if kind not in self.kinds:
            raise Unwritable(self._unwritable(kind))
        return self._part(kind)


def _kind_at(ref: Ref) -> Kind | None:
    return next((kind for prefix, kind in _PREFIXES.items() if ref.id.startswith(prefix)), None)
