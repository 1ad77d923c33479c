"""How the same time may be written: misspelled, spelled out, in figures of many orders, with dashes, marks and zones.

All sentences are read on Wednesday 10 June 2026, 9:30 in New York.
"""

import pytest

from tests.core.due_told import told


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("on Satuday", "2026-06-13..2026-06-14"),
        ("tomoro", "2026-06-11..2026-06-12"),
        ("2mrw", "2026-06-11..2026-06-12"),
        ("2nite", "2026-06-10T18:00..2026-06-11"),
        ("nxt week", "2026-06-15..2026-06-22"),
        ("Augest 3", "2026-08-03..2026-08-04"),
        ("Setpember 3", "2026-09-03..2026-09-04"),
        ("Thursdayish", "2026-06-11..2026-06-12"),
        ("open 'til 5pm", "..2026-06-10T17:00"),
    ],
)
def test_what_is_misspelled_is_still_understood(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("at half-past three", "2026-06-10T15:30.."),
        ("eight thirty", "2026-06-10T20:30.."),
        ("twenty to three", "2026-06-10T14:40.."),
        ("I'll be back ten to three.", "2026-06-10T14:50.."),
        ("fifteen hundred hours", "2026-06-10T15:00.."),
        ("12:00 noon", "2026-06-10T12:00.."),
        ("15:30h", "2026-06-10T15:30.."),
        ("7 30 pm", "2026-06-10T19:30.."),
        ("Thursday 8h", "2026-06-11T08:00.."),
        ("3 on Friday", "2026-06-12T15:00.."),
        ("this morning at 12", "2026-06-10T12:00.."),
        ("noon till two", "2026-06-10T12:00..2026-06-10T14:00"),
        ("between 3 & 5pm", "2026-06-10T15:00..2026-06-10T17:00"),
        ("from half past two to four", "2026-06-10T14:30..2026-06-10T16:00"),
        ("tomorrow morning 9-11", "2026-06-11T09:00..2026-06-11T11:00"),
        ("June 19 (2-4pm)", "2026-06-19T14:00..2026-06-19T16:00"),
        ("The unit costs 3.50 & 4.25.", ""),
        ("Leave Monday a.m., four nights minimum", "2026-06-15T06:00..2026-06-15T12:00"),
    ],
)
def test_an_hour_has_many_spellings(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Friday - 3pm", "2026-06-12T15:00.."),
        ("July 6, 2026 - 3:00 PM", "2026-07-06T15:00.."),
        ("3:00 PM - July 6", "2026-07-06T15:00.."),
        ("2026/07/06-15:00", "2026-07-06T15:00.."),
        ("Mon-6-Jul-2026", "2026-07-06..2026-07-07"),
        ("SUN 20SEP", "2026-09-20..2026-09-21"),
        ("on 25.7", "2026-07-25..2026-07-26"),
        ("7/13-15", "2026-07-13..2026-07-16"),
        ("Mon 15 - Fri 19", "2026-06-15..2026-06-20"),
        ("the 19th 3pm", "2026-06-19T15:00.."),
        ("Monday the twenty-second", "2026-06-22..2026-06-23"),
        ("2027/Aug", "2027-08-01..2027-09-01"),
        ("the first of next month", "2026-07-01..2026-07-02"),
        ("w/c Monday 6 July", "2026-07-06..2026-07-13"),
        ("3Q27", "2027-07-01..2027-10-01"),
        ("next year's July", "2027-07-01..2027-08-01"),
        ("next year, July 6", "2027-07-06..2027-07-07"),
        ("next year's Easter", "2027-03-28..2027-03-29"),
    ],
)
def test_days_stand_in_many_orders(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Mon, 06 Jul 2026 15:00:00 -0700", "2026-07-06T18:00.."),
        ("2026-07-06 15:00:00Z", "2026-07-06T11:00.."),
        ("Thursday at 2000Z", "2026-06-11T16:00.."),
        ("Thursday at 2000 UTC", "2026-06-11T16:00.."),
        ("9:00 AM-10:30 AM (GMT-07:00)", "2026-06-10T12:00..2026-06-10T13:30"),
        ("3pm Pacific Daylight Time", "2026-06-10T18:00.."),
        ("at 11:30 am (London time)", "2026-06-11T06:30.."),
        ("3pm New York time", "2026-06-10T15:00.."),
        ("3 pm US Eastern", "2026-06-10T15:00.."),
    ],
)
def test_a_zone_may_be_an_offset_a_place_or_in_brackets(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("in a half-hour", "2026-06-10T10:00.."),
        ("in 1½ hours", "2026-06-10T11:00.."),
        ("in a quarter hour", "2026-06-10T09:45.."),
        ("in 2.5h", "2026-06-10T12:00.."),
        ("in 3/4h", "2026-06-10T10:15.."),
        ("in 2d5h", "2026-06-12T14:30.."),
        ("in a hundred days", "2026-09-18..2026-09-19"),
        ("in half a dozen days", "2026-06-16..2026-06-17"),
        ("in 2 bus. days", "2026-06-12..2026-06-13"),
        ("in just over a week", "2026-06-17..2026-06-18"),
        ("in a week and a half", "2026-06-20..2026-06-21"),
        ("What about in two hours?", "2026-06-10T11:30.."),
        ("two weekends from now", "2026-06-20..2026-06-22"),
        ("15 minutes before 5", "2026-06-10T16:45.."),
        ("for 3 days from July 13", "2026-07-13..2026-07-16"),
        ("week from Friday", "2026-06-19..2026-06-20"),
    ],
)
def test_amounts_are_halved_chained_and_rounded(words: str, expected: str) -> None:
    assert told(words) == expected
