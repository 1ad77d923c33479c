"""Opens the ledger: where it may lie, who may read it, how SQLite is set, which version its tables have."""

import os
import sqlite3
import stat
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from daemon import tables
from daemon.store.errors import Corrupt, Misplaced, StoreError, TooNew

_NETWORK = frozenset(
    {"9p", "afs", "ceph", "cifs", "davfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4"}
    | {"rclone", "s3fs", "smb3", "smbfs", "sshfs"}
)
_BUSY_SECONDS = 20


def file_of(url: str) -> Path:
    """The file that `sqlite:////path` names. Raises StoreError for any other kind of address."""
    try:
        parts = make_url(url)
    except ArgumentError:
        raise StoreError(f"[store] url {url!r} is no address of a ledger; write sqlite:////path/to/file") from None
    if parts.get_backend_name() != "sqlite" or parts.database in {None, "", ":memory:"}:
        shown = parts.render_as_string(hide_password=True)
        raise StoreError(f"[store] url {shown!r}: only a file of SQLite is supported; write sqlite:////path/to/file")
    return Path(str(parts.database)).absolute()


def prepare(path: Path) -> None:
    """Make the file (0600) and its folder (0700), or close them to others. Raises Misplaced, StoreError."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_network(path)
        _close_folder(path.parent)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        for file in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            if file.exists() and stat.S_IMODE(file.stat().st_mode) != 0o600:
                file.chmod(0o600)
    except OSError as error:
        raise StoreError(f"the ledger {path} cannot be opened ({error.strerror}); make its folder yours") from None


def filesystem_of(path: Path, mounts: str) -> str:
    """The type of the file system that `path` lies on, by the text of /proc/mounts (proc(5)); "" where none fits."""
    best, kind = Path(), ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(fields[1].encode().decode("unicode_escape"))
        if path.is_relative_to(point) and len(point.parts) >= len(best.parts):
            best, kind = point, fields[2]
    return kind


def engine_for(path: Path) -> Engine:
    """An engine whose transactions are what they say: BEGIN is ours, and IMMEDIATE where the option `begin` says so.

    See "Enabling Non-Legacy SQLite Transactional Modes" in SQLAlchemy's page on SQLite: the driver's own BEGIN comes
    too late, so that reading first and writing then fails as "locked" at once, in spite of the busy timeout. Values
    are kept out of errors: they are words of mails.
    """
    address = URL.create("sqlite", database=str(path))
    engine = create_engine(address, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def bring_up(connection: Connection, path: Path) -> None:
    """Make the tables, or bring them to the newest version, in the transaction of `connection`. Raises TooNew, Corrupt.

    Alembic is imported only when there is something to migrate.
    """
    names = set(inspect(connection).get_table_names())
    if not names:
        tables.metadata.create_all(connection)
        connection.execute(insert(tables.version).values(version_num=tables.VERSIONS[-1]))
        return
    if tables.version.name not in names:
        raise Corrupt(f"{path} is a database, but no ledger; name another file in [store] url")
    found = connection.scalar(select(tables.version.c.version_num))
    if found == tables.VERSIONS[-1]:
        return
    if found is not None and found not in tables.VERSIONS:
        raise TooNew(f"the ledger {path} was written by a later version of headsup; install that one")
    from daemon import migrations

    migrations.upgrade(connection)


def _refuse_network(path: Path) -> None:
    mounts = Path("/proc/mounts")
    kind = filesystem_of(path.resolve(), mounts.read_text("utf-8", "replace")) if mounts.exists() else ""
    if kind.removeprefix("fuse.") in _NETWORK:
        raise Misplaced(f"the ledger {path} would lie on a network file system ({kind}); name a local file")


def _close_folder(folder: Path) -> None:
    """Close a folder of the user's own; never one that others share, as /tmp or /var/lib."""
    found = folder.stat()
    mode = stat.S_IMODE(found.st_mode)
    if mode & 0o077 and found.st_uid == os.getuid() and Path.home() in folder.resolve().parents:
        folder.chmod(0o700)
    elif mode & 0o022 and not mode & stat.S_ISVTX:
        raise Misplaced(f"others can write to the folder {folder}; run chmod 700 on it, or name another in [store] url")


# A cache that holds the upper pages of all indexes, and fewer checkpoints: a first import takes a tenth less time.
_SETTINGS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "cache_size = -8000",
    "wal_autocheckpoint = 4000",
)


def _set_up(driver: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401
    driver.isolation_level = None
    for setting in _SETTINGS:
        driver.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")
