"""Calendars at the twin: windows, series, what changed, events of our own; and what is an offence."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.fakes.graph.client import IMMUTABLE, KEY, Graph, event, signed_in, told, twin

WEEK = "startDateTime=2025-03-03T00:00:00Z&endDateTime=2025-03-17T00:00:00Z"
DELTA = f"/me/calendarView/delta?{WEEK}"
BERLIN = f'{IMMUTABLE}, outlook.timezone="W. Europe Standard Time"'
WEEKLY = {
    "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["tuesday"], "firstDayOfWeek": "monday"},
    "range": {"type": "noEnd", "startDate": "2025-02-04", "recurrenceTimeZone": "W. Europe Standard Time"},
}
SERIES = event("2025-02-04T10:00:00", "2025-02-04T11:00:00", "Sync", recurrence=WEEKLY)
LUNCH = event("2025-03-04T12:00:00", "2025-03-04T13:00:00", "Lunch")
BO = {"emailAddress": {"address": "bo@harbour.example"}, "type": "required"}


def own(graph: Graph) -> str:
    """The id of a calendar that the client makes."""
    answer = graph.ask("POST", "/me/calendars", {"name": "Headsup"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def kinds(found: list[dict[str, Any]]) -> list[str]:
    return [one["type"] for one in found]


def starts(found: list[dict[str, Any]]) -> list[str]:
    return [one["start"]["dateTime"][:16] for one in found]


def test_times_are_utc_unless_a_zone_is_preferred() -> None:
    world = twin()
    made = world.calendars.put("", LUNCH)
    with signed_in(world) as graph:
        plain = graph.get(f"/me/events/{made}")
        assert plain["start"] == {"dateTime": "2025-03-04T11:00:00.0000000", "timeZone": "UTC"}
        assert plain["originalStartTimeZone"] == "W. Europe Standard Time"
        local = graph.get(f"/me/events/{made}", Prefer=BERLIN)
        assert local["start"] == {"dateTime": "2025-03-04T12:00:00.0000000", "timeZone": "W. Europe Standard Time"}
        unknown = graph.ask("GET", f"/me/events/{made}", Prefer='outlook.timezone="Atlantis Time"')
        assert told(unknown) == (400, "TimeZoneNotSupportedException")


def test_a_day_is_a_day_in_every_zone() -> None:
    world = twin("America/New_York")
    made = world.calendars.put("", event("2025-03-04T00:00:00", "2025-03-05T00:00:00", isAllDay=True))
    with signed_in(world) as graph:
        for prefer in (IMMUTABLE, BERLIN):
            found = graph.get(f"/me/events/{made}", Prefer=prefer)
            assert (found["isAllDay"], found["start"]["dateTime"]) == (True, "2025-03-04T00:00:00.0000000")


def test_a_window_holds_occurrences_and_exceptions_but_no_series() -> None:
    world = twin()
    series = world.calendars.put("", SERIES)
    world.calendars.put("", LUNCH)
    one = world.calendars.occurrence(series, datetime(2025, 3, 11, 9, tzinfo=UTC))
    world.calendars.alter(one, **event("2025-03-12T10:00:00", "2025-03-12T11:00:00", "Sync, moved"))
    with signed_in(world) as graph:
        found = graph.get(f"/me/calendarView?{WEEK}")["value"]
        assert kinds(found) == ["occurrence", "singleInstance", "exception"]
        assert starts(found) == ["2025-03-04T09:00", "2025-03-04T11:00", "2025-03-12T09:00"]
        assert found[0]["seriesMasterId"] == found[2]["seriesMasterId"] == series
        assert found[2]["originalStart"] == "2025-03-11T09:00:00Z"
        assert kinds(graph.get(f"/me/events/{series}/instances?{WEEK}")["value"]) == ["occurrence", "exception"]
        assert kinds(graph.get("/me/events")["value"]) == ["seriesMaster", "singleInstance"]
        assert told(graph.ask("GET", "/me/calendarView")) == (400, "ErrorInvalidParameter")


def test_a_series_keeps_its_hour_when_the_clocks_change() -> None:
    world = twin()
    world.calendars.put("", SERIES)
    window = "startDateTime=2025-03-24T00:00:00Z&endDateTime=2025-04-05T00:00:00Z"
    with signed_in(world) as graph:
        found = graph.get(f"/me/calendarView?{window}")["value"]
    assert starts(found) == ["2025-03-25T09:00", "2025-04-01T08:00"]


def test_a_round_of_a_window_and_what_changed_in_it() -> None:
    world = twin()
    series = world.calendars.put("", SERIES)
    lunch = world.calendars.put("", LUNCH)
    with signed_in(world) as graph:
        found, link = graph.round(DELTA)
        assert sorted(kinds(found)) == ["occurrence", "occurrence", "seriesMaster", "singleInstance"]
        occurrence = next(one for one in found if one["type"] == "occurrence")
        assert "subject" not in occurrence
        assert graph.round(link)[0] == []
        world.calendars.alter(lunch, subject="Long lunch")
        moved, link = graph.round(link)
        assert [(one["id"], one["subject"]) for one in moved] == [(lunch, "Long lunch")]
        world.calendars.alter(lunch, **event("2025-05-04T12:00:00", "2025-05-04T13:00:00"))
        world.calendars.remove(world.calendars.occurrence(series, datetime(2025, 3, 4, 9, tzinfo=UTC)))
        gone, link = graph.round(link)
        assert {one["id"]: one["@removed"]["reason"] for one in gone} == {
            lunch: "changed",
            occurrence["id"]: "deleted",
        }
        world.calendars.remove(series)
        assert len(graph.round(link)[0]) == 2


def test_a_round_is_paged_and_its_links_lapse() -> None:
    world = twin()
    for day in range(3, 10):
        world.calendars.put("", event(f"2025-03-{day:02d}T12:00:00", f"2025-03-{day:02d}T13:00:00"))
    with signed_in(world) as graph:
        pages, link = graph.pages(DELTA, Prefer=f"{IMMUTABLE}, odata.maxpagesize=3")
        assert [len(page) for page in pages] == [3, 3, 1]
        world.calendars.expire_tokens()
        assert told(graph.ask("GET", link)) == (410, "SyncStateNotFound")
        refused = graph.ask("GET", f"{DELTA}&$select=subject")
        assert refused.status_code == 400
    assert [one.why for one in world.violations] == ["$select is no option"]


def test_a_repeated_transaction_makes_one_event() -> None:
    world = twin()
    with signed_in(world) as graph:
        path = f"/me/calendars/{own(graph)}/events"
        said = {**LUNCH, "transactionId": "t-1"}
        first, again = graph.ask("POST", path, said), graph.ask("POST", path, said)
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json()["id"] == again.json()["id"]
        assert graph.ask("POST", path, {**LUNCH, "transactionId": "t-2"}).json()["id"] != first.json()["id"]
        assert len(graph.get(path)["value"]) == 2


def test_a_note_is_found_by_its_property_changed_and_deleted() -> None:
    world = twin()
    with signed_in(world) as graph:
        calendar = own(graph)
        said = {**LUNCH, "showAs": "free", "sensitivity": "private", "categories": ["At risk"]}
        said["singleValueExtendedProperties"] = [{"id": KEY, "value": "k1"}]
        made = graph.ask("POST", f"/me/calendars/{calendar}/events", said).json()
        assert (made["showAs"], made["sensitivity"], made["categories"]) == ("free", "private", ["At risk"])
        wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY}' and ep/value eq 'k1')"
        query = urlencode({"$filter": wanted, "$expand": f"singleValueExtendedProperties($filter=id eq '{KEY}')"})
        (found,) = graph.get(f"/me/calendars/{calendar}/events?{query}")["value"]
        assert found["singleValueExtendedProperties"] == [{"id": KEY, "value": "k1"}]
        other = graph.ask("GET", f"/me/calendars/{world.calendars.default}/events/{made['id']}")
        assert told(other) == (404, "ErrorItemNotFound")
        path, etag = f"/me/calendars/{calendar}/events/{made['id']}", made["@odata.etag"]
        changed = graph.ask("PATCH", path, {"subject": "Kept"}, If_Match=etag).json()
        assert (changed["subject"], changed["start"]) == ("Kept", made["start"])
        assert told(graph.ask("DELETE", path, If_Match=etag)) == (412, "ErrorIrresolvableConflict")
        assert graph.ask("DELETE", path, If_Match=changed["@odata.etag"]).status_code == 204
        assert told(graph.ask("GET", path)) == (404, "ErrorItemNotFound")
    assert world.offences == []


def test_calendars_are_made_listed_named_and_deleted() -> None:
    world = twin()
    world.calendars.add("Team", owner="bo@harbour.example", can_edit=False)
    with signed_in(world) as graph:
        calendar = own(graph)
        assert told(graph.ask("POST", "/me/calendars", {"name": "headsup"})) == (409, "ErrorFolderExists")
        listed = graph.get("/me/calendars?$select=name,canEdit,isDefaultCalendar")["value"]
        assert [(one["name"], one["canEdit"]) for one in listed] == [
            ("Calendar", True),
            ("Team", False),
            ("Headsup", True),
        ]
        assert graph.get("/me/calendar")["isDefaultCalendar"]
        assert graph.ask("PATCH", f"/me/calendars/{calendar}", {"name": "Notes"}).json()["name"] == "Notes"
        assert graph.ask("DELETE", f"/me/calendars/{calendar}").status_code == 204
        assert told(graph.ask("GET", f"/me/calendars/{calendar}")) == (404, "ErrorItemNotFound")


def test_a_write_is_listed_late() -> None:
    world = twin()
    with signed_in(world) as graph:
        calendar = own(graph)
        world.lag = 2
        path = f"/me/calendars/{calendar}"
        _, link = graph.round(f"{path}/calendarView/delta?{WEEK}")
        made = graph.ask("POST", f"{path}/events", LUNCH).json()["id"]
        assert graph.get(f"/me/events/{made}")["id"] == made
        assert graph.round(link)[0] == []
        assert [one["id"] for one in graph.round(link)[0]] == [made]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (event("2025-03-04T12:00:00", "2025-03-04T11:00:00"), "ErrorCalendarEndDateIsEarlierThanStartDate"),
        (event("2025-03-04T12:00:00", "2025-03-05T00:00:00", isAllDay=True), "ErrorPropertyValidationFailure"),
        (event("soon", "later"), "ErrorPropertyValidationFailure"),
        (event("2025-03-04T12:00:00", "2025-03-04T13:00:00", zone="Atlantis"), "TimeZoneNotSupportedException"),
        ({"subject": "x"}, "ErrorPropertyValidationFailure"),
        ({**LUNCH, "colour": "red"}, "BadRequest"),
    ],
)
def test_times_and_words_that_make_no_event(said: dict[str, Any], code: str) -> None:
    with signed_in(twin()) as graph:
        assert told(graph.ask("POST", f"/me/calendars/{own(graph)}/events", said)) == (400, code)


def test_whatever_would_invite_or_touch_the_owners_events_is_an_offence() -> None:
    world = twin()
    lunch, talk = world.calendars.put("", LUNCH), world.calendars.put("", {**LUNCH, "attendees": [BO]})
    with signed_in(world) as graph:
        calendar = own(graph)
        for verb, path, said in (
            ("POST", f"/me/calendars/{calendar}/events", {**LUNCH, "attendees": [BO]}),
            ("POST", "/me/events", LUNCH),
            ("PATCH", f"/me/events/{lunch}", {"categories": ["At risk"]}),
            ("DELETE", f"/me/events/{talk}", None),
            ("POST", f"/me/events/{talk}/accept", {}),
            ("POST", f"/me/events/{talk}/cancel", {}),
            ("DELETE", f"/me/calendars/{world.calendars.default}", None),
        ):
            assert told(graph.ask(verb, path, said)) == (403, "ErrorAccessDenied")
        assert [one.index for one in world.offences] == [2, 3, 4, 5, 6, 7, 8]


def test_a_category_on_an_event_of_the_owner_where_that_is_allowed() -> None:
    world = twin()
    world.calendars.annotates = True
    talk = world.calendars.put("", {**LUNCH, "attendees": [BO]})
    with signed_in(world) as graph:
        answer = graph.ask("PATCH", f"/me/events/{talk}", {"categories": ["At risk"]})
        assert answer.json()["categories"] == ["At risk"]
        assert graph.ask("PATCH", f"/me/events/{talk}", {"subject": "x"}).status_code == 403


def test_settings_and_categories_need_a_scope_of_their_own() -> None:
    world = twin()
    world.calendars.categories = [{"id": "c1", "displayName": "At risk", "color": "preset0"}]
    said = {"displayName": "Late", "color": "preset3"}
    with signed_in(world) as graph:
        assert told(graph.ask("GET", "/me/mailboxSettings")) == (403, "ErrorAccessDenied")
        token = world.entra.grant("MailboxSettings.Read").access_token
        graph.session.headers["Authorization"] = f"Bearer {token}"
        assert graph.get("/me/mailboxSettings")["timeZone"] == "W. Europe Standard Time"
        assert graph.get("/me/outlook/masterCategories")["value"][0]["displayName"] == "At risk"
        assert told(graph.ask("POST", "/me/outlook/masterCategories", said)) == (403, "ErrorAccessDenied")
        token = world.entra.grant("MailboxSettings.ReadWrite").access_token
        graph.session.headers["Authorization"] = f"Bearer {token}"
        made = graph.ask("POST", "/me/outlook/masterCategories", said)
        assert (made.status_code, made.json()["color"]) == (201, "preset3")
        assert graph.ask("POST", "/me/outlook/masterCategories", said).status_code == 409


def test_a_long_series_ends() -> None:
    world = twin()
    until = {"type": "numbered", "startDate": "2025-03-04", "numberOfOccurrences": 3}
    daily = {"pattern": {"type": "daily", "interval": 2}, "range": until}
    world.calendars.put("", event("2025-03-04T10:00:00", "2025-03-04T11:00:00", recurrence=daily))
    with signed_in(world) as graph:
        found = graph.get(f"/me/calendarView?{WEEK}")["value"]
    first = datetime(2025, 3, 4, 9, tzinfo=UTC)
    assert starts(found) == [f"{first + timedelta(days=2 * n):%Y-%m-%dT%H:%M}" for n in range(3)]
