"""How a page becomes facts: what differs from what is kept is written, the rest is not touched.

The same mail under several refs (folders, accounts) is one: the copy whose text was read, or else the owner's own.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from connectors.types import Event, SetAside, Sweep
from daemon import tables
from daemon.core.model import Mail
from daemon.core.threads import rank
from daemon.store.base import bites, decoder, encode, ties

_LONGEST = 300  # characters of a sentence that may be kept at rest

_mail = decoder(Mail).decode


def merge_mails(
    connection: Connection, account: str, shown: Mapping[str, Mail], lost: Collection[str]
) -> tuple[dict[str, Mail], dict[str, Mail]]:
    """Write what differs. Out: the mails that this touches, by key, as they were and as they are."""
    kept = _rows(connection, account, [*shown, *lost])
    fresh = [mail for id_, mail in shown.items() if _is_news(mail, kept.get(id_))]
    stale = kept.keys() & ({mail.ref.id for mail in fresh} | set(lost))
    keys = {mail.key for mail in fresh} | {kept[id_].key for id_ in stale}
    before = by_key(connection, keys)
    read_now = [mail for mail in fresh if _is_only_read(mail, kept.get(mail.ref.id))]
    _mark_read(connection, read_now)
    rewritten = {mail.ref.id for mail in read_now}
    drop(connection, tables.mails, account, stale - rewritten)
    _insert_mails(connection, [mail for mail in fresh if mail.ref.id not in rewritten])
    alone = _alone(fresh, before)
    return before, alone | by_key(connection, keys - alone.keys())


def _is_only_read(mail: Mail, row: Row[str, str, int, bytes] | None) -> bool:
    """Was the header known, and is all that is new what its text says? Then its ties are those that stand there."""
    if row is None or row.reader or not mail.reader:
        return False
    known = _mail(row.payload)
    return known.skipped is None and _tied(known) == _tied(mail)


def _tied(mail: Mail) -> tuple[object, ...]:
    """All that the ties of a mail are made of, but for `unread`."""
    return mail.key, mail.links, mail.from_, mail.to, mail.cc, mail.sent_at, mail.own


def _mark_read(connection: Connection, mails: Sequence[Mail]) -> None:
    """Now their texts are known: of their ties only `unread` changes."""
    if mails:
        rows = [{"of": mail.ref.account, "named": mail.ref.id, **_mail_row(mail)} for mail in mails]
        table, tie = tables.mails, tables.ties
        connection.execute(
            update(table).where(table.c.account == bindparam("of"), table.c.id == bindparam("named")), rows
        )
        there = tie.c.account == bindparam("of"), tie.c.id == bindparam("named")
        places = [{"of": mail.ref.account, "named": mail.ref.id} for mail in mails]
        connection.execute(update(tie).where(*there).values(unread=False), places)


def _alone(fresh: Sequence[Mail], before: Collection[str]) -> dict[str, Mail]:
    """Of what was written the mails that have no copy: nearly all of a first import, and no need to read them back."""
    copies = Counter(mail.key for mail in fresh)
    return {mail.key: mail for mail in fresh if copies[mail.key] == 1 and mail.key not in before}


def _rows(connection: Connection, account: str, ids: Sequence[str]) -> dict[str, Row[str, str, int, bytes]]:
    table = tables.mails
    query = select(table.c.id, table.c.key, table.c.reader, table.c.payload).where(table.c.account == account)
    return {row.id: row for bite in bites(ids) for row in connection.execute(query.where(table.c.id.in_(bite)))}


def _is_news(mail: Mail, row: Row[str, str, int, bytes] | None) -> bool:
    if row is None:
        return True
    header_alone = mail.reader == 0 and mail.skipped is None
    if header_alone and row.reader > 0 and row.key == mail.key:
        return False
    return bool(encode(mail) != row.payload)


def _insert_mails(connection: Connection, mails: Sequence[Mail]) -> None:
    if mails:
        connection.execute(insert(tables.mails), [_mail_row(mail) for mail in mails])
        _insert_ties(connection, [row for mail in mails for row in _tie_rows(mail)])


def _mail_row(mail: Mail) -> dict[str, object]:
    return {
        "account": mail.ref.account,
        "id": mail.ref.id,
        "key": mail.key,
        "from_email": mail.from_.email,
        "reader": mail.reader,
        "heads_up": mail.heads_up,
        "payload": encode(mail),
    }


def _insert_ties(connection: Connection, rows: Sequence[tuple[object, ...]]) -> None:
    """Straight to the driver: a first import writes fifteen ties a mail, and that is most of what it writes."""
    compiled = insert(tables.ties).compile(dialect=connection.dialect)
    connection.exec_driver_sql(str(compiled), list(rows))


def _tie_rows(mail: Mail) -> Iterator[tuple[object, ...]]:
    """The columns of `tables.ties`, in their order, as the driver takes them."""
    people = {person.email for person in (mail.from_, *mail.to, *mail.cc)}
    unread = mail.reader == 0 and mail.skipped is None
    account, id_, sent_at = mail.ref.account, mail.ref.id, tables.microseconds(mail.sent_at)
    for tie in ties(mail.links, people):
        yield account, id_, tie, sent_at, mail.key, mail.own, unread


def cut(mail: Mail) -> Mail:
    """The mail with no sentence longer than may be kept."""
    if all(len(s.text) <= _LONGEST and len(s.answers) <= _LONGEST for s in mail.sentences):
        return mail
    short = (replace(s, text=s.text[:_LONGEST], answers=s.answers[:_LONGEST]) for s in mail.sentences)
    return replace(mail, sentences=tuple(short))


def by_key(connection: Connection, keys: Collection[str]) -> dict[str, Mail]:
    """The mails with these keys, each once."""
    table = tables.mails
    copies: defaultdict[str, list[Mail]] = defaultdict(list)
    for bite in bites(keys):
        for key, payload in connection.execute(select(table.c.key, table.c.payload).where(table.c.key.in_(bite))):
            copies[key].append(_mail(payload))
    return {key: min(of_key, key=rank) for key, of_key in copies.items()}


def swept(connection: Connection, account: str, sweep: Sweep) -> set[str]:
    """The ids of what is kept of an account and, as a whole listing says, is no longer there."""
    events = tables.events
    kept = {
        *known_mails(connection, account, sweep),
        *connection.scalars(_within(select(events.c.id), events, events.c.starts_at, account, sweep)),
        *connection.scalars(_prefixed(select(tables.set_aside.c.id), tables.set_aside, account, sweep.prefix)),
    }
    return kept - sweep.present


def known_mails(connection: Connection, account: str, sweep: Sweep) -> set[str]:
    """The ids of the mails that are kept where `sweep` looked."""
    mails, tie = tables.mails, tables.ties
    dated = select(tie.c.sent_at).where(tie.c.account == account, tie.c.id == mails.c.id).limit(1)
    return set(connection.scalars(_within(select(mails.c.id), mails, dated.scalar_subquery(), account, sweep)))


def _within(query: Select[str], table: Table, at: ColumnElement[datetime], account: str, sweep: Sweep) -> Select[str]:
    query = _prefixed(query, table, account, sweep.prefix)
    query = query if sweep.since is None else query.where(at >= sweep.since)
    return query if sweep.until is None else query.where(at < sweep.until)


def _prefixed(query: Select[str], table: Table, account: str, prefix: str) -> Select[str]:
    return query.where(table.c.account == account, table.c.id.startswith(prefix, autoescape=True))


# --- events and what was set aside -----------------------------------------------------------------------------------


def merge_events(connection: Connection, account: str, shown: Mapping[str, Event], lost: Collection[str]) -> bool:
    """Write what differs. Out: whether anything did."""
    table = tables.events
    query = select(table.c.id, table.c.payload).where(table.c.account == account)
    kept = {
        id_: payload
        for bite in bites([*shown, *lost])
        for id_, payload in connection.execute(query.where(table.c.id.in_(bite)))
    }
    fresh = [_event_row(event) for id_, event in shown.items() if encode(event) != kept.get(id_)]
    stale = kept.keys() & ({row["id"] for row in fresh} | set(lost))
    drop(connection, table, account, stale)
    if fresh:
        connection.execute(insert(table), fresh)
    return bool(fresh or stale)


def _event_row(event: Event) -> dict[str, object]:
    return {
        "account": event.ref.account,
        "id": event.ref.id,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "payload": encode(event),
    }


def drop(connection: Connection, table: Table, account: str, ids: Collection[str]) -> None:
    """Delete the rows of an account with these ids."""
    for bite in bites(ids):
        connection.execute(delete(table).where(table.c.account == account, table.c.id.in_(bite)))


def set_aside_row(item: SetAside, now: datetime) -> dict[str, object]:
    """The row of an item that could not be read."""
    return {"account": item.ref.account, "id": item.ref.id, "reason": item.reason, "at": now}
