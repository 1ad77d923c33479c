"""What the proofs of the outbox stand on: places where a process can die, and a ledger that is quick.

In: a connector or a ledger. Out: the same, whose caller may die before or after any request or commit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connectors.border import Connector
from connectors.errors import Unreachable
from connectors.memory import Killed
from connectors.types import Interest, Item, Kind, Message, Page, Ref, Written
from daemon import outbox
from daemon.core.model import Posted, Purpose


@dataclass
class Peril:
    """Counts the places where a process can die, and dies at those on the list."""

    kills: frozenset[int] = frozenset()
    lost_reply: bool = False
    passed: int = 0
    writes: int = 0

    def here(self) -> None:
        self.passed += 1
        if self.passed in self.kills:
            raise Killed

    def reply(self) -> None:
        self.writes += 1
        if self.lost_reply and self.writes == 1:
            raise Unreachable("account memory: no answer; it is looked up at the next turn")


@dataclass
class Perilous:
    """A connector whose caller may die before or after any request, and whose first write may get no answer."""

    inner: Connector
    peril: Peril

    @property
    def slack(self) -> timedelta:
        return self.inner.slack

    @property
    def kinds(self) -> frozenset[Kind]:
        return self.inner.kinds

    @property
    def covers_ours(self) -> bool:
        return self.inner.covers_ours

    def idle(self, cursor: str | None, wanted: Interest) -> bool:
        return self.inner.idle(cursor, wanted)

    def notices(self) -> Iterator[str]:
        return self.inner.notices()

    def pull(self, cursor: str | None, wanted: Interest) -> Iterator[Page]:
        yield from self.inner.pull(cursor, wanted)

    def read(self, refs: Sequence[Ref]) -> Iterator[Message]:
        yield from self.inner.read(refs)

    def put(self, item: Item, key: str) -> Written:
        self.peril.here()
        written = self.inner.put(item, key)
        self.peril.here()
        self.peril.reply()
        return written

    def find(self, key: str, ref: Ref | None = None) -> Written | None:
        self.peril.here()
        found = self.inner.find(key, ref)
        self.peril.here()
        return found

    def replace(self, ref: Ref, etag: str, item: Item) -> Written:
        self.peril.here()
        written = self.inner.replace(ref, etag, item)
        self.peril.here()
        self.peril.reply()
        return written

    def withdraw(self, ref: Ref, etag: str) -> None:
        self.peril.here()
        self.inner.withdraw(ref, etag)
        self.peril.here()
        self.peril.reply()

    def ours(self) -> Iterator[Written]:
        self.peril.here()
        yield from list(self.inner.ours())
        self.peril.here()


@dataclass
class Ledger:
    """A ledger that keeps rows in memory, for the sake of speed."""

    rows: dict[str, Posted] = field(default_factory=dict)

    def posted(self, account: str | None = None) -> list[Posted]:
        return [row for row in self.rows.values() if account in {None, row.account}]

    def save_posted(self, row: Posted) -> None:
        self.rows[row.key] = row

    def put_since(self, kind: Kind, purpose: Purpose, start: datetime) -> int:
        alike = [row for row in self.rows.values() if (row.kind, row.purpose) == (kind, purpose)]
        return sum(row.attempts for row in alike if row.attempt_at >= start)

    def sent_heads_ups(self) -> frozenset[str]:
        return frozenset()


@dataclass
class PerilousLedger:
    """A ledger whose process may die before or after any commit."""

    inner: outbox.Rows
    peril: Peril

    def posted(self, account: str | None = None) -> list[Posted]:
        return self.inner.posted(account)

    def save_posted(self, row: Posted) -> None:
        self.peril.here()
        self.inner.save_posted(row)
        self.peril.here()

    def put_since(self, kind: Kind, purpose: Purpose, start: datetime) -> int:
        return self.inner.put_since(kind, purpose, start)

    def sent_heads_ups(self) -> frozenset[str]:
        return self.inner.sent_heads_ups()
