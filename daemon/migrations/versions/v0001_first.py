"""The first version of the ledger's tables."""

from alembic import op

revision = "0001"
down_revision = None

_STATEMENTS = (
    """
    CREATE TABLE accounts ( name VARCHAR NOT NULL, cursor VARCHAR, first_turn_at BIGINT NOT NULL, last_turn_at
    BIGINT, PRIMARY KEY (name) )
    """,
    """
    CREATE TABLE marks ( number INTEGER NOT NULL, promise VARCHAR NOT NULL, payload BLOB NOT NULL, PRIMARY KEY
    (number), UNIQUE (promise, payload) )
    """,
    """
    CREATE TABLE outbox ( "key" VARCHAR NOT NULL, account VARCHAR NOT NULL, kind VARCHAR NOT NULL, state
    VARCHAR NOT NULL, first_at BIGINT NOT NULL, attempt_at BIGINT NOT NULL, attempts INTEGER NOT NULL, payload
    BLOB NOT NULL, PRIMARY KEY ("key") )
    """,
    """
    CREATE INDEX ix_outbox_account ON outbox (account, state)
    """,
    """
    CREATE INDEX ix_outbox_attempt ON outbox (kind, attempt_at)
    """,
    """
    CREATE TABLE pending ( "key" VARCHAR NOT NULL, PRIMARY KEY ("key") ) WITHOUT ROWID
    """,
    """
    CREATE TABLE promises ( "key" VARCHAR NOT NULL, source VARCHAR NOT NULL, closed_at BIGINT, payload BLOB
    NOT NULL, PRIMARY KEY ("key") )
    """,
    """
    CREATE INDEX ix_promises_closed_at ON promises (closed_at)
    """,
    """
    CREATE INDEX ix_promises_source ON promises (source)
    """,
    """
    CREATE TABLE spoken ( "key" VARCHAR NOT NULL, source VARCHAR NOT NULL, payload BLOB NOT NULL, PRIMARY KEY
    ("key") )
    """,
    """
    CREATE TABLE events ( account VARCHAR NOT NULL, id VARCHAR NOT NULL, starts_at BIGINT NOT NULL, ends_at
    BIGINT NOT NULL, payload BLOB NOT NULL, PRIMARY KEY (account, id), FOREIGN KEY(account) REFERENCES
    accounts (name) )
    """,
    """
    CREATE INDEX ix_events_window ON events (ends_at, starts_at)
    """,
    """
    CREATE TABLE evidence ( promise VARCHAR NOT NULL, payload BLOB NOT NULL, source VARCHAR NOT NULL, PRIMARY
    KEY (promise, payload), FOREIGN KEY(promise) REFERENCES promises ("key") ON DELETE CASCADE ) WITHOUT ROWID
    """,
    """
    CREATE INDEX ix_evidence_source ON evidence (source)
    """,
    """
    CREATE TABLE mails ( account VARCHAR NOT NULL, id VARCHAR NOT NULL, "key" VARCHAR NOT NULL, from_email
    VARCHAR NOT NULL, reader INTEGER NOT NULL, heads_up VARCHAR, payload BLOB NOT NULL, PRIMARY KEY (account,
    id), FOREIGN KEY(account) REFERENCES accounts (name) )
    """,
    """
    CREATE INDEX ix_mails_heads_up ON mails (heads_up) WHERE heads_up IS NOT NULL
    """,
    """
    CREATE INDEX ix_mails_key ON mails ("key")
    """,
    """
    CREATE INDEX ix_mails_reader ON mails (reader)
    """,
    """
    CREATE TABLE promise_ties ( promise VARCHAR NOT NULL, tie VARCHAR NOT NULL, PRIMARY KEY (promise, tie),
    FOREIGN KEY(promise) REFERENCES promises ("key") ON DELETE CASCADE ) WITHOUT ROWID
    """,
    """
    CREATE INDEX ix_promise_ties_tie ON promise_ties (tie)
    """,
    """
    CREATE TABLE set_aside ( account VARCHAR NOT NULL, id VARCHAR NOT NULL, reason VARCHAR NOT NULL, at BIGINT
    NOT NULL, PRIMARY KEY (account, id), FOREIGN KEY(account) REFERENCES accounts (name) )
    """,
    """
    CREATE TABLE ties ( account VARCHAR NOT NULL, id VARCHAR NOT NULL, tie VARCHAR NOT NULL, sent_at BIGINT
    NOT NULL, "key" VARCHAR NOT NULL, own BOOLEAN NOT NULL, unread BOOLEAN NOT NULL, PRIMARY KEY (account, id,
    tie), FOREIGN KEY(account, id) REFERENCES mails (account, id) ON DELETE CASCADE ) WITHOUT ROWID
    """,
    """
    CREATE INDEX ix_ties_own ON ties (tie, sent_at) WHERE own IS 1
    """,
    """
    CREATE INDEX ix_ties_tie ON ties (tie, sent_at, "key")
    """,
    """
    CREATE INDEX ix_ties_unread ON ties (tie) WHERE unread IS 1
    """,
)


def upgrade() -> None:
    """Make every table and index."""
    for statement in _STATEMENTS:
        op.execute(statement)
