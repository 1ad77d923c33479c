"""Our notes in a calendar of our own on an Exchange server, told as what Ada does with them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from connectors._signing import Owner
from connectors.errors import Changed, Unreachable, Unwritable
from connectors.exchange import sign_in
from connectors.types import Interest, Kind, Note
from tests.connectors.builders import MONDAY
from tests.connectors.exchange_world import ExchangeWorld
from tests.connectors.provider_world import Mirror
from tests.fakes.exchange import Fault

pytest.importorskip("exchangelib", reason="exchangelib is not installed (extra exchange)")

NOTE = Note(MONDAY, MONDAY + timedelta(hours=1), "Deck for Bo, due", "I will send the deck; by Monday.", "high")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[ExchangeWorld]:
    with ExchangeWorld(tmp_path) as made:
        yield made


def forget(world: ExchangeWorld) -> None:
    """What the account remembers beside the ledger is lost."""
    (world.around.state / "exchange/work.json").unlink()


def test_a_note_is_private_free_and_silent(world: ExchangeWorld) -> None:
    world.account.put(NOTE, "key-1")
    (event,) = world.notes()
    assert (event["sensitivity"], event["showAs"], event["isReminderOn"]) == ("private", "free", False)
    assert not event.get("attendees")
    assert (event["subject"], event["categories"]) == ("Deck for Bo, due", ["Headsup: high"])


def test_our_calendar_is_made_once_and_found_by_its_mark_whatever_it_is_called(world: ExchangeWorld) -> None:
    world.account.put(NOTE, "key-1")
    world.twin.calendars.named(world.calendar()).name = "What I owe"
    forget(world)
    again = world.opened()
    assert again.find("key-1") is not None
    again.put(NOTE, "key-2")
    assert (world.asked("CreateFolder"), len(world.notes())) == (1, 2)


def test_a_calendar_of_the_owners_own_called_headsup_is_not_ours(world: ExchangeWorld) -> None:
    theirs = world.twin.calendars.add("Headsup")
    with pytest.raises(Unwritable, match="rename it"):
        world.account.put(NOTE, "key-1")
    assert world.calendars() == []
    world.twin.calendars.named(theirs).name = "Mine"
    world.account.put(NOTE, "key-1")
    assert len(world.notes()) == 1


def test_a_lost_answer_to_the_making_of_it_makes_no_second_one(world: ExchangeWorld) -> None:
    world.twin.faults.every(lambda row: row.template == "CreateFolder", Fault(lost_reply=True))
    with pytest.raises(Unreachable):
        world.opened().put(NOTE, "key-1")
    world.twin.faults.clear()
    world.opened().put(NOTE, "key-1")
    assert (len(world.calendars()), len(world.notes()), world.asked("CreateFolder")) == (1, 1, 1)


def thrown_away(world: ExchangeWorld, how: str) -> None:
    """Ada deletes our calendar: it is gone, or lies in Deleted Items, where it can still be written to."""
    if how == "gone":
        world.twin.calendars.drop(world.calendar())
    else:
        world.twin.tree.parents[world.calendar()] = world.twin.mail.folder("deleteditems").id


@pytest.mark.parametrize("how", ["gone", "in Deleted Items"])
def test_thrown_away_it_is_not_made_again_and_that_is_said_until_the_owner_signs_in(
    world: ExchangeWorld, how: str
) -> None:
    mirror = Mirror()
    world.account.put(NOTE, "key-1")
    mirror.pull(world.account, Interest(at=MONDAY))
    thrown_away(world, how)
    mirror.pull(world.opened(), Interest(at=MONDAY + timedelta(days=2)))
    account = world.opened()
    assert account.kinds == {Kind.DRAFT}
    assert any("`headsup login work` makes one" in said for said in account.notices())
    with pytest.raises(Unwritable):
        account.put(NOTE, "key-2")
    assert world.asked("CreateFolder") == 1
    said = sign_in.sign_in("work", world.around, world.options, Owner(print, input, None))
    assert said == ["Account work is signed in at 127.0.0.1."]
    if how != "gone":
        world.twin.calendars.named(world.calendar()).name = "Headsup (old)"
        world.twin.calendars.drop(world.calendar())
    account = world.opened()
    assert account.kinds == {Kind.DRAFT, Kind.NOTE}
    assert list(account.notices()) == []
    account.put(NOTE, "key-2")
    assert (world.asked("CreateFolder"), len(world.notes())) == (2, 1)


def test_an_edit_between_look_and_write_wins(world: ExchangeWorld) -> None:
    written = world.account.put(NOTE, "key-1")
    world.twin.faults.every(lambda row: row.template == "UpdateItem", Fault(200, "ErrorIrresolvableConflict"))
    with pytest.raises(Changed):
        world.account.replace(written.ref, written.etag, NOTE)
