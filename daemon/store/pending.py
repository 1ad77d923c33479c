"""What is still to be derived: keys of mails that are new, changed or gone since anything was last derived from them.

They are noted in the transaction that keeps the facts and struck out in the one that derives from them, so that a crash
between the two forgets nothing.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, bindparam, func, select, true
from sqlalchemy.dialects.sqlite import insert

from connectors.types import Ignore, Ref
from daemon import tables
from daemon.core.model import Mail, Promise
from daemon.core.weighing import until
from daemon.store.base import Base, ties
from daemon.store.merging import by_key


@dataclass(frozen=True, slots=True)
class Pending:
    """The mails to derive from, oldest first, and keys of what is no mail: gone, or the source of a promise aloud."""

    mails: tuple[Mail, ...] = ()
    gone: tuple[str, ...] = ()


class Waiting(Base):
    """What waits to be derived, and look-ups over mails and promises together."""

    def pending(self) -> Pending:
        """All that is to be derived."""
        with self._reading() as connection:
            keys = set(connection.scalars(select(tables.pending.c.key)))
            found = by_key(connection, keys) if keys else {}
        mails = sorted(found.values(), key=lambda mail: (mail.sent_at, mail.key))
        return Pending(tuple(mails), tuple(sorted(keys - found.keys())))

    def unread_near_promises(self, ignore: Ignore) -> list[Ref]:
        """Refs of pending mails of which only the header was read, and that share a tie with a promise.

        What `ignore` shuts out stays unread.
        """
        tied, promised, mails = tables.ties, tables.promise_ties, tables.mails
        query = (
            select(tied.c.account, tied.c.id, mails.c.from_email)
            .select_from(mails)
            .join(tied, (mails.c.account == tied.c.account) & (mails.c.id == tied.c.id))
            .join(promised, promised.c.tie == tied.c.tie)
            # Begun at what is pending, which is little: ties have no index by key, and there are many.
            .where(tied.c.unread.is_(true()), mails.c.key.in_(select(tables.pending.c.key)))
            .distinct()
        )
        with self._reading() as connection:
            found = connection.execute(query).all()
        return sorted(Ref(account, ref) for account, ref, email in found if not ignore.covers(email))

    def last_words(self, promises: Iterable[Promise], now: datetime) -> dict[str, datetime]:
        """When the owner last wrote, by `now`, in the thread of each promise or to a person owed; by Promise.key."""
        with self._reading() as connection:

            @cache  # many promises are owed to the same few people
            def last_own(tie: str, last: datetime) -> datetime | None:
                found: datetime | None = connection.scalar(_LAST_OWN, {"tie": tie, "last": last})
                return found

            return {
                p.key: max([p.made_at, *(at for asked in _looked_up(p, now) if (at := last_own(*asked)))])
                for p in promises
            }


def await_deriving(connection: Connection, keys: Collection[str]) -> None:
    """These mails are to be derived from."""
    if keys:
        connection.execute(insert(tables.pending).on_conflict_do_nothing(), [{"key": key} for key in keys])


def await_deriving_at(connection: Connection, refs: Iterable[Ref]) -> None:
    """The mails at these refs are to be derived from."""
    table = tables.mails
    for ref in refs:
        named = select(table.c.key).where(table.c.account == ref.account, table.c.id == ref.id)
        await_deriving(connection, connection.scalars(named).all())


def _looked_up(promise: Promise, now: datetime) -> Iterator[tuple[str, datetime]]:
    """The ties of the promise, each with the last moment at which a mail that has it may count."""
    for tie in ties(promise.links, ()):
        yield tie, now
    last = min(now, until(promise))
    for tie in ties((), {to.email for to in promise.to}):
        yield tie, last


_ties = tables.ties.c
# By the index over the owner's own mails: its cost does not grow with what they wrote.
_LAST_OWN = select(func.max(_ties.sent_at)).where(
    _ties.tie == bindparam("tie"), _ties.own.is_(true()), _ties.sent_at <= bindparam("last")
)
