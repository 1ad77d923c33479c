"""What came of Mara's promises, and what that makes probable of the next one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.types import Address
from daemon.core import record
from daemon.core.ledger import Ledger, fold
from daemon.core.model import Due, Evidence, Mark, Outcome, Promise, Says, Standing, Tally, Trait, Verdict
from tests.core.builders import ANNA, BOB, ZONE, at, due, evidence, mark, owner, promise

FRIDAY = due("fri 17:00")


def said(words: str, *, by: Due | None = FRIDAY, to: Sequence[Address] = (ANNA,), source: str = "m1") -> Promise:
    return promise(words, by=by, to=to, source=source)


def ledger(
    promises: Sequence[Promise], told: Sequence[Evidence] = (), marks: Sequence[Mark] = (), now: str = "mon+1 9:00"
) -> Ledger:
    by_key = {p.key: [e for e in told if e.promise == p.key] for p in promises}
    return fold(promises, by_key, (), marks, owner(), at(now), None)


def came(
    *promises: Promise, told: Sequence[Evidence] = (), marks: Sequence[Mark] = (), now: str = "mon+1 9:00"
) -> list[bool]:
    found = record.outcomes(ledger(promises, told, marks, now), ZONE, at(now))
    return [o.late for o in found]


DECK = said("I'll send you the deck by Friday")
CHASED = evidence(Says.CHASED, "sat 9:00", key=DECK.key)


def test_kept_in_time_is_good_and_kept_late_is_late() -> None:
    assert came(DECK, told=[evidence(Says.DONE, "thu 9:00", key=DECK.key)]) == [False]
    assert came(DECK, told=[evidence(Says.DONE, "sat 9:00", key=DECK.key)]) == [True]


def test_moved_in_time_is_good_and_moved_late_is_late() -> None:
    for when, late in (("thu 9:00", False), ("sat 9:00", True)):
        moved = mark(Verdict.MOVED, when, key=DECK.key, by="fri+2 9:00")
        assert came(DECK, marks=[moved]) == [late]


def test_open_past_its_end_and_asked_for_is_late_from_its_end_on() -> None:
    assert came(DECK, told=[evidence(Says.CHASED, "thu 9:00", key=DECK.key)], now="fri 16:00") == []
    (outcome,) = record.outcomes(ledger([DECK], [CHASED]), ZONE, at("mon+1 9:00"))
    assert (outcome.late, outcome.at) == (True, at("fri 17:00"))


def test_silence_past_its_end_proves_nothing() -> None:
    assert came(DECK, told=[evidence(Says.PROGRESS, "thu 9:00", key=DECK.key)]) == []


def test_what_was_dropped_cannot_be_known_or_had_no_date_has_no_outcome() -> None:
    call = said("I'll call you on Friday", source="m2")
    vague = said("I'll send you the plan", by=None, source="m3")
    dropped = evidence(Says.DROPPED, "thu 9:00", key=DECK.key)
    done = evidence(Says.DONE, "thu 9:00", key=vague.key)
    assert came(DECK, call, vague, told=[dropped, done]) == []


def test_what_is_no_promise_has_no_outcome_and_the_owners_word_outranks() -> None:
    assert came(DECK, marks=[mark(Verdict.NOT_A_PROMISE, "mon+1 8:00", key=DECK.key)]) == []
    assert came(DECK, marks=[mark(Verdict.KEPT, "mon+1 8:00", key=DECK.key)]) == [False]


def test_half_a_year_later_it_counts_no_more() -> None:
    assert came(DECK, told=[CHASED], now="mon+25 9:00") == [True]
    assert came(DECK, told=[CHASED], now="mon+27 9:00") == []


def test_a_promise_is_alike_in_kind_person_lead_and_hedging() -> None:
    deck = replace(said("I'll try to send you the deck", by=due("mon 17:00")), hedged=True)
    assert record.groups_of(deck, ZONE) == {
        (Trait.KIND, "document"),
        (Trait.PERSON, ANNA.email),
        (Trait.LEAD, "same day"),
        (Trait.HEDGED, "hedged"),
    }


@pytest.mark.parametrize(
    ("end", "lead"),
    [("mon 23:59", "same day"), ("thu 9:00", "three days"), ("fri 9:00", "a week"), ("tue+1 9:00", "longer")],
)
def test_lead_time_counts_the_owners_days(end: str, lead: str) -> None:
    assert (Trait.LEAD, lead) in record.groups_of(said("I'll send it", by=due(end)), ZONE)


def outcome(late: bool, *to: Address, lead: str = "a week", kind: str = "document", when: str = "fri 17:00") -> Outcome:
    groups = {(Trait.LEAD, lead), (Trait.KIND, kind), *((Trait.PERSON, a.email) for a in to)}
    return Outcome(at(when), late, frozenset(groups))


def probability(*outcomes: Outcome) -> float:
    return record.lateness(DECK, record.of(outcomes, ZONE)).probability


def test_of_a_stranger_the_prior_is_expected() -> None:
    found = record.lateness(DECK, record.of((), ZONE))
    assert found.probability == pytest.approx(record.PRIOR)
    assert (found.tally, found.group) == (Tally(), None)


def test_few_data_do_not_shout() -> None:
    assert probability(outcome(True, BOB, lead="longer", kind="call")) < 0.25
    assert probability(*[outcome(True, ANNA)] * 20) > 0.9


def test_the_loudest_group_is_named_with_its_count() -> None:
    bad = [outcome(n < 9, BOB) for n in range(14)]
    good = [outcome(False, BOB, lead="longer", kind="call") for _ in range(30)]
    found = record.lateness(said("I'll see to it by Friday"), record.of([*bad, *good], ZONE))
    assert (found.group, found.tally) == ((Trait.LEAD, "a week"), Tally(9, 14))


def test_of_several_people_the_one_most_is_known_of_counts() -> None:
    known = record.of(
        [*[outcome(True, ANNA)] * 9, *[outcome(False, BOB, lead="longer")] * 9, outcome(True, ANNA)], ZONE
    )
    both = said("I'll ring you both", to=(BOB, ANNA), by=due("mon 17:00"))
    assert record.lateness(both, known).group == (Trait.PERSON, ANNA.email)


outcomes = st.lists(
    st.builds(
        outcome,
        st.booleans(),
        st.sampled_from((ANNA, BOB)),
        lead=st.sampled_from(("same day", "a week")),
        kind=st.sampled_from(("document", "call")),
    ),
    max_size=40,
)


@given(outcomes, st.randoms(use_true_random=False))
def test_the_probability_stays_in_bounds_whatever_the_order(known: list[Outcome], random: Random) -> None:
    shuffled = list(known)
    random.shuffle(shuffled)
    assert record.LEAST <= probability(*known) == probability(*shuffled) <= record.MOST


def test_as_of_an_earlier_moment_only_what_was_closed_by_then_counts() -> None:
    others = [said(f"I'll send you report {n}", source=f"r{n}", by=due("wed 17:00")) for n in range(3)]
    told = [evidence(Says.DONE, f"{day} 9:00", key=p.key) for p, day in zip(others, ("tue", "thu", "fri"), strict=True)]
    assert came(*others, told=told, now="tue 12:00") == [False]
    early = ledger(others, told, now="tue 12:00")
    assert {early.standings[p.key] for p in others[1:]} == {Standing.OPEN}
    assert sorted(came(*others, told=told, now="sat 12:00")) == [False, True, True]


def test_a_closing_that_was_called_off_closes_nothing() -> None:
    told = [
        evidence(Says.DONE, "wed 9:00", key=DECK.key),
        evidence(Says.REOPENED, "thu 9:00", key=DECK.key, source="m10"),
    ]
    assert came(DECK, told=told, now="thu 12:00") == []
    assert ledger([DECK], told, now="wed 12:00").closed_at == {DECK.key: at("wed 9:00")}
    assert ledger([DECK], told, now="thu 12:00").closed_at == {}


def test_the_windows_edge_is_in_real_time() -> None:
    wall = at("fri 17:00") + record.WINDOW  # the clocks have changed since: an hour of the 180 days is still to come
    assert record.outcomes(ledger([DECK], [CHASED]), ZONE, wall + timedelta(minutes=30)) != ()
    assert record.outcomes(ledger([DECK], [CHASED]), ZONE, wall + timedelta(minutes=90)) == ()
