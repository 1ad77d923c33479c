"""Stories of status mails and letters through whole turns: written, sent, edited, thrown away, replaced."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.settings import Status
from connectors.types import Draft
from daemon import bookkeeping, speaking
from daemon.core import judge
from daemon.core.model import Posted, Purpose, State, purpose_of
from daemon.store import open_store
from tests.worlds import ANNA, BOB, MONDAY, Letter, World, bundles, facts

PLAN = "I'll send you the floor plan by Tuesday."
FRIDAY_AT_3 = (4, time(15))
FRIDAY = 24 * 4 + 6  # three in the afternoon
WEEK = 24 * 7


def at(hour: int) -> datetime:
    return MONDAY + timedelta(hours=hour)


def mine(name: str, text: str, hour: int = 0, **more: str) -> Letter:
    return Letter(name, True, ANNA, f"Hi Anna,\n\n{text}\n\nMara", hour, **more)  # type: ignore[arg-type]


@pytest.fixture
def world() -> Iterator[World]:
    """Anna gets a status mail on Fridays at three."""
    with World() as made:
        schedule(made, {ANNA.email: FRIDAY_AT_3})
        yield made


def schedule(world: World, people: dict[str, tuple[int, time]]) -> None:
    changed = msgspec.structs.replace(world.home.settings, status=Status(people=people))
    world.home = replace(world.home, settings=changed)


def lived(world: World, letters: tuple[Letter, ...], *hours: int) -> None:
    for hour in hours:
        world.arrive(letters, at(hour))
        world.turn(at(hour))


def rows(world: World, purpose: Purpose = Purpose.STATUS) -> list[Posted]:
    return [row for row in world.store.posted() if row.purpose is purpose]


def lying(world: World, purpose: Purpose = Purpose.STATUS) -> list[Draft]:
    return [draft for row in rows(world, purpose) for draft in world.drafts(row.key)]


def standings(world: World, hour: int) -> list[tuple[str, str, str]]:
    """Of each promise its words, how it stands and its due day."""
    told = [(r["text"], r["standing"], (r["due"] or {}).get("due_end", "")[:10]) for r in world.whole(at(hour))]
    return sorted(told, key=lambda row: row[2])


def check(world: World, hour: int) -> None:
    """The ledger is the pure function of the mailbox."""
    assert facts(world.whole(at(hour))) == facts(judge.as_json(world.judged(at(hour), world.store.marks())))


def test_it_is_drafted_at_its_moment_once_and_never_before(world: World) -> None:
    lived(world, (mine("m1", PLAN),), 24, FRIDAY - 1)
    assert lying(world) == []
    world.turn(at(FRIDAY))
    (draft,) = lying(world)
    assert [a.email for a in draft.to] == [ANNA.email]
    assert "“I'll send you the floor plan by Tuesday” (Monday 2 March): that was for Tuesday 3 March." in draft.text
    assert (draft.in_reply_to, draft.thread) == (None, None)
    assert world.turn(at(FRIDAY)) == 0


def test_sent_it_moves_what_it_names_to_its_new_dates_and_repeats_nothing(world: World) -> None:
    letters = (mine("m1", PLAN), mine("m2", "I'll send you the site report by Wednesday.", 1, subject="Autumn plan"))
    lived(world, letters, FRIDAY)
    (row,) = rows(world)
    world.boxes["work"].user_sends(row.key, at(FRIDAY + 1))
    world.turn(at(FRIDAY + 2))
    assert [(words, how) for words, how, _ in standings(world, FRIDAY + 2)] == [
        ("I'll send you the floor plan by Tuesday", "moved late"),
        ("I'll send you the site report by Wednesday", "moved late"),
        ("I'll send you the floor plan by Tuesday", "open"),
        ("I'll send you the site report by Wednesday", "open"),
    ]
    assert all(due >= "2026-03-09" for _, how, due in standings(world, FRIDAY + 2) if how == "open")
    check(world, FRIDAY + 2)
    assert world.drafts() == []
    assert [r.state for r in rows(world)] == [State.SENT]


def test_what_is_on_track_in_one_that_was_sent_stays_as_it_was(world: World) -> None:
    lived(world, (mine("m1", "I'll send you the floor plan by the end of the month."),), FRIDAY)
    before = standings(world, FRIDAY)
    (row,) = rows(world)
    assert "planned for Tuesday 31 March" in lying(world)[0].text
    world.boxes["work"].user_sends(row.key, at(FRIDAY + 1))
    world.turn(at(FRIDAY + 2))
    assert standings(world, FRIDAY + 2) == before
    check(world, FRIDAY + 2)


def test_the_next_one_moves_the_same_promise_on(world: World) -> None:
    lived(world, (mine("m1", PLAN),), FRIDAY)
    for week in (0, 1):
        moment = FRIDAY + week * WEEK
        world.turn(at(moment))
        key = next(r.key for r in rows(world) if world.drafts(r.key))
        world.boxes["work"].user_sends(key, at(moment + 1))
        world.turn(at(moment + 2))
    assert [how for _, how, _ in standings(world, FRIDAY + WEEK + 2)] == ["moved late", "moved late", "open"]
    assert [r["slips"] for r in world.live(at(FRIDAY + WEEK + 2))] == [2]
    check(world, FRIDAY + WEEK + 2)


def test_after_a_heads_up_it_moves_the_date_that_this_gave(world: World) -> None:
    lived(world, (mine("m1", PLAN),), 50)
    (word,) = [r for r in rows(world, Purpose.HEADS_UP) if world.drafts(r.key)]
    world.boxes["work"].user_sends(word.key, at(51))
    lived(world, (), 52, FRIDAY + WEEK)
    (draft,) = lying(world)
    assert ", then “You'll have it by " in draft.text
    world.boxes["work"].user_sends(rows(world)[0].key, at(FRIDAY + WEEK + 1))
    world.turn(at(FRIDAY + WEEK + 2))
    assert [how for _, how, _ in standings(world, FRIDAY + WEEK + 2)] == ["moved late", "moved late", "open"]
    check(world, FRIDAY + WEEK + 2)


def test_a_date_that_the_owner_changed_in_it_before_sending_is_the_one_that_counts(world: World) -> None:
    lived(world, (mine("m1", PLAN),), FRIDAY)
    (row,), (draft,) = rows(world), lying(world)
    said, _, _ = draft.text.partition("You'll have it")
    world.boxes["work"].user_edits(row.key, f"{said}You'll have it on Thursday 26 March.\n\nBest,\nMara\n")
    world.boxes["work"].user_sends(row.key, at(FRIDAY + 1))
    world.turn(at(FRIDAY + 2))
    assert [due for _, how, due in standings(world, FRIDAY + 2) if how == "open"] == ["2026-03-26"]
    check(world, FRIDAY + 2)


def test_when_the_facts_change_the_untouched_draft_follows(world: World) -> None:
    letters = (mine("m1", PLAN), mine("m2", "I have sent the floor plan.", FRIDAY + 2))
    lived(world, letters, FRIDAY, FRIDAY + 3)
    (draft,) = lying(world)
    assert "done on Friday 6 March, later than Tuesday 3 March" in draft.text
    assert len(rows(world)) == 1


def test_the_next_one_takes_the_place_of_one_that_nobody_touched(world: World) -> None:
    lived(world, (mine("m1", PLAN),), FRIDAY, FRIDAY + WEEK - 1)
    (first,) = rows(world)
    world.turn(at(FRIDAY + WEEK))
    assert len(lying(world)) == 1
    assert world.drafts(first.key) == []
    assert world.turn(at(FRIDAY + WEEK)) == 0


def test_an_edited_one_stays_the_owners_when_the_next_is_written(world: World) -> None:
    lived(world, (mine("m1", PLAN),), FRIDAY)
    (first,) = rows(world)
    world.boxes["work"].user_edits(first.key)
    lived(world, (), FRIDAY + 1, FRIDAY + WEEK)
    assert [d.text for d in world.drafts(first.key)] == ["My own words."]
    assert len(lying(world)) == 2


def test_one_that_was_thrown_away_is_not_written_again_before_its_next_moment(world: World) -> None:
    lived(world, (mine("m1", PLAN),), FRIDAY)
    world.boxes["work"].user_deletes(rows(world)[0].key)
    lived(world, (), FRIDAY + 1, FRIDAY + 24, FRIDAY + WEEK - 1)
    assert lying(world) == []
    world.turn(at(FRIDAY + WEEK))
    assert len(lying(world)) == 1


def test_nothing_to_tell_is_not_written(world: World) -> None:
    lived(world, (mine("m1", "Lunch was fun."),), FRIDAY)
    assert rows(world) == []


def test_it_concerns_its_person_only(world: World) -> None:
    to_bob = replace(mine("m2", "I'll send you the contract by Wednesday."), other=BOB, subject="Autumn plan")
    lived(world, (mine("m1", PLAN), to_bob), FRIDAY)
    assert "contract" not in lying(world)[0].text


def test_a_moment_missed_over_a_weekend_is_made_up_for_and_one_long_past_is_not(world: World) -> None:
    lived(world, (mine("m1", PLAN),), FRIDAY + 66)
    assert len(lying(world)) == 1
    with World() as late:
        schedule(late, {ANNA.email: FRIDAY_AT_3})
        lived(late, (mine("m1", PLAN),), FRIDAY + 24 * 4)
        assert rows(late) == []


def test_heads_ups_and_status_mails_go_their_own_ways() -> None:
    with World(cap=1) as world:
        schedule(world, {ANNA.email: FRIDAY_AT_3})
        lived(world, (mine("m1", PLAN),), FRIDAY)
        assert (len(lying(world)), len(lying(world, Purpose.HEADS_UP))) == (1, 1)
        world.boxes["work"].user_deletes(rows(world)[0].key)
        lived(world, (), FRIDAY + 1, FRIDAY + 24)
        assert len(lying(world, Purpose.HEADS_UP)) == 1


def test_one_that_was_declined_settles_no_promise(world: World) -> None:
    world.home = replace(world.home, speak=replace(world.home.speak, cap_per_day=0))
    lived(world, (mine("m1", PLAN),), FRIDAY)
    world.boxes["work"].user_deletes(rows(world)[0].key)
    world.turn(at(FRIDAY + 1))
    world.home = replace(world.home, speak=replace(world.home.speak, cap_per_day=3))
    world.turn(at(FRIDAY + 24 * 3))
    assert len(lying(world, Purpose.HEADS_UP)) == 1


def test_it_waits_for_the_first_days_and_for_the_end_of_the_quiet_hours(world: World) -> None:
    world.home = replace(world.home, speak=replace(world.home.speak, quiet=(time(14), time(16))))
    lived(world, (mine("m1", PLAN),), FRIDAY)
    assert lying(world) == []
    world.turn(at(FRIDAY + 2))
    assert len(lying(world)) == 1
    with World() as new:
        schedule(new, {ANNA.email: FRIDAY_AT_3})
        new.home = replace(new.home, speak=replace(new.home.speak, from_start=False))
        lived(new, (mine("m1", PLAN),), FRIDAY)
        assert rows(new) == []


def test_a_lost_reply_doubles_nothing(world: World) -> None:
    lived(world, (mine("m1", PLAN),), FRIDAY - 1)
    box = world.boxes["work"]
    box.lag, box.lose_reply_at = 8, {box._writes + 1}
    for minutes in (0, 1, 10, 20, 55):
        world.turn(at(FRIDAY) + timedelta(minutes=minutes))
    assert [row.state for row in rows(world)] == [State.WRITTEN]
    assert len(lying(world)) == 1


def test_it_is_known_again_after_a_lost_ledger(world: World) -> None:
    lived(world, (mine("m1", PLAN),), FRIDAY)
    (row,) = rows(world)
    world.store.close()
    world.store = open_store(f"sqlite:///{world.home.settings.home / 'other.sqlite'}")
    world.turn(at(FRIDAY + 1))
    assert [(r.key, r.state) for r in rows(world)] == [(row.key, State.WRITTEN)]
    world.turn(at(FRIDAY + WEEK))
    assert len(lying(world)) == 1
    assert world.drafts(row.key) == []


def test_it_lies_in_the_account_in_which_the_mail_with_that_person_lies() -> None:
    letters = (replace(mine("m1", PLAN), accounts=("work",)),)
    with World(accounts=("home", "work")) as world:
        schedule(world, {ANNA.email: FRIDAY_AT_3})
        lived(world, letters, FRIDAY, FRIDAY + 1)
        assert {r.account for r in rows(world)} == {"work"}
        assert len(lying(world)) == 1


def test_a_letter_that_was_sent_gives_its_dates_too(world: World) -> None:
    lived(world, (mine("m1", PLAN),), 72)
    found = speaking.write(world.store, world.home, Purpose.LETTER, ANNA.email, at(73), show=True).summary
    assert purpose_of(found.put.key) is Purpose.LETTER
    box = world.boxes["work"]
    box.put(found.draft, found.put.key)
    box.user_sends(found.put.key, at(74))
    world.turn(at(75))
    assert [how for _, how, _ in standings(world, 75)] == ["moved late", "open"]
    check(world, 75)


def test_a_date_with_an_hour_that_a_letter_owns_up_to_is_no_new_one(world: World) -> None:
    lived(world, (mine("m1", "I'll send you the floor plan by tomorrow noon."),), 72)
    found = speaking.write(world.store, world.home, Purpose.LETTER, ANNA.email, at(73), show=True).summary
    assert "promised for Tuesday 3 March at noon, still not done" in found.draft.text
    box = world.boxes["work"]
    box.put(found.draft, found.put.key)
    box.user_sends(found.put.key, at(74))
    world.turn(at(75))
    assert [due[:7] for _, how, due in standings(world, 75) if how == "open"] == ["2026-03"]


def test_what_was_derived_from_one_that_was_sent_is_rebuilt_the_same(world: World) -> None:
    lived(world, (mine("m1", PLAN),), FRIDAY)
    world.boxes["work"].user_sends(rows(world)[0].key, at(FRIDAY + 1))
    world.turn(at(FRIDAY + 2))
    before = world.whole(at(FRIDAY + 2))
    bookkeeping.rebuild(world.store, world.home)
    assert world.whole(at(FRIDAY + 2)) == before


def test_a_heads_up_about_several_gives_each_the_date_behind_its_name(world: World) -> None:
    letters = (mine("m1", PLAN), mine("m2", "I'll send you the site report by Wednesday.", 1))
    lived(world, letters, 74)
    (draft,) = lying(world, Purpose.HEADS_UP)
    assert draft.text.count("\n- “") == 2
    before, _, second = draft.text.rpartition("You'll have it by")
    key = next(r.key for r in rows(world, Purpose.HEADS_UP) if world.drafts(r.key))
    world.boxes["work"].user_edits(key, f"{before}You'll have it by Thursday 26 March.{second.partition('.')[2]}")
    world.boxes["work"].user_sends(key, at(75))
    world.turn(at(76))
    assert [how for _, how, _ in standings(world, 76)] == ["moved late", "moved late", "open", "open"]
    assert standings(world, 76)[-1] == ("I'll send you the site report by Wednesday", "open", "2026-03-26")
    assert standings(world, 76)[-2][2] < "2026-03-20"
    check(world, 76)


@given(letters=bundles(most=6, gone=False), hours=st.lists(st.integers(0, 24 * 26), min_size=2, max_size=5))
@settings(max_examples=40, deadline=None)
def test_whenever_turns_are_taken_one_draft_lives_and_what_is_sent_is_the_pure_function_of_the_mailbox(
    letters: tuple[Letter, ...], hours: list[int]
) -> None:
    with World() as world:
        schedule(world, {ANNA.email: FRIDAY_AT_3})
        for hour in sorted(hours):
            lived(world, letters, hour)
            assert len(lying(world)) <= 1
            assert world.turn(at(hour)) == 0
            for row in rows(world):
                world.boxes["work"].user_sends(row.key, at(hour) + timedelta(minutes=5))
            world.turn(at(hour) + timedelta(minutes=10))
            assert facts(world.whole(at(hour + 1))) == facts(judge.as_json(world.judged(at(hour + 1))))
