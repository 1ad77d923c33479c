"""Counts by week and by person; the trend, the alarm, the streak."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.types import Address
from daemon.core.track import Direction, Fate, Hours, Word, track
from daemon.core.track.trend import alarm, streak, trend
from tests.core.builders import ANNA, BOB
from tests.track_story import WIN_BACK, monday, told, word, words

LETTERS = st.text("kmlsou", max_size=5)
STORIES = st.lists(LETTERS, min_size=1, max_size=20)


# --- counts ----------------------------------------------------------------------------------------------------------


@given(STORIES)
def test_the_weeks_add_up_to_all_of_them(story: list[str]) -> None:
    found = told(story)
    assert sum(w.counts.promised for w in found.weeks) == found.overall.promised == len("".join(story))
    assert sum(w.counts.silent for w in found.weeks) == found.overall.silent
    for fate in Fate:
        assert sum(w.counts.of(fate) for w in found.weeks) == found.overall.of(fate)


def test_a_word_is_counted_as_given_and_as_come_to_its_fate_each_in_its_week() -> None:
    kept = replace(word("k", 2), given=monday(0))
    weeks = track([kept], monday(2), 3).weeks
    assert [(w.counts.promised, w.counts.of(Fate.KEPT)) for w in weeks] == [(1, 0), (0, 0), (0, 1)]


def test_medians_are_of_what_moved_in_time_and_of_what_was_kept_late() -> None:
    counts = told(["mlls", "o"]).overall
    assert counts.notice == Hours(24, 8)
    assert counts.lateness == Hours(24, 8)
    assert told(["k"]).overall.notice is None


def test_what_lies_before_these_weeks_counts_in_the_score_alone() -> None:
    story = words(["ooo", "", "k"])
    found = track(story, monday(2), 1)
    assert (found.first, found.overall.settled) == (monday(2), 1)
    assert found.score == track(story, monday(2), 3).score


def test_what_is_owed_to_two_people_counts_for_each_and_once_overall() -> None:
    found = track([*words(["k"], (ANNA, BOB)), *words(["ko"], (BOB,))], monday(0), 1)
    assert found.overall.settled == 3
    assert [(p.address.email, p.counts.settled, p.counts.good) for p in found.people] == [
        (BOB.email, 3, 2),
        (ANNA.email, 1, 1),
    ]


def test_a_person_is_known_by_the_address_and_named_where_a_name_shows() -> None:
    bare = Address(ANNA.email)
    (person,) = track([*words(["k"], (bare,)), *words(["k"], (ANNA, bare))], monday(0), 1).people
    assert (person.address, person.counts.settled) == (ANNA, 2)


def test_of_one_person_nothing_else_is_told() -> None:
    story = [*words(["k"], (ANNA, BOB)), *words(["ooooo"], (BOB,))]
    found = track(story, monday(0), 1, ANNA.email)
    assert (found.overall.settled, found.overall.good) == (1, 1)
    assert [p.address for p in found.people] == [ANNA]


def test_who_has_nothing_in_these_weeks_is_left_out() -> None:
    assert track(words(["k", ""]), monday(1), 1).people == ()


# --- trend -----------------------------------------------------------------------------------------------------------


def test_winning_trust_back_rises() -> None:
    found = told(WIN_BACK).trend
    assert found is not None
    assert (found.direction, found.since) == (Direction.RISING, monday(8))
    assert found.change == pytest.approx(0.056, abs=0.03)


@pytest.mark.parametrize(
    ("story", "direction"),
    [
        (["kkk"] * 8 + ["ssk"] * 4, Direction.FALLING),
        (["kkk"] * 20, Direction.STEADY),
        (["kkkl"] * 20, Direction.STEADY),
    ],
)
def test_which_way_it_goes(story: Sequence[str], direction: Direction) -> None:
    found = told(story).trend
    assert found is not None
    assert found.direction is direction
    assert (found.change < 0) == (direction is Direction.FALLING) or direction is Direction.STEADY


@pytest.mark.parametrize("story", [["k"], ["kkkk", "kkkk"], ["kkkkkkk", "", "", "", "k", "k", "k"]])
def test_of_too_little_no_trend_is_told(story: Sequence[str]) -> None:
    assert told(story).trend is None


# --- alarm -----------------------------------------------------------------------------------------------------------


def slid(before: Sequence[str], since: Sequence[str]) -> bool:
    story = [*before, *since]
    return alarm(words(story), monday(len(story) - 1)) is not None


def test_nine_of_ten_before_and_four_of_nine_since_is_backsliding() -> None:
    found = told(["kkk", "kmk", "kkkl", "kkls", "klkso"]).alarm
    assert found is not None
    assert (found.good_before, found.settled_before) == (9, 10)
    assert (found.good_since, found.settled_since) == (4, 9)
    assert found.turned == monday(3)


def test_one_slip_after_a_long_good_time_raises_none() -> None:
    assert not slid(["kkkk"] * 10, ["o"])
    assert not slid(["kkkk"] * 10, ["ko", "k"])


def test_a_habit_raises_none() -> None:
    assert not slid(["klo"] * 8, ["kll", "klo"])


def test_few_data_raise_none() -> None:
    assert not slid(["kkk"], ["ooo", "ooo"])
    assert not slid(["kk"] * 8, ["o"])


def test_who_keeps_as_many_as_ever_is_seldom_alarmed() -> None:
    random = Random(7)
    stories = (["".join(random.choices("kl", (85, 15), k=random.randrange(7))) for _ in range(14)] for _ in range(300))
    assert sum(slid(story, []) for story in stories) / 300 < 0.1


def test_it_is_over_once_nothing_has_slipped_for_some_weeks() -> None:
    slide = ["kkkkk"] * 4, ["lso", "lso"]
    assert slid(*slide)
    assert not slid(slide[0], [*slide[1], "k", "k", "k"])


@given(STORIES, STORIES)
def test_it_tells_of_fewer_since_than_before(before: list[str], since: list[str]) -> None:
    story = [*before, *since]
    if found := told(story).alarm:
        assert found.good_since * found.settled_before < found.good_before * found.settled_since
        assert found.first < found.turned <= monday(len(story) - 1)


@given(STORIES)
def test_keeping_one_more_lately_raises_none(story: list[str]) -> None:
    known, week = words(story), monday(len(story) - 1)
    if alarm(known, week) is None:
        kept: Word = word("k", len(story) - 1)
        found = alarm([*known, kept], week)
        assert found is None or found.settled_since - 1 < 4


# --- streak ----------------------------------------------------------------------------------------------------------


def test_weeks_without_a_slip_are_told_from_the_third_on() -> None:
    assert told(["o", "kk", "km"]).streak is None
    found = told(["o", "kk", "km", "k"]).streak
    assert found is not None
    assert (found.weeks, found.words, found.since) == (3, 5, monday(1))


@pytest.mark.parametrize("slip", ["l", "s", "o"])
def test_any_slip_breaks_it(slip: str) -> None:
    assert told(["kk", "kk", "kk", f"k{slip}"]).streak is None


def test_a_week_without_any_neither_counts_nor_breaks_it() -> None:
    found = told(["k", "", "k", "u", "k"]).streak
    assert found is not None
    assert (found.weeks, found.words) == (3, 3)


def test_what_came_later_is_not_seen() -> None:
    story = words(["kk", "kk", "kk", "oooo"])
    assert streak(story, monday(2)) is not None
    assert streak(story, monday(3)) is None
    assert trend(story, monday(0) - timedelta(weeks=1)) is None
