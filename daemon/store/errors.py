"""The error tree of the ledger. Each text is one sentence for the owner: what happened, what to do next.

StoreError       the ledger cannot be used
|-- Misplaced    it lies where no ledger may lie (a network file system, a folder others can write to)
|-- Corrupt      the file is damaged, or none of ours
|-- TooNew       a later version of the program wrote it
|-- Busy         somebody else is writing, for too long
`-- Unwritable   the disk is full, or the file is read-only
"""

import sqlite3
from pathlib import Path

from daemon.errors import HeadsupError


class StoreError(HeadsupError):
    """The ledger cannot be used."""


class Misplaced(StoreError):
    """The ledger lies where it may not."""


class Corrupt(StoreError):
    """The file is damaged, or none of ours."""


class TooNew(StoreError):
    """A later version of the program wrote the ledger."""


class Busy(StoreError):
    """Somebody else is writing, for too long."""


class Unwritable(StoreError):
    """The disk is full, or the file is read-only."""


def as_store_error(error: BaseException | None, path: Path) -> StoreError:
    """What an error of the driver means to the owner (primary result codes: https://sqlite.org/rescode.html)."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return Corrupt(f"the ledger {path} is damaged or no ledger; move it away and run again, or restore a backup")
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return Busy(f"another process has been writing to the ledger {path} for too long; try again when it is done")
    if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR}:
        return Unwritable(f"the ledger {path} cannot be written ({name}); make room on the disk or make it writable")
    return StoreError(f"the ledger {path} cannot be used ({name}); check that the file and its folder are yours")
