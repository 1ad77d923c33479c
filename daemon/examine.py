"""`headsup check`: the installation looked at from outside, every finding a sentence that says what to do.

Nothing is pulled, nothing is written but the ledger's own files.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from config import load
from config.settings import ConfigError, NotConfigured, Settings
from connectors.errors import AuthNeeded, ConnectorError
from daemon import bookkeeping
from daemon.household import Household, household
from daemon.service import CLOCK
from daemon.store import Store, StoreError, open_store

_HERE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `code` is the exit code it stands for where it is not well."""

    what: str
    ok: bool
    said: str
    code: int = 1


def examine(config_file: Path | None) -> Iterator[Finding]:
    """Look at everything, in the order in which one thing needs the other."""
    yield from _packages()
    try:
        settings = load(config_file)
        home = household(settings, CLOCK)
    except NotConfigured as error:
        yield Finding("config", False, str(error), 4)
        return
    except ConfigError as error:
        yield from (Finding("config", False, fault, 2) for fault in error.faults)
        return
    yield Finding("config", True, f"{len(settings.accounts)} accounts, zone {settings.me.zone.key}")
    yield from _accounts(home)
    yield from _ledger(settings)


def _packages() -> Iterator[Finding]:
    """`daemon` and `config` are also names of other packages: is what is imported ours?"""
    for name in ("config", "connectors", "daemon"):
        where = Path(import_module(name).__file__ or "").resolve()
        if _HERE in where.parents:
            yield Finding(f"package {name}", True, "is ours")
        else:
            said = f"{where} is not ours: install Headsup into an environment of its own"
            yield Finding(f"package {name}", False, said)


def _accounts(home: Household) -> Iterator[Finding]:
    for name in home.settings.accounts:
        try:
            connector = home.open(name)
            lying = sum(1 for _ in connector.ours())
            notices = list(connector.notices())
        except AuthNeeded as error:
            yield Finding(f"account {name}", False, str(error), 3)
        except ConnectorError as error:
            yield Finding(f"account {name}", False, str(error))
        else:
            yield Finding(f"account {name}", True, f"opens; {lying} drafts and notes of ours lie there")
            yield from (Finding(f"account {name}", True, said) for said in notices)


def _ledger(settings: Settings) -> Iterator[Finding]:
    try:
        with open_store(settings.store.url) as store:
            yield Finding("ledger", True, f"opens; {_fill(store)}")
            yield from _freshness(store, settings)
    except StoreError as error:
        yield Finding("ledger", False, str(error))


def _fill(store: Store) -> str:
    return f"{len(store.promises())} promises, {len(store.marks())} marks"


def _freshness(store: Store, settings: Settings) -> Iterator[Finding]:
    """How fresh and complete the reading of each account is: no "all is well" without it."""
    began = bookkeeping.started(store)
    for name in settings.accounts:
        row = store.account(name)
        if row is None or row.last_turn_at is None:
            said = "has not had a whole turn yet: `headsup once` runs one"
            yield Finding(f"reading {name}", name not in began, said)
            continue
        aside = len(store.set_aside(name))
        yield Finding(
            f"reading {name}", True, f"last turn {row.last_turn_at:%Y-%m-%d %H:%M} UTC, {aside} items set aside"
        )
