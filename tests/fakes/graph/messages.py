"""Message resources: a mail and a call in, what Graph shows of it out.

Source: learn.microsoft.com/en-us/graph/api/message-get (what comes only with $select or $expand; the kind of the body).
"""

from typing import Any

from tests.fakes.graph import mime, odata
from tests.fakes.graph.calls import Call
from tests.fakes.graph.errors import Json, Refusal
from tests.fakes.graph.mails import Mail

_USUAL = (
    *("createdDateTime", "lastModifiedDateTime", "changeKey", "categories", "receivedDateTime", "sentDateTime"),
    *("hasAttachments", "internetMessageId", "subject", "bodyPreview", "importance", "parentFolderId"),
    *("conversationId", "conversationIndex", "isDeliveryReceiptRequested", "isReadReceiptRequested", "isRead"),
    *("isDraft", "webLink", "inferenceClassification", "body", "sender", "from", "toRecipients", "ccRecipients"),
    *("bccRecipients", "replyTo", "flag"),
)
_KNOWN = frozenset({*_USUAL, "id", "internetMessageHeaders", "uniqueBody"})
_EXPANDABLE = {"attachments", "singleValueExtendedProperties", "multiValueExtendedProperties", "extensions"}


def resource(mail: Mail, call: Call) -> Json:
    """A mail as the call wants it. Raises Refusal for a property that there is not."""
    wanted = call.select or frozenset(_USUAL)
    said: Json = {"@odata.etag": mail.etag, "id": mail.immutable_id if call.immutable else mail.id}
    for name in _KNOWN:
        if name in wanted and name != "id":
            said[name] = _value(mail, name, call)
    for name in wanted - _KNOWN - _EXPANDABLE:
        raise Refusal("BadRequest", f"Could not find a property named '{name}' on type 'microsoft.graph.message'.")
    return {**said, **_expanded(mail, call)}


def changed(entry: tuple[Mail, bool], call: Call) -> Json:
    """A mail of a delta round, or that it is no longer there."""
    mail, there = entry
    if there:
        return {"@odata.type": "#microsoft.graph.message", **resource(mail, call)}
    reason = "deleted" if mail.folder is None else "changed"
    return {"id": mail.immutable_id if call.immutable else mail.id, "@removed": {"reason": reason}}


def attachments(mail: Mail, *, content: bool) -> list[Json]:
    """The attachments of a mail."""
    found = list(mime.listed(mail.content.attached, f"{mail.number:06d}", mime.stamp(mail.at)))
    return found if content else [{k: v for k, v in one.items() if k != "contentBytes"} for one in found]


def _value(mail: Mail, name: str, call: Call) -> Any:
    if name in {"body", "uniqueBody"}:
        kind = call.preference("outlook.body-content-type").lower()
        return mail.shown_body("text" if kind == "text" else "html", unique=name == "uniqueBody")
    return mail.get(name)


def _expanded(mail: Mail, call: Call) -> Json:
    said: Json = {}
    for name, test in odata.expanded(call.query.get("$expand", "")).items():
        if name not in _EXPANDABLE:
            raise Refusal("BadRequest", f"Could not find a property named '{name}' to expand.")
        found = attachments(mail, content=True) if name == "attachments" else mail.get(name) or []
        kept = [one for one in found if test is None or test(one.get)]
        if kept or name == "attachments":
            said[name] = kept
    return said
