"""Our drafts in Outlook: written with their key in one request, found again by it.

A draft is a message of its own whose In-Reply-To and References are MAPI properties: `createReply` would answer the
sender of the owner's own mail, who is the owner, and quote what others wrote. Whether somebody edited it is told by
what stands in it, for its changeKey changes when it is only opened; a write is bound to the version that was looked at.
Source: learn.microsoft.com/graph/api/user-post-messages; .../singlevaluelegacyextendedproperty-post-...
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connectors import _mime
from connectors._each import bites
from connectors.errors import Changed, ConnectorError, Gone, Refused, Unreachable
from connectors.graph import messages, properties
from connectors.graph.fetching import BATCH
from connectors.graph.wire import Resource, Wire, query, segment
from connectors.types import Address, Draft, Kind, Ref, Written

PREFIX = "draft/"
AS_TEXT = 'outlook.body-content-type="text"'
_FIELDS = "id,isDraft,parentFolderId,subject,body,toRecipients,ccRecipients,bccRecipients,hasAttachments"
_EXPANDED = properties.expanded(properties.KEY, properties.SEAL)
_LISTED = "/me/mailFolders/drafts/messages"


@dataclass(frozen=True, slots=True)
class Drafts:
    """The Drafts folder of one account."""

    account: str
    wire: Wire

    def put(self, draft: Draft, key: str) -> Written:
        """Write a new draft."""
        body = {**_body(draft), "singleValueExtendedProperties": _properties(draft, key)}
        return self._answered(self.wire.call("POST", "/me/messages", AS_TEXT, body=body), draft, key)

    def find(self, key: str, _ref: Ref | None = None) -> Written | None:
        """The draft with that key, wherever it was last seen."""
        answer = self.wire.get(_LISTED, AS_TEXT, filter=properties.carrying(key), select=_FIELDS, expand=_EXPANDED)
        return next((self._written(one) for one in answer.get("value", ()) if _key(one) == key), None)

    def replace(self, ref: Ref, etag: str, draft: Draft) -> Written:
        """Overwrite the draft. Raises Changed, Gone."""
        there = self._untouched(ref, etag)
        key = _key(there)
        body = {**_body(draft), "singleValueExtendedProperties": _properties(draft, key)}
        version, path = str(there.get("@odata.etag", "")), _path(ref)
        return self._answered(self.wire.call("PATCH", path, AS_TEXT, body=body, etag=version), draft, key)

    def withdraw(self, ref: Ref, etag: str) -> None:
        """Delete the draft. Raises Changed, Gone."""
        there = self._untouched(ref, etag)
        self.wire.call("DELETE", _path(ref), etag=str(there.get("@odata.etag", "")))

    def ours(self) -> Iterator[Written]:
        """Every draft that carries a key of ours. Of the others no word is read."""
        start = self.wire.get(_LISTED, select="id", expand=properties.expanded(properties.KEY), top="500")
        listed = [one for answer in self.wire.pages(start) for one in answer.get("value", ()) if _key(one)]
        for bite in bites(messages.ids_of(listed), BATCH):
            yield from self._each(bite)

    def _each(self, ids: list[str]) -> Iterator[Written]:
        paths = {str(n): query(_message(id_), select=_FIELDS, expand=_EXPANDED) for n, id_ in enumerate(ids)}
        for answer in self.wire.each(paths, AS_TEXT).values():
            if not isinstance(answer, ConnectorError):
                yield self._written(answer)
            elif not isinstance(answer, Gone):
                raise answer

    def _untouched(self, ref: Ref, etag: str) -> Resource:
        if not ref.id.startswith(PREFIX):
            raise Refused(f"{ref.id} is no draft that was written here; report this as a bug.")
        there, folder = self._looked_at(_path(ref))
        if not there.get("isDraft") or there.get("parentFolderId") != folder["id"]:
            raise Gone("The draft no longer lies in Outlook's Drafts; its owner sent it, or threw it away.")
        if not _key(there) or _seal(there) != etag:
            raise Changed("The draft was edited by its owner; it stays as it is.")
        return there

    def _looked_at(self, path: str) -> tuple[Resource, Resource]:
        """The draft at `path`, and the folder that drafts lie in. Raises ConnectorError."""
        asked = {
            "draft": query(path, select=_FIELDS, expand=_EXPANDED),
            "folder": query("/me/mailFolders/drafts", select="id"),
        }
        answers = self.wire.each(asked, AS_TEXT)
        draft, folder = answers["draft"], answers["folder"]
        if isinstance(draft, ConnectorError):
            raise draft
        if isinstance(folder, ConnectorError):
            raise folder
        return draft, folder

    def _answered(self, answer: Resource, draft: Draft, key: str) -> Written:
        """What was written, by an answer that need not repeat the properties."""
        if "id" not in answer:
            raise Unreachable("Outlook's answer about a draft could not be read; it is looked up at the next turn.")
        return Written(self._ref(answer), _of(draft), key, Kind.DRAFT)

    def _written(self, message: Resource) -> Written:
        seal = _seal(message)
        edited = properties.of(message).get(properties.SEAL) != seal
        return Written(self._ref(message), seal, _key(message), Kind.DRAFT, edited)

    def _ref(self, message: Mapping[str, Any]) -> Ref:
        return Ref(self.account, PREFIX + str(message["id"]))


def _message(id_: str) -> str:
    return f"/me/messages/{segment(id_)}"


def _path(ref: Ref) -> str:
    return _message(ref.id.removeprefix(PREFIX))


def _body(draft: Draft) -> dict[str, Any]:
    """The draft as a message resource, its properties apart."""
    return {
        "subject": _mime.clean(draft.subject),
        "body": {"contentType": "text", "content": draft.text},
        "toRecipients": _recipients(draft.to),
        "ccRecipients": _recipients(draft.cc),
    }


def _properties(draft: Draft, key: str) -> list[dict[str, str]]:
    reply = f"<{draft.in_reply_to}>" if draft.in_reply_to else ""
    return properties.given(
        key=key,
        seal=_of(draft),
        in_reply_to=reply,
        references=" ".join(f"<{reference}>" for reference in draft.references),
    )


def _recipients(people: Iterable[Address]) -> list[dict[str, dict[str, str]]]:
    return [
        {"emailAddress": {"address": person.email, **({"name": person.name} if person.name else {})}}
        for person in people
    ]


def _of(draft: Draft) -> str:
    """The seal of a draft as it is wanted."""
    return _mime.seal_of(draft.to, draft.cc, draft.subject, draft.text)


def _seal(message: Mapping[str, Any]) -> str:
    """The seal of a draft as it lies there: its people, Bcc too, its subject, its words, whether files hang at it."""
    to, cc, bcc = (messages.people(message.get(f"{field}Recipients")) for field in ("to", "cc", "bcc"))
    text = str((message.get("body") or {}).get("content") or "")
    more = [("bcc", person.email, 0) for person in bcc] + ([("files", "", 0)] if message.get("hasAttachments") else [])
    return _mime.seal_of(to, cc, str(message.get("subject") or ""), text, more)


def _key(message: Mapping[str, Any]) -> str:
    """The key that a draft carries, "" where it carries none."""
    return properties.of(message).get(properties.KEY, "")
