"""What `make bench-judging` measures with: an owner who is as she is said to be, and intervals that are Wilson's."""

import pytest

from tests.bench import judging_cases, judging_synthetic


def test_the_synthetic_owner_is_the_same_at_every_run() -> None:
    assert judging_synthetic.owed(50) == judging_synthetic.owed(50)
    assert judging_synthetic.calendar(50) == judging_synthetic.calendar(50)


def test_a_third_of_her_promises_has_no_date_and_the_others_are_due_within_half_a_year() -> None:
    promises = judging_synthetic.owed(3_000).promises
    ends = [p.due.end for p in promises if p.due and p.due.end]
    assert len(ends) == pytest.approx(2_000, rel=0.05)
    assert all(0 <= (end - judging_synthetic.NOW).days <= judging_synthetic.AHEAD_DAYS for end in ends)
    assert len({p.words for p in promises}) > 2_900


def test_one_in_ten_of_her_events_is_of_a_weekly_series() -> None:
    events = judging_synthetic.calendar(1_000)
    assert len(events) == len({e.ref for e in events}) == 1_000
    assert sum(e.uid != e.ref.id for e in events) == 100


def test_a_share_of_few_cases_says_little() -> None:
    assert judging_cases.wilson(0, 0) == (0.0, 1.0)
    assert judging_cases.wilson(20, 20) == pytest.approx((0.839, 1.0), abs=0.001)
    assert judging_cases.wilson(19, 28) == pytest.approx((0.493, 0.821), abs=0.001)
