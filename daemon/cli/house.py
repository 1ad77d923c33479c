"""Config, household and store opened for a command, and closed after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from config import load
from daemon import logs
from daemon.cli.options import moment
from daemon.household import Household, household
from daemon.service import now
from daemon.store import Store, open_store


@contextmanager
def opened(config_file: Path | None) -> Iterator[tuple[Household, Store]]:
    """The household that the config describes, and its ledger. Raises ConfigError, StoreError."""
    logs.configure()
    home = household(load(config_file))
    store = open_store(home.settings.store.url)
    try:
        yield home, store
    finally:
        store.close()


def at(as_of: str | None, home: Household) -> datetime:
    """The moment to think at: what `--as-of` says, in the owner's zone, or else now."""
    chosen = moment(as_of, home.zone, "--as-of") if as_of else now()
    return chosen.astimezone(home.zone)


def day_end(said: str, home: Household) -> datetime:
    """The moment `said`; a day alone means its last second, as "by Friday" does."""
    at = moment(said, home.zone, "--by")
    return at.replace(hour=23, minute=59, second=59) if "T" not in said and " " not in said else at
