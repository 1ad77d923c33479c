"""The facts that come from the human and from our own doing: marks, promises made aloud, the outbox."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from connectors.types import Kind
from daemon import tables
from daemon.core.model import Mark, Posted, Promise, Purpose, State
from daemon.store.base import Base, decoder, encode
from daemon.store.pending import await_deriving

_mark = decoder(Mark).decode
_promise = decoder(Promise).decode
_posted = decoder(Posted).decode

_LIVE = (State.INTENDED, State.WRITTEN, State.TOUCHED, State.FAILED)


class Words(Base):
    """Marks, spoken promises, outbox rows."""

    def add_mark(self, mark: Mark) -> None:
        """Keep the human's word. Twice is once."""
        with self._writing() as connection:
            row = insert(tables.marks).values(promise=mark.promise, payload=encode(mark))
            connection.execute(row.on_conflict_do_nothing())

    def marks(self) -> list[Mark]:
        """Every mark, in the order in which they were kept."""
        with self._reading() as connection:
            query = select(tables.marks.c.payload).order_by(tables.marks.c.number)
            return [_mark(payload) for payload in connection.scalars(query)]

    def add_spoken(self, promise: Promise) -> None:
        """Keep a promise that the owner added by hand; one with the same key is overwritten."""
        values = {"key": promise.key, "source": promise.source, "payload": encode(promise)}
        row = insert(tables.spoken).values(values)
        with self._writing() as connection:
            connection.execute(row.on_conflict_do_update(index_elements=["key"], set_=values))
            await_deriving(connection, [promise.source])

    def spoken(self) -> list[Promise]:
        """Every promise made aloud, by key."""
        with self._reading() as connection:
            query = select(tables.spoken.c.payload).order_by(tables.spoken.c.key)
            return [_promise(payload) for payload in connection.scalars(query)]

    def posted(self, account: str | None = None, *, live: bool = False) -> list[Posted]:
        """The outbox rows, by key: of one account or of all; with `live`, only what lies at the provider or may."""
        table = tables.outbox
        query = select(table.c.payload).order_by(table.c.key)
        if account is not None:
            query = query.where(table.c.account == account)
        if live:
            query = query.where(table.c.state.in_(_LIVE))
        with self._reading() as connection:
            return [_posted(payload) for payload in connection.scalars(query)]

    def save_posted(self, row: Posted) -> None:
        """Write an outbox row, and have it on the disk when this returns."""
        values = {
            "key": row.key,
            "account": row.account,
            "kind": row.kind,
            "state": row.state,
            "first_at": row.first_at,
            "attempt_at": row.attempt_at,
            "attempts": row.attempts,
            "payload": encode(row),
            "purpose": row.purpose,
        }
        upsert = insert(tables.outbox).values(values).on_conflict_do_update(index_elements=["key"], set_=values)
        with self._writing() as connection:
            connection.execute(upsert)

    def put_since(self, kind: Kind, purpose: Purpose, start: datetime) -> int:
        """How many drafts or notes of that purpose may have been written anew since `start`, every account counted.

        Of a row from before, the first attempt does not count; each further one does, also where some were earlier.
        """
        table = tables.outbox
        wanted = table.c.kind == kind, table.c.purpose == purpose, table.c.attempt_at >= start
        query = select(table.c.attempts, table.c.first_at).where(*wanted)
        with self._reading() as connection:
            return sum(max(0, tries - (first < start)) for tries, first in connection.execute(query))
