"""Times as people write them in a hurry: slips, short words, lists, and what leans on the time named before it.

All sentences are read on Wednesday 10 June 2026, 9:30 in New York.
"""

import pytest

from tests.core.due_told import told


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("I'll mail the minutes tomoz.", "2026-06-11..2026-06-12"),
        ("I'll mail the minutes over the wknd.", "2026-06-13..2026-06-15"),
        ("I'll mail the minutes by Thrusday.", "..2026-06-12"),
        ("I'll mail the minutes by Setpember 3.", "..2026-09-04"),
        ("I'll mail the minutes withing two weeks.", "2026-06-10T09:30..2026-06-25"),
        ("I'll mail the minutes in a coupla days.", "2026-06-12..2026-06-13"),
        ("I'll mail the minutes 2day.", "2026-06-10..2026-06-11"),
        ("I'll mail the minutes sat morn.", "2026-06-13T06:00..2026-06-13T12:00"),
        ("I'll mail the minutes thurs. morning.", "2026-06-11T06:00..2026-06-11T12:00"),
        ("I'll mail the minutes on the 3rd Mon. of next month.", "2026-07-20..2026-07-21"),
        ("I'll mail the minutes by Sept. 3.", "..2026-09-04"),
        ("I'll be away from Sept. through November.", "2026-09-01..2026-12-01"),
        ("I'll mail the minutes in approx. two hours.", "2026-06-10T11:30.."),
        ("I'll mail them by Fri. Ruth has the rest.", "..2026-06-13"),
    ],
)
def test_slips_and_short_words_are_understood(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "The fair is on June 23, 25 and 27.",
            "2026-06-23..2026-06-24; 2026-06-25..2026-06-26; 2026-06-27..2026-06-28",
        ),
        ("The fair is on June 23, 5pm.", "2026-06-23T17:00.."),
        (
            "The fair is on 23 June, and the bill comes three days later.",
            "2026-06-23..2026-06-24; 2026-06-26..2026-06-27",
        ),
        (
            "We meet on the 16th and send the notes the following week.",
            "2026-06-16..2026-06-17; 2026-06-22..2026-06-29",
        ),
        ("Next week is full, the week after is free.", "2026-06-15..2026-06-22; 2026-06-22..2026-06-29"),
        (
            "They vote on Tuesday, and you'll hear the next morning.",
            "2026-06-16..2026-06-17; 2026-06-17T06:00..2026-06-17T12:00",
        ),
        ("Call me at 3; half an hour later I'm gone.", "2026-06-10T15:00..; 2026-06-10T15:30.."),
        ("It came at noon. Three days later is fine.", "2026-06-10T12:00..; 2026-06-13..2026-06-14"),
    ],
)
def test_days_may_be_listed_or_lean_on_the_one_before(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("I'm in court on the 27th for a 3pm hearing.", "2026-06-27..2026-06-28; 2026-06-27T15:00.."),
        ("The meeting is next Friday in Rome, starting at 7:30 am.", "2026-06-19..2026-06-20; 2026-06-19T07:30.."),
        ("Are you free next Tuesday or Wednesday?", "2026-06-16..2026-06-17; 2026-06-17..2026-06-18"),
        ("I'm free next week, but not on Thursday.", "2026-06-15..2026-06-22; 2026-06-18..2026-06-19"),
        ("Call me at 3 and come on Friday.", "2026-06-10T15:00..; 2026-06-12..2026-06-13"),
        ("I'll do it first thing next week.", "2026-06-15T06:00..2026-06-15T12:00"),
        ("I'll do it mid-week next week.", "2026-06-16..2026-06-18"),
        ("I'll do it midweek next week.", "2026-06-16..2026-06-18"),
        ("The entire week of the 22nd is full.", "2026-06-22..2026-06-29"),
        ("It runs effective 1 July 2026 - 31 August 2027.", "2026-07-01..2027-09-01"),
        ("It came in on 07/05/2026 01:14:04 PM.", "2026-07-05T13:14:04.."),
        ("I'd take Dec26-Mar27.", "2026-12-01..2027-04-01"),
        ("I'd take Jul26-Sep26.", "2026-07-01..2026-10-01"),
        ("I'm away Dec15-Dec20.", "2026-12-15..2026-12-21"),
        ("I'm away Jul15-Aug02.", "2026-07-15..2026-08-03"),
        ("I'll send it by Dec15.", "..2026-12-16"),
        ("It was told on Jun25, and is due Jul03.", "2026-06-25..2026-06-26; 2026-07-03..2026-07-04"),
        ("It is due Friday, July 3,2026.", "2026-07-03..2026-07-04"),
        ("Are you free Friday 9-1130?", "2026-06-12T09:00..2026-06-12T11:30"),
        ("I'm in a class Friday 8-1050.", "2026-06-12T08:00..2026-06-12T10:50"),
    ],
)
def test_what_mail_says_in_passing(words: str, expected: str) -> None:
    assert told(words) == expected
