"""Graph's mail, the only side that writes: drafts.

Sources: learn.microsoft.com/en-us/graph/api/user-post-messages (JSON, or MIME in base64), .../message-createreply (to
the sender, or to whom Reply-To names; so that a reply to one's own sent mail addresses oneself), .../message-update
(drafts only), .../message-delete, .../message-move. A write to what is no draft is an offence.
"""

import base64
import binascii
from collections.abc import Mapping

from tests.fakes.google.gate import Offence
from tests.fakes.graph import bodies, contract, messages, mime, paging
from tests.fakes.graph.calls import Answer, Call, Handler
from tests.fakes.graph.errors import Json, Refusal
from tests.fakes.graph.mailbox import Mailbox
from tests.fakes.graph.mails import Mail

_SET_BY_SERVER = {"id", "changeKey", "createdDateTime", "lastModifiedDateTime", "conversationId", "parentFolderId"}
_PROPERTIES = "singleValueExtendedProperties"
_HEADERS = "internetMessageHeaders"
_MOST_HEADERS = 5


class Drafting:
    """The routes that write drafts."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._box = mailbox

    @property
    def handlers(self) -> dict[str, Handler]:
        """Each route's handler, by the route's name."""
        return {
            "POST /me/messages": self._create,
            "POST /me/mailFolders/{id}/messages": self._create,
            "POST /me/messages/{id}/createReply": self._reply,
            "POST /me/messages/{id}/createReplyAll": self._reply_all,
            "PATCH /me/messages/{id}": self._update,
            "DELETE /me/messages/{id}": self._delete,
            "POST /me/messages/{id}/move": self._move,
        }

    def _create(self, call: Call) -> Answer:
        raw = _mime(call)
        made = self._box.written({} if raw else _settable(call.body), raw)
        return self._made(call, self._box.add(made, call.places.get("id", "drafts"), lag=True))

    def _reply(self, call: Call) -> Answer:
        answered = self._box.mail(call.places["id"])
        return self._replied(call, answered, _author(answered), [])

    def _reply_all(self, call: Call) -> Answer:
        answered = self._box.mail(call.places["id"])
        me = self._box.world.owner.lower()
        others = [one for one in answered.get("toRecipients") if one["emailAddress"]["address"].lower() != me]
        return self._replied(call, answered, [*_author(answered), *others], answered.get("ccRecipients"))

    def _replied(self, call: Call, answered: Mail, to: list[Json], cc: list[Json]) -> Answer:
        """A draft in the same conversation, with what the call says laid over the usual."""
        raw = _mime(call)
        said: Json = call.body.get("message") or {}
        found = contract.faults("message", said)
        if found or ("body" in said and "comment" in call.body):
            raise Refusal("ErrorInvalidRequest", f"Comment and Body cannot both be stated. {'; '.join(found)}")
        usual = {} if raw else _usual(answered, to, cc, call.body.get("comment") or "")
        if "body" in said:
            usual["body"] = _quoted(said["body"], usual["body"])
        made = self._box.written({**usual, **_settable({k: v for k, v in said.items() if k != "body"})}, raw)
        made.thread = answered.thread
        return self._made(call, self._box.add(made, "drafts", lag=True))

    def _update(self, call: Call) -> Answer:
        draft = self._draft(call)
        said = _settable(call.body)
        if _PROPERTIES in said:
            said[_PROPERTIES] = paging.merged(draft.get(_PROPERTIES), said[_PROPERTIES])
        self._box.alter(draft, said, lag=True)
        return Answer(messages.resource(draft, call), headers=paging.applied(call))

    def _delete(self, call: Call) -> Answer:
        self._box.drop(self._draft(call))
        return Answer()

    def _move(self, call: Call) -> Answer:
        draft = self._draft(call)
        self._box.place(draft, self._box.folder(str(call.body.get("destinationId", ""))).id, lag=True)
        return self._made(call, draft)

    def _draft(self, call: Call) -> Mail:
        """The draft of a write, if it is still as the client knows it. Raises Refusal, Offence."""
        found = self._box.mail(call.places["id"])
        if not found.draft:
            raise Offence("is on a mail that is no draft")
        call.check_match(found.etag)
        return found

    def _made(self, call: Call, mail: Mail) -> Answer:
        return Answer(messages.resource(mail, call), 201, headers=paging.applied(call))


def _mime(call: Call) -> bytes:
    """The mail in a body of the type text/plain, b"" for a body of JSON. Raises Refusal."""
    if not call.headers.get("content-type", "").startswith("text/plain"):
        return b""
    try:
        return base64.b64decode(b"".join(call.raw.split()), validate=True)
    except binascii.Error as fault:
        raise Refusal("ErrorMimeContentInvalidBase64String") from fault


def _settable(said: Mapping[str, object]) -> Json:
    """What a client may set. Raises Refusal."""
    found: Json = {name: value for name, value in said.items() if name not in _SET_BY_SERVER and "@" not in name}
    stated = found.get(_HEADERS) or []
    if any(not str(one.get("name", "")).lower().startswith("x-") for one in stated):
        raise Refusal("InvalidInternetMessageHeader")
    if len(stated) > _MOST_HEADERS:
        raise Refusal("InvalidInternetMessageHeader", "Maximum number of headers in one message should be 5.")
    if found.pop("isDraft", True) is False:
        raise Refusal("ErrorInvalidPropertySet")
    return found


def _author(answered: Mail) -> list[Json]:
    author = answered.get("from")
    return list(answered.get("replyTo")) or ([author] if author else [])


def _usual(answered: Mail, to: list[Json], cc: list[Json], comment: str) -> Json:
    """What a reply says by itself."""
    subject = answered.get("subject")
    named = [answered.get("internetMessageId")]
    above = [one["value"] for one in answered.get(_HEADERS) if one["name"].lower() == "references"]
    header = {
        "From": mime.formatted(answered.get("from") or {}),
        "Sent": answered.get("sentDateTime"),
        "To": "; ".join(mime.formatted(one) for one in answered.get("toRecipients")),
        "Subject": subject,
    }
    page = bodies.quoting(comment, header, answered.shown_body("html")["content"])
    return {
        "subject": subject if subject.lower().startswith("re:") else f"RE: {subject}",
        "toRecipients": to,
        "ccRecipients": cc,
        "body": {"contentType": "html", "content": page},
        _HEADERS: [
            {"name": "In-Reply-To", "value": named[0]},
            {"name": "References", "value": " ".join([*above, *named])},
        ],
    }


def _quoted(said: Json, quoted: Json) -> Json:
    """A body that the client states, above the quoted mail."""
    content = str(said.get("content") or "")
    if str(said.get("contentType", "text")).lower() == "text":
        content = bodies.to_html(content)
    inner = quoted["content"].partition("<body>")[2] or quoted["content"]
    return {"contentType": "html", "content": content.replace("</body></html>", "") + inner}
