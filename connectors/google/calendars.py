"""What changed in the calendars: a cursor in, pages and the cursors behind them out.

Each calendar has a sync token of its own. A token holds for the window that it was listed with, so a calendar is listed
anew, with a sweep, when the window has moved on by a week, and when Google has forgotten the token (410) or calls it
invalid (400).
Source: Google Calendar API, "Synchronize resources efficiently"; REST resources calendarList and events.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from connectors import _pages
from connectors._interest import is_old
from connectors.errors import Gone, Refused
from connectors.google import events
from connectors.google.cursor import Cursor, Place
from connectors.google.faults import Invalid
from connectors.google.mail import Walk
from connectors.types import Interest, Page, Sweep

if TYPE_CHECKING:
    from connectors.google.services import Services

MARK = "headsup-notes-1"
"""Stands in the description of our own calendar: by it the calendar is found again, whatever it is called."""

ENTRY_FIELDS = "nextPageToken,items(id,description,primary,selected,hidden,deleted,accessRole)"
# Also what a light look asks for: a token's parameters must stay as they were.
EVENT_FIELDS = f"nextPageToken,nextSyncToken,timeZone,items({events.FIELDS})"

# A meeting or a day off of the past weeks still says something of a promise.
LOOK_BACK = timedelta(days=60)
_DRIFT = timedelta(days=7)
_MOST = 2500


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendars of one account. `zone` is the owner's; `own` says which one we made, as far as we remember.

    `back` is how far back they are read: as far as the mail, for a promise may hang on a meeting of those days.
    """

    account: str
    services: "Services"
    owner: frozenset[str]
    zone: ZoneInfo
    own: Callable[[], str | None]
    back: timedelta = LOOK_BACK

    def pull(self, cursor: Cursor, wanted: Interest) -> Walk:
        """What changed since `cursor`. Raises ConnectorError."""
        if is_look_due(cursor, wanted, self.own()):
            cursor = yield from self._looked(cursor, wanted)
        for calendar in cursor.calendars:
            cursor = yield from self._calendar(cursor, calendar, wanted)
        return cursor

    def _looked(self, cursor: Cursor, wanted: Interest) -> Walk:
        """The cursor with the calendars there are now; a page says which are no longer there.

        Ours counts from when we made it, though the list may lag; where it is gone, its own listing says so.
        """
        own = self.own() or cursor.own
        found = {str(entry["id"]): _place(cursor, entry, own) for entry in self.entries() if _is_read(entry, own)}
        if own != cursor.own:
            found.setdefault(own, Place(ours=True))
        dropped = cursor.calendars.keys() - found.keys()
        cursor = replace(cursor, calendars=found, looked_at=wanted.at, own=own)
        if dropped:
            yield Page(sweeps=tuple(self._emptied(calendar) for calendar in sorted(dropped))), cursor
        return cursor

    def entries(self) -> Iterator[Mapping[str, Any]]:
        """The owner's list of calendars, hidden ones too: ours may be one of them. Raises ConnectorError."""
        token = None
        while True:
            listed = self.services.calendar_list
            request = listed.list(maxResults=250, showHidden=True, pageToken=token, fields=ENTRY_FIELDS)
            answer = self.services.run(request)
            yield from answer.get("items", ())
            token = answer.get("nextPageToken")
            if not token:
                return

    def _calendar(self, cursor: Cursor, calendar: str, wanted: Interest) -> Walk:
        """What changed in one calendar, or all of it; one that is gone takes its events with it."""
        place = cursor.calendars[calendar]
        if place.token and not is_stale(place, wanted):
            try:
                return (yield from self._listed(cursor, calendar, place, syncToken=place.token))
            except (Gone, Invalid):  # the token is too old, or none that is known
                pass
        try:
            since, until = (None, None) if place.ours else _window(wanted, self.back)
            fresh = replace(place, token="", since=since, until=until)
            return (yield from self._listed(cursor, calendar, fresh, **_bounds(fresh)))
        except (Gone, Refused) as fault:
            if place.mine and not place.ours and not isinstance(fault, Gone):
                raise
            left = {id_: kept for id_, kept in cursor.calendars.items() if id_ != calendar}
            cursor = replace(cursor, calendars=left)
            yield Page(sweeps=(self._emptied(calendar),)), cursor
            return cursor

    def _listed(self, cursor: Cursor, calendar: str, place: Place, **start: str) -> Walk:
        """All pages of a listing; the token is on the last, so that it alone moves the cursor."""
        known: set[str] = set()
        token = None
        while True:
            request = self.services.events.list(
                calendarId=calendar,
                singleEvents=True,
                maxResults=_MOST,
                pageToken=token,
                fields=EVENT_FIELDS,
                **start,
            )
            answer = self.services.run(request)
            token = answer.get("nextPageToken")
            page = self._page(answer, calendar, place)
            known |= _pages.shown(page)
            if not token:
                break
            yield page, cursor
        place = replace(place, token=str(answer.get("nextSyncToken", "")))
        cursor = replace(cursor, calendars={**cursor.calendars, calendar: place})
        if "syncToken" not in start:
            sweep = Sweep(self._prefix(calendar), frozenset(known), place.since, place.until)
            yield replace(page, sweeps=(sweep,)), cursor
        elif answer.get("items"):
            yield page, cursor
        return cursor

    def _page(self, answer: Mapping[str, Any], calendar: str, place: Place) -> Page:
        """The events of an answer; one that was moved out of the window is gone. Of our own calendar, none."""
        if place.ours:
            return Page()
        zone = events.zone(answer.get("timeZone"), self.zone)
        view = events.View(self.account, calendar, place.mine, zone, self.owner)
        found = [events.event(resource, view) for resource in answer.get("items", ())]
        return _pages.of_events(found, place.since, place.until)

    def _emptied(self, calendar: str) -> Sweep:
        return Sweep(self._prefix(calendar), frozenset())

    def _prefix(self, calendar: str) -> str:
        return events.View(self.account, calendar, True, self.zone, self.owner).prefix


def is_look_due(cursor: Cursor, wanted: Interest, own: str | None) -> bool:
    """Whether the list of calendars must be read: once a day, and when ours was made since."""
    return not cursor.calendars or own not in {None, cursor.own} or is_old(cursor.looked_at, wanted)


def is_stale(place: Place, wanted: Interest) -> bool:
    """Whether the window has moved on by a week since the calendar was listed; ours has none."""
    if place.ours or wanted.at is None:
        return False
    return _has_moved(place.until, wanted.until)  # both its ends move with the turn


def is_ours(entry: Mapping[str, Any]) -> bool:
    """Whether an entry of the list of calendars is the one we made."""
    return MARK in str(entry.get("description", ""))


def _has_moved(old: datetime | None, new: datetime | None) -> bool:
    if old is None or new is None:
        return old is not new
    return abs(new - old) >= _DRIFT


def _window(wanted: Interest, back: timedelta) -> tuple[datetime | None, datetime | None]:
    return wanted.at - back if wanted.at else None, wanted.until


def _bounds(place: Place) -> dict[str, str]:
    """The window as RFC 3339, as the API wants it."""
    sides: Iterable[tuple[str, datetime | None]] = (("timeMin", place.since), ("timeMax", place.until))
    return {name: moment.isoformat(timespec="seconds") for name, moment in sides if moment}


def _is_read(entry: Mapping[str, Any], own: str) -> bool:
    """Whether its events count: the owner's first calendar, those shown beside it, and ours for what befell it."""
    shown = entry.get("selected") and not entry.get("hidden")
    return not entry.get("deleted") and bool(entry.get("primary") or shown or _is_own(entry, own))


def _is_own(entry: Mapping[str, Any], own: str) -> bool:
    """Whether it is ours: also by the id we remember, for its owner may have rewritten what it says of itself."""
    return is_ours(entry) or str(entry["id"]) == own


def _place(cursor: Cursor, entry: Mapping[str, Any], own: str) -> Place:
    """What is known of a calendar, with what its entry says now."""
    mine = bool(entry.get("primary")) or entry.get("accessRole") == "owner"
    known = cursor.calendars.get(str(entry["id"]), Place())
    ours = _is_own(entry, own)
    return replace(known, mine=mine, ours=ours) if known.ours == ours else Place(mine=mine, ours=ours)
