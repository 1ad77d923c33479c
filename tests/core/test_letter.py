"""The letter: what slipped is owned, what is owed has its date, and the rest is the owner's to write."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from daemon.core.letter import MOST_NAMED, letter
from daemon.core.model import Mark, Verdict
from daemon.core.summaries import Summary, Weekly
from tests.core.desks import desk
from tests.worlds import ANNA, MONDAY, Letter

PLAN = "I'll send you the floor plan by Tuesday."
THINGS = ("plan", "report", "contract", "brochure", "survey", "poster", "ladder", "catalogue", "costing", "draft")


def at(hour: int) -> datetime:
    return MONDAY + timedelta(hours=hour)


def mine(name: str, text: str, hour: int = 0, **more: Any) -> Letter:
    return Letter(name, True, ANNA, f"Hi Anna,\n\n{text}\n\nMara", hour, **more)


def written(
    letters: Sequence[Letter], hour: int, *, marks: Sequence[Mark] = (), weekly: Weekly | None = None, since: int = -999
) -> Summary | None:
    return letter(desk(letters, at(hour), marks=marks), at(hour).date(), at(since), weekly)


def text(letters: Sequence[Letter], hour: int, **more: Any) -> str:
    found = written(letters, hour, **more)
    assert found
    return found.draft.text


def test_where_nothing_slipped_there_is_nothing_to_own() -> None:
    assert written([mine("m1", PLAN)], 10) is None
    assert written([mine("m1", PLAN), mine("m2", "I have sent the floor plan.", 10)], 99) is None
    moved = mine("m2", "I need until Friday for the floor plan.", 10, answers="m1")
    assert written([mine("m1", PLAN), moved], 50) is None


def test_what_came_late_is_named_with_its_date_and_the_day_it_came() -> None:
    letters = [mine("m1", PLAN), mine("m2", "I have sent the floor plan.", 60)]
    assert (
        "What I promised you for a certain day did not come then:\n"
        "- “I'll send you the floor plan by Tuesday” (Monday 2 March): "
        "promised for Tuesday 3 March, done on Wednesday 4 March.\n"
    ) in text(letters, 80)


def test_what_slipped_again_after_it_was_moved_is_one_thing_with_its_whole_way() -> None:
    letters = [
        mine("m1", PLAN),
        mine("m2", "I need until Thursday for the floor plan.", 40, answers="m1"),
        mine("m3", "I need until Monday for the floor plan.", 100, answers="m1"),
    ]
    said = text(letters, 24 * 8)
    assert said.count("promised for") == 1
    assert "promised for Tuesday 3 March, moved to Thursday 5 March, then to Monday 9 March, still not done." in said


def test_the_count_is_plain_and_holds_what_was_kept_too() -> None:
    letters = [
        mine("m1", PLAN),
        mine("m2", "I'll send you the contract by Wednesday.", 1, subject="Autumn plan"),
        mine("m3", "I have sent the contract.", 10, subject="Autumn plan"),
    ]
    assert "Of the 2 things with a date that I have promised you since Monday 2 March, this one did not" in text(
        letters, 50
    )
    assert "None of the 2 things with a date" in text(letters[:2], 80)


def test_what_is_not_due_yet_is_not_said_to_have_slipped() -> None:
    ahead = mine("m3", "I'll send you the contract by the end of the month.", 2, subject="Autumn plan")
    report = mine("m2", "I'll send you the site report by Tuesday.", 1, subject="Report")
    assert "so. One thing that I promised you for a certain day did not come then:" in text(
        [mine("m1", PLAN), ahead], 50
    )
    assert "so. None of the 2 things with a date, done or due by now, that I have promised you since" in text(
        [mine("m1", PLAN), report, ahead], 80
    )


def test_a_list_without_what_has_no_date_says_so() -> None:
    undated = mine("m2", "I'll send you the contract.", 2, subject="Autumn plan")
    assert "What I owe you now, of what has a date:\n" in text([mine("m1", PLAN), undated], 50)


def test_the_plan_has_a_date_for_what_is_owed_and_says_how_it_can_be_checked() -> None:
    letters = [mine("m1", PLAN), mine("m2", "I'll send you the contract by the end of the month.", 1, subject="Autumn")]
    said = text(letters, 50)
    owed = next(p for p in said.split("\n\n") if p.startswith("What I owe you now:")).splitlines()[1:]
    assert owed[0].startswith("- “I'll send you the floor plan by Tuesday” (Monday 2 March): you'll have it by ")
    assert owed[1].endswith("(Monday 2 March): planned for Tuesday 31 March.")
    assert "[how often: every Friday, for example]" in said
    assert "- Every Friday you get a short mail from me:" in text(letters, 50, weekly=Weekly(4, time(15)))


def test_the_feeling_is_the_owners_to_write() -> None:
    found = written([mine("m1", PLAN)], 50)
    assert found
    slots = [sentence for sentence, origin in found.provenance if origin == "yours"]
    assert len(slots) == 3
    assert all(slot.startswith("[") and slot.endswith("]") for slot in slots)
    assert "sorry" not in found.draft.text
    assert "but" not in found.draft.text.split()


def test_a_long_list_names_the_latest_and_counts_the_rest() -> None:
    letters = [
        mine(f"m{n}", f"I'll send you the {thing} by Tuesday.", n, subject=thing.title())
        for n, thing in enumerate(THINGS)
    ]
    said = text(letters, 50)
    assert f"None of the {len(THINGS)} things" in said
    assert said.count("promised for") == MOST_NAMED
    assert "- And two more before those." in said


def test_what_slipped_long_ago_and_what_the_owner_took_back_is_not_named() -> None:
    late = [mine("m1", PLAN), mine("m2", "I have sent the floor plan.", 60)]
    assert written(late, 80, since=70) is None
    key = desk(late[:1], at(10)).judged.ledger.promises[0].key
    for verdict in (Verdict.NOT_A_PROMISE, Verdict.HUSH, Verdict.KEPT):
        assert written(late[:1], 80, marks=[Mark(key, verdict, at(70))]) is None
