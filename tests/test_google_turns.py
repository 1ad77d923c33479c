"""Whole turns at Google: what an owner did not grant, threw away or switched off, and what Google does by itself."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from connectors._memo import Memo, MemoFile
from connectors.errors import Refused
from connectors.google.options import UNITS_PER_MINUTE
from connectors.google.quota import Bucket
from connectors.types import Kind, Note
from daemon import cycle, sample
from daemon.core.model import Put, State
from daemon.outbox import observe, perform
from daemon.service import STUCK_AFTER
from daemon.store import open_store
from tests import google_tokens
from tests.connectors.builders import MONDAY
from tests.connectors.google_world import GoogleWorld
from tests.fakes.google import Fault
from tests.provider_house import House
from tests.providers.google import AtGoogle
from tests.test_provider_same import NORA

HOUR = timedelta(hours=1)
NOTE = Note(MONDAY, MONDAY + HOUR, "Deck for Bo, due", "I will send the deck; by Monday.", "high")
INSERT = "calendar.events.insert"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[GoogleWorld]:
    with GoogleWorld(tmp_path) as made:
        yield made


def states(house: House, kind: Kind) -> set[State]:
    return {row.state for row in house.store.posted() if row.kind is kind}


@pytest.mark.parametrize(
    ("kind", "left"),
    [(Kind.NOTE, ("calendar.calendarlist.readonly",)), (Kind.DRAFT, ("gmail.readonly", "gmail.compose"))],
)
def test_an_unticked_box_is_no_deletion(tmp_path: Path, kind: Kind, left: tuple[str, ...]) -> None:
    google = AtGoogle.loaded(NORA)
    twin = google.twin
    with House(tmp_path / "house", NORA, sample.NOW, google) as house:
        house.turn()
        assert State.WRITTEN in states(house, kind)
        granted = tuple(name for name in google_tokens.ALL if not name.endswith(left))
        google_tokens.sign_in(twin, house.folder, granted=granted)
        house.at(house.now + HOUR)
        house.turn()
        assert State.DECLINED not in states(house, kind)


@pytest.mark.parametrize("box", ["gmail.compose", "calendar.app.created", "calendar.events.readonly"])
def test_an_unticked_box_does_not_cost_a_child_at_every_turn(tmp_path: Path, box: str) -> None:
    google = AtGoogle.loaded(NORA)
    twin = google.twin
    with House(tmp_path / "house", NORA, sample.NOW, google) as house:
        google_tokens.sign_in(twin, house.folder, granted=tuple(n for n in google_tokens.ALL if not n.endswith(box)))
        calm = []
        for _ in range(8):
            house.at(house.now + timedelta(minutes=10))
            calm.append(cycle.idle_turn("work", house.home.open("work"), house.store, house.home, house.now))
            if calm[-1] is None:
                house.turn()
        assert any(calm)


def test_one_404_of_googles_does_not_decline_a_note(tmp_path: Path) -> None:
    google = AtGoogle.loaded(NORA)
    twin = google.twin
    with House(tmp_path / "house", NORA, sample.NOW, google) as house:
        twin.faults.every(lambda r: r.template == INSERT, Fault(404, "notFound"))
        house.turn()
        twin.faults.clear()
        assert [one.ours for one in twin.calendars.all.values() if not one.gone].count(True) == 1
        house.at(house.now + HOUR)
        house.turn()
        assert State.DECLINED not in states(house, Kind.NOTE)


def test_mail_is_thought_about_where_the_calendar_is_switched_off(tmp_path: Path) -> None:
    google = AtGoogle.loaded(NORA)
    twin = google.twin
    with House(tmp_path / "house", NORA, sample.NOW, google) as house:
        twin.faults.every(lambda r: r.template.startswith("calendar."), Fault(403, "notACalendarUser"))
        with suppress(Refused):
            house.turn()
        assert house.store.promises()


def test_a_note_that_reads_as_we_wrote_it_is_not_the_owners_because_google_touched_it(world: GoogleWorld) -> None:
    with open_store(f"sqlite:///{world.home}/ledger.sqlite") as store:
        put = Put("key-1", NOTE, ("p",))
        perform([put], "work", world.account, store, MONDAY)
        world.twin.calendars.change(world.calendar(), world.note("key-1"), sequence=1)  # a new etag, the same words
        observe("work", world.account, store, MONDAY + HOUR)
        assert [row.state for row in store.posted()] == [State.WRITTEN]


def test_a_first_import_at_the_quota_of_a_new_project_is_not_stuck(world: GoogleWorld) -> None:
    bucket, began = Bucket(UNITS_PER_MINUTE, world.hands.clock()), world.twin.now
    for _ in range(10_000 // 50):
        bucket.take(50 * 20)
    assert (world.twin.now - began).total_seconds() <= STUCK_AFTER


def test_after_a_deleted_calendar_login_brings_notes_again(tmp_path: Path) -> None:
    google = AtGoogle.loaded(NORA)
    twin = google.twin
    with House(tmp_path / "house", NORA, sample.NOW, google) as house:
        house.turn()
        (ours,) = [one.id for one in twin.calendars.all.values() if one.ours]
        twin.calendars.unsubscribe(ours)
        for _ in range(2):
            house.at(house.now + HOUR)
            notices = house.turn().notices
        assert any("headsup login work" in said for said in notices)
        assert State.DECLINED not in states(house, Kind.NOTE), "a calendar that is gone is one word, not thirteen"
        MemoFile(house.folder, "google", "work").save(Memo())
        house.at(house.now + HOUR)
        house.turn()
        assert [one.ours for one in twin.calendars.all.values() if not one.gone].count(True) <= 1
