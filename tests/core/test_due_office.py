"""What an office says of when: closing hours, bounds, absences, the fronts and backs of weeks; and what it never means.

All sentences are read on Wednesday 10 June 2026, 9:30 in New York.
"""

from datetime import date, datetime

import pytest

from daemon.core.due import resolve
from daemon.core.due.holidays import HOLIDAYS
from tests.core.due_told import OFFICE, WEDNESDAY, told


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("by end-of-day", "..2026-06-11"),
        ("by end-of-business Friday", "..2026-06-13"),
        ("by the end of work today", "..2026-06-11"),
        ("by day's end", "..2026-06-11"),
        ("before the day's out", "..2026-06-11"),
        ("by close on Friday", "..2026-06-13"),
        ("before the week's out", "..2026-06-13"),
        ("end of the workweek", "2026-06-12..2026-06-13"),
        ("by EOM July", "..2026-08-01"),
        ("by EOW next week", "..2026-06-20"),
        ("by EOY 2027", "..2028-01-01"),
        ("by start of business Monday", "..2026-06-15T09:00"),
        ("by the end of the morning", "..2026-06-10T12:00"),
        ("at the BOQ", "2026-07-01..2026-08-01"),
        ("The desk sold BOM power to my baby boy.", ""),
    ],
)
def test_a_period_is_closed_and_opened(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("NLT Friday", "..2026-06-13"),
        ("never later than Friday", "..2026-06-13"),
        ("in advance of Friday", "..2026-06-12"),
        ("this side of the weekend", "..2026-06-13"),
        ("Friday if not sooner", "..2026-06-13"),
        ("Friday tops", "..2026-06-13"),
        ("Monday at the earliest", "2026-06-15.."),
        ("not earlier than 5pm", "2026-06-10T17:00.."),
        ("commencing July 6", "2026-07-06.."),
        ("tomorrow before lunch", "..2026-06-11T12:00"),
        ("Friday after lunch", "2026-06-12T13:00.."),
        ("before the 2pm call tomorrow", "..2026-06-11T14:00"),
        ("after 9 but before 11 tomorrow", "2026-06-11T09:00..2026-06-11T11:00"),
        ("later than 9:30, but before 11:00 on Thursday", "2026-06-11T09:30..2026-06-11T11:00"),
        ("after 3pm until 5pm", "2026-06-10T15:00..2026-06-10T17:00"),
        ("by the end of the fiscal year", "..2027-01-01"),
    ],
)
def test_bounds_have_idioms(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("this time next week", "2026-06-17T09:30.."),
        ("by the same time tomorrow", "..2026-06-11T09:30"),
        ("this day next month", "2026-07-10..2026-07-11"),
        ("Thursday next", "2026-06-18..2026-06-19"),
        ("Monday of this coming week", "2026-06-15..2026-06-16"),
        ("Tuesday fortnight", "2026-06-30..2026-07-01"),
        ("the back half of the week", "2026-06-11..2026-06-15"),
        ("the front end of next week", "2026-06-15..2026-06-18"),
        ("I'm out for the week", "2026-06-10T09:30..2026-06-15"),
        ("all of July", "2026-07-01..2026-08-01"),
        ("early on Monday", "2026-06-15T06:00..2026-06-15T12:00"),
        ("Monday morning first thing", "2026-06-15T06:00..2026-06-15T12:00"),
        ("What are your plans for July?", "2026-07-01..2026-08-01"),
    ],
)
def test_weeks_and_absences_are_told_as_people_tell_them(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("I'll do it right now.", "2026-06-10T09:30.."),
        ("Can we meet now?", "2026-06-10T09:30.."),
        ("We can table this for now.", ""),
        ("Now, the other question.", ""),
        ("That is all we can handle right now.", ""),
        ("I woke up in the middle of the night.", ""),
        ("I told him late on Friday.", ""),
    ],
)
def test_now_is_a_time_only_where_something_is_to_be_done(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("dussehra", date(2026, 10, 20)),
        ("holi", date(2027, 3, 22)),
        ("yom ha'atzmaut", date(2027, 5, 12)),
        ("tisha b'av", date(2026, 7, 23)),
        ("tu bishvat", date(2027, 1, 23)),
        ("mothering sunday", date(2027, 3, 7)),
        ("canadian thanksgiving", date(2026, 10, 12)),
    ],
)
def test_more_feasts_fall_on_their_day(name: str, day: date) -> None:
    assert HOLIDAYS[tuple(name.split())](day.year) == day


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("We called the cab at 6:10 and it came.", ""),
        ("The show will go on for approximately 8 hrs.", ""),
        ("We play at 7:30 and 9:15.", "2026-06-10T19:30..; 2026-06-10T21:15.."),
        ("I'll be there b/w 9:30pm and 10pm.", "2026-06-10T21:30..2026-06-10T22:00"),
        ("I'll call you at 6:10.", "2026-06-10T18:10.."),
    ],
)
def test_an_hour_gone_or_counted_is_no_time_to_come(words: str, expected: str) -> None:
    assert told(words) == expected


def test_a_promise_for_this_time_tomorrow_is_due_then() -> None:
    due = resolve("I'll have the figures with you by this time tomorrow", WEDNESDAY, OFFICE)
    assert due is not None
    assert due.end is not None
    assert due.end.replace(tzinfo=None) == datetime(2026, 6, 11, 9, 30)  # noqa: DTZ001 - wall time is compared
