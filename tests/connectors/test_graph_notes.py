"""Our notes on a calendar of our own in Outlook, told as what Ada does with them, and what goes wrong on the way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.errors import Unreachable, Unwritable
from connectors.types import Interest, Kind, Note
from tests.connectors.builders import MONDAY
from tests.connectors.graph_world import GraphWorld
from tests.graph_tokens import ALL

pytest.importorskip("msal", reason="msal is not installed (extra graph)")

HOUR = timedelta(hours=1)
NOTE = Note(MONDAY, MONDAY + HOUR, "Deck for Bo, due", "I will send the deck; by Monday.", "high")
CREATE, INSERT = "POST /me/calendars", "POST /me/calendars/{id}/events"
CATEGORY = "POST /me/outlook/masterCategories"
UPDATE, DELETE = (f"{method} /me/calendars/{{calendar}}/events/{{id}}" for method in ("PATCH", "DELETE"))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[GraphWorld]:
    with GraphWorld(tmp_path) as made:
        yield made


def test_a_note_is_private_free_and_silent(world: GraphWorld) -> None:
    world.account.put(NOTE, "key-1")
    (event,) = world.notes()
    assert (event["sensitivity"], event["showAs"], event["isReminderOn"]) == ("private", "free", False)
    assert "attendees" not in event
    assert (event["subject"], event["body"]["content"]) == ("Deck for Bo, due", NOTE.text)
    assert event["categories"] == ["Headsup: high"]
    assert world.asked(CATEGORY) == 0, "the owner's categories are theirs"


def test_categories_give_each_level_a_colour_where_the_owner_wants_them(tmp_path: Path) -> None:
    granted = (*ALL, "MailboxSettings.ReadWrite")
    with GraphWorld(tmp_path, granted=granted, categories=True) as world:
        for colour in ("none", "low", "high", "late", "late"):
            world.account.put(replace(NOTE, colour=colour), f"key-{colour}")
        world.opened().put(NOTE, "key-again")
        made = {one["displayName"]: one["color"] for one in world.twin.calendars.categories}
        assert (len(made), len(set(made.values())), world.asked(CATEGORY)) == (4, 4, 4)


def test_categories_that_were_not_granted_are_off_and_said(tmp_path: Path) -> None:
    with GraphWorld(tmp_path, categories=True) as world:
        world.account.put(NOTE, "key-1")
        assert world.asked(CATEGORY) == 0
        assert any("no colour" in said for said in world.account.notices())


def test_a_calendar_of_the_owners_own_called_headsup_is_not_ours(world: GraphWorld) -> None:
    world.twin.calendars.add("Headsup")
    with pytest.raises(Unwritable, match="rename it"):
        world.account.put(NOTE, "key-1")
    assert world.calendars() == []


def test_a_calendar_the_owner_deleted_is_not_made_anew(world: GraphWorld) -> None:
    first = world.account.put(NOTE, "key-1")
    world.twin.calendars.drop(world.calendar())
    with pytest.raises(Unreachable):
        world.account.put(NOTE, "key-2")
    assert list(world.account.ours()) == []
    assert world.account.kinds == {Kind.DRAFT}
    for again in (world.account, world.opened()):
        with pytest.raises(Unwritable):
            again.put(NOTE, "key-2")
        with pytest.raises(Unwritable):
            again.replace(first.ref, first.etag, NOTE)
        assert any("headsup login" in said for said in again.notices())
    assert world.asked(CREATE) == 1


def test_a_look_for_a_note_in_a_deleted_calendar_finds_nothing(world: GraphWorld) -> None:
    world.account.put(NOTE, "key-1")
    world.twin.calendars.drop(world.calendar())
    assert world.account.find("key-1") is None
    assert list(world.account.ours()) == []
    assert world.account.kinds == {Kind.DRAFT}


def test_what_was_withdrawn_can_be_written_again(world: GraphWorld) -> None:
    first = world.account.put(NOTE, "key-1")
    world.account.withdraw(first.ref, first.etag)
    assert world.account.find("key-1") is None
    again = world.account.put(replace(NOTE, title="Deck for Bo, late"), "key-1")
    assert [event["subject"] for event in world.notes()] == ["Deck for Bo, late"]
    assert world.account.find("key-1") == again


def test_a_note_for_a_calendar_that_is_not_listed_yet_is_watched_all_the_same(world: GraphWorld) -> None:
    wanted = Interest(at=MONDAY)
    cursor = list(world.account.pull(None, wanted))[-1].cursor
    world.twin.lag = 100
    world.account.put(NOTE, "key-1")
    cursor = list(world.account.pull(cursor, wanted))[-1].cursor
    world.twin.lag = 0
    world.edits("key-1")
    assert not world.account.idle(cursor, wanted)


def test_without_leave_nothing_is_tried(tmp_path: Path) -> None:
    with GraphWorld(tmp_path, granted=("User.Read", "Mail.ReadWrite", "Calendars.Read")) as world:
        with pytest.raises(Unwritable, match="headsup login work"):
            world.account.put(NOTE, "key-1")
        assert world.asked() == 0
        assert world.account.find("key-1") is None
