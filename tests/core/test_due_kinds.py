"""Kinds of expressions with their siblings: feasts by sun and moon, compound figures, closing hours elsewhere, asides.

All sentences are read on Wednesday 10 June 2026, 9:30 in New York.
"""

from datetime import date

import pytest

from daemon.core.due import resolve
from daemon.core.due.moons import chinese_new_year, diwali, hanukkah, islamic, orthodox_easter, passover, rosh_hashanah
from tests.core.due_told import OFFICE, WEDNESDAY, told


def test_feasts_of_other_calendars_fall_where_their_people_keep_them() -> None:
    assert rosh_hashanah(2025) == date(2025, 9, 23)
    assert passover(2026) == date(2026, 4, 2)
    assert hanukkah(2024) == date(2024, 12, 26)
    assert islamic(2025, 9, 1) == date(2025, 3, 1)
    assert islamic(2025, 12, 10) == date(2025, 6, 6)
    assert orthodox_easter(2026) == date(2026, 4, 12)
    assert chinese_new_year(2026) == date(2026, 2, 17)
    assert diwali(2023) == date(2023, 11, 12)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("before Diwali", "..2026-11-08"),
        ("after Rosh Hashanah", "2026-09-13.."),
        ("by Presidents' Day", "..2027-02-16"),
        ("on Martin Luther King Jr. Day 2028", "2028-01-17..2028-01-18"),
        ("by New Year's", "..2027-01-02"),
        ("over Labor Day weekend", "2026-09-05..2026-09-08"),
        ("Thanksgiving weekend", "2026-11-26..2026-11-30"),
        ("in Christmas week", "2026-12-21..2026-12-28"),
        ("Happy Thanksgiving to you all.", ""),
        ("We celebrate both my birthday and Father's Day.", ""),
    ],
)
def test_a_holiday_has_its_year_its_weekend_and_is_no_wish(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2026-W33", "2026-08-10..2026-08-17"),
        ("2026-W33-4", "2026-08-13..2026-08-14"),
        ("20260713T160000Z", "2026-07-13T12:00.."),
        ("2026-07-13T16:00:00+02:00", "2026-07-13T10:00.."),
        ("2026-07-13 15:00/2026-07-14 18:00", "2026-07-13T15:00..2026-07-14T18:00"),
        ("July 13-August 2", "2026-07-13..2026-08-03"),
        ("August/14/2026", "2026-08-14..2026-08-15"),
        ("2027 May 4", "2027-05-04..2027-05-05"),
        ("8.27.2026", "2026-08-27..2026-08-28"),
        ("on 15.08.", "2026-08-15..2026-08-16"),
        ("by 3.7.", "..2026-07-04"),
        ("it costs 3.7. Fine.", ""),
        ("at 630pm", "2026-06-10T18:30.."),
        ("at 1930 hours", "2026-06-10T19:30.."),
        ("a quarter to noon", "2026-06-10T11:45.."),
        ("at five minutes to eleven", "2026-06-10T10:55.."),
        ("in three quarters of an hour", "2026-06-10T10:15.."),
        ("in 1h20m", "2026-06-10T10:50.."),
    ],
)
def test_figures_are_read_as_machines_and_armies_write_them(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("by EOD Pacific", "..2026-06-11"),
        ("by EOD Friday, PT", "..2026-06-13"),
        ("by COB London time on Friday", "..2026-06-12T12:00"),
        ("c.o.b. tomorrow", "2026-06-11..2026-06-12"),
        ("after work on Friday", "2026-06-12T17:00..2026-06-12T21:00"),
        ("before work tomorrow", "2026-06-11..2026-06-11T09:00"),
        ("I'll let it run overnight.", "2026-06-10T18:00..2026-06-11T08:00"),
        ("It goes by overnight mail.", ""),
        ("last thing on Friday", "2026-06-12T15:00..2026-06-13"),
        ("before the day is out", "..2026-06-11"),
        ("Friday at the latest", "..2026-06-13"),
        ("latest by Friday", "..2026-06-13"),
        ("through Friday", "..2026-06-13"),
        ("late tomorrow afternoon", "2026-06-11T12:00..2026-06-11T18:00"),
    ],
)
def test_the_working_day_closes_where_the_words_say(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the second Friday after Labor Day", "2026-09-18..2026-09-19"),
        ("the next Monday after July 4", "2026-07-06..2026-07-07"),
        ("the last Friday before Christmas", "2026-12-18..2026-12-19"),
        ("the closest Monday to July 4", "2026-07-06..2026-07-07"),
        ("week 3 of September", "2026-09-14..2026-09-21"),
        ("the last month of next year", "2027-12-01..2028-01-01"),
        ("second half next year", "2027-07-01..2028-01-01"),
        ("the third quarter of 2027", "2027-07-01..2027-10-01"),
        ("by Q3 end", "..2026-10-01"),
        ("first Monday next month", "2026-07-06..2026-07-07"),
        ("the second half of July", "2026-07-16..2026-08-01"),
        ("Sep 22-24, 2027", "2027-09-22..2027-09-25"),
        ("the month of October", "2026-10-01..2026-11-01"),
        ("next October", "2026-10-01..2026-11-01"),
        ("within 3 days of July 1", "2026-06-10T09:30..2026-07-05"),
        ("two weeks prior to July 20", "2026-07-06..2026-07-07"),
        ("next week between Tuesday and Thursday", "2026-06-16..2026-06-19"),
        ("August 4 - August 20, 2028", "2028-08-04..2028-08-21"),
        ("3 hours starting at 2pm", "2026-06-10T14:00..2026-06-10T17:00"),
        ("the rest of the afternoon", "2026-06-10T09:30..2026-06-10T18:00"),
        ("in the 2030s", "2030-01-01..2040-01-01"),
        ("fiscal year 2028", "2028-01-01..2029-01-01"),
    ],
)
def test_what_is_counted_from_something_named(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I'll look at today's transactions.",
        "Send me the July 20 filing and we will see.",
        "The volumes for August will be higher.",
        "It came to about half of September.",
        "Ask April, she knows.",
        "April will send it to you.",
        "We will have about 5 of them.",
        "They sold it at 14, so that is that.",
        "Thanks for your help today.",
        "Good to hear from you this morning.",
        "As we agreed in our call today, nothing changes.",
        "I have not heard from her since Friday.",
        "The cheques being deposited today were sent by them.",
        "I'll read the Q3 numbers.",
        "She runs a Sunday school.",
        "I'll send next week's numbers.",
        "We are collecting the June and July volumes.",
        "The team meets every morning at 8.",
        "Invoices go out on the 15th of each month.",
        "No NOV was issued.",
        "Demand is lower than it is today.",
    ],
)
def test_a_time_that_only_names_a_thing_is_none_to_wait_for(text: str) -> None:
    assert told(text) == ""


def test_an_attribute_is_no_deadline_but_an_event_has_its_time() -> None:
    assert resolve("I'll check last week's numbers and this week's totals", WEDNESDAY, OFFICE) is None
    due = resolve("I'll have it ready before Friday's review", WEDNESDAY, OFFICE)
    assert due is not None
    assert due.end is not None
    assert due.end.date() == date(2026, 6, 12)
