"""The brief as a draft to Mara herself, over whole turns: once a day, replaced the next, hers when she edits it.

`at(n)` is n hours after Monday, 2 March 2026, 9:00 in Chicago.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from msgspec import structs

from config.settings import Brief
from connectors.types import Draft
from daemon import briefing
from daemon.core import brief_text
from daemon.core.model import Posted, Purpose, State
from tests.worlds import ANNA, ME, MONDAY, Letter, World

PROMISE = Letter("m1", True, ANNA, "Hi,\n\nI'll send you the budget deck by Wednesday.\n\nMara", 0)
DAY = 24


def at(hour: float) -> datetime:
    return MONDAY + timedelta(hours=hour)


@pytest.fixture
def world() -> Iterator[World]:
    """Mara wants her brief at ten, as a draft."""
    with World(accounts=("work", "home")) as made:
        made.home = replace(made.home, settings=structs.replace(made.home.settings, brief=Brief(at=time(10))))
        made.arrive([PROMISE], at(0))
        yield made


def rows(world: World) -> list[Posted]:
    return [row for row in world.store.posted() if row.purpose is Purpose.BRIEF]


def lying(world: World) -> list[Draft]:
    return [draft for row in rows(world) for draft in world.drafts(row.key)]


def test_it_is_written_at_the_first_turn_from_its_time_on(world: World) -> None:
    world.turn(at(0.5))
    assert rows(world) == []
    world.turn(at(1))
    (draft,) = lying(world)
    assert draft.to == (ME,)
    assert draft.subject == "Your promises, Monday 2 March"
    assert draft.text.startswith("Monday 2 March, 10:00.")
    assert [row.account for row in rows(world)] == ["work"]


def test_it_stays_as_it_is_all_day_and_costs_no_write(world: World) -> None:
    world.turn(at(1))
    first = lying(world)
    assert world.turn(at(3)) == 0
    assert lying(world) == first


def test_the_next_days_takes_the_place_of_one_nobody_touched(world: World) -> None:
    world.turn(at(1))
    world.turn(at(1 + DAY))
    (draft,) = lying(world)
    assert draft.subject == "Your promises, Tuesday 3 March"
    assert sorted(row.state for row in rows(world)) == [State.WITHDRAWN, State.WRITTEN]


def test_an_edited_one_is_hers(world: World) -> None:
    world.turn(at(1))
    (row,) = rows(world)
    world.boxes["work"].user_edits(row.key, "call Anna first")
    world.turn(at(1 + DAY))
    assert "call Anna first" in [draft.text for draft in lying(world)]


def test_one_thrown_away_is_not_written_again_that_day(world: World) -> None:
    world.turn(at(1))
    (row,) = rows(world)
    world.boxes["work"].user_deletes(row.key)
    world.turn(at(3))
    assert lying(world) == []
    world.turn(at(1 + DAY))
    assert len(lying(world)) == 1


def test_there_is_none_at_the_weekend_nor_in_the_evening(world: World) -> None:
    world.turn(at(9))
    world.turn(at(1 + 5 * DAY))
    assert rows(world) == []


def test_it_counts_for_nothing_among_the_drafts_of_heads_ups(world: World) -> None:
    world.turn(at(1))
    world.turn(at(1 + 3 * DAY))  # the promise is late by now
    about = [row for row in world.store.posted() if row.purpose is Purpose.HEADS_UP and row.promises]
    assert about
    assert len(lying(world)) == 1
    told = brief_text.page(briefing.brief_of(world.store, world.home, at(3.5 + 3 * DAY)), world.home.zone)
    assert "Drafts that wait for you" in told
    assert "Your promises" not in told


def test_sent_to_herself_it_makes_no_promise(world: World) -> None:
    world.turn(at(1))
    (row,) = rows(world)
    before = [p.key for p in world.store.promises()]
    world.boxes["work"].user_sends(row.key, at(2))
    world.turn(at(3))
    assert [r.state for r in rows(world)] == [State.SENT]
    assert [p.key for p in world.store.promises()] == before
