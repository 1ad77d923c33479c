"""Time proposed for what hardly fits: where it stands, and that it stays there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from connectors.types import Event
from daemon.core import blocks, capacity, risk, rules
from daemon.core.blocks import Block
from daemon.core.model import Case, Standing, WorkingCalendar
from tests.core.builders import ZONE, at, due, event, promise
from tests.core.cases import case, load

RULES = rules.configure({})
HOUR = timedelta(hours=1)


def short(now: str | datetime = "wed 9:00", *, by: str = "fri 17:00", hours: float = 3.0, name: str = "m1") -> Case:
    """A promise for which the time is short."""
    made = replace(promise("You'll have the deck", by=due(by), source=name), effort_hours=hours)
    some = case(promise=made, hours=hours, load=load(9.0, 8.0))
    return structs.replace(some, now=at(now) if isinstance(now, str) else now)


def found(*some: Case, events: Sequence[Event] = ()) -> dict[str, Block]:
    now = some[0].now
    free = capacity.free_time(events, now - timedelta(days=35), now + timedelta(days=56), WorkingCalendar(ZONE))
    return blocks.blocks([(one, risk.assess(one, RULES)) for one in some], free)


def block(some: Case, *events: Event) -> Block | None:
    return found(some, events=events).get(some.promise.key)


def test_it_is_the_first_free_stretch_that_is_long_enough() -> None:
    assert block(short()) == (at("wed 9:00"), at("wed 11:00"))
    meetings = event("A", "wed 9:30", "wed 12:00"), event("B", "wed 13:00", "wed 14:00")
    assert block(short(), *meetings) == (at("wed 14:00"), at("wed 16:00"))


def test_it_is_as_long_as_the_work_between_half_an_hour_and_two() -> None:
    assert block(short(hours=0.25)) == (at("wed 9:00"), at("wed 9:30"))
    assert block(short(hours=1.1)) == (at("wed 9:00"), at("wed 10:15"))
    assert block(short(hours=7.0)) == (at("wed 9:00"), at("wed 11:00"))


def test_where_no_long_one_fits_a_short_one_is_proposed() -> None:
    meetings = event("A", "wed 9:30", "wed 12:00"), event("B", "wed 12:30", "wed 17:00")
    assert block(short(by="wed 17:00"), *meetings) == (at("wed 9:00"), at("wed 9:30"))


def test_it_ends_before_the_aim_or_there_is_none() -> None:
    meetings = (event("A", "wed 9:15", "wed 17:00"),)
    assert block(short("wed 9:15", by="wed 17:00"), *meetings) is None
    assert block(short("fri 17:30", by="fri 17:00")) is None


def test_when_it_has_passed_without_a_delivery_it_moves_to_the_next_half_day() -> None:
    stands = [block(short(now)) for now in ("wed 8:00", "wed 10:59", "wed 11:00", "wed 14:00", "wed 20:00")]
    assert stands == [
        (at("wed 9:00"), at("wed 11:00")),
        (at("wed 9:00"), at("wed 11:00")),
        (at("wed 12:00"), at("wed 14:00")),
        (at("thu 9:00"), at("thu 11:00")),
        (at("thu 9:00"), at("thu 11:00")),
    ]


def test_it_moves_when_the_calendar_fills_it() -> None:
    assert block(short(), event("New", "wed 10:00", "wed 11:00")) == (at("wed 11:00"), at("wed 13:00"))


def test_a_block_over_noon_stays_while_it_runs() -> None:
    meeting = event("A", "wed 9:00", "wed 11:00")
    assert {block(short(now), meeting) for now in ("wed 9:00", "wed 11:59", "wed 12:30")} == {
        (at("wed 11:00"), at("wed 13:00"))
    }


def test_only_what_is_open_said_and_short_of_time_has_one() -> None:
    some = short()
    for other in (
        structs.replace(some, load=load(1.0, 8.0)),
        structs.replace(some, standing=Standing.KEPT),
        structs.replace(some, standing=Standing.UNCLEAR),
        structs.replace(some, hushed=True),
    ):
        assert block(other) is None


def test_what_is_wanted_first_has_the_choice_and_no_two_share_a_time() -> None:
    sooner, later = short(by="thu 17:00", name="m2"), short(by="fri 17:00")
    some = found(later, sooner)
    assert some[sooner.promise.key] == (at("wed 9:00"), at("wed 11:00"))
    assert some[later.promise.key] == (at("wed 11:00"), at("wed 13:00"))


def test_at_most_a_few_of_a_week() -> None:
    many = [short(by="fri+1 17:00", hours=0.5, name=f"m{n:02}") for n in range(30)]
    weeks = [begins.isocalendar().week for begins, _ in found(*many).values()]
    assert weeks.count(min(weeks)) == len(weeks) == blocks.A_WEEK


meetings_ = st.lists(
    st.builds(
        lambda day, hour, length: event("Meeting", f"{day} {hour}:00", f"{day} {hour + length}:00"),
        st.sampled_from(["tue", "wed", "thu", "fri"]),
        st.integers(8, 16),
        st.integers(1, 4),
    ),
    max_size=6,
)


@given(meetings_, st.sampled_from([0.5, 1.0, 2.0]), st.integers(0, 4 * 24 * 3), st.integers(0, 8))
def test_a_later_turn_moves_it_only_when_it_has_passed(
    events: list[Event], hours: float, quarters: int, later: int
) -> None:
    now = at("tue 9:00") + timedelta(minutes=15 * quarters)
    stands = block(short(now, hours=hours), *events)
    if stands is None or stands[1] <= now + later * HOUR / 2:
        return
    assert block(short(now + later * HOUR / 2, hours=hours), *events) == stands


@given(meetings_, st.sampled_from([0.5, 1.0, 2.0]), st.integers(0, 4 * 24 * 3))
def test_it_lies_in_free_working_time_before_the_aim(events: list[Event], hours: float, quarters: int) -> None:
    now = at("tue 9:00") + timedelta(minutes=15 * quarters)
    stands = block(short(now, hours=hours), *events)
    if stands:
        start, end = stands
        assert now < end <= at("fri 17:00")
        length = (end - start) / HOUR
        assert capacity.free_hours(events, start, end, WorkingCalendar(ZONE)) == length >= blocks.LEAST_HOURS
