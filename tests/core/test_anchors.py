"""Deadlines that hang on an event: which one of Mara's calendar is meant, and what its moments make of the due."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from connectors.types import Address, Event, Status
from daemon.core import anchors
from daemon.core.due import resolve
from daemon.core.model import Due, Promise
from tests.core.builders import ANNA, BOB, CLEO, at, event, owner, promise

STAFF = event("Staff", "tue 9:00", "tue 10:00", people=[ANNA, BOB])
ONE = event("1:1 Anna / Mara", "wed 10:00", "wed 10:30", people=[ANNA])
TWO = event("1:1 Anna / Mara", "wed+1 10:00", "wed+1 10:30", people=[ANNA])
BOBS = event("1:1 Bob", "tue 14:00", "tue 14:30", people=[BOB])
BOARD = event("Board call", "thu 15:00", "thu 16:00")


def hung(words: str, *events: Event, made: str = "mon 9:00", to: Sequence[Address] = (ANNA,)) -> Promise:
    said = promise(words, made=made, to=to)
    due = resolve(words, said.made_at, owner().calendar)
    return anchors.Agenda(events, owner()).hang(replace(said, due=due))


def due(words: str, *events: Event, made: str = "mon 9:00", to: Sequence[Address] = (ANNA,)) -> Due:
    found = hung(words, *events, made=made, to=to).due
    assert found is not None
    return found


def test_the_next_one_to_one_is_the_first_with_that_person_after_the_promise() -> None:
    words = "I'll send the plan before our next 1:1."
    assert due(words, TWO, BOBS, STAFF, ONE).end == at("wed 10:00")
    assert due(words, TWO, BOBS, STAFF, ONE, made="wed 11:00").end == at("wed+1 10:00")
    assert due(words, TWO, BOBS, STAFF, ONE, to=[BOB]).end == at("tue 14:00")


def test_it_moves_with_the_event() -> None:
    moved = replace(ONE, starts_at=at("fri 8:30"), ends_at=at("fri 9:00"))
    found = due("I'll send the plan before our next 1:1.", moved)
    assert (found.end, found.aim) == (at("fri 8:30"), at("thu 17:00"))


def test_a_cancelled_one_gives_way_to_the_next() -> None:
    off = replace(ONE, status=Status.CANCELLED)
    assert due("I'll send the plan before our next 1:1.", off, TWO).end == at("wed+1 10:00")


def test_where_none_is_called_so_it_is_the_meeting_of_the_two() -> None:
    coffee = event("Coffee", "thu 10:00", "thu 10:30", people=[ANNA])
    assert due("I'll send the plan before our next 1:1.", STAFF, coffee).end == at("thu 10:00")


def test_what_no_event_fits_stays_without_a_moment() -> None:
    for words in (
        "I'll send it before our next 1:1.",
        "I'll send it after the board call.",
        "I'll bring it once we meet.",
    ):
        assert hung(words, BOBS, to=[CLEO]).due == resolve(words, at("mon 9:00"), owner().calendar)


def test_after_an_event_is_wanted_that_day_and_kept_until_the_end_of_the_next() -> None:
    found = due("I'll send the numbers after the board call.", BOARD)
    assert (found.start, found.aim) == (at("thu 16:00"), at("thu 17:00"))
    assert found.end == at("fri 23:59").replace(second=59)


def test_after_an_event_of_a_named_day_stays_within_that_day() -> None:
    found = due(
        "I'll send the numbers after our call on Thursday.", event("Call", "thu 11:00", "thu 12:00", people=[ANNA])
    )
    assert (found.start, found.aim, found.end) == (at("thu 12:00"), at("thu 17:00"), at("thu 23:59").replace(second=59))


def test_after_an_event_of_friday_evening_is_wanted_on_monday() -> None:
    evening = event("Board call", "fri 18:00", "fri 20:00")
    found = due("I'll send the numbers after the board call.", evening)
    assert (found.aim, found.end) == (at("mon+1 17:00"), at("tue+1 23:59").replace(second=59))


def test_a_named_event_with_the_person_goes_before_one_without() -> None:
    others = event("Design review", "tue 9:00", "tue 10:00", people=[BOB])
    ours = event("Design review", "thu 9:30", "thu 10:00", people=[ANNA])
    assert due("I'll send it before the design review.", others, ours).end == at("thu 9:30")
    assert due("I'll send it before the design review.", others).end == at("tue 9:00")


def test_the_title_that_shares_most_words_is_meant() -> None:
    one, both = event("Spring review", "tue 9:30", "tue 11:00"), event("Spring budget review", "wed 9:30", "wed 11:00")
    assert due("I'll send it before the spring budget review.", one, both).end == at("wed 9:30")


def test_when_we_meet_is_at_the_meeting() -> None:
    found = due("I'll bring the samples when I see you.", STAFF, ONE)
    assert (found.start, found.aim, found.end) == (at("tue 9:00"), at("tue 9:00"), at("tue 10:00"))


def test_when_you_are_in_town_is_as_long_as_the_visit() -> None:
    visit = replace(event("Anna in town", "wed 0:00", "fri 0:00"), all_day=True)
    found = due("I'll show you the model when you are in town.", BOARD, visit)
    assert (found.start, found.aim) == (at("wed 0:00"), at("thu 17:00"))
    assert found.end == at("thu 23:59").replace(second=59)


def test_before_you_leave_on_thursday_is_the_flight_of_that_day() -> None:
    tuesday, thursday = (event("Flight Anna", f"{d} 14:00", f"{d} 16:00", busy=False) for d in ("tue", "thu"))
    words = "You'll have the plan before you leave on Thursday."
    assert due(words, tuesday, thursday).end == at("thu 14:00")
    assert due(words, tuesday) == resolve(words, at("mon 9:00"), owner().calendar)


def test_before_my_holiday_is_the_last_moment_at_work() -> None:
    away = replace(event("Vacation", "thu 0:00", "sat+1 0:00", busy=False), all_day=True)
    found = due("You'll have the plan before my vacation.", away)
    assert (found.end, found.aim) == (at("wed 23:59").replace(second=59), at("wed 17:00"))


def test_by_the_time_you_are_back_is_the_end_of_the_absence() -> None:
    away = replace(event("Anna OOO", "wed 0:00", "fri 0:00", busy=False), all_day=True)
    assert due("It will be done by the time you're back.", away, ONE).end == at("thu 23:59").replace(second=59)
    mine = replace(event("Vacation", "tue 0:00", "fri 0:00"), all_day=True)
    found = due("I'll send it when I'm back.", away, mine)
    assert (found.aim, found.end) == (at("fri 17:00"), at("mon+1 23:59").replace(second=59))


def test_the_review_of_thursday_begins_at_its_hour() -> None:
    review = event("Spring review", "thu 14:00", "thu 15:00")
    other = event("Spring review", "tue 14:00", "tue 15:00")
    found = due("You'll have the plan before Thursday's review.", other, review)
    assert (found.end, found.aim) == (at("thu 14:00"), at("thu 14:00"))


def test_whom_the_owner_sees_is_looked_up_by_people() -> None:
    agenda = anchors.Agenda([TWO, BOBS, STAFF, ONE, replace(ONE, status=Status.CANCELLED)], owner())
    assert list(agenda.meetings_with((BOB,))) == [STAFF, BOBS]
    assert list(agenda.meetings_with((CLEO,))) == []


@pytest.mark.parametrize("words", ["You'll have the plan by Thursday.", "I'll think about it."])
def test_what_hangs_on_nothing_is_left_as_it_is(words: str) -> None:
    assert hung(words, BOARD, ONE).due == resolve(words, at("mon 9:00"), owner().calendar)
