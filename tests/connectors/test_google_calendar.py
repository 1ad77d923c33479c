"""Calendars at Google, told as what happens on them between two pulls; and events as the API gives them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.google import events
from connectors.types import Address, Event, Interest, Note, Ref, SetAside, Status
from tests.connectors.builders import BO, CLIENT, ME, MONDAY
from tests.connectors.google_world import GoogleWorld
from tests.connectors.provider_world import Mirror
from tests.fakes.google import Fault

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIST = "calendar.events.list"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[GoogleWorld]:
    with GoogleWorld(tmp_path) as made:
        yield made


def wanted(world: GoogleWorld) -> Interest:
    now = world.twin.now
    return Interest(at=now, until=now + timedelta(days=190))


def fresh(world: GoogleWorld) -> Mirror:
    mirror = Mirror()
    mirror.pull(world.account, wanted(world))
    return mirror


def test_a_meeting_comes_moves_and_goes(world: GoogleWorld) -> None:
    mirror = fresh(world)
    review = world.puts("review", MONDAY, MONDAY + HOUR)
    mirror.pull(world.account, wanted(world))
    assert mirror.events()["review"].starts_at == MONDAY
    later = (MONDAY + DAY).isoformat()
    world.twin.calendars.change("primary", review, start={"dateTime": later}, end={"dateTime": later})
    mirror.pull(world.account, wanted(world))
    assert mirror.events()["review"].starts_at == MONDAY + DAY
    world.twin.calendars.remove("primary", review)
    mirror.pull(world.account, wanted(world))
    assert mirror.events() == {}


def test_a_series_is_unrolled_with_its_exceptions(world: GoogleWorld) -> None:
    series = world.puts("weekly", MONDAY, MONDAY + HOUR, recurrence=["RRULE:FREQ=WEEKLY;COUNT=4"])
    mirror = fresh(world)
    starts = sorted(e.starts_at for e in mirror.items.values() if isinstance(e, Event))
    assert starts == [MONDAY + week * 7 * DAY for week in range(4)]
    moved = MONDAY + 8 * DAY
    stamps = [f"{series}_{MONDAY + week * 7 * DAY:%Y%m%dT%H%M%SZ}" for week in range(4)]
    times = {"start": {"dateTime": moved.isoformat()}, "end": {"dateTime": (moved + HOUR).isoformat()}}
    world.twin.calendars.change("primary", stamps[1], **times)
    world.twin.calendars.remove("primary", stamps[2])
    mirror.pull(world.account, wanted(world))
    starts = sorted(e.starts_at for e in mirror.items.values() if isinstance(e, Event))
    assert starts == [MONDAY, moved, MONDAY + 21 * DAY]
    assert mirror.items == fresh(world).items


def test_the_same_meeting_on_two_calendars_has_one_uid(world: GoogleWorld) -> None:
    team = world.twin.calendars.add("Team", role="writer")
    world.puts("review", MONDAY, MONDAY + HOUR)
    world.puts("review", MONDAY, MONDAY + HOUR, team)
    found = [item for item in fresh(world).items.values() if isinstance(item, Event)]
    assert [event.uid for event in found] == ["review", "review"]
    assert sorted(event.mine for event in found) == [False, True]


def test_calendars_of_others_are_read_as_far_as_they_are_shown(world: GoogleWorld) -> None:
    calendars = world.twin.calendars
    ids = {role: calendars.add(role, role=role) for role in ("reader", "freeBusyReader", "owner")}
    unticked = calendars.add("Unticked", selected=False)
    for uid, calendar in {**ids, "unticked": unticked}.items():
        world.puts(uid, MONDAY, MONDAY + HOUR, calendar)
    found = fresh(world).events()
    assert {uid: event.mine for uid, event in found.items() if uid in {"reader", "owner"}} == {
        "reader": False,
        "owner": True,
    }
    (bare,) = [event for event in found.values() if not event.title]
    assert (bare.starts_at, bare.busy, bare.mine) == (MONDAY, True, False)
    assert len(found) == 3


def test_a_calendar_that_is_no_longer_shown_takes_its_events_along(world: GoogleWorld) -> None:
    team = world.twin.calendars.add("Team")
    world.puts("review", MONDAY, MONDAY + HOUR, team)
    mirror = fresh(world)
    assert list(mirror.events()) == ["review"]
    world.twin.calendars.show(team, selected=False)
    world.hands.pass_by(DAY)
    mirror.pull(world.account, wanted(world))
    assert mirror.events() == {}


def test_a_calendar_that_cannot_be_had_does_not_hold_up_the_others(world: GoogleWorld) -> None:
    team = world.twin.calendars.add("Team", role="reader")
    world.puts("review", MONDAY, MONDAY + HOUR)
    world.puts("away", MONDAY, MONDAY + HOUR, team)
    mirror = fresh(world)
    assert set(mirror.events()) == {"review", "away"}
    world.twin.calendars.unsubscribe(team)
    mirror.pull(world.account, wanted(world))
    assert set(mirror.events()) == {"review"}


def test_a_forgotten_token_ends_as_a_fresh_import(world: GoogleWorld) -> None:
    first = world.puts("first", MONDAY, MONDAY + HOUR)
    world.puts("second", MONDAY, MONDAY + HOUR)
    mirror = fresh(world)
    world.twin.calendars.remove("primary", first)
    world.puts("third", MONDAY + DAY, MONDAY + DAY + HOUR)
    world.twin.calendars.expire_tokens()
    mirror.pull(world.account, wanted(world))
    assert mirror.items == fresh(world).items
    assert set(mirror.events()) == {"second", "third"}
    assert mirror.pull(world.account, wanted(world)) == 0


def test_the_window_moves_on_by_the_week(world: GoogleWorld) -> None:
    world.puts("past", MONDAY - 59 * DAY, MONDAY - 59 * DAY + HOUR)
    world.puts("far", MONDAY + 195 * DAY, MONDAY + 195 * DAY + HOUR)
    mirror = fresh(world)
    assert set(mirror.events()) == {"past"}
    world.hands.pass_by(6 * DAY)
    mirror.pull(world.account, wanted(world))
    assert set(mirror.events()) == {"past"}
    world.hands.pass_by(DAY)
    mirror.pull(world.account, wanted(world))
    assert set(mirror.events()) == {"past", "far"}, "what was seen stays, though a listing anew no longer shows it"


def test_what_is_moved_out_of_the_window_is_gone(world: GoogleWorld) -> None:
    review = world.puts("review", MONDAY, MONDAY + HOUR)
    mirror = fresh(world)
    far = (MONDAY + 400 * DAY).isoformat()
    world.twin.calendars.change("primary", review, start={"dateTime": far}, end={"dateTime": far})
    mirror.pull(world.account, wanted(world))
    assert mirror.items == {}


def test_killed_after_each_page_it_ends_the_same(world: GoogleWorld) -> None:
    calendars = ["primary", world.twin.calendars.add("Team"), world.twin.calendars.add("Club")]
    for number in range(30):
        world.puts(f"e{number}", MONDAY + number * HOUR, MONDAY + (number + 1) * HOUR, calendars[number % 3])
    mirror = Mirror()
    while mirror.pull(world.opened(), wanted(world), pages=1):
        assert mirror.cursor
    assert mirror.items == fresh(world).items
    assert len(mirror.items) == 30


def test_a_lost_page_of_a_long_listing_is_asked_for_again(world: GoogleWorld) -> None:
    for number in range(2_600):
        world.puts(f"e{number}", MONDAY + number * HOUR, MONDAY + (number + 1) * HOUR)
    mirror = Mirror()
    assert mirror.pull(world.account, wanted(world), pages=2) == 2
    assert len(mirror.items) == 2_500
    mirror.pull(world.opened(), wanted(world))
    assert len(mirror.items) == 2_600
    assert mirror.pull(world.account, wanted(world)) == 0


def test_without_leave_to_see_calendars_mail_still_comes(tmp_path: Path) -> None:
    with GoogleWorld(tmp_path, granted=("https://www.googleapis.com/auth/gmail.readonly",)) as world:
        world.sends(1, "I will.")
        world.meets("review", MONDAY, MONDAY + HOUR)
        mirror = fresh(world)
        assert (len(mirror.mails()), mirror.events(), world.asked(LIST)) == (1, {}, 0)


def test_a_turn_that_is_put_off_midway_goes_on_from_there(world: GoogleWorld) -> None:
    world.sends(1, "I will.")
    world.meets("review", MONDAY, MONDAY + HOUR)
    world.twin.faults.every(lambda r: r.template == LIST, Fault(403, "rateLimitExceeded", retry_after="900"))
    mirror = Mirror()
    with pytest.raises(Exception, match="wait"):
        mirror.pull(world.account, wanted(world))
    assert len(mirror.mails()) == 1
    world.twin.faults.clear()
    world.hands.pass_by(timedelta(seconds=900))
    world.forget_requests()
    mirror.pull(world.account, wanted(world))
    assert (len(mirror.mails()), len(mirror.events())) == (1, 1)
    assert world.asked("gmail.users.messages.get") == 0


# --- events as the API gives them ------------------------------------------------------------------------------------

VIEW = events.View("work", "ada@harbour.example", True, ZoneInfo("Europe/Berlin"), frozenset({ME.email}))


def said(**more: Any) -> dict[str, Any]:
    """An event resource."""
    times = {
        "start": {"dateTime": "2025-03-03T10:30:00+01:00", "timeZone": "Europe/Berlin"},
        "end": {"dateTime": "2025-03-03T11:30:00+01:00", "timeZone": "Europe/Berlin"},
    }
    return {"id": "e1", "status": "confirmed", "iCalUID": "e1@x.example", "summary": "Review", **times, **more}


def read(resource: dict[str, Any], view: events.View = VIEW) -> Event:
    found = events.event(resource, view)
    assert isinstance(found, Event)
    return found


def test_an_event_stands_in_its_own_zone() -> None:
    event = read(said())
    assert (event.starts_at, event.ends_at) == (MONDAY, MONDAY + HOUR)
    assert event.starts_at.tzinfo == ZoneInfo("Europe/Berlin")
    assert event.ref == Ref("work", "event/ada%40harbour.example/e1")
    assert (event.uid, event.busy, event.status, event.mine) == ("e1@x.example", True, Status.CONFIRMED, True)


@pytest.mark.parametrize("zone", ["Mars/Olympus", None, 7])
def test_an_unknown_zone_leaves_the_offset(zone: object) -> None:
    event = read(said(start={"dateTime": "2025-03-03T10:30:00+01:00", "timeZone": zone}))
    assert event.starts_at == MONDAY
    assert event.starts_at.utcoffset() == HOUR


def test_an_all_day_event_stands_in_the_calendars_zone() -> None:
    event = read(said(start={"date": "2025-03-30"}, end={"date": "2025-03-31"}))
    assert event.all_day
    assert (event.starts_at, event.ends_at) == (
        datetime(2025, 3, 29, 23, tzinfo=UTC),
        datetime(2025, 3, 30, 22, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("answer", "stated", "status", "busy"),
    [
        ("accepted", "confirmed", Status.CONFIRMED, True),
        ("declined", "confirmed", Status.DECLINED, False),
        ("tentative", "confirmed", Status.TENTATIVE, True),
        ("needsAction", "confirmed", Status.TENTATIVE, True),
        ("accepted", "tentative", Status.TENTATIVE, True),
        ("declined", "tentative", Status.DECLINED, False),
    ],
)
def test_the_owners_answer_joins_the_status(answer: str, stated: str, status: Status, busy: bool) -> None:
    me = {"email": "Ada@Harbour.example", "responseStatus": answer, "self": True}
    event = read(said(status=stated, attendees=[me, {"email": BO.email, "responseStatus": "declined"}]))
    assert (event.status, event.busy) == (status, busy)


def test_on_a_colleagues_calendar_self_is_the_colleague() -> None:
    bo = {"email": BO.email, "responseStatus": "declined", "self": True}
    me = {"email": ME.email, "responseStatus": "accepted"}
    event = read(said(attendees=[bo, me]), replace(VIEW, mine=False))
    assert (event.status, event.mine) == (Status.CONFIRMED, False)
    assert event.people == (Address(BO.email),)


def test_people_are_others_and_no_rooms() -> None:
    event = read(
        said(
            organizer={"email": CLIENT.email, "displayName": "Cleo\r\nMarch"},
            attendees=[
                {"email": CLIENT.email},
                {"email": ME.email, "self": True},
                {"email": "room-1@resource.calendar.google.com"},
                {"email": "beamer@harbour.example", "resource": True},
                {"email": "BO@harbour.example", "displayName": "Bo Frost"},
                {"displayName": "nobody"},
            ],
        )
    )
    assert event.people == (CLIENT, BO)


@pytest.mark.parametrize(
    ("kind", "more", "busy"),
    [
        ("default", {}, True),
        ("default", {"transparency": "transparent"}, False),
        ("fromGmail", {}, True),
        ("outOfOffice", {"transparency": "transparent"}, True),
        ("focusTime", {}, False),
    ],
)
def test_what_takes_the_owners_time(kind: str, more: dict[str, Any], busy: bool) -> None:
    assert read(said(eventType=kind, **more)).busy is busy


@pytest.mark.parametrize(
    "resource",
    [
        {"id": "e1", "status": "cancelled"},
        said(eventType="workingLocation"),
        said(eventType="birthday"),
        said(extendedProperties={"private": {"headsup": "1"}}),
    ],
    ids=["cancelled", "place of work", "birthday", "note of ours"],
)
def test_what_is_no_event(resource: dict[str, Any]) -> None:
    assert events.event(resource, VIEW) == Ref("work", "event/ada%40harbour.example/e1")


@pytest.mark.parametrize("start", [None, {}, {"date": "2025-13-01"}, {"dateTime": "soon"}, {"date": 7}])
def test_an_event_with_an_impossible_date_is_set_aside(start: object) -> None:
    assert isinstance(events.event(said(start=start), VIEW), SetAside)
    bare = said()
    del bare["start"]
    assert isinstance(events.event(bare, VIEW), SetAside)


def test_our_calendar_is_known_though_its_owner_rewrote_and_hid_it(world: GoogleWorld) -> None:
    note = Note(MONDAY, MONDAY + HOUR, "Deck for Bo, due", "I will send the deck.", "high")
    world.account.put(note, "key-1")
    mirror = fresh(world)
    ours = world.twin.calendars.all[world.calendar()]
    ours.description, ours.hidden, ours.selected = "My deadlines", True, False
    world.hands.pass_by(2 * DAY)
    mirror.pull(world.account, wanted(world))
    assert mirror.events() == {}
    assert world.account.idle(mirror.cursor, wanted(world))
    world.edits("key-1")
    assert not world.account.idle(mirror.cursor, wanted(world)), "what befalls our notes is still seen"
