"""Dates just gone by, dates no calendar has, days told by an event or a feast: what a promise with them is due by.

All sentences are written on Wednesday 10 June 2026, 9:30 in New York.
"""

import pytest

from daemon.core.due import find, resolve
from tests.core.due_told import OFFICE, WEDNESDAY


def due_by(promise: str) -> str:
    """The last day, or the last minute, that keeps the promise; "" where it sets no time."""
    due = resolve(promise, WEDNESDAY, OFFICE)
    if due is None or due.end is None:
        return ""
    return f"{due.end:%Y-%m-%d}" if f"{due.end:%H:%M}" == "23:59" else f"{due.end:%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        ("I'll wire the deposit by 29/5.", ""),
        ("I'll wire the deposit by 9 June.", ""),
        ("I'll wire the deposit on 9 June.", ""),
        ("I'll wire the deposit until 9 June at the latest.", ""),
        ("I'll wire the deposit by 5/6.", ""),  # 6 May or 5 June: both have only just gone by
        ("I'll wire the deposit by 10/6.", "2026-10-06"),
        ("I'll wire the deposit by 05/07.", "2026-07-05"),
        ("I'll wire the deposit on 05/07.", "2026-07-05"),
        ("I'll wire the deposit by 9 June 2027.", "2027-06-09"),
        ("I'll wire the deposit by 9 June next year.", "2027-06-09"),
        ("I'll wire the deposit by next year's June 9.", "2027-06-09"),
        ("I'll wire the deposit by 9/6/27.", "2027-09-06"),
        ("I'll wire the deposit by 15 January.", "2027-01-15"),
        ("I'll wire the deposit by noon on Tuesday 9 June.", ""),
        ("I'll wire the deposit on 9 June at 15:00.", ""),
        ("I'll wire the deposit on 9 June 2027 at 15:00.", "2027-06-09T15:00"),
        ("I'll wire the deposit on 15 January at noon.", "2027-01-15T12:00"),
    ],
)
def test_a_date_just_gone_by_is_none_of_next_year(promise: str, expected: str) -> None:
    assert due_by(promise) == expected


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        ("I'll print the badges three days before the launch on 26 June.", "2026-06-23"),
        ("I'll print the badges a week before the review on 3 July.", "2026-06-26"),
        ("I'll print the badges one week ahead of our workshop on 3 July.", "2026-06-26"),
        ("I'll print the badges two days prior to the meeting on Monday.", "2026-06-13"),
        ("I'll print the badges at least two days before Monday's meeting.", "2026-06-13"),
        ("I'll print the badges the day before the meeting on Tuesday.", "2026-06-15"),
        ("I'll print the badges 24 hours before the call on Friday at 3pm.", "2026-06-11T15:00"),
        ("I'll print the badges 48 hours before the meeting on Tuesday.", "2026-06-14"),
        ("I'll print the badges an hour before the meeting on Tuesday.", "2026-06-16"),
        ("I'll print the badges a week after the workshop on 3 July.", "2026-07-10"),
        ("I'll print the badges before the meeting on Tuesday.", "2026-06-16"),
    ],
)
def test_so_long_before_an_event_is_counted_from_its_day(promise: str, expected: str) -> None:
    assert due_by(promise) == expected


def test_so_long_before_an_event_is_shown_with_all_its_words_and_hangs_on_no_event() -> None:
    due = resolve("I'll print the badges the day before the meeting on Tuesday.", WEDNESDAY, OFFICE)
    assert due is not None
    assert (due.said, due.anchor) == ("the day before the meeting on Tuesday", None)


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        ("I'll send the minutes by 31 June.", "2026-06-30"),
        ("I'll send the minutes by September 31st.", "2026-09-30"),
        ("I'll send the minutes on 31 November 2026.", "2026-11-30"),
        ("I'll send the minutes by 30 February.", "2027-02-28"),
    ],
)
def test_a_day_past_the_end_of_a_month_is_its_last_one(promise: str, expected: str) -> None:
    assert due_by(promise) == expected


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        ("I'll order the cake on Thursday after Thanksgiving.", "2026-12-03"),
        ("I'll order the cake by Monday before Christmas.", "2026-12-21"),
        ("I'll order the cake Tuesday after Labor Day.", "2026-09-08"),
        ("I'll order the cake on Friday, after Juneteenth I'm away.", "2026-06-12"),
    ],
)
def test_a_weekday_beside_a_feast_is_the_one_next_to_it(promise: str, expected: str) -> None:
    assert due_by(promise) == expected


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        ("I'll see that these are entered today.", "2026-06-10"),
        ("We'll have it signed today and mailed to you.", "2026-06-10"),
        ("I'll call you later this week to chat about it.", "2026-06-12"),
        ("I'll add what she has noted on her copies tomorrow.", "2026-06-11"),
        ("I'll teach that class in the autumn.", "2026-12-20"),
        ("I'll finish the review in a day or two.", "2026-06-12"),
        ("Like I said I'll let you know tommorow.", "2026-06-11"),
        ("I'll send what you gave me first thing tomorrow morning.", "2026-06-11T12:00"),
        ("I'll talk with you guys Friday.", "2026-06-12"),
        ("We're shooting for Friday.", "2026-06-12"),
        ("I'll call next week to find a day in the week of 6 July for us.", "2026-06-19"),
        ("Tomorrow, I'll send the list for this week and the week of 22 June.", "2026-06-11"),
        ("What I sent to you earlier today will be answered tomorrow.", "2026-06-11"),
        ("I'll have it by next week.", "2026-06-19"),
        ("I'll have it ready for Friday.", "2026-06-12"),
        ("I'll set up a call for Friday.", "2026-06-12"),
        ("I'll get you the schedule for next week.", ""),
        ("I'll send you the figures from Ann for the 19th.", ""),
        ("I'll let you know about Friday.", ""),
        ("I'll pay whatever bills are pre 6/20.", ""),
        ("I'll run it by Jo because Kim is not in tomorrow.", ""),
        ("I'll mail it to you now in case I am not in tomorrow.", ""),
        ("I'll have a picture tonight, I think the auction is Friday.", "2026-06-10"),
        ("I'll read it tonight and let's talk tomorrow.", "2026-06-10"),
        ("That'll be the first thing when we meet.", ""),
        ("I'll have it first thing this morning.", "2026-06-10T12:00"),
        ("I'll call you at 3-1808.", ""),
    ],
)
def test_the_time_of_a_topic_a_thing_or_another_clause_is_no_deadline(promise: str, expected: str) -> None:
    assert due_by(promise) == expected


def test_what_is_to_be_done_now_is_not_past_at_midnight() -> None:
    midnight = WEDNESDAY.replace(hour=0, minute=0)
    (now,) = find("Can we meet now?", midnight, OFFICE)
    assert (now.rule, now.readings[0].start) == ("now", midnight)
