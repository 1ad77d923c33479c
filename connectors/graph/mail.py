"""What changed in the mailbox: a cursor in, pages and the cursors behind them out.

    look     which folders there are, once a day
    walk     through a folder, ids only, to its delta link: what changes from then on is told
    listing  the folder's mails since a bound, sent ones whole (a delta with a filter may stop at 5,000)
    changes  what the delta link tells; each of them is looked at, for "removed" may mean moved
    resync   walk and listing again, with a sweep, where Outlook forgot a link (once a day at most), a folder went, or
             the owner shuts out something else

Source: learn.microsoft.com/graph/delta-query-messages; .../graph/api/message-delta; .../graph/api/user-list-messages.
"""

from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from connectors import _pages
from connectors._folders import Role, is_first, is_look_due, is_reading_due, unread
from connectors._interest import first_bound, is_old, resync_bound, scope
from connectors.errors import Gone, Unreachable
from connectors.graph import folders, messages
from connectors.graph.cursor import Cursor, Place
from connectors.graph.faults import Invalid
from connectors.graph.fetching import Fetcher, Item
from connectors.graph.messages import View
from connectors.graph.wire import DELTA, NEXT, Resource, Wire, segment
from connectors.types import Interest, Page, Sweep

Walk = Generator[tuple[Page, Cursor], None, Cursor]
"""Pages, each with the cursor to keep with it; in the end the cursor that is reached, though no page may say so."""

# Each of them is looked at, in batches, before the cursor moves on.
_CHANGED = "odata.maxpagesize=100"
_WHOLE_LISTED, _ROWS_LISTED, _IDS_LISTED = "200", "500", "1000"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The mail of one account. `days` bounds the first import where `wanted` does not."""

    account: str
    wire: Wire
    zone: tzinfo
    owner: frozenset[str]
    days: int

    def pull(self, cursor: Cursor, wanted: Interest) -> Walk:
        """What changed since `cursor`. Raises ConnectorError."""
        if is_look_due(cursor, wanted):
            cursor = self._looked(cursor, wanted)
            yield Page(set_aside=unread(self.account, cursor.left, folders.MOST)), cursor
        try:
            return (yield from self._folders(cursor, wanted))
        except Gone:  # a delta link is too old, or a folder went
            return (yield from self._folders(self._resync(cursor, wanted), wanted))

    def view(self, cursor: Cursor) -> View:
        """How its mails are seen."""
        return View(self.account, self.zone, self.owner, cursor.sent, frozenset(cursor.trash))

    # --- the folders -------------------------------------------------------------------------------------------------

    def _looked(self, cursor: Cursor, wanted: Interest) -> Cursor:
        """The cursor with the folders there are now."""
        tree = folders.look(self.wire, wanted.ignore)
        known = {id_: cursor.folders.get(id_, Place(role)) for id_, role in tree.watched.items()}
        found = replace(
            cursor,
            folders=known,
            sent=tree.sent,
            trash=tree.trash,
            left=tree.left,
            looked_at=wanted.at,
            since=first_bound(wanted, self.days) if is_first(cursor) else cursor.since,
            scope=scope(wanted.ignore),
        )
        return _anew(found) if is_reading_due(cursor, found) else found

    def _folders(self, cursor: Cursor, wanted: Interest) -> Walk:
        fetcher = Fetcher(self.wire, self.view(cursor), wanted)
        for id_ in cursor.folders:
            cursor = yield from self._folder(cursor, id_, fetcher)
        if cursor.sweep:
            cursor = replace(cursor, sweep=False)
            yield Page(sweeps=(self._sweep(cursor),)), cursor
        return cursor

    def _folder(self, cursor: Cursor, id_: str, fetcher: Fetcher) -> Walk:
        place = cursor.folders[id_]
        if place.link and (place.listed or place.role is Role.DRAFTS):
            return (yield from self._changes(cursor, id_, fetcher))
        if not place.link:
            cursor = _moved(cursor, id_, link=self._walked(id_))
            yield Page(), cursor
        return cursor if place.role is Role.DRAFTS else (yield from self._listing(cursor, id_, fetcher))

    def _resync(self, cursor: Cursor, wanted: Interest) -> Cursor:
        """The cursor with everything to be listed anew. Raises Unreachable where that was done within a day."""
        if wanted.at is not None and not is_old(cursor.resynced_at, wanted):
            raise Unreachable(
                "Outlook lost its place soon after a new listing; Headsup lists the mail anew within a day."
            )
        begun = self._looked(cursor, wanted)
        since = resync_bound(wanted, self.days, cursor.at, cursor.since)
        return _anew(replace(begun, resynced_at=wanted.at, since=since))

    # --- the import --------------------------------------------------------------------------------------------------

    def _walked(self, id_: str) -> str:
        """The delta link of a folder, from which on changes are told. Raises ConnectorError."""
        start = self.wire.get(f"/me/mailFolders/{segment(id_)}/messages/delta", folders.PACE, select="id")
        links = [str(answer[DELTA]) for answer in self.wire.pages(start, folders.PACE) if DELTA in answer]
        if not links:
            raise Unreachable("Outlook's listing came without a place to go on from; Headsup tries again by itself.")
        return self.wire.kept(links[-1])

    def _listing(self, cursor: Cursor, id_: str, fetcher: Fetcher) -> Walk:
        """Go through the mails of a folder since the bound, page by page."""
        while True:
            answer = self._listed(cursor, id_, fetcher)
            following = self.wire.kept(str(answer[NEXT])) if NEXT in answer else ""
            cursor = _moved(cursor, id_, next=following, listed=not following)
            yield self._page(self._items(answer, cursor.folders[id_].role, fetcher), cursor), cursor
            if not following:
                return cursor

    def _listed(self, cursor: Cursor, id_: str, fetcher: Fetcher) -> Resource:
        """The next page of a listing; begun anew where its link has run out."""
        place = cursor.folders[id_]
        if place.next:
            try:
                return self.wire.get(place.next)
            except (Gone, Invalid):
                pass
        sent = place.role is Role.SENT
        whole = sent and not fetcher.looks_first
        at = "sentDateTime" if sent else "receivedDateTime"
        bound = {"filter": f"{at} ge {_odata(cursor.since)}"} if cursor.since else {}
        return self.wire.get(
            f"/me/mailFolders/{segment(id_)}/messages",
            select=messages.WHOLE_FIELDS if whole else messages.FIELDS,
            expand=messages.WHOLE_EXPANDED if whole else messages.EXPANDED,
            top=_WHOLE_LISTED if whole else _ROWS_LISTED,
            **bound,
        )

    def _items(self, answer: Resource, role: Role, fetcher: Fetcher) -> list[Item]:
        found = [one for one in answer.get("value", ()) if "id" in one]
        if role is Role.SENT and not fetcher.looks_first:
            return [fetcher.whole(str(one["id"]), one) for one in found]
        return fetcher.rows(found)

    def _sweep(self, cursor: Cursor) -> Sweep:
        """All that is there now, wherever it lies but in the trash."""
        bound = {"filter": f"receivedDateTime ge {_odata(cursor.since)}"} if cursor.since else {}
        view = self.view(cursor)
        start = self.wire.get("/me/messages", select="id,parentFolderId,isDraft", top=_IDS_LISTED, **bound)
        there = (one for answer in self.wire.pages(start, folders.PACE) for one in answer.get("value", ()))
        present = frozenset(messages.PREFIX + str(one["id"]) for one in there if messages.is_mail(one, view))
        return Sweep(messages.PREFIX, present, since=cursor.since)

    # --- the changes -------------------------------------------------------------------------------------------------

    def _changes(self, cursor: Cursor, id_: str, fetcher: Fetcher) -> Walk:
        """What the delta link of a folder tells, page by page. Raises Gone where it is no longer known.

        Answers may come in any order, and more than once: each mail is looked at as it is now.
        """
        place = cursor.folders[id_]
        told = bool(place.next)
        for answer in self.wire.pages(self._resumed(place), _CHANGED):
            cursor = _moved(cursor, id_, **self._reached(answer))
            ids = messages.ids_of(answer.get("value", ()))
            told = told or bool(ids)
            if told:
                found = [] if place.role is Role.DRAFTS else fetcher.items(ids)
                yield self._page(found, cursor), cursor
        return cursor

    def _resumed(self, place: Place) -> Resource:
        """The first answer of a round of changes, or the next of one that was broken off, as long as that is known."""
        if place.next:
            try:
                return self.wire.get(place.next, _CHANGED)
            except (Gone, Invalid):
                pass
        return self.wire.get(place.link, _CHANGED)

    def _reached(self, answer: Resource) -> dict[str, str]:
        """From where to go on behind an answer of a round."""
        if DELTA in answer:
            return {"link": self.wire.kept(str(answer[DELTA])), "next": ""}
        return {"next": self.wire.kept(str(answer[NEXT]))} if NEXT in answer else {}

    def _page(self, found: list[Item], cursor: Cursor) -> Page:
        """The mails; one from before the first import is left out."""
        return _pages.of_mails(found, cursor.since)


def _moved(cursor: Cursor, id_: str, **changes: object) -> Cursor:
    place = replace(cursor.folders[id_], **changes)  # type: ignore[arg-type]
    return replace(cursor, folders={**cursor.folders, id_: place})


def _anew(cursor: Cursor) -> Cursor:
    """The cursor with all folders to be read anew, and a sweep behind them."""
    return replace(cursor, folders={id_: Place(place.role) for id_, place in cursor.folders.items()}, sweep=True)


def _odata(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
