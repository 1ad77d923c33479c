"""Calendars as programs write them: zones, series and their exceptions, and what must not stall us."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors._ical import Calendar, note_entries, note_lines, notes_calendar, read_events
from connectors.types import Address, Event, Note, NoteKind, SetAside, Status
from tests.connectors.builders import BO, ME, MONDAY, calendar

BERLIN = ZoneInfo("Europe/Berlin")
PLAIN = "UID:ok\nDTSTART:20250303T100000Z\nSUMMARY:Fine"


def read(text: str, since: datetime | None = None, until: datetime | None = None) -> list[Event | SetAside]:
    return list(read_events(text, Calendar("work", "c.ics", BERLIN, frozenset({ME.email}), since, until)))


def event(*lines: str) -> Event:
    (found,) = read(calendar("UID:1\n" + "\n".join(lines)))
    assert isinstance(found, Event)
    return found


def starts(found: Iterable[Event | SetAside]) -> list[str]:
    return [f"{one.starts_at:%m-%d %H:%M}" for one in found if isinstance(one, Event)]


def test_an_ordinary_event() -> None:
    found = event(
        "DTSTART;TZID=America/Chicago:20250303T090000",
        "DTEND;TZID=America/Chicago:20250303T103000",
        "SUMMARY:Review\\, with",
        "  Bo",
        "ORGANIZER;CN=Bo Frost:mailto:BO@harbour.example",
        'ATTENDEE;CN="Ada: me";PARTSTAT=ACCEPTED:mailto:ada@harbour.example',
        "ATTENDEE;CUTYPE=ROOM;CN=Blue room:mailto:blue@harbour.example",
    )
    assert found.starts_at == datetime(2025, 3, 3, 15, tzinfo=UTC)
    assert found.ends_at - found.starts_at == timedelta(minutes=90)
    assert found.title == "Review, with Bo"
    assert found.people == (Address("bo@harbour.example", "Bo Frost"),)
    assert (found.busy, found.status, found.mine, found.uncertain) == (True, Status.CONFIRMED, True, None)


@pytest.mark.parametrize(
    ("line", "utc", "sure"),
    [
        ("DTSTART:20250303T090000", "08:00", False),
        ("DTSTART;TZID=W. Europe Standard Time:20250303T090000", "08:00", True),
        ('DTSTART;TZID="Pacific Standard Time":20250303T090000', "17:00", True),
        ("DTSTART;TZID=/mozilla.org/20070129_1/America/New_York:20250303T090000", "14:00", True),
        ("DTSTART;TZID=US-Eastern:20250303T090000", "14:00", True),
        ("DTSTART;TZID=Nowhere/Middle:20250303T090000", "08:00", False),
        ("DTSTART;TZID=../../etc/passwd:20250303T090000", "08:00", False),
    ],
)
def test_zones_known_and_guessed(line: str, utc: str, sure: bool) -> None:
    found = event(line)
    assert f"{found.starts_at.astimezone(UTC):%H:%M}" == utc
    assert (found.uncertain is None) is sure


def test_a_zone_defined_in_the_calendar_itself() -> None:
    rules = "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0530\nTZOFFSETTO:+0530\nEND:STANDARD\n"
    zone = f"BEGIN:VTIMEZONE\nTZID:Ours\n{rules}END:VTIMEZONE\n"
    text = calendar("UID:1\nDTSTART;TZID=Ours:20250303T090000").replace("BEGIN:VEVENT", zone + "BEGIN:VEVENT", 1)
    (found,) = read(text)
    assert isinstance(found, Event)
    assert found.starts_at == datetime(2025, 3, 3, 3, 30, tzinfo=UTC)
    assert found.uncertain is None


def test_a_calendar_that_names_its_zone_is_believed() -> None:
    (found,) = read(calendar("UID:1\nDTSTART:20250303T090000", zone="America/New_York"))
    assert isinstance(found, Event)
    assert found.starts_at == datetime(2025, 3, 3, 14, tzinfo=UTC)
    assert found.uncertain is None


def test_whole_days_and_missing_ends() -> None:
    day = event("DTSTART;VALUE=DATE:20250303")
    assert (day.all_day, day.ends_at - day.starts_at) == (True, timedelta(days=1))
    point = event("DTSTART:20250303T090000Z")
    assert (point.all_day, point.starts_at) == (False, point.ends_at)
    assert event("DTSTART:20250303T090000Z", "DURATION:PT45M").ends_at.minute == 45
    backwards = event("DTSTART:20250303T090000Z", "DTEND:20250303T080000Z")
    assert backwards.ends_at == backwards.starts_at


@pytest.mark.parametrize(
    ("line", "status", "busy"),
    [
        ("STATUS:CANCELLED", Status.CANCELLED, False),
        ("STATUS:TENTATIVE", Status.TENTATIVE, True),
        ("TRANSP:TRANSPARENT", Status.CONFIRMED, False),
        ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", Status.CONFIRMED, False),
        ("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", Status.TENTATIVE, True),
        ("X-MICROSOFT-CDO-BUSYSTATUS:OOF", Status.CONFIRMED, True),
        ("ATTENDEE;PARTSTAT=DECLINED:mailto:ada@harbour.example", Status.DECLINED, False),
        ("ATTENDEE;PARTSTAT=TENTATIVE:mailto:ada@harbour.example", Status.TENTATIVE, True),
        ("ATTENDEE;PARTSTAT=DECLINED:mailto:bo@harbour.example", Status.CONFIRMED, True),
    ],
)
def test_what_an_event_is_to_the_owner(line: str, status: Status, busy: bool) -> None:
    found = event("DTSTART:20250303T090000Z", line)
    assert (found.status, found.busy) == (status, busy)


SERIES = "UID:s\nDTSTART;TZID=Europe/Berlin:20250324T090000\nDTEND;TZID=Europe/Berlin:20250324T093000\nSUMMARY:Weekly"
WINDOW = (MONDAY, datetime(2025, 4, 15, tzinfo=UTC))


def test_a_series_keeps_its_wall_time_over_a_change_of_clocks() -> None:
    found = read(calendar(SERIES + "\nRRULE:FREQ=WEEKLY"), *WINDOW)
    assert starts(found) == ["03-24 09:00", "03-31 09:00", "04-07 09:00", "04-14 09:00"]
    assert len({one.ref for one in found}) == 4


def test_exceptions_of_a_series() -> None:
    rule = SERIES + "\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Europe/Berlin:20250331T090000"
    original = "RECURRENCE-ID;TZID=Europe/Berlin:20250407T090000"
    moved = f"UID:s\n{original}\nDTSTART;TZID=Europe/Berlin:20250408T110000\nSUMMARY:Moved"
    found = read(calendar(rule, moved), *WINDOW)
    assert starts(found) == ["03-24 09:00", "04-08 11:00"]
    assert [one.title for one in found if isinstance(one, Event)] == ["Weekly", "Moved"]
    before = read(calendar(rule), *WINDOW)
    assert before[1].ref == found[1].ref  # the moved one is the same occurrence


def test_without_a_horizon_a_series_runs_two_years_at_most() -> None:
    found = read(calendar("UID:s\nDTSTART;VALUE=DATE:20250303\nRRULE:FREQ=MONTHLY"))
    assert 24 <= len(found) <= 26


def test_the_latest_revision_counts() -> None:
    old = "UID:1\nSEQUENCE:1\nDTSTART:20250303T090000Z\nSUMMARY:Old"
    new = "UID:1\nSEQUENCE:2\nDTSTART:20250304T090000Z\nSUMMARY:New"
    assert [one.title for one in read(calendar(new, old)) if isinstance(one, Event)] == ["New"]


BOMBS = [
    "DTSTART:19900101T000000Z\nRRULE:FREQ=SECONDLY",
    "DTSTART:19900101T000000Z\nRRULE:FREQ=MINUTELY",
    "DTSTART:19900101T000000Z\nRRULE:FREQ=HOURLY",
    "DTSTART:20250101T000000Z\nRRULE:FREQ=DAILY;INTERVAL=0",
    "DTSTART:20250101T000000Z\nRRULE:FREQ=DAILY;COUNT=999999999",
    "DTSTART:19000101T000000Z\nRRULE:FREQ=DAILY",
    "DTSTART:20250101T000000Z\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "DTSTART:20250101T000000Z\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "DTSTART:20250101T000000Z\nRRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=10",
    "DTSTART:20250101T000000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO;BYSETPOS=5",
    "DTSTART:20250107T000000Z\nRRULE:FREQ=DAILY;INTERVAL=7;BYDAY=MO",
    "DTSTART:20250101T000000Z\nRRULE:FREQ=YEARLY;BYYEARDAY=400",
    "DTSTART:20250101T000000Z\nRRULE:FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))),
    "DTSTART:20250101T000000Z\nRRULE:FREQ=NEVER",
    "DTSTART:20250101T000000Z\nRDATE:" + ",".join(["20250102T000000Z"] * 50_000),
    "DTSTART:20250101T000000Z\nDTEND:21990101T000000Z\nRRULE:FREQ=DAILY",
    "DTSTART:20250101T000000Z\nSUMMARY:" + "x" * 5_000_000,
    'DTSTART;X="' + '";"' * 100_000 + ":20250101T000000Z",
]


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb[17:70])
def test_a_bomb_is_read_within_a_second_and_the_others_with_it(bomb: str) -> None:
    started = time.process_time()
    found = read(calendar("UID:bomb\n" + bomb, PLAIN), MONDAY - timedelta(days=1), MONDAY + timedelta(days=366))
    assert time.process_time() - started < 1
    assert any(isinstance(one, Event) and one.uid == "ok" for one in found)
    assert len(found) < 2_100


def test_many_heavy_series_share_one_budget() -> None:
    heavy = [f"UID:{n}\nDTSTART:19010101T000000Z\nRRULE:FREQ=DAILY;BYMONTH=1;BYMONTHDAY=1" for n in range(300)]
    started = time.process_time()
    found = read(calendar(*heavy), MONDAY, MONDAY + timedelta(days=366))
    assert time.process_time() - started < 5
    assert any(isinstance(one, SetAside) for one in found)


def test_a_broken_event_is_set_aside_and_the_others_are_read() -> None:
    found = read(calendar("UID:bad\nDTSTART:INVALID", PLAIN, "UID:none\nSUMMARY:x", "@@@"))
    assert [one.uid for one in found if isinstance(one, Event)] == ["ok"]
    reasons = [one.reason for one in found if isinstance(one, SetAside)]
    assert reasons[0] == "This event has a date that cannot be read; mend it in your calendar program."
    assert len(reasons) == 3


def test_a_calendar_cut_in_the_middle_keeps_what_came_before() -> None:
    text = calendar(PLAIN, "UID:2\nDTSTART:20250304T100000Z")
    assert starts(read(text[: text.index("20250304") + 3])) == ["03-03 10:00"]


def test_a_note_is_found_again_and_never_an_event() -> None:
    note = Note(MONDAY, MONDAY, "Deck; due\r\nX-EVIL:1", "One, two\nthree — " + "ä" * 100, "late", NoteKind.PREPARE)
    text = notes_calendar("", "", note_lines(note, "k/1"))
    (entry,) = note_entries(text)
    assert entry.key == "k/1"
    assert "\r\nX-EVIL" not in text
    assert read(text) == []
    without_field = text.replace("X-HEADSUP-KEY", "X-DROPPED")
    assert [entry.key for entry in note_entries(without_field)] == ["k/1"]
    assert read(without_field) == []


SEED = calendar(SERIES + "\nRRULE:FREQ=WEEKLY;COUNT=3", PLAIN + f"\nORGANIZER:mailto:{BO.email}")


@given(st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.text(max_size=8), st.integers(0, 20)), max_size=6))
def test_a_mutated_calendar_never_raises(changes: list[tuple[int, str, int]]) -> None:
    text = SEED
    for place, put, cut in changes:
        text = text[:place] + put + text[place + cut :]
    for found in read(text, *WINDOW):
        if isinstance(found, Event):
            assert found.starts_at <= found.ends_at


@pytest.mark.slow
def test_the_calendars_of_others(shared: Path) -> None:
    files = sorted((shared / "data/ics").rglob("*.ics"))
    assert len(files) == 379
    for file in files:
        started = time.process_time()
        read(file.read_bytes().decode("utf-8-sig", "replace"))
        assert time.process_time() - started < 1, file.name
