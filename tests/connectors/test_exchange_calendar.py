"""The calendar on an Exchange server, told as what happens in it between two pulls."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.types import Event, Interest, Status
from tests.connectors.builders import BO, MONDAY
from tests.connectors.exchange_world import ExchangeWorld
from tests.connectors.graph_world import attendee
from tests.connectors.provider_world import Mirror

pytest.importorskip("exchangelib", reason="exchangelib is not installed (extra exchange)")

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WEEKLY = {
    "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"], "firstDayOfWeek": "monday"},
    "range": {"type": "numbered", "startDate": "2025-03-03", "numberOfOccurrences": 4},
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[ExchangeWorld]:
    with ExchangeWorld(tmp_path) as made:
        yield made


def wanted(world: ExchangeWorld) -> Interest:
    now = world.twin.now
    return Interest(at=now, until=now + timedelta(days=190))


def pulled(world: ExchangeWorld, mirror: Mirror | None = None) -> Mirror:
    mirror = mirror or Mirror()
    mirror.pull(world.opened(), wanted(world))
    return mirror


def events(mirror: Mirror) -> list[Event]:
    return sorted(
        (one for one in mirror.items.values() if isinstance(one, Event)), key=lambda one: (one.starts_at, one.title)
    )


def only(world: ExchangeWorld) -> Event:
    (found,) = events(pulled(world))
    return found


def test_a_meeting_comes_moves_and_goes(world: ExchangeWorld) -> None:
    mirror = pulled(world)
    world.meets("review", MONDAY, MONDAY + HOUR, with_bo=True)
    (found,) = events(pulled(world, mirror))
    assert (found.uid, found.title, found.people, found.mine) == ("review", "Review", (BO,), True)
    said = {"dateTime": f"{MONDAY + DAY:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
    later = {"dateTime": f"{MONDAY + DAY + HOUR:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
    world.twin.calendars.alter(world.event("review")["id"], start=said, end=later)
    (found,) = events(pulled(world, mirror))
    assert found.starts_at == MONDAY + DAY
    world.cancels("review")
    assert events(pulled(world, mirror)) == []


def test_a_series_is_unrolled_with_its_exceptions_and_without_what_was_cancelled(world: ExchangeWorld) -> None:
    series = world.puts("stand-up", MONDAY, MONDAY + HOUR, recurrence=WEEKLY)
    moved = world.twin.calendars.occurrence(series, MONDAY + 7 * DAY)
    world.twin.calendars.alter(moved, subject="Moved")
    world.twin.calendars.remove(world.twin.calendars.occurrence(series, MONDAY + 14 * DAY))
    found = events(pulled(world))
    assert [one.title for one in found] == ["Review", "Moved", "Review"]
    assert len({one.uid for one in found}) == 1
    assert len({one.ref for one in found}) == 3


def test_a_meeting_that_is_called_off_is_gone(world: ExchangeWorld) -> None:
    mirror = pulled(world)
    world.meets("review", MONDAY, MONDAY + HOUR)
    pulled(world, mirror)
    world.twin.calendars.alter(world.event("review")["id"], isCancelled=True)
    assert events(pulled(world, mirror)) == []


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Europe/Berlin", "UTC", "Pacific/Auckland"])
def test_a_day_is_a_day_wherever_it_was_made(world: ExchangeWorld, zone: str) -> None:
    said = {"start": {"dateTime": "2025-03-04T00:00:00", "timeZone": zone}}
    said["end"] = {"dateTime": "2025-03-05T00:00:00", "timeZone": zone}
    world.twin.calendars.put("", {"iCalUId": "off", "subject": "Day off", "isAllDay": True, **said})
    found = only(world)
    assert found.all_day
    assert (found.starts_at.date().isoformat(), found.ends_at.date().isoformat()) == ("2025-03-04", "2025-03-05")
    assert (found.starts_at.hour, str(found.starts_at.tzinfo)) == (0, "Europe/Berlin")


@pytest.mark.parametrize("zone", ["Tokyo Standard Time", "Europe/Lisbon", "Eastern Standard Time"])
def test_an_event_is_at_its_moment_in_whatever_zone_it_was_made(world: ExchangeWorld, zone: str) -> None:
    said = {"start": {"dateTime": "2025-03-04T10:00:00", "timeZone": zone}}
    said["end"] = {"dateTime": "2025-03-04T11:00:00", "timeZone": zone}
    world.twin.calendars.put("", {"iCalUId": "call", "subject": "Call", **said})
    found = only(world)
    hour = {"Tokyo Standard Time": 1, "Europe/Lisbon": 10, "Eastern Standard Time": 15}[zone]
    assert found.starts_at == datetime(2025, 3, 4, hour, tzinfo=UTC)
    assert found.starts_at.hour == 10, "told in its own zone"


@pytest.mark.parametrize(
    ("more", "busy", "status"),
    [
        ({"showAs": "free"}, False, Status.CONFIRMED),
        ({"showAs": "workingElsewhere"}, False, Status.CONFIRMED),
        ({"showAs": "tentative"}, True, Status.TENTATIVE),
        ({"showAs": "oof"}, True, Status.CONFIRMED),
        ({"responseStatus": {"response": "declined", "time": "2025-03-01T00:00:00Z"}}, False, Status.DECLINED),
        ({"responseStatus": {"response": "accepted", "time": "2025-03-01T00:00:00Z"}}, True, Status.CONFIRMED),
        (
            {"responseStatus": {"response": "tentativelyAccepted", "time": "2025-03-01T00:00:00Z"}},
            True,
            Status.TENTATIVE,
        ),
        ({"responseStatus": {"response": "notResponded", "time": "2025-03-01T00:00:00Z"}}, True, Status.TENTATIVE),
    ],
)
def test_what_takes_the_owners_time_and_what_they_answered(
    world: ExchangeWorld, more: dict[str, Any], busy: bool, status: Status
) -> None:
    organizer = {"emailAddress": {"address": BO.email, "name": BO.name}}
    world.puts("review", MONDAY, MONDAY + HOUR, organizer=organizer, attendees=[attendee(BO)], **more)
    found = only(world)
    assert (found.busy, found.status) == (busy, status)


def test_the_window_moves_on_by_the_week_and_what_is_out_of_it_goes(world: ExchangeWorld) -> None:
    world.meets("far", MONDAY + timedelta(days=195), MONDAY + timedelta(days=195, hours=1))
    world.meets("old", MONDAY - timedelta(days=200), MONDAY - timedelta(days=199))
    mirror = pulled(world)
    assert events(mirror) == []
    world.hands.pass_by(timedelta(days=3))
    assert events(pulled(world, mirror)) == []
    world.hands.pass_by(timedelta(days=5))
    assert [one.uid for one in events(pulled(world, mirror))] == ["far"]


def test_a_calendar_where_nothing_happened_is_not_read_again(world: ExchangeWorld) -> None:
    world.meets("review", MONDAY, MONDAY + HOUR)
    mirror = pulled(world)
    world.forget_requests()
    world.sends(1, "I will.")
    pulled(world, mirror)
    assert world.asked("FindItem") == 0


def test_rooms_and_the_owner_are_not_among_the_people(world: ExchangeWorld) -> None:
    room = {**attendee(BO, kind="resource"), "emailAddress": {"address": "room@harbour.example", "name": "Room"}}
    ada = {**attendee(BO), "emailAddress": {"address": "ADA@harbour.example", "name": "Ada"}}
    world.puts("review", MONDAY, MONDAY + HOUR, attendees=[attendee(BO), room, ada])
    assert only(world).people == (BO,)
