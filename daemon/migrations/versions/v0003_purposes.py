"""Of each thing of ours at a provider what it is for: heads-ups are counted apart from status mails and letters."""

from alembic import op

revision = "0003"
down_revision = "0002"


_STATEMENTS = (
    "ALTER TABLE outbox ADD COLUMN purpose VARCHAR DEFAULT 'heads-up' NOT NULL",
    "DROP INDEX ix_outbox_attempt",
    "CREATE INDEX ix_outbox_attempt ON outbox (kind, purpose, attempt_at)",
)


def upgrade() -> None:
    """Add the column; all that there was is a heads-up or a note."""
    for statement in _STATEMENTS:
        op.execute(statement)
