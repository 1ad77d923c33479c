"""How signals become a risk."""

from datetime import timedelta
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from daemon.core import risk, rules
from daemon.core.model import LIVE, Case, Level, Risk, Says, Standing
from tests.core.builders import at, due, evidence
from tests.core.cases import case, load

RULES = rules.configure({})
FRIDAY = due("fri 17:00")


@pytest.mark.parametrize("standing", [s for s in Standing if s not in LIVE])
def test_what_is_closed_has_no_risk_whatever_the_calendar(standing: Standing) -> None:
    closed = case("mon+1 9:00", by=FRIDAY, standing=standing, load=load(90, 0), slips=3)
    assert risk.assess(closed, RULES) == Risk(closed.promise.key, 0.0, Level.NONE, ())


@pytest.mark.parametrize("standing", [Standing.WAITING, Standing.UNCLEAR])
def test_what_waits_or_cannot_be_known_never_nags(standing: Standing) -> None:
    assert risk.assess(case("mon+1 9:00", by=FRIDAY, standing=standing), RULES).level is Level.LOW


def test_an_open_promise_with_room_is_low() -> None:
    assert risk.assess(case(by=FRIDAY, hours=2, load=load(2, 20)), RULES).level is Level.LOW


def test_no_room_for_the_work_is_high() -> None:
    assert risk.assess(case(by=FRIDAY, hours=5, load=load(5, 1)), RULES).level is Level.HIGH


def test_asked_for_and_not_answered_is_high() -> None:
    asked = (evidence(Says.CHASED, "tue 9:00"),)
    assert risk.assess(case(by=FRIDAY, evidence=asked), RULES).level is Level.HIGH


def test_past_its_moment_is_late_even_without_the_rule() -> None:
    assert risk.assess(case("sat 9:00", by=FRIDAY), ()).level is Level.LATE


def test_the_longer_overdue_stands_above_the_shorter() -> None:
    older, newer = due("mon 17:00"), due("thu 17:00")
    scores = [risk.assess(case("fri 9:00", by=by), RULES).score for by in (older, newer)]
    assert scores[0] > scores[1]


def test_the_heaviest_signal_comes_first_and_the_score_is_a_noisy_or() -> None:
    found = risk.assess(case("thu 9:00", by=FRIDAY, hours=5, load=load(5, 1), slips=1), RULES)
    weights = [s.weight for s in found.signals]
    assert weights == sorted(weights, reverse=True)
    assert found.score == pytest.approx(1 - prod(1 - w for w in weights), abs=1e-6)


def test_many_are_assessed_as_each_alone_and_in_their_order() -> None:
    some = [case("thu 9:00", by=FRIDAY, slips=n % 3, standing=list(Standing)[n % len(Standing)]) for n in range(2_345)]
    assert risk.assess_all(some, RULES) == [(one, risk.assess(one, RULES)) for one in some]


cases = st.builds(
    lambda owed, free, own, slips, hours, chased: replace(
        case(by=FRIDAY, hours=own, load=load(owed, free), slips=slips, evidence=chased),
        now=at("mon 9:00") + timedelta(hours=hours),
    ),
    st.floats(0, 50),
    st.floats(0, 50),
    st.floats(0, 20),
    st.integers(0, 4),
    st.integers(0, 1000),
    st.sampled_from([(), (evidence(Says.CHASED, "tue 9:00"),)]),
)


@given(cases, st.floats(0, 50))
def test_more_free_time_never_raises_the_risk(some: Case, more: float) -> None:
    assert some.load is not None
    freer = replace(some, load=replace(some.load, free_hours=some.load.free_hours + more))
    assert risk.assess(freer, RULES).score <= risk.assess(some, RULES).score


@given(cases, st.integers(0, 5000))
def test_once_overdue_always_overdue(some: Case, hours: int) -> None:
    later = replace(some, now=some.now + timedelta(hours=hours))
    if risk.assess(some, RULES).level is Level.LATE:
        assert risk.assess(later, RULES).level is Level.LATE
