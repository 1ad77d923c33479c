"""Config, household and store opened for a command, and closed after it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from config import load
from daemon import logs
from daemon.cli.options import moment
from daemon.errors import NotFound
from daemon.household import Household, household
from daemon.service import CLOCK, now
from daemon.store import Store, open_store
from daemon.store.opening import file_of


@contextmanager
def opened(config_file: Path | None, *, make: bool = True) -> Iterator[tuple[Household, Store]]:
    """The household that the config describes, and its ledger. Raises ConfigError, StoreError.

    Where there is no ledger yet it is made; without `make`, NotFound is raised.
    """
    logs.configure()
    home = household(load(config_file), CLOCK)
    if not make and not file_of(home.settings.store.url).exists():
        raise NotFound("there is no ledger yet; run `headsup once` first")
    store = open_store(home.settings.store.url)
    try:
        yield home, store
    finally:
        store.close()


def known(accounts: Sequence[str], home: Household) -> Sequence[str]:
    """The accounts of these names; all where none is named. Raises click.BadParameter."""
    there = list(home.settings.accounts)
    for name in accounts:
        if name not in there:
            raise click.BadParameter(f"there is no account {name!r}; known are {', '.join(there)}")
    return accounts or there


def at(as_of: str | None, home: Household) -> datetime:
    """The moment to think at: what `--as-of` says, in the owner's zone, or else now."""
    chosen = moment(as_of, home.zone, "--as-of") if as_of else now()
    return chosen.astimezone(home.zone)


def day_end(said: str, home: Household) -> datetime:
    """The moment `said`; a day alone means its last second, as "by Friday" does."""
    at = moment(said, home.zone, "--by")
    return at.replace(hour=23, minute=59, second=59) if "T" not in said and " " not in said else at
