"""How much time there is, told by a week of Mara's and held against a minute-by-minute count."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.types import Event, Ref, Status
from daemon.core import capacity
from daemon.core.model import WorkingCalendar
from tests.core.builders import MONDAY, ZONE, at, due, event, owner, promise

CALENDAR = WorkingCalendar(ZONE)


def hours(
    *events: Event, start: str = "mon 9:00", end: str = "mon 17:00", calendar: WorkingCalendar = CALENDAR
) -> float:
    return capacity.free_hours(events, at(start), at(end), calendar)


def all_day(title: str, first: str, after: str, *, busy: bool = True) -> Event:
    return replace(event(title, f"{first} 0:00", f"{after} 0:00", busy=busy), all_day=True)


def test_an_empty_working_day_is_free() -> None:
    assert hours() == 8


def test_nights_and_weekends_are_not_working_time() -> None:
    assert hours(start="fri 16:00", end="mon+1 10:00") == 2


def test_overlapping_meetings_count_once() -> None:
    assert hours(event("A", "mon 10:00", "mon 12:00"), event("B", "mon 11:00", "mon 13:00")) == 5


def test_what_is_declined_cancelled_free_or_of_somebody_else_takes_nothing() -> None:
    meeting = event("A", "mon 10:00", "mon 12:00")
    for harmless in (
        replace(meeting, status=Status.DECLINED),
        replace(meeting, status=Status.CANCELLED),
        replace(meeting, busy=False),
        replace(meeting, mine=False),
    ):
        assert hours(harmless) == 8


def test_a_tentative_meeting_takes_half_and_nothing_beneath_a_sure_one() -> None:
    perhaps = event("Perhaps", "mon 10:00", "mon 12:00", status=Status.TENTATIVE)
    assert hours(perhaps) == 7
    assert hours(perhaps, event("Sure", "mon 10:00", "mon 12:00")) == 6


def test_an_all_day_event_takes_the_day_unless_it_is_free() -> None:
    assert hours(all_day("Out of office", "tue", "thu"), end="fri 17:00") == 24
    assert hours(all_day("Anna's birthday", "tue", "thu", busy=False), end="fri 17:00") == 40


def test_an_all_day_event_of_another_zone_takes_the_owners_own_day() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    day = datetime(2024, 3, 5, tzinfo=tokyo)
    away = replace(all_day("Away", "tue", "wed"), starts_at=day, ends_at=day + timedelta(days=1))
    assert hours(away, start="tue 0:00", end="tue 23:00") == 0


def test_holidays_are_days_off() -> None:
    assert hours(end="tue 17:00", calendar=replace(CALENDAR, holidays=frozenset({date(2024, 3, 5)}))) == 8


@pytest.mark.parametrize(("day", "free"), [(date(2024, 3, 10), 23), (date(2024, 11, 3), 25), (date(2024, 3, 11), 24)])
def test_a_day_on_which_the_clocks_change_has_the_hours_it_has(day: date, free: float) -> None:
    round_the_clock = WorkingCalendar(ZONE, time(0), time(0), days=frozenset(range(7)))
    start = datetime.combine(day, time(), ZONE)
    end = datetime.combine(day + timedelta(days=1), time(), ZONE)
    assert capacity.free_hours((), start, end, round_the_clock) == free


def test_a_night_shift_belongs_to_the_day_it_begins_on() -> None:
    nights = WorkingCalendar(ZONE, time(22), time(6), days=frozenset({0}))
    assert hours(start="mon 0:00", end="wed 0:00", calendar=nights) == 8


def test_the_end_before_the_start_is_no_time() -> None:
    assert hours(start="mon 12:00", end="mon 9:00") == 0


def test_all_that_is_owed_by_then_counts_the_earliest_first() -> None:
    call = promise("I'll call you back", by=due("mon 12:00"))
    deck = replace(promise("You'll have the deck", by=due("tue 12:00")), effort_hours=5.0)
    someday = promise("I'll think about it")
    meeting = event("Offsite", "mon 13:00", "mon 17:00")
    loads = capacity.loads([deck, call, someday], [meeting], owner(), at("mon 9:00"))
    assert (loads[call.key].owed_hours, loads[call.key].free_hours) == (0.5, 3)
    assert (loads[deck.key].owed_hours, loads[deck.key].free_hours, loads[deck.key].meeting_hours) == (5.5, 7, 4)
    assert someday.key not in loads


def test_after_and_until_go_forth_and_back_in_free_time() -> None:
    free = capacity.free_time([event("A", "mon 10:00", "mon 16:00")], at("mon 9:00"), at("fri 17:00"), CALENDAR)
    assert free.after(at("mon 9:00"), 3) == at("tue 10:00")
    assert free.until(at("tue 10:00"), 3) == at("mon 9:00")
    assert free.gap(at("mon 9:30"), 1) == at("mon 16:00")
    assert free.after(at("mon 9:00"), 100) is None
    assert free.until(at("mon 10:00"), 2) is None


moments = st.integers(0, 14 * 24 * 4).map(lambda quarters: MONDAY + timedelta(minutes=15 * quarters))
events = st.builds(
    lambda start, quarters, status, busy, whole: Event(
        Ref("a", f"{start}"), "u", start, start + timedelta(minutes=15 * quarters), whole, "", (), busy, status, True
    ),
    moments,
    st.integers(0, 100),
    st.sampled_from(Status),
    st.booleans(),
    st.booleans(),
)


def counted(events: list[Event], start: datetime, end: datetime, calendar: WorkingCalendar) -> float:
    """Quarter by quarter, in UTC."""
    taking = [(e.status, *capacity.event_moments(e, ZONE)) for e in events if capacity.takes_time(e)]
    total, quarter = 0.0, start.astimezone(UTC)
    while quarter < end:
        local = quarter.astimezone(calendar.zone)
        if local.weekday() in calendar.days and calendar.starts <= local.time() < calendar.ends:
            over = {status for status, begins, ends in taking if begins <= quarter < ends}
            total += 0 if Status.CONFIRMED in over else 0.5 if Status.TENTATIVE in over else 1
        quarter += timedelta(minutes=15)
    return total / 4


@given(st.lists(events, max_size=8), moments, moments)
@settings(max_examples=40)
def test_the_sweep_agrees_with_counting_quarters(events: list[Event], start: datetime, end: datetime) -> None:
    assert capacity.free_hours(events, start, end, CALENDAR) == pytest.approx(counted(events, start, end, CALENDAR))


@given(st.lists(events, max_size=6), events, moments)
def test_another_meeting_never_gives_time(events: list[Event], another: Event, end: datetime) -> None:
    before = capacity.free_hours(events, MONDAY, end, CALENDAR)
    assert capacity.free_hours([*events, another], MONDAY, end, CALENDAR) <= before + 1e-9


@given(st.lists(events, max_size=6), moments, st.floats(0.25, 30))
def test_the_moment_found_has_that_much_time_before_it(events: list[Event], start: datetime, wanted: float) -> None:
    free = capacity.free_time(events, MONDAY, MONDAY + timedelta(days=30), CALENDAR)
    done = free.after(start, wanted)
    assert done is not None
    assert free.hours(start, done) == pytest.approx(wanted, abs=1e-3)
    back = free.until(done, wanted)
    assert back is not None
    assert free.hours(back, done) == pytest.approx(wanted, abs=1e-3)


def test_an_evening_with_no_working_hour_before_it_is_the_owners_own_time() -> None:
    tonight = promise("I'll bring you both keys tonight", by=due("mon 23:59"))
    assert capacity.loads([tonight], (), owner(), at("mon 17:30")) == {}
    assert capacity.loads([tonight], (), owner(), at("mon 15:00"))[tonight.key].free_hours == 2


def test_an_hour_that_has_come_is_no_own_time() -> None:
    now_due = promise("I'll send you the plan at 16:00", by=due("mon 16:00"))
    assert capacity.loads([now_due], (), owner(), at("mon 16:00"))[now_due.key].free_hours == 0


def test_a_silent_backlog_makes_nothing_look_crowded() -> None:
    old = promise("I'll write the report", by=due("mon 17:00"))
    new = promise("I'll send you the list", made="mon+3 8:00", by=due("mon+3 17:00"))
    alone = capacity.loads([new], (), owner(), at("mon+3 9:00"))
    assert capacity.loads([old, new], (), owner(), at("mon+3 9:00")) == alone


def test_the_hour_that_a_night_in_autumn_has_twice_is_two_moments() -> None:
    once = datetime(2024, 11, 3, 1, 30, tzinfo=ZoneInfo("America/New_York"))
    again = once.replace(fold=1)
    assert [capacity.in_utc(m) for m in (once, again)] == [datetime(2024, 11, 3, h, 30, tzinfo=UTC) for h in (5, 6)]
