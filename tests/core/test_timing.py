"""The last decent moment for a word, told by a week of Mara's."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from connectors.types import Event
from daemon.core import capacity, risk, rules, timing
from daemon.core.model import Case, LastMoment, Level, Signal, WorkingCalendar
from tests.core.builders import ANNA, ZONE, at, due, event, owner, promise
from tests.core.cases import case

CALENDAR = WorkingCalendar(ZONE)
RULES = rules.configure({})
CONSIDERABLE = (Signal("slipped_before", 0.4, "It was put off before.", ("m1",)),)
NEAR = (Signal("due_soon", 0.25, "It is wanted soon.", ("m1",)),)


def deck(
    now: str = "wed 9:00", *, by: str = "thu 12:00", hours: float = 2.0, made: str = "mon 9:00", **seen: Any
) -> Case:
    made_then = promise("You'll have the deck by then", by=due(by), made=made)
    return case(now, promise=replace(made_then, effort_hours=hours), hours=hours, **seen)


def moment(some: Case, events: Sequence[Event] = (), signals: Sequence[Signal] = NEAR) -> LastMoment | None:
    window = some.now - timedelta(days=35), some.now + timedelta(days=56)
    free = capacity.free_time(events, *window, CALENDAR)
    return timing.last_moment(some, signals, free, capacity.free_time((), *window, CALENDAR))


def test_a_promise_with_plenty_of_time_needs_no_word_on_its_morning() -> None:
    errand = deck(by="thu 17:00", hours=0.25)
    assert moment(errand) == LastMoment(at("thu 16:30"), of_work=True)


def test_the_work_still_fits_with_a_quarter_to_spare() -> None:
    found = moment(deck())
    assert found == LastMoment(at("thu 9:30"), of_work=True)
    assert timing.why(deck(), found) == "From then on 2 h of work hardly fit before Thu 7 Mar noon."


def test_meetings_bring_it_forward() -> None:
    meetings = [event("Board", "thu 9:00", "thu 12:00"), event("Review", "wed 13:00", "wed 17:00")]
    assert moment(deck(), meetings) == LastMoment(at("wed 10:30"), of_work=True)


def test_a_considerable_risk_leaves_the_person_half_a_working_day() -> None:
    some = deck(by="thu 15:00", hours=0.5)
    assert moment(some) == LastMoment(at("thu 14:15"), of_work=True)
    found = moment(some, signals=CONSIDERABLE)
    assert found == LastMoment(at("thu 11:00"), of_work=False)
    assert timing.why(some, found) == "After that Anna can hardly act on it before Thu 7 Mar 15:00."


def test_the_half_day_is_one_of_work_never_of_the_night() -> None:
    assert moment(deck(by="thu 10:00", hours=0.5), signals=CONSIDERABLE) == LastMoment(at("wed 14:00"), of_work=False)


def test_what_passes_by_itself_is_no_considerable_risk() -> None:
    passing = (structs.replace(CONSIDERABLE[0], rule="meeting_first"),)
    assert moment(deck(by="thu 15:00", hours=0.5), signals=passing) == LastMoment(at("thu 14:15"), of_work=True)


def test_what_was_promised_without_time_to_spare_may_take_all_of_it() -> None:
    tight = deck("thu 9:45", made="thu 9:45")
    assert moment(tight) == LastMoment(at("thu 10:00"), of_work=True)
    never = deck("thu 11:00", made="thu 11:00")
    assert moment(never) == LastMoment(at("thu 11:00"), of_work=True)


def test_what_is_set_for_a_day_off_has_none() -> None:
    sunday = replace(due("sun 12:00"), start=at("sun 6:00"), aim=at("fri 17:00"))
    some = deck(now="sat 9:00", by="sun 12:00")
    planned = structs.replace(some, promise=replace(some.promise, due=sunday), aim=at("fri 17:00"))
    assert moment(planned) is None


@pytest.mark.parametrize("by", ["thu 20:00", "sat 12:00"])
def test_what_is_wanted_in_the_owners_own_time_has_none(by: str) -> None:
    assert moment(deck(by=by)) is None


def test_a_call_at_its_hour_is_no_work_that_runs_out_of_time() -> None:
    call = promise("I'll call you at 3", by=due("thu 15:00", start="thu 15:00"))
    assert moment(case(promise=call)) is None


def test_only_what_is_open_and_wanted_soon_may_have_one() -> None:
    assert timing.is_near(deck())
    assert not timing.is_near(deck(by="mon+5 12:00"))
    assert not timing.is_near(deck("thu 12:01"))
    assert not timing.is_near(case(promise=promise("I'll send it")))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("wed 9:00", None),
        ("wed 16:59", None),
        ("wed 17:00", "thu 9:00"),
        ("wed 3:00", "wed 9:00"),
        ("fri 17:30", "mon+1 9:00"),
        ("sun 12:00", "mon+1 9:00"),
    ],
)
def test_when_the_owner_works_again(now: str, until: str | None) -> None:
    assert timing.away_until(at(now), CALENDAR) == (at(until) if until else None)


def test_a_long_break_ends_at_the_end_of_what_is_looked_at() -> None:
    holidays = frozenset((at("mon 0:00") + timedelta(days=n)).date() for n in range(40))
    assert timing.away_until(at("mon 9:00"), replace(CALENDAR, holidays=holidays)) == at("mon 9:00") + timing.AHEAD


hours_of_work = st.sampled_from([0.25, 0.5, 1.0, 2.0, 3.0, 7.0])
aims = st.sampled_from(["wed 11:00", "thu 12:00", "thu 17:00", "fri 9:30", "fri 17:00"])
meetings_ = st.lists(
    st.builds(
        lambda day, hour, length, anna: event(
            "1:1 Anna", f"{day} {hour}:00", f"{day} {hour + length}:00", people=[ANNA] if anna else []
        ),
        st.sampled_from(["mon", "tue", "wed", "thu", "fri"]),
        st.integers(8, 16),
        st.integers(1, 4),
        st.booleans(),
    ),
    max_size=5,
)


@given(aims, hours_of_work, meetings_, st.integers(0, 2), st.lists(st.integers(0, 7 * 24 * 4), min_size=2, max_size=6))
def test_once_the_last_moment_has_come_it_stays(
    by: str, hours: float, events: list[Event], slips: int, quarters: list[int]
) -> None:
    """A later `now` alone never takes it back, up to the end and beyond."""
    came = False
    for quarter in sorted(quarters):
        now: datetime = at("mon 9:00") + timedelta(minutes=15 * quarter)
        made = deck(by=by, hours=hours).promise
        load = capacity.loads([made], events, owner(), now).get(made.key)
        meetings = tuple(e for e in events if e.people and e.starts_at >= now)
        some = structs.replace(deck(by=by, hours=hours, slips=slips, load=load, meetings=meetings), now=now)
        found = risk.assess(some, RULES)
        at_last = moment(some, events, found.signals) if timing.is_near(some) else None
        has_come = found.level is Level.LATE or (at_last is not None and now >= at_last.at)
        assert has_come or not came
        came = has_come


@given(aims, hours_of_work, meetings_)
def test_more_meetings_never_give_more_time(by: str, hours: float, events: list[Event]) -> None:
    some = deck("mon 9:00", by=by, hours=hours)
    with_all, with_fewer = moment(some, events), moment(some, events[1:])
    assert with_all is not None
    assert with_fewer is not None
    assert with_all.at <= with_fewer.at
