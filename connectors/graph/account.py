"""An Outlook account as the border wants it, made of the parts beside it.

What reads and writes mails and events is imported with the first turn that needs it: at most turns a look is enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from connectors._interest import is_old
from connectors._memo import MemoFile
from connectors._ours import Ours, Part
from connectors._own_calendar import OwnCalendar
from connectors._scopes import Scope
from connectors._tokens import TokenFile
from connectors.errors import Refused
from connectors.graph import cursor as cursors
from connectors.graph import probe, scopes
from connectors.graph.cursor import Cursor
from connectors.graph.options import Options
from connectors.graph.wire import Wire
from connectors.types import Interest, Kind, Message, Page, Ref, SetAside, Surroundings

if TYPE_CHECKING:
    from connectors.graph.calendars import Calendars
    from connectors.graph.drafts import Drafts
    from connectors.graph.lines import GraphLines
    from connectors.graph.mail import Mailbox, Walk
    from connectors.graph.notes import Notes


class GraphAccount(Ours):
    """Mail and calendars of one person. `days` bounds the first import. Opening it makes no request."""

    def __init__(self, name: str, around: Surroundings, options: Options, days: int) -> None:
        self._name, self._around, self._options, self._days = name, around, options, days
        self._wire = Wire(options, TokenFile(around.state, name, options.token_key), around.clock)
        self._memo = MemoFile(around.state, "graph", name)

    @property
    def slack(self) -> timedelta:
        """Outlook's search by a property lags by seconds, at worst by minutes."""
        return timedelta(minutes=30)

    @property
    def kinds(self) -> frozenset[Kind]:
        """What the owner granted, as long as our calendar was not thrown away; lines where the owner wants them.

        Raises AuthNeeded.
        """
        entries = self._may(scopes.WRITE_CALENDARS)
        may = {
            Kind.DRAFT: self._may(scopes.WRITE_MAIL),
            Kind.NOTE: entries and not self._memo.load().declined,
            Kind.LINE: entries and self._options.own_events,
        }
        return frozenset(kind for kind in Kind if may[kind])

    @property
    def covers_ours(self) -> bool:
        """Yes: the Drafts folder, our calendar and the owner's are watched, too."""
        return True

    def idle(self, cursor: str | None, wanted: Interest) -> bool:
        """Whether a pull would surely yield no page: a request for each folder and calendar at most."""
        own = self._memo.load().calendar
        known = cursors.load(cursor)
        return probe.is_idle(self._wire, known, wanted, own, has_mail=self._has_mail, has_days=self._has_days)

    def notices(self) -> Iterator[str]:
        """Yield what is off without a right, and what is not read for want of room. Raises AuthNeeded."""
        yield from self._wire.access.notices()
        for scope in scopes.asked(read_only=self._options.read_only, categories=self._options.categories):
            if not self._may(scope):
                yield f"Microsoft was not told that Headsup may do this, so {scope.lost}; {self._login}."
        if self._memo.load().declined:
            yield f"The calendar for notes was deleted, so none are written; `headsup login {self._name}` makes one."

    def pull(self, cursor: str | None, wanted: Interest) -> Iterator[Page]:
        """Yield what changed since `cursor`: mail first, then one calendar after the other."""
        for page, reached in self._walk(cursors.load(cursor), wanted):
            yield replace(page, cursor=cursors.dump(replace(reached, at=wanted.at or reached.at)))

    def _walk(self, cursor: Cursor, wanted: Interest) -> "Walk":
        """Once a day there is a page even where nothing changed: a cursor must not grow too old."""
        days_old = is_old(cursor.at, wanted)
        if self._has_mail:
            cursor = yield from self._mailbox.pull(cursor, wanted)
        if self._has_days:
            cursor = yield from self._dated(cursor, wanted)
        if days_old:
            yield Page(), cursor
        return cursor

    def _dated(self, cursor: Cursor, wanted: Interest) -> "Walk":
        """The calendars; where they are refused, that is said, and looked at again in a day: the mail goes on."""
        try:
            return (yield from self._calendars.pull(cursor, wanted))
        except Refused as fault:
            cursor = replace(cursor, calendars={}, counted_at=wanted.at)
            yield Page(set_aside=(SetAside(Ref(self._name, "calendars"), str(fault)),)), cursor
            return cursor

    def read(self, refs: Sequence[Ref]) -> Iterator[Message]:
        """Yield the mails whole; one that is gone or cannot be read is left out."""
        from connectors.graph import messages
        from connectors.graph.fetching import Fetcher

        ids = [ref.id.removeprefix(messages.PREFIX) for ref in refs if ref.id.startswith(messages.PREFIX)]
        view = replace(self._mailbox.view(Cursor()), sent=self._sent)
        for _, item in Fetcher(self._wire, view, Interest()).bodies(ids):
            if isinstance(item, Message):
                yield item

    # --- the parts ---------------------------------------------------------------------------------------------------

    def _part(self, kind: Kind) -> Part:
        if kind is Kind.DRAFT:
            return self._drafts
        return self._lines if kind is Kind.LINE else self._notes

    @cached_property
    def _mailbox(self) -> "Mailbox":
        from connectors.graph.mail import Mailbox

        around = self._around
        return Mailbox(self._name, self._wire, ZoneInfo(around.zone), around.addresses, self._days)

    @cached_property
    def _sent(self) -> str:
        """The id of the sent items."""
        return str(self._wire.get("/me/mailFolders/sentitems", select="id").get("id", ""))

    @cached_property
    def _drafts(self) -> "Drafts":
        from connectors.graph.drafts import Drafts

        return Drafts(self._name, self._wire)

    @cached_property
    def _calendars(self) -> "Calendars":
        from connectors.graph.calendars import LOOK_BACK, Calendars

        around = self._around
        back = max(LOOK_BACK, timedelta(days=self._days))
        zone = ZoneInfo(around.zone)
        return Calendars(self._name, self._wire, around.clock, around.addresses, zone, self._own, back)

    @cached_property
    def _notes(self) -> "Notes":
        from connectors.graph import notes

        made = partial(notes.made, self._wire)
        own = OwnCalendar("Outlook", self._memo, self._around.clock, self.slack, self._listed, made)
        coloured = self._options.categories and self._may(scopes.CATEGORIES)
        return notes.Notes(self._name, self._wire, own, coloured)

    @cached_property
    def _lines(self) -> "GraphLines":
        from connectors.graph.lines import GraphLines

        return GraphLines(self._name, self._wire, self._calendars.entries, self._around.addresses)

    def _listed(self) -> Iterator[tuple[str, bool]]:
        """The calendars by id, each with whether it bears our mark."""
        from connectors.graph.calendars import is_ours

        return ((str(entry["id"]), is_ours(entry)) for entry in self._calendars.entries())

    def _own(self) -> str | None:
        return self._memo.load().calendar

    # --- what the owner granted --------------------------------------------------------------------------------------

    @property
    def _has_mail(self) -> bool:
        return self._may(scopes.READ_MAIL) or self._may(scopes.WRITE_MAIL)

    @property
    def _has_days(self) -> bool:
        return self._may(scopes.READ_CALENDARS) or self._may(scopes.WRITE_CALENDARS)

    def _may(self, scope: Scope) -> bool:
        return scope.name in self._wire.granted

    @property
    def _login(self) -> str:
        return f"run `headsup login {self._name}` and allow it"

    def _unwritable(self, kind: Kind) -> str:
        return f"No {kind}s can be written in Outlook as things stand; {self._login}."
