"""A Google account as the border wants it, made of the parts beside it.

Google's client library is loaded when something is pulled or written, not when the account is opened.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from connectors._interest import is_old
from connectors._memo import MemoFile
from connectors._ours import Ours, Part
from connectors._own_calendar import OwnCalendar
from connectors._scopes import Scope
from connectors._tokens import TokenFile
from connectors.errors import Refused
from connectors.google import cursor as cursors
from connectors.google import messages, notes, probe, scopes
from connectors.google.calendars import LOOK_BACK, Calendars, is_ours
from connectors.google.cursor import Cursor
from connectors.google.drafts import Drafts
from connectors.google.fetching import Fetcher
from connectors.google.lines import GoogleLines
from connectors.google.mail import Mailbox, Walk
from connectors.google.notes import Notes
from connectors.google.options import Options
from connectors.google.wire import Wire
from connectors.types import Interest, Kind, Message, Page, Ref, SetAside, Surroundings

if TYPE_CHECKING:
    from connectors.google.services import Services

# What of Google's must be granted for drafts, for notes, and for lines, to be looked up and written.
_OF_DRAFTS = (scopes.READ_MAIL, scopes.WRITE_DRAFTS)
_OF_NOTES = (*probe.CALENDARS, scopes.WRITE_NOTES)
_OF_LINES = (*probe.CALENDARS, scopes.OWN_EVENTS)


class GoogleAccount(Ours):
    """Gmail and Google Calendar of one person. `days` bounds the first import. Opening it makes no request."""

    def __init__(self, name: str, around: Surroundings, options: Options, days: int, user: str) -> None:
        self._name, self._around, self._options = name, around, options
        self._days, self._user = days, user
        self._wire = Wire(options, TokenFile(around.state, name, options.token_key), around.clock)
        self._memo = MemoFile(around.state, "google", name)

    @property
    def slack(self) -> timedelta:
        """Google's listings lag by seconds, at worst by minutes."""
        return timedelta(minutes=30)

    @property
    def kinds(self) -> frozenset[Kind]:
        """What the owner granted, as long as our calendar was not thrown away; lines where the owner wants them.

        Raises AuthNeeded.
        """
        may = {
            Kind.DRAFT: self._may(*_OF_DRAFTS),
            Kind.NOTE: self._may(*_OF_NOTES) and not self._memo.load().declined,
            Kind.LINE: self._options.own_events and self._may(*_OF_LINES),
        }
        return frozenset(kind for kind in Kind if may[kind])

    @property
    def covers_ours(self) -> bool:
        """Yes: drafts stand in the history, notes and lines in the calendars."""
        return True

    def idle(self, cursor: str | None, wanted: Interest) -> bool:
        """Whether a pull would surely yield no page: a request for mail and one for each calendar at most."""
        own = self._memo.load().calendar
        return probe.is_idle(self._wire, self._user, cursors.load(cursor), wanted, own)

    def notices(self) -> Iterator[str]:
        """Yield that the sign-in ends soon or was damaged, and what is off without a box. Raises AuthNeeded."""
        yield from self._wire.access.notices()
        for scope in scopes.asked(self._options.own_events):
            if not self._may(scope):
                yield f"Google was not told that Headsup may do this, so {scope.lost}; {self._login}."
        if self._memo.load().declined:
            yield f"The calendar for notes was deleted, so none are written; `headsup login {self._name}` makes one."

    def pull(self, cursor: str | None, wanted: Interest) -> Iterator[Page]:
        """Yield what changed since `cursor`: mail first, then one calendar after the other."""
        for page, reached in self._walk(cursors.load(cursor), wanted):
            yield replace(page, cursor=cursors.dump(replace(reached, at=wanted.at or reached.at)))

    def _walk(self, cursor: Cursor, wanted: Interest) -> Walk:
        """Once a day there is a page even where nothing changed: a cursor must not grow too old for Google."""
        days_old = is_old(cursor.at, wanted)
        if self._may(scopes.READ_MAIL):
            mailbox = Mailbox(self._name, self._services, self._around.addresses, self._days)
            cursor = yield from mailbox.pull(cursor, wanted)
        if self._may(*probe.CALENDARS):
            cursor = yield from self._dated(cursor, wanted)
        if days_old:
            yield Page(), cursor
        return cursor

    def _dated(self, cursor: Cursor, wanted: Interest) -> Walk:
        """The calendars; where Google refuses them, that is said, and looked at again in a day: the mail goes on."""
        try:
            return (yield from self._calendars.pull(cursor, wanted))
        except Refused as fault:
            cursor = replace(cursor, calendars={}, looked_at=wanted.at)
            yield Page(set_aside=(SetAside(Ref(self._name, "calendars"), str(fault)),)), cursor
            return cursor

    def read(self, refs: Sequence[Ref]) -> Iterator[Message]:
        """Yield the mails whole; one that is gone or cannot be read is left out."""
        ids = [ref.id.removeprefix(messages.PREFIX) for ref in refs if ref.id.startswith(messages.PREFIX)]
        fetcher = Fetcher(self._name, self._services, self._around.addresses, Interest())
        for items in fetcher.bodies(ids):
            yield from (item for item in items if isinstance(item, Message))

    # --- the parts ---------------------------------------------------------------------------------------------------

    def _part(self, kind: Kind) -> Part:
        if kind is Kind.DRAFT:
            return self._drafts
        return self._lines if kind is Kind.LINE else self._notes

    @cached_property
    def _services(self) -> "Services":
        from connectors.google.services import Services

        return Services(self._wire, self._options.endpoints, self._user, self._around.clock)

    @cached_property
    def _drafts(self) -> Drafts:
        return Drafts(self._name, self._services)

    @cached_property
    def _calendars(self) -> Calendars:
        around = self._around
        back = max(LOOK_BACK, timedelta(days=self._days))
        return Calendars(self._name, self._services, around.addresses, ZoneInfo(around.zone), self._own, back)

    @cached_property
    def _notes(self) -> Notes:
        own = OwnCalendar(
            "Google", self._memo, self._around.clock, self.slack, self._listed, lambda: notes.made(self._services)
        )
        return Notes(self._name, self._services, own)

    @cached_property
    def _lines(self) -> GoogleLines:
        return GoogleLines(self._name, self._services, self._calendars.entries)

    def _listed(self) -> Iterator[tuple[str, bool]]:
        """The calendars by id, each with whether it bears our mark."""
        return ((str(entry["id"]), is_ours(entry)) for entry in self._calendars.entries())

    def _own(self) -> str | None:
        return self._memo.load().calendar

    # --- what the owner granted --------------------------------------------------------------------------------------

    def _may(self, *wanted: Scope) -> bool:
        return self._wire.granted >= {scope.name for scope in wanted}

    @property
    def _login(self) -> str:
        return f"run `headsup login {self._name}` and leave the box ticked"

    def _unwritable(self, kind: Kind) -> str:
        return f"No {kind}s can be written at Google as things stand; {self._login}."
