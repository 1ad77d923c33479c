"""What changed in the calendars: a cursor in, pages and the cursors behind them out.

A synchronisation says that something changed, but tells of series as a whole; so a calendar that changed is read again,
occurrence by occurrence, within its window, with a sweep; and so is one whose window has moved on by a week. Of our own
only that it changed counts.
Source: learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-get-appointments-and-meetings-by-
using-ews-in-exchange (CalendarView).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from exchangelib import EWSDateTime
from exchangelib.items import CalendarItem

from connectors import _pages
from connectors._interest import has_drifted
from connectors.errors import Gone
from connectors.exchange import events
from connectors.exchange.cursor import Cursor, Days
from connectors.exchange.faults import Expired
from connectors.exchange.mail import Walk
from connectors.exchange.wire import Wire
from connectors.types import Clock, Interest, Page, Sweep

# A meeting or a day off of the past weeks still says something of a promise.
LOOK_BACK = timedelta(days=60)
_AHEAD = timedelta(days=700)  # two years are the most that a view may span


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
        cursor = self._counted(cursor)
        for id_ in cursor.calendars:
            try:
                cursor = yield from self._calendar(cursor, id_, wanted)
            except Gone:
                if not cursor.calendars[id_].ours:
                    raise
                left = {kept: days for kept, days in cursor.calendars.items() if kept != id_}
                cursor = replace(cursor, calendars=left)
                yield Page(), cursor
        return cursor

    def _counted(self, cursor: Cursor) -> Cursor:
        """The cursor with the owner's calendar, and ours once it was made."""
        first = next((id_ for id_, days in cursor.calendars.items() if not days.ours), "")
        first = first or self.wire.read(lambda: str(self.wire.account.calendar.id))
        own = self.own() or cursor.own
        found = {first: cursor.calendars.get(first, Days())}
        if own:
            found[own] = cursor.calendars.get(own, Days(ours=True))
        return replace(cursor, calendars=found, own=own)

    def _calendar(self, cursor: Cursor, id_: str, wanted: Interest) -> Walk:
        days = cursor.calendars[id_]
        try:
            told, state = self._told(id_, days.state)
        except Expired:
            _, state = self._told(id_, "")
            told = True
        fresh = not days.state or has_drifted(days.until, wanted)
        if not told and not fresh:
            return cursor
        since, until = (None, None) if days.ours else self._window(wanted) if fresh else (days.since, days.until)
        moved = replace(days, state=state, since=since, until=until)
        cursor = replace(cursor, calendars={**cursor.calendars, id_: moved})
        yield (Page() if days.ours else self._read(id_, moved)), cursor
        return cursor

    def _told(self, id_: str, state: str) -> tuple[bool, str]:
        """Whether anything changed since a state, and the state now."""
        told = False
        while True:
            changes, state, last = self.wire.changes(id_, state)
            told = told or bool(changes)
            if last:
                return told, state

    def _read(self, id_: str, days: Days) -> Page:
        """All events of the window, and that there are no others."""
        view = events.View(self.account, id_, self.zone, self.owner)
        ids = self.wire.read(lambda: self._listed(days))
        read = self.wire.items(ids, events.FIELDS, CalendarItem)
        found = [events.event(item, one, view) for one, item in read if item is not None]
        page = _pages.of_events(found, days.since, days.until)
        sweep = Sweep(view.prefix, _pages.shown(page), days.since, days.until)
        return replace(page, gone=(), sweeps=(sweep,))

    def _listed(self, days: Days) -> list[str]:
        """The ids of the occurrences in the window."""
        sides = [EWSDateTime.from_datetime(side.astimezone(UTC)) for side in (days.since, days.until) if side]
        found = self.wire.account.calendar.view(start=sides[0], end=sides[1]).only("id")
        return [str(item.id) for item in found]

    def _window(self, wanted: Interest) -> tuple[datetime, datetime]:
        at = wanted.at or self.clock.now()
        return at - self.back, min(wanted.until or at + _AHEAD, at - self.back + _AHEAD)
