"""events.list: a calendar's events in a window, or what changed since a token, page by page.

Sources: developers.google.com/workspace/calendar/api/v3/reference/events/list and .../guides/sync. What the guide
leaves open is answered on the cautious side: a change is told by a token also where the event lies outside the window
of the first listing; series are unrolled in that window, and without a timeMax for two years from then on.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.fakes.google import events, recurrence
from tests.fakes.google.calendars import Calendar, Calendars, Version
from tests.fakes.google.calls import Answer, Call, pack, unpack
from tests.fakes.google.errors import Json, Refusal

_NOT_WITH_TOKEN = (
    *("iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "timeMin", "timeMax"),
    "updatedMin",
)
_NO_TOKEN_AFTER = ("iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "updatedMin")
_UNTIL = timedelta(days=731)
_SINCE = timedelta(days=366 * 5)


@dataclass(frozen=True, slots=True)
class Window:
    """Until when and since when series are unrolled."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """A sync token: what was known, of which calendar, in which window, by which kind of listing."""

    calendar: str
    number: int
    window: Window
    kind: str
    age: int

    def packed(self) -> str:
        """The token as opaque text."""
        moments = [self.window.since.isoformat(), self.window.until.isoformat()]
        return pack(json.dumps([self.calendar, self.number, *moments, self.kind, self.age]).encode()).rstrip("=")


class Listing:
    """Lists the events of calendars; `open_calendar` says which one a call may see."""

    def __init__(self, calendars: Calendars, open_calendar: Callable[[Call], tuple[Calendar, bool]]) -> None:
        self._calendars = calendars
        self._open = open_calendar
        self._pages: dict[str, tuple[str, int, list[Json], Json]] = {}

    def listed(self, call: Call) -> Answer:
        """The handler of calendar.events.list."""
        calendar, details = self._open(call)
        asked = f"{calendar.id} {sorted((k, v) for k, v in call.query.items() if k not in {'pageToken', 'fields'})}"
        if call.word("pageToken"):
            return self._page(call, calendar, asked, *self._kept(call.word("pageToken"), asked))
        last: Json = {}
        if call.word("syncToken"):
            found, last["nextSyncToken"] = self._changed(call, calendar)
        else:
            window = self._window(call)
            found = self._wanted(call, calendar, window)
            if not any(name in call.query for name in _NO_TOKEN_AFTER):
                last["nextSyncToken"] = self._token(call, calendar, window).packed()
        return self._page(call, calendar, asked, _presented(call, calendar, found, details=details), last)

    def instances(self, call: Call) -> Answer:
        """The handler of calendar.events.instances."""
        calendar, details = self._open(call)
        asked = f"{call.method.id} {call.places}"
        if call.word("pageToken"):
            return self._page(call, calendar, asked, *self._kept(call.word("pageToken"), asked))
        series = self._calendars.event(calendar, call.places["eventId"])
        if "recurrence" not in series:
            raise Refusal("invalid", "The event is not recurring.")
        window = self._window(call)
        flat = self._flat(calendar, _of_series(self._listed(calendar), series["id"]), window)
        found = [event for event in flat.values() if call.flag("showDeleted") or event["status"] != "cancelled"]
        return self._page(call, calendar, asked, _presented(call, calendar, found, details=details), {})

    def _kept(self, token: str, asked: str) -> tuple[list[Json], Json]:
        kept_for, age, rest, last = self._pages.get(token, ("", -1, [], {}))
        if kept_for != asked or age != self._calendars.page_age:
            raise Refusal("invalid", "Invalid page token value.")
        return rest, last

    def _page(self, call: Call, calendar: Calendar, asked: str, found: list[Json], last: Json) -> Answer:
        """The first of what is left; the rest is kept for the token of the next page."""
        size = call.number(250, 2500)
        said: Json = {
            "kind": "calendar#events",
            "etag": f'"p{self._calendars.change_number}"',
            **calendar.about(),
            "updated": events.stamp(self._calendars.world.now),
            "accessRole": calendar.role,
            "defaultReminders": [],
            "items": found[:size],
        }
        if len(found) <= size:
            return Answer({**said, **last})
        token = f"page{len(self._pages) + 1}"
        self._pages[token] = (asked, self._calendars.page_age, found[size:], last)
        return Answer({**said, "nextPageToken": token})

    def _window(self, call: Call) -> Window:
        now = self._calendars.world.now
        since = _moment(call, "timeMin") or now - _SINCE
        until = _moment(call, "timeMax") or max(now, since) + _UNTIL
        if since >= until:
            raise Refusal("timeRangeEmpty")
        return Window(since, until)

    def _wanted(self, call: Call, calendar: Calendar, window: Window) -> list[Json]:
        """Everything there is, as the parameters narrow it."""
        single = call.flag("singleEvents")
        if call.word("orderBy") == "startTime" and not single:
            raise Refusal("invalid", "The requested ordering is not available for the particular query.")
        listed = self._listed(calendar)
        found = self._flat(calendar, listed, window) if single else listed
        kept = [event for event in found.values() if _shown(call, event, single=single) and _fits(call, event)]
        inside = [event for event in kept if self._inside(call, calendar, event, window)]
        if call.word("orderBy") == "startTime":
            return sorted(inside, key=lambda event: events.moment(event["start"], calendar.zone))
        return sorted(inside, key=lambda event: event["updated"]) if call.word("orderBy") else inside

    def _inside(self, call: Call, calendar: Calendar, event: Json, window: Window) -> bool:
        if "timeMin" not in call.query and "timeMax" not in call.query:
            return True
        if "recurrence" in event:
            return bool(recurrence.starts(event, window.since, window.until, calendar.zone))
        early = "timeMin" in call.query and events.moment(event["end"], calendar.zone) <= window.since
        late = "timeMax" in call.query and events.moment(event["start"], calendar.zone) >= window.until
        return not early and not late

    def _changed(self, call: Call, calendar: Calendar) -> tuple[list[Json], str]:
        """What changed since the token: events as they are, and those that are gone as cancelled."""
        token = self._read(call, calendar)
        new = self._listed(calendar)
        touched = {name for name, kept in calendar.events.items() if self._newest(kept).changed > token.number}
        if call.flag("singleEvents"):
            then = dict(_as_of(calendar, token.number))
            before = self._flat(calendar, then, token.window)
            after = self._flat(calendar, new, token.window)
        else:
            before, after = {}, new
        lost = (event for name, event in before.items() if name not in after)
        gone = [events.minimal(event) for event in lost if event["status"] != "cancelled"]
        found = [e for n, e in after.items() if n in touched or e.get("recurringEventId") in touched]
        shown = [events.minimal(event) if event["status"] == "cancelled" else event for event in found]
        fresh = Token(token.calendar, self._known(calendar), token.window, token.kind, token.age)
        return [event for event in shown + gone if _of_type(call, event)], fresh.packed()

    def _read(self, call: Call, calendar: Calendar) -> Token:
        """The token of a call. Raises Refusal: 400 for what cannot stand beside it, 410 where it is too old."""
        wrong = [name for name in _NOT_WITH_TOKEN if name in call.query]
        if wrong or call.word("showDeleted") == "false":
            raise Refusal("invalid", f"Sync token cannot be used with {', '.join(wrong) or 'showDeleted'}.")
        try:
            owner, number, since, until, kind, age = json.loads(unpack(call.word("syncToken")))
            window = Window(datetime.fromisoformat(since), datetime.fromisoformat(until))
        except (ValueError, TypeError, Refusal) as fault:
            raise Refusal("fullSyncRequired") from fault
        if owner != calendar.id or kind != _kind(call):
            raise Refusal("invalid", "The parameters do not match those of the first synchronization.")
        if age != self._calendars.token_age.get(calendar.id, 0):
            raise Refusal("fullSyncRequired")
        return Token(owner, number, window, kind, age)

    def _token(self, call: Call, calendar: Calendar, window: Window) -> Token:
        age = self._calendars.token_age.get(calendar.id, 0)
        return Token(calendar.id, self._known(calendar), window, _kind(call), age)

    def _known(self, calendar: Calendar) -> int:
        """The newest change before which everything is listed by now."""
        index = self._calendars.world.index
        late = [one.changed for kept in calendar.events.values() for one in kept if one.listed_from > index]
        return min(late) - 1 if late else self._calendars.change_number

    def _newest(self, kept: list[Version]) -> Version:
        index = self._calendars.world.index
        return next((one for one in reversed(kept) if one.listed_from <= index), Version(0, 0, {}))

    def _listed(self, calendar: Calendar) -> dict[str, Json]:
        found = ((name, self._newest(kept).event) for name, kept in calendar.events.items())
        return {name: event for name, event in found if event}

    def _flat(self, calendar: Calendar, found: dict[str, Json], window: Window) -> dict[str, Json]:
        """Single events, and the occurrences of series with their exceptions; series that are deleted leave nothing."""
        flat: dict[str, Json] = {}
        for name, event in found.items():
            if "recurrence" in event:
                if event["status"] != "cancelled":
                    flat.update(_unrolled(event, found, window, calendar.zone))
                continue
            series = found.get(event.get("recurringEventId", ""))
            if series is None or series["status"] != "cancelled":
                flat[name] = event
        return flat


def _unrolled(event: Json, found: dict[str, Json], window: Window, zone: ZoneInfo) -> Iterable[tuple[str, Json]]:
    for original in recurrence.starts(event, window.since, window.until, zone):
        one = events.instance(event, original)
        if one["id"] not in found:
            yield one["id"], one


def _as_of(calendar: Calendar, number: int) -> Iterable[tuple[str, Json]]:
    for name, kept in calendar.events.items():
        known = [one.event for one in kept if one.changed <= number]
        if known:
            yield name, known[-1]


def _of_series(found: dict[str, Json], series: str) -> dict[str, Json]:
    return {n: e for n, e in found.items() if series in {n, e.get("recurringEventId")}}


def presented(call: Call, calendar: Calendar, event: Json, *, details: bool) -> Json:
    """An event in the zone asked for; of what the account may not read, only that it is there."""
    secret = calendar.role == "reader" and event.get("visibility") in {"private", "confidential"}
    if event["status"] != "cancelled" and (secret or not details):
        event = events.busy_only(event)
    return events.presented(event, ZoneInfo(call.word("timeZone", calendar.zone.key)))


def _presented(call: Call, calendar: Calendar, found: list[Json], *, details: bool) -> list[Json]:
    return [presented(call, calendar, event, details=details) for event in found]


def _shown(call: Call, event: Json, *, single: bool) -> bool:
    """Whether a deleted event belongs into the listing; exceptions do unless single events are wanted."""
    if event["status"] != "cancelled" or call.flag("showDeleted") or "updatedMin" in call.query:
        return True
    return not single and "recurringEventId" in event


def _fits(call: Call, event: Json) -> bool:
    updated = _moment(call, "updatedMin")
    said = json.dumps([event.get(name) for name in ("summary", "description", "location", "attendees")]).lower()
    return (
        _of_type(call, event)
        and (updated is None or datetime.fromisoformat(event["updated"]) >= updated)
        and call.word("q").lower() in said
        and call.word("iCalUID", event["iCalUID"]) == event["iCalUID"]
        and _has(event, "private", call.words("privateExtendedProperty"))
        and _has(event, "shared", call.words("sharedExtendedProperty"))
    )


def _of_type(call: Call, event: Json) -> bool:
    types = call.words("eventTypes")
    return not types or event.get("eventType", types[0]) in types


def _has(event: Json, side: str, wanted: list[str]) -> bool:
    said = event.get("extendedProperties", {}).get(side, {})
    return all(said.get(name) == value for name, _, value in (one.partition("=") for one in wanted))


def _kind(call: Call) -> str:
    """What must stay the same from one synchronization to the next."""
    return json.dumps([call.flag("singleEvents"), sorted(call.words("eventTypes"))])


def _moment(call: Call, name: str) -> datetime | None:
    """A time of the query, whose offset is a must. Raises Refusal."""
    said = call.word(name)
    if not said:
        return None
    at = datetime.fromisoformat(said)
    if at.tzinfo is None:
        raise Refusal("badRequest")
    return at
