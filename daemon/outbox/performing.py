"""Actions carried out one by one; each attempt has its intent first (see the package)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from connectors.border import Connector, kind_of
from connectors.errors import AuthNeeded, Changed, ConnectorError, Gone, Unreachable
from connectors.types import Kind, Ref
from daemon.core.model import SUMMARIES, Action, Posted, Purpose, Put, Replace, State, Withdraw
from daemon.core.plan import digest
from daemon.outbox.observing import is_young, settle
from daemon.outbox.rows import QUARANTINE, Rows

_OPEN = frozenset({State.INTENDED, State.FAILED, State.WRITTEN})

NOTES_A_DAY = 500
"""The breaker of notes: far more than a first turn writes, far fewer than an endless loop would."""

SUMMARIES_A_DAY = 20
"""The breaker of status mails and of letters: more than anybody writes on a day."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, by key. `failed` pairs a key with a sentence; `held` waits for certainty or for another day.

    `alert` is a sentence for the owner where the breaker has opened, "" where it has not.
    """

    written: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    held: tuple[str, ...] = ()
    alert: str = ""


def perform(
    actions: Sequence[Action],
    account: str,
    connector: Connector,
    store: Rows,
    now: datetime,
    *,
    cap: int = 3,
    quarantine: timedelta = QUARANTINE,
) -> Outcome:
    """Carry out the actions, each by itself: one that fails does not stop the others.

    At most `cap` new drafts a day, the day of `now` in its own zone, are put, lost replies and all: plan keeps to it
    too, so that only a fault gets here. A connector raises Unreachable where a write may have happened, and any other
    error only where it surely has not. Raises AuthNeeded (nothing further can work) and StoreError.
    """
    if not actions:
        return Outcome()
    turn = _Turn(account, connector, store, now, cap, quarantine)
    for action in actions:
        try:
            turn.act(action)
        except AuthNeeded:
            raise
        except ConnectorError as error:
            turn.failed.append((action.key, str(error)))
    return turn.outcome()


@dataclass(slots=True)
class _Turn:
    """One pass over the actions of an account."""

    account: str
    connector: Connector
    store: Rows
    now: datetime
    cap: int
    quarantine: timedelta
    written: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    alert: str = ""
    rows: dict[str, Posted] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = {row.key: row for row in self.store.posted(self.account)}

    def outcome(self) -> Outcome:
        written, replaced, withdrawn = tuple(self.written), tuple(self.replaced), tuple(self.withdrawn)
        return Outcome(written, replaced, withdrawn, tuple(self.failed), tuple(self.held), self.alert)

    def act(self, action: Action) -> None:
        row = self.rows.get(action.key)
        if row is not None and row.state in {State.INTENDED, State.FAILED}:
            row = self._look_up(row)
        if row is not None and self._in_doubt(row):
            self.held.append(row.key)
        elif isinstance(action, Withdraw):
            self._take_back(row)
        else:
            self._write(action, row)

    def _look_up(self, row: Posted) -> Posted:
        settled = settle(row, self.connector.find(row.key, row.ref), young=is_young(row, self.now, self.quarantine))
        return row if settled == row else self._save(settled)

    def _in_doubt(self, row: Posted) -> bool:
        """An attempt that may still show up, or something taken back that may still be listed."""
        pending = row.state in {State.INTENDED, State.WITHDRAWN}
        return pending and is_young(row, self.now, self.quarantine)

    def _write(self, action: Put | Replace, row: Posted | None) -> None:
        if row is None or row.state is State.WITHDRAWN:
            self._put(action, None)
        elif row.state not in _OPEN:
            return
        elif row.ref is None:
            self._put(action, row)
        elif row.state is State.INTENDED or row.digest != digest(action.item):
            self._replace(action, row, row.ref)

    def _take_back(self, row: Posted | None) -> None:
        if row is None or row.state not in _OPEN:
            return
        if row.ref is None:
            self._save(replace(row, state=State.WITHDRAWN, reason=""))
        else:
            self._withdraw(row, row.ref)

    def _put(self, action: Put | Replace, row: Posted | None) -> None:
        kind = kind_of(action.item)
        if self._breaks(kind, action.purpose):
            self.held.append(action.key)
            return
        first, attempts = (row.first_at, row.attempts + 1) if row else (self.now, 1)
        wanted = digest(action.item)
        intent = self._save(
            Posted(
                action.key,
                self.account,
                kind,
                action.promises,
                State.INTENDED,
                wanted,
                first,
                self.now,
                attempts,
                said=action.said,
                purpose=action.purpose,
            )
        )
        try:
            written = self.connector.put(action.item, action.key)
        except Unreachable:
            self.held.append(action.key)
        except Gone as error:
            self._save(replace(intent, state=State.DECLINED, attempts=attempts - 1, reason=str(error)))
        except ConnectorError as error:
            self._save(replace(intent, state=State.FAILED, attempts=attempts - 1, reason=str(error)))
            raise
        else:
            self._save(replace(intent, state=State.WRITTEN, ref=written.ref, etag=written.etag))
            self.written.append(action.key)

    def _replace(self, action: Put | Replace, row: Posted, ref: Ref) -> None:
        intent = self._intend(replace(row, promises=action.promises, said=action.said, digest=digest(action.item)))
        with self._attempt(row, intent):
            written = self.connector.replace(ref, row.etag, action.item)
            self._save(replace(intent, state=State.WRITTEN, ref=written.ref, etag=written.etag))
            self.replaced.append(row.key)

    def _withdraw(self, row: Posted, ref: Ref) -> None:
        intent = self._intend(replace(row, digest=""))
        with self._attempt(row, intent):
            self.connector.withdraw(ref, row.etag)
            self._save(replace(intent, state=State.WITHDRAWN))
            self.withdrawn.append(row.key)

    def _intend(self, row: Posted) -> Posted:
        return self._save(replace(row, state=State.INTENDED, attempt_at=self.now, reason=""))

    @contextmanager
    def _attempt(self, row: Posted, intent: Posted) -> Iterator[None]:
        """What an answer to a conditional request means; what surely has not happened leaves the thing as it lies."""
        try:
            yield
        except Unreachable:
            self.held.append(row.key)
        except Changed:
            self._save(replace(intent, state=State.TOUCHED))
        except Gone:
            self._save(replace(intent, state=State.DECLINED))
        except ConnectorError as error:
            lies = row.digest if row.state is State.WRITTEN else ""
            self._save(replace(intent, state=State.WRITTEN, digest=lies, reason=str(error)))
            raise

    def _breaks(self, kind: Kind, purpose: Purpose) -> bool:
        """Whether the breaker is open. It counts attempts, so that it holds even where no look-up finds anything."""
        limit = SUMMARIES_A_DAY if purpose in SUMMARIES else self.cap if kind is Kind.DRAFT else NOTES_A_DAY
        midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        if self.store.put_since(kind, purpose, midnight) < limit:
            return False
        self.alert = f"no more than {limit} new {kind}s a day are written; the rest waits: look at what lies there"
        return True

    def _save(self, row: Posted) -> Posted:
        self.store.save_posted(row)
        self.rows[row.key] = row
        return row
