"""Our drafts at Gmail: found again by their draft id, which stays, or by the key in their header, which may not.

Gmail's drafts know no If-Match. So replace and withdraw read the draft, compare, and write: what remains is a race of
one round trip, in which an edit of the owner's would be lost.
Source: Gmail API, REST resource users.drafts; "Manage threads" for which drafts may join one.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from connectors import _mime
from connectors._each import bites
from connectors.errors import Changed, ConnectorError, Gone, Refused, Unreachable
from connectors.google import messages
from connectors.google.faults import Invalid
from connectors.google.fetching import BATCH
from connectors.google.shapes import Request, Resource
from connectors.types import Draft, Kind, Ref, Written

if TYPE_CHECKING:
    from connectors.google.services import Services

PREFIX = "draft/"
_LISTED = 500
# How many pages of drafts are looked through for a key, newest first: far more than anybody keeps.
_PAGES = 10


@dataclass(frozen=True, slots=True)
class Drafts:
    """The Drafts folder of one account."""

    account: str
    services: "Services"

    def put(self, draft: Draft, key: str) -> Written:
        """Write a new draft, in its thread if Gmail takes it there: where it does not, nothing was written yet."""
        raw = _mime.compose(draft, key)
        drafts, user = self.services.drafts, self.services.user
        answer = self._laid(raw, draft.thread, lambda body: drafts.create(userId=user, body=body))
        return self._written(answer, raw, key)

    def find(self, key: str, ref: Ref | None = None) -> Written | None:
        """The draft with that key: where it lay, then by its Message-ID, then among all drafts.

        A draft that lies where ours lay and no longer carries a key was edited by its owner.
        """
        if ref is not None and ref.id.startswith(PREFIX):
            there = self._there(ref.id.removeprefix(PREFIX))
            if there is not None and _key(there) in {None, key}:
                return self._written(there, _raw(there), key, edited=_key(there) is None)
        named = self._listed(f"rfc822msgid:{quote(key, safe='')}@headsup.invalid")
        return next((written for written in self._keyed(named or self._listed(None)) if written.key == key), None)

    def replace(self, ref: Ref, etag: str, draft: Draft) -> Written:
        """Overwrite the draft. Raises Changed, Gone."""
        there = self._untouched(ref, etag)
        key = _key(there)
        if key is None:
            raise Changed("The draft no longer carries its key; its owner edited it, and it stays as it is.")
        raw = _mime.compose(draft, key)
        drafts, user = self.services.drafts, self.services.user
        answer = self._laid(raw, draft.thread, lambda body: drafts.update(userId=user, id=there["id"], body=body))
        return self._written(answer, raw, key)

    def withdraw(self, ref: Ref, etag: str) -> None:
        """Delete the draft. Raises Changed, Gone."""
        there = self._untouched(ref, etag)
        self.services.run(self.services.drafts.delete(userId=self.services.user, id=there["id"]))

    def ours(self) -> Iterator[Written]:
        """Every draft that carries a key of ours."""
        yield from self._keyed(self._listed(None))

    def _laid(self, raw: bytes, thread: str | None, request: Callable[[Resource], Request]) -> Resource:
        """Send the draft; once more without its thread where Gmail says that it does not belong there."""
        message = {"raw": urlsafe_b64encode(raw).decode("ascii")}
        if thread:
            try:
                return self.services.run(request({"message": {**message, "threadId": thread}}))
            except (Gone, Invalid):
                pass
        return self.services.run(request({"message": message}))

    def _untouched(self, ref: Ref, etag: str) -> Resource:
        if not ref.id.startswith(PREFIX):
            raise Refused(f"{ref.id} is no draft that was written here; report this as a bug.")
        there = self._there(ref.id.removeprefix(PREFIX))
        if there is None:
            raise Gone("The draft is no longer in Gmail; its owner sent or deleted it.")
        if _etag(there, _raw(there)) != etag:
            raise Changed("The draft was edited by its owner; it stays as it is.")
        return there

    def _there(self, id_: str) -> Resource | None:
        """The draft with its raw text; None where it is gone, or no draft any more."""
        try:
            there = self.services.run(self._get(id_, "raw"))
        except Gone:
            return None
        return None if "TRASH" in messages.labels(there.get("message", {})) else there

    def _get(self, id_: str, form: str) -> Request:
        request: Request = self.services.drafts.get(userId=self.services.user, id=id_, format=form)
        return request

    def _listed(self, query: str | None) -> list[str]:
        """The ids of the drafts, newest first, the first 5,000 of them."""
        found: dict[str, None] = {}  # one that moves down while this goes on is met twice
        token = None
        for _ in range(_PAGES):
            drafts, user = self.services.drafts, self.services.user
            answer = self.services.run(drafts.list(userId=user, maxResults=_LISTED, pageToken=token, q=query))
            found |= dict.fromkeys(str(draft["id"]) for draft in answer.get("drafts", ()))
            token = answer.get("nextPageToken")
            if not token:
                break
        return list(found)

    def _keyed(self, ids: list[str]) -> Iterator[Written]:
        """Those that carry a key of ours. Their headers are looked at first: the others are nobody's business."""
        ours = [id_ for id_, draft in self._each(ids, "metadata") if _header_key(draft) is not None]
        for _, draft in self._each(ours, "raw"):
            key = _key(draft)
            if key is not None:
                yield self._written(draft, _raw(draft), key)

    def _each(self, ids: list[str], form: str) -> Iterator[tuple[str, Resource]]:
        for bite in bites(ids, BATCH):
            for id_, answer in self.services.each({id_: self._get(id_, form) for id_ in bite}).items():
                if not isinstance(answer, ConnectorError):
                    yield id_, answer
                elif not isinstance(answer, Gone):
                    raise answer

    def _written(self, draft: Mapping[str, Any], raw: bytes, key: str, *, edited: bool = False) -> Written:
        if "id" not in draft or "id" not in draft.get("message", ()):
            raise Unreachable("Gmail's answer about a draft could not be read; it is looked up at the next turn.")
        ref = Ref(self.account, PREFIX + str(draft["id"]))
        return Written(ref, _etag(draft, raw), key, Kind.DRAFT, edited or _mime.is_edited(raw))


def _etag(draft: Mapping[str, Any], raw: bytes) -> str:
    """The message id, which is another one after each edit, and a hash of what is read, in case it is not."""
    return f"{draft['message']['id']}.{_mime.seal(raw)}"


def _raw(draft: Mapping[str, Any]) -> bytes:
    text = str(draft["message"].get("raw", ""))
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _key(draft: Mapping[str, Any]) -> str | None:
    """Our key in a draft that was fetched raw."""
    return _mime.draft_key(_mime.split(_raw(draft))[0])


def _header_key(draft: Mapping[str, Any]) -> str | None:
    """Our key in a draft of which the header was fetched."""
    return _mime.draft_key(messages.headers_of(draft.get("message", {})))
