"""The mailbox: folders, the mails in them, every change by its number; and the deeds of its owner.

Deeds (`deliver`, `move`, `user_edits_draft`, ...) happen at once and are listed at once; what comes through the API is
listed after the world's lag. Deeds and handlers take either id of a mail; deeds give the one that survives moves.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from tests.fakes.google import outgoing
from tests.fakes.google.world import World, deed
from tests.fakes.graph import mime
from tests.fakes.graph.errors import Json, Refusal
from tests.fakes.graph.mails import Mail, Placement, made_id

ROOT = "msgfolderroot"
WELL_KNOWN = {
    "inbox": "Inbox",
    "drafts": "Drafts",
    "sentitems": "Sent Items",
    "deleteditems": "Deleted Items",
    "archive": "Archive",
    "junkemail": "Junk Email",
    "outbox": "Outbox",
    "recoverableitemsdeletions": "Deletions",
}
_UNSEEN = {"recoverableitemsdeletions"}


@dataclass(slots=True)
class Folder:
    """A folder. `steps` are the changes to what lies in it: number, from which request on listed, which mail."""

    id: str
    name: str
    parent: str
    hidden: bool = False
    gone: bool = False
    change: int = 0
    steps: list[tuple[int, int, int]] = field(default_factory=list)


@dataclass(eq=False)
class Mailbox:
    """Outlook's mail. `deletes_to` is the folder where a message goes that is deleted through the API.

    It is called by its well-known name: "recoverableitemsdeletions", where nobody sees it, or "deleteditems".
    """

    world: World
    deletes_to: str = "recoverableitemsdeletions"
    folders: dict[str, Folder] = field(default_factory=dict)
    mails: dict[int, Mail] = field(default_factory=dict)
    change: int = 0
    token_age: dict[str, int] = field(default_factory=dict)
    _well_known: dict[str, str] = field(default_factory=dict)
    _by_id: dict[str, Mail] = field(default_factory=dict)
    _topics: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folders[self.root] = Folder(self.root, "Top of Information Store", "")
        for name, shown in WELL_KNOWN.items():
            self._well_known[name] = self.make_folder(shown, hidden=name in _UNSEEN)

    @property
    def root(self) -> str:
        """The id of the folder that all others are in."""
        return made_id("AQMkADI5", ROOT)

    @deed
    def make_folder(self, name: str, parent: str = ROOT, *, hidden: bool = False) -> str:
        """A folder is made; returns its id."""
        above = self.root if parent == ROOT else self.folder(parent).id
        made = Folder(made_id("AAMkADI5", "folder", name, above), name, above, hidden, change=self._next())
        self.folders[made.id] = made
        return made.id

    @deed
    def remove_folder(self, folder: str) -> None:
        """A folder is deleted, with all that lies in it."""
        found = self.folder(folder)
        for mail in [one for one in self.mails.values() if one.folder == found.id]:
            self.place(mail, None, lag=False)
        found.gone, found.change = True, self._next()

    @deed
    def deliver(self, raw: bytes, *, folder: str, at: datetime, read: bool = True) -> str:
        """A mail comes to lie in a folder (its id or well-known name); returns its id."""
        made = self.add(Mail(len(self.mails) + 1, at, raw, {"isRead": read}), folder, lag=False)
        return made.immutable_id

    @deed
    def move(self, mail: str, folder: str) -> None:
        """The owner moves a mail to another folder."""
        self.place(self.mail(mail), self.folder(folder).id, lag=False)

    @deed
    def delete(self, mail: str) -> None:
        """A mail is gone for good."""
        self.place(self.mail(mail), None, lag=False)

    @deed
    def mark(self, mail: str, *, read: bool) -> None:
        """The owner marks a mail as read, or as not read."""
        self.alter(self.mail(mail), {"isRead": read}, lag=False)

    @deed
    def user_edits_draft(self, draft: str, text: str = "Edited.", *, keeps_properties: bool = True) -> None:
        """The owner adds a line to a draft. Without `keeps_properties` the program has dropped what it did not know."""
        found = self.mail(draft)
        kind, content = found.body
        added = f"{content.rstrip()}\r\n{text}" if kind == "text" else f"{content}<div>{text}</div>"
        more: Json = {"body": {"contentType": kind, "content": added}}
        if not keeps_properties:
            more |= {"singleValueExtendedProperties": [], "internetMessageHeaders": []}
        self.alter(found, more, lag=False)

    @deed
    def user_deletes_draft(self, draft: str) -> None:
        """The owner throws a draft away."""
        self.move(draft, "deleteditems")

    @deed
    def user_sends_draft(self, draft: str, *, keeps_message_id: bool = True) -> str:
        """The owner sends a draft: the same item then lies in Sent Items; returns the id that it had before as well."""
        found, name = self.mail(draft), self._message_id()
        more: Json = {"sentDateTime": mime.stamp(self.world.now)}
        if not keeps_message_id:
            more["internetMessageId"] = name
        if found.raw:
            raw = found.raw if keeps_message_id else outgoing.rewritten(found.raw, name.strip("<>"), keep_x=True)
            found.rewrite(outgoing.dated(raw, self.world.now))
        found.draft, found.at = False, self.world.now
        self.alter(found, more, lag=False)
        self.move(found.immutable_id, "sentitems")
        return found.immutable_id

    @deed
    def expire_tokens(self, folder: str | None = None) -> None:
        """Delta links given so far are no longer good: those of a folder's messages, or all."""
        for name in [self.folder(folder).id] if folder else [*self.folders, ""]:
            self.token_age[name] = self.token_age.get(name, 0) + 1

    def folder(self, name: str) -> Folder:
        """A folder by its id or well-known name. Raises Refusal (404)."""
        known = self.root if name.lower() == ROOT else self._well_known.get(name.lower(), name)
        found = self.folders.get(known)
        if found is None or found.gone:
            raise Refusal("ErrorItemNotFound")
        return found

    def mail(self, name: str) -> Mail:
        """A mail by either id. Raises Refusal: 400 for what can be no id, 404 for what is not there."""
        if not name.endswith("="):
            raise Refusal("ErrorInvalidIdMalformed")
        found = self._by_id.get(name)
        if found is None or found.folder in {None, self._well_known["recoverableitemsdeletions"]}:
            raise Refusal("ErrorItemNotFound")
        return found

    def add(self, mail: Mail, folder: str, *, lag: bool) -> Mail:
        """A new mail comes to lie in a folder, in the conversation that its header and subject name if it has none."""
        if not (mail.raw and mail.facts.message_id):
            mail.said.setdefault("internetMessageId", self._message_id())
        mail.thread = mail.thread or self._thread(mail)
        self.mails[mail.number] = mail
        self._by_id[mail.immutable_id] = self._by_id[mail.id] = mail
        self.place(mail, self.folder(folder).id, lag=lag)
        return mail

    def place(self, mail: Mail, folder: str | None, *, lag: bool) -> None:
        """A mail comes to lie elsewhere, or nowhere (None)."""
        before = mail.folder
        if before is not None:
            del self._by_id[mail.id]
            mail.moves += 1
            self._by_id[mail.id] = mail
        mail.change = self._next()
        mail.placements.append(Placement(mail.change, self._listed_from(lag), folder))
        for name in {before, folder} - {None}:
            self.folders[str(name)].steps.append((mail.change, self._listed_from(lag), mail.number))

    def alter(self, mail: Mail, more: Json, *, lag: bool) -> None:
        """Properties of a mail change."""
        mail.said |= more
        mail.change, mail.modified = self._next(), self.world.now
        if mail.folder is not None:
            self.folders[mail.folder].steps.append((mail.change, self._listed_from(lag), mail.number))

    def drop(self, mail: Mail) -> None:
        """A mail is deleted through the API."""
        self.place(mail, self.folder(self.deletes_to).id, lag=True)

    def written(self, said: Json, raw: bytes = b"", thread: str = "") -> Mail:
        """A draft that is to be, from properties or from bytes; what it does not state is filled in."""
        owner, now, number = self.world.owner, self.world.now, len(self.mails) + 1
        if raw:
            whole = outgoing.completed(raw, owner, self._message_id().strip("<>"), now)
            return Mail(number, now, whole, {"isRead": True, **said}, draft=True, thread=thread)
        me = mime.recipient(owner)
        return Mail(number, now, said={"from": me, "sender": me, "isRead": True, **said}, draft=True, thread=thread)

    def listed(self, folder: str | None) -> Iterator[Mail]:
        """The mails that a listing of that folder shows, or one of all folders that are seen (None)."""
        unseen = self._well_known["recoverableitemsdeletions"]
        for mail in self.mails.values():
            place = mail.listed_in(self.world.index)
            if place not in {None, unseen} and folder in {None, place}:
                yield mail

    def _thread(self, mail: Mail) -> str:
        """The conversation of the mails that it names, or that name it, if their subjects agree."""
        if not mail.raw:
            return f"thread {mail.number}"
        facts = mail.facts
        named = (self._topics.get((name, facts.topic)) for name in (*reversed(facts.above), facts.message_id) if name)
        found = next((thread for thread in named if thread), f"thread {mail.number}")
        for name in (facts.message_id, *facts.above):
            self._topics.setdefault((name, facts.topic), found)
        return found

    def _message_id(self) -> str:
        return f"<TWIN{len(self.mails):06d}{self.change:06d}@TWIN0001.eurprd00.prod.outlook.example>"

    def _listed_from(self, lag: bool) -> int:
        return self.world.listed_from if lag and self.world.lag else 0

    def _next(self) -> int:
        self.change += 1
        return self.change
