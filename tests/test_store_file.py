"""The ledger's file: look-ups go by an index; a bad place, file or version is said in a sentence."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from connectors.types import Interest, Kind, Ref
from daemon import tables
from daemon.core.model import Posted, Purpose, State
from daemon.store import Busy, Corrupt, Misplaced, Store, StoreError, TooNew, Unwritable, open_store
from daemon.store.opening import engine_for, filesystem_of
from tests.store_values import NOW, keep, mail, meeting, promise, says


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/state/ledger.sqlite"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as opened:
        yield opened


# --- the cost of a look-up -------------------------------------------------------------------------------------------


def test_no_look_up_scans_a_table(url: str) -> None:
    open_store(url).close()
    path = Path(url.removeprefix("sqlite:///"))
    engine = engine_for(path)
    asked: list[tuple[str, object]] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _k, sql, values, *_: asked.append((sql, values)))
    with Store(engine, path) as store:
        people, links = frozenset({"bo@example.org"}), frozenset({"l"})
        store.unread(Interest(links, people, since=NOW))
        store.outdated(2)
        store.mails_near(links, people, NOW)
        store.mails(["k"])
        store.live_promises(NOW)
        store.promise("a")
        store.promises_with_hours(NOW, 200)
        store.promises_near(links, people)
        store.evidence(["k"])
        store.evidence_from(["k"])
        store.promises_from(["k"])
        store.events(NOW, NOW + timedelta(days=1))
        store.posted("me", live=True)
        store.put_since(Kind.DRAFT, Purpose.HEADS_UP, NOW)
        store.sent_heads_ups()
        store.set_aside("me")
        store.keep("me", [mail("1")], [meeting("e", 3)], [Ref("me", "2")], (), "1", NOW)
        store.derive(["s"], [promise("a", "s")], [says("a", "s")])
        store.settle({"a": NOW})
        store.last_words([promise("a", "s")], NOW)
    with closing(sqlite3.connect(path)) as raw:
        plans = {step[3] for sql, values in asked if looks_up(sql) for step in raw.execute(explained(sql), one(values))}
    assert len(plans) > 15
    assert [step for step in plans if step.startswith("SCAN") and "ix_mails_heads_up" not in step] == []


def looks_up(sql: str) -> bool:
    return " WHERE " in sql.replace("\n", " ")


def explained(sql: str) -> str:
    return f"EXPLAIN QUERY PLAN {sql}"


def one(values: object) -> tuple[object, ...]:
    first = values[0] if isinstance(values, list) else values
    assert isinstance(first, tuple)
    return first


# --- the file --------------------------------------------------------------------------------------------------------


def test_only_the_owner_can_read_it(url: str, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with open_store(url) as store:
            keep(store, mail("1"))
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "state").iterdir()}
    finally:
        os.umask(before)
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700


def test_what_was_open_is_closed_to_others(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(url).close()
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "state").chmod(0o755)
    (tmp_path / "state/ledger.sqlite").chmod(0o644)
    open_store(url).close()
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "state/ledger.sqlite").stat().st_mode) == 0o600


def test_a_folder_that_others_can_write_to_is_refused(url: str, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state").chmod(0o777)
    with pytest.raises(Misplaced, match="chmod 700"):
        open_store(url)


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/me ext4 rw 0 0
//nas/my\\040files /mnt/my\\040files cifs rw 0 0
me@host:/ /mnt/far fuse.sshfs rw 0 0

broken
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/x", "ext4"),
        ("/home/you/x", "nfs4"),
        ("/home/me/x", "ext4"),
        ("/homeless/x", "ext4"),
        ("/mnt/my files/x", "cifs"),
        ("/mnt/far/x", "fuse.sshfs"),
    ],
)
def test_the_file_system_of_a_path(path: str, kind: str) -> None:
    assert filesystem_of(Path(path), MOUNTS) == kind


def test_no_mounts_are_no_file_system() -> None:
    assert filesystem_of(Path("/x"), "") == ""


def test_a_file_that_is_no_database(url: str, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir(mode=0o700)
    (tmp_path / "state/ledger.sqlite").write_bytes(b"These are not the pages of a ledger. " * 300)
    with pytest.raises(Corrupt, match=r"damaged or no ledger; .*restore a backup"):
        open_store(url)


def test_a_torn_ledger(url: str, tmp_path: Path) -> None:
    with open_store(url) as store:
        keep(store, *(mail(str(n)) for n in range(200)))
    file = tmp_path / "state/ledger.sqlite"
    data = bytearray(file.read_bytes())
    data[8192:] = bytes(len(data) - 8192)
    file.write_bytes(data)
    with pytest.raises(Corrupt), open_store(url) as store:
        list(store.all_mails())


def test_a_row_that_cannot_be_read(store: Store) -> None:
    keep(store, mail("1"))
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute("""UPDATE mails SET payload = '{"key": 1}'""")
    with pytest.raises(Corrupt, match="cannot read"):
        store.mail("1")


def test_somebody_elses_database(url: str, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir(mode=0o700)
    with closing(sqlite3.connect(tmp_path / "state/ledger.sqlite")) as other:
        other.execute("CREATE TABLE songs (name)")
    with pytest.raises(Corrupt, match="no ledger"):
        open_store(url)


def test_a_ledger_of_a_later_version(url: str, tmp_path: Path) -> None:
    open_store(url).close()
    with closing(sqlite3.connect(tmp_path / "state/ledger.sqlite")) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(TooNew, match="later version"):
        open_store(url)


@pytest.mark.parametrize("url", ["postgresql://me:secret@host/db", "sqlite://", "sqlite:///:memory:", "ledger.db"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(StoreError, match="sqlite:////path/to/file") as error:
        open_store(url)
    assert "secret" not in str(error.value)


def test_a_folder_where_a_file_should_be(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_path_with_strange_characters(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/my état #1/ledger.sqlite") as store:
        keep(store, mail("1"))
    assert (tmp_path / "my état #1/ledger.sqlite").exists()


def test_a_full_disk_is_said_and_nothing_is_lost(url: str, tmp_path: Path) -> None:
    open_store(url).close()
    path = tmp_path / "state/ledger.sqlite"
    engine = engine_for(path)
    event.listen(engine, "connect", lambda driver, _: driver.execute("PRAGMA max_page_count = 60"))
    with Store(engine, path) as small:
        keep(small, mail("1"))
        with pytest.raises(Unwritable, match="make room"):
            keep(small, *(mail(str(n)) for n in range(2000)), cursor="2")
    with open_store(url) as store:
        assert [m.key for m in store.all_mails()] == ["1"]
        assert store.account("me").cursor == "1"  # type: ignore[union-attr]


def test_a_writer_that_never_ends_is_said(url: str, tmp_path: Path) -> None:
    open_store(url).close()
    path = tmp_path / "state/ledger.sqlite"
    engine = engine_for(path)
    event.listen(engine, "connect", lambda driver, _: driver.execute("PRAGMA busy_timeout = 50"))
    with closing(sqlite3.connect(path, isolation_level=None)) as other, Store(engine, path) as store:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match="another process"):
            keep(store, mail("1"))
        assert list(store.all_mails()) == [], "readers never wait"
        other.execute("ROLLBACK")
        keep(store, mail("1"))


def test_two_threads_that_read_and_then_write_do_not_lock_each_other_out(store: Store) -> None:
    def work(name: str) -> None:
        for n in range(20):
            keep(store, mail(f"{name}{n}"), cursor=str(n))

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(store.all_mails())) == 40


def test_how_sqlite_is_set(store: Store) -> None:
    with store._writing() as connection:
        settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    assert settings == ["wal", 2]


# --- versions --------------------------------------------------------------------------------------------------------


def schema(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as raw:
        found = raw.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name != 'alembic_version'")
        return {"".join(sql.split()) for (sql,) in found}


def test_migrating_from_nothing_ends_in_the_same_tables(url: str, tmp_path: Path) -> None:
    open_store(url).close()
    old = tmp_path / "state/old.sqlite"
    with closing(sqlite3.connect(old)) as raw:
        raw.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    with open_store(f"sqlite:///{old}") as store:
        keep(store, mail("1"))
    assert schema(old) == schema(tmp_path / "state/ledger.sqlite")


def without_purposes(raw: sqlite3.Connection) -> None:
    """As the tables were before things of ours had a purpose."""
    raw.execute("DROP INDEX ix_outbox_attempt")
    raw.execute("ALTER TABLE outbox DROP COLUMN purpose")
    raw.execute("CREATE INDEX ix_outbox_attempt ON outbox (kind, attempt_at)")


def test_a_ledger_of_the_second_version_holds_heads_ups_and_notes_alone(url: str, tmp_path: Path) -> None:
    row = Posted("d1", "me", Kind.DRAFT, ("a",), State.WRITTEN, "d", NOW, NOW)
    with open_store(url) as store:
        store.save_posted(row)
    with closing(sqlite3.connect(tmp_path / "state/ledger.sqlite")) as raw:
        without_purposes(raw)
        raw.execute("UPDATE alembic_version SET version_num = '0002'")
        raw.commit()
    with open_store(url) as store:
        assert store.posted() == [row]
        assert store.put_since(Kind.DRAFT, Purpose.HEADS_UP, NOW) == 1
        assert store.put_since(Kind.DRAFT, Purpose.STATUS, NOW) == 0


def test_a_ledger_of_the_first_version_learns_which_hours_were_said(url: str, tmp_path: Path) -> None:
    told = replace(promise("a", "s"), effort_hours=5.0)
    with open_store(url) as store:
        store.derive(["s"], [told, promise("b", "s")], [])
    with closing(sqlite3.connect(tmp_path / "state/ledger.sqlite")) as raw:
        without_purposes(raw)
        raw.execute("DROP TABLE promise_hours")
        raw.execute("UPDATE alembic_version SET version_num = '0001'")
        raw.commit()
    with open_store(url) as store:
        assert store.promises_with_hours(NOW, 9) == [told]


def test_the_newest_version_is_the_head_of_the_migrations() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    settings = Config()
    settings.set_main_option("script_location", str(Path(tables.__file__).parent / "migrations"))
    settings.set_main_option("path_separator", "os")
    found = [script.revision for script in ScriptDirectory.from_config(settings).walk_revisions()]
    assert tuple(reversed(found)) == tables.VERSIONS


def test_alembic_is_not_imported_for_a_ledger_of_today(url: str) -> None:
    program = (
        "import sys; from daemon.store import open_store\n"
        f"open_store({url!r}).close(); open_store({url!r}).close()\n"
        "print([m for m in sys.modules if m.startswith('alembic') or m.startswith('sqlalchemy.orm')])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
