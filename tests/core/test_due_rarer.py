"""Rarer ways to name a date, a period, a length of time, an hour.

All sentences are read on Wednesday 10 June 2026, 9:30 in New York.
"""

import pytest

from tests.core.due_told import told


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("I'll mail it on 8-22.", "2026-08-22..2026-08-23"),
        ("I'll mail it by 30-7.", "..2026-07-31"),
        ("I'll mail it Tuesday, 6-16.", "2026-06-16..2026-06-17"),
        ("I'll mail it Wednesday (6-17) at 10am.", "2026-06-17T10:00.."),
        ("I'll mail it 7-17, Friday.", "2026-07-17..2026-07-18"),
        ("I'll mail it Oct/2/26.", "2026-10-02..2026-10-03"),
        ("I'll mail it 2 / 15 / 2027.", "2027-02-15..2027-02-16"),
        ("I'll mail it 14. 4. 2027.", "2027-04-14..2027-04-15"),
        ("I'll mail it 12 / 2026.", "2026-12-01..2027-01-01"),
        ("I'll mail it 2027.jul.08.", "2027-07-08..2027-07-09"),
        ("I'll mail it march the third at noon.", "2027-03-03T12:00.."),
        ("I'll mail it november of '27.", "2027-11-01..2027-12-01"),
        ("I'll mail it May of two thousand and twenty seven.", "2027-05-01..2027-06-01"),
        ("I'll mail it Christmas eve of the year after next.", "2028-12-24..2028-12-25"),
        ("The plant is down weeks 30-32.", "2026-07-20..2026-08-10"),
        ("The plant is down week thirty of next year.", "2027-07-26..2027-08-02"),
        ("The plant is down June 26-28 2027.", "2027-06-26..2027-06-29"),
        ("The plant is down from the 4th through the 22nd of next month.", "2026-07-04..2026-07-23"),
        ("The plant is down from July 1 till the fifth of August.", "2026-07-01..2026-08-06"),
        ("The plant is down october 28th thru may third.", "2026-10-28..2027-05-04"),
        ("The plant is down the whole month of August.", "2026-08-01..2026-09-01"),
    ],
)
def test_dates(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("I'll send it at the top of next week.", "2026-06-15..2026-06-18"),
        ("I'll send it in the early part of next month.", "2026-07-01..2026-07-11"),
        ("I'll send it mid to late July.", "2026-07-11..2026-08-01"),
        ("I'll send it mid-July looks right.", "2026-07-11..2026-07-21"),
        ("I'll send it in early autumn.", "2026-09-23..2026-10-23"),
        ("I'll send it by the penultimate Friday of June.", "..2026-06-20"),
        ("I'll send it on the final day of the month.", "2026-06-30..2026-07-01"),
        ("I'll send it on the last of the month.", "2026-06-30..2026-07-01"),
        ("I'll send it in the first fortnight of July.", "2026-07-01..2026-07-15"),
        ("I'll send it on the first Monday of the month.", "2026-07-06..2026-07-07"),
        ("I'll send it on the first business day of January.", "2027-01-04..2027-01-05"),
        ("I'll send it on the last working day before Christmas.", "2026-12-24..2026-12-25"),
        ("I'll send it in Q4 27.", "2027-10-01..2028-01-01"),
        ("I'll send it by the 1st of the month after next.", "..2026-08-02"),
        ("Start next week with the audit.", "2026-06-15..2026-06-22"),
        ("I'll send it over the long weekend.", "2026-06-13..2026-06-15"),
    ],
)
def test_parts_of_a_period(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("I'll need another three days.", "2026-06-13..2026-06-14"),
        ("I'll need another fortnight.", "2026-06-24..2026-06-25"),
        ("It will be another day like this.", ""),
        ("The launch is two weeks away.", "2026-06-24..2026-06-25"),
        ("I'll pay within thirty (30) days.", "2026-06-10T09:30..2026-07-11"),
        ("I'll do it in 1h45.", "2026-06-10T11:15.."),
        ("I'll do it two weeks this Friday.", "2026-06-26..2026-06-27"),
        ("I'll do it Wednesday in two weeks.", "2026-06-24..2026-06-25"),
        ("I'll do it Friday two weeks from now.", "2026-06-26..2026-06-27"),
        ("I'm away from tomorrow for ten days.", "2026-06-11..2026-06-21"),
        ("I'll do it a year from July.", "2027-07-01..2027-08-01"),
        ("They are coming two weeks from Monday.", "2026-06-29..2026-06-30"),
        ("We keep the next two weekends free.", "2026-06-13..2026-06-22"),
        ("I'll do it 10 biz days from now.", "2026-06-24..2026-06-25"),
        ("I'll do it two hours ahead of the 5pm call.", "2026-06-10T15:00.."),
    ],
)
def test_lengths_of_time(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("I'll ring between now and 4.", "2026-06-10T09:30..2026-06-10T16:00"),
        ("I'll ring Mon/10am.", "2026-06-15T10:00.."),
        ("I'll ring on Sunday (10:30).", "2026-06-14T10:30.."),
        ("I'll ring tonight, say nine.", "2026-06-10T21:00.."),
        ("I'll ring Friday any time after 1.", "2026-06-12T13:00.."),
        ("I'll ring at ten to nine outside.", "2026-06-10T20:50.."),
        ("I'll ring at 8.45 tomorrow morning.", "2026-06-11T08:45.."),
        ("I'll ring at one minute past midnight on Friday.", "2026-06-12T00:01.."),
        ("I'll ring 0900-1030 on Thursday.", "2026-06-11T09:00..2026-06-11T10:30"),
        ("I'm in from 7 onwards.", "2026-06-10T19:00.."),
        ("The bar is open till 2am tonight.", "..2026-06-11T02:00"),
        ("I'll ring in the AM.", "2026-06-11T06:00..2026-06-11T12:00"),
        ("I'll ring at the top of the hour.", "2026-06-10T10:00.."),
        ("I'm there Saturday 11 to 2.", "2026-06-13T11:00..2026-06-13T14:00"),
        ("The car is mine from 3 July 08:00 to 5 July 20:00.", "2026-07-03T08:00..2026-07-05T20:00"),
        ("The lab is shut from midnight to 6 on Sunday.", "2026-06-14..2026-06-14T06:00"),
    ],
)
def test_hours(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("I'll be back fiveish.", "2026-06-10T17:00.."),
        ("I'll be back at ten to five.", "2026-06-10T16:50.."),
        ("I'll be back ten to 5pm.", "2026-06-10T16:50.."),
        ("It's twenty to five in the afternoon.", "2026-06-10T16:40.."),
        ("I'll be out 5-7 this evening.", "2026-06-10T17:00..2026-06-10T19:00"),
        ("I'll be away from now till 2 hours from now.", "2026-06-10T09:30..2026-06-10T11:30"),
        ("I'll be back tomorrow, say around 3.", "2026-06-11T15:00.."),
        ("I'll be back late morning.", "2026-06-10T09:00..2026-06-10T12:00"),
        ("Can we meet now", "2026-06-10T09:30.."),
        ("I'll do it in two Saturdays.", "2026-06-20..2026-06-21"),
        ("I'll do it the third Friday from now.", "2026-06-26..2026-06-27"),
        ("I'll do it the coming working week.", "2026-06-15..2026-06-20"),
        ("I'll do it on October's third Monday.", "2026-10-19..2026-10-20"),
        ("I'll do it by the end of the day after tomorrow.", "..2026-06-13"),
        ("I'll do it the closest Monday to July 1.", "2026-06-29..2026-06-30"),
        ("I'll do it this coming winter.", "2026-12-21..2027-03-20"),
        ("I'll do it sat of next week.", "2026-06-20..2026-06-21"),
        ("I'll do it ash wed.", "2027-02-10..2027-02-11"),
        ("I can fit in an hour tomorrow.", "2026-06-11..2026-06-12"),
    ],
)
def test_hours_and_days_from_now(words: str, expected: str) -> None:
    assert told(words) == expected
