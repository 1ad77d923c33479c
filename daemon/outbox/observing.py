"""What lies at the provider beside what the rows say: the user's deeds, and what became of an attempt in doubt."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.border import Connector
from connectors.types import Written
from daemon.core.model import Posted, State, purpose_of
from daemon.outbox.rows import QUARANTINE, Rows

_LYING = frozenset({State.INTENDED, State.WRITTEN, State.TOUCHED})


def observe(
    account: str, connector: Connector, store: Rows, now: datetime, *, quarantine: timedelta = QUARANTINE
) -> tuple[Posted, ...]:
    """Compare what lies at the provider with the rows, before a turn plans. Out: the rows that changed.

    The user's deeds become TOUCHED, DECLINED and SENT (a sent mail that was kept carries the key); attempts in doubt
    are settled; what carries a key that no row knows, after a lost ledger, gets a row. Raises ConnectorError.
    """
    sent = store.sent_heads_ups()
    rows = {row.key: row for row in store.posted()}
    mine = [row for row in rows.values() if row.account == account]
    seen = _seen(connector, [row for row in mine if row.key not in sent])
    possible = connector.kinds  # of what cannot be looked up nothing is concluded
    told = [row for row in mine if row.kind in possible]
    judged = [
        replace(row, state=State.SENT)
        if row.key in sent
        else settle(row, seen.get(row.key), young=is_young(row, now, quarantine))
        for row in told
    ]
    found = [_orphan(written, account, now) for key, written in seen.items() if key not in rows]
    changed = [row for row in (*judged, *found) if row != rows.get(row.key)]
    for row in changed:
        store.save_posted(row)
    return tuple(changed)


def _seen(connector: Connector, rows: Sequence[Posted]) -> dict[str, Written]:
    """What lies there, by key: what is listed, and what an edit may have robbed of its key, at its known place."""
    seen = {written.key: written for written in connector.ours()}
    for row in rows:
        if row.key not in seen and row.state in _LYING and row.ref and (there := connector.find(row.key, row.ref)):
            seen[row.key] = there
    return seen


def settle(row: Posted, seen: Written | None, *, young: bool) -> Posted:
    """What a listing says of a row. The whole truth table; `young` is True within the quarantine.

    put under way, or failed     seen            ours: WRITTEN, or TOUCHED where it was edited since
                                 not seen        as it was
    WRITTEN, or under way        not seen        the user deleted it: DECLINED; if we were taking it back: WITHDRAWN
     (not young)                 the same etag   as it was: our change, if any, has not happened
                                 another etag    our replace landed, or it reads as we wrote it: WRITTEN; else TOUCHED
    TOUCHED (not young)          not seen        DECLINED
    all else                                     as it was
    """
    if row.ref is None and row.state in {State.INTENDED, State.FAILED}:
        return row if seen is None else _adopted(row, seen)
    if young or row.state not in {State.INTENDED, State.WRITTEN, State.TOUCHED}:
        return row
    if seen is None:
        taking_back = row.state is State.INTENDED and not row.digest
        return replace(row, state=State.WITHDRAWN if taking_back else State.DECLINED)
    if row.state is State.TOUCHED or seen.etag == row.etag:
        return replace(row, ref=seen.ref)
    return _adopted(row, seen)


def _adopted(row: Posted, seen: Written) -> Posted:
    state = State.TOUCHED if seen.edited else State.WRITTEN
    return replace(row, state=state, ref=seen.ref, etag=seen.etag, reason="")


def _orphan(seen: Written, account: str, now: datetime) -> Posted:
    """A row for what no row knows. Its digest is unknown, so that what is still wanted is written over once."""
    for_ = purpose_of(seen.key)
    row = Posted(seen.key, account, seen.kind, (), State.INTENDED, "", now, now, attempts=0, purpose=for_)
    return _adopted(row, seen)


def is_young(row: Posted, now: datetime, quarantine: timedelta) -> bool:
    """Whether a listing may not know yet of the row's last attempt."""
    return quarantine > timedelta(0) and now - row.attempt_at < quarantine
