"""A source: one path of the config, and what changed in it. What they share lies here."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from connectors import _mime
from connectors.local.cursor import State
from connectors.types import Event, Folder, Interest, Message, Ref, SetAside

PAGE = 500


@dataclass(slots=True)
class Step:
    """A page of one source: its items, and its state when they are kept."""

    state: State
    messages: list[Message] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    gone: list[Ref] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether it is time for the next one."""
        return len(self.messages) + len(self.events) + len(self.set_aside) >= PAGE

    @property
    def empty(self) -> bool:
        """Whether nothing happened."""
        return not (self.messages or self.events or self.gone or self.set_aside)


class Source(Protocol):
    """A file or folder of mails or events."""

    name: str

    def changes(self, state: State, wanted: Interest) -> Iterator[Step]:
        """What changed since `state`, in steps of at most 500 items; none where nothing did. May raise OSError."""


class MailSource(Source, Protocol):
    """A source of mails, which can fetch one again."""

    def fetch(self, item: str) -> Message | None:
        """The whole message with that Ref id, None where it is gone. May raise OSError."""


@dataclass(slots=True)
class Tally:
    """How many bodies were read."""

    bodies: int = 0


@dataclass(frozen=True, slots=True)
class MailReader:
    """How the mails of one source become messages."""

    account: str
    folder: Folder
    place: str
    tally: Tally

    def message(
        self, raw: _mime.Raw, head: tuple[_mime.Headers, int], item: str, arrived: float, wanted: Interest | None
    ) -> Message | SetAside | None:
        """The message in `raw`, whose header is `head`; `wanted` None takes it whole, whatever is shut out.

        None where it is shut out, or where it is a thing of ours that nobody sent.
        """
        ref = Ref(self.account, item)
        headers, body = head
        try:
            row = _mime.row(headers, ref, self.folder, datetime.fromtimestamp(arrived, UTC))
        except _mime.Unreadable as fault:
            return SetAside(ref, str(fault))
        if self.folder is Folder.RECEIVED and _mime.draft_key(headers) is not None:
            return None
        if wanted is not None and self._shut_out(row, wanted):
            return None
        if wanted is None or self.folder is Folder.SENT or wanted.names(row):
            self.tally.bodies += 1
            return _mime.whole(row, headers, raw, body)
        return row

    def _shut_out(self, row: Message, wanted: Interest) -> bool:
        early = wanted.since is not None and row.sent_at < wanted.since
        named = {self.folder.value, self.place.lower(), self.place.lower().rpartition(".")[0]}
        ignore = wanted.ignore  # mostly nobody is shut out: then no person is looked at
        people = (row.from_, *row.to, *row.cc) if ignore.people or ignore.domains else ()
        shut = any(ignore.covers(person.email) for person in people)
        return early or shut or not named.isdisjoint(wanted.ignore.folders)


def take(step: Step, item: Message | Event | SetAside | None) -> None:
    """Put an item where it belongs."""
    if isinstance(item, Message):
        step.messages.append(item)
    elif isinstance(item, Event):
        step.events.append(item)
    elif item is not None:
        step.set_aside.append(item)


def digest(*pieces: bytes, size: int = 6) -> str:
    """A short name for bytes."""
    return hashlib.blake2b(b"\0".join(pieces), digest_size=size).hexdigest()


def scope(wanted: Interest) -> str:
    """What is shut out: when it changes, what was left out before must be looked at again."""
    ignore = wanted.ignore
    return digest(repr([sorted(ignore.people), sorted(ignore.domains), sorted(ignore.folders)]).encode())


def first_bound(state: State, wanted: Interest) -> Interest:
    """`wanted` with the bound of the first import, so that no mail goes because the bound has moved on."""
    if not state.since:
        state.since = wanted.since.isoformat() if wanted.since else _NO_BOUND
    return replace(wanted, since=None if state.since == _NO_BOUND else datetime.fromisoformat(state.since))


_NO_BOUND = "none"
LEFT_OUT = "-"  # the stamp of what was seen and not yielded


def keep(step: Step, item: Message | Event | SetAside | None, name: str, stamp: str) -> None:
    """Put an item into the step and its stamp into the state."""
    step.state.known[name] = stamp if item is not None else LEFT_OUT + stamp
    take(step, item)


def vanished(account: str, state: State) -> list[Ref]:
    """What was yielded before and has not been met again."""
    now = {item for item, stamp in state.known.items() if not stamp.startswith(LEFT_OUT)}
    return [Ref(account, item) for item, stamp in state.before.items() if stamp[:1] != LEFT_OUT and item not in now]


def shown(path: Path, home: Path) -> str:
    """How a path stands in a Ref: relative to the config's folder where it lies in it, always valid UTF-8."""
    near = path.relative_to(home) if path.is_relative_to(home) else path
    return str(near).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
