"""A mailbox on an Exchange server as the border wants it, made of the parts beside it.

exchangelib is loaded when something is pulled or written, not when the account is opened.
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
from connectors.exchange import cursor as cursors
from connectors.exchange import probe
from connectors.exchange.known import Server
from connectors.exchange.options import Options
from connectors.types import Interest, Kind, Message, Page, Ref, Surroundings

if TYPE_CHECKING:
    from connectors.exchange.calendars import Calendars
    from connectors.exchange.drafts import Drafts
    from connectors.exchange.mail import Mailbox, Walk
    from connectors.exchange.notes import Notes
    from connectors.exchange.wire import Wire

_SLACK = timedelta(minutes=10)
_MAIL = "mail/"


class ExchangeAccount(Ours):
    """Mail and calendar of one person. `days` bounds the first import. Opening it makes no request."""

    def __init__(self, name: str, around: Surroundings, options: Options, days: int) -> None:
        self._name, self._around, self._options, self._days = name, around, options, days
        self._memo = MemoFile(around.state, "exchange", name)
        self._server = Server(around.state, name, options, around.clock)

    @property
    def slack(self) -> timedelta:
        """A search by a property may lag behind a write."""
        return _SLACK

    @property
    def kinds(self) -> frozenset[Kind]:
        """Drafts, and notes as long as our calendar was not thrown away."""
        return frozenset({Kind.DRAFT} if self._memo.load().declined else {Kind.DRAFT, Kind.NOTE})

    @property
    def covers_ours(self) -> bool:
        """Yes: the Drafts folder and our calendar are watched, too."""
        return True

    def idle(self, cursor: str | None, wanted: Interest) -> bool:
        """Whether a pull would surely yield no page: a request for each folder; never sure where NTLM signs in."""
        own = self._memo.load().calendar
        return probe.is_idle(self._options, self._server, self._around.clock, cursors.load(cursor), wanted, own)

    def notices(self) -> Iterator[str]:
        """Yield that notes are off, and how they come back."""
        if self._memo.load().declined:
            yield f"The calendar for notes was deleted, so none are written; `headsup login {self._name}` makes one."

    def pull(self, cursor: str | None, wanted: Interest) -> Iterator[Page]:
        """Yield what changed since `cursor`: mail first, then the calendars."""
        for page, reached in self._walk(cursors.load(cursor), wanted):
            yield replace(page, cursor=cursors.dump(replace(reached, at=wanted.at or reached.at)))

    def _walk(self, cursor: cursors.Cursor, wanted: Interest) -> "Walk":
        """Once a day there is a page even where nothing changed: a state must not grow too old."""
        days_old = is_old(cursor.at, wanted)
        cursor = yield from self._mailbox.pull(cursor, wanted)
        own = self._own()
        if days_old and own:  # one in Deleted Items can still be written to
            self._own_calendar.doubt(own)
        cursor = yield from self._calendars.pull(cursor, wanted)
        if days_old:
            yield Page(), cursor
        return cursor

    def read(self, refs: Sequence[Ref]) -> Iterator[Message]:
        """Yield the mails whole; one that is gone or cannot be read is left out."""
        yield from self._mailbox.read([ref.id.removeprefix(_MAIL) for ref in refs if ref.id.startswith(_MAIL)])

    # --- the parts ---------------------------------------------------------------------------------------------------

    def _part(self, kind: Kind) -> Part:
        return self._drafts if kind is Kind.DRAFT else self._notes

    def _unwritable(self, kind: Kind) -> str:
        return f"No {kind}s can be written on this Exchange server as things stand."

    @cached_property
    def _wire(self) -> "Wire":
        from connectors.exchange.wire import Wire

        return Wire(self._options, self._around, self._server)

    @cached_property
    def _mailbox(self) -> "Mailbox":
        from connectors.exchange.mail import Mailbox

        around = self._around
        return Mailbox(self._name, self._wire, ZoneInfo(around.zone), around.addresses, self._days)

    @cached_property
    def _calendars(self) -> "Calendars":
        from connectors.exchange.calendars import LOOK_BACK, Calendars

        around, back = self._around, max(LOOK_BACK, timedelta(days=self._days))
        zone = ZoneInfo(around.zone)
        return Calendars(self._name, self._wire, around.clock, around.addresses, zone, self._own, back)

    @cached_property
    def _drafts(self) -> "Drafts":
        from connectors.exchange.drafts import Drafts

        return Drafts(self._name, self._wire)

    @cached_property
    def _notes(self) -> "Notes":
        from connectors.exchange.notes import Notes

        return Notes(self._name, self._wire, self._own_calendar)

    @cached_property
    def _own_calendar(self) -> OwnCalendar:
        from connectors.exchange import notes

        listed, made = partial(notes.marked, self._wire), partial(notes.made, self._wire)
        return OwnCalendar("Exchange", self._memo, self._around.clock, _SLACK, listed, made)

    def _own(self) -> str | None:
        return self._memo.load().calendar
