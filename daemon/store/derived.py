"""What follows from the facts: promises and the evidence about them. May be dropped and derived anew at any time."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Connection, bindparam, delete, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from connectors.types import Ref
from daemon import tables
from daemon.core.model import Evidence, Promise
from daemon.store.base import Base, bites, decoder, encode, ties
from daemon.store.pending import await_deriving_at

_promise = decoder(Promise).decode
_evidence = decoder(Evidence).decode

_AFTER_ANY_KEY = "\U0010ffff"


class Derived(Base):
    """Promises and evidence."""

    def derive(
        self,
        drop_sources: Collection[str],
        promises: Sequence[Promise],
        evidence: Sequence[Evidence],
        still: Collection[Ref] = (),
    ) -> None:
        """Replace what was derived from some mails, in one transaction; then nothing is pending but the mails `still`.

        Promises of the mails `drop_sources` go, with all evidence about them, and so does evidence found in these
        mails. Then `promises` and `evidence` come in: twice is once. A promise that is handed in anew keeps the
        evidence of other mails only where its own mail is not dropped.
        """
        with self._writing() as connection:
            _drop(connection, drop_sources)
            _insert_promises(connection, promises)
            if evidence:
                rows = [{"promise": e.promise, "source": e.source, "payload": encode(e)} for e in evidence]
                connection.execute(insert(tables.evidence).on_conflict_do_nothing(), rows)
            connection.execute(delete(tables.pending))
            await_deriving_at(connection, still)

    def settle(self, closed_at: Mapping[str, datetime | None]) -> None:
        """Note from when on each of these promises needs no further look (None: it is live)."""
        table = tables.promises
        changed = update(table).where(table.c.key == bindparam("promise")).values(closed_at=bindparam("at"))
        rows = [{"promise": key, "at": at} for key, at in closed_at.items()]
        if rows:
            with self._writing() as connection:
                connection.execute(changed, rows)

    def promises(self) -> list[Promise]:
        """Every promise, by key."""
        return self._promises()

    def live_promises(self, now: datetime) -> list[Promise]:
        """The promises that may be live at `now`, by key: the others are closed from before it on, for ever."""
        closed_at = tables.promises.c.closed_at
        return self._promises(or_(closed_at.is_(None), closed_at > now))

    def promise(self, key_prefix: str) -> list[Promise]:
        """The promises whose key starts so."""
        key = tables.promises.c.key
        return self._promises(key >= key_prefix, key < key_prefix + _AFTER_ANY_KEY)

    def promises_with_hours(self, now: datetime, most: int) -> list[Promise]:
        """The latest promises made by `now` whose author said how many hours they take, `most` of them, by key."""
        told = tables.promise_hours
        query = select(told.c.promise).where(told.c.made_at <= now)
        latest = query.order_by(told.c.made_at.desc(), told.c.promise.desc()).limit(most)
        with self._reading() as connection:
            keys = connection.scalars(latest).all()
        return self.promises_by_key(keys)

    def promises_near(self, links: frozenset[str], people: frozenset[str]) -> list[Promise]:
        """The promises that share a link with these or are owed to one of these people, by key; closed ones too."""
        table = tables.promise_ties
        keys: set[str] = set()
        with self._reading() as connection:
            for bite in bites(ties(links, people)):
                keys.update(connection.scalars(select(table.c.promise).where(table.c.tie.in_(bite))))
        return self.promises_by_key(keys)

    def promises_by_key(self, keys: Collection[str]) -> list[Promise]:
        """The promises with these keys, by key; unknown ones are left out."""
        return self._among(tables.promises.c.key, keys)

    def promises_from(self, sources: Collection[str]) -> list[Promise]:
        """The promises made in these mails, by key."""
        return self._among(tables.promises.c.source, sources)

    def evidence(self, promise_keys: Collection[str]) -> dict[str, list[Evidence]]:
        """All evidence about these promises, oldest first; a promise without any is not in the answer."""
        return self._evidence(tables.evidence.c.promise, promise_keys)

    def evidence_from(self, sources: Collection[str]) -> dict[str, list[Evidence]]:
        """All evidence found in these mails, by the promise it is about, oldest first."""
        return self._evidence(tables.evidence.c.source, sources)

    def _evidence(self, column: Column[str], values: Collection[str]) -> dict[str, list[Evidence]]:
        table = tables.evidence
        found: defaultdict[str, list[Evidence]] = defaultdict(list)
        with self._reading() as connection:
            for bite in bites(values):
                query = select(table.c.promise, table.c.payload).where(column.in_(bite))
                for key, payload in connection.execute(query):
                    found[key].append(_evidence(payload))
        return {key: sorted(some, key=lambda e: (e.at, e.source, e.says)) for key, some in found.items()}

    def _among(self, column: Column[str], values: Collection[str]) -> list[Promise]:
        found = [promise for bite in bites(values) for promise in self._promises(column.in_(bite))]
        return sorted(found, key=lambda promise: promise.key)

    def _promises(self, *conditions: ColumnElement[bool]) -> list[Promise]:
        table = tables.promises
        query = select(table.c.payload).where(*conditions)
        with self._reading() as connection:
            found = [_promise(payload) for payload in connection.scalars(query)]
        # An ORDER BY would make SQLite walk the whole table by its keys rather than find the few by another index.
        return sorted(found, key=lambda promise: promise.key)


def _drop(connection: Connection, sources: Collection[str]) -> None:
    for table in (tables.promises, tables.evidence):
        for bite in bites(sources):
            connection.execute(delete(table).where(table.c.source.in_(bite)))


def _insert_promises(connection: Connection, promises: Sequence[Promise]) -> None:
    if not promises:
        return
    rows = [{"key": p.key, "source": p.source, "payload": encode(p)} for p in promises]
    row = insert(tables.promises)
    changed = {"source": row.excluded.source, "payload": row.excluded.payload}
    connection.execute(row.on_conflict_do_update(index_elements=["key"], set_=changed), rows)
    for bite in bites([promise.key for promise in promises]):
        for table in (tables.promise_ties, tables.promise_hours):
            connection.execute(delete(table).where(table.c.promise.in_(bite)))
    tied = [{"promise": p.key, "tie": tie} for p in promises for tie in ties(p.links, {to.email for to in p.to})]
    if tied:
        connection.execute(insert(tables.promise_ties).on_conflict_do_nothing(), tied)
    told = [{"promise": p.key, "made_at": p.made_at} for p in promises if p.effort_hours]
    if told:
        connection.execute(insert(tables.promise_hours).on_conflict_do_nothing(), told)
