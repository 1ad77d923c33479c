"""Events of our own at the twin: made, changed and deleted on a calendar of ours; and what is an offence."""

from tests.fakes.exchange import ExchangeTwin
from tests.fakes.exchange.client import (
    BO,
    KEY,
    account,
    create_event,
    delete,
    find,
    id_of,
    item_id,
    note,
    our_calendar,
    seen,
    setting,
    signed_in,
    told,
    twin,
    update,
    version_of,
)
from tests.fakes.graph.client import event

UPDATED = 'SendMeetingInvitationsOrCancellations="SendToNone"'
CANCELLED = 'SendMeetingCancellations="SendToNone"'
SUBJECT = setting("item:Subject", "<t:Subject>Moved</t:Subject>", "CalendarItem")


def offences(world: ExchangeTwin) -> list[str]:
    return [one.why for one in world.offences]


def test_a_note_is_made_changed_and_deleted_on_our_own_calendar() -> None:
    world = twin()
    with signed_in(world) as soap:
        calendar = our_calendar(soap)
        made = soap.one(create_event(calendar, note(inside="<t:LegacyFreeBusyStatus>Free</t:LegacyFreeBusyStatus>")))
        (found,) = seen(soap, folder=calendar)
        assert told([found], "Start", "End", "LegacyFreeBusyStatus") == [
            ("2025-03-06T09:00:00Z", "2025-03-06T10:00:00Z", "Free")
        ]
        later = setting("calendar:End", "<t:End>2025-03-06T12:30:00Z</t:End>", "CalendarItem")
        free = '<t:DeleteItemField><t:FieldURI FieldURI="item:Categories"/></t:DeleteItemField>'
        named = item_id(id_of(made), version_of(made))
        changed = soap.one(update(named, SUBJECT + later + free, told=UPDATED))
        assert told(seen(soap, folder=calendar), "Subject", "End") == [("Moved", "2025-03-06T12:30:00Z")]
        assert soap.codes(update(named, SUBJECT, told=UPDATED)) == ["ErrorIrresolvableConflict"]
        wanted = f"<m:Restriction><t:Exists>{KEY}</t:Exists></m:Restriction>"
        assert [id_of(one) for one in soap.items(find(calendar, wanted))] == [id_of(made)]
        assert soap.codes(delete(item_id(id_of(changed)), told=CANCELLED)) == ["NoError"]
        assert seen(soap, folder=calendar) == []
    assert world.offences == world.violations == []
    assert [row.template for row in world.writes] == ["CreateFolder", "CreateItem", "UpdateItem", "DeleteItem"]


def test_a_whole_day_is_rounded_to_midnights() -> None:
    world = twin()
    with signed_in(world) as soap:
        calendar = our_calendar(soap)
        soap.one(create_event(calendar, note(inside="<t:IsAllDayEvent>true</t:IsAllDayEvent>")))
        assert told(seen(soap, folder=calendar), "Start", "End") == [("2025-03-05T23:00:00Z", "2025-03-06T23:00:00Z")]


def test_a_time_without_an_offset_is_of_the_zone_that_the_header_names() -> None:
    world = twin()
    zone = '<t:TimeZoneContext><t:TimeZoneDefinition Id="{}"/></t:TimeZoneContext>'
    bare = note().replace('<t:StartTimeZone Id="W. Europe Standard Time"/>', "")
    with signed_in(world) as soap:
        calendar = our_calendar(soap)
        soap.one(create_event(calendar, bare), zone.format("Eastern Standard Time"))
        soap.one(create_event(calendar, bare))
        assert told(seen(soap, folder=calendar), "Start") == [("2025-03-06T10:00:00Z",), ("2025-03-06T15:00:00Z",)]
        assert soap.codes(create_event(calendar, bare), zone.format("Moon Time")) == ["ErrorTimeZone"]
        backwards = note("2025-03-06T11:00:00", "2025-03-06T10:00:00")
        assert soap.codes(create_event(calendar, backwards)) == ["ErrorCalendarEndDateIsEarlierThanStartDate"]


def test_what_tells_people_or_is_on_another_calendar_is_an_offence() -> None:
    world = twin()
    world.calendars.put("", event("2025-03-10T09:00:00", "2025-03-10T10:00:00", attendees=[BO]))
    bo = "<t:Mailbox><t:EmailAddress>bo@harbour.example</t:EmailAddress></t:Mailbox>"
    attendees = f"<t:RequiredAttendees><t:Attendee>{bo}</t:Attendee></t:RequiredAttendees>"
    with signed_in(world) as soap:
        calendar, meeting = our_calendar(soap), item_id(id_of(seen(soap)[0]))
        for body in (
            create_event("calendar", note()),
            create_event(calendar, note(), "SendToAllAndSaveCopy"),
            create_event(calendar, note(more=attendees)),
            update(meeting, SUBJECT, "AlwaysOverwrite", UPDATED),
            update(meeting, SUBJECT, "AlwaysOverwrite", UPDATED.replace("SendToNone", "SendToAllAndSaveCopy")),
            delete(meeting, told=CANCELLED),
            delete(meeting, told=CANCELLED.replace("SendToNone", "SendToAllAndSaveCopy")),
        ):
            assert soap.ask(body).status_code == 500
        assert soap.codes(delete(meeting)) == ["ErrorSendMeetingCancellationsRequired"]
    assert offences(world) == [
        "is on a calendar that this client did not create",
        "tells people of a meeting",
        "names attendees",
        "would tell the attendees",
        "tells people of a meeting",
        "would tell the attendees",
        "tells people of a meeting",
    ]
    assert [row.template for row in world.writes] == ["CreateFolder"]


def test_the_owners_events_are_annotated_only_where_that_is_allowed() -> None:
    world = twin()
    world.calendars.put("", event("2025-03-10T09:00:00", "2025-03-10T10:00:00", attendees=[BO]))
    tagged = "<t:Categories><t:String>Headsup</t:String></t:Categories>"
    categories = setting("item:Categories", tagged, "CalendarItem")
    with signed_in(world) as soap:
        meeting = item_id(id_of(seen(soap)[0]))
        assert soap.ask(update(meeting, categories, "AlwaysOverwrite", UPDATED)).status_code == 500
        world.calendars.annotates = True
        assert soap.codes(update(meeting, categories, "AlwaysOverwrite", UPDATED)) == ["NoError"]
        assert told(seen(soap), "Subject", "Categories/t:String") == [("Review", "Headsup")]
        assert soap.ask(update(meeting, SUBJECT, "AlwaysOverwrite", UPDATED)).status_code == 500
    assert len(world.offences) == 2


def test_exchangelib_keeps_notes() -> None:
    import exchangelib

    world = twin()
    with account(world) as ada:
        ours = exchangelib.folders.Calendar(parent=ada.msg_folder_root, name="Headsup", folder_class="IPF.Appointment")
        ours.save()
        day = exchangelib.EWSDate(2025, 3, 6)
        made = exchangelib.CalendarItem(
            account=ada, folder=ours, subject="Deck due", start=day, end=day, is_all_day=True, ref="n1"
        )
        made.save(send_meeting_invitations="SendToNone")
        (found,) = ours.filter(ref="n1")
        assert (found.start, found.end, found.ref) == (day, day, "n1")
        found.subject = "Deck late"
        found.save(
            update_fields=["subject"], send_meeting_invitations="SendToNone", conflict_resolution="NeverOverwrite"
        )
        assert [one.subject for one in ours.all()] == ["Deck late"]
        found.delete(send_meeting_cancellations="SendToNone")
        assert ours.all().count() == 0
    assert world.offences == world.violations == []
