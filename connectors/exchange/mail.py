"""What changed in the mailbox: a cursor in, pages and the cursors behind them out.

    look     which folders there are, once a day
    sync     what became of each folder since its state, the first time all of it, newest first
    resync   that first time again, with a sweep, where the server forgot a state (once a day at most), a folder went,
             or the owner shuts out something else

A mail that is moved gets another id: it goes in one folder and comes in another. Its Message-ID stays.
Source: learn.microsoft.com/exchange/client-developer/exchange-web-services/mailbox-synchronization-and-ews-in-exchange.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from connectors import _mime, _pages
from connectors._folders import Role, is_first, is_look_due, is_reading_due, unread
from connectors._interest import bars, first_bound, is_old, is_wanted, resync_bound, scope
from connectors.errors import Gone, Refused, Unreachable
from connectors.exchange import folders, messages
from connectors.exchange.cursor import Cursor, Place
from connectors.exchange.faults import Expired
from connectors.exchange.messages import View
from connectors.exchange.wire import Wire
from connectors.types import Interest, Message, Page, Ref, SetAside, Sweep

Walk = Generator[tuple[Page, Cursor], None, Cursor]
"""Pages, each with the cursor to keep with it; in the end the cursor that is reached, though no page may say so."""

Item = Message | SetAside | Ref


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The mail of one account. `days` bounds the first import where `wanted` does not."""

    account: str
    wire: Wire
    zone: tzinfo
    owner: frozenset[str]
    days: int

    @property
    def view(self) -> View:
        """How its mails are seen."""
        return View(self.account, self.zone, self.owner)

    def pull(self, cursor: Cursor, wanted: Interest) -> Walk:
        """What changed since `cursor`. Raises ConnectorError."""
        if is_look_due(cursor, wanted):
            cursor = self._looked(cursor, wanted)
            yield Page(set_aside=unread(self.account, cursor.left, folders.MOST)), cursor
        try:
            return (yield from self._folders(cursor, wanted))
        except Gone:  # a state is too old, or a folder went
            return (yield from self._folders(self._resync(cursor, wanted), wanted))

    def read(self, ids: Sequence[str]) -> list[Message]:
        """The mails whole, whatever is wanted; one that is gone or cannot be read is left out."""
        found = self.wire.items(ids, messages.WHOLE)
        return [m for id_, item in found if isinstance(m := self._message(item, id_, whole=True), Message)]

    # --- the folders -------------------------------------------------------------------------------------------------

    def _looked(self, cursor: Cursor, wanted: Interest) -> Cursor:
        """The cursor with the folders there are now."""
        tree = folders.look(self.wire, wanted.ignore)
        found = replace(
            cursor,
            folders={id_: cursor.folders.get(id_, Place(role)) for id_, role in tree.watched.items()},
            left=tree.left,
            looked_at=wanted.at,
            since=first_bound(wanted, self.days) if is_first(cursor) else cursor.since,
            scope=scope(wanted.ignore),
        )
        return _anew(found) if is_reading_due(cursor, found) else found

    def _folders(self, cursor: Cursor, wanted: Interest) -> Walk:
        present: set[str] = set()
        for id_ in cursor.folders:
            cursor = yield from self._folder(cursor, id_, wanted, present)
        if cursor.sweep:
            cursor = replace(cursor, sweep=False)
            sweep = Sweep(messages.PREFIX, frozenset(messages.PREFIX + one for one in present), since=cursor.since)
            yield Page(sweeps=(sweep,)), cursor
        return cursor

    def _resync(self, cursor: Cursor, wanted: Interest) -> Cursor:
        """The cursor with everything to be read anew. Raises Unreachable where that was done within a day."""
        if wanted.at is not None and not is_old(cursor.resynced_at, wanted):
            raise Unreachable("Exchange lost its place soon after a new listing; Headsup lists the mail anew in a day.")
        begun = self._looked(cursor, wanted)
        since = resync_bound(wanted, self.days, cursor.at, cursor.since)
        return _anew(replace(begun, resynced_at=wanted.at, since=since))

    # --- one folder --------------------------------------------------------------------------------------------------

    def _folder(self, cursor: Cursor, id_: str, wanted: Interest, present: set[str]) -> Walk:
        """What became of a folder, page by page. Raises Gone where its state is no longer known.

        While a sweep is under way a folder is read from its begin: what it holds must be known as a whole.
        """
        place = cursor.folders[id_]
        state = "" if cursor.sweep else place.state
        while True:
            told, state, last = self.wire.changes(id_, state)
            page = Page() if place.role is Role.DRAFTS else self._page(told, place.role, cursor, wanted)
            present |= {_id(item) for kind, item in told if kind != "delete"}
            moved = replace(cursor, folders={**cursor.folders, id_: replace(place, state=state, whole=last)})
            if told or not place.whole or cursor.sweep:
                yield page, cursor if cursor.sweep else moved
            if last:
                return moved
            cursor = cursor if cursor.sweep else moved

    def _page(self, told: Sequence[tuple[str, Any]], role: Role, cursor: Cursor, wanted: Interest) -> Page:
        """The mails that came or changed; one from before the first import is left out."""
        gone = {_id(item) for kind, item in told if kind == "delete"}
        since = cursor.since
        there = (item for kind, item in told if kind in ("create", "update") and not _is_before(item, since))
        ids = dict.fromkeys(map(_id, there))
        found = self._items([id_ for id_ in ids if id_ not in gone], role, wanted)
        page = _pages.of_mails(found, since)
        return replace(page, gone=(*page.gone, *(self.view.ref(id_) for id_ in sorted(gone))))

    def _items(self, ids: Sequence[str], role: Role, wanted: Interest) -> list[Item]:
        """An item for each id: the whole mail where it is wanted, of what is shut out no body at all."""
        sent = role is Role.SENT
        if sent and not (wanted.ignore.people or wanted.ignore.domains):
            whole = self.wire.items(ids, messages.WHOLE)
            return [self._message(item, id_, whole=True, sent=True) for id_, item in whole]
        rows = {id_: self._row(item, id_, wanted, sent=sent) for id_, item in self.wire.items(ids, messages.ROW)}
        chosen = [id_ for id_, m in rows.items() if isinstance(m, Message) and is_wanted(m, wanted, self.owner)]
        for id_, item in self.wire.items(chosen, messages.WHOLE):
            rows[id_] = self._message(item, id_, whole=True, sent=sent)
        return list(rows.values())

    def _row(self, item: Any, id_: str, wanted: Interest, *, sent: bool) -> Item:  # noqa: ANN401
        found = self._message(item, id_, whole=False, sent=sent)
        if isinstance(found, Message) and bars(wanted.ignore, found, messages.people(item.bcc_recipients)):
            return found.ref
        return found

    def _message(self, item: Any, id_: str, *, whole: bool, sent: bool = False) -> Item:  # noqa: ANN401
        ref = self.view.ref(id_)
        if isinstance(item, Refused):
            return SetAside(ref, "Exchange does not hand out this mail; open it in Outlook to see what it is.")
        if item is None or item.is_draft:
            return ref
        try:
            read = messages.whole if whole else messages.row
            return read(item, id_, self.view, sent=sent)
        except _mime.Unreadable as fault:
            return SetAside(ref, str(fault))


def _id(item: Any) -> str:  # noqa: ANN401
    """The id of what a change is about; a changed read flag comes with a value beside it."""
    return str((item[0] if isinstance(item, tuple) else item).id)


def _is_before(item: Any, since: datetime | None) -> bool:  # noqa: ANN401
    """Whether a mail came before that moment; where it is not said, it is looked at."""
    came = getattr(item, "datetime_received", None)
    return since is not None and came is not None and came.timestamp() < since.timestamp()


def _anew(cursor: Cursor) -> Cursor:
    """The cursor with all folders to be read anew, and a sweep behind them."""
    return replace(cursor, folders={id_: Place(place.role) for id_, place in cursor.folders.items()}, sweep=True)


__all__ = ["Expired", "Mailbox", "Walk"]
