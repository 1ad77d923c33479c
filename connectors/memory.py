"""An account in memory: the fake that ships, for tests, the demo and the benchmarks.

In: messages, events and the user's deeds, told to a `MemoryAccount`. Out: the same border as any other account, with
faults on order. The object is the provider: a `Killed` that it raises loses the caller's side only, never its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from connectors._shelf import Shelf
from connectors.errors import AuthNeeded, Busy, CursorExpired, Gone, Unreachable, Unwritable
from connectors.types import (
    Address,
    Draft,
    Event,
    Folder,
    Interest,
    Item,
    Kind,
    Line,
    Message,
    Page,
    Ref,
    Surroundings,
    Written,
)

_Answer = TypeVar("_Answer", Written, None)


def connect(name: str, around: Surroundings) -> "MemoryAccount":
    """Open a new, empty account called `name`. What lies in it ends with the process."""
    return MemoryAccount(name, owner=min(around.addresses, default="me@example.org"))


class Killed(BaseException):
    """The caller's process ends here. No `except Exception` may catch it."""


@dataclass
class MemoryAccount:
    """A provider that never forgets, with the world's deeds beside the border's methods.

    Faults, all off at first. Requests (each page of a pull is one) and writes are counted from 1:
    `lag`            the listing behind `find` and `ours` shows a write only after so many further requests
    `lose_reply_at`  writes that are done, but answered by Unreachable
    `fail_at`        requests that are not done, and answered by Unreachable
    `busy_at`        requests that are not done, and answered by Busy
    `kill_before`    requests that the caller does not live to make
    `kill_after`     requests that write, and whose answer the caller does not live to see
    `reorder`        a seed by which the pages of a pull are shuffled and repeated; their cursor moves on the last only
    `read_only`      writes are answered by Unwritable
    `signed_out`     requests are answered by AuthNeeded
    `blind`          nothing of ours is ever listed
    `kinds`          only these can be looked up
    `requests` logs (method, what it was about); no content.
    """

    name: str = "memory"
    owner: str = "me@example.org"
    page_size: int = 50
    lag: int = 0
    lose_reply_at: set[int] = field(default_factory=set)
    fail_at: set[int] = field(default_factory=set)
    busy_at: set[int] = field(default_factory=set)
    kill_before: set[int] = field(default_factory=set)
    kill_after: set[int] = field(default_factory=set)
    reorder: int | None = None
    read_only: bool = False
    signed_out: bool = False
    blind: bool = False
    kinds: frozenset[Kind] = frozenset(Kind)
    requests: list[tuple[str, str]] = field(default_factory=list)
    _messages: dict[Ref, Message] = field(default_factory=dict)
    _events: dict[Ref, Event] = field(default_factory=dict)
    _changes: list[Ref] = field(default_factory=list)
    _epoch: int = 0
    _writes: int = 0

    def __post_init__(self) -> None:
        self._shelf = Shelf(self.name)

    # --- the world ---------------------------------------------------------------------------------------------------

    def add(self, message: Message) -> None:
        """A mail is sent or comes in; one with the same Ref is overwritten."""
        self._messages[message.ref] = message
        self._changes.append(message.ref)

    def add_event(self, event: Event) -> None:
        """An event is made or changed."""
        self._events[event.ref] = event
        self._changes.append(event.ref)

    def describe(self, event: Ref, text: str) -> None:
        """The user writes into the description of an event."""
        self._shelf.described[event] = text

    def description(self, event: Ref) -> str:
        """What stands in the description of an event, with the lines of ours."""
        return self._shelf.described.get(event, "")

    def remove(self, ref: Ref) -> None:
        """A mail or an event is deleted, with the lines on it."""
        for thing in self._shelf.lying():
            if isinstance(thing.item, Line) and thing.item.event == ref:
                self._shelf.drop(thing, len(self.requests))
        self._messages.pop(ref, None)
        self._events.pop(ref, None)
        self._changes.append(ref)

    def user_edits(self, key: str, text: str = "My own words.") -> None:
        """The user opens a thing of ours and writes `text` into it."""
        for thing in self._shelf.lying(key):
            self._shelf.change(thing, replace(thing.item, text=text), len(self.requests), edited=True)

    def user_deletes(self, key: str) -> None:
        """The user throws a thing of ours away."""
        for thing in self._shelf.lying(key):
            self._shelf.drop(thing, len(self.requests))

    def user_sends(self, key: str, at: datetime) -> None:
        """The user sends our draft: it leaves the drafts and comes back as a SENT message that carries its key."""
        for thing in self._shelf.lying(key):
            if isinstance(thing.item, Draft):
                self._shelf.drop(thing, len(self.requests))
                self.add(self._sent(thing.item, thing.ref.id, key, at))

    def expire_cursor(self) -> None:
        """From now on no cursor given out before is known."""
        self._epoch += 1

    def lying(self, key: str | None = None) -> list[Item]:
        """What of ours really lies there, no lag: all of it, or what carries `key`."""
        return [thing.item for thing in self._shelf.lying(key)]

    @property
    def slack(self) -> timedelta:
        """Longer than any `lag` a test sets, with a turn every few minutes."""
        return timedelta(minutes=30)

    # --- the border --------------------------------------------------------------------------------------------------

    @property
    def covers_ours(self) -> bool:
        """No: a pull shows mail and events only."""
        return False

    def idle(self, cursor: str | None, wanted: Interest) -> bool:
        """See Connector.idle. No request: this account is never far."""
        return cursor == f"{self._epoch}:{len(self._changes)}"

    def notices(self) -> Iterator[str]:
        """None: nothing here ends by itself."""
        yield from ()

    def pull(self, cursor: str | None, wanted: Interest) -> Iterator[Page]:
        """See Connector.pull. Of received mail, bodies come only with what `wanted` names."""
        seen = self._known(cursor)
        latest = f"{self._epoch}:{len(self._changes)}"
        pages = list(self._pages(seen, wanted, first=cursor is None))
        if not pages:
            self._request("pull", "")
        for number, page in enumerate(pages, 1):
            self._request("pull", str(number))
            yield replace(page, cursor=latest if number == len(pages) else f"{self._epoch}:{seen}")

    def read(self, refs: Sequence[Ref]) -> Iterator[Message]:
        """See Connector.read. One request each."""
        for ref in refs:
            self._request("read", ref.id)
            if ref in self._messages:
                yield self._messages[ref]

    def put(self, item: Item, key: str) -> Written:
        """See Connector.put. Does not look whether the key is there already: that is what the outbox must do."""
        self._write("put", key)
        if isinstance(item, Line) and not self._is_own(item.event):
            raise Gone(f"account {self.name}: the event is not there, or not its owner's alone; no line is written")
        return self._answer(self._shelf.lay(item, key, len(self.requests)))

    def find(self, key: str, ref: Ref | None = None) -> Written | None:
        """See Connector.find. Of several (which there should never be) the first."""
        self._request("find", key)
        return next((written for written in self._listed() if written.key == key), None)

    def replace(self, ref: Ref, etag: str, item: Item) -> Written:
        """See Connector.replace."""
        self._write("replace", ref.id)
        thing = self._shelf.unchanged(ref, etag)
        return self._answer(self._shelf.change(thing, item, len(self.requests), edited=False))

    def withdraw(self, ref: Ref, etag: str) -> None:
        """See Connector.withdraw."""
        self._write("withdraw", ref.id)
        self._shelf.drop(self._shelf.unchanged(ref, etag), len(self.requests))
        self._answer(None)

    def ours(self) -> Iterator[Written]:
        """See Connector.ours. One request."""
        self._request("ours", "")
        yield from self._listed()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _is_own(self, ref: Ref) -> bool:
        """Whether the event is its owner's, and nobody else takes part."""
        event = self._events.get(ref)
        return event is not None and event.mine and not event.people

    def _known(self, cursor: str | None) -> int:
        if cursor is None:
            return 0
        epoch, _, seen = cursor.partition(":")
        if epoch != str(self._epoch):
            self._request("pull", "expired")
            raise CursorExpired(f"account {self.name}: the cursor is no longer known; pull everything anew")
        return int(seen)

    def _pages(self, seen: int, wanted: Interest, *, first: bool) -> Iterator[Page]:
        refs = [ref for ref in dict.fromkeys(self._changes[seen:]) if self._shown(ref, wanted, first=first)]
        pages = [self._page(refs[i : i + self.page_size], wanted) for i in range(0, len(refs), self.page_size)]
        if self.reorder is not None:
            rng = Random(self.reorder)
            pages += [page for page in pages if rng.random() < 0.5]
            rng.shuffle(pages)
        yield from pages

    def _shown(self, ref: Ref, wanted: Interest, *, first: bool) -> bool:
        message = self._messages.get(ref)
        if message is None:
            return True
        early = first and wanted.since is not None and message.sent_at < wanted.since
        return not early and not wanted.ignore.covers(message.from_.email)

    def _page(self, refs: Sequence[Ref], wanted: Interest) -> Page:
        messages = tuple(_as_wanted(self._messages[ref], wanted) for ref in refs if ref in self._messages)
        events = tuple(self._events[ref] for ref in refs if ref in self._events)
        gone = tuple(ref for ref in refs if ref not in self._messages and ref not in self._events)
        return Page(messages, events, gone)

    def _request(self, method: str, about: str) -> None:
        number = len(self.requests) + 1
        if number in self.kill_before:
            self.requests.append(("killed", ""))
            raise Killed
        self.requests.append((method, about))
        if self.signed_out:
            raise AuthNeeded(f"account {self.name}: the sign-in is gone; sign in again")
        if number in self.busy_at:
            raise Busy(f"account {self.name}: the provider asks to wait a second", 1.0)
        if number in self.fail_at:
            raise Unreachable(f"account {self.name}: no answer; it is tried again at the next turn")

    def _write(self, method: str, about: str) -> None:
        self._request(method, about)
        if self.read_only:
            raise Unwritable(f"account {self.name}: nothing can be written there now; make it writable")
        self._writes += 1

    def _answer(self, written: _Answer) -> _Answer:
        if len(self.requests) in self.kill_after:
            raise Killed
        if self._writes in self.lose_reply_at:
            raise Unreachable(f"account {self.name}: no answer; it is looked up at the next turn")
        return written

    def _listed(self) -> list[Written]:
        listed = [] if self.blind else self._shelf.listed(len(self.requests), self.lag)
        return [written for written in listed if written.kind in self.kinds]

    def _sent(self, draft: Draft, made: str, key: str, at: datetime) -> Message:
        return Message(
            ref=Ref(self.name, f"sent-{made}"),
            message_id=f"sent-{made}@{self.name}.example.org",
            in_reply_to=draft.in_reply_to,
            references=draft.references,
            thread=draft.thread,
            folder=Folder.SENT,
            sent_at=at,
            received_at=None,
            sender=None,
            from_=Address(self.owner),
            to=draft.to,
            cc=draft.cc,
            subject=draft.subject,
            text=draft.text,
            key=key,
        )


def _as_wanted(message: Message, wanted: Interest) -> Message:
    """The message whole, where the owner wrote it or `wanted` names it; else its header."""
    ties = {message.message_id, message.in_reply_to, message.thread, *message.references}
    named = message.from_.email in wanted.people or not wanted.threads.isdisjoint(filter(None, ties))
    return message if message.folder is Folder.SENT or named else replace(message, text=None)
