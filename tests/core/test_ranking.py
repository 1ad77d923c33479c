"""Which draft goes first: importance x probability x consequence."""

from dataclasses import replace
from math import prod
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from connectors.types import Address
from daemon.core import ranking
from daemon.core.model import Case, Level, Owner, Rank, Risk, Says, Speak, Tone
from tests.core.builders import ANNA, BOB, CLEO, at, due, event, evidence, owner, promise
from tests.core.cases import case

DATED = due("thu 12:00")
COLLEAGUE = Address("dora@north.test", "Dora Nash")


def owing(to: Address = ANNA, *more: Address, dated: bool = True, **seen: Any) -> Case:
    return case(promise=promise("I'll send the deck", by=DATED if dated else None, to=(to, *more)), **seen)


def rank(some: Case, probability: float = 0.5, whose: Owner | None = None) -> Rank:
    found = Risk(some.promise.key, probability, Level.HIGH, ())
    return ranking.rank(some, found, whose or owner(), Speak())


def test_it_is_the_product_and_names_its_terms() -> None:
    found = rank(owing(importance=2.0))
    assert (found.importance, found.probability) == (2.0, 0.5)
    assert found.value == 2.0 * 0.5 * 1.25 * 1.25
    assert ranking.told(found) == (
        "1.56 = importance 2 x risk 0.50 x 1.25 (a date was named) x 1.25 (it is owed to somebody outside)"
    )


def test_each_fact_that_makes_a_slip_cost_more_counts() -> None:
    plain = owing(COLLEAGUE, dated=False)
    assert rank(plain).factors == ()
    for heavier in (
        owing(COLLEAGUE),
        owing(dated=False),
        structs.replace(plain, evidence=(evidence(Says.CHASED, "tue 9:00"),)),
        structs.replace(plain, meetings=(event("1:1 Dora", "thu 9:00", "thu 9:30"),)),
        owing(COLLEAGUE, Address("emil@north.test"), dated=False),
    ):
        assert rank(heavier).value > rank(plain).value


def test_what_lies_far_ahead_or_was_asked_later_does_not_count() -> None:
    plain = owing(COLLEAGUE, dated=False)
    meeting = structs.replace(plain, meetings=(event("1:1 Dora", "mon+1 9:00", "mon+1 9:30"),))
    asked = structs.replace(plain, evidence=(evidence(Says.CHASED, "fri 9:00"),))
    assert rank(meeting) == rank(asked) == rank(plain)


def test_a_colleague_is_whom_the_owner_calls_so() -> None:
    whose = replace(owner(), tones={"south.test": Tone.PEER})
    assert rank(owing(ANNA), whose=whose).value < rank(owing(CLEO), whose=whose).value


weights = st.floats(0.01, 1.0)


@given(weights, weights, st.floats(0.1, 5.0), st.floats(0.1, 5.0), st.booleans())
def test_more_important_or_more_probable_never_ranks_lower(
    one: float, other: float, low: float, high: float, dated: bool
) -> None:
    low, high = sorted((low, high))
    one, other = sorted((one, other))
    some = owing(dated=dated)
    assert (
        rank(structs.replace(some, importance=low), one).value
        <= rank(structs.replace(some, importance=high), one).value
    )
    assert rank(some, one).value <= rank(some, other).value


@given(st.integers(1, 10), st.booleans(), st.booleans())
def test_the_consequence_is_bounded(people: int, asked: bool, met: bool) -> None:
    """All facts together never outweigh a person who matters four times as much."""
    to = [ANNA, BOB, CLEO, *(Address(f"p{n}@west.test") for n in range(people))]
    some = owing(*to, evidence=(evidence(Says.CHASED, "tue 9:00"),) if asked else ())
    some = structs.replace(some, meetings=(event("1:1", "thu 9:00", "thu 9:30"),) if met else (), now=at("wed 9:00"))
    assert 1.0 <= prod(factor for factor, _ in rank(some).factors) < 4.0
