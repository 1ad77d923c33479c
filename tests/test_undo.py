"""What was written is taken back, what the owner touched stays, and nothing comes again."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.errors import AuthNeeded
from connectors.memory import Killed, MemoryAccount
from connectors.types import Kind, Line
from daemon.core.model import Put, State
from daemon.outbox import observe, perform
from daemon.outbox.undoing import UNDONE, undo
from daemon.store import Store, open_store
from tests.household import Home
from tests.perils import Ledger, Peril, Perilous, PerilousLedger
from tests.test_outbox import LATER, MORNING, note, put
from tests.worlds import meeting

NEXT_DAY = MORNING + timedelta(days=1)
LUNCH = meeting("lunch", 3, "Lunch w/ Anna")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path}/ledger.sqlite") as opened:
        yield opened


@pytest.fixture
def account() -> MemoryAccount:
    made = MemoryAccount("work")
    made.add_event(LUNCH)
    return made


def written(account: MemoryAccount, rows: Store | Ledger | PerilousLedger) -> None:
    """A draft, a note and a line."""
    wanted = [put("d"), put("n", note()), Put("l", Line(LUNCH.ref, "You owe Anna here: the deck"), ("p-l",))]
    assert perform(wanted, "work", account, rows, MORNING).failed == ()


def states(rows: Store | Ledger) -> dict[str, State]:
    return {row.key: row.state for row in rows.posted()}


def test_all_of_ours_is_taken_back_and_never_written_again(store: Store, account: MemoryAccount) -> None:
    account.describe(LUNCH.ref, "Table for two.\n")
    written(account, store)
    done = undo("work", account, store, LATER)
    assert ({w.key for w in done.taken}, done.left) == ({"d", "n", "l"}, ())
    assert account.lying() == []
    assert account.description(LUNCH.ref) == "Table for two.\n"
    assert set(states(store).values()) == {State.DECLINED}
    observe("work", account, store, NEXT_DAY)
    written(account, store)
    assert account.lying() == []


def test_what_the_user_edited_is_left_and_named(store: Store, account: MemoryAccount) -> None:
    written(account, store)
    account.user_edits("d", "Mine.")
    observe("work", account, store, LATER)
    done = undo("work", account, store, LATER)
    assert [(one.key, one.failed, "edited" in one.reason) for one in done.left] == [("d", False, True)]
    assert [item.text for item in account.lying()] == ["Mine."]
    assert states(store)["d"] is State.TOUCHED


def test_an_edit_under_our_hands_is_left(store: Store, account: MemoryAccount) -> None:
    account.lag = 5
    written(account, store)
    for _ in range(6):
        list(account.ours())
    account.user_edits("d", "Mine.")
    assert [one.key for one in undo("work", account, store, LATER).left] == ["d"]
    assert [item.text for item in account.lying()] == ["Mine."]


def test_a_dry_run_touches_nothing(store: Store, account: MemoryAccount) -> None:
    written(account, store)
    before = account.lying(), store.posted()
    done = undo("work", account, store, LATER, dry_run=True)
    assert {w.key for w in done.taken} == {"d", "n", "l"}
    assert (account.lying(), store.posted()) == before


def test_it_works_with_the_ledger_lost(account: MemoryAccount, store: Store) -> None:
    written(account, store)
    account.user_edits("n", "Mine.")
    rows = Ledger()
    done = undo("work", account, rows, LATER)
    assert ({w.key for w in done.taken}, [one.key for one in done.left]) == ({"d", "l"}, ["n"])
    perform([put("d")], "work", account, rows, NEXT_DAY)
    assert [item.text for item in account.lying()] == ["Mine."]


def test_what_is_in_doubt_or_out_of_reach_is_said(store: Store, account: MemoryAccount) -> None:
    account.fail_at = {1}
    perform([put("d")], "work", account, store, MORNING)
    perform([put("n", note())], "work", account, store, MORNING)
    account.kinds = frozenset({Kind.DRAFT})
    done = undo("work", account, store, LATER)
    assert {one.key: one.failed for one in done.left} == {"d": True, "n": True}


def test_one_that_fails_does_not_stop_the_others_and_is_taken_the_next_time(
    store: Store, account: MemoryAccount
) -> None:
    written(account, store)
    account.busy_at = {len(account.requests) + 2}
    done = undo("work", account, store, LATER)
    (left,) = done.left
    assert left.failed
    assert len(account.lying()) == 1
    observe("work", account, store, NEXT_DAY)
    assert states(store)[left.key] is State.TOUCHED, "no turn writes over it meanwhile"
    assert [w.key for w in undo("work", account, store, NEXT_DAY).taken] == [left.key]
    assert account.lying() == []


def test_a_lost_reply_is_no_reason_to_write_it_anew(store: Store, account: MemoryAccount) -> None:
    written(account, store)
    account.lose_reply_at = {4}
    assert [one.failed for one in undo("work", account, store, LATER).left] == [True]
    observe("work", account, store, NEXT_DAY)
    assert set(states(store).values()) == {State.DECLINED}


def test_a_missing_sign_in_ends_it(store: Store, account: MemoryAccount) -> None:
    written(account, store)
    account.signed_out = True
    with pytest.raises(AuthNeeded):
        undo("work", account, store, LATER)


def test_killed_anywhere_nothing_is_written_anew_and_a_second_undo_ends_it() -> None:
    kill = 0
    while True:
        kill += 1
        account, rows, peril = MemoryAccount("work"), Ledger(), Peril()
        account.add_event(LUNCH)
        written(account, rows)
        peril.kills = frozenset({kill})
        with suppress(Killed):
            undo("work", Perilous(account, peril), PerilousLedger(rows, peril), LATER)
        lying = len(account.lying())
        observe("work", account, rows, NEXT_DAY)
        gone = {key for key in ("d", "n", "l") if not account.lying(key)}
        assert all(rows.rows[key].state is State.DECLINED for key in gone)
        undo("work", account, rows, NEXT_DAY)
        assert account.lying() == []
        assert {row.reason for row in rows.posted()} <= {UNDONE}
        if peril.passed < kill:
            assert lying == 0
            return


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.sends("Hi Anna,\n\nI'll send you the floor plan by Friday.\n", on="2026-03-02T10:00-06:00")
    made.sends("Hi Bob,\n\nI'll send you the budget by Friday.\n", on="2026-03-02T10:00-06:00", to="bob@south.example")
    made.run("once", "--as-of", "2026-03-09T10:00")
    return made


def lying(home: Home) -> dict[str, bytes]:
    """Every file of the mailbox, the drafts and the notes."""
    files = [p for p in home.folder.rglob("*") if p.is_file()]
    return {str(p.relative_to(home.folder)): p.read_bytes() for p in files if p.suffix not in {".sqlite", ".lock"}}


def test_undo_on_the_command_line(home: Home) -> None:
    before = lying(home)
    mine = home.drafts()[0]
    mine.write_bytes(mine.read_bytes() + b"And one more line.\r\n")
    said = json.loads(home.run("undo", "--dry-run", "--json").stdout)["work"]
    assert lying(home).keys() == before.keys()
    told = home.run("undo")
    assert f"{len(said['taken'])} taken back, 1 left" in told.stdout
    assert "you edited it" in told.stdout
    assert home.drafts() == [mine]
    after = lying(home)
    assert all(after[name] == before[name] for name in ("sent.mbox", "inbox.mbox", "calendar.ics", "config.toml"))
    assert "BEGIN:VEVENT" not in after["headsup.ics"].decode()
    home.run("once", "--as-of", "2026-03-10T10:00")
    assert home.drafts() == [mine], "what was undone is not written again"
    home.sends("Hi Cleo,\n\nI'll send you the list by Friday.\n", on="2026-03-10T11:00-05:00", to="cleo@west.example")
    home.run("once", "--as-of", "2026-03-16T10:00")
    assert len(home.drafts()) == 2, "what is promised from then on is written as ever"


def test_undo_with_the_ledger_deleted(home: Home) -> None:
    for file in home.folder.glob("ledger.sqlite*"):
        file.unlink()
    assert json.loads(home.run("undo", "--json").stdout)["work"]["left"] == []
    assert home.drafts() == []


def test_an_account_that_is_none_is_said(home: Home) -> None:
    done = home.run("undo", "--account", "nowhere", check=False)
    assert (done.returncode, "nowhere" in done.stderr) == (2, True)
