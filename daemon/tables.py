"""The tables of the ledger. Every look-up of the store goes by an index declared here.

Facts      accounts, mails with their ties, events, set_aside, marks, spoken, outbox
Derived    promises with their ties and said hours, evidence: may be dropped and rebuilt from the facts
Between    pending: keys of mails that are new, changed or gone since anything was last derived from them
A tie is whatever two mails can have in common: a link of theirs, or "mailto:" and the address of one of their people.
Payloads are the frozen values of the model as JSON; beside them stand only the columns that are searched.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    true,
)

VERSIONS = ("0001", "0002", "0003")
"""The versions of the schema, oldest first; the last is what `metadata` describes and what migrations end in."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(value: datetime) -> int:
    """Whole microseconds since 1970. A naive datetime raises TypeError."""
    return (value - _EPOCH) // _MICROSECOND


class Moment(TypeDecorator[datetime]):
    """An aware datetime as whole microseconds since 1970 in UTC, so that moments of all zones sort together."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To the database. A naive datetime raises TypeError."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From the database, in UTC."""
        return None if value is None else _EPOCH + value * _MICROSECOND


metadata = MetaData()

version = Table("alembic_version", metadata, Column("version_num", String(32), primary_key=True))

accounts = Table(
    "accounts",
    metadata,
    Column("name", String, primary_key=True),
    Column("cursor", String),
    Column("first_turn_at", Moment, nullable=False),
    Column("last_turn_at", Moment),
)

mails = Table(
    "mails",
    metadata,
    Column("account", ForeignKey("accounts.name"), primary_key=True),
    Column("id", String, primary_key=True),
    Column("key", String, nullable=False, index=True),
    Column("from_email", String, nullable=False),
    Column("reader", Integer, nullable=False, index=True),
    Column("heads_up", String),
    Column("payload", LargeBinary, nullable=False),
)
Index("ix_mails_heads_up", mails.c.heads_up, sqlite_where=mails.c.heads_up.is_not(None))

ties = Table(
    "ties",
    metadata,
    Column("account", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("tie", String, primary_key=True),
    Column("sent_at", Moment, nullable=False),
    Column("key", String, nullable=False),
    Column("own", Boolean, nullable=False),
    Column("unread", Boolean, nullable=False),
    ForeignKeyConstraint(["account", "id"], ["mails.account", "mails.id"], ondelete="CASCADE"),
    Index("ix_ties_tie", "tie", "sent_at", "key"),
    sqlite_with_rowid=False,
)
Index("ix_ties_unread", ties.c.tie, sqlite_where=ties.c.unread.is_(true()))
Index("ix_ties_own", ties.c.tie, ties.c.sent_at, sqlite_where=ties.c.own.is_(true()))

pending = Table("pending", metadata, Column("key", String, primary_key=True), sqlite_with_rowid=False)

events = Table(
    "events",
    metadata,
    Column("account", ForeignKey("accounts.name"), primary_key=True),
    Column("id", String, primary_key=True),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index("ix_events_window", "ends_at", "starts_at"),
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("account", ForeignKey("accounts.name"), primary_key=True),
    Column("id", String, primary_key=True),
    Column("reason", String, nullable=False),
    Column("at", Moment, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("promise", String, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    UniqueConstraint("promise", "payload"),
)

spoken = Table(
    "spoken",
    metadata,
    Column("key", String, primary_key=True),
    Column("source", String, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("key", String, primary_key=True),
    Column("account", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("attempt_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("purpose", String, nullable=False, server_default="heads-up"),
    Index("ix_outbox_account", "account", "state"),
    Index("ix_outbox_attempt", "kind", "purpose", "attempt_at"),
)

promises = Table(
    "promises",
    metadata,
    Column("key", String, primary_key=True),
    Column("source", String, nullable=False, index=True),
    Column("closed_at", Moment, index=True),
    Column("payload", LargeBinary, nullable=False),
)

promise_hours = Table(
    "promise_hours",
    metadata,
    Column("promise", ForeignKey("promises.key", ondelete="CASCADE"), primary_key=True),
    Column("made_at", Moment, nullable=False, index=True),
    sqlite_with_rowid=False,
)

promise_ties = Table(
    "promise_ties",
    metadata,
    Column("promise", ForeignKey("promises.key", ondelete="CASCADE"), primary_key=True),
    Column("tie", String, primary_key=True, index=True),
    sqlite_with_rowid=False,
)

evidence = Table(
    "evidence",
    metadata,
    Column("promise", ForeignKey("promises.key", ondelete="CASCADE"), primary_key=True),
    Column("payload", LargeBinary, primary_key=True),
    Column("source", String, nullable=False, index=True),
    sqlite_with_rowid=False,
)
