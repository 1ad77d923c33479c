"""Does it all fit? Held against a clock that ticks minute by minute, and against every order of work there is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.types import Event, Ref, Status
from daemon.core import capacity
from daemon.core.model import Due, Promise, WorkingCalendar
from tests.core.builders import ANNA, BOB, MONDAY, ZONE, at, due, event, owner, promise

NOW = at("mon 9:00")
CALENDAR = owner().calendar
MINUTE = timedelta(minutes=1)
TITLES = ("Budget", "Flight to Oslo", "OOO")


def owed(name: str, hours: float, by: datetime) -> Promise:
    when = Due(None, by, by, "minute", "")
    return replace(promise(f"You'll have the {name}", source=name), due=when, effort_hours=hours)


def test_the_first_that_does_not_fit_is_named_with_its_sums() -> None:
    list_ = replace(promise("I'll send the list", by=due("mon 12:00"), to=[BOB], source="a"), effort_hours=2.0)
    deck = replace(promise("You'll have the deck", by=due("tue 12:00"), to=[ANNA], source="b"), effort_hours=7.0)
    plan = replace(promise("You'll have the plan", by=due("wed 12:00"), source="c"), effort_hours=20.0)
    offsite = event("Offsite", "mon 13:00", "mon 17:00")
    loads = capacity.loads([plan, deck, list_], [offsite], owner(), NOW)
    assert loads[list_.key].first is None
    for later in (deck, plan):
        first = loads[later.key].first
        assert first is not None
        assert (first.promise, first.owed_hours, first.free_hours) == (deck, 9, 7)


def test_what_is_late_already_is_owed_but_is_not_what_fails_to_fit() -> None:
    late = replace(promise("You'll have the deck", by=due("mon 8:00"), source="a"), effort_hours=2.0)
    next_ = replace(promise("You'll have the plan", by=due("mon 12:00"), source="b"), effort_hours=2.0)
    first = capacity.loads([late, next_], (), owner(), NOW)[next_.key].first
    assert first is not None
    assert (first.promise, first.owed_hours, first.free_hours) == (next_, 4, 3)


def test_what_such_acts_take_this_owner_is_what_counts() -> None:
    deck = promise("You'll have the deck", by=due("mon 17:00"))
    assert capacity.loads([deck], (), owner(), NOW)[deck.key].owed_hours == 3
    assert capacity.loads([deck], (), owner(), NOW, {deck.key: 5.5})[deck.key].owed_hours == 5.5


@pytest.mark.parametrize("title", ["Flight to Oslo", "Out of office"])
def test_a_journey_takes_its_time_though_it_is_entered_as_free(title: str) -> None:
    away = event(title, "mon 10:00", "mon 14:00", busy=False)
    assert capacity.free_hours([away], NOW, at("mon 17:00"), CALENDAR) == 4
    for harmless in (replace(away, mine=False), replace(away, status=Status.DECLINED), replace(away, title="Budget")):
        assert capacity.free_hours([harmless], NOW, at("mon 17:00"), CALENDAR) == 8


moments = st.integers(0, 3 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
events = st.builds(
    lambda start, minutes, status, busy, whole, title: Event(
        Ref("work", f"{start}"), "u", start, start + timedelta(minutes=minutes), whole, title, (), busy, status, True
    ),
    moments,
    st.integers(0, 900),
    st.sampled_from(Status),
    st.booleans(),
    st.sampled_from((False, False, False, True)),
    st.sampled_from(TITLES),
)
calendars = st.lists(events, max_size=6)
dues = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 3 * 24 * 4)), min_size=1, max_size=5)


def promises(drawn: Sequence[tuple[int, int]]) -> list[Promise]:
    return [owed(f"p{i}", q / 4, NOW + timedelta(minutes=15 * n)) for i, (q, n) in enumerate(drawn)]


def ticks(events: Sequence[Event], until: datetime) -> list[float]:
    """Of each minute from now on how much of it is free: 1, a half under what is unsure, or 0."""
    taking = []
    for e in events:
        away = e.title != "Budget"
        if e.mine and (e.busy or away) and e.status in (Status.CONFIRMED, Status.TENTATIVE):
            taking.append((e.status, *capacity.event_moments(e, ZONE)))
    found, tick = [], NOW.astimezone(UTC)
    while tick < until:
        local = tick.astimezone(ZONE)
        working = local.weekday() < 5 and 9 <= local.hour < 17
        over = {status for status, begins, ends in taking if begins <= tick < ends}
        found.append(0 if not working or Status.CONFIRMED in over else 0.5 if over else 1)
        tick += MINUTE
    return found


def done_by(order: Sequence[Promise], free: Sequence[float]) -> list[datetime | None]:
    """When each is done, where they are worked on one after the other; None where time runs out."""
    found: list[datetime | None] = []
    tick, left = 0, 0.0
    for one in order:
        left += (one.effort_hours or 0) * 60
        while left > 1e-9 and tick < len(free):
            left -= free[tick]
            tick += 1
        found.append(NOW + tick * MINUTE if left <= 1e-9 else None)
    return found


def in_time(one: Promise, done: datetime | None) -> bool:
    assert one.due is not None
    assert one.due.aim is not None
    return done is not None and done <= one.due.aim


@given(calendars, dues)
@settings(max_examples=60)
def test_the_clock_that_ticks_finds_the_same(events: list[Event], drawn: list[tuple[int, int]]) -> None:
    owing = promises(drawn)
    loads = capacity.loads(owing, events, owner(), NOW)
    aims = {p.key: p.due.aim for p in owing if p.due and p.due.aim}
    free = ticks(events, max(aims.values()))
    order = sorted(owing, key=lambda p: (aims[p.key], p.made_at, p.key))
    first: Promise | None = None
    for one, done in zip(order, done_by(order, free), strict=True):
        aim, load = aims[one.key], loads[one.key]
        first = first or (None if in_time(one, done) else one)
        minutes = (aim - NOW) // MINUTE
        assert load.free_hours == pytest.approx(sum(free[:minutes]) / 60, abs=0.006)
        assert load.owed_hours == sum(p.effort_hours or 0 for p in owing if aims[p.key] <= aim)
        assert (load.first.promise if load.first else None) == first


@given(calendars, dues)
@settings(max_examples=40)
def test_earliest_first_fits_if_any_order_does(events: list[Event], drawn: list[tuple[int, int]]) -> None:
    owing = promises(drawn)
    loads = capacity.loads(owing, events, owner(), NOW)
    free = ticks(events, max(p.due.aim for p in owing if p.due and p.due.aim))
    orders = permutations(owing)
    any_fits = any(all(map(in_time, order, done_by(order, free))) for order in orders)
    assert any_fits == all(load.first is None for load in loads.values())


@given(calendars, events, dues)
def test_another_event_never_makes_it_fit_again(
    events: list[Event], another: Event, drawn: list[tuple[int, int]]
) -> None:
    owing = promises(drawn)
    before = capacity.loads(owing, events, owner(), NOW)
    after = capacity.loads(owing, [*events, another], owner(), NOW)
    assert all(after[key].first is not None for key, load in before.items() if load.first is not None)


def test_a_day_off_leaves_the_last_moment_at_work_before_it() -> None:
    calendar = WorkingCalendar(ZONE)
    free = capacity.free_time([], NOW, at("fri 17:00"), calendar)
    assert free.last_before(at("tue 8:00")) == at("mon 17:00")
    assert free.last_before(at("tue 10:00")) == at("tue 10:00")
    assert free.last_before(at("mon 8:00")) is None
