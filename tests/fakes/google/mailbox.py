"""The mailbox: mails with labels, threads, drafts, and the history of what became of them; and the deeds of its owner.

Deeds (`deliver`, `user_edits_draft`, ...) happen at once and are listed at once; what comes through the API is listed
after the world's lag. Ids are text of 16 hexadecimal digits; a draft's id stays while the id of its message changes
with every edit (developers.google.com/workspace/gmail/api/guides/drafts).
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from tests.fakes.google import mime, outgoing
from tests.fakes.google.world import World, deed

SYSTEM = (
    *("INBOX", "SENT", "DRAFT", "UNREAD", "STARRED", "IMPORTANT", "TRASH", "SPAM", "CHAT"),
    *(f"CATEGORY_{name}" for name in ("PERSONAL", "SOCIAL", "PROMOTIONS", "UPDATES", "FORUMS")),
)
_FIRST_ID = 0x18F0_0000_0000_0000


@dataclass(eq=False)
class Mail:
    """A mail as it lies there. `at` is its internalDate in milliseconds, `number` its place in the order of arrival."""

    id: str
    thread: str
    raw: bytes
    labels: set[str]
    at: int
    number: int
    history: int = 0
    longest: int = 256 << 10

    @cached_property
    def facts(self) -> mime.Facts:
        """What its header says."""
        return mime.facts(self.raw)

    @cached_property
    def tree(self) -> mime.Part:
        """Its parts."""
        return mime.tree(self.raw, self.longest)

    @cached_property
    def snippet(self) -> str:
        """The begin of its text."""
        return mime.snippet(self.raw)

    @property
    def rank(self) -> tuple[int, int]:
        """Its place in listings: newest first."""
        return (-self.at, -self.number)


@dataclass(frozen=True, slots=True)
class Change:
    """A record of the history: one kind of change to one mail, `labels` as they were after it."""

    id: int
    kind: str
    mail: str
    thread: str
    labels: tuple[str, ...]
    changed: tuple[str, ...] = ()


@dataclass(eq=False)
class Mailbox:
    """Gmail's side of the twin. `longest` is how long a text may be that is given within its message."""

    world: World
    history_from: int = 1_000_000
    longest: int = 256 << 10
    names: dict[str, str] = field(default_factory=dict)
    mails: dict[str, Mail] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    listed: list[tuple[tuple[int, int], Mail]] = field(default_factory=list)
    listed_drafts: dict[str, Mail] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    threads: dict[str, list[Mail]] = field(default_factory=dict)
    forgotten: int = 0
    page_age: int = 0
    _topics: dict[tuple[str, str], str] = field(default_factory=dict)
    _due: list[tuple[int, Callable[[], None]]] = field(default_factory=list)
    _made: int = 0

    def __post_init__(self) -> None:
        self.history = self.history_from

    @deed
    def deliver(self, raw: bytes, *, labels: Iterable[str], at: datetime, thread: str | None = None) -> str:
        """A mail comes to lie here; returns its id. Labels by id or by name."""
        found = self.add(raw, {self.label(name) for name in labels}, at, thread)
        self._list(found)
        return found.id

    @deed
    def label(self, name: str) -> str:
        """The id of a label; one that is not there yet is made."""
        if name in SYSTEM or name in self.names:
            return name
        known = next((one for one, shown in self.names.items() if shown == name), None)
        if known is None:
            known = f"Label_{len(self.names) + 1}"
            self.names[known] = name
        return known

    @deed
    def relabel(self, mail: str, *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Put labels on a mail, take others off: to TRASH and back, read and unread."""
        found = self.mails[mail]
        more = sorted({self.label(name) for name in add} - found.labels)
        less = sorted({self.label(name) for name in remove} & found.labels)
        found.labels |= set(more)
        found.labels -= set(less)
        if more:
            self._record("labelsAdded", found, more)
        if less:
            self._record("labelsRemoved", found, less)

    @deed
    def delete(self, mail: str) -> None:
        """A mail is gone for good."""
        found = self.mails[mail]
        self.drop(found)
        self._unlist(found)

    @deed
    def user_edits_draft(self, draft: str, text: str = "Edited.", *, keeps_headers: bool = True) -> None:
        """The owner edits a draft on the web: its message gets a new id, in the same thread, with the text added.

        Without `keeps_headers` the web editor has dropped the X- fields and written a Message-ID of its own.
        """
        old = self.mails[self.drafts[draft]]
        raw = outgoing.edited(old.raw, text)
        if not keeps_headers:
            raw = outgoing.rewritten(raw, self._message_id())
        self.drop(old)
        self._unlist(old)
        new = self.add(raw, {"DRAFT"}, self.world.now, old.thread)
        self._list(new)
        self.drafts[draft] = new.id
        self.listed_drafts[draft] = new

    @deed
    def user_deletes_draft(self, draft: str) -> None:
        """The owner throws a draft away."""
        old = self.mails[self.drafts.pop(draft)]
        self.listed_drafts.pop(draft, None)
        self.drop(old)
        self._unlist(old)

    @deed
    def user_sends_draft(self, draft: str, *, keeps_message_id: bool = True) -> str:
        """The owner sends a draft: it goes away, and a new message with the label SENT is there; returns its id."""
        old = self.mails[self.drafts[draft]]
        raw = old.raw if keeps_message_id else outgoing.rewritten(old.raw, self._message_id(), keep_x=True)
        raw = outgoing.dated(raw, self.world.now)
        self.user_deletes_draft(draft)
        sent = self.add(raw, {"SENT"}, self.world.now, old.thread)
        self._list(sent)
        return sent.id

    @deed
    def forget_history(self) -> None:
        """The provider drops its history: every historyId given so far is too old."""
        self.forgotten = self.history
        self.history += 1

    @deed
    def expire_pages(self) -> None:
        """Page tokens given so far are no longer good."""
        self.page_age += 1

    def tick(self) -> None:
        """A request begins: what is due to be listed by now is listed."""
        due = [show for at, show in self._due if at <= self.world.index]
        self._due = [(at, show) for at, show in self._due if at > self.world.index]
        for show in due:
            show()

    def add(self, raw: bytes, labels: set[str], at: datetime, thread: str | None) -> Mail:
        """A new mail, not listed yet. Without `thread` it joins the one its header and subject name; "" is its own."""
        self._made += 1
        number = self._made
        found = Mail(
            id=f"{_FIRST_ID + number * 0x1003:016x}",
            thread="",
            raw=raw,
            labels=labels,
            at=int(at.timestamp() * 1000),
            number=number,
            longest=self.longest,
        )
        found.thread = (self._thread(found.facts) if thread is None else thread) or found.id
        for name in (found.facts.message_id, *found.facts.above):
            if self._topics.get((name, found.facts.topic)) not in self.threads:
                self._topics[name, found.facts.topic] = found.thread
        self.mails[found.id] = found
        self.threads.setdefault(found.thread, []).append(found)
        self._record("messagesAdded", found)
        return found

    def drop(self, mail: Mail) -> None:
        """A mail goes; it may be listed for a while."""
        del self.mails[mail.id]
        self.threads[mail.thread].remove(mail)
        if not self.threads[mail.thread]:
            del self.threads[mail.thread]
        self._record("messagesDeleted", mail)

    def write_draft(self, raw: bytes, thread: str | None, draft: str | None) -> str:
        """A draft through the API: a new one, or `draft` with a new message. Without `thread` it stands for itself."""
        name = draft or f"r{4_500_000_000 + self._made * 7}"
        old = self.mails[self.drafts[draft]] if draft else None
        if old is not None:
            self.drop(old)
        whole = outgoing.completed(raw, self.world.owner, self._message_id(), self.world.now)
        new = self.add(whole, {"DRAFT"}, self.world.now, thread or "")
        self.drafts[name] = new.id
        self._later(lambda: self._show_draft(name, old, new))
        return name

    def delete_draft(self, draft: str) -> None:
        """A draft goes through the API; it may be listed for a while."""
        old = self.mails[self.drafts.pop(draft)]
        self.drop(old)
        self._later(lambda: self._show_draft(draft, old, None))

    def shown(self, after: tuple[int, int] | None = None) -> Iterator[Mail]:
        """The mails that a listing shows, newest first, beginning behind that rank."""
        start = bisect_left(self.listed, after, key=lambda entry: entry[0]) if after else 0
        for rank, mail in self.listed[start:]:
            if rank != after:
                yield mail

    def since(self, history: int) -> list[Change]:
        """The changes after that historyId."""
        return self.changes[bisect_left(self.changes, history + 1, key=lambda change: change.id) :]

    def _thread(self, facts: mime.Facts) -> str | None:
        """The thread of a mail it answers, or that answers it, if their subjects agree."""
        named = (self._topics.get((name, facts.topic)) for name in (*reversed(facts.above), facts.message_id) if name)
        return next((thread for thread in named if thread in self.threads), None)

    def _record(self, kind: str, mail: Mail, changed: Iterable[str] = ()) -> None:
        self.history += 3 + self.history % 5
        mail.history = self.history
        labels = tuple(sorted(mail.labels))
        self.changes.append(Change(self.history, kind, mail.id, mail.thread, labels, tuple(changed)))

    def _later(self, show: Callable[[], None]) -> None:
        if self.world.lag:
            self._due.append((self.world.listed_from, show))
        else:
            show()

    def _show_draft(self, draft: str, old: Mail | None, new: Mail | None) -> None:
        if old is not None:
            self._unlist(old)
        if new is None:
            self.listed_drafts.pop(draft, None)
        elif new.id in self.mails:
            self._list(new)
            self.listed_drafts[draft] = new

    def _list(self, mail: Mail) -> None:
        insort(self.listed, (mail.rank, mail), key=lambda entry: entry[0])

    def _unlist(self, mail: Mail) -> None:
        at = bisect_left(self.listed, mail.rank, key=lambda entry: entry[0])
        if at < len(self.listed) and self.listed[at][1] is mail:
            del self.listed[at]

    def _message_id(self) -> str:
        return f"CAtwin{self._made + 1:08d}@mail.twin.example"
