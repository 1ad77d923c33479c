"""Graph's mail, the side that reads: folders, messages, attachments, and what changed in a folder.

Sources: learn.microsoft.com/en-us/graph/api/user-list-mailfolders, .../mailfolder-delta, .../mailfolder-list-messages,
.../message-delta ($filter only by receivedDateTime, $orderby only by it; at most 5,000 with a filter).
"""

import re
from dataclasses import replace

from tests.fakes.graph import messages, odata, paging
from tests.fakes.graph.calls import Answer, Call, Handler
from tests.fakes.graph.errors import Json, Refusal
from tests.fakes.graph.mailbox import Folder, Mailbox
from tests.fakes.graph.mails import Mail
from tests.fakes.graph.paging import Paging

MOST_FILTERED = 5000
_DELTA_FILTER = re.compile(r"receivedDateTime (?:ge|gt) \S+")
_FOLDER = frozenset(
    {"id", "displayName", "parentFolderId", "childFolderCount", "unreadItemCount", "totalItemCount", "isHidden"}
)


class MailReading:
    """The routes that read a mailbox."""

    def __init__(self, mailbox: Mailbox, pages: Paging) -> None:
        self._box = mailbox
        self._pages = pages

    @property
    def handlers(self) -> dict[str, Handler]:
        """Each route's handler, by the route's name."""
        return {
            "GET /me/mailFolders": self._folders,
            "GET /me/mailFolders/delta": self._folders_delta,
            "GET /me/mailFolders/{id}": self._folder,
            "GET /me/mailFolders/{id}/childFolders": self._folders,
            "GET /me/mailFolders/{id}/messages": self._messages,
            "GET /me/mailFolders/{id}/messages/delta": self._delta,
            "GET /me/messages": self._messages,
            "GET /me/messages/{id}": self._message,
            "GET /me/messages/{id}/$value": self._bytes,
            "GET /me/messages/{id}/attachments": self._attachments,
            "GET /me/messages/{id}/attachments/{attachment}": self._attachment,
            "GET /me/messages/{id}/attachments/{attachment}/$value": self._attached,
        }

    def _folders(self, call: Call) -> Answer:
        above = self._box.folder(call.places.get("id", "msgfolderroot")).id
        hidden = call.query.get("includeHiddenFolders") == "true"
        found = [one for one in self._below(above) if hidden or not one.hidden]
        kept = paging.filtered(call, found, lambda one: self._of_folder(one).get)
        return self._pages.listed(call, kept, lambda one, _: self._shown_folder(one, call))

    def _folder(self, call: Call) -> Answer:
        return Answer(self._shown_folder(self._box.folder(call.places["id"]), call), headers=paging.applied(call))

    def _folders_delta(self, call: Call) -> Answer:
        """What became of the folders, all levels of them."""
        age = self._box.token_age.get("", 0)
        if "$skiptoken" in call.query:
            return self._pages.next(call, age, self._changed_folder)
        round_ = self._pages.round(call, age)
        folders = [one for one in self._box.folders.values() if one.id != self._box.root and not one.hidden]
        found = [one for one in folders if one.change > round_.since and (round_.since or not one.gone)]
        return self._pages.first(call, round_, found, self._changed_folder, self._box.change)

    def _messages(self, call: Call) -> Answer:
        folder = self._box.folder(call.places["id"]).id if "id" in call.places else None
        newest = sorted(self._box.listed(folder), key=lambda mail: (mail.at, mail.number), reverse=True)
        return self._pages.listed(call, paging.filtered(call, newest, _item), messages.resource)

    def _message(self, call: Call) -> Answer:
        mail = self._box.mail(call.places["id"])
        context = {"@odata.context": f"{call.base}/v1.0/$metadata#users/messages/$entity"}
        return Answer({**context, **messages.resource(mail, call)}, headers=paging.applied(call))

    def _delta(self, call: Call) -> Answer:
        """What became of the messages of one folder."""
        folder = self._box.folder(call.places["id"])
        age = self._box.token_age.get(folder.id, 0)
        if "$skiptoken" in call.query:
            return self._pages.next(call, age, messages.changed)
        round_ = self._pages.round(call, age)
        upto = self._known(folder)
        asked = replace(call, query=round_.query)
        found = self._filtered(asked, self._changes(folder, round_.since, upto))
        return self._pages.first(asked, round_, found, messages.changed, upto)

    def _changes(self, folder: Folder, since: int, upto: int) -> list[tuple[Mail, bool]]:
        """The mails that came, changed or went after one change and up to another, the newest first."""
        touched = {number for change, _, number in folder.steps if since < change <= upto}
        found = []
        for mail in (self._box.mails[number] for number in touched):
            there = mail.lay_in(upto) == folder.id
            if there or mail.lay_in(since) == folder.id:
                found.append((mail, there))
        return sorted(found, key=lambda entry: (entry[0].at, entry[0].number), reverse=True)

    def _filtered(self, call: Call, found: list[tuple[Mail, bool]]) -> list[tuple[Mail, bool]]:
        """Those that the first query asked for. Raises Refusal."""
        said, order = call.query.get("$filter", ""), call.query.get("$orderby", "receivedDateTime desc")
        if (said and not _DELTA_FILTER.fullmatch(said)) or order.lower() != "receiveddatetime desc":
            raise Refusal("ErrorInvalidRequest", "Unsupported $filter or $orderby for change tracking.")
        if said:
            found = paging.filtered(replace(call, query={"$filter": said}), found, lambda entry: _item(entry[0]))
            found = found[:MOST_FILTERED]
        kind = call.query.get("changeType", "")
        return [one for one in found if not kind or (kind == "deleted") != one[1]]

    def _known(self, folder: Folder) -> int:
        """The newest change before which everything in the folder is listed by now."""
        late = [change for change, listed_from, _ in folder.steps if listed_from > self._box.world.index]
        return min(late) - 1 if late else self._box.change

    def _bytes(self, call: Call) -> Answer:
        return Answer(raw=self._box.mail(call.places["id"]).bytes())

    def _attachments(self, call: Call) -> Answer:
        found = messages.attachments(self._box.mail(call.places["id"]), content=not call.select)
        known = frozenset(found[0]) if found else call.select
        return self._pages.listed(call, found, lambda one, _: paging.selected(one, call, known), 1000)

    def _attachment(self, call: Call) -> Answer:
        return Answer(self._one(call))

    def _attached(self, call: Call) -> Answer:
        mail = self._box.mail(call.places["id"])
        number = self._one(call)["id"].rpartition("att")[2]
        one = mail.content.attached[int(number)]
        return Answer(raw=one.data, kind=one.type)

    def _one(self, call: Call) -> Json:
        found = messages.attachments(self._box.mail(call.places["id"]), content=True)
        one = next((one for one in found if one["id"] == call.places["attachment"]), None)
        if one is None:
            raise Refusal("ErrorItemNotFound")
        return one

    def _below(self, above: str) -> list[Folder]:
        return [one for one in self._box.folders.values() if one.parent == above and not one.gone]

    def _of_folder(self, folder: Folder) -> Json:
        mails = list(self._box.listed(folder.id))
        return {
            "id": folder.id,
            "displayName": folder.name,
            "parentFolderId": folder.parent,
            "childFolderCount": len([one for one in self._below(folder.id) if not one.hidden]),
            "unreadItemCount": sum(not mail.get("isRead") for mail in mails),
            "totalItemCount": len(mails),
            "isHidden": folder.hidden,
        }

    def _shown_folder(self, folder: Folder, call: Call) -> Json:
        return paging.selected(self._of_folder(folder), call, _FOLDER)

    def _changed_folder(self, folder: Folder, call: Call) -> Json:
        if folder.gone:
            return {"id": folder.id, "@removed": {"reason": "deleted"}}
        return self._shown_folder(folder, call)


def _item(mail: Mail) -> odata.Item:
    return mail.get
