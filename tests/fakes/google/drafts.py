"""Gmail API v1, the only side that writes: drafts.

Source: developers.google.com/workspace/gmail/api/reference/rest/v1/users.drafts; a draft joins a thread only if its
References or In-Reply-To name a mail of it and its Subject agrees (Message.threadId).
"""

from tests.fakes.google import mime
from tests.fakes.google.calls import Answer, Call, Handler, unpack
from tests.fakes.google.errors import Json, Refusal
from tests.fakes.google.gmail import Reading
from tests.fakes.google.mailbox import Mailbox

WRITES = frozenset({"gmail.users.drafts.create", "gmail.users.drafts.update", "gmail.users.drafts.delete"})


class Drafting:
    """The methods of drafts."""

    def __init__(self, mailbox: Mailbox, reading: Reading) -> None:
        self._box = mailbox
        self._reading = reading

    @property
    def handlers(self) -> dict[str, Handler]:
        """Each method's handler, by the method's id."""
        return {
            "gmail.users.drafts.list": self._list,
            "gmail.users.drafts.get": self._get,
            "gmail.users.drafts.create": self._create,
            "gmail.users.drafts.update": self._update,
            "gmail.users.drafts.delete": self._delete,
        }

    def _list(self, call: Call) -> Answer:
        of = {mail.id: draft for draft, mail in self._box.listed_drafts.items()}
        reading = self._reading
        mails, token = reading.page(call, lambda after: (m for m in reading.matching(call, after) if m.id in of))
        said: Json = {"resultSizeEstimate": len(mails) + 100 * bool(token)}
        if mails:
            said["drafts"] = [{"id": of[m.id], "message": {"id": m.id, "threadId": m.thread}} for m in mails]
        if token:
            said["nextPageToken"] = token
        return Answer(said)

    def _get(self, call: Call) -> Answer:
        mail = self._box.mails[self._known(call)]
        return Answer(
            {"id": call.places["id"], "message": self._reading.resource(mail, call.word("format", "full"), [])}
        )

    def _create(self, call: Call) -> Answer:
        raw, thread = self._written(call)
        return self._told(self._box.write_draft(raw, thread, None))

    def _update(self, call: Call) -> Answer:
        self._known(call)
        raw, thread = self._written(call)
        return self._told(self._box.write_draft(raw, thread, call.places["id"]))

    def _delete(self, call: Call) -> Answer:
        self._known(call)
        self._box.delete_draft(call.places["id"])
        return Answer(None, status=204)

    def _known(self, call: Call) -> str:
        if call.places["id"] not in self._box.drafts:
            raise Refusal("notFound")
        return self._box.drafts[call.places["id"]]

    def _written(self, call: Call) -> tuple[bytes, str | None]:
        """The bytes of the message and its thread. Raises Refusal."""
        message: Json = call.body.get("message") or {}
        raw = unpack(message.get("raw") or "")
        if not raw:
            raise Refusal("invalidArgument", "Missing draft message")
        thread = message.get("threadId")
        if thread:
            self._check_thread(thread, mime.facts(raw))
        return raw, thread or None

    def _check_thread(self, thread: str, facts: mime.Facts) -> None:
        mails = self._box.threads.get(thread)
        if mails is None:
            raise Refusal("notFound")
        named = any(mail.facts.message_id in facts.above for mail in mails)
        agrees = any(mail.facts.topic == facts.topic for mail in mails)
        if not (named and agrees):
            raise Refusal("invalidArgument", "Invalid thread_id value")

    def _told(self, draft: str) -> Answer:
        mail = self._box.mails[self._box.drafts[draft]]
        message = {"id": mail.id, "threadId": mail.thread, "labelIds": sorted(mail.labels)}
        return Answer({"id": draft, "message": message})
