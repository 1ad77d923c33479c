"""Whole turns with a line on the owner's own event: it comes, it follows the facts, it goes; and time to work."""

from datetime import timedelta

from connectors.types import Kind, Note, NoteKind, Ref
from daemon.core.model import State
from tests.worlds import ANNA, MONDAY, Letter, World, meeting

LUNCH = meeting("lunch", 51, "Lunch w/ Anna")  # on Wednesday at noon
LATER = meeting("walk", 75, "Walk with Anna")
PLAN = Letter("m1", True, ANNA, "Hi Anna,\n\nI'll send you the floor plan by Friday.", 1)
DONE = Letter("m2", True, ANNA, "Hi Anna,\n\nAttached is the floor plan.", 26, answers="m1", attached=True)
TABLE = "Table by the window."


def described(world: World, event: str = "lunch") -> str:
    return world.boxes["work"].description(Ref("work", event))


def lived(world: World, *letters: Letter, until: int) -> None:
    now = MONDAY + timedelta(hours=until)
    world.arrive(letters, now)
    world.turn(now)


def test_a_line_comes_and_goes_when_the_promise_is_kept() -> None:
    with World(events=(LUNCH,)) as world:
        world.boxes["work"].describe(LUNCH.ref, TABLE)
        lived(world, PLAN, until=2)
        assert described(world).startswith(f"{TABLE}\nYou owe Anna here: “I'll send you the floor plan")
        assert world.turn(MONDAY + timedelta(hours=3)) == 0, "twice is once"
        lived(world, PLAN, DONE, until=27)
        assert described(world) == TABLE


def test_a_line_moves_to_the_next_event_when_the_first_is_over_or_gone() -> None:
    with World(events=(LUNCH, LATER)) as world:
        lived(world, PLAN, until=2)
        assert "You owe Anna" in described(world)
        lived(world, PLAN, until=53)
        assert (described(world), "You owe Anna" in described(world, "walk")) == ("", True)
        world.boxes["work"].remove(LATER.ref)
        lived(world, PLAN, until=54)
        assert not [row for row in world.store.posted() if row.kind is Kind.LINE and row.state is State.WRITTEN]


def test_a_line_that_the_owner_changed_is_theirs() -> None:
    with World(events=(LUNCH,)) as world:
        lived(world, PLAN, until=2)
        (row,) = [row for row in world.store.posted() if row.kind is Kind.LINE]
        world.boxes["work"].user_edits(row.key, "I know.")
        lived(world, PLAN, DONE, until=27)
        assert described(world) == "I know."


def test_no_line_where_the_account_may_not_write_one() -> None:
    with World(events=(LUNCH,)) as world:
        world.boxes["work"].kinds = frozenset({Kind.DRAFT, Kind.NOTE})
        lived(world, PLAN, until=2)
        assert described(world) == ""
        assert {row.kind for row in world.store.posted()} <= {Kind.DRAFT, Kind.NOTE}


def work(world: World) -> list[Note]:
    return [n for n in world.boxes["work"].lying() if isinstance(n, Note) and n.kind is NoteKind.WORK]


def test_time_is_proposed_where_it_is_short_and_goes_with_the_promise() -> None:
    full = [meeting(f"b{day}{hour}", 24 * day + hour, "Board") for day in range(1, 5) for hour in range(8) if hour != 2]
    long = Letter("m1", True, ANNA, "Hi Anna,\n\nI'll send you the report by Friday, it takes me about five hours.", 1)
    with World(events=tuple(full)) as world:
        lived(world, long, until=25)
        (note,) = work(world)
        assert (note.starts_at, note.ends_at) == (MONDAY + timedelta(hours=26), MONDAY + timedelta(hours=27))
        for hour in (26, 27):
            lived(world, long, until=hour)
        assert [n.starts_at for n in work(world)] == [MONDAY + timedelta(hours=50)], "it passed, so there is another"
        lived(
            world, long, Letter("m2", True, ANNA, "Attached is the report.", 28, answers="m1", attached=True), until=29
        )
        assert work(world) == []
