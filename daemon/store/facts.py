"""The facts as they come in: accounts and their cursors, mails, events, what was set aside.

In: a page of a pull, read. Out: what it changed, and look-ups whose cost does not grow with what they do not find.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, Select, exists, or_, select, true, update
from sqlalchemy.dialects.sqlite import insert

from connectors.types import Event, Interest, Ref, SetAside, Sweep
from daemon import tables
from daemon.core.model import Mail
from daemon.core.threads import rank
from daemon.store.base import Base, bites, decoder, ties
from daemon.store.merging import by_key, cut, drop, known_mails, merge_events, merge_mails, set_aside_row, swept
from daemon.store.pending import await_deriving

_mail = decoder(Mail).decode
_event = decoder(Event).decode


@dataclass(frozen=True, slots=True)
class AccountRow:
    """What is kept of an account. `cursor` is None before the first page; moments in UTC."""

    name: str
    cursor: str | None
    first_turn_at: datetime
    last_turn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What a page changed: mails that are new or differ from what was kept, keys of mails that are no longer anywhere,
    and whether any event is new, different or gone."""

    mails: tuple[Mail, ...] = ()
    removed: tuple[str, ...] = ()
    events: bool = False


class Facts(Base):
    """Accounts, mails and events."""

    def started(self, account: str, now: datetime) -> datetime:
        """The moment of the account's first turn: a fact, recorded once; `now` if this is it."""
        known = self.account(account)
        if known is None:
            with self._writing() as connection:
                _open_account(connection, account, now)
            known = self.account(account)
        return known.first_turn_at if known else now

    def accounts(self) -> list[AccountRow]:
        """Every account that has begun a turn, by name."""
        with self._reading() as connection:
            rows = connection.execute(select(tables.accounts).order_by(tables.accounts.c.name)).mappings()
            return [AccountRow(**row) for row in rows]

    def account(self, account: str) -> AccountRow | None:
        """The account's row, None before its first turn."""
        table = tables.accounts
        with self._reading() as connection:
            row = connection.execute(select(table).where(table.c.name == account)).mappings().one_or_none()
        return AccountRow(**row) if row else None

    def turned(self, account: str, now: datetime) -> None:
        """A turn of the account has ended well."""
        with self._writing() as connection:
            _open_account(connection, account, now)
            _update_account(connection, account, last_turn_at=now)

    def forget_cursor(self, account: str) -> None:
        """Pull this account from its beginning the next time; its facts stay."""
        with self._writing() as connection:
            _update_account(connection, account, cursor=None)

    def keep(
        self,
        account: str,
        mails: Sequence[Mail],
        events: Sequence[Event],
        gone: Sequence[Ref],
        set_aside: Sequence[SetAside],
        cursor: str | None,
        now: datetime,
        sweeps: Sequence[Sweep] = (),
    ) -> Changes:
        """Merge a page into the facts, by Ref, and move the cursor (None leaves it), in one transaction.

        Twice is once. A header alone never takes the place of a text that was read. What a page shows and calls gone
        is there.
        """
        read = {mail.ref.id: cut(mail) for mail in mails}
        seen = {event.ref.id: event for event in events}
        unreadable = {item.ref.id: set_aside_row(item, now) for item in set_aside}
        with self._writing() as connection:
            _open_account(connection, account, now)
            absent = {id_ for sweep in sweeps for id_ in swept(connection, account, sweep)}
            lost = (absent | {ref.id for ref in gone}) - read.keys() - seen.keys()
            before, after = merge_mails(connection, account, read, lost)
            changed = tuple(mail for key, mail in after.items() if mail != before.get(key))
            removed = tuple(sorted(before.keys() - after.keys()))
            await_deriving(connection, (*(mail.key for mail in changed), *removed))
            moved = merge_events(connection, account, seen, lost)
            drop(connection, tables.set_aside, account, lost | read.keys() | seen.keys() | unreadable.keys())
            if unreadable:
                connection.execute(insert(tables.set_aside), list(unreadable.values()))
            if cursor is not None:
                _update_account(connection, account, cursor=cursor)
        return Changes(changed, removed, moved)

    def missed(self, account: str, sweep: Sweep) -> tuple[int, int]:
        """How many mails are known where `sweep` looked, and how many of them it no longer saw."""
        with self._reading() as connection:
            known = known_mails(connection, account, sweep)
        return len(known), len(known - sweep.present)

    def unread(self, wanted: Interest) -> list[Ref]:
        """Refs of mails of which only the header was read and whose people or thread are `wanted`, newest first.

        What `wanted.ignore` shuts out stays unread, and so does what was read under another ref.
        """
        found: dict[Ref, datetime] = {}
        with self._reading() as connection:
            for bite in bites(ties(wanted.threads, wanted.people)):
                for account, ref, email, sent_at in connection.execute(_unread(bite, wanted.since)):
                    if not wanted.ignore.covers(email):
                        found[Ref(account, ref)] = sent_at
        return sorted(found, key=lambda ref: (found[ref], ref), reverse=True)

    def tried(self, refs: Collection[Ref], reader: int) -> None:
        """What `reader` could not read is not outdated for it; what an older one found in these mails stays."""
        table = tables.mails
        with self._writing() as connection:
            for ref in refs:
                read = table.c.account == ref.account, table.c.id == ref.id, table.c.reader > 0
                connection.execute(update(table).where(*read).values(reader=reader))

    def outdated(self, reader: int) -> list[Ref]:
        """Refs of mails whose text was read by a reader older than `reader`."""
        table = tables.mails
        query = select(table.c.account, table.c.id).where(table.c.reader > 0, table.c.reader < reader)
        with self._reading() as connection:
            return sorted(Ref(account, ref) for account, ref in connection.execute(query))

    def mails_near(self, links: frozenset[str], people: frozenset[str], after: datetime | None) -> list[Mail]:
        """The mails that share a link or a person with these, sent later than `after` (None: all), oldest first."""
        table = tables.ties
        keys: set[str] = set()
        with self._reading() as connection:
            for bite in bites(ties(links, people)):
                query = select(table.c.key).where(table.c.tie.in_(bite))
                keys.update(connection.scalars(query if after is None else query.where(table.c.sent_at > after)))
        return sorted(self.mails(keys), key=lambda mail: (mail.sent_at, mail.key))

    def mail(self, key: str) -> Mail | None:
        """The mail with this key, None where there is none."""
        return next(iter(self.mails([key])), None)

    def mail_called(self, name: str) -> Mail | None:
        """The mail with this Message-ID or provider's id, None where there is none; of copies the best."""
        table = tables.mails
        called = select(tables.ties.c.key).where(tables.ties.c.tie == name)
        query = select(table.c.key).where(or_(table.c.id == name, table.c.key.in_(called))).order_by(table.c.key)
        with self._reading() as connection:
            found = self.mails(set(connection.scalars(query)))
        exact = [mail for mail in found if name in (mail.message_id, mail.ref.id)]
        return next(iter(exact), None)

    def mails(self, keys: Collection[str]) -> list[Mail]:
        """The mails with these keys, in the order of the keys; unknown ones are left out."""
        with self._reading() as connection:
            found = by_key(connection, keys)
        return [found[key] for key in dict.fromkeys(keys) if key in found]

    def all_mails(self) -> Iterator[Mail]:
        """Every mail once, by key; streamed, for a rebuild."""
        table = tables.mails
        query = select(table.c.key, table.c.payload).order_by(table.c.key)
        with self._reading() as connection:
            rows = connection.execution_options(yield_per=500).execute(query)
            for _, copies in groupby(rows, key=lambda row: row.key):
                yield min((_mail(row.payload) for row in copies), key=rank)

    def sent_heads_ups(self) -> frozenset[str]:
        """Our keys that were seen in mail the owner has sent."""
        table = tables.mails
        query = select(table.c.heads_up).where(table.c.heads_up.is_not(None)).distinct()
        with self._reading() as connection:
            return frozenset(connection.scalars(query))

    def events(self, start: datetime, end: datetime) -> list[Event]:
        """The events that overlap [start, end), soonest first."""
        table = tables.events
        query = select(table.c.payload).where(table.c.ends_at > start, table.c.starts_at < end)
        with self._reading() as connection:
            found = [_event(payload) for payload in connection.scalars(query)]
        return sorted(found, key=lambda event: (event.starts_at, event.ref))

    def set_aside(self, account: str) -> list[SetAside]:
        """What could not be read of an account, and why."""
        table = tables.set_aside
        query = select(table.c.id, table.c.reason).where(table.c.account == account).order_by(table.c.id)
        with self._reading() as connection:
            return [SetAside(Ref(account, ref), reason) for ref, reason in connection.execute(query)]


def _open_account(connection: Connection, account: str, now: datetime) -> None:
    row = insert(tables.accounts).values(name=account, first_turn_at=now)
    connection.execute(row.on_conflict_do_nothing())


def _update_account(connection: Connection, account: str, **values: object) -> None:
    connection.execute(update(tables.accounts).where(tables.accounts.c.name == account).values(**values))


def _unread(some: list[str], since: datetime | None) -> Select[str, str, str, datetime]:
    tie, mail, copy = tables.ties, tables.mails, tables.mails.alias("copy")
    read_elsewhere = exists().where(copy.c.key == tie.c.key, copy.c.reader > 0)
    query = (
        select(tie.c.account, tie.c.id, mail.c.from_email, tie.c.sent_at)
        .join_from(tie, mail, (mail.c.account == tie.c.account) & (mail.c.id == tie.c.id))
        .where(tie.c.tie.in_(some), tie.c.unread.is_(true()), ~read_elsewhere)
    )
    return query if since is None else query.where(tie.c.sent_at >= since)
