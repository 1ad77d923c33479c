"""Graph's calendars: calendars, events read in windows and written, settings of the mailbox.

Sources: learn.microsoft.com/en-us/graph/api/user-list-calendars, .../calendar-list-calendarview, .../event-delta (the
window and what else was first asked is kept in the token; no $select), .../calendar-post-events (`transactionId`: a
repeat makes no other event), .../event-update, .../user-get-mailboxsettings. What would tell anybody, or is not on a
calendar of this client, is an offence.
"""

from dataclasses import replace
from datetime import UTC, datetime

from tests.fakes.google.gate import Offence
from tests.fakes.graph import events, odata, paging
from tests.fakes.graph.calendars import Calendar, Calendars
from tests.fakes.graph.calls import Answer, Call, Handler
from tests.fakes.graph.entra import USER_ID
from tests.fakes.graph.errors import Json, Refusal
from tests.fakes.graph.events import SERIES, Event
from tests.fakes.graph.paging import Paging
from tests.fakes.graph.recurrence import Window

_PROPERTIES = "singleValueExtendedProperties"
_ANNOTATION = {"categories", _PROPERTIES}
_DESCRIPTION = {"body", *_ANNOTATION}
_CALENDAR = frozenset(Calendar("", "", "").resource())

# An event of a delta round, and whether it is still there.
Entry = tuple[Event, bool]


class CalendarMethods:
    """The routes of calendars and events."""

    def __init__(self, calendars: Calendars, pages: Paging) -> None:
        self._calendars = calendars
        self._pages = pages
        self._world = calendars.world

    @property
    def handlers(self) -> dict[str, Handler]:
        """Each route's handler, by the route's name."""
        below, inside = "/me/calendars/{id}", "/me/calendars/{calendar}/events/{id}"
        return {
            "GET /me": self._me,
            "GET /me/mailboxSettings": self._settings,
            "GET /me/outlook/masterCategories": self._categories,
            "POST /me/outlook/masterCategories": self._create_category,
            "GET /me/calendars": self._list,
            "GET /me/calendar": self._calendar,
            f"GET {below}": self._calendar,
            "POST /me/calendars": self._create_calendar,
            f"PATCH {below}": self._rename,
            f"DELETE {below}": self._delete_calendar,
            **dict.fromkeys(("GET /me/events", f"GET {below}/events"), self._events),
            **dict.fromkeys(("GET /me/calendarView", f"GET {below}/calendarView"), self._view),
            **dict.fromkeys(("GET /me/calendarView/delta", f"GET {below}/calendarView/delta"), self._delta),
            **dict.fromkeys(("POST /me/events", f"POST {below}/events"), self._create),
            "GET /me/events/{id}/instances": self._instances,
            **dict.fromkeys(("GET /me/events/{id}", f"GET {inside}"), self._event),
            **dict.fromkeys(("PATCH /me/events/{id}", f"PATCH {inside}"), self._update),
            **dict.fromkeys(("DELETE /me/events/{id}", f"DELETE {inside}"), self._delete),
        }

    def _me(self, call: Call) -> Answer:
        owner = self._world.owner
        named = {"displayName": owner.partition("@")[0], "mail": owner, "userPrincipalName": owner}
        said = {"id": USER_ID, **named, "otherMails": [], "proxyAddresses": [f"SMTP:{owner}"]}
        return Answer(paging.selected(said, call, frozenset(said)))

    def _settings(self, call: Call) -> Answer:
        zone = self._calendars.zone
        hours: Json = {
            "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"],
            "startTime": "08:00:00.0000000",
            "endTime": "17:00:00.0000000",
            "timeZone": {"name": zone},
        }
        said: Json = {"timeZone": zone, "workingHours": hours, "dateFormat": "dd.MM.yyyy", "timeFormat": "HH:mm"}
        return Answer(paging.selected(said, call, frozenset(said)))

    def _categories(self, call: Call) -> Answer:
        return self._pages.listed(call, self._calendars.categories, lambda one, _: one, 100)

    def _create_category(self, call: Call) -> Answer:
        """A category; two of one name there are not."""
        said = {"color": "none", **call.body, "id": f"category-{len(self._calendars.categories) + 1}"}
        known = {str(one["displayName"]).lower() for one in self._calendars.categories}
        if str(said.get("displayName") or "").lower() in {"", *known}:
            raise Refusal("ErrorFolderExists")
        self._calendars.categories.append(said)
        return Answer(said, 201)

    def _list(self, call: Call) -> Answer:
        index = self._world.index
        found = [one for one in self._calendars.all.values() if not one.gone and one.listed_from <= index]
        kept = paging.filtered(call, found, lambda one: {**one.resource(), _PROPERTIES: one.properties}.get)
        return self._pages.listed(call, kept, lambda one, _: self._shown(one, call))

    def _calendar(self, call: Call) -> Answer:
        return Answer(self._shown(self._named(call), call))

    def _shown(self, calendar: Calendar, call: Call) -> Json:
        return _expanded(paging.selected(calendar.resource(), call, _CALENDAR), calendar.properties, call)

    def _create_calendar(self, call: Call) -> Answer:
        made = self._calendars.create(str(call.body.get("name") or ""), ours=True, lag=True)
        made.color, made.properties = call.body.get("color") or "auto", call.body.get(_PROPERTIES) or []
        return Answer(made.resource(), 201)

    def _rename(self, call: Call) -> Answer:
        found = self._own(self._named(call))
        found.name = call.body.get("name") or found.name
        return Answer(found.resource())

    def _delete_calendar(self, call: Call) -> Answer:
        self._calendars.drop(self._own(self._named(call)).id)
        return Answer()

    def _events(self, call: Call) -> Answer:
        """Single events and series, but no occurrences."""
        calendar = self._named(call)
        found = [e for e in calendar.listed(self._world.index).values() if e is not None and not e.master]
        return self._pages.listed(call, self._filtered(call, found), self._resource)

    def _view(self, call: Call) -> Answer:
        calendar, window = self._named(call), _window(call)
        found = self._calendars.flat(calendar, calendar.listed(self._world.index), window)
        inside = sorted((one for one in found if one.kind != SERIES), key=lambda one: (one.start, one.key))
        return self._pages.listed(call, self._filtered(call, inside), self._resource)

    def _instances(self, call: Call) -> Answer:
        calendar, series = self._calendars.event(call.places["id"])
        found = self._calendars.flat(calendar, calendar.listed(self._world.index), _window(call))
        own = sorted((one for one in found if one.master == series.key), key=lambda one: one.start)
        return self._pages.listed(call, self._filtered(call, own), self._resource)

    def _event(self, call: Call) -> Answer:
        return Answer(self._resource(self._found(call)[1], call), headers=paging.applied(call))

    def _delta(self, call: Call) -> Answer:
        """What became of a window's events since the link that is asked again."""
        calendar = self._named(call)
        age = self._calendars.token_age.get(calendar.id, 0)
        if "$skiptoken" in call.query:
            return self._pages.next(call, age, self._changed)
        round_ = self._pages.round(call, age)
        window = _window(replace(call, query=round_.query))
        upto = calendar.known(self._world.index, self._calendars.change)
        found = self._between(calendar, round_.since, upto, window)
        return self._pages.first(replace(call, query=round_.query), round_, found, self._changed, upto)

    def _between(self, calendar: Calendar, since: int, upto: int, window: Window) -> list[Entry]:
        """The events that came, changed or went after one change and up to another."""
        before = {one.key: one for one in self._calendars.flat(calendar, calendar.as_of(since), window)}
        after = {one.key: one for one in self._calendars.flat(calendar, calendar.as_of(upto), window)}
        new = [one for key, one in after.items() if key not in before or one.changed > since]
        gone = [one for key, one in before.items() if key not in after]
        return [(one, True) for one in new] + [(one, False) for one in gone]

    def _changed(self, entry: Entry, call: Call) -> Json:
        event, there = entry
        if there:
            return events.minimal(event, self._resource(event, call))
        reason = "changed" if self._is_there(event) else "deleted"
        return {"id": event.immutable_id if call.immutable else event.id, "@removed": {"reason": reason}}

    def _is_there(self, event: Event) -> bool:
        try:
            self._calendars.event(event.id)
        except Refusal:
            return False
        return True

    def _create(self, call: Call) -> Answer:
        calendar = self._own(self._named(call))
        if call.body.get("attendees"):
            raise Offence("names attendees")
        return Answer(self._resource(self._calendars.create_event(calendar, call.body), call), 201)

    def _update(self, call: Call) -> Answer:
        calendar, old = self._changeable(call)
        said = dict(call.body)
        if _PROPERTIES in said:
            said[_PROPERTIES] = paging.merged(old.said.get(_PROPERTIES, []), said[_PROPERTIES])
        new = events.changed(old, said, self._calendars.zone, self._world.now)
        return Answer(self._resource(self._calendars.store(calendar, new, lag=True), call))

    def _delete(self, call: Call) -> Answer:
        calendar, old = self._changeable(call)
        self._calendars.forget(calendar, old, lag=True)
        return Answer()

    def _changeable(self, call: Call) -> tuple[Calendar, Event]:
        """The event of a write, if it is still as the client knows it. Raises Refusal, Offence."""
        calendar, old = self._found(call)
        annotation = bool(call.body) and call.body.keys() <= _ANNOTATION
        if call.body.get("attendees"):
            raise Offence("names attendees")
        if old.said.get("attendees") and not annotation:
            raise Offence("would tell the attendees")
        if not (self._calendars.annotates and call.body and call.body.keys() <= _DESCRIPTION):
            self._own(calendar)
        call.check_match(old.etag)
        return calendar, old

    def _found(self, call: Call) -> tuple[Calendar, Event]:
        """The event of a call, in the calendar that it names if it names one. Raises Refusal."""
        calendar, event = self._calendars.event(call.places["id"])
        if call.places.get("calendar", calendar.id) != calendar.id:
            raise Refusal("ErrorItemNotFound")
        return calendar, event

    def _own(self, calendar: Calendar) -> Calendar:
        if not calendar.ours:
            raise Offence("is on a calendar that this client did not create")
        return calendar

    def _named(self, call: Call) -> Calendar:
        return self._calendars.named(call.places.get("id", ""))

    def _filtered(self, call: Call, found: list[Event]) -> list[Event]:
        return paging.filtered(call, found, lambda one: self._item(one, call))

    def _item(self, event: Event, call: Call) -> odata.Item:
        whole = events.resource(event, replace(call, query={}), self._world.owner)
        return {**whole, _PROPERTIES: event.said.get(_PROPERTIES, [])}.get

    def _resource(self, event: Event, call: Call) -> Json:
        said = paging.selected(events.resource(event, call, self._world.owner), call, events.KNOWN)
        return _expanded(said, event.said.get(_PROPERTIES, []), call)


def _expanded(said: Json, properties: list[Json], call: Call) -> Json:
    """A resource with those of its extended properties that `$expand` names."""
    expanded = odata.expanded(call.query.get("$expand", ""))
    if _PROPERTIES not in expanded:
        return said
    test = expanded[_PROPERTIES]
    kept = [one for one in properties if test is None or test(one.get)]
    return {**said, _PROPERTIES: kept} if kept else said


def _window(call: Call) -> Window:
    """The window of a call; times without an offset are UTC. Raises Refusal (400)."""
    try:
        start, end = (_aware(call.query[name]) for name in ("startDateTime", "endDateTime"))
    except (KeyError, ValueError) as fault:
        raise Refusal("ErrorInvalidParameter", "This request requires a time window.", 400) from fault
    if start >= end:
        raise Refusal("ErrorInvalidParameter", "The end of the time window lies before its start.", 400)
    return start, end


def _aware(said: str) -> datetime:
    at = datetime.fromisoformat(said)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
