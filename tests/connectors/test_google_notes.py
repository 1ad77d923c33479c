"""Our notes on a calendar of our own at Google, told as what Ada does with them, and what goes wrong on the way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.errors import Busy, Changed, Unreachable, Unwritable
from connectors.types import Interest, Kind, Note
from tests.connectors.builders import MONDAY
from tests.connectors.google_world import GoogleWorld
from tests.fakes.google import Fault, Logged
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


def test_the_calendar_is_made_once_and_found_again(world: GoogleWorld) -> None:
    world.account.put(NOTE, "key-1")
    world.opened().put(NOTE, "key-2")
    forget(world)
    again = world.opened()
    assert again.find("key-1") is not None
    again.put(NOTE, "key-3")
    assert world.asked(CREATE) == 1
    assert len(list(again.ours())) == len(world.notes()) == 3


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


def test_a_lost_answer_does_not_make_two_calendars(world: GoogleWorld) -> None:
    world.twin.lag = 6
    world.twin.faults.every(lambda r: r.template == CREATE, Fault(lost_reply=True))
    for _ in range(2):
        with pytest.raises(Unreachable):
            world.opened().put(NOTE, "key-1")
    world.twin.faults.clear()
    while True:
        try:
            world.opened().put(NOTE, "key-1")
            break
        except Unreachable:
            world.hands.pass_by(timedelta(minutes=5))
    assert world.asked(CREATE) == 1
    assert len(world.notes()) == 1


def test_a_calendar_that_was_never_made_is_asked_for_again_after_a_while(world: GoogleWorld) -> None:
    world.twin.faults.every(lambda r: r.template == CREATE, Fault(dropped=True))
    with pytest.raises(Unreachable):
        world.account.put(NOTE, "key-1")
    world.twin.faults.clear()
    with pytest.raises(Unreachable):
        world.account.put(NOTE, "key-1")
    world.hands.pass_by(world.account.slack)
    world.account.put(NOTE, "key-1")
    assert len(world.notes()) == 1


def test_where_google_was_busy_it_is_asked_again_at_once(world: GoogleWorld) -> None:
    world.twin.faults.every(lambda r: r.template == CREATE, Fault(429, "rateLimitExceeded"))
    with pytest.raises(Busy):
        world.account.put(NOTE, "key-1")
    world.twin.faults.clear()
    world.hands.pass_by(timedelta(minutes=1))
    world.account.put(NOTE, "key-1")
    assert len(world.notes()) == 1


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


def test_a_404_of_a_moment_is_no_deleted_calendar(world: GoogleWorld) -> None:
    world.account.put(NOTE, "key-1")
    world.twin.faults.every(lambda r: r.template == INSERT, Fault(404, "notFound"))
    with pytest.raises(Unreachable):
        world.account.put(NOTE, "key-2")
    world.twin.faults.clear()
    assert world.account.put(NOTE, "key-2").key == "key-2"


@pytest.mark.parametrize("fault", [Fault(lost_reply=True), Fault(truncated=True)])
def test_a_note_whose_answer_was_lost_is_never_there_twice(world: GoogleWorld, fault: Fault) -> None:
    world.account.put(NOTE, "key-0")
    world.twin.faults.every(lambda r: r.template == INSERT, fault)
    with pytest.raises(Unreachable):
        world.account.put(NOTE, "key-1")
    world.twin.faults.clear()
    written = world.account.put(NOTE, "key-1")
    assert not written.edited
    assert len(world.notes()) == 2
    assert world.account.find("key-1") == written


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


def test_notes_are_no_events_but_are_said_to_have_changed(world: GoogleWorld) -> None:
    wanted = Interest(at=MONDAY)
    cursor = list(world.account.pull(None, wanted))[-1].cursor
    world.account.put(NOTE, "key-1")
    assert not world.account.idle(cursor, wanted)
    pages = list(world.account.pull(cursor, wanted))
    assert pages
    assert [page.events for page in pages if page.events] == []
    cursor = pages[-1].cursor
    assert world.account.idle(cursor, wanted)
    world.edits("key-1")
    assert not world.account.idle(cursor, wanted)
    (page,) = world.account.pull(cursor, wanted)
    assert (page.events, page.gone) == ((), ())
    assert world.account.idle(page.cursor, wanted)


def test_a_deleted_calendar_is_said_once_and_then_let_go(world: GoogleWorld) -> None:
    wanted = Interest(at=MONDAY)
    world.account.put(NOTE, "key-1")
    cursor = list(world.account.pull(None, wanted))[-1].cursor
    world.twin.calendars.unsubscribe(world.calendar())
    assert not world.account.idle(cursor, wanted)
    cursor = list(world.account.pull(cursor, wanted))[-1].cursor
    assert world.account.idle(cursor, wanted)


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


@pytest.mark.parametrize("deed", ["replace", "withdraw"])
def test_an_edit_between_our_look_and_our_write_is_not_lost(world: GoogleWorld, deed: str) -> None:
    written = world.account.put(NOTE, "key-1")
    edited: list[str] = []

    def meddles(row: Logged) -> bool:
        if row.template in {"calendar.events.update", "calendar.events.delete"} and not edited:
            edited.append(row.template)
            world.edits("key-1")
        return False

    world.twin.faults.every(meddles, Fault(500))
    with pytest.raises(Changed):
        getattr(world.account, deed)(written.ref, written.etag, *([NOTE] if deed == "replace" else []))
    assert edited
    assert [event["summary"] for event in world.notes()] == ["Mine: the deck"]
