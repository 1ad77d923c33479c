"""The Calendar side of the twin, asked by Google's own client library."""

from typing import Any

import pytest

from tests.fakes.google import GoogleTwin
from tests.fakes.google.client import AT, own_calendar, signed_in, told, twin

pytest.importorskip("googleapiclient", reason="needs the extra `google`")
errors = pytest.importorskip("googleapiclient.errors", reason="needs the extra `google`")


def event(name: str, day: int, hour: int = 10, **more: Any) -> dict[str, Any]:
    """A meeting of an hour in March 2025, in Berlin."""
    start, end = (
        {"dateTime": f"2025-03-{day:02d}T{h:02d}:00:00", "timeZone": "Europe/Berlin"} for h in (hour, hour + 1)
    )
    return {"id": name, "summary": name.title(), "start": start, "end": end, **more}


def ids(listed: Any) -> list[str]:
    return [one["id"] for one in listed["items"]]


def whole(calendar: Any, **asked: Any) -> tuple[list[dict[str, Any]], str]:
    """All pages of a listing of the primary calendar, and the token of the last."""
    request, items = calendar.events().list(calendarId="primary", singleEvents=True, **asked), []
    while True:
        page = request.execute()
        assert ("nextSyncToken" in page) != ("nextPageToken" in page)
        items += page["items"]
        request = calendar.events().list_next(request, page)
        if request is None:
            return items, page["nextSyncToken"]


def weekly() -> GoogleTwin:
    """A stand-up each Monday at nine, over the change to summer time; the second is moved, the third called off."""
    world = twin()
    rules = ["RRULE:FREQ=WEEKLY;COUNT=6", "EXDATE;TZID=Europe/Berlin:20250331T090000"]
    world.calendars.put("primary", event("standup", 3, 9, recurrence=rules))
    world.calendars.change("primary", "standup_20250310T080000Z", start={"dateTime": "2025-03-11T09:00:00+01:00"})
    world.calendars.change("primary", "standup_20250310T080000Z", end={"dateTime": "2025-03-11T10:00:00+01:00"})
    world.calendars.remove("primary", "standup_20250317T080000Z")
    return world


def test_a_series_is_unrolled_with_its_exceptions() -> None:
    with signed_in(weekly()) as (_, calendar):
        items, _ = whole(calendar, timeMin="2025-03-01T00:00:00Z", timeMax="2025-05-01T00:00:00Z")
        assert [(one["id"], one["start"]["dateTime"]) for one in sorted(items, key=lambda e: str(e["id"]))] == [
            ("standup_20250303T080000Z", "2025-03-03T09:00:00+01:00"),
            ("standup_20250310T080000Z", "2025-03-11T09:00:00+01:00"),
            ("standup_20250324T080000Z", "2025-03-24T09:00:00+01:00"),
            ("standup_20250407T070000Z", "2025-04-07T09:00:00+02:00"),
        ]
        moved = calendar.events().get(calendarId="primary", eventId="standup_20250310T080000Z").execute()
        assert moved["recurringEventId"] == "standup"
        assert moved["originalStartTime"]["dateTime"] == "2025-03-10T09:00:00+01:00"
        listed = calendar.events().list(calendarId="primary").execute()
        assert sorted(ids(listed)) == ["standup", "standup_20250310T080000Z", "standup_20250317T080000Z"]
        instances = calendar.events().instances(calendarId="primary", eventId="standup").execute()
        assert len(instances["items"]) == 4


def test_days_are_days_in_a_series_too() -> None:
    world = twin()
    day = {"id": "leave", "summary": "Away", "start": {"date": "2025-03-05"}, "end": {"date": "2025-03-06"}}
    world.calendars.put("primary", {**day, "eventType": "outOfOffice", "recurrence": ["RRULE:FREQ=DAILY;COUNT=2"]})
    with signed_in(world) as (_, calendar):
        items, _ = whole(calendar, timeMin="2025-03-01T00:00:00Z", eventTypes=["outOfOffice"])
        assert [(e["id"], e["start"], e["end"]) for e in items] == [
            ("leave_20250305", {"date": "2025-03-05"}, {"date": "2025-03-06"}),
            ("leave_20250306", {"date": "2025-03-06"}, {"date": "2025-03-07"}),
        ]
        assert whole(calendar, eventTypes=["default"])[0] == []


def test_a_token_tells_what_changed_since() -> None:
    world = weekly()
    for number in range(5):
        world.calendars.put("primary", event(f"talk{number}", 4 + number))
    window = {"timeMin": "2025-03-01T00:00:00Z", "timeMax": "2025-05-01T00:00:00Z"}
    with signed_in(world) as (_, calendar):
        items, token = whole(calendar, maxResults=4, **window)
        assert len(items) == 9
        assert whole(calendar, syncToken=token) == ([], token)
        world.calendars.remove("primary", "talk1")
        world.calendars.change("primary", "talk2", summary="Talk, moved up")
        world.calendars.remove("primary", "standup_20250324T080000Z")
        world.calendars.put("primary", event("lunch", 20))
        found, later = whole(calendar, syncToken=token, maxResults=1)
        gone = {one["id"]: one for one in found if one["status"] == "cancelled"}
        assert {one["id"] for one in found} - set(gone) == {"talk2", "lunch"}
        assert set(gone) == {"talk1", "standup_20250324T080000Z"}
        assert set(gone["talk1"]) == {"kind", "etag", "id", "status"}
        world.calendars.remove("primary", "standup")
        found, _ = whole(calendar, syncToken=later)
        assert {one["id"] for one in found if one["status"] == "cancelled"} == {
            "standup_20250303T080000Z",
            "standup_20250310T080000Z",
            "standup_20250407T070000Z",
        }


def test_a_token_grows_old_and_stands_alone() -> None:
    world = weekly()
    with signed_in(world) as (_, calendar):
        _, token = whole(calendar)
        for wrong in ({"timeMin": "2025-03-01T00:00:00Z"}, {"q": "deck"}, {"orderBy": "updated"}):
            with pytest.raises(errors.HttpError) as refused:
                whole(calendar, syncToken=token, **wrong)
            assert told(refused) == (400, "invalid")
        world.calendars.expire_tokens("primary")
        with pytest.raises(errors.HttpError) as refused:
            whole(calendar, syncToken=token)
        assert told(refused) == (410, "fullSyncRequired")


def test_order_and_deleted_events_on_request() -> None:
    world = twin()
    for number, day in enumerate((9, 7, 8)):
        world.calendars.put("primary", event(f"talk{number}", day))
    world.calendars.remove("primary", "talk2")
    with signed_in(world) as (_, calendar):
        listing = calendar.events().list
        by_start = listing(calendarId="primary", singleEvents=True, orderBy="startTime").execute()
        assert ids(by_start) == ["talk1", "talk0"]
        assert "nextSyncToken" not in by_start
        assert len(ids(listing(calendarId="primary", showDeleted=True).execute())) == 3
        with pytest.raises(errors.HttpError) as refused:
            listing(calendarId="primary", orderBy="startTime").execute()
        assert refused.value.status_code == 400


def test_the_list_of_calendars_and_its_changes() -> None:
    world = twin()
    team = world.calendars.add("Team", role="reader", selected=False)
    world.calendars.add("Old", hidden=True)
    with signed_in(world) as (_, calendar):
        first = calendar.calendarList().list().execute()
        assert [(one["summary"], one["accessRole"], one.get("primary")) for one in first["items"]] == [
            ("ada@harbour.example", "owner", True),
            ("Team", "reader", None),
        ]
        own = own_calendar(calendar)
        world.calendars.unsubscribe(team)
        later = calendar.calendarList().list(syncToken=first["nextSyncToken"]).execute()
        assert {one["id"]: one.get("deleted") for one in later["items"]} == {team: True, own: None}
        assert calendar.calendarList().get(calendarId=own).execute()["description"] == "notes"
        world.calendars.expire_tokens()
        with pytest.raises(errors.HttpError) as refused:
            calendar.calendarList().list(syncToken=first["nextSyncToken"]).execute()
        assert told(refused) == (410, "fullSyncRequired")


def test_what_others_let_the_owner_see() -> None:
    world = twin()
    team, room = world.calendars.add("Team", role="reader"), world.calendars.add("Room", role="freeBusyReader")
    world.calendars.put(team, event("talk", 4))
    world.calendars.put(team, event("secret", 5, visibility="private"))
    world.calendars.put(room, event("board", 6))
    with signed_in(world) as (_, calendar):
        seen = calendar.events().list(calendarId=team).execute()["items"]
        assert [one.get("summary") for one in seen] == ["Talk", None]
        (board,) = calendar.events().list(calendarId=room).execute()["items"]
        assert board["start"]["dateTime"] == "2025-03-06T10:00:00+01:00"
        assert "summary" not in board


def test_a_client_of_one_calendar_sees_no_other() -> None:
    with signed_in(twin(), f"{AT}calendar.app.created") as (_, calendar):
        own = own_calendar(calendar)
        assert calendar.events().list(calendarId=own).execute()["items"] == []
        for closed in (calendar.events().list(calendarId="primary"), calendar.calendarList().list()):
            with pytest.raises(errors.HttpError) as refused:
                closed.execute()
            assert told(refused) == (403, "insufficientPermissions")
