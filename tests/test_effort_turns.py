"""Work and the calendar over whole turns: what the owner says of hours, what is learned of it, what a full day does."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.types import Note
from daemon import bookkeeping, human
from daemon.core import judge
from daemon.core.model import Verdict
from tests.household import Home
from tests.worlds import ANNA, BOB, MONDAY, Letter, World, alive, facts, meeting

SAID = "You will have the site report by Thursday, it takes me about nine hours."
PLAN = "I'll send you the budget deck by Friday."


def at(hour: int) -> datetime:
    return MONDAY + timedelta(hours=hour)


def letters(*texts: str) -> tuple[Letter, ...]:
    people = (ANNA, BOB)
    return tuple(Letter(f"m{i}", True, people[i % 2], f"Hi,\n\n{t}\n\nMara", i, subject=t) for i, t in enumerate(texts))


def lived(world: World, *texts: str, hour: int = 10) -> None:
    world.arrive(letters(*texts), at(hour))
    world.turn(at(hour))


def hours(world: World, words: str, hour: int = 10) -> float:
    """What the promise is taken to take."""
    cases = bookkeeping.think(world.store, world.home, at(hour)).review.cases
    return next(case.hours for case, _ in cases if words in case.promise.words)


def key(world: World, words: str) -> str:
    return next(str(row["key"]) for row in world.whole(at(10)) if words in row["text"])


def mark(world: World, words: str, verdict: Verdict, **more: Any) -> None:
    human.mark(world.store, world.home, key(world, words), verdict, more.get("by"), at(10), more.get("hours"))


def check(world: World, hour: int = 10) -> None:
    whole = world.whole(at(hour))
    assert facts(whole) == facts(judge.as_json(world.judged(at(hour), world.store.marks())))
    assert alive(whole) == world.live(at(hour))


def test_the_hours_of_one_promise_teach_those_of_another() -> None:
    with World() as world:
        lived(world, SAID, PLAN)
        assert hours(world, "budget deck") == (4 * 3 + 9) / 5
        check(world)


def test_a_mark_says_what_it_takes_and_leaves_open_how_it_stands() -> None:
    with World() as world:
        lived(world, PLAN)
        mark(world, "budget deck", Verdict.EFFORT, hours=30.0)
        assert hours(world, "budget deck") == 30
        (row,) = world.live(at(10))
        assert row["standing"] == "open"
        assert any("30 h of work are owed" in signal["why"] for signal in row["risk"]["signals"])
        check(world)
        mark(world, "budget deck", Verdict.EFFORT, hours=1.0)
        assert hours(world, "budget deck") == 1
        mark(world, "budget deck", Verdict.KEPT)
        assert world.live(at(10)) == []


def test_a_mark_outlives_a_rebuild_and_goes_on_with_the_new_date() -> None:
    with World() as world:
        lived(world, PLAN)
        mark(world, "budget deck", Verdict.EFFORT, hours=12.0)
        bookkeeping.rebuild(world.store, world.home)
        assert hours(world, "budget deck") == 12
        mark(world, "budget deck", Verdict.MOVED, by=at(24 * 9))
        assert hours(world, "budget deck") == 12
        check(world)


def test_a_mark_of_tomorrow_is_not_seen_today() -> None:
    with World() as world:
        lived(world, PLAN, "You will have the floor plan by Friday.")
        human.mark(world.store, world.home, key(world, "budget deck"), Verdict.EFFORT, None, at(34), 12.0)
        assert hours(world, "budget deck") == 3
        assert hours(world, "floor plan") == 3
        assert hours(world, "floor plan", 35) == (4 * 3 + 12) / 5


def test_what_was_added_by_hand_may_say_its_hours() -> None:
    with World() as world:
        lived(world, PLAN)
        said = human.Said("send the drawings", ANNA.email, at(80), 6.0)
        human.add_aloud(world.store, world.home, said, at(10))
        assert hours(world, "drawings") == 6
        found = world.store.promises_with_hours(at(10), 5)
        assert [p.words for p in found] == ["send the drawings"]
        assert world.store.promises_with_hours(at(9), 5) == []
        assert hours(world, "budget deck") == (4 * 3 + 6) / 5


def test_hours_that_a_mail_no_longer_says_are_forgotten() -> None:
    with World() as world:
        lived(world, SAID, PLAN)
        world.boxes["work"].remove(letters(SAID)[0].message("work").ref)
        world.turn(at(11))
        assert world.store.promises_with_hours(at(11), 5) == []
        assert hours(world, "budget deck", 11) == 3


def test_what_was_just_promised_and_does_not_fit_is_noted_once() -> None:
    offsite = replace(meeting("e1", 0, "Offsite"), ends_at=at(24 * 4 + 6))
    with World(events=(offsite,)) as world:
        lived(world, PLAN, hour=1)
        (row,) = world.live(at(1))
        assert "overcommitted_now" in {signal["rule"] for signal in row["risk"]["signals"]}
        notes = [item.text for item in world.boxes["work"].lying() if isinstance(item, Note)]
        assert any("it does not fit before that" in text for text in notes)
        assert world.turn(at(1) + timedelta(minutes=5)) == 0
        check(world, 1)


def test_a_deadline_moves_with_its_meeting() -> None:
    with World(events=(meeting("e1", 50, "1:1 Anna", ANNA),)) as world:
        lived(world, "I'll send the floor plan before our next 1:1.")
        assert due(world) == at(50)
        world.boxes["work"].add_event(meeting("e1", 26, "1:1 Anna", ANNA))
        world.turn(at(11))
        assert due(world) == at(26)
        check(world)


def due(world: World) -> datetime:
    (row,) = world.live(at(12))
    return datetime.fromisoformat(row["due"]["due_end"])


def test_the_commands_take_hours_and_say_which_event_is_missing(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.sends("I'll send you the floor plan before our next 1:1.", on="2026-03-16T09:00:00-05:00")
    now = ("--as-of", "2026-03-16T11:00")
    home.run("once", *now)
    (row,) = json.loads(home.run("list", "--json", *now).stdout)
    said = home.run("mark", row["key"][:8], "effort", "--hours", "4.5", *now).stdout
    assert said.endswith("takes 4.5 h.\n")
    shown = home.run("show", row["key"][:8], *now).stdout
    assert "No event in your calendar fits “before our next 1:1”." in shown
    assert "no event in your calendar fits “before our next 1:1”\n" in shown
    home.run("add", "send the drawings", "--to", "anna@south.example", "--by", "2026-03-16", "--hours", "9", *now)
    listed = home.run("list", *now).stdout
    assert "9 h of work are owed by" in listed
