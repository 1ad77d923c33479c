"""What came of each word that Mara gave, as the track record counts it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.types import Event
from daemon.core.ledger import fold
from daemon.core.model import Due, Evidence, Mark, Promise, Says, Verdict
from daemon.core.track import Fate, Word, words
from tests.core.builders import ANNA, at, due, event, evidence, mark, owner, promise

FRIDAY = due("fri 17:00")
DECK = promise("I'll send you the deck by Friday", by=FRIDAY)
VAGUE = promise("I'll send you the plan", source="m3")
FIRST, SECOND, THIRD = date(2024, 3, 4), date(2024, 3, 11), date(2024, 3, 18)


def came(
    *promises: Promise,
    told: Sequence[Evidence] = (),
    marks: Sequence[Mark] = (),
    events: Sequence[Event] = (),
    own: Collection[str] = (),
    now: str = "mon+1 9:00",
    started: str | None = None,
) -> list[Word]:
    by_key = {p.key: [e for e in told if e.promise == p.key] for p in promises}
    ledger = fold(promises, by_key, events, marks, owner(), at(now), at(started) if started else None)
    return list(words(ledger, own, owner(), at(now)))


def said(says: Says, when: str, to: Promise = DECK, source: str = "m9", by: str | None = None) -> Evidence:
    return evidence(says, when, key=to.key, source=source, by=by)


def only(*promises: Promise, told: Sequence[Evidence] = (), now: str = "mon+1 9:00", own: Collection[str] = ()) -> Word:
    (word,) = came(*promises, told=told, now=now, own=own)
    return word


def test_kept_in_time_belongs_to_the_week_it_was_kept_in() -> None:
    later = promise("I'll send it by the 22nd", by=due("fri+2 17:00"))
    word = only(later, told=[said(Says.DONE, "tue+1 9:00", later)], now="wed+1 9:00")
    assert (word.fate, word.given, word.week, word.to) == (Fate.KEPT, FIRST, SECOND, (ANNA,))


def test_kept_late_tells_by_how_many_hours_and_stays_in_the_week_of_its_end() -> None:
    word = only(DECK, told=[said(Says.DONE, "mon+1 12:00")], now="tue+1 9:00")
    assert (word.fate, word.week, word.silent) == (Fate.KEPT_LATE, FIRST, True)
    assert (word.hours, word.working_hours) == (2 * 24 + 19 - 1, 3)  # the clocks went forward on Sunday


def test_a_mark_that_it_was_kept_counts_when_it_was_due_whenever_it_was_said() -> None:
    (word,) = came(DECK, marks=[mark(Verdict.KEPT, "mon+3 9:00", key=DECK.key)], now="mon+3 10:00")
    assert (word.fate, word.week) == (Fate.KEPT, FIRST)


def test_moved_in_time_and_what_came_of_the_new_date_are_two_words() -> None:
    moved = said(Says.MOVED, "thu 17:00", by="wed+1 17:00")
    old, new = came(DECK, told=[moved, said(Says.DONE, "wed+1 12:00")], now="thu+1 9:00")
    assert (old.fate, old.week, old.hours, old.working_hours, old.again) == (Fate.MOVED_IN_TIME, FIRST, 24, 8, 0)
    assert (new.fate, new.week, new.given, new.again) == (Fate.KEPT, SECOND, FIRST, 1)


def test_moved_after_it_was_due_is_moved_late() -> None:
    moved = said(Says.MOVED, "mon+1 10:00", by="wed+1 17:00")
    old, new = came(DECK, told=[moved], now="mon+1 12:00")
    assert (old.fate, old.week, old.working_hours, old.silent) == (Fate.MOVED_LATE, FIRST, 1, True)
    assert (new.fate, new.week) == (Fate.PENDING, SECOND)


@pytest.mark.parametrize("says", [Says.CHASED, Says.REOPENED, Says.PARTLY, Says.PROGRESS, Says.REPEATED])
def test_still_owed_needs_a_word_after_its_end(says: Says) -> None:
    word = only(DECK, told=[said(says, "mon+1 8:00")], now="mon+1 11:00")
    assert (word.fate, word.week, word.working_hours, word.silent) == (Fate.STILL_OWED, FIRST, 2, True)


def test_silence_past_its_end_proves_nothing_nor_does_asking_before() -> None:
    assert only(DECK).fate is Fate.UNKNOWN
    assert only(DECK, told=[said(Says.CHASED, "thu 9:00")]).fate is Fate.UNKNOWN


@pytest.mark.parametrize("says", [Says.PROGRESS, Says.PARTLY])
def test_a_word_before_its_end_breaks_the_silence(says: Says) -> None:
    told = [said(says, "thu 9:00"), said(Says.DONE, "mon+1 8:00", source="m10")]
    assert not only(DECK, told=told).silent
    late = [replace(told[0], at=at("sat 9:00")), told[1]]
    assert only(DECK, told=late).silent


def test_what_the_other_side_drops_is_dropped_and_what_mara_drops_is_taken_back() -> None:
    dropped = said(Says.DROPPED, "thu 9:00")
    assert only(DECK, told=[dropped]).fate is Fate.DROPPED
    word = only(DECK, told=[dropped], own={"m9"})
    assert (word.fate, word.week, word.silent) == (Fate.TAKEN_BACK, FIRST, False)
    late = only(DECK, told=[said(Says.DROPPED, "mon+1 8:00")], own={"m9"})
    assert (late.fate, late.week, late.silent) == (Fate.TAKEN_BACK, FIRST, True)


def test_a_mark_that_it_was_dropped_is_not_held_against_her() -> None:
    (word,) = came(DECK, marks=[mark(Verdict.DROPPED, "thu 9:00", key=DECK.key)], own={"m1", "m9"})
    assert word.fate is Fate.DROPPED


def test_without_a_date_it_is_never_late() -> None:
    assert only(VAGUE).fate is Fate.UNDATED
    assert only(VAGUE, told=[said(Says.CHASED, "fri 9:00", VAGUE)]).fate is Fate.UNDATED
    assert only(VAGUE, told=[said(Says.DONE, "fri 9:00", VAGUE)]).fate is Fate.DONE_UNDATED


def test_what_is_given_a_date_later_counts_with_it_alone() -> None:
    (word,) = came(VAGUE, marks=[mark(Verdict.MOVED, "tue 9:00", key=VAGUE.key, by="fri 17:00")], now="wed 9:00")
    assert word.fate is Fate.PENDING


def test_what_is_not_due_yet_waits_or_is_a_talk_is_told_apart() -> None:
    waits = promise("Once you sign, I'll send it by Friday", by=FRIDAY, waits_for="Once you sign", source="m4")
    call = promise("I'll call you on Friday", by=FRIDAY, source="m5")
    assert only(DECK, now="thu 9:00").fate is Fate.PENDING
    assert only(waits).fate is Fate.PENDING
    assert only(call).fate is Fate.UNCLEAR


def test_a_talk_that_was_held_before_its_end_belongs_to_the_week_it_was_promised_in() -> None:
    call = promise("I'll call you by the end of next week", by=due("fri+1 17:00"))
    (word,) = came(call, events=[event("Call w/ Anna", "tue 9:00", "tue 9:30", people=[ANNA])], now="wed 9:00")
    assert (word.fate, word.week) == (Fate.UNCLEAR, FIRST)


def test_what_had_lapsed_before_the_first_turn_counts_for_nothing() -> None:
    (word,) = came(DECK, told=[said(Says.CHASED, "mon+1 9:00")], now="mon+8 9:00", started="mon+7 9:00")
    assert word.fate is Fate.LAPSED


def test_what_is_no_promise_is_no_word() -> None:
    assert came(DECK, marks=[mark(Verdict.NOT_A_PROMISE, "thu 9:00", key=DECK.key)]) == []


def test_weeks_begin_on_monday_where_mara_works() -> None:
    sunday_night = promise("I'll send it tonight", made="sun 20:00", by=due("sun 23:59"))
    word = only(sunday_night, told=[said(Says.CHASED, "mon+1 8:00", sunday_night)])
    assert (word.given, word.week) == (FIRST, FIRST)


MOMENTS = ("tue 9:00", "thu 9:00", "fri 16:00", "sat 9:00", "mon+1 9:00", "fri+1 9:00", "mon+2 9:00", "mon+3 9:00")
TOLD = st.lists(
    st.builds(
        said,
        st.sampled_from([s for s in Says if s is not Says.MOVED]),
        st.sampled_from(MOMENTS),
        source=st.sampled_from(("m8", "m9")),
    ),
    max_size=5,
)
DUES = st.sampled_from((None, FRIDAY, due("fri+1 17:00"), due("fri+5 17:00")))


@given(TOLD, DUES, st.sampled_from(MOMENTS))
def test_no_word_belongs_to_a_week_to_come(told: list[Evidence], by: Due | None, now: str) -> None:
    for word in came(replace(DECK, due=by), told=told, own={"m8"}, now=now):
        assert FIRST == word.given <= word.week <= at(now).date()
        assert word.hours >= word.working_hours >= 0
