"""The score: what it promises whoever rebuilds trust, as properties."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core.track import Fate, Word
from daemon.core.track.score import HALF_LIFE, PRIOR, STRENGTH, credit, score, totals
from daemon.core.track.values import SETTLED, SLIPPED
from tests.track_story import monday, word, words

LAST = 29
NOW = monday(LAST)
HARDLY = 1e-9

HOURS = st.floats(0, 2000)
WEEKS = st.integers(0, LAST).map(monday)


def given_words(fates: Sequence[Fate]) -> st.SearchStrategy[Word]:
    return st.builds(
        lambda week, fate, hours, silent, again: Word((), week, week, fate, hours, hours, silent, again),
        WEEKS,
        st.sampled_from(fates),
        HOURS,
        st.booleans(),
        st.integers(0, 4),
    )


ANY = given_words(sorted(Fate))
KNOWN = st.lists(given_words(sorted(SETTLED)), min_size=1, max_size=40)
SLIPS = given_words(sorted(SLIPPED))


def of(words: Sequence[Word], week: date = NOW) -> float:
    found = score(totals(words), week)
    assert found is not None
    return found


@given(st.lists(ANY, max_size=40))
def test_it_lies_between_nothing_and_one(known: list[Word]) -> None:
    found = score(totals(known), NOW)
    assert (found is None) == all(w.fate not in SETTLED for w in known)
    assert found is None or 0 < found < 1


@given(KNOWN, WEEKS)
def test_a_kept_word_never_lowers_it(known: list[Word], week: date) -> None:
    assert of([*known, Word((), week, week, Fate.KEPT)]) >= of(known) - HARDLY


@given(KNOWN, SLIPS)
def test_one_slip_never_costs_more_than_a_sixth(known: list[Word], slip: Word) -> None:
    assert of(known) - of([*known, slip]) <= 1 / (STRENGTH + 1) == pytest.approx(1 / 6)


@given(KNOWN, SLIPS)
def test_keeping_it_instead_is_always_better(known: list[Word], slip: Word) -> None:
    assert of([*known, replace(slip, fate=Fate.KEPT)]) > of([*known, slip])


@given(KNOWN, st.randoms(use_true_random=False))
def test_no_order_matters_within_a_week(known: list[Word], random: Random) -> None:
    shuffled = random.sample(known, len(known))
    assert of(shuffled) == of(known)


@given(KNOWN, st.lists(given_words(sorted(set(Fate) - SETTLED)), max_size=10))
def test_what_shows_nothing_counts_for_nothing(known: list[Word], aside: list[Word]) -> None:
    assert of([*known, *aside]) == of(known)


@given(st.lists(ANY, max_size=30), st.lists(ANY, max_size=10), WEEKS)
def test_what_was_settled_later_never_changes_an_earlier_week(known: list[Word], more: list[Word], week: date) -> None:
    later = [replace(w, week=week + timedelta(weeks=1)) for w in more]
    assert score(totals([*known, *later]), week) == score(totals(known), week)


@given(SLIPS, HOURS)
def test_the_later_the_less_it_counts(slip: Word, more: float) -> None:
    longer = replace(slip, working_hours=slip.working_hours + more)
    assert credit(longer) <= credit(slip) <= 0.7


@given(HOURS, HOURS)
def test_the_more_notice_the_nearer_to_kept(hours: float, more: float) -> None:
    moved = replace(word("m"), working_hours=hours)
    assert 0.75 <= credit(moved) <= credit(replace(moved, working_hours=hours + more)) <= 0.95


@given(HOURS, st.booleans())
def test_the_next_honest_step_always_helps(hours: float, silent: bool) -> None:
    owed = Word((), monday(0), monday(0), Fate.STILL_OWED, hours, hours, silent)
    steps = [credit(replace(owed, fate=fate)) for fate in (Fate.STILL_OWED, Fate.MOVED_LATE, Fate.KEPT_LATE)]
    assert steps == sorted(steps)
    assert credit(replace(owed, silent=True)) <= credit(replace(owed, silent=False))


def test_moving_the_same_word_again_and_again_counts_less_each_time() -> None:
    credits_ = [credit(replace(word("m"), again=n)) for n in range(4)]
    assert credits_ == sorted(credits_, reverse=True)
    assert len(set(credits_)) == 4


def test_any_new_date_told_in_time_beats_any_slip_the_first_time() -> None:
    assert credit(replace(word("m"), working_hours=0)) > credit(replace(word("l"), working_hours=0))


def test_of_few_data_the_prior_speaks() -> None:
    assert of(words(["o"]), monday(0)) > 0.7
    assert of(words(["k"]), monday(0)) < 0.9


def test_what_is_old_fades_towards_the_prior() -> None:
    bad = words(["oooo"])
    scores = [of(bad, monday(week)) for week in range(0, 100, 10)]
    assert scores == sorted(scores)
    assert scores[-1] == pytest.approx(PRIOR, abs=0.01)


def test_after_its_half_life_a_week_weighs_half() -> None:
    one, two = (STRENGTH * (PRIOR - s) / s for s in (of(words(["oo"]), monday(n)) for n in (0, int(HALF_LIFE))))
    stale = credit(word("o"))
    assert one / two == pytest.approx(2, rel=0.1)
    assert stale < 0.06


def test_many_good_weeks_count_for_more_than_many_words_in_one() -> None:
    steady, burst = words(["k"] * 8), words(["", "", "", "", "", "", "", "k" * 8])
    assert of(steady, monday(7)) > of(burst, monday(7))


def test_a_bad_day_does_not_undo_good_weeks() -> None:
    good = words(["kkk"] * 10)
    assert of(good, monday(10)) - of([*good, word("o", 10)], monday(10)) < 0.08
    assert of([*good, *words(["kkk"] * 18)[30:], word("o", 10)], monday(17)) > 0.92
