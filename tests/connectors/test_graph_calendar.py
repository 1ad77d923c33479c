"""Calendars in Outlook, told as what happens on them between two pulls; and events as the API gives them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.graph import events, properties
from connectors.types import Address, Event, Interest, Note, Ref, SetAside, Status
from tests.connectors.builders import BO, CLIENT, ME, MONDAY
from tests.connectors.graph_world import GraphWorld, at, attendee
from tests.connectors.provider_world import Mirror
from tests.fakes.graph import Fault

pytest.importorskip("msal", reason="msal is not installed (extra graph)")

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
DELTA, VIEW_OF = "GET /me/calendarView/delta", "GET /me/calendars/{id}/calendarView"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[GraphWorld]:
    with GraphWorld(tmp_path) as made:
        yield made


def wanted(world: GraphWorld) -> Interest:
    now = world.twin.now
    return Interest(at=now, until=now + timedelta(days=190))


def fresh(world: GraphWorld) -> Mirror:
    mirror = Mirror()
    mirror.pull(world.opened(), wanted(world))
    return mirror


def weekly(count: int) -> dict[str, Any]:
    pattern = {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"], "firstDayOfWeek": "monday"}
    until = {"type": "numbered", "startDate": f"{MONDAY:%Y-%m-%d}", "numberOfOccurrences": count}
    return {"pattern": pattern, "range": until}


def starts(mirror: Mirror) -> list[datetime]:
    return sorted(item.starts_at for item in mirror.items.values() if isinstance(item, Event))


def test_a_meeting_comes_moves_and_goes(world: GraphWorld) -> None:
    mirror = fresh(world)
    review = world.puts("review", MONDAY, MONDAY + HOUR)
    mirror.pull(world.account, wanted(world))
    assert mirror.events()["review"].starts_at == MONDAY
    world.twin.calendars.alter(review, start=at(MONDAY + DAY), end=at(MONDAY + DAY + HOUR))
    mirror.pull(world.account, wanted(world))
    assert mirror.events()["review"].starts_at == MONDAY + DAY
    world.twin.calendars.remove(review)
    mirror.pull(world.account, wanted(world))
    assert mirror.events() == {}


def test_a_meeting_that_is_called_off_is_gone(world: GraphWorld) -> None:
    review = world.puts("review", MONDAY, MONDAY + HOUR)
    mirror = fresh(world)
    world.twin.calendars.alter(review, isCancelled=True)
    mirror.pull(world.account, wanted(world))
    assert mirror.events() == {}


def test_a_series_is_unrolled_with_its_exceptions(world: GraphWorld) -> None:
    series = world.puts("weekly", MONDAY, MONDAY + HOUR, recurrence=weekly(4), attendees=[attendee(BO)])
    mirror = fresh(world)
    assert starts(mirror) == [MONDAY + week * WEEK for week in range(4)]
    found = [item for item in mirror.items.values() if isinstance(item, Event)]
    assert {(event.title, event.uid, event.people) for event in found} == {("Review", "weekly", (BO,))}
    moved = MONDAY + WEEK + DAY
    occurrence = world.twin.calendars.occurrence
    world.twin.calendars.alter(occurrence(series, MONDAY + WEEK), start=at(moved), end=at(moved + HOUR))
    world.twin.calendars.remove(occurrence(series, MONDAY + 2 * WEEK))
    mirror.pull(world.account, wanted(world))
    assert starts(mirror) == [MONDAY, moved, MONDAY + 3 * WEEK]
    assert mirror.items == fresh(world).items
    world.twin.calendars.remove(series)
    mirror.pull(world.account, wanted(world))
    assert starts(mirror) == []


def test_the_same_meeting_on_two_calendars_has_one_uid(world: GraphWorld) -> None:
    team = world.twin.calendars.add("Team", owner=BO.email)
    world.puts("review", MONDAY, MONDAY + HOUR)
    world.puts("review", MONDAY, MONDAY + HOUR, team)
    found = [item for item in fresh(world).items.values() if isinstance(item, Event)]
    assert [event.uid for event in found] == ["review", "review"]
    assert sorted(event.mine for event in found) == [False, True]


def test_another_calendar_is_listed_only_where_something_changed(world: GraphWorld) -> None:
    team = world.twin.calendars.add("Team", owner=BO.email)
    away = world.puts("away", MONDAY, MONDAY + HOUR, team)
    mirror = fresh(world)
    world.forget_requests()
    assert mirror.pull(world.account, wanted(world)) == 0
    assert world.asked(VIEW_OF) == 1
    world.twin.calendars.alter(away, subject="Away after all")
    assert not world.account.idle(mirror.cursor, wanted(world))
    mirror.pull(world.account, wanted(world))
    assert mirror.events()["away"].title == "Away after all"
    world.twin.calendars.remove(away)
    mirror.pull(world.account, wanted(world))
    assert mirror.events() == {}
    assert world.account.idle(mirror.cursor, wanted(world))


def test_a_calendar_that_is_gone_takes_its_events_along(world: GraphWorld) -> None:
    team = world.twin.calendars.add("Team", owner=BO.email)
    world.puts("review", MONDAY, MONDAY + HOUR)
    world.puts("away", MONDAY, MONDAY + HOUR, team)
    mirror = fresh(world)
    assert set(mirror.events()) == {"review", "away"}
    world.twin.calendars.drop(team)
    mirror.pull(world.account, wanted(world))
    assert set(mirror.events()) == {"review"}


@pytest.mark.parametrize("trouble", ["shuffled", "replayed"])
def test_pages_out_of_order_and_twice_make_no_difference(world: GraphWorld, trouble: str) -> None:
    for number in range(700):
        world.puts(f"e{number}", MONDAY + number * HOUR, MONDAY + (number + 1) * HOUR)
    world.puts("weekly", MONDAY, MONDAY + HOUR, recurrence=weekly(9))
    setattr(world.twin.pages, trouble, True)
    mirror = fresh(world)
    setattr(world.twin.pages, trouble, False)
    assert mirror.items == fresh(world).items
    assert len(mirror.items) == 709


def test_a_forgotten_link_ends_as_a_fresh_import(world: GraphWorld) -> None:
    first = world.puts("first", MONDAY, MONDAY + HOUR)
    world.puts("second", MONDAY, MONDAY + HOUR)
    mirror = fresh(world)
    world.twin.calendars.remove(first)
    world.puts("third", MONDAY + DAY, MONDAY + DAY + HOUR)
    world.twin.calendars.expire_tokens()
    assert not world.account.idle(mirror.cursor, wanted(world))
    mirror.pull(world.account, wanted(world))
    assert mirror.items == fresh(world).items
    assert set(mirror.events()) == {"second", "third"}
    assert mirror.pull(world.account, wanted(world)) == 0


def test_the_window_moves_on_by_the_week(world: GraphWorld) -> None:
    world.puts("past", MONDAY - 59 * DAY, MONDAY - 59 * DAY + HOUR)
    world.puts("far", MONDAY + 195 * DAY, MONDAY + 195 * DAY + HOUR)
    mirror = fresh(world)
    assert set(mirror.events()) == {"past"}
    world.hands.pass_by(6 * DAY)
    mirror.pull(world.account, wanted(world))
    assert set(mirror.events()) == {"past"}
    world.hands.pass_by(DAY)
    assert not world.account.idle(mirror.cursor, wanted(world))
    mirror.pull(world.account, wanted(world))
    assert set(mirror.events()) == {"past", "far"}, "what was seen stays, though a reading anew no longer shows it"


def test_what_is_moved_out_of_the_window_is_gone(world: GraphWorld) -> None:
    review = world.puts("review", MONDAY, MONDAY + HOUR)
    mirror = fresh(world)
    far = MONDAY + 400 * DAY
    world.twin.calendars.alter(review, start=at(far), end=at(far + HOUR))
    mirror.pull(world.account, wanted(world))
    assert mirror.items == {}


def test_killed_after_each_page_it_ends_the_same(world: GraphWorld) -> None:
    calendars = ["", world.twin.calendars.add("Team"), world.twin.calendars.add("Club")]
    for number in range(30):
        world.puts(f"e{number}", MONDAY + number * HOUR, MONDAY + (number + 1) * HOUR, calendars[number % 3])
    mirror = Mirror()
    for _ in range(50):
        if mirror.pull(world.opened(), wanted(world), pages=2) == 0:
            break
    else:
        pytest.fail("the pull never comes to an end")
    assert mirror.items == fresh(world).items
    assert len(mirror.items) == 30


def test_without_leave_to_see_calendars_mail_still_comes(tmp_path: Path) -> None:
    with GraphWorld(tmp_path, granted=("User.Read", "Mail.Read")) as world:
        world.sends(1, "I will.")
        world.meets("review", MONDAY, MONDAY + HOUR)
        mirror = fresh(world)
        assert (len(mirror.mails()), mirror.events(), world.asked(DELTA)) == (1, {}, 0)


def test_where_calendars_are_refused_that_is_said_and_mail_goes_on(world: GraphWorld) -> None:
    world.sends(1, "I will.")
    world.twin.faults.every(lambda r: r.template == "GET /me/calendars", Fault(403))
    mirror = fresh(world)
    assert len(mirror.mails()) == 1
    assert [item for item in mirror.items.values() if isinstance(item, SetAside)]
    assert world.account.idle(mirror.cursor, wanted(world)) is False or world.asked("GET /me/calendars") == 1


def test_our_calendar_is_known_whatever_its_owner_calls_it(world: GraphWorld) -> None:
    world.account.put(Note(MONDAY, MONDAY + HOUR, "Deck for Bo, due", "I will send the deck.", "high"), "key-1")
    mirror = fresh(world)
    world.twin.calendars.all[world.calendar()].name = "My deadlines"
    world.hands.pass_by(2 * DAY)
    mirror.pull(world.account, wanted(world))
    assert mirror.events() == {}
    assert world.account.idle(mirror.cursor, wanted(world))
    world.edits("key-1")
    assert not world.account.idle(mirror.cursor, wanted(world)), "what befalls our notes is still seen"


# --- events as the API gives them ------------------------------------------------------------------------------------

VIEW = events.View("work", "c1", True, ZoneInfo("Europe/Berlin"), frozenset({ME.email}))


def said(**more: Any) -> dict[str, Any]:
    """An event resource, its times in UTC."""
    times = {"start": at(MONDAY), "end": at(MONDAY + HOUR), "originalStartTimeZone": "Europe/Berlin"}
    return {"id": "e1", "iCalUId": "e1@x.example", "subject": "Review", "showAs": "busy", **times, **more}


def read(resource: dict[str, Any], view: events.View = VIEW) -> Event:
    found = events.event(resource, view)
    assert isinstance(found, Event)
    return found


@pytest.mark.parametrize("zone", ["Europe/Berlin", "W. Europe Standard Time"])
def test_an_event_stands_in_its_own_zone(zone: str) -> None:
    event = read(said(originalStartTimeZone=zone))
    assert (event.starts_at, event.ends_at) == (MONDAY, MONDAY + HOUR)
    assert event.starts_at.utcoffset() == HOUR
    assert event.ref == Ref("work", "event/c1/e1")
    assert (event.uid, event.busy, event.status, event.mine) == ("e1@x.example", True, Status.CONFIRMED, True)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "tzone://Microsoft/Custom", None, 7])
def test_in_an_unknown_zone_the_moment_is_right_all_the_same(zone: object) -> None:
    event = read(said(originalStartTimeZone=zone))
    assert (event.starts_at, event.starts_at.tzinfo) == (MONDAY, VIEW.zone)


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Europe/Berlin", "America/Los_Angeles"])
def test_a_day_is_a_day_wherever_its_owner_is(zone: str) -> None:
    day = {
        side: {"dateTime": f"2025-03-{date}T00:00:00.0000000", "timeZone": "UTC"}
        for side, date in (("start", 30), ("end", 31))
    }
    event = read(said(isAllDay=True, **day), replace(VIEW, zone=ZoneInfo(zone)))
    assert event.all_day
    assert event.starts_at == datetime(2025, 3, 30, tzinfo=ZoneInfo(zone))
    assert event.ends_at == datetime(2025, 3, 31, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("shown", "busy", "status"),
    [
        ("busy", True, Status.CONFIRMED),
        ("oof", True, Status.CONFIRMED),
        ("free", False, Status.CONFIRMED),
        ("workingElsewhere", False, Status.CONFIRMED),
        ("tentative", True, Status.TENTATIVE),
        ("unknown", True, Status.CONFIRMED),
    ],
)
def test_what_takes_the_owners_time(shown: str, busy: bool, status: Status) -> None:
    event = read(said(showAs=shown))
    assert (event.busy, event.status) == (busy, status)


@pytest.mark.parametrize(
    ("answer", "own", "status"),
    [
        ("accepted", False, Status.CONFIRMED),
        ("declined", False, Status.DECLINED),
        ("tentativelyAccepted", False, Status.TENTATIVE),
        ("notResponded", False, Status.TENTATIVE),
        ("organizer", True, Status.CONFIRMED),
        ("none", True, Status.CONFIRMED),
    ],
)
def test_the_owners_answer_is_the_status(answer: str, own: bool, status: Status) -> None:
    event = read(said(responseStatus={"response": answer}, isOrganizer=own))
    assert (event.status, event.busy) == (status, status is not Status.DECLINED)


def test_people_are_others_and_no_rooms() -> None:
    event = read(
        said(
            organizer={"emailAddress": {"address": CLIENT.email, "name": "Cleo\r\nMarch"}},
            attendees=[
                attendee(CLIENT),
                attendee(ME),
                attendee(Address("room-1@harbour.example", "Room 1"), kind="resource"),
                attendee(Address("BO@harbour.example", "Bo Frost")),
                {"emailAddress": {"name": "nobody"}},
            ],
        )
    )
    assert event.people == (CLIENT, BO)


def test_a_private_event_is_read_as_far_as_it_is_shown() -> None:
    event = read(said(sensitivity="private", subject=None, attendees=None), replace(VIEW, mine=False))
    assert (event.title, event.people, event.busy, event.mine) == ("", (), True, False)


def test_an_occurrence_has_the_uid_of_its_series() -> None:
    series = "040000008200E00074C5B7101A82E00800000000A0D1"
    occurrence = "040000008200E00074C5B7101A82E00807E90303A0D1"
    assert read(said(iCalUId=occurrence)).uid == read(said(iCalUId=series)).uid == series


@pytest.mark.parametrize(
    "resource",
    [
        said(isCancelled=True),
        said(singleValueExtendedProperties=[{"id": properties.KEY.upper(), "value": "key-1"}]),
    ],
    ids=["cancelled", "note of ours"],
)
def test_what_is_no_event(resource: dict[str, Any]) -> None:
    assert events.event(resource, VIEW) == Ref("work", "event/c1/e1")


@pytest.mark.parametrize("start", [{}, {"dateTime": "soon"}, {"dateTime": 7}, {"dateTime": "9999-12-31T23:59:59"}])
def test_an_event_with_an_impossible_date_is_set_aside_or_bounded(start: dict[str, object]) -> None:
    found = events.event(said(start=start), VIEW)
    assert isinstance(found, SetAside) or (isinstance(found, Event) and found.starts_at == found.ends_at)
    bare = said()
    del bare["start"]
    assert isinstance(events.event(bare, VIEW), SetAside)


def test_a_moment_in_a_zone_of_windows_is_read() -> None:
    start = {"dateTime": "2025-03-03T10:30:00.0000000", "timeZone": "W. Europe Standard Time"}
    assert read(said(start=start)).starts_at == datetime(2025, 3, 3, 9, 30, tzinfo=UTC)
