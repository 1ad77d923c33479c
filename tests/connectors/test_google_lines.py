"""Lines on the owner's own events at Google: only where asked for, only where nobody else reads them, and silently."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import Busy, Gone, Unreachable, Unwritable
from connectors.google.scopes import OWN_EVENTS
from connectors.types import Interest, Kind, Line, Ref
from tests.connectors.builders import BO, ME, MONDAY
from tests.connectors.google_world import GoogleWorld
from tests.fakes.google import Fault, Logged
from tests.google_tokens import ALL

HOUR = timedelta(hours=1)
GRANTED = (*ALL, OWN_EVENTS.name)
OWED = "You owe Bo here: “I will send the deck”"
PATCH = "calendar.events.patch"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[GoogleWorld]:
    with GoogleWorld(tmp_path, granted=GRANTED, own_events=True) as made:
        yield made


def lunch(world: GoogleWorld, **more: Any) -> Line:
    event = world.puts("lunch", MONDAY, MONDAY + HOUR, description="Table by the window.", **more)
    return Line(Ref("work", f"event/{ME.email.replace('@', '%40')}/{event}"), OWED)


def meddling(world: GoogleWorld, times: int) -> list[int]:
    """Somebody edits the event between our look and each of our first so many writes."""
    met: list[int] = []

    def meddles(row: Logged) -> bool:
        if row.template == PATCH and len(met) < times:
            met.append(len(met))
            world.describes("lunch", f"{world.description('lunch')} And {len(met)}.")
        return False

    world.twin.faults.every(meddles, Fault(500))
    return met


def test_nobody_is_told(world: GoogleWorld) -> None:
    written = world.account.put(lunch(world), "key-1")
    world.account.withdraw(written.ref, written.etag)
    assert world.twin.calendars.send_updates == ["none", "none"]
    assert "extendedProperties" not in world.event("lunch") or not world.event("lunch")["extendedProperties"]["private"]


def test_of_the_event_only_the_description_and_our_own_mark_change(world: GoogleWorld) -> None:
    line = lunch(world, location="Room 4", colorId="3", reminders={"useDefault": False})
    before = world.event("lunch")
    world.account.put(line, "key-1")
    after = world.event("lunch")
    ours = {"description", "extendedProperties", "etag", "updated", "sequence"}
    assert {name: value for name, value in after.items() if name not in ours} == {
        name: value for name, value in before.items() if name not in ours
    }


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"attendees": [{"email": BO.email}]}, id="somebody takes part"),
        pytest.param({"attendees": [{"email": "room-4@resource.calendar.google.com", "resource": True}]}, id="a room"),
        pytest.param({"organizer": {"email": BO.email, "self": None}}, id="somebody else's"),
        pytest.param({"eventType": "outOfOffice"}, id="out of office"),
        pytest.param({"description": "x" * 8000}, id="full"),
        pytest.param({"description": f"Soup\n{OWED}"}, id="says so already"),
    ],
)
def test_no_line_is_written_where_it_has_no_place(world: GoogleWorld, more: dict[str, object]) -> None:
    line = lunch(world)
    world.twin.calendars.change("primary", line.event.id.rpartition("/")[2], **more)
    before = world.event("lunch")
    with pytest.raises(Gone):
        world.account.put(line, "key-1")
    assert world.event("lunch") == before


def test_no_line_is_written_to_one_of_a_series(world: GoogleWorld) -> None:
    line = lunch(world, recurrence=["RRULE:FREQ=WEEKLY"])
    third = Line(Ref("work", f"{line.event.id}_{MONDAY + 14 * 24 * HOUR:%Y%m%dT%H%M%SZ}"), OWED)
    for one in (line, third):
        with pytest.raises(Gone):
            world.account.put(one, "key-1")


def test_an_edit_between_our_look_and_our_write_is_kept(world: GoogleWorld) -> None:
    line, met = lunch(world), meddling(world, 1)
    written = world.account.put(line, "key-1")
    assert met == [0]
    assert world.description("lunch") == f"Table by the window. And 1.\n{OWED}"
    world.twin.faults.clear()
    world.account.withdraw(written.ref, written.etag)
    assert world.description("lunch") == "Table by the window. And 1."


def test_who_keeps_editing_is_left_alone_for_a_while(world: GoogleWorld) -> None:
    line = lunch(world)
    meddling(world, 2)
    with pytest.raises(Busy):
        world.account.put(line, "key-1")
    assert OWED not in world.description("lunch")
    world.twin.faults.clear()
    assert not world.account.put(line, "key-1").edited


def test_a_line_whose_answer_was_lost_is_never_there_twice(world: GoogleWorld) -> None:
    line = lunch(world)
    world.twin.faults.every(lambda r: r.template == PATCH, Fault(lost_reply=True))
    with pytest.raises(Unreachable):
        world.account.put(line, "key-1")
    world.twin.faults.clear()
    written = world.account.put(line, "key-1")
    assert world.account.find("key-1") == written
    assert world.description("lunch").count(OWED) == 1


def test_other_edits_of_the_event_are_none_of_its_business(world: GoogleWorld) -> None:
    line = lunch(world)
    written = world.account.put(line, "key-1")
    world.twin.calendars.change("primary", line.event.id.rpartition("/")[2], summary="Lunch, moved")
    assert world.account.find("key-1", written.ref) == written


def test_an_edit_of_the_line_is_said_by_a_pull(world: GoogleWorld) -> None:
    wanted = Interest(at=MONDAY)
    world.account.put(lunch(world), "key-1")
    cursor = list(world.account.pull(None, wanted))[-1].cursor
    world.edits("key-1")
    assert not world.account.idle(cursor, wanted)


@pytest.mark.parametrize(("granted", "own_events"), [(GRANTED, False), (ALL, True)], ids=["unasked", "unticked"])
def test_without_leave_nothing_is_tried(tmp_path: Path, granted: tuple[str, ...], own_events: bool) -> None:
    with GoogleWorld(tmp_path, granted=granted, own_events=own_events) as world:
        line = lunch(world)
        assert Kind.LINE not in world.account.kinds
        with pytest.raises(Unwritable):
            world.account.put(line, "key-1")
        assert world.asked() == 0
        lost = [said for said in world.account.notices() if OWN_EVENTS.lost in said]
        assert len(lost) == own_events
