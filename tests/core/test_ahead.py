"""What the calendar says of promised calls, and of days on which the owner is away."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from connectors.types import Event, Ref, Status
from daemon.core import ahead
from daemon.core.ahead import Ahead, Away, Booking
from daemon.core.model import Owner, Promise
from tests.core.builders import ANNA, BOB, CLEO, at, due, event, owner, promise

NOW = at("mon 9:00")
CALL = promise("I'll ring you at three", by=due("tue 15:00", start="tue 15:00"))
STANDUP = event("Standup", "mon 9:30", "mon 9:45")


def looked(*open_: Promise, events: Sequence[Event] = (), whose: Owner | None = None) -> Ahead:
    return Ahead.of(events, open_, NOW, whose or owner())


def booking(promise: Promise, *events: Event) -> Booking:
    return looked(promise, events=events).bookings[promise.key]


def test_a_call_that_the_calendar_knows_is_booked() -> None:
    assert booking(CALL, STANDUP, event("Call", "tue 15:00", "tue 15:30", people=[ANNA])) == Booking()
    assert booking(CALL, STANDUP, event("Ring Anna Berg", "tue 15:15", "tue 15:30")).booked


def test_a_call_that_the_calendar_does_not_know_is_not() -> None:
    assert not booking(CALL, STANDUP).booked
    assert not booking(CALL, STANDUP, event("Call", "tue 15:00", "tue 15:30", people=[BOB])).booked
    assert not booking(CALL, STANDUP, event("Call", "wed 15:00", "wed 15:30", people=[ANNA])).booked


def test_an_account_without_a_calendar_misses_nothing() -> None:
    elsewhere = replace(STANDUP, ref=Ref("home", "standup"))
    theirs = replace(STANDUP, mine=False)
    assert booking(CALL).booked
    assert booking(CALL, elsewhere).booked
    assert booking(CALL, theirs).booked


def test_an_entry_of_ones_own_about_the_matter_is_it() -> None:
    visit = promise("I'll call you about the greenhouse at three", by=CALL.due, to=[CLEO])
    assert booking(visit, STANDUP, event("Greenhouse", "tue 15:00", "tue 15:30")) == Booking()
    assert not booking(visit, STANDUP, event("Greenhouse", "tue 15:00", "tue 15:30", people=[BOB])).booked


def test_no_definite_moment_no_booking() -> None:
    for words, when in (("I'll ring you on Tuesday", due("tue 15:00")), ("You'll have the plan at three", CALL.due)):
        assert looked(promise(words, by=when), events=[STANDUP]).bookings == {}
    gone = replace(CALL, due=due("mon 8:00", start="mon 8:00"))
    assert looked(gone, events=[STANDUP]).bookings == {}


def test_an_event_that_reaches_into_the_talk_lies_over_it() -> None:
    parade, before, after = (
        event(name, f"tue {begin}", f"tue {end}")
        for name, begin, end in (("Parade", "15:20", "18:00"), ("Yoga", "14:00", "15:00"), ("Tea", "15:30", "16:00"))
    )
    assert booking(CALL, parade, before, after).clashes == (parade,)
    late = replace(CALL, due=due("tue 15:50", start="tue 15:50"))
    tea = event("Tea", "tue 16:10", "tue 17:00")
    assert booking(late, tea).clashes == (tea,)


def test_what_takes_no_time_does_not_clash() -> None:
    parade = event("Parade", "tue 14:00", "tue 16:00")
    for harmless in (replace(parade, busy=False), replace(parade, status=Status.DECLINED)):
        assert booking(CALL, STANDUP, harmless).clashes == ()


def test_the_same_time_for_two_people_is_one_too_many() -> None:
    other = promise("I'll call you at quarter past", to=[BOB], by=due("tue 15:15", start="tue 15:15"), source="m2")
    third = promise("I'll call you at half past", to=[CLEO], by=due("tue 15:30", start="tue 15:30"), source="m3")
    again = replace(other, key="again", to=(ANNA, BOB))
    found = looked(CALL, other, third).bookings
    assert (found[CALL.key].rivals, found[other.key].rivals) == ((other,), (CALL, third))
    assert looked(CALL, again).bookings[CALL.key].rivals == ()


def test_days_away_leave_an_earlier_last_moment() -> None:
    deck = promise("You'll have the deck", by=due("fri 12:00"))
    fair = replace(event("Away", "wed 0:00", "sat 0:00"), all_day=True)
    assert looked(deck, events=[fair, STANDUP]).away == {deck.key: Away(at("tue 17:00"), (fair,))}
    assert looked(deck, events=[STANDUP]).away == {}
    back_by_noon = replace(event("Away", "wed 0:00", "fri 0:00"), all_day=True)
    assert looked(deck, events=[back_by_noon]).away == {}


def test_what_only_lasts_whole_days_is_neither_an_absence_nor_a_clash() -> None:
    deck = promise("You'll have the deck", by=due("fri 12:00"))
    for title in ("Sprint 12", "Bob's birthday"):
        whole = replace(event(title, "mon 0:00", "sat 0:00"), all_day=True)
        assert looked(deck, events=[whole]).away == {}
        assert booking(CALL, whole).clashes == ()
    holiday = replace(event("Vacation", "tue 0:00", "wed 0:00"), all_day=True)
    assert booking(CALL, holiday).clashes == (holiday,)


def test_a_flight_at_the_end_of_the_day_is_no_day_away() -> None:
    deck = promise("You'll have the deck", by=due("fri 17:00"))
    assert looked(deck, events=[event("Flight to Oslo", "fri 15:00", "fri 20:00")]).away == {}
    whole = event("Flight to Oslo", "thu 16:00", "fri 20:00", busy=False)
    assert looked(deck, events=[whole]).away == {deck.key: Away(at("thu 16:00"), (whole,))}


def test_meetings_all_day_long_are_work() -> None:
    deck = promise("You'll have the deck", by=due("fri 17:00"))
    assert looked(deck, events=[event("Workshop", "fri 9:00", "fri 17:00")]).away == {}


def test_a_holiday_is_a_day_away_without_an_event() -> None:
    deck = promise("You'll have the deck", by=due("fri 17:00"))
    mara = owner()
    resting = replace(mara, calendar=replace(mara.calendar, holidays=frozenset({date(2024, 3, 8)})))
    assert looked(deck, whose=resting).away == {deck.key: Away(at("thu 17:00"), ())}


def test_a_weekend_is_none() -> None:
    assert looked(promise("You'll have the deck", by=due("sun 12:00")), events=[STANDUP]).away == {}


def test_what_lies_far_ahead_is_left_alone() -> None:
    far = replace(CALL, due=due("tue+5 15:00", start="tue+5 15:00"))
    assert at("tue+5 15:00") > NOW + ahead.MEETINGS_AHEAD
    assert looked(far, events=[STANDUP]).bookings == {}
