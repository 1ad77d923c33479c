"""One draft to one person over whole turns: it grows with the debt and shrinks with it, and counts once it was sent."""

from tests.test_turn_stories import LATE, PLAN, at, check, hers, lived, mine
from tests.worlds import Letter, World

MORE = (
    "I'll send you the budget by Tuesday.",
    "I'll send you the guest list by Tuesday.",
    "I'll send you the price list by Tuesday.",
    "I'll send you the contract by Tuesday.",
    "I'll send you the survey report by Tuesday.",
    "I'll send you the seating chart by Tuesday.",
)


def owed(number: int) -> tuple[Letter, ...]:
    """So many late promises to Anna, each in a thread of its own."""
    return tuple(mine(f"p{n}", text, n, subject=f"Matter {n}") for n, text in enumerate(MORE[:number]))


def test_the_number_of_drafts_does_not_grow_with_the_debt() -> None:
    with World() as world:
        lived(world, owed(6), LATE)
        (draft,) = world.drafts()
        assert draft.text.count("\n- ") == 5
        assert "One more thing I promised you comes after these" in draft.text
        assert draft.in_reply_to == "p0@x.example"
        assert world.turn(at(LATE)) == 0


def test_what_comes_to_be_owed_joins_the_draft_and_what_is_done_leaves_it() -> None:
    done = mine("d1", "Attached is the budget.", LATE + 30, "p0", subject="Matter 0", attached=True)
    again = mine("n1", "I'll send you the boards by noon tomorrow.", LATE + 1, subject="Another matter")
    with World() as world:
        lived(world, owed(1), LATE)
        (alone,) = world.drafts()
        assert "\n- " not in alone.text
        lived(world, (*owed(1), again), LATE + 29)
        (joint,) = world.drafts()
        assert joint.text.count("\n- ") == 2
        lived(world, (*owed(1), again, done), LATE + 31)
        (left,) = world.drafts()
        assert "budget" not in left.text
        assert "boards" in left.text
        assert world.turn(at(LATE + 31)) == 0


def test_a_joint_draft_that_was_sent_moves_each_promise_to_its_own_date() -> None:
    other = mine(
        "p1", "I'll send you the survey report by Tuesday, it takes me about seven hours.", 1, subject="Survey"
    )
    with World() as world:
        lived(world, (mine("p0", PLAN), other), LATE)
        (row,) = [r for r in world.store.posted() if world.drafts(r.key)]
        assert len(row.promises) == 2
        world.boxes["work"].user_sends(row.key, at(LATE + 1))
        world.turn(at(LATE + 2))
        rows = world.whole(at(LATE + 2))
        assert sorted(r["standing"] for r in rows if r["made_at"] < at(LATE).isoformat()) == ["moved late"] * 2
        assert world.drafts() == []
        check(world, LATE + 2)
        assert world.turn(at(LATE + 2)) == 0


def test_a_joint_draft_that_was_thrown_away_is_not_written_again_for_any_of_them() -> None:
    with World() as world:
        lived(world, owed(3), LATE)
        (row,) = [r for r in world.store.posted() if world.drafts(r.key)]
        world.boxes["work"].user_deletes(row.key)
        lived(world, (*owed(3), hers("q1", "Any news on the budget?", LATE + 5, "p0")), LATE + 6, LATE + 200)
        assert world.drafts() == []
