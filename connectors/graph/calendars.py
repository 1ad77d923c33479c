"""What changed in the calendars: a cursor in, pages and the cursors behind them out.

Of the first calendar a delta tells what changed within a window that is frozen in its link, so it is read anew, with a
sweep, when the window has moved on by a week, and when Outlook forgot the link. The other calendars have no delta in
v1.0: they are listed, and a hash of ids and versions says whether anything changed. Of our own only that counts.
Source: learn.microsoft.com/graph/delta-query-events; .../graph/api/event-delta, calendar-list-calendarview.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from connectors import _pages
from connectors._each import bites
from connectors._interest import has_drifted
from connectors.errors import ConnectorError, Gone, Refused
from connectors.graph import events, properties
from connectors.graph.cursor import Cursor, Days, is_count_due
from connectors.graph.fetching import BATCH
from connectors.graph.listing import bounds, digest, listed
from connectors.graph.mail import Walk
from connectors.graph.wire import DELTA, IN_UTC, Resource, Wire, query, segment
from connectors.types import Clock, Interest, Page, Sweep

MARK = "notes"
"""The key that our own calendar carries: by it the calendar is found again, whatever it is called."""

# A meeting or a day off of the past weeks still says something of a promise.
LOOK_BACK = timedelta(days=60)
_AHEAD = timedelta(days=730)
# Calendars that are read: each costs a request at every look.
_MOST = 10
_PACE = "odata.maxpagesize=500"


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendars of one account. `zone` is the owner's; `own` says which one we made, as far as we remember.

    `back` is how far back they are read: as far as the mail, for a promise may hang on a meeting of those days.
    """

    account: str
    wire: Wire
    clock: Clock
    owner: frozenset[str]
    zone: ZoneInfo
    own: Callable[[], str | None]
    back: timedelta = LOOK_BACK

    def pull(self, cursor: Cursor, wanted: Interest) -> Walk:
        """What changed since `cursor`. Raises ConnectorError."""
        if is_count_due(cursor, wanted, self.own()):
            cursor = yield from self._counted(cursor, wanted)
        for id_ in cursor.calendars:
            cursor = yield from self._calendar(cursor, id_, wanted)
        return cursor

    def entries(self) -> Iterator[Resource]:
        """The owner's calendars, with what says whether they are ours. Raises ConnectorError."""
        start = self.wire.get(
            "/me/calendars",
            select="id,name,isDefaultCalendar,canEdit,owner",
            expand=properties.expanded(properties.KEY),
            top="100",
        )
        for answer in self.wire.pages(start):
            yield from answer.get("value", ())

    # --- which calendars there are -----------------------------------------------------------------------------------

    def _counted(self, cursor: Cursor, wanted: Interest) -> Walk:
        """The cursor with the calendars there are now; a page says which are no longer there."""
        own = self.own() or cursor.own
        entries = sorted(self.entries(), key=lambda entry: not (entry.get("isDefaultCalendar") or is_ours(entry)))
        found = {str(entry["id"]): self._days(cursor, entry, own) for entry in entries[:_MOST]}
        if own:
            found.setdefault(own, Days(ours=True))
        dropped = cursor.calendars.keys() - found.keys()
        cursor = replace(cursor, calendars=found, counted_at=wanted.at, own=own)
        if dropped:
            yield Page(sweeps=tuple(self._emptied(id_) for id_ in sorted(dropped))), cursor
        return cursor

    def _days(self, cursor: Cursor, entry: Mapping[str, Any], own: str) -> Days:
        """What is known of a calendar, with what its entry says now."""
        known = cursor.calendars.get(str(entry["id"]), Days())
        first, ours = entry.get("isDefaultCalendar") is True, is_ours(entry) or entry["id"] == own
        address = str((entry.get("owner") or {}).get("address") or "").lower()
        mine = first or address in self.owner
        if (known.first, known.ours) != (first, ours):
            known = Days()
        return replace(known, first=first, ours=ours, mine=mine)

    # --- one calendar ------------------------------------------------------------------------------------------------

    def _calendar(self, cursor: Cursor, id_: str, wanted: Interest) -> Walk:
        """What changed in one calendar; one that is gone takes its events with it."""
        days = cursor.calendars[id_]
        try:
            if days.first:
                return (yield from self._first(cursor, id_, wanted))
            return (yield from self._other(cursor, id_, wanted))
        except (Gone, Refused) as fault:
            if days.mine and not days.ours and not isinstance(fault, Gone):
                raise
            left = {kept: place for kept, place in cursor.calendars.items() if kept != id_}
            cursor = replace(cursor, calendars=left)
            yield Page(sweeps=(self._emptied(id_),)), cursor
            return cursor

    def _first(self, cursor: Cursor, id_: str, wanted: Interest) -> Walk:
        days = cursor.calendars[id_]
        if days.link and not has_drifted(days.until, wanted):
            try:
                return (yield from self._delta(cursor, id_, days, self._asked(days.link)))
            except Gone:  # the link is too old
                pass
        since, until = self._window(wanted)
        fresh = replace(days, link="", since=since, until=until)
        start = self.wire.get("/me/calendarView/delta", IN_UTC, _PACE, **bounds(fresh))
        return (yield from self._delta(cursor, id_, fresh, start))

    def _delta(self, cursor: Cursor, id_: str, days: Days, start: Resource) -> Walk:
        """All pages of a delta; the link is on the last, so that it alone moves the cursor."""
        anew, present, told = not days.link, set[str](), False
        masters: dict[str, Resource] = {}
        link = days.link
        for answer in self.wire.pages(start, IN_UTC, _PACE):
            resources = [one for one in answer.get("value", ()) if "id" in one]
            page = self._page(self._completed(id_, resources, masters), id_, days)
            present |= _pages.shown(page)
            link, told = (self.wire.kept(str(answer[DELTA])) if DELTA in answer else link), told or bool(resources)
            if resources:
                yield page, cursor
        cursor = _moved(cursor, id_, replace(days, link=link))
        if anew:
            sweep = Sweep(self._prefix(id_), frozenset(present), days.since, days.until)
            yield Page(sweeps=(sweep,)), cursor
        elif told:
            yield Page(), cursor
        return cursor

    def _completed(self, calendar: str, resources: list[Resource], masters: dict[str, Resource]) -> list[Resource]:
        """The events of an answer with what only their series says; what was removed as it is now, if it is.

        "Removed" may mean deleted, or moved out of the window: it is looked at before anything is concluded.
        """
        removed = {str(one["id"]) for one in resources if "@removed" in one}
        there = [one for one in resources if "@removed" not in one]
        masters.update({str(one["id"]): one for one in there if one.get("type") == "seriesMaster"})
        single = [one for one in there if one.get("type") != "seriesMaster"]
        needed = {str(one["seriesMasterId"]) for one in single if one.get("seriesMasterId") and "subject" not in one}
        looked = self._got(calendar, [*removed, *(needed - masters.keys())])
        masters.update({key: one for key, one in looked.items() if one and key not in removed})
        again = [looked[key] or {"id": key, "isCancelled": True} for key in sorted(removed)]
        found = [events.completed(one, masters.get(str(one.get("seriesMasterId")))) for one in single]
        return [*found, *(one for one in again if one.get("type") != "seriesMaster")]

    def _got(self, calendar: str, ids: Iterable[str]) -> dict[str, Resource | None]:
        """Events of a calendar by id; None for what is gone. Raises ConnectorError."""
        found: dict[str, Resource | None] = {}
        for bite in bites(ids, BATCH):
            keys = {str(number): id_ for number, id_ in enumerate(bite)}
            above = f"/me/calendars/{segment(calendar)}/events"
            paths = {key: query(f"{above}/{segment(id_)}", select=events.FIELDS) for key, id_ in keys.items()}
            for key, answer in self.wire.each(paths).items():
                if isinstance(answer, ConnectorError) and not isinstance(answer, (Gone, Refused)):
                    raise answer
                found[keys[key]] = None if isinstance(answer, ConnectorError) else answer
        return found

    def _other(self, cursor: Cursor, id_: str, wanted: Interest) -> Walk:
        """A calendar without a delta, or ours: read whole, told where anything changed."""
        days = cursor.calendars[id_]
        if not days.ours and (not days.seen or has_drifted(days.until, wanted)):
            since, until = self._window(wanted)
            days = replace(days, since=since, until=until)
        resources = list(listed(self.wire, id_, days, events.FIELDS))
        seen = digest(resources)
        if seen == days.seen:
            return cursor
        cursor = _moved(cursor, id_, replace(days, seen=seen))
        if days.ours:
            yield Page(), cursor
            return cursor
        page = self._page(resources, id_, days)
        sweep = Sweep(self._prefix(id_), _pages.shown(page), days.since, days.until)
        yield replace(page, gone=(), sweeps=(sweep,)), cursor
        return cursor

    def _asked(self, link: str) -> Resource:
        return self.wire.get(link, IN_UTC, _PACE)

    # --- pages -------------------------------------------------------------------------------------------------------

    def _page(self, resources: Iterable[Resource], id_: str, days: Days) -> Page:
        """The events; one that was moved out of the window is gone."""
        view = events.View(self.account, id_, days.mine, self.zone, self.owner)
        found = [events.event(resource, view) for resource in resources]
        return _pages.of_events(found, days.since, days.until)

    def _window(self, wanted: Interest) -> tuple[datetime, datetime]:
        at = wanted.at or self.clock.now()
        return at - self.back, wanted.until or at + _AHEAD

    def _emptied(self, id_: str) -> Sweep:
        return Sweep(self._prefix(id_), frozenset())

    def _prefix(self, id_: str) -> str:
        return events.View(self.account, id_, True, self.zone, self.owner).prefix


def is_ours(entry: Mapping[str, Any]) -> bool:
    """Whether it is the calendar we made."""
    return properties.of(entry).get(properties.KEY) == MARK


def _moved(cursor: Cursor, id_: str, days: Days) -> Cursor:
    return replace(cursor, calendars={**cursor.calendars, id_: days})
