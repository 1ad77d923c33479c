"""Take back what was written, as far as it still reads as we wrote it. What the user touched stays as it is.

In: a connector, the store. Out: an Undone. It goes by what carries our key at the provider, so it works after a lost
ledger, too. What was taken back counts as declined by the user, so that the next turn does not write it anew:

    intent   the row is committed as TOUCHED, with `UNDONE` as its reason, before the attempt: from then on no turn
             writes it, whatever becomes of the attempt, and a second undo knows that it is none of the user's
    attempt  one conditional request
    after    DECLINED; where the request failed the row stays as it is, and undo may be run again
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from connectors.border import Connector
from connectors.errors import AuthNeeded, Changed, ConnectorError, Gone
from connectors.types import Kind, Ref, Written
from daemon.core.model import Posted, State, purpose_of
from daemon.outbox.rows import Rows

UNDONE = "taken back by undo"
_EDITED = "you edited it, so it is yours now"
_UNSEEN = "it is listed no more: you edited or deleted it"
_IN_DOUBT = "it is not known yet whether it was written; run `headsup undo` again in half an hour"
_OUT_OF_REACH = "the account does not let Headsup reach it now; run `headsup check`"
_LYING = frozenset({State.INTENDED, State.WRITTEN, State.TOUCHED})


@dataclass(frozen=True, slots=True)
class Left:
    """What was not taken back, and why. `failed`: not by the user's own wish."""

    key: str
    kind: Kind
    ref: Ref | None
    reason: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back (or would be), and what was left."""

    taken: tuple[Written, ...] = ()
    left: tuple[Left, ...] = ()


def undo(account: str, connector: Connector, store: Rows, now: datetime, *, dry_run: bool = False) -> Undone:
    """Take back all of ours in the account that nobody edited; with `dry_run` only say what that would be.

    Each thing by itself: one that fails does not stop the others. Raises AuthNeeded, the ConnectorError of a listing
    that failed, and StoreError.
    """
    rows = {row.key: row for row in store.posted(account)}
    seen = {written.key: written for written in connector.ours()}
    taken: list[Written] = []
    left: list[Left] = list(_unseen(rows, seen, connector.kinds))
    for written in seen.values():
        row = rows.get(written.key) or _row(written, account, now)
        fault = _theirs(row, written) or (None if dry_run else _take_back(row, written, connector, store, now))
        if fault:
            left.append(fault)
        else:
            taken.append(written)
    return Undone(tuple(taken), tuple(left))


def _unseen(rows: Mapping[str, Posted], seen: Mapping[str, Written], possible: frozenset[Kind]) -> Iterator[Left]:
    """What the rows speak of and no listing shows."""
    for row in rows.values():
        if row.key in seen or row.state not in _LYING:
            continue
        if row.kind not in possible:
            yield Left(row.key, row.kind, row.ref, _OUT_OF_REACH, failed=True)
        elif row.ref is None:
            yield Left(row.key, row.kind, None, _IN_DOUBT, failed=True)
        else:
            yield Left(row.key, row.kind, row.ref, _UNSEEN)


def _row(written: Written, account: str, now: datetime) -> Posted:
    """A row for what no row knows, after a lost ledger."""
    return Posted(
        written.key, account, written.kind, (), State.WRITTEN, "", now, now, attempts=0, purpose=purpose_of(written.key)
    )


def _theirs(row: Posted, written: Written) -> Left | None:
    if written.edited or (row.state is State.TOUCHED and row.reason != UNDONE):
        return Left(written.key, written.kind, written.ref, _EDITED)
    return None


def _take_back(row: Posted, written: Written, connector: Connector, store: Rows, now: datetime) -> Left | None:
    """None where it is gone now."""
    intent = replace(row, state=State.TOUCHED, ref=written.ref, etag=written.etag, attempt_at=now, reason=UNDONE)
    store.save_posted(intent)
    try:
        connector.withdraw(written.ref, written.etag)
    except Changed:
        store.save_posted(replace(intent, reason=""))
        return Left(written.key, written.kind, written.ref, _EDITED)
    except Gone:
        pass
    except AuthNeeded:
        raise
    except ConnectorError as error:
        return Left(written.key, written.kind, written.ref, f"{error} Then run `headsup undo` again.", failed=True)
    store.save_posted(replace(intent, state=State.DECLINED))
    return None
