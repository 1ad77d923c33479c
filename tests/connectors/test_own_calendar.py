"""Our notes on a calendar of our own, at Google and in Outlook alike: what Ada does with them, and what goes wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import Busy, Changed, Unreachable
from connectors.types import Interest, Note
from tests.connectors.builders import MONDAY
from tests.connectors.google_world import GoogleWorld
from tests.connectors.graph_world import GraphWorld
from tests.fakes.google import Fault, Logged

HOUR = timedelta(hours=1)
NOTE = Note(MONDAY, MONDAY + HOUR, "Deck for Bo, due", "I will send the deck; by Monday.", "high")


@dataclass
class Stage:
    """A world, and what its provider calls things: the requests for a calendar and for notes, a note's title."""

    world: Any
    create: str
    insert: str
    changes: frozenset[str]
    title: str
    busy: Fault
    missing: Fault
    edited: list[str] = field(default_factory=list)

    def drops(self) -> None:
        """Ada deletes our calendar."""
        calendars = self.world.twin.calendars
        (calendars.unsubscribe if self.title == "summary" else calendars.drop)(self.world.calendar())

    def forget(self) -> None:
        """What the account remembers beside the ledger is lost."""
        for file in (self.world.around.state / self.world.kind).iterdir():
            file.unlink()

    def meddles(self, row: Logged) -> bool:
        """Ada edits the note just as a change of ours comes in."""
        if row.template in self.changes and not self.edited:
            self.edited.append(row.template)
            self.world.edits("key-1")
        return False

    def titles(self) -> list[str]:
        """What stands on our calendar."""
        return [str(event[self.title]) for event in self.world.notes()]


@pytest.fixture(params=["google", "graph"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    if request.param == "google":
        with GoogleWorld(tmp_path) as google:
            yield Stage(
                google,
                "calendar.calendars.insert",
                "calendar.events.insert",
                frozenset({"calendar.events.update", "calendar.events.delete"}),
                "summary",
                Fault(429, "rateLimitExceeded"),
                Fault(404, "notFound"),
            )
        return
    pytest.importorskip("msal", reason="msal is not installed (extra graph)")
    with GraphWorld(tmp_path) as graph:
        yield Stage(
            graph,
            "POST /me/calendars",
            "POST /me/calendars/{id}/events",
            frozenset(f"{method} /me/calendars/{{calendar}}/events/{{id}}" for method in ("PATCH", "DELETE")),
            "subject",
            Fault(429),
            Fault(404),
        )


def test_the_calendar_is_made_once_and_found_again(stage: Stage) -> None:
    world = stage.world
    world.account.put(NOTE, "key-1")
    world.opened().put(NOTE, "key-2")
    stage.forget()
    again = world.opened()
    assert again.find("key-1") is not None
    again.put(NOTE, "key-3")
    assert world.asked(stage.create) == 1
    assert len(list(again.ours())) == len(world.notes()) == 3


def test_a_lost_answer_does_not_make_two_calendars(stage: Stage) -> None:
    world = stage.world
    world.twin.lag = 6
    world.twin.faults.every(lambda r: r.template == stage.create, Fault(lost_reply=True))
    for _ in range(2):
        with pytest.raises(Unreachable):
            world.opened().put(NOTE, "key-1")
    world.twin.faults.clear()
    for _ in range(20):
        try:
            world.opened().put(NOTE, "key-1")
            break
        except Unreachable:
            world.hands.pass_by(timedelta(minutes=5))
    assert world.asked(stage.create) == 1
    assert len(world.notes()) == 1


def test_a_calendar_that_was_never_made_is_asked_for_again_after_a_while(stage: Stage) -> None:
    world = stage.world
    world.twin.faults.every(lambda r: r.template == stage.create, Fault(dropped=True))
    with pytest.raises(Unreachable):
        world.account.put(NOTE, "key-1")
    world.twin.faults.clear()
    with pytest.raises(Unreachable):
        world.account.put(NOTE, "key-1")
    world.hands.pass_by(world.account.slack)
    world.account.put(NOTE, "key-1")
    assert len(world.notes()) == 1


def test_where_the_provider_was_busy_it_is_asked_again_at_once(stage: Stage) -> None:
    world = stage.world
    world.twin.faults.every(lambda r: r.template == stage.create, stage.busy)
    with pytest.raises(Busy):
        world.account.put(NOTE, "key-1")
    world.twin.faults.clear()
    world.hands.pass_by(timedelta(minutes=1))
    world.account.put(NOTE, "key-1")
    assert len(world.notes()) == 1


def test_a_404_of_a_moment_is_no_deleted_calendar(stage: Stage) -> None:
    world = stage.world
    world.account.put(NOTE, "key-1")
    world.twin.faults.every(lambda r: r.template == stage.insert, stage.missing)
    with pytest.raises(Unreachable):
        world.account.put(NOTE, "key-2")
    world.twin.faults.clear()
    assert world.account.put(NOTE, "key-2").key == "key-2"


@pytest.mark.parametrize("fault", [Fault(lost_reply=True), Fault(truncated=True)])
def test_a_note_whose_answer_was_lost_is_never_there_twice(stage: Stage, fault: Fault) -> None:
    world = stage.world
    world.account.put(NOTE, "key-0")
    world.twin.faults.every(lambda r: r.template == stage.insert, fault)
    with pytest.raises(Unreachable):
        world.account.put(NOTE, "key-1")
    world.twin.faults.clear()
    written = world.account.put(NOTE, "key-1")
    assert not written.edited
    assert len(world.notes()) == 2
    assert world.account.find("key-1") == written


@pytest.mark.parametrize("deed", ["replace", "withdraw"])
def test_an_edit_between_our_look_and_our_write_is_not_lost(stage: Stage, deed: str) -> None:
    world = stage.world
    written = world.account.put(NOTE, "key-1")
    world.twin.faults.every(stage.meddles, Fault(500))
    with pytest.raises(Changed):
        getattr(world.account, deed)(written.ref, written.etag, *([NOTE] if deed == "replace" else []))
    assert stage.edited
    assert stage.titles() == ["Mine: the deck"]


def test_notes_are_no_events_but_are_said_to_have_changed(stage: Stage) -> None:
    account, wanted = stage.world.account, Interest(at=MONDAY)
    cursor = list(account.pull(None, wanted))[-1].cursor
    account.put(NOTE, "key-1")
    assert not account.idle(cursor, wanted)
    pages = list(account.pull(cursor, wanted))
    assert pages
    assert [page.events for page in pages if page.events] == []
    cursor = pages[-1].cursor
    assert account.idle(cursor, wanted)
    stage.world.edits("key-1")
    assert not account.idle(cursor, wanted)
    (page,) = account.pull(cursor, wanted)
    assert (page.events, page.gone) == ((), ())
    assert account.idle(page.cursor, wanted)


def test_a_deleted_calendar_is_said_once_and_then_let_go(stage: Stage) -> None:
    account, wanted = stage.world.account, Interest(at=MONDAY)
    account.put(NOTE, "key-1")
    cursor = list(account.pull(None, wanted))[-1].cursor
    stage.drops()
    assert not account.idle(cursor, wanted)
    cursor = list(account.pull(cursor, wanted))[-1].cursor
    assert account.idle(cursor, wanted)
