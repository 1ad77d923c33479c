"""The drafts and notes of ours as a provider in memory holds them, behind a listing that may lag.

In: writes and deeds of the user, each with the number of requests made so far. Out: what lies there, what is listed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.errors import Changed, Gone
from connectors.types import Draft, Kind, Note, Ref, Written


@dataclass
class Thing:
    """One draft or note of ours. `edited` is True where the last change was not ours."""

    ref: Ref
    key: str
    item: Draft | Note
    version: int = 1
    edited: bool = False

    def written(self) -> Written:
        """As the border speaks of it; the etag counts every change."""
        kind = Kind.DRAFT if isinstance(self.item, Draft) else Kind.NOTE
        return Written(self.ref, f"{self.ref.id}.{self.version}", self.key, kind, self.edited)


@dataclass
class Shelf:
    """All things of ours of one account. `at` is always the number of requests made so far."""

    account: str
    _things: dict[Ref, Thing] = field(default_factory=dict)
    _listing: dict[Ref, Written] = field(default_factory=dict)
    _unlisted: list[tuple[int, Ref, Written | None]] = field(default_factory=list)
    _made: int = 0

    def lay(self, item: Draft | Note, key: str, at: int) -> Written:
        """A new thing, whether or not another one carries `key`."""
        self._made += 1
        thing = Thing(Ref(self.account, f"ours-{self._made}"), key, item)
        self._things[thing.ref] = thing
        return self._list(thing, at)

    def change(self, thing: Thing, item: Draft | Note, at: int, *, edited: bool) -> Written:
        """Overwrite a thing; `edited` says whether it was the user."""
        thing.item, thing.edited = item, edited
        thing.version += 1
        return self._list(thing, at)

    def drop(self, thing: Thing, at: int) -> None:
        """Take a thing away."""
        del self._things[thing.ref]
        self._unlisted.append((at, thing.ref, None))

    def unchanged(self, ref: Ref, etag: str) -> Thing:
        """The thing that still equals `etag`. Raises Changed or Gone."""
        thing = self._things.get(ref)
        if thing is None:
            raise Gone(f"account {self.account}: what we wrote is no longer there")
        if thing.written().etag != etag:
            raise Changed(f"account {self.account}: what we wrote was edited; it is left as it is")
        return thing

    def lying(self, key: str | None = None) -> Iterator[Thing]:
        """What really lies there, no lag: all of it, or what carries `key`."""
        yield from [thing for thing in self._things.values() if key in {None, thing.key}]

    def listed(self, at: int, lag: int) -> list[Written]:
        """What a listing shows that is `lag` requests behind."""
        while self._unlisted and at - self._unlisted[0][0] > lag:
            _, ref, written = self._unlisted.pop(0)
            self._listing.pop(ref, None)
            if written is not None:
                self._listing[ref] = written
        return list(self._listing.values())

    def _list(self, thing: Thing, at: int) -> Written:
        self._unlisted.append((at, thing.ref, thing.written()))
        return thing.written()
