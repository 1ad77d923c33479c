"""By when: what people write, and the last moment at which they could still say "I kept it"."""

from datetime import date, datetime, time
from pathlib import Path
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from daemon.core.due import find, resolve
from daemon.core.due.format import predictions
from daemon.core.model import Due, WorkingCalendar
from tests.bench import deadlines

LONDON = ZoneInfo("Europe/London")
OFFICE = WorkingCalendar(zone=LONDON, ends=time(17, 30), end_of_day=time(17, 0))
TUESDAY = datetime(2026, 6, 9, 10, 20, tzinfo=LONDON)
FRIDAY_NIGHT = datetime(2026, 6, 12, 20, 15, tzinfo=LONDON)


def due(words: str, at: datetime = TUESDAY, office: WorkingCalendar = OFFICE) -> Due:
    found = resolve(words, at, office)
    assert found is not None, words
    return found


def told(moment: datetime | None) -> str | None:
    return moment.strftime("%m-%d %H:%M:%S") if moment else None


def spans(text: str, at: datetime = TUESDAY) -> list[str]:
    return [e.text for e in find(text, at, OFFICE)]


@pytest.mark.parametrize(
    ("words", "start", "end", "aim"),
    [
        ("The minutes reach you by Friday.", None, "06-12 23:59:59", "06-12 17:30:00"),
        ("I'll bring the samples on Friday", "06-12 00:00:00", "06-12 23:59:59", "06-12 17:30:00"),
        ("You get the quote EOD.", "06-09 00:00:00", "06-09 23:59:59", "06-09 17:00:00"),
        ("quote with you by close of business Thursday", None, "06-11 23:59:59", "06-11 17:00:00"),
        ("I'll ring the printer tomorrow morning", "06-10 06:00:00", "06-10 12:00:00", "06-10 12:00:00"),
        ("I'll ring the printer this afternoon", "06-09 12:00:00", "06-09 18:00:00", "06-09 18:00:00"),
        ("Will upload it tonight", "06-09 18:00:00", "06-09 23:59:59", "06-09 23:59:59"),
        ("We finish the audit next week", "06-15 00:00:00", "06-19 23:59:59", "06-19 17:30:00"),
        ("We finish the audit early next week", "06-15 00:00:00", "06-17 23:59:59", "06-17 17:30:00"),
        ("done by the end of the month", None, "06-30 23:59:59", "06-30 17:30:00"),
        ("done by month end", None, "06-30 23:59:59", "06-30 17:30:00"),
        ("done before the quarter closes", None, "06-30 23:59:59", "06-30 17:30:00"),
        ("live by EOW", None, "06-12 23:59:59", "06-12 17:30:00"),
        ("live by end of Q3", None, "09-30 23:59:59", "09-30 17:30:00"),
        ("I answer at 3", "06-09 15:00:00", "06-09 15:00:00", "06-09 15:00:00"),
        ("I answer by half past eleven", None, "06-09 11:30:00", "06-09 11:30:00"),
        ("I answer within 48 hours", None, "06-11 10:20:00", "06-11 10:20:00"),
        ("I answer in a couple of days", "06-11 00:00:00", "06-11 23:59:59", "06-11 17:30:00"),
        ("two fixes within three working days", None, "06-12 23:59:59", "06-12 17:30:00"),
        ("in 2 weeks' time", "06-23 00:00:00", "06-23 23:59:59", "06-23 17:30:00"),
        ("a week from Monday", "06-22 00:00:00", "06-22 23:59:59", "06-22 17:30:00"),
        ("Friday week", "06-19 00:00:00", "06-19 23:59:59", "06-19 17:30:00"),
        ("the day after tomorrow", "06-11 00:00:00", "06-11 23:59:59", "06-11 17:30:00"),
        ("in a fortnight", "06-23 00:00:00", "06-23 23:59:59", "06-23 17:30:00"),
        ("first thing Monday", "06-15 06:00:00", "06-15 12:00:00", "06-15 10:00:00"),
        ("over the weekend", "06-13 00:00:00", "06-14 23:59:59", "06-12 17:30:00"),
        ("before Wednesday 17", None, "06-16 23:59:59", "06-16 17:30:00"),
        ("no later than the 15th", None, "06-15 23:59:59", "06-15 17:30:00"),
        ("on Thursday 18 June at the latest", None, "06-18 23:59:59", "06-18 17:30:00"),
        ("Monday the 29th by noon", None, "06-29 12:00:00", "06-29 12:00:00"),
        ("between 3 and 5 on Thursday", "06-11 15:00:00", "06-11 17:00:00", "06-11 17:00:00"),
        ("Mon-Wed", "06-15 00:00:00", "06-17 23:59:59", "06-17 17:30:00"),
        ("between the 16th and the 18th", "06-16 00:00:00", "06-18 23:59:59", "06-18 17:30:00"),
        ("by mid-October", None, "10-20 23:59:59", "10-20 17:30:00"),
        ("2026-07-02", "07-02 00:00:00", "07-02 23:59:59", "07-02 17:30:00"),
        ("by Sept. 3rd", None, "09-03 23:59:59", "09-03 17:30:00"),
        ("tommorrow", "06-10 00:00:00", "06-10 23:59:59", "06-10 17:30:00"),
        ("by thurs", None, "06-11 23:59:59", "06-11 17:30:00"),
        ("before Christmas", None, "12-24 23:59:59", "12-24 17:30:00"),
        ("by Thanksgiving", None, "11-26 23:59:59", "11-26 17:30:00"),
        ("this week", "06-08 00:00:00", "06-12 23:59:59", "06-12 17:30:00"),
        ("by 3ish", None, "06-09 15:00:00", "06-09 15:00:00"),
        ("within 24h", None, "06-10 10:20:00", "06-10 10:20:00"),
        ("tomorrow week", "06-17 00:00:00", "06-17 23:59:59", "06-17 17:30:00"),
        ("the last working day of the month", "06-30 00:00:00", "06-30 23:59:59", "06-30 17:30:00"),
        ("by the first of next month", None, "07-01 23:59:59", "07-01 17:30:00"),
        ("by the start of next week", None, "06-15 23:59:59", "06-15 17:30:00"),
        ("in the next day or two", None, "06-11 23:59:59", "06-11 17:30:00"),
        ("within 5-7 business days", None, "06-18 23:59:59", "06-18 17:30:00"),
        ("by the weekend", None, "06-12 23:59:59", "06-12 17:30:00"),
        ("by Monday, June 15th, 5 p.m.", None, "06-15 17:00:00", "06-15 17:00:00"),
        ("on the evening of June 20", "06-20 18:00:00", "06-20 23:59:59", "06-19 17:30:00"),
        ("after lunch", "06-09 13:00:00", "06-09 23:59:59", "06-09 23:59:59"),
        ("June twenty nine", "06-29 00:00:00", "06-29 23:59:59", "06-29 17:30:00"),
        ("Revised lead times are yours Thursday", "06-11 00:00:00", "06-11 23:59:59", "06-11 17:30:00"),
    ],
)
def test_what_the_words_mean(words: str, start: str | None, end: str, aim: str) -> None:
    found = due(words)
    assert (told(found.start), told(found.end), told(found.aim)) == (start, end, aim)


@pytest.mark.parametrize(
    "words",
    [
        "I'll send it shortly",
        "Will do, soon.",
        "ASAP!",
        "I'll look at the 5 pm deadline you missed",
        "I'll check the figures you sent on Friday",
        "I'll redo last week's chart",
        "I'll file the notes from Monday's meeting",
        "Will do.",
        "As soon as I can.",
        "when I get a minute",
        "in the coming weeks",
        "It has been raining since Monday",
        "My answer to your e-mail on 5/28 follows",
        "We talked about it yesterday and I will follow up",
    ],
)
def test_words_that_set_no_time(words: str) -> None:
    assert resolve(words, TUESDAY, OFFICE) is None


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("I'll get you the slides by Thursday for the meeting on Friday", "06-11"),
        ("For Friday's board I'll send the figures on Wednesday.", "06-10"),
        ("I'll start tomorrow and hand over by Monday", "06-15"),
        ("The notes of yesterday's call go out tomorrow.", "06-10"),
        ("I'll call on Wednesday and send the offer on Thursday", "06-11"),
        ("I'll reply to the mail you sent Monday by Friday", "06-12"),
        ("I'll do the sums for the workshop on Friday", "06-12"),
    ],
)
def test_the_time_of_something_else_loses(words: str, end: str) -> None:
    assert f"{due(words).end:%m-%d}" == end


def test_a_bare_clock_time_belongs_to_the_day_named_beside_it() -> None:
    assert told(due("I'll send it tomorrow, hopefully by noon").end) == "06-10 12:00:00"


def test_either_of_two_days_lasts_until_the_second() -> None:
    found = due("I'll phone the landlord Wednesday or Thursday")
    assert (told(found.start), told(found.end), found.said) == (
        "06-10 00:00:00",
        "06-11 23:59:59",
        "Wednesday or Thursday",
    )


def test_next_friday_is_read_both_ways() -> None:
    readings = find("next Friday", TUESDAY, OFFICE)[0].readings
    assert [r.start.day for r in readings if r.start] == [19, 12]
    assert len(due("next Friday").readings) == 1


def test_the_weekday_of_today_is_the_coming_one_unless_it_is_this() -> None:
    friday = datetime(2026, 6, 12, 15, 0, tzinfo=LONDON)
    assert f"{due('Friday', friday).end:%m-%d}" == "06-19"
    assert f"{due('this Friday', friday).end:%m-%d}" == "06-12"


def test_this_week_on_a_friday_night_lasts_until_sunday_and_has_no_working_time_left() -> None:
    found = due("this week", FRIDAY_NIGHT)
    assert told(found.end) == "06-14 23:59:59"
    assert found.aim is None


def test_end_of_day_said_late_is_the_same_day() -> None:
    found = due("EOD", FRIDAY_NIGHT)
    assert (told(found.end), told(found.aim)) == ("06-12 23:59:59", "06-12 23:59:59")


def test_in_the_morning_is_tomorrow_once_the_morning_has_begun() -> None:
    assert told(due("I'll check in the morning").end) == "06-10 12:00:00"
    small_hours = datetime(2026, 6, 9, 1, 0, tzinfo=LONDON)
    assert told(due("I'll check in the morning", small_hours).end) == "06-09 12:00:00"


def test_working_days_step_over_holidays_and_the_aim_does_not_fall_on_one() -> None:
    office = WorkingCalendar(zone=LONDON, holidays=frozenset({date(2026, 6, 10), date(2026, 6, 12)}))
    assert f"{due('within two working days', office=office).end:%m-%d}" == "06-15"
    friday = due("by Friday", office=office)
    assert (f"{friday.end:%m-%d}", told(friday.aim)) == ("06-12", "06-11 17:00:00")


def test_figures_follow_the_order_of_the_house() -> None:
    british = WorkingCalendar(zone=LONDON, day_first=True)
    assert f"{due('by 10/12').end:%m-%d}" == "10-12"
    assert f"{due('by 10/12', office=british).end:%m-%d}" == "12-10"
    assert f"{due('by 25/8').end:%m-%d}" == "08-25"
    assert f"{due('on Friday 7/8').end:%m-%d}" == "08-07", "the weekday settles the order"


@pytest.mark.parametrize(
    ("words", "end"),
    [("by 10am PT", "06-09 18:00:00"), ("by noon ET on Thursday", "06-11 17:00:00"), ("by 4pm GMT", "06-09 17:00:00")],
)
def test_other_zones_are_converted(words: str, end: str) -> None:
    assert told(due(words).end) == end


def test_your_time_is_converted_where_the_reader_is_known() -> None:
    words = "on your desk by 9am your time on Monday"
    theirs = resolve(words, TUESDAY, OFFICE, ZoneInfo("Asia/Tokyo"))
    assert theirs is not None
    assert told(theirs.end) == "06-15 01:00:00"
    assert told(due(words).end) == "06-15 09:00:00"


def test_the_wall_clock_of_the_writer_counts_not_that_of_the_calendar() -> None:
    travelling = datetime.fromisoformat("2026-06-09T23:30:00-07:00")
    found = due("tomorrow", travelling)
    assert found.end is not None
    assert found.end.isoformat() == "2026-06-10T23:59:59-07:00"


def test_clocks_that_jump_move_a_skipped_time_forward_and_keep_a_doubled_one_to_its_last() -> None:
    spring = due("by 1:30am Sunday", datetime(2026, 3, 26, 9, 0, tzinfo=LONDON)).end
    autumn = due("by 1:30am Sunday", datetime(2026, 10, 22, 9, 0, tzinfo=LONDON)).end
    assert spring is not None
    assert autumn is not None
    assert told(spring) == "03-29 02:30:00"
    assert (told(autumn), autumn.utcoffset()) == ("10-25 01:30:00", TUESDAY.utcoffset() and autumn.dst())
    night = due("in 24 hours", datetime(2026, 3, 28, 12, 0, tzinfo=LONDON)).end
    assert told(night) == "03-29 13:00:00"


@pytest.mark.parametrize(
    ("words", "anchor", "end"),
    [
        ("before our next 1:1", "our next 1:1", None),
        ("after the board call", "the board call", None),
        ("when you are in town", "you are in town", None),
        ("by the time you're back", "you're back", None),
        ("before you leave on Thursday", "you leave", "06-11 23:59:59"),
        ("before Thursday's review", "thursday 's review", "06-11 23:59:59"),
        ("after my 11:00 call", "my 11:00 call", "06-09 23:59:59"),
    ],
)
def test_what_hangs_on_an_event_names_it(words: str, anchor: str, end: str | None) -> None:
    found = due(f"I'll have it {words}.")
    assert (found.anchor, told(found.end)) == (anchor, end)


@pytest.mark.parametrize(
    "text",
    [
        "This may or may not be right.",
        "They march on, second to none.",
        "She sat down and we won.",
        "Version 2.4.1 costs $12.50 or 15% more, room 204.",
        "Call +44 20 7946 0958 or ext. 5512 any time.",
        "We are here 24/7 at a ratio of 3:1.",
        "By 3 points; by 10 percent; at 4 kilos.",
        "The 5th floor, the second draft and the 3rd edition.",
        "See https://example.org/2026/06/12/friday for more.",
        "Half of the 12 boxes, 1/2 of them blue.",
        "It takes 4 days to dry.",
    ],
)
def test_no_time_is_found_where_none_is_said(text: str) -> None:
    assert spans(text) == []


def test_every_expression_is_found_with_its_place() -> None:
    text = "Draft on Wednesday, comments by the 16th, print between 3 and 5 on Thursday."
    found = find(text, TUESDAY, OFFICE)
    assert [e.text for e in found] == ["on Wednesday", "by the 16th", "between 3 and 5 on Thursday"]
    assert all(text[e.start_char : e.end_char] == e.text for e in found)
    assert [e.readings[0].open for e in found] == [None, "before", None]


def test_the_lines_of_when_are_local_and_end_where_the_next_begins() -> None:
    by, at = predictions(find("by Friday, or at 3pm on Thursday; yesterday is gone", TUESDAY, OFFICE))
    assert (by["start"], by["end"], by["open"]) == (None, "2026-06-13T00:00:00", "before")
    assert (at["start"], at["end"], at["grain"]) == ("2026-06-11T15:00:00", None, "hour")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="attach one"):
        find("tomorrow", datetime(2026, 6, 9), OFFICE)  # noqa: DTZ001


@pytest.mark.parametrize(
    "piece",
    ["7", "by by ", "1-", "in the ", "one ", "friday, 3 ", "half past ", "when I ", "1 . ", "first day of ", "we got "],
)
def test_hostile_text_takes_time_in_proportion_to_its_length(piece: str) -> None:
    def seconds(size: int) -> float:
        began = process_time()
        find(piece * (size // len(piece)), TUESDAY, OFFICE)
        return process_time() - began

    assert seconds(20_000) < 1.5
    assert seconds(80_000) < 6.0


@pytest.mark.parametrize("piece", ["plan plan for next week ", "because next week ", "let's go next week "])
def test_what_leads_to_a_time_is_looked_at_in_proportion_to_the_length(piece: str) -> None:
    began = process_time()
    resolve(piece * (80_000 // len(piece)), TUESDAY, OFFICE)
    assert process_time() - began < 6.0


def test_a_megabyte_of_digits_is_passed_over_at_once() -> None:
    began = process_time()
    assert find("8" * 1_000_000 + " " + "by " * 20_000, TUESDAY, OFFICE) == ()
    assert process_time() - began < 4.0


def test_the_shared_sets_are_read_well_enough(shared: Path) -> None:
    figures = deadlines.figures()
    assert figures["workplace_deadline"] >= 98
    assert figures["real_deadline"] >= 96
    assert figures["real_fp"] <= 20
    assert figures["external_deadline"] >= 84
    assert figures["negatives_fp"] <= 1
