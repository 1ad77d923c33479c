"""Gmail API v1, the side that reads: profile, labels, messages, threads, attachments, history.

Source: developers.google.com/workspace/gmail/api/reference/rest/v1 and .../guides/sync (history, 404 when too old).
"""

import json
from collections.abc import Callable, Iterator
from itertools import islice

from tests.fakes.google import mime, search
from tests.fakes.google.calls import Answer, Call, Handler, pack, unpack
from tests.fakes.google.errors import Json, Refusal
from tests.fakes.google.mailbox import SYSTEM, Change, Mail, Mailbox

_KINDS = {
    "messageAdded": "messagesAdded",
    "messageDeleted": "messagesDeleted",
    "labelAdded": "labelsAdded",
    "labelRemoved": "labelsRemoved",
}
_HIDDEN = {"SPAM", "TRASH"}


class Reading:
    """The methods that read a mailbox."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._box = mailbox
        self._asked = 0

    @property
    def handlers(self) -> dict[str, Handler]:
        """Each method's handler, by the method's id."""
        return {
            "gmail.users.getProfile": self._profile,
            "gmail.users.labels.list": self._labels,
            "gmail.users.labels.get": self._label,
            "gmail.users.messages.list": self._messages,
            "gmail.users.messages.get": self._message,
            "gmail.users.messages.attachments.get": self._attachment,
            "gmail.users.threads.list": self._threads,
            "gmail.users.threads.get": self._thread,
            "gmail.users.history.list": self._history,
        }

    def resource(self, mail: Mail, form: str, wanted: list[str]) -> Json:
        """A mail as a Message resource, in one of the formats minimal, metadata, full, raw."""
        said: Json = {
            "id": mail.id,
            "threadId": mail.thread,
            "snippet": mail.snippet,
            "sizeEstimate": len(mail.raw),
            "historyId": str(mail.history),
            "internalDate": str(mail.at),
        }
        if mail.labels:
            said["labelIds"] = sorted(mail.labels)
        if form == "raw":
            said["raw"] = pack(mail.raw)
        elif form == "full":
            said["payload"] = self._part(mail, mail.tree)
        elif form == "metadata":
            said["payload"] = _metadata(mail, {name.lower() for name in wanted})
        return said

    def matching(self, call: Call, after: tuple[int, int] | None) -> Iterator[Mail]:
        """The listed mails that fit `q`, `labelIds` and `includeSpamTrash`."""
        found = search.read(call.word("q"), self._box.names, self._box.world.now)
        labels = set(call.words("labelIds"))
        hidden = call.flag("includeSpamTrash") or found.hidden or bool(labels & _HIDDEN)
        for mail in self._box.shown(after):
            if labels <= mail.labels and (hidden or not mail.labels & _HIDDEN) and found.test(mail):
                yield mail

    def page(self, call: Call, found: Callable[[tuple[int, int] | None], Iterator[Mail]]) -> tuple[list[Mail], str]:
        """One page of a listing, and the token of the next ("" on the last)."""
        size = call.number(100, 500)
        asked = f"{call.method.id} {call.word('q')} {sorted(call.words('labelIds'))}"
        after = _place(call.word("pageToken"), asked, self._box.page_age)
        mails = list(islice(found(after), size + 1))
        if len(mails) <= size:
            return mails, ""
        return mails[:size], _token(mails[size - 1].rank, asked, self._box.page_age)

    def mail(self, name: str) -> Mail:
        """A mail by its id. Raises Refusal: 400 for what can be no id, 404 for what is not there."""
        if not name.isalnum() or len(name) > 32:
            raise Refusal("invalidArgument", "Invalid id value")
        if name not in self._box.mails:
            raise Refusal("notFound")
        return self._box.mails[name]

    def _profile(self, call: Call) -> Answer:
        box = self._box
        return Answer(
            {
                "emailAddress": box.world.owner,
                "messagesTotal": len(box.mails),
                "threadsTotal": len(box.threads),
                "historyId": str(box.history),
            }
        )

    def _labels(self, call: Call) -> Answer:
        return Answer({"labels": [self._named(name) for name in (*SYSTEM, *self._box.names)]})

    def _label(self, call: Call) -> Answer:
        name = call.places["id"]
        if name not in SYSTEM and name not in self._box.names:
            raise Refusal("notFound")
        mails = [mail for mail in self._box.mails.values() if name in mail.labels]
        unread = [mail for mail in mails if "UNREAD" in mail.labels]
        counts = {
            "messagesTotal": len(mails),
            "messagesUnread": len(unread),
            "threadsTotal": len({mail.thread for mail in mails}),
            "threadsUnread": len({mail.thread for mail in unread}),
        }
        return Answer({**self._named(name), **counts})

    def _named(self, name: str) -> Json:
        return {"id": name, "name": self._box.names.get(name, name), "type": "system" if name in SYSTEM else "user"}

    def _messages(self, call: Call) -> Answer:
        mails, token = self.page(call, lambda after: self.matching(call, after))
        said: Json = {"resultSizeEstimate": len(mails) + 100 * bool(token)}
        if mails:
            said["messages"] = [{"id": mail.id, "threadId": mail.thread} for mail in mails]
        return Answer(_paged(said, token))

    def _message(self, call: Call) -> Answer:
        mail = self.mail(call.places["id"])
        return Answer(self.resource(mail, call.word("format", "full"), call.words("metadataHeaders")))

    def _attachment(self, call: Call) -> Answer:
        """An attachment id changes with every request, and each that was given stays good."""
        mail = self.mail(call.places["messageId"])
        try:
            _, owner, path = json.loads(unpack(call.places["id"].removeprefix("AN")))
        except ValueError as fault:
            raise Refusal("invalidArgument", "Invalid attachment token") from fault
        if owner != mail.id:
            raise Refusal("invalidArgument", "Invalid attachment token")
        data = mime.content(mail.raw, tuple(path))
        return Answer({"size": len(data), "data": pack(data)})

    def _threads(self, call: Call) -> Answer:
        def first_of_each(after: tuple[int, int] | None) -> Iterator[Mail]:
            met: set[str] = set()
            for mail in self.matching(call, None):
                if mail.thread not in met:
                    met.add(mail.thread)
                    if after is None or mail.rank > after:
                        yield mail

        mails, token = self.page(call, first_of_each)
        listed = [{"id": m.thread, "snippet": m.snippet, "historyId": self._thread_history(m.thread)} for m in mails]
        said: Json = {"resultSizeEstimate": len(mails) + 100 * bool(token)}
        if listed:
            said["threads"] = listed
        return Answer(_paged(said, token))

    def _thread(self, call: Call) -> Answer:
        name = call.places["id"]
        if name not in self._box.threads:
            raise Refusal("notFound")
        form, wanted = call.word("format", "full"), call.words("metadataHeaders")
        mails = sorted(self._box.threads[name], key=lambda mail: mail.rank, reverse=True)
        messages = [self.resource(mail, form, wanted) for mail in mails]
        return Answer({"id": name, "historyId": self._thread_history(name), "messages": messages})

    def _thread_history(self, name: str) -> str:
        return str(max((mail.history for mail in self._box.threads.get(name, [])), default=self._box.history))

    def _history(self, call: Call) -> Answer:
        start = call.word("startHistoryId")
        if not start:
            raise Refusal("invalidArgument", "Missing/invalid parameter: startHistoryId")
        if not self._box.forgotten < int(start) <= self._box.history or int(start) < self._box.history_from:
            raise Refusal("notFound")
        asked = f"{call.method.id} {start} {sorted(call.words('historyTypes'))} {call.word('labelId')}"
        after = _place(call.word("pageToken"), asked, self._box.page_age)
        kinds = {_KINDS[kind] for kind in call.words("historyTypes")} or set(_KINDS.values())
        label = call.word("labelId")
        changes = (c for c in self._box.since(after[0] if after else int(start)) if c.kind in kinds)
        size = call.number(100, 500)
        found = list(islice((c for c in changes if not label or label in c.labels), size + 1))
        more = len(found) > size
        said: Json = {"historyId": str(self._box.history)}
        if found:
            said["history"] = [_record(change) for change in found[:size]]
        return Answer(_paged(said, _token((found[size - 1].id, 0), asked, self._box.page_age) if more else ""))

    def _part(self, mail: Mail, part: mime.Part) -> Json:
        said: Json = {
            "partId": part.id,
            "mimeType": part.type,
            "filename": part.filename,
            "headers": [{"name": name, "value": value} for name, value in part.headers],
            "body": {"size": part.size},
        }
        if part.parts:
            said["parts"] = [self._part(mail, below) for below in part.parts]
        elif part.data is None:
            self._asked += 1
            said["body"]["attachmentId"] = f"AN{pack(json.dumps([self._asked, mail.id, part.path]).encode())}".rstrip(
                "="
            )
        elif part.data:
            said["body"]["data"] = pack(part.data)
        return said


def _metadata(mail: Mail, wanted: set[str]) -> Json:
    said = mime.head(mail.raw)
    shown = [{"name": n, "value": v} for n, v in mime.headers(said) if not wanted or n.lower() in wanted]
    return {"mimeType": said.get_content_type(), "headers": shown}


def _record(change: Change) -> Json:
    message = {"id": change.mail, "threadId": change.thread}
    entry: Json = {"message": {**message, "labelIds": list(change.labels)}}
    if change.changed:
        entry["labelIds"] = list(change.changed)
    return {"id": str(change.id), "messages": [message], change.kind: [entry]}


def _paged(said: Json, token: str) -> Json:
    return {**said, "nextPageToken": token} if token else said


def _token(rank: tuple[int, int], asked: str, age: int) -> str:
    return pack(json.dumps([*rank, asked, age]).encode()).rstrip("=")


def _place(token: str, asked: str, age: int) -> tuple[int, int] | None:
    """Where a page begins. Raises Refusal for a token of another listing, or one too old."""
    if not token:
        return None
    try:
        first, second, of, made = json.loads(unpack(token))
    except ValueError as fault:
        raise Refusal("invalidArgument", "Invalid pageToken") from fault
    if of != asked or made != age:
        raise Refusal("invalidArgument", "Invalid pageToken")
    return first, second
