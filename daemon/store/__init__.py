"""The ledger: facts in, what was derived from them beside, look-ups out. The only place that speaks SQL.

    with open_store("sqlite:////home/me/.local/state/headsup/ledger.sqlite") as store: ...

Every method is one transaction (keep, derive) or reads one state of the ledger; any raises StoreError. A store may be
shared by threads. All moments that go in must be aware.
"""

from contextlib import ExitStack
from types import TracebackType
from typing import Self

from daemon.store.derived import Derived
from daemon.store.errors import Busy, Corrupt, Misplaced, StoreError, TooNew, Unwritable
from daemon.store.facts import AccountRow, Changes, Facts
from daemon.store.opening import bring_up, engine_for, file_of, prepare
from daemon.store.pending import Pending, Waiting
from daemon.store.words import Words

__all__ = [
    "AccountRow",
    "Busy",
    "Changes",
    "Corrupt",
    "Misplaced",
    "Pending",
    "Store",
    "StoreError",
    "TooNew",
    "Unwritable",
    "open_store",
]


class Store(Facts, Derived, Waiting, Words):
    """An open ledger; a context manager that closes it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def bring_up(self) -> None:
        """Make the tables, or bring them to the newest version."""
        with self._writing() as connection:
            bring_up(connection, self.path)


def open_store(url: str) -> Store:
    """Open the ledger at `sqlite:////path`; make it where there is none.

    File 0600, folder 0700, never on a network file system. Raises StoreError: Corrupt, TooNew, Misplaced, Busy.
    """
    path = file_of(url)
    prepare(path)
    with ExitStack() as unless_open:
        store = unless_open.enter_context(Store(engine_for(path), path))
        store.bring_up()
        unless_open.pop_all()
    return store
