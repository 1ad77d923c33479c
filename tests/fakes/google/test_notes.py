"""What is written on calendars of the twin: by whom, where, and what is refused."""

from typing import Any

import pytest

from tests.fakes.google.client import AT, SCOPES, own_calendar, signed_in, told, twin

pytest.importorskip("googleapiclient", reason="needs the extra `google`")
errors = pytest.importorskip("googleapiclient.errors", reason="needs the extra `google`")

NOTE = {
    "id": "k1note0",
    "summary": "Deck for Bo, due",
    "start": {"dateTime": "2025-03-07T15:00:00Z"},
    "end": {"dateTime": "2025-03-07T16:00:00Z"},
    "extendedProperties": {"private": {"key": "k1"}},
}


def ids(listed: Any) -> list[str]:
    return [one["id"] for one in listed["items"]]


def test_the_life_of_a_note() -> None:
    with signed_in(twin()) as (_, calendar):
        own = own_calendar(calendar)
        notes = calendar.events()
        made = notes.insert(calendarId=own, body=NOTE, sendUpdates="none").execute()
        with pytest.raises(errors.HttpError) as refused:
            notes.insert(calendarId=own, body=NOTE).execute()
        assert told(refused) == (409, "duplicate")
        listed = notes.list(calendarId=own, privateExtendedProperty="key=k1").execute()
        assert ids(listed) == ["k1note0"]
        assert ids(notes.list(calendarId=own, privateExtendedProperty="key=k2").execute()) == []
        changed = notes.patch(calendarId=own, eventId="k1note0", body={"summary": "Deck, late"}).execute()
        assert (changed["summary"], changed["start"]) == ("Deck, late", made["start"])
        for stale in (
            notes.update(calendarId=own, eventId="k1note0", body=NOTE),
            notes.delete(calendarId=own, eventId="k1note0"),
        ):
            stale.headers["If-Match"] = made["etag"]
            with pytest.raises(errors.HttpError) as refused:
                stale.execute()
            assert told(refused) == (412, "conditionNotMet")
        notes.delete(calendarId=own, eventId="k1note0", sendUpdates="none").execute()
        with pytest.raises(errors.HttpError) as refused:
            notes.delete(calendarId=own, eventId="k1note0").execute()
        assert told(refused) == (410, "deleted")
        gone = notes.get(calendarId=own, eventId="k1note0").execute()
        assert gone["status"] == "cancelled"
        with pytest.raises(errors.HttpError) as refused:
            notes.insert(calendarId=own, body=NOTE).execute()
        assert told(refused) == (409, "duplicate")
        back = notes.update(calendarId=own, eventId="k1note0", body=NOTE)
        back.headers["If-Match"] = gone["etag"]
        assert back.execute()["status"] == "confirmed"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"id": "K1"}, 400),
        ({"id": "k1"}, 400),
        ({"end": {"dateTime": "2025-03-07T14:00:00Z"}}, 400),
        ({"end": {"date": "2025-03-08"}}, 400),
        ({"recurrence": ["RRULE:FREQ=DAILY"]}, 400),
    ],
)
def test_a_note_that_is_no_event_is_refused(change: dict[str, Any], status: int) -> None:
    world = twin()
    with signed_in(world) as (_, calendar):
        own = own_calendar(calendar)
        with pytest.raises(errors.HttpError) as refused:
            calendar.events().insert(calendarId=own, body={**NOTE, **change}).execute()
        assert refused.value.status_code == status
    assert world.offences == []


@pytest.mark.parametrize(
    ("where", "change", "asked"),
    [
        ("primary", {}, {}),
        ("own", {"attendees": [{"email": "bo@harbour.example"}]}, {}),
        ("own", {}, {"sendUpdates": "all"}),
        ("own", {}, {"sendNotifications": True}),
    ],
)
def test_a_write_that_others_would_notice_is_an_offence(
    where: str, change: dict[str, Any], asked: dict[str, Any]
) -> None:
    world = twin()
    with signed_in(world) as (_, calendar):
        place = own_calendar(calendar) if where == "own" else where
        with pytest.raises(errors.HttpError) as refused:
            calendar.events().insert(calendarId=place, body={**NOTE, **change}, **asked).execute()
        assert refused.value.status_code == 403
    assert [one.template for one in world.offences] == ["calendar.events.insert"]
    assert "k1note0" not in world.calendars.named("primary").events


def test_own_events_may_be_written_where_the_owner_opted_in() -> None:
    world = twin()
    team = world.calendars.add("Team", role="writer")
    world.calendars.put("primary", {**NOTE, "id": "talk"})
    with signed_in(world, *SCOPES, f"{AT}calendar.events.owned") as (_, calendar):
        body = {"description": "Deck due today"}
        calendar.events().patch(calendarId="primary", eventId="talk", body=body, sendUpdates="none").execute()
        assert world.offences == []
        with pytest.raises(errors.HttpError) as refused:
            calendar.events().insert(calendarId=team, body=NOTE).execute()
        assert told(refused) == (403, "insufficientPermissions")
    assert world.calendars.send_updates == ["none"]


def test_a_write_is_listed_late_where_the_provider_lags() -> None:
    world = twin()
    with signed_in(world) as (_, calendar):
        own = own_calendar(calendar)
        token = calendar.events().list(calendarId=own).execute()["nextSyncToken"]
        world.lag = 1
        calendar.events().insert(calendarId=own, body=NOTE).execute()
        late = calendar.events().list(calendarId=own, syncToken=token).execute()
        assert ids(late) == []
        assert ids(calendar.events().list(calendarId=own, syncToken=late["nextSyncToken"]).execute()) == ["k1note0"]
        assert (
            calendar.events().get(calendarId=own, eventId="k1note0").execute()["updated"] == "2025-03-03T09:30:00.000Z"
        )
