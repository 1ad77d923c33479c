"""What holds for any words of time, in any order, at any moment, in any zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from daemon.core.due import find, resolve
from daemon.core.model import WorkingCalendar

ZONES = ("Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/St_Johns", "Etc/UTC")
WORDS = (
    "by before until after on at in the next this last end of early late mid - , . Friday Monday Sat tomorrow "
    "today tonight morning noon 3 3pm 10:30 15th 12/10 2026-08-01 31 June Feb week weeks month quarter year "
    "two a couple days hours working EOD EOW Q3 between and to from within or first second week's 's call "
    "meeting our you leave when ago later half past quarter Christmas Easter weekend your time ET 99 2026 29 "
    "fortnight thing another top mid final penultimate closest 7-20 weeks following later through away sat. tomoz "
    "5th/6th"
)

moments = st.builds(
    lambda wall, zone: wall.replace(tzinfo=ZoneInfo(zone)),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31)),  # noqa: DTZ001
    st.sampled_from(ZONES),
)
phrases = st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join)
calendars = st.builds(
    lambda zone, days: WorkingCalendar(zone=ZoneInfo(zone), days=frozenset(days)),
    st.sampled_from(ZONES),
    st.sets(st.integers(0, 6)),
)


@given(phrases, moments, calendars)
def test_expressions_lie_in_order_in_the_text_and_are_aware(text: str, at: datetime, calendar: WorkingCalendar) -> None:
    place = 0
    for found in find(text, at, calendar):
        assert place <= found.start_char < found.end_char <= len(text)
        assert text[found.start_char : found.end_char] == found.text
        place = found.end_char
        ends = [m for r in found.readings for m in (r.start, r.end) if m]
        assert all(m.utcoffset() is not None for m in ends)
        assert all(r.start <= r.end for r in found.readings if r.start and r.end)


@given(phrases, moments, calendars)
def test_a_due_lies_ahead_and_its_aim_is_working_time_before_its_end(
    text: str, at: datetime, calendar: WorkingCalendar
) -> None:
    found = resolve(text, at, calendar)
    if found is None:
        return
    assert text[found.start_char : found.end_char] == found.said
    if found.end is None:
        assert found.aim is None
        return
    assert found.end >= at - timedelta(seconds=1)
    if found.aim is not None:
        assert found.aim <= found.end
        assert found.aim.weekday() in calendar.days


@given(st.text(max_size=200), moments)
def test_any_text_is_read_without_a_fault(text: str, at: datetime) -> None:
    find(text, at, WorkingCalendar(zone=ZoneInfo("Europe/London")))


@given(st.sampled_from(["by Friday", "tomorrow", "end of next month", "in 3 days", "next week"]), moments)
def test_the_same_words_mean_the_same_wall_time_in_every_zone(words: str, at: datetime) -> None:
    def wall(zone: str) -> str:
        here = at.replace(tzinfo=ZoneInfo(zone))
        found = resolve(words, here, WorkingCalendar(zone=ZoneInfo(zone)))
        assert found is not None
        assert found.end is not None
        return found.end.replace(tzinfo=None).isoformat()

    assert wall("Asia/Kolkata") == wall("America/New_York")
