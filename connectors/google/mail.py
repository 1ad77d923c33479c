"""What changed in the mailbox: a cursor in, pages and the cursors behind them out.

    import   what was sent, then what came in, since a bound; the history id is taken before, so nothing falls between
    history  what was added, deleted or relabelled after that id
    resync   the import again, with a sweep, where Gmail forgot the id (once a day at most) or the owner shuts out
             something else

Source: Gmail API, "Synchronize clients with Gmail"; "Searching and filtering".
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from connectors import _pages
from connectors._each import bites
from connectors._interest import first_bound, is_old, resync_bound, scope
from connectors.errors import Gone, Unreachable
from connectors.google import interest, messages
from connectors.google.cursor import Cursor, Listing
from connectors.google.faults import Invalid
from connectors.google.fetching import BATCH, Fetcher, Stub
from connectors.google.shapes import Resource
from connectors.types import Interest, Page, Ref, Sweep

if TYPE_CHECKING:
    from connectors.google.services import Services

Walk = Generator[tuple[Page, Cursor], None, Cursor]
"""Pages, each with the cursor to keep with it; in the end the cursor that is reached, though no page may say so."""

_LISTED = 500
# A page of the history is read in one go; this keeps it small.
_RECORDS = 100
# Labels whose coming and going makes a mail of something else, or nothing of a mail.
_TELLING = frozenset({"TRASH", "SPAM", "SENT", "DRAFT"})


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The mail of one account. `days` bounds the first import where `wanted` does not; `owner` are own addresses."""

    account: str
    services: "Services"
    owner: frozenset[str]
    days: int

    def pull(self, cursor: Cursor, wanted: Interest) -> Walk:
        """What changed since `cursor`. Raises ConnectorError."""
        fetcher = Fetcher(self.account, self.services, self.owner, wanted, self._hidden(wanted))
        cursor = self._due(cursor, wanted)
        if cursor.listing:
            cursor = yield from self._import(cursor, fetcher)
        try:
            return (yield from self._changes(cursor, fetcher))
        except Gone:  # the history id is too old
            return (yield from self._import(self._resync(cursor, wanted), fetcher))

    def _hidden(self, wanted: Interest) -> frozenset[str]:
        """The ids of the labels that are shut out; a request only where there are any."""
        if not interest.names(wanted.ignore):
            return frozenset()
        labels = self.services.run(self.services.labels.list(userId=self.services.user))
        return interest.hidden(labels.get("labels", ()), wanted.ignore)

    # --- the import --------------------------------------------------------------------------------------------------

    def _due(self, cursor: Cursor, wanted: Interest) -> Cursor:
        """The cursor with an import begun where one is due: the first, or one because other mail is shut out now."""
        if not cursor.history:
            first = cursor.listing is None
            return self._begun(cursor, wanted, first_bound(wanted, self.days), sweep=not first)
        if cursor.scope != scope(wanted.ignore):
            return self._begun(cursor, wanted, cursor.since, sweep=True)
        return cursor

    def _resync(self, cursor: Cursor, wanted: Interest) -> Cursor:
        """The cursor with the import begun again. Raises Unreachable where one began within a day: it did not help."""
        if wanted.at is not None and not is_old(cursor.resynced_at, wanted):
            raise Unreachable(
                "Gmail lost its history again soon after a new listing; Headsup lists the mail anew within a day."
            )
        begun = self._begun(cursor, wanted, resync_bound(wanted, self.days, cursor.at, cursor.since), sweep=True)
        return replace(begun, resynced_at=wanted.at)

    def _begun(self, cursor: Cursor, wanted: Interest, since: datetime | None, *, sweep: bool) -> Cursor:
        try:
            profile = self.services.run(self.services.mail.getProfile(userId=self.services.user))
        except Gone:
            raise Unreachable("Gmail knows no such mailbox; look at api_root and user in the config.") from None
        return replace(
            cursor,
            history=str(profile["historyId"]),
            since=cursor.since if cursor.history else since,
            listing=Listing(since=since, sweep=sweep),
            scope=scope(wanted.ignore),
        )

    def _import(self, cursor: Cursor, fetcher: Fetcher) -> Walk:
        """Go through the listings; the last page says what they no longer show."""
        listing = begun = cursor.listing or Listing()
        while cursor.listing is not None:
            listing = cursor.listing
            stubs, token = self._listed(listing)
            # Where headers are read first, more at once, so that the bodies chosen by them fill their batches, too.
            size = BATCH if listing.sent and not fetcher.looks_first else 4 * BATCH
            for bite in bites(_after(stubs, listing.after), size):
                cursor = replace(cursor, listing=replace(listing, after=bite[-1].id))
                yield self._page(fetcher, bite, (), cursor.since), cursor
            cursor = replace(cursor, listing=_next(listing, token))
        yield Page(sweeps=(self._sweep(begun.since),) if begun.sweep else ()), cursor
        return cursor

    def _listed(self, listing: Listing) -> tuple[list[Stub], str]:
        """A page of the listing, newest first, and the token of the next; begun anew where its token has run out."""
        found = {"labelIds": ["SENT"]} if listing.sent else {}
        since = f"after:{int(listing.since.timestamp()) - 1}" if listing.since else ""
        query = since if listing.sent else f"-in:sent -in:chats -in:drafts {since}".strip()
        request = self.services.messages.list(
            userId=self.services.user,
            maxResults=_LISTED,
            pageToken=listing.token or None,
            q=query or None,
            **found,
        )
        try:
            answer = self.services.run(request)
        except Invalid:
            if not listing.token:
                raise
            return self._listed(replace(listing, token=""))
        stubs = [_stub(message, sent=listing.sent, new=not listing.sweep) for message in answer.get("messages", ())]
        return stubs, str(answer.get("nextPageToken", ""))

    def _sweep(self, since: datetime | None) -> Sweep:
        """All that is there, listed once more at the end: what went meanwhile is gone, too."""
        present: set[str] = set()
        listing: Listing | None = Listing(since=since)
        while listing is not None:
            stubs, token = self._listed(listing)
            present.update(messages.PREFIX + stub.id for stub in stubs)
            listing = _next(listing, token)
        return Sweep(messages.PREFIX, frozenset(present), since=since)

    # --- the history -------------------------------------------------------------------------------------------------

    def _changes(self, cursor: Cursor, fetcher: Fetcher) -> Walk:
        """Go through the history. Raises Gone where its begin is no longer known."""
        start, token = cursor.history, ""
        while True:
            answer = self._told(start, token)
            records, token = answer.get("history", []), str(answer.get("nextPageToken", ""))
            newest = records[-1]["id"] if records and token else answer.get("historyId", cursor.history)
            cursor = replace(cursor, history=str(newest))
            if records:
                yield self._page(fetcher, *_touched(records, _TELLING | fetcher.hidden), cursor.since), cursor
            if not token:
                return cursor

    def _told(self, start: str, token: str) -> Resource:
        """A page of the history. Raises Gone where its begin is no longer known, or no longer taken for one."""
        request = self.services.history.list(
            userId=self.services.user, startHistoryId=start, maxResults=_RECORDS, pageToken=token or None
        )
        try:
            return self.services.run(request)
        except Invalid:
            if token:
                raise
            raise Gone("Gmail no longer takes the history id; Headsup lists the mailbox anew by itself.") from None

    # --- pages -------------------------------------------------------------------------------------------------------

    def _page(self, fetcher: Fetcher, stubs: Sequence[Stub], gone: Sequence[str], since: datetime | None) -> Page:
        """The mails of `stubs`. One from before the first import is left out; of a new one, nothing can be gone."""
        new = {messages.PREFIX + stub.id for stub in stubs if stub.new}
        found = [one for one in fetcher.items(stubs) if not (isinstance(one, Ref) and one.id in new)]
        page = _pages.of_mails(found, since)
        return replace(page, gone=(*page.gone, *(Ref(self.account, messages.PREFIX + id_) for id_ in gone)))


def _stub(message: Mapping[str, Any], *, sent: bool | None, new: bool) -> Stub:
    return Stub(str(message["id"]), str(message.get("threadId", "")), sent, new)


def _after(stubs: Sequence[Stub], id_: str) -> Sequence[Stub]:
    """What follows that id on the page; all of it where the id is not there."""
    places = [number for number, stub in enumerate(stubs) if stub.id == id_]
    return stubs[places[0] + 1 :] if places else stubs


def _next(listing: Listing, token: str) -> Listing | None:
    """The next page; behind the last one of what was sent, what came in; behind that, nothing."""
    if token or listing.sent:
        return Listing(listing.sent and bool(token), token, "", listing.since, listing.sweep)
    return None


def _touched(records: Iterable[Mapping[str, Any]], telling: frozenset[str]) -> tuple[list[Stub], list[str]]:
    """What the records say must be looked at, and the ids of what was deleted for good. Drafts are neither."""
    stubs: dict[str, Stub] = {}
    gone: dict[str, None] = {}
    for record in records:
        for message in (change["message"] for change in record.get("messagesAdded", ())):
            if messages.is_mail(message):
                stubs[str(message["id"])] = _stub(message, sent=_is_sent(message), new=True)
        for change in (*record.get("labelsAdded", ()), *record.get("labelsRemoved", ())):
            message = change["message"]
            if not telling.isdisjoint(change.get("labelIds", ())):
                stubs[str(message["id"])] = _stub(message, sent=_is_sent(message), new=False)
        for message in (change["message"] for change in record.get("messagesDeleted", ())):
            stubs.pop(str(message["id"]), None)
            if "DRAFT" not in messages.labels(message):
                gone[str(message["id"])] = None
    return list(stubs.values()), list(gone)


def _is_sent(message: Mapping[str, Any]) -> bool | None:
    return "SENT" in message["labelIds"] if "labelIds" in message else None
