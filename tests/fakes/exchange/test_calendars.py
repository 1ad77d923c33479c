"""Calendars at the twin: windows, series and what differs in them, who is in an event, what changed."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element

import pytest

from tests.fakes.exchange.client import (
    ALL,
    BO,
    MARCH,
    account,
    create_event,
    find,
    id_of,
    note,
    our_calendar,
    seen,
    signed_in,
    told,
    twin,
    view,
)
from tests.fakes.exchange.soap import NS, local, text
from tests.fakes.graph.client import event
from tests.fakes.graph.errors import Json

TUESDAYS: Json = {
    "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["tuesday"], "firstDayOfWeek": "monday"},
    "range": {"type": "noEnd", "startDate": "2025-03-04"},
}


def test_a_window_shows_single_events_and_occurrences_but_no_series() -> None:
    world = twin()
    world.calendars.put("", event("2025-03-10T09:00:00", "2025-03-10T10:00:00"))
    world.calendars.put("", event("2025-03-04T12:00:00", "2025-03-04T13:00:00", "Sync", recurrence=TUESDAYS))
    with signed_in(world) as soap:
        found = seen(soap)
        assert told(found, "Start", "CalendarItemType", "IsRecurring") == [
            ("2025-03-04T11:00:00Z", "Occurrence", "true"),
            ("2025-03-10T08:00:00Z", "Single", "false"),
            ("2025-03-11T11:00:00Z", "Occurrence", "true"),
            ("2025-03-18T11:00:00Z", "Occurrence", "true"),
            ("2025-03-25T11:00:00Z", "Occurrence", "true"),
        ]
        assert told([soap.got(id_of(found[2]), ALL)], "Subject", "Start") == [("Sync", "2025-03-11T11:00:00Z")]
        assert len(seen(soap, view("2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z", "2"))) == 2
        assert len(soap.items(find("calendar"))) == 2
    assert world.violations == []


def test_a_series_says_its_pattern_and_what_differs_from_it() -> None:
    world = twin()
    series = world.calendars.put("", event("2025-03-04T12:00:00", "2025-03-04T13:00:00", "Sync", recurrence=TUESDAYS))
    third, fourth = (world.calendars.occurrence(series, datetime(2025, 3, day, 11, tzinfo=UTC)) for day in (18, 25))
    moved = event("2025-03-19T15:00:00", "2025-03-19T16:00:00")
    world.calendars.alter(third, subject="Sync, moved", start=moved["start"], end=moved["end"])
    world.calendars.remove(fourth)
    with signed_in(world) as soap:
        assert told(seen(soap), "Start", "Subject", "CalendarItemType", "OriginalStart")[2:] == [
            ("2025-03-19T14:00:00Z", "Sync, moved", "Exception", "2025-03-18T11:00:00Z")
        ]
        (master,) = soap.items(find("calendar"))
        whole = soap.got(id_of(master), ALL)
        assert text(whole, "t:CalendarItemType") == "RecurringMaster"
        assert text(whole, "t:Recurrence/t:WeeklyRecurrence/t:DaysOfWeek") == "Tuesday"
        assert text(whole, "t:ModifiedOccurrences/t:Occurrence/t:OriginalStart") == "2025-03-18T11:00:00Z"
        assert text(whole, "t:DeletedOccurrences/t:DeletedOccurrence/t:Start") == "2025-03-25T11:00:00Z"
        occurrence = id_of(seen(soap)[0])
        named = f'<t:RecurringMasterItemId OccurrenceId="{occurrence}"/>'
        body = f"<m:GetItem><m:ItemShape>{ALL}</m:ItemShape><m:ItemIds>{named}</m:ItemIds></m:GetItem>"
        assert id_of(soap.items(body, "m:Items")[0]) == id_of(master)


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ({"type": "daily", "interval": 2}, "DailyRecurrence"),
        ({"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 4}, "AbsoluteMonthlyRecurrence"),
        (
            {"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["tuesday"], "index": "first"},
            "RelativeMonthlyRecurrence",
        ),
        ({"type": "absoluteYearly", "interval": 1, "dayOfMonth": 4, "month": 3}, "AbsoluteYearlyRecurrence"),
        (
            {"type": "relativeYearly", "interval": 1, "daysOfWeek": ["tuesday"], "index": "last", "month": 3},
            "RelativeYearlyRecurrence",
        ),
    ],
)
@pytest.mark.parametrize(
    "until", [{"type": "numbered", "numberOfOccurrences": 3}, {"type": "endDate", "endDate": "2025-05-01"}]
)
def test_patterns_come_back_as_they_were_written(pattern: Json, shown: str, until: Json) -> None:
    world = twin()
    said = {"pattern": pattern, "range": {"startDate": "2025-03-04", **until}}
    world.calendars.put("", event("2025-03-04T12:00:00", "2025-03-04T13:00:00", recurrence=said))
    shape = '<t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI="calendar:Recurrence"/>'
    with signed_in(world) as soap:
        wanted = f"{shape}</t:AdditionalProperties>"
        first = soap.got(id_of(soap.items(find("calendar"))[0]), wanted).find("t:Recurrence", NS)
        assert first is not None
        assert local(first[0]) == shown
        written = "".join(_written(one) for one in first)
        calendar = our_calendar(soap)
        made = soap.one(create_event(calendar, note(more=f"<t:Recurrence>{written}</t:Recurrence>")))
        again = soap.got(id_of(made), wanted).find("t:Recurrence", NS)
        assert again is not None
        assert "".join(_written(one) for one in again) == written
    assert world.violations == []


def _written(said: Element) -> str:
    inside = "".join(map(_written, said)) or said.text or ""
    return f"<t:{local(said)}>{inside}</t:{local(said)}>"


def test_an_event_says_who_is_in_it_and_what_became_of_it() -> None:
    world = twin()
    review = world.calendars.put(
        "",
        event(
            *("2025-03-10T09:00:00", "2025-03-10T10:00:00"),
            attendees=[BO, {**BO, "type": "optional"}, {**BO, "type": "resource"}],
            organizer={"emailAddress": {"name": "Bo", "address": "bo@harbour.example"}},
            responseStatus={"response": "tentativelyAccepted"},
            isOrganizer=False,
            sensitivity="private",
            showAs="workingElsewhere",
            location={"displayName": "Pier 4"},
        ),
    )
    with signed_in(world) as soap:
        (found,) = seen(soap)
        names = ("MyResponseType", "LegacyFreeBusyStatus", "Sensitivity", "IsMeeting", "IsCancelled", "Location")
        assert told([found], *names) == [("Tentative", "WorkingElsewhere", "Private", "true", "false", "Pier 4")]
        whole = soap.got(id_of(found), ALL)
        for name in ("RequiredAttendees", "OptionalAttendees", "Resources"):
            assert text(whole, f"t:{name}/t:Attendee/t:ResponseType") == "Accept"
        assert text(whole, "t:Organizer/t:Mailbox/t:EmailAddress") == "bo@harbour.example"
        world.calendars.alter(review, isCancelled=True)
        assert told(seen(soap), "IsCancelled") == [("true",)]
        world.calendars.remove(review)
        assert seen(soap) == []


def test_whole_days_begin_at_midnight_of_their_zone() -> None:
    world = twin()
    world.calendars.put("", event("2025-03-10T00:00:00", "2025-03-12T00:00:00", isAllDay=True))
    with signed_in(world) as soap:
        found = seen(soap)
        assert told(found, "Start", "End", "IsAllDayEvent") == [
            ("2025-03-09T23:00:00Z", "2025-03-11T23:00:00Z", "true")
        ]
        zone = found[0].find("t:StartTimeZone", NS)
        assert zone is not None
        assert zone.get("Id") == "W. Europe Standard Time"


@pytest.mark.parametrize(
    ("folder", "window", "code"),
    [
        (
            "calendar",
            view("2025-03-02T00:00:00Z", "2025-03-01T00:00:00Z"),
            "ErrorCalendarEndDateIsEarlierThanStartDate",
        ),
        ("calendar", view("2025-03-01T00:00:00Z", "2027-04-01T00:00:00Z"), "ErrorCalendarViewRangeTooBig"),
        ("inbox", MARCH, "ErrorCalendarEndDateIsEarlierThanStartDate"),
    ],
)
def test_a_window_has_bounds(folder: str, window: str, code: str) -> None:
    with signed_in(twin()) as soap:
        assert soap.codes(find(folder, window)) == [code]


def test_synchronising_a_calendar_tells_of_series_and_single_events() -> None:
    world = twin()
    with signed_in(world) as soap:
        single = world.calendars.put("", event("2025-03-10T09:00:00", "2025-03-10T10:00:00"))
        series = world.calendars.put("", event("2025-03-04T12:00:00", "2025-03-04T13:00:00", recurrence=TUESDAYS))
        first, state = soap.round("calendar")
        names = {name: world.calendars.event(name)[1].id for name in (single, series)}
        assert first == [("Create", names[single]), ("Create", names[series])]
        assert soap.round("calendar", state)[0] == []
        at = datetime(2025, 3, 11, 11, tzinfo=UTC)
        world.calendars.alter(world.calendars.occurrence(series, at), subject="Other")
        world.calendars.remove(single)
        assert soap.round("calendar", state)[0] == [("Delete", names[single]), ("Update", names[series])]


def test_exchangelib_reads_a_window_and_a_series() -> None:
    import exchangelib

    world = twin()
    world.calendars.put("", event("2025-03-04T12:00:00", "2025-03-04T13:00:00", "Sync", recurrence=TUESDAYS))
    with account(world) as ada:
        start, end = (exchangelib.EWSDateTime(2025, month, 1, tzinfo=exchangelib.UTC) for month in (3, 4))
        assert [one.start.day for one in ada.calendar.view(start=start, end=end)] == [4, 11, 18, 25]
        (master,) = ada.calendar.all()
        assert master.recurrence.pattern.weekdays == [2]
    assert world.violations == []
