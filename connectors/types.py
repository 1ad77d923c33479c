"""All that crosses the border between a connector and the rest of the house.

Closed, frozen values. Every datetime is aware; a naive one is refused at the door (`_aware`).
Words are those of RFC 5322 (mail) and RFC 5545 (calendar). Nothing here knows what a promise is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path


class Folder(StrEnum):
    """On which side of the owner's mailbox a message lies."""

    SENT = "sent"
    RECEIVED = "received"


class Status(StrEnum):
    """What an event is to the owner (RFC 5545 STATUS, joined with the owner's own PARTSTAT)."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class Kind(StrEnum):
    """The things a connector ever writes."""

    DRAFT = "draft"
    NOTE = "note"
    LINE = "line"


class NoteKind(StrEnum):
    """Why a note stands on the calendar."""

    DUE = "due"
    PREPARE = "prepare"
    WORK = "work"


def _aware(*moments: datetime | None) -> None:
    if any(m is not None and m.utcoffset() is None for m in moments):
        raise ValueError("a moment without a time zone cannot cross the border; attach one where it is read")


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """Where an item lies: the account's name in the config, and the provider's own id as text."""

    account: str
    id: str


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox of RFC 5322: `email` in lower case, `name` as displayed (may be empty)."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment by name, media type and size in bytes; its content never crosses the border."""

    name: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class Message:
    """One mail.

    `message_id`, `in_reply_to`, `references` stand without angle brackets; `message_id` is "" where the mail has none.
    `thread` is the provider's own thread id, None where it has none (local files).
    `sent_at` is the Date header (or the provider's own date where that is better), in the writer's offset.
    `text` is the decoded body as plain text, quoted HTML marked by `> ` lines; None means that only the header was
    read, because nobody wanted the body yet (`Connector.read` fetches it).
    `automatic` says why nobody wrote this by hand (RFC 3834, lists, bounces, invitations), None where somebody did.
    `unreadable` says why the body cannot be read ("encrypted", ...), None where it can.
    `key` is our own key, where the message is a draft of ours that its owner has sent.
    """

    ref: Ref
    message_id: str
    in_reply_to: str | None
    references: tuple[str, ...]
    thread: str | None
    folder: Folder
    sent_at: datetime
    received_at: datetime | None
    sender: Address | None
    from_: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    text: str | None
    attachments: tuple[Attachment, ...] = ()
    automatic: str | None = None
    unreadable: str | None = None
    key: str | None = None

    def __post_init__(self) -> None:
        _aware(self.sent_at, self.received_at)


@dataclass(frozen=True, slots=True)
class Event:
    """One occurrence of a calendar event: [starts_at, ends_at) in its own zone, `ref.id` unique for the occurrence.

    `people` are organizer and attendees, without the owner as far as can be told. `busy` is False for a transparent
    (free) one, `mine` for one of somebody else's calendar. `uncertain` says what was guessed (zone, floating time).
    """

    ref: Ref
    uid: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    title: str
    people: tuple[Address, ...]
    busy: bool
    status: Status
    mine: bool
    uncertain: str | None = None

    def __post_init__(self) -> None:
        _aware(self.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail to be laid into the Drafts folder. There is no way to send it.

    `in_reply_to` and `references` are Message-IDs without angle brackets (RFC 5322, 3.6.4); `thread` is the provider's
    thread id where it has one.
    """

    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    text: str
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """An entry for our own calendar: private, free, no attendees. `colour` is a level of risk: none low high late."""

    starts_at: datetime
    ends_at: datetime
    title: str
    text: str
    colour: str
    kind: NoteKind = NoteKind.DUE

    def __post_init__(self) -> None:
        _aware(self.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text for the description of an event of the owner's own, in which nobody else takes part."""

    event: Ref
    text: str


Item = Draft | Note | Line  # what a connector may be told to write


@dataclass(frozen=True, slots=True)
class Ignore:
    """What the owner shuts out before any body is fetched. All in lower case; a domain also covers its subdomains."""

    people: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()

    def covers(self, email: str) -> bool:
        """Whether this address, in lower case, is shut out, by itself or with its domain."""
        nests = email.rpartition("@")[2].split(".") if self.domains else ()
        return email in self.people or any(".".join(nests[start:]) in self.domains for start in range(len(nests)))


@dataclass(frozen=True, slots=True)
class Clock:
    """The readings of time a connector may need: given to it, never imported.

    `now` is the wall clock (aware), `monotonic` counts seconds and is never set back, `sleep` waits so many seconds.
    """

    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]


STILL = Clock(lambda: datetime(1970, 1, 1, tzinfo=UTC), lambda: 0.0, lambda seconds: None)
"""A clock that stands, for whoever opens an account that has no use for one."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the house hands to every connector beside the user's own options.

    `home` is the folder that relative paths start from (the config file's), `zone` the owner's IANA time zone,
    `addresses` the owner's own, in lower case, `state` a folder for what the connector must keep between turns.
    """

    home: Path
    zone: str
    addresses: frozenset[str]
    state: Path
    clock: Clock = STILL


@dataclass(frozen=True, slots=True)
class Interest:
    """What is wanted of received mail: threads (Message-IDs, provider thread ids) and people (lower-case addresses).

    A connector yields sent mail whole. Of received mail it may leave out, or yield with `text=None`, whatever this
    does not name. `since` bounds the first import (None: no bound). `until` is how far ahead recurring events are
    unrolled (None: at most two years after their first occurrence). `at` is the moment of the turn, from which a
    service reckons how far back its first import goes (None: no turn is under way).
    """

    threads: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    since: datetime | None = None
    ignore: Ignore = Ignore()
    until: datetime | None = None
    at: datetime | None = None

    def names(self, row: Message) -> bool:
        """Whether a mail belongs to a thread, or has to do with a person, of interest."""
        threads = {row.message_id, row.in_reply_to or "", row.thread or "", *row.references} - {""}
        people = {person.email for person in (row.from_, *row.to, *row.cc)}
        return not (self.threads.isdisjoint(threads) and self.people.isdisjoint(people))


@dataclass(frozen=True, slots=True)
class SetAside:
    """An item that could not be read, with the reason as a sentence; never a reason to stop."""

    ref: Ref
    reason: str


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a whole listing says of what it does not show: it is gone.

    Of the account's items whose ref id begins with `prefix` and that fall into [since, until) (mail by `sent_at`,
    events by when they begin; None: no bound), only those whose ref ids are `present` are still there.
    """

    prefix: str
    present: frozenset[str]
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A step of a pull: what is new or changed, what is gone, and from where to go on when this page is kept.

    The cursor is opaque text. Pages may be repeated or shuffled; items are merged by `Ref`. A page without items whose
    cursor moved says that something else changed, such as a draft or a note of ours.
    """

    messages: tuple[Message, ...] = ()
    events: tuple[Event, ...] = ()
    gone: tuple[Ref, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    cursor: str = ""
    sweeps: tuple[Sweep, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A thing of ours as it lies at the provider. `etag` changes with any edit of it, ours or the user's.

    `edited` is True where somebody else changed it since our last write, as far as the provider can tell: after a lost
    reply or a lost ledger this alone keeps us from taking the user's words for ours.
    """

    ref: Ref
    etag: str
    key: str
    kind: Kind
    edited: bool = False
