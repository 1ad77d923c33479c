"""Lines on the owner's own events in Outlook: only where asked for, only where nobody else reads them, and silently."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import Busy, Changed, Gone, Unreachable, Unwritable
from connectors.types import Interest, Kind, Line, Ref
from tests.connectors.builders import BO, MONDAY
from tests.connectors.graph_world import GraphWorld, attendee
from tests.fakes.graph import Fault, Logged

pytest.importorskip("msal", reason="msal is not installed (extra graph)")

HOUR = timedelta(hours=1)
OWED = "You owe Bo here: “I will send the deck”"
PATCH = "PATCH /me/calendars/{calendar}/events/{id}"
TABLE = {"contentType": "text", "content": "Table by the window."}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[GraphWorld]:
    with GraphWorld(tmp_path, own_events=True) as made:
        yield made


def lunch(world: GraphWorld, **more: Any) -> Line:
    event = world.puts("lunch", MONDAY, MONDAY + HOUR, **{"body": TABLE, **more})
    return Line(Ref("work", f"event/{world.twin.calendars.default.replace('=', '%3D')}/{event}"), OWED)


def meddling(world: GraphWorld, times: int) -> list[int]:
    """Somebody edits the event between our look and each of our first so many writes."""
    met: list[int] = []

    def meddles(row: Logged) -> bool:
        if row.template == PATCH and len(met) < times:
            met.append(len(met))
            world.describes("lunch", f"{world.description('lunch')} And {len(met)}.")
        return False

    world.twin.faults.every(meddles, Fault(500))
    return met


def test_of_the_event_only_the_text_and_our_own_mark_change(world: GraphWorld) -> None:
    line = lunch(world, location={"displayName": "Room 4"}, sensitivity="private", showAs="oof")
    before = world.event("lunch")
    world.account.put(line, "key-1")
    after = world.event("lunch")
    ours = {"body", "singleValueExtendedProperties"}
    assert {name: value for name, value in after.items() if name not in ours} == {
        name: value for name, value in before.items() if name not in ours
    }


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"attendees": [attendee(BO)]}, id="somebody takes part"),
        pytest.param({"isOrganizer": False}, id="somebody else's"),
        pytest.param({"body": {"contentType": "html", "content": "<b>Menu</b><br>Soup"}}, id="formatted"),
        pytest.param({"body": {"contentType": "text", "content": "x" * 8000}}, id="full"),
        pytest.param({"body": {"contentType": "text", "content": f"Soup\n{OWED}"}}, id="says so already"),
    ],
)
def test_no_line_is_written_where_it_has_no_place(world: GraphWorld, more: dict[str, Any]) -> None:
    line = lunch(world, **more)
    before = world.event("lunch")
    with pytest.raises(Gone):
        world.account.put(line, "key-1")
    assert (world.event("lunch"), world.asked(PATCH)) == (before, 0)


def test_no_line_is_written_to_one_of_a_series(world: GraphWorld) -> None:
    pattern = {"type": "daily", "interval": 1}
    until = {"type": "numbered", "startDate": f"{MONDAY:%Y-%m-%d}", "numberOfOccurrences": 4}
    line = lunch(world, recurrence={"pattern": pattern, "range": until})
    above, _, series = line.event.id.rpartition("/")
    third = Line(Ref("work", f"{above}/{world.twin.calendars.occurrence(series, MONDAY + 48 * HOUR)}"), OWED)
    for one in (line, third):
        with pytest.raises(Gone):
            world.account.put(one, "key-1")


def test_an_edit_between_our_look_and_our_write_is_kept(world: GraphWorld) -> None:
    line, met = lunch(world), meddling(world, 1)
    written = world.account.put(line, "key-1")
    assert met == [0]
    assert world.description("lunch") == f"Table by the window. And 1.\n{OWED}"
    world.twin.faults.clear()
    world.account.withdraw(written.ref, written.etag)
    assert world.description("lunch") == "Table by the window. And 1."


def test_who_keeps_editing_is_left_alone_for_a_while(world: GraphWorld) -> None:
    line = lunch(world)
    meddling(world, 2)
    with pytest.raises(Busy):
        world.account.put(line, "key-1")
    assert OWED not in world.description("lunch")


def test_a_line_whose_answer_was_lost_is_never_there_twice(world: GraphWorld) -> None:
    line = lunch(world)
    world.twin.faults.every(lambda r: r.template == PATCH, Fault(lost_reply=True))
    with pytest.raises(Unreachable):
        world.account.put(line, "key-1")
    world.twin.faults.clear()
    written = world.account.put(line, "key-1")
    assert world.account.find("key-1") == written
    assert world.description("lunch").count(OWED) == 1


def test_what_the_owner_formatted_since_is_left_alone(world: GraphWorld) -> None:
    written = world.account.put(lunch(world), "key-1")
    formatted = {"contentType": "html", "content": f"<b>Table</b><br>{OWED}"}
    world.twin.calendars.alter(world.event("lunch")["id"], body=formatted)
    found = world.account.find("key-1", written.ref)
    assert found is not None
    assert found.edited
    with pytest.raises(Changed):
        world.account.withdraw(written.ref, written.etag)
    assert world.event("lunch")["body"] == formatted


def test_an_edit_of_the_line_is_said_by_a_pull(world: GraphWorld) -> None:
    wanted = Interest(at=MONDAY)
    world.account.put(lunch(world), "key-1")
    cursor = list(world.account.pull(None, wanted))[-1].cursor
    world.edits("key-1")
    assert not world.account.idle(cursor, wanted)


@pytest.mark.parametrize(
    ("granted", "own_events"),
    [(("User.Read", "Mail.ReadWrite", "Calendars.ReadWrite"), False), (("User.Read", "Calendars.Read"), True)],
    ids=["unasked", "not granted"],
)
def test_without_leave_nothing_is_tried(tmp_path: Path, granted: tuple[str, ...], own_events: bool) -> None:
    with GraphWorld(tmp_path, granted=granted, own_events=own_events) as world:
        line = lunch(world)
        assert Kind.LINE not in world.account.kinds
        with pytest.raises(Unwritable):
            world.account.put(line, "key-1")
        assert world.asked() == 0
