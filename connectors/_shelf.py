"""The things of ours as a provider in memory holds them, behind a listing that may lag.

In: writes and deeds of the user, each with the number of requests made so far. Out: what lies there, what is listed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors._lines import with_line, without_line
from connectors.border import kind_of
from connectors.errors import Changed, Gone
from connectors.types import Item, Line, Ref, Written


@dataclass
class Thing:
    """One thing of ours. `edited` is True where the last change was not ours; `inserted` is what a line put in."""

    ref: Ref
    key: str
    item: Item
    version: int = 1
    edited: bool = False
    inserted: str = ""

    def written(self) -> Written:
        """As the border speaks of it; the etag counts every change."""
        return Written(self.ref, f"{self.ref.id}.{self.version}", self.key, kind_of(self.item), self.edited)


@dataclass
class Shelf:
    """All things of ours of one account. `at` is always the number of requests made so far.

    `described` are the descriptions of events, by their Ref; the lines of ours stand in them, too.
    """

    account: str
    described: dict[Ref, str] = field(default_factory=dict)
    _things: dict[Ref, Thing] = field(default_factory=dict)
    _listing: dict[Ref, Written] = field(default_factory=dict)
    _unlisted: list[tuple[int, Ref, Written | None]] = field(default_factory=list)
    _made: int = 0

    def lay(self, item: Item, key: str, at: int) -> Written:
        """A new thing, whether or not another one carries `key`."""
        self._made += 1
        thing = Thing(Ref(self.account, f"ours-{self._made}"), key, item)
        self._things[thing.ref] = thing
        self._put_in(thing)
        return self._list(thing, at)

    def change(self, thing: Thing, item: Item, at: int, *, edited: bool) -> Written:
        """Overwrite a thing; `edited` says whether it was the user."""
        self._take_out(thing)
        thing.item, thing.edited = item, edited
        self._put_in(thing)
        thing.version += 1
        return self._list(thing, at)

    def drop(self, thing: Thing, at: int) -> None:
        """Take a thing away."""
        del self._things[thing.ref]
        self._take_out(thing)
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

    def _put_in(self, thing: Thing) -> None:
        """A line comes to stand in the description of its event."""
        if isinstance(thing.item, Line):
            there = self.described.get(thing.item.event, "")
            self.described[thing.item.event], thing.inserted = with_line(there, thing.item.text)

    def _take_out(self, thing: Thing) -> None:
        """It no longer stands there."""
        if isinstance(thing.item, Line):
            there = self.described.get(thing.item.event, "")
            left = without_line(there, thing.inserted)
            self.described[thing.item.event] = there if left is None else left

    def _list(self, thing: Thing, at: int) -> Written:
        self._unlisted.append((at, thing.ref, thing.written()))
        return thing.written()
