"""Of each promise when its author said how many hours it takes: what such acts take is learned from the latest."""

import json
from datetime import datetime

from alembic import op
from sqlalchemy import text

from daemon.tables import microseconds

revision = "0002"
down_revision = "0001"


_STATEMENTS = (
    """
    CREATE TABLE promise_hours ( promise VARCHAR NOT NULL, made_at BIGINT NOT NULL, PRIMARY KEY (promise),
    FOREIGN KEY(promise) REFERENCES promises ("key") ON DELETE CASCADE ) WITHOUT ROWID
    """,
    """
    CREATE INDEX ix_promise_hours_made_at ON promise_hours (made_at)
    """,
)
_INSERT = text("INSERT INTO promise_hours VALUES (:promise, :made_at)")


def upgrade() -> None:
    """Make the table with its index, and fill it from the promises themselves."""
    for statement in _STATEMENTS:
        op.execute(statement)
    connection = op.get_bind()
    for key, payload in connection.execute(text('SELECT "key", payload FROM promises')).all():
        said = json.loads(payload)
        if said.get("effort_hours"):
            made_at = microseconds(datetime.fromisoformat(said["made_at"]))
            connection.execute(_INSERT, {"promise": key, "made_at": made_at})
