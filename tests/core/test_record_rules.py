"""The rules that rest on the owner's record or on long waiting, and what would lower a risk."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from daemon.core import record as records
from daemon.core import risk, rules
from daemon.core.model import Case, Level, Outcome, Record, Says, Signal, Standing, Trait
from daemon.core.rules import backsliding, chased, overdue, record, silence, slipped_before, waiting_too_long
from tests.core.builders import ANNA, ZONE, at, due, evidence, promise
from tests.core.cases import DECK, case

NOON = due("thu 12:00")
RULES = rules.configure({})
LEAD = (Trait.LEAD, "three days")


def known(*outcomes: Outcome) -> Record:
    return records.of(sorted(outcomes, key=lambda o: o.at), ZONE)


def came(late: int, good: int, when: str = "mon 8:00", groups: Sequence[tuple[Trait, str]] = (LEAD,)) -> list[Outcome]:
    return [Outcome(at(when), n < late, frozenset(groups)) for n in range(late + good)]


def weight(signal: Signal | None) -> float:
    return signal.weight if signal else 0.0


# --- record ----------------------------------------------------------------------------------------------------------


def test_the_record_tells_what_was_late_of_those_alike() -> None:
    signal = record.check(case(by=NOON, record=known(*came(9, 5))))
    assert signal is not None
    assert signal.why == "Of 14 promises with this lead time 9 were late."
    assert signal.refs == ("m1",)
    assert 0 < signal.weight < 0.3


@pytest.mark.parametrize(
    ("group", "why"),
    [
        ((Trait.PERSON, ANNA.email), "Of 12 promises to Anna 11 were late."),
        ((Trait.KIND, "document"), "Of 12 promises of documents 11 were late."),
        ((Trait.HEDGED, "hedged"), "Of 12 promises worded as carefully as this one 11 were late."),
    ],
)
def test_it_names_what_they_are_alike_in(group: tuple[Trait, str], why: str) -> None:
    hedged = replace(promise(DECK, by=NOON), hedged=True)
    signal = record.check(case(promise=hedged, record=known(*came(11, 1, groups=[group]))))
    assert signal is not None
    assert signal.why == why


def test_where_no_group_stands_out_all_with_a_date_are_told() -> None:
    signal = record.check(case(by=NOON, record=known(*came(7, 3, groups=[(Trait.LEAD, "longer")]))))
    assert signal is not None
    assert signal.why == "Of 10 promises with a date 7 were late."


def test_it_keeps_still_on_few_data_on_a_good_record_and_without_a_date() -> None:
    assert record.check(case(by=NOON, record=known(*came(7, 0)))) is None
    assert record.check(case(by=NOON, record=known(*came(1, 30)))) is None
    assert record.check(case(record=known(*came(9, 5)))) is None
    assert record.check(case(by=NOON)) is None
    assert record.check(case("thu 13:00", by=NOON, record=known(*came(9, 5)))) is None


@given(st.integers(0, 20), st.integers(0, 20))
def test_the_worse_the_record_the_heavier(late: int, good: int) -> None:
    now, worse = (weight(record.check(case(by=NOON, record=known(*came(n, good))))) for n in (late, late + 1))
    assert now <= worse <= 0.3


# --- backsliding -----------------------------------------------------------------------------------------------------


def test_backsliding_tells_lately_beside_before() -> None:
    later = case("wed+3 9:00", by=due("thu+3 12:00"), record=known(*came(2, 18), *came(3, 2, "mon+2 9:00")))
    signal = backsliding.check(later)
    assert signal is not None
    assert signal.why == ("Of the last 14 days' 5 promises 3 were late, of the 20 in the 8 weeks before 2.")
    assert signal.weight == 0.1


@pytest.mark.parametrize(
    ("before", "lately"),
    [
        ((10, 10), (3, 2)),  # it was no better before
        ((2, 18), (3, 0)),  # too few lately
        ((0, 3), (5, 0)),  # too few before
    ],
)
def test_it_does_not_speak_of_chance_or_of_habit(before: tuple[int, int], lately: tuple[int, int]) -> None:
    seen = known(*came(*before), *came(*lately, "mon+2 9:00"))
    assert backsliding.check(case("wed+3 9:00", by=due("thu+3 12:00"), record=seen)) is None


def test_what_is_longer_ago_than_both_times_tells_nothing() -> None:
    seen = known(*came(0, 20), *came(4, 0, "mon+12 9:00"))
    assert backsliding.check(case("wed+13 9:00", by=due("thu+13 12:00"), record=seen)) is None


# --- waiting ---------------------------------------------------------------------------------------------------------

WAITS = promise("Once you sign the form, I'll send the contract", waits_for="Once you sign the form")


def test_long_waiting_speaks_of_asking_and_stays_low() -> None:
    waiting = case("mon+2 9:00", promise=WAITS, standing=Standing.WAITING)
    found = risk.assess(waiting, RULES)
    assert [s.rule for s in found.signals] == ["waiting_too_long"]
    assert found.signals[0].why == (
        "It has waited for 'Once you sign the form' since Mon 4 Mar; you last wrote to Anna on Mon 4 Mar."
    )
    assert (found.level, found.score) == (Level.LOW, 0.15)
    assert risk.lower(found) == "ask Anna whether it is coming"


def test_short_waiting_and_what_is_not_waiting_any_more_keep_still() -> None:
    assert risk.assess(case(promise=WAITS, standing=Standing.WAITING), RULES).signals == ()
    armed = case("mon+2 9:00", promise=WAITS)
    assert waiting_too_long.check(armed) is None


def test_each_can_be_switched_off() -> None:
    off = {name: {"enabled": False} for name in ("waiting_too_long", "record", "backsliding")}
    waiting = case("mon+2 9:00", promise=WAITS, standing=Standing.WAITING)
    assert risk.assess(waiting, rules.configure(off)).signals == ()


# --- what would lower it ---------------------------------------------------------------------------------------------

ASKED = (evidence(Says.CHASED, "tue 9:00", source="m4"),)


def test_each_says_what_would_lower_it() -> None:
    late, quiet = case("fri 9:00", by=NOON), case("thu 9:00", by=NOON)
    told = {
        overdue.check(late): "deliver it, or write to Anna and name a new date",
        silence.check(quiet): "write to Anna how it stands",
        chased.check(case(by=NOON, evidence=ASKED)): "answer Anna: when it will be there",
        chased.check(case(by=NOON, evidence=ASKED, last_word_at=at("tue 12:00"))): "deliver it",
        slipped_before.check(case(by=NOON, slips=1)): "do it before anything else that is owed",
        record.check(case(by=NOON, record=known(*came(9, 5)))): "take more time: name a later date while it can"
        " still be named",
    }
    assert {signal.lower: clause for signal, clause in told.items() if signal} == {c: c for c in told.values()}


def test_the_heaviest_that_knows_says_it() -> None:
    found = risk.assess(case("fri 9:00", by=NOON, evidence=ASKED), RULES)
    assert risk.lower(found) == "deliver it, or write to Anna and name a new date"
    assert not risk.lower(risk.assess(case(by=due("fri+3 17:00")), RULES))


def test_writing_as_it_says_does_lower_it() -> None:
    asked = case(by=NOON, evidence=ASKED)
    answered = structs.replace(asked, last_word_at=at("tue 12:00"))
    assert risk.assess(answered, RULES).score < risk.assess(asked, RULES).score


# --- what holds of all -----------------------------------------------------------------------------------------------

records_ = st.builds(
    lambda late, good, when: known(*came(late, good, when)),
    st.integers(0, 20),
    st.integers(0, 20),
    st.sampled_from(("mon 8:00", "tue 8:00")),
)


@given(records_, st.sampled_from([s for s in Standing if s not in (Standing.OPEN, Standing.WAITING, Standing.UNCLEAR)]))
def test_a_closed_promise_has_no_risk_whatever_the_record(seen: Record, standing: Standing) -> None:
    found = risk.assess(case(by=NOON, record=seen, standing=standing), RULES)
    assert (found.score, found.level, found.signals) == (0.0, Level.NONE, ())


@given(records_, st.floats(0.1, 5))
def test_importance_changes_no_probability(seen: Record, importance: float) -> None:
    ordinary = case(by=NOON, record=seen)
    dear: Case = structs.replace(ordinary, importance=importance)
    assert risk.assess(dear, RULES) == risk.assess(ordinary, RULES)
