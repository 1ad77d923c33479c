"""Single stories of whole turns: what came late, was thrown away, said twice, sent by the owner, or read better."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from connectors.errors import AuthNeeded
from connectors.types import STILL, Address, Folder, Kind
from daemon import bookkeeping, cycle, human
from daemon.core import judge, version
from daemon.core.model import State, Verdict
from tests.worlds import ANNA, BOB, MONDAY, Letter, World, alive, facts, meeting

PLAN = "I'll send you the floor plan by Tuesday."
LATE = 24 * 3


def at(hour: int) -> datetime:
    return MONDAY + timedelta(hours=hour)


def mine(name: str, text: str, hour: int = 0, answers: str | None = None, **more: Any) -> Letter:
    return Letter(name, True, ANNA, f"Hi Anna,\n\n{text}\n\nMara", hour, answers=answers, **more)


def hers(name: str, text: str, hour: int, answers: str | None = None, **more: Any) -> Letter:
    return Letter(name, False, ANNA, f"Hi,\n\n{text}\n\nAnna", hour, answers=answers, **more)


def lived(world: World, letters: tuple[Letter, ...], *hours: int) -> None:
    for hour in hours:
        world.arrive(letters, at(hour))
        world.turn(at(hour))


def standings(world: World, hour: int) -> dict[str, str]:
    return {row["text"]: row["standing"] for row in world.whole(at(hour))}


def check(world: World, hour: int) -> None:
    """The ledger is the pure function of the mailbox, and a turn sees all that is live in it."""
    whole = world.whole(at(hour))
    assert facts(whole) == facts(judge.as_json(world.judged(at(hour), world.store.marks())))
    assert alive(whole) == world.live(at(hour))


def test_what_was_only_a_repeat_stands_for_itself_when_the_first_mail_is_thrown_away() -> None:
    letters = (mine("m1", PLAN, gone_after=48), mine("m2", PLAN, 3, "m1"))
    with World() as world:
        lived(world, letters, 10, LATE)
        assert [row["source"]["id"] for row in world.live(at(LATE))] == ["m2"]
        check(world, LATE)


def test_a_promise_that_lies_in_the_inbox_alone_is_read() -> None:
    with World() as world:
        copy = replace(mine("m1", PLAN).message("work"), folder=Folder.RECEIVED)
        world.boxes["work"].add(copy)
        world.turn(at(LATE))
        assert standings(world, LATE) == {PLAN.rstrip("."): "open"}
        check(world, LATE)


def test_days_overdue_are_counted_alike_in_the_ledger_and_out_of_it() -> None:
    with World() as world:  # the clocks change between the due and the turn
        lived(world, (mine("m1", PLAN),), 24 * 9)
        check(world, 24 * 9)


def test_a_promise_that_hangs_on_a_meeting_stays_overdue_when_the_meeting_is_long_past() -> None:
    with World(events=(meeting("e1", 30, "1:1 Anna", ANNA),)) as world:
        lived(world, (mine("m1", "I'll send you the floor plan before our next 1:1."),), LATE)
        for days in (3, 59, 70, 170):
            assert [row["risk"]["level"] for row in world.whole(at(24 * days))] == ["late"]
            check(world, 24 * days)


def test_a_date_moved_twice_in_bare_words_is_the_last_one() -> None:
    letters = (
        mine("m1", PLAN),
        mine("m2", "I need until Thursday for the floor plan.", 10, "m1"),
        mine("m3", "I need until Monday for the floor plan.", 40, "m1"),
    )
    with World() as world:
        lived(world, letters, 5, 20, 50)
        (live,) = world.live(at(50))
        assert live["due"]["due_end"].startswith("2026-03-09")
        check(world, 50)


def test_a_promise_that_only_a_mark_gave_a_new_date_can_be_marked_itself() -> None:
    with World() as world:
        lived(world, (mine("m1", PLAN),), 10)
        (row,) = world.live(at(10))
        human.mark(world.store, world.home, row["key"], Verdict.MOVED, at(80), at(11))
        (moved,) = world.live(at(12))
        human.mark(world.store, world.home, moved["key"], Verdict.MOVED, at(120), at(13))
        (again,) = world.live(at(14))
        assert again["slips"] == 2
        human.mark(world.store, world.home, again["key"], Verdict.KEPT, None, at(15))
        assert world.live(at(16)) == []
        for hour in (10, 12, 14, 16):
            check(world, hour)


def test_what_a_better_reader_finds_is_found_in_mail_that_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    letters = (mine("m1", PLAN), hers("m2", "Any news on the floor plan?", 60))
    with World(accounts=("work", "home")) as world:
        lived(world, letters, LATE)
        before = world.whole(at(LATE))
        monkeypatch.setattr(version, "READER", version.READER + 1)
        world.boxes["work"].requests.clear()
        world.turn(at(LATE))
        assert {about for method, about in world.boxes["work"].requests if method == "read"} == {"m1", "m2"}
        assert world.store.outdated(version.READER) == []
        assert world.whole(at(LATE)) == before
        world.boxes["work"].requests.clear()
        world.turn(at(LATE))
        assert not any(method == "read" for method, _ in world.boxes["work"].requests)


class Unreadable(str):
    """A text on which any reader breaks."""

    def __getattribute__(self, name: str) -> Any:
        raise RecursionError(name)


def test_a_mail_that_breaks_a_better_reader_is_tried_once_and_keeps_what_was_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with World() as world:
        lived(world, (mine("m1", PLAN),), 10)
        before = world.whole(at(11))
        monkeypatch.setattr(version, "READER", version.READER + 1)
        box = world.boxes["work"]
        box._messages = {ref: replace(m, text=Unreadable(m.text)) for ref, m in box._messages.items()}
        box.requests.clear()
        for hour in (11, 12, 13):
            world.turn(at(hour))
        assert [about for method, about in box.requests if method == "read"] == ["m1"]
        assert [item.ref.id for item in world.store.set_aside("work")] == ["m1"]
        assert world.whole(at(11)) == before


def reread(world: World, old: str, new: str) -> None:
    """A better reader finds `new` where the old one found `old`."""
    (mail,) = world.store.mails([m.key for m in world.mails() if m.ref.id == "m1"])
    sentences = [replace(s, text=s.text.replace(old, new), end=s.end + len(new) - len(old)) for s in mail.sentences]
    better = replace(mail, sentences=tuple(sentences))
    world.store.keep("work", [better], [], [], [], None, at(LATE))
    bookkeeping.derive(world.store, world.home, "work")


def test_a_mark_follows_its_words_into_a_longer_span() -> None:
    with World() as world:
        lived(world, (mine("m1", PLAN),), 10)
        (row,) = world.whole(at(10))
        human.mark(world.store, world.home, row["key"], Verdict.KEPT, None, at(11))
        reread(world, "the floor plan by Tuesday", "the floor plan by Tuesday at the latest")
        (now,) = world.whole(at(12))
        assert (now["key"] != row["key"], now["standing"]) == (True, "kept")
        assert world.live(at(12)) == []


def test_a_draft_thrown_away_is_not_written_again_for_a_longer_span() -> None:
    with World() as world:
        lived(world, (mine("m1", PLAN),), LATE)
        (row,) = [r for r in world.store.posted() if world.drafts(r.key)]
        world.boxes["work"].user_deletes(row.key)
        world.turn(at(LATE + 24))
        reread(world, "the floor plan by Tuesday", "the floor plan by Tuesday at the latest")
        world.turn(at(LATE + 48))
        assert world.drafts() == []


def test_a_draft_is_not_doubled_for_a_longer_span() -> None:
    with World() as world:
        lived(world, (mine("m1", PLAN),), LATE)
        reread(world, "the floor plan by Tuesday", "the floor plan by Tuesday at the latest")
        world.turn(at(LATE + 1))
        (draft,) = world.drafts()
        assert "at the latest" in draft.text
        assert world.turn(at(LATE + 1)) == 0


def test_a_heads_up_that_was_sent_moves_the_promise_to_its_one_new_date() -> None:
    with World() as world:
        lived(world, (mine("m1", PLAN),), LATE)
        (row,) = [r for r in world.store.posted() if world.drafts(r.key)]
        assert "You'll have it by" in world.drafts()[0].text
        world.boxes["work"].user_sends(row.key, at(LATE + 1))
        world.turn(at(LATE + 2))
        moved, new = sorted(world.whole(at(LATE + 2)), key=lambda r: str(r["made_at"]))
        assert moved["standing"] == "moved late"
        assert (new["standing"], new["slips"]) == ("open", 1)
        assert world.drafts() == []
        check(world, LATE + 2)
        assert world.turn(at(LATE + 3)) == 0


def test_a_draft_that_was_edited_is_never_written_over() -> None:
    with World() as world:
        lived(world, (mine("m1", PLAN),), LATE)
        (row,) = [r for r in world.store.posted() if world.drafts(r.key)]
        world.boxes["work"].user_edits(row.key)
        letters = (hers("m2", "Any news on the floor plan?", LATE + 1, "m1"),)
        lived(world, letters, LATE + 24, LATE + 200)
        assert [d.text for d in world.drafts()] == ["My own words."]


@pytest.mark.parametrize("order", [("work", "home"), ("home", "work")])
def test_evidence_in_another_account_closes_a_promise(order: tuple[str, str]) -> None:
    letters = (mine("m1", PLAN), hers("m2", "Thanks for sending the floor plan.", 20, "m1", accounts=("home",)))
    with World(accounts=("work", "home")) as world:
        world.arrive(letters, at(30))
        world.turn(at(30), *order)
        world.turn(at(30), *order)
        assert standings(world, 30) == {PLAN.rstrip("."): "kept"}
        check(world, 30)


def test_a_draft_lies_in_the_account_of_its_mail_and_stays_where_it_lies() -> None:
    letters = (mine("m1", PLAN, accounts=("work",)),)
    with World(accounts=("home", "work")) as world:
        lived(world, letters, LATE)
        assert world.boxes["home"].lying() == []
        assert len(world.drafts()) == 1
        late_copy = (mine("m1", PLAN, accounts=("home",)),)
        lived(world, late_copy, LATE + 1, LATE + 2)
        assert len(world.drafts()) == 1
        assert world.boxes["home"].lying() == []


def test_the_drafts_of_a_day_are_counted_over_all_accounts() -> None:
    people = [Address(f"p{n}@south.example", "Pat") for n in range(4)]
    letters = tuple(
        Letter(f"m{n}", True, person, PLAN, 0, subject=f"Plan {n}", accounts=("work" if n % 2 else "home",))
        for n, person in enumerate(people)
    )
    with World(accounts=("home", "work"), cap=1) as world:
        world.arrive(letters, at(LATE))
        outcomes = [cycle.turn(a, world.boxes[a], world.store, world.home, at(LATE)).outcome for a in world.accounts]
        assert len(world.drafts()) == 1
        assert [outcome.alert for outcome in outcomes] == ["", ""]


def test_their_clock_is_known_as_soon_as_a_mail_of_theirs_shows_it() -> None:
    promised = Letter("m1", True, BOB, "Hi Bob,\n\nYou'll have the plan by 5pm your time tomorrow.\n\nMara", 3)
    asked = Letter("m0", False, BOB, "Hi,\n\nWhat about the plan?\n\nBob", 1, delay=20)
    with World() as world:
        lived(world, (promised, asked), 10)
        assert [row["due"]["due_end"][11:16] for row in world.whole(at(10))] == ["17:00"]
        lived(world, (promised, asked), 24)
        assert [row["due"]["due_end"][11:16] for row in world.whole(at(24))] == ["11:00"]
        check(world, 24)


def test_an_account_begins_when_it_is_first_read_not_when_its_sign_in_fails() -> None:
    with World() as world:
        world.boxes["work"].signed_out = True
        with pytest.raises(AuthNeeded):
            world.turn(at(0))
        assert bookkeeping.started(world.store) == {}
        world.boxes["work"].signed_out = False
        lived(world, (mine("m1", PLAN),), 24 * 30)
        assert bookkeeping.started(world.store) == {"work": at(24 * 30)}


def test_the_doubt_begins_with_the_attempt_not_with_a_long_pull() -> None:
    times = iter([0.0, 50 * 60.0, 0.0, 0.0])
    with World() as world:
        world.home = replace(world.home, clock=replace(STILL, monotonic=lambda: next(times)))
        box = world.boxes["work"]
        box.lag, box.lose_reply_at = 100, {1}
        world.arrive((mine("m1", PLAN),), at(0))
        for now in (at(LATE), at(LATE) + timedelta(minutes=55)):
            cycle.turn("work", box, world.store, world.home, now)
        assert len(world.drafts()) == 1


def test_what_cannot_be_looked_up_is_not_taken_for_deleted() -> None:
    with World() as world:
        lived(world, (mine("m1", PLAN),), LATE)
        assert len(world.drafts()) == 1
        world.boxes["work"].kinds = frozenset({Kind.NOTE})
        world.turn(at(LATE + 1))
        states = {row.state for row in world.store.posted() if row.kind is Kind.DRAFT}
        assert states == {State.WRITTEN}
