"""Our notes on a calendar of our own at Google, told as what Ada does with them, and what goes wrong on the way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.errors import Changed, Unreachable, Unwritable
from connectors.types import Interest, Kind, Note
from tests.connectors.builders import MONDAY
from tests.connectors.google_world import GoogleWorld
from tests.fakes.google import Fault
from tests.google_tokens import ALL

HOUR = timedelta(hours=1)
NOTE = Note(MONDAY, MONDAY + HOUR, "Deck for Bo, due", "I will send the deck; by Monday.", "high")
CREATE, INSERT = "calendar.calendars.insert", "calendar.events.insert"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[GoogleWorld]:
    with GoogleWorld(tmp_path) as made:
        yield made


def forget(world: GoogleWorld) -> None:
    """What the account remembers beside the ledger is lost."""
    for file in (world.around.state / "google").iterdir():
        file.unlink()


def test_a_note_is_private_free_and_silent(world: GoogleWorld) -> None:
    world.account.put(NOTE, "key-1")
    (event,) = world.notes()
    assert (event["visibility"], event["transparency"]) == ("private", "transparent")
    assert event["reminders"] == {"useDefault": False}
    assert "attendees" not in event
    assert event["summary"] == "Deck for Bo, due"
    assert event["colorId"] == "6"
    assert world.twin.calendars.send_updates == ["none"]


@pytest.mark.parametrize(("colour", "id_"), [("none", "8"), ("low", "5"), ("high", "6"), ("late", "11")])
def test_its_colour_says_how_high_the_risk_is(world: GoogleWorld, colour: str, id_: str) -> None:
    world.account.put(replace(NOTE, colour=colour), "key-1")
    assert world.notes()[0]["colorId"] == id_


def test_a_calendar_of_the_owners_own_called_headsup_is_not_ours(world: GoogleWorld) -> None:
    world.twin.calendars.add("Headsup")
    world.account.put(NOTE, "key-1")
    assert world.asked(CREATE) == 1
    assert len(world.notes()) == 1


def test_a_calendar_that_the_owner_hid_is_found_again(world: GoogleWorld) -> None:
    world.account.put(NOTE, "key-1")
    world.twin.calendars.show(world.calendar(), selected=False, hidden=True)
    forget(world)
    assert world.opened().find("key-1") is not None


def test_a_calendar_the_owner_deleted_is_not_made_anew(world: GoogleWorld) -> None:
    first = world.account.put(NOTE, "key-1")
    world.twin.calendars.unsubscribe(world.calendar())
    assert world.account.find("key-1") is None
    assert list(world.account.ours()) == []
    assert world.account.kinds == {Kind.DRAFT}
    for again in (world.account, world.opened()):
        with pytest.raises(Unwritable):
            again.put(NOTE, "key-2")
        with pytest.raises(Unwritable):
            again.replace(first.ref, first.etag, NOTE)
        assert any("headsup login" in said for said in again.notices())
    assert world.asked(CREATE) == 1


def test_a_note_edited_after_its_answer_was_lost_is_the_owners(world: GoogleWorld) -> None:
    world.twin.faults.every(lambda r: r.template == INSERT, Fault(lost_reply=True))
    with pytest.raises(Unreachable):
        world.account.put(NOTE, "key-1")
    world.twin.faults.clear()
    world.edits("key-1")
    assert world.account.put(NOTE, "key-1").edited
    assert world.notes()[0]["summary"] == "Mine: the deck"


def test_what_was_withdrawn_can_be_written_again(world: GoogleWorld) -> None:
    first = world.account.put(NOTE, "key-1")
    world.account.withdraw(first.ref, first.etag)
    assert world.account.find("key-1") is None
    again = world.account.put(replace(NOTE, title="Deck for Bo, late"), "key-1")
    assert (again.ref, again.edited) == (first.ref, False)
    assert [event["summary"] for event in world.notes()] == ["Deck for Bo, late"]
    assert world.account.find("key-1") == again


def test_an_edit_between_look_and_write_is_not_lost(world: GoogleWorld) -> None:
    written = world.account.put(NOTE, "key-1")
    world.twin.faults.every(lambda r: r.method in {"PUT", "DELETE"}, Fault(412, "conditionNotMet"))
    with pytest.raises(Changed):
        world.account.replace(written.ref, written.etag, NOTE)
    with pytest.raises(Changed):
        world.account.withdraw(written.ref, written.etag)


def test_a_note_for_a_calendar_that_is_not_listed_yet_is_watched_all_the_same(world: GoogleWorld) -> None:
    wanted = Interest(at=MONDAY)
    cursor = list(world.account.pull(None, wanted))[-1].cursor
    world.twin.lag = 100
    world.account.put(NOTE, "key-1")
    cursor = list(world.account.pull(cursor, wanted))[-1].cursor
    world.deletes("key-1")
    assert not world.account.idle(cursor, wanted)


def test_without_leave_nothing_is_tried(tmp_path: Path) -> None:
    granted = tuple(name for name in ALL if not name.endswith("app.created"))
    with GoogleWorld(tmp_path, granted=granted) as world:
        with pytest.raises(Unwritable, match="headsup login work"):
            world.account.put(NOTE, "key-1")
        assert world.asked() == 0
        assert world.account.find("key-1") is None
