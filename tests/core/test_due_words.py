"""More of what people write about when: years and seasons, what stands beside a day, clocks, weeks, ranges, zones.

All sentences are read on Wednesday 10 June 2026, 9:30 in New York.
"""

from datetime import datetime

import pytest

from daemon.core.due import find, resolve
from daemon.core.due.format import predictions
from tests.core.due_told import NEW_YORK, OFFICE, WEDNESDAY, told


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("in September next year", "2027-09-01..2027-10-01"),
        ("Boxing Day next year", "2027-12-26..2027-12-27"),
        ("by the close of twenty twenty six", "..2027-01-01"),
        ("May two thousand and twenty nine", "2029-05-01..2029-06-01"),
        ("the 9th of May twenty twenty eight", "2028-05-09..2028-05-10"),
        ("the 9th May 28", "2028-05-09..2028-05-10"),
        ("2027Q3", "2027-07-01..2027-10-01"),
        ("Q2 next year", "2027-04-01..2027-07-01"),
        ("the last quarter of the year", "2026-10-01..2027-01-01"),
        ("the second half of August", "2026-08-16..2026-09-01"),
        ("first half of next year", "2027-01-01..2027-07-01"),
        ("early in the new year", "2027-01-01..2027-04-01"),
    ],
)
def test_a_year_may_be_spelled_or_named(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("this summer", "2026-06-21..2026-09-23"),
        ("by the autumn", "..2026-09-24"),
        ("in the spring of 2028", "2028-03-20..2028-06-21"),
        ("over the winter", "2026-12-21..2027-03-20"),
        ("We fall back on the spring in the lid.", ""),
        ("the fall of the dollar", ""),
    ],
)
def test_a_season_goes_from_solstice_to_equinox(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the Tuesday before Thanksgiving", "2026-11-24..2026-11-25"),
        ("the Thursday after the 20th", "2026-06-25..2026-06-26"),
        ("the day before Halloween", "2026-10-30..2026-10-31"),
        ("the week after Labor Day", "2026-09-14..2026-09-21"),
        ("the weekend before the 1st", "2026-06-27..2026-06-29"),
        ("the Thursday after next", "2026-06-18..2026-06-19"),
        ("Monday in three weeks", "2026-07-06..2026-07-07"),
        ("Easter in two years", "2029-04-01..2029-04-02"),
        ("at 2 for an hour", "2026-06-10T14:00..2026-06-10T15:00"),
        ("Friday from 10:15 for 45 minutes", "2026-06-12T10:15..2026-06-12T11:00"),
        ("before the holidays", "..2026-12-24"),
        ("the week of Thanksgiving", "2026-11-23..2026-11-30"),
        ("w/c 13 July", "2026-07-13..2026-07-20"),
        ("the week ending July 17", "2026-07-11..2026-07-18"),
        ("the last Tuesday of the month", "2026-06-30..2026-07-01"),
        ("the second to last day of July", "2026-07-30..2026-07-31"),
        ("first weekend of August", "2026-08-01..2026-08-03"),
        ("all week", "2026-06-08..2026-06-15"),
        ("the next working day", "2026-06-11..2026-06-12"),
        ("this week Monday", ""),
    ],
)
def test_a_day_is_told_by_what_stands_beside_it(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Thursday at 3", "2026-06-11T15:00.."),
        ("next Monday 1-3 pm", "2026-06-15T13:00..2026-06-15T15:00"),
        ("9 tomorrow", "2026-06-11T09:00.."),
        ("free 2-4 next Tuesday", "2026-06-16T14:00..2026-06-16T16:00"),
        ("a quarter to noon", "2026-06-10T11:45.."),
        ("20 to 4pm", "2026-06-10T15:40.."),
        ("at half ten", "2026-06-10T10:30.."),
        ("15h20", "2026-06-10T15:20.."),
        ("by 1400 hours", "..2026-06-10T14:00"),
        ("2026-06-12T16:30:00Z", "2026-06-12T12:30.."),
        ("late tonight", "2026-06-10T21:00..2026-06-11"),
        ("I'll ring late afternoon", "2026-06-10T15:00..2026-06-10T18:00"),
        ("early in the morning", "2026-06-11T06:00..2026-06-11T08:00"),
        ("I'll ask them this p.m. about it", "2026-06-10T12:00..2026-06-10T18:00"),
        ("after dinner tomorrow", "2026-06-11T20:00.."),
        ("from 1 p.m. to 4.", "2026-06-10T13:00..2026-06-10T16:00"),
        ("within the day", "2026-06-10T09:30..2026-06-11"),
        ("within roughly three hours", "2026-06-10T09:30..2026-06-10T12:30"),
        ("in a month and a half", "2026-07-25..2026-07-26"),
        ("in 1 1/2 hours", "2026-06-10T11:00.."),
        ("two in the night", "2026-06-11T02:00.."),
    ],
)
def test_clocks_and_amounts_as_people_write_them(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("3 to 5 Pacific", ""),
        ("from 3 to 5 Pacific", "2026-06-10T18:00..2026-06-10T20:00"),
        ("between 1 pm and 2 pm (PT)", "2026-06-10T16:00..2026-06-10T17:00"),
        ("5pm UTC+2", "2026-06-10T11:00.."),
        ("8am PT - 9am PT", "2026-06-10T11:00..2026-06-10T12:00"),
    ],
)
def test_a_zone_holds_for_both_ends(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("June 22 or 23", "2026-06-22..2026-06-24"),
        ("22/23 June", "2026-06-22..2026-06-24"),
        ("June 22 ~ June 26", "2026-06-22..2026-06-27"),
        ("Monday (15 June)", "2026-06-15..2026-06-16"),
        ("6 / 22", "2026-06-22..2026-06-23"),
        ("on or after July 6", "2026-07-06.."),
        ("Friday at the very latest", "..2026-06-13"),
        ("I can't come until Friday", "2026-06-12.."),
        ("away until Friday", "..2026-06-13"),
        ("may 30th", "2027-05-30..2027-05-31"),
    ],
)
def test_two_days_on_end_and_bounds(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We got the keys on Friday.",
        "I spoke to the plumber this morning.",
        "This morning I called the bank.",
        "She's out today.",
        "I am tired and cranky today.",
        "Thanks for your note of Monday.",
        "Here are the notes from Thursday's workshop.",
        "They have closed two deals this week.",
        "Every Friday we eat pizza, on Mondays soup.",
        "The ratio at 2-1 is poor.",
    ],
)
def test_what_is_done_or_recurs_names_no_time_ahead(text: str) -> None:
    assert told(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "I will read it today.",
        "The list will be made Friday.",
        "It is due today.",
        "I'm leaving today.",
        "We've got a visitor on Friday.",
        "I told her that I'd paint it on Friday.",
        "I'll be in town today and tomorrow.",
        "The visit was Friday, I believe.",
        "We plan to hang the pictures today.",
    ],
)
def test_what_is_to_come_stays_a_time_though_a_past_form_is_near(text: str) -> None:
    assert told(text) != ""


def test_within_is_a_deadline_and_tells_where_it_begins() -> None:
    (found,) = predictions(find("within two weeks", WEDNESDAY, OFFICE))
    assert (found["start"], found["end"], found["open"]) == ("2026-06-10T09:30:00", "2026-06-25T00:00:00", "before")
    due = resolve("I'll be done within two weeks", WEDNESDAY, OFFICE)
    assert due is not None
    assert (due.start, due.end) == (None, datetime(2026, 6, 24, 23, 59, 59, tzinfo=NEW_YORK))
