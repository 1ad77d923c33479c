"""How an older ledger becomes one of today. Imported only when there is something to migrate: alembic is heavy.

A version is a file in `versions/`, append-only; `daemon.tables.VERSIONS` lists them.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def config(connection: Connection) -> Config:
    """Alembic's settings for a ledger, with no file of its own."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest version, in the transaction of `connection`."""
    command.upgrade(config(connection), "head")
