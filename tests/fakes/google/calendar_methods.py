"""Calendar API v3: the list of calendars, calendars, and single events read and written.

Source: developers.google.com/workspace/calendar/api/v3/reference; .../guides/version-resources (If-Match, 412) and
.../guides/errors (409, 410). A write that would tell anybody, or that is not on a calendar of this
client, is an offence.
"""

import json
from functools import partial

from tests.fakes.google import events
from tests.fakes.google.access import OWNED, opened
from tests.fakes.google.calendars import Calendar, Calendars, etag
from tests.fakes.google.calls import Answer, Call, Handler, pack, unpack
from tests.fakes.google.errors import Json, Refusal
from tests.fakes.google.gate import Offence
from tests.fakes.google.listing import Listing, presented

WRITES = frozenset(
    {"calendar.calendars.insert"} | {f"calendar.events.{w}" for w in ("insert", "update", "patch", "delete")}
)
_ROLES = ("freeBusyReader", "reader", "writer", "owner")
_KEPT = ("id", "iCalUID", "created", "creator", "organizer", "eventType", "recurringEventId", "originalStartTime")


class CalendarMethods:
    """The methods of calendars and events."""

    def __init__(self, calendars: Calendars) -> None:
        self._calendars = calendars
        self._listing = Listing(calendars, partial(opened, calendars))

    @property
    def handlers(self) -> dict[str, Handler]:
        """Each method's handler, by the method's id."""
        return {
            "calendar.calendarList.list": self._list,
            "calendar.calendarList.get": self._entry,
            "calendar.calendars.get": self._calendar,
            "calendar.calendars.insert": self._create,
            "calendar.events.list": self._listing.listed,
            "calendar.events.instances": self._listing.instances,
            "calendar.events.get": self._get,
            "calendar.events.insert": self._insert,
            "calendar.events.update": self._update,
            "calendar.events.patch": self._patch,
            "calendar.events.delete": self._delete,
        }

    def _list(self, call: Call) -> Answer:
        """calendarList.list; a sync token tells what came, changed, was hidden or went since."""
        start, since, whole = self._place(call)
        least = _ROLES.index(call.word("minAccessRole", _ROLES[0]).removesuffix("WithoutPrivateAccess"))
        index = self._calendars.world.index
        found = [one for one in self._calendars.all.values() if one.listed_from <= index and one.changed > since]
        found = [one for one in found if _ROLES.index(one.role) >= least]
        found = [one for one in found if not whole or _listed(one, call)]
        size = call.number(100, 250)
        said: Json = {
            "kind": "calendar#calendarList",
            "etag": f'"p{self._calendars.change_number}"',
            "items": [one.entry() for one in found[start : start + size]],
        }
        if start + size < len(found):
            return Answer({**said, "nextPageToken": _packed(start + size, since, self._age(), whole=whole)})
        return Answer({**said, "nextSyncToken": _packed(0, self._known(), self._age(), whole=False)})

    def _place(self, call: Call) -> tuple[int, int, bool]:
        """From which place on, since which change, and whether it is a whole listing."""
        token = call.word("pageToken") or call.word("syncToken")
        if not token:
            return 0, -1, True
        if call.word("syncToken") and any(name in call.query for name in ("minAccessRole", "showOwnOrganizationOnly")):
            raise Refusal("invalid", "Sync token cannot be used with these parameters.")
        try:
            start, since, age, whole = json.loads(unpack(token))
        except (ValueError, TypeError, Refusal) as fault:
            raise Refusal("fullSyncRequired") from fault
        if age != self._age():
            raise Refusal("fullSyncRequired" if call.word("syncToken") else "invalid")
        return start, since, whole

    def _age(self) -> int:
        return self._calendars.token_age.get("", 0)

    def _known(self) -> int:
        """The newest change before which every calendar is listed by now."""
        late = [one.changed for one in self._calendars.all.values() if one.listed_from > self._calendars.world.index]
        return min(late) - 1 if late else self._calendars.change_number

    def _entry(self, call: Call) -> Answer:
        calendar, _ = opened(self._calendars, call)
        return Answer(calendar.entry(), {"ETag": etag(calendar.changed)})

    def _calendar(self, call: Call) -> Answer:
        calendar, _ = opened(self._calendars, call)
        return Answer(_resource(calendar), {"ETag": etag(calendar.changed)})

    def _create(self, call: Call) -> Answer:
        return Answer(_resource(self._calendars.create(call.body)))

    def _get(self, call: Call) -> Answer:
        calendar, details = opened(self._calendars, call)
        event = self._calendars.event(calendar, call.places["eventId"])
        return self._told(call, calendar, event, details=details)

    def _insert(self, call: Call) -> Answer:
        calendar = self._writable(call)
        if call.body.get("eventType") in {"birthday", "fromGmail"}:
            raise Refusal("invalid", "This type of event cannot be created here.")
        name = events.checked_id(call.body["id"]) if call.body.get("id") else self._calendars.new_event_id()
        if name in calendar.events:
            raise Refusal("duplicate")
        world = self._calendars.world
        event = events.completed({**call.body, "id": name}, calendar.zone, world.owner, world.now)
        _check_recurrence(event, call.body)
        return self._stored(call, calendar, event)

    def _update(self, call: Call) -> Answer:
        """The whole event anew; a deleted one comes back by it, as long as it does not say "cancelled"."""
        calendar, old = self._changeable(call)
        kept = {name: old[name] for name in _KEPT if name in old}
        world = self._calendars.world
        event = events.completed({**call.body, **kept}, calendar.zone, world.owner, world.now)
        _check_recurrence(event, call.body)
        return self._stored(call, calendar, {**event, "sequence": old["sequence"] + 1})

    def _patch(self, call: Call) -> Answer:
        calendar, old = self._changeable(call)
        kept = {name: old[name] for name in _KEPT if name in old}
        world = self._calendars.world
        event = events.completed({**events.merged(old, call.body), **kept}, calendar.zone, world.owner, world.now)
        return self._stored(call, calendar, {**event, "sequence": old["sequence"] + 1})

    def _delete(self, call: Call) -> Answer:
        calendar, old = self._changeable(call)
        if old["status"] == "cancelled":
            raise Refusal("deleted")
        self._stored(call, calendar, {**old, "status": "cancelled"})
        return Answer(None, status=204)

    def _changeable(self, call: Call) -> tuple[Calendar, Json]:
        """The event of a write, if it is still as the client knows it (If-Match). Raises Refusal, Offence."""
        calendar = self._writable(call)
        old = self._calendars.event(calendar, call.places["eventId"])
        if call.headers.get("if-match", "*") not in {"*", old["etag"]}:
            raise Refusal("conditionNotMet")
        return calendar, old

    def _writable(self, call: Call) -> Calendar:
        """The calendar of a write. Raises Refusal; Offence where the product has promised never to write so."""
        if call.body.get("attendees"):
            raise Offence("names attendees")
        if call.word("sendUpdates", "none") != "none" or call.flag("sendNotifications"):
            raise Offence("would notify somebody")
        named = self._calendars.named(call.places["calendarId"])
        if not named.ours and OWNED not in call.scopes:
            raise Offence("is on a calendar that this client did not create")
        return opened(self._calendars, call)[0]

    def _stored(self, call: Call, calendar: Calendar, event: Json) -> Answer:
        self._calendars.send_updates.append(call.word("sendUpdates") or None)
        return self._told(call, calendar, self._calendars.store(calendar, event, lag=True), details=True)

    def _told(self, call: Call, calendar: Calendar, event: Json, *, details: bool) -> Answer:
        return Answer(presented(call, calendar, event, details=details), {"ETag": event["etag"]})


def _listed(calendar: Calendar, call: Call) -> bool:
    return (call.flag("showHidden") or not calendar.hidden) and (call.flag("showDeleted") or not calendar.gone)


def _resource(calendar: Calendar) -> Json:
    return {"kind": "calendar#calendar", "etag": etag(calendar.changed), "id": calendar.id, **calendar.about()}


def _check_recurrence(event: Json, said: Json) -> None:
    """A series needs the zone it recurs in (Event.start.timeZone)."""
    if event.get("recurrence") and "dateTime" in event["start"] and not said["start"].get("timeZone"):
        raise Refusal("required", "Missing time zone definition for start time.")


def _packed(start: int, since: int, age: int, *, whole: bool) -> str:
    return pack(json.dumps([start, since, age, whole]).encode()).rstrip("=")
