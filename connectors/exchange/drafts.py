"""Our drafts in Exchange: written with their key in one request, found again by it.

A draft is a message of its own with References and In-Reply-To: an answer object would quote what others wrote, and may
not carry our property. Whether somebody edited it is told by what stands in it; a write is bound to the version that
was looked at.
Source: learn.microsoft.com/exchange/client-developer/web-service-reference/createitem-operation-email-message.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from exchangelib import Body, Mailbox
from exchangelib.items import Message

from connectors import _mime
from connectors.errors import Changed, Gone, Refused, Unreachable
from connectors.exchange import messages
from connectors.exchange.properties import KEY, SEAL
from connectors.exchange.wire import Wire
from connectors.types import Address, Draft, Kind, Ref, Written

PREFIX = "draft/"
_FIELDS = (
    *("subject", "body", "to_recipients", "cc_recipients", "bcc_recipients", "has_attachments", "is_draft", KEY, SEAL),
)
# What Exchange changes, but never takes away.
_THREAD = frozenset({"references", "in_reply_to"})


@dataclass(frozen=True, slots=True)
class Drafts:
    """The Drafts folder of one account."""

    account: str
    wire: Wire

    def put(self, draft: Draft, key: str) -> Written:
        """Write a new draft."""
        library = self.wire.read(lambda: self.wire.account)
        folder = self.wire.read(lambda: library.drafts)
        made = Message(account=library, folder=folder, **_said(draft), **{KEY: key, SEAL: _of(draft)})
        self.wire.write(made.save)
        if not made.id:
            raise Unreachable("Exchange's answer about a draft could not be read; it is looked up at the next turn.")
        return Written(Ref(self.account, PREFIX + str(made.id)), _of(draft), key, Kind.DRAFT)

    def find(self, key: str, _ref: Ref | None = None) -> Written | None:
        """The draft with that key, wherever it was last seen."""
        ids = self.wire.read(
            lambda: [str(one.id) for one in self.wire.account.drafts.filter(headsup_key=key).only("id")]
        )
        return next((found for found in self._each(ids) if found.key == key), None)

    def replace(self, ref: Ref, etag: str, draft: Draft) -> Written:
        """Overwrite the draft. Raises Changed, Gone."""
        there = self._untouched(ref, etag)
        said = {name: value for name, value in _said(draft).items() if value is not None or name not in _THREAD}
        for name, value in {**said, SEAL: _of(draft)}.items():
            setattr(there, name, value)
        there.folder = self.wire.read(lambda: self.wire.account.drafts)
        self.wire.write(lambda: there.save(update_fields=[*said, SEAL], conflict_resolution="NeverOverwrite"))
        return Written(ref, _of(draft), str(there.headsup_key), Kind.DRAFT)

    def withdraw(self, ref: Ref, etag: str) -> None:
        """Delete the draft. Raises Changed, Gone."""
        there = self._untouched(ref, etag)
        self.wire.write(there.delete)

    def ours(self) -> Iterator[Written]:
        """Every draft that carries a key of ours. Of the others no word is read."""
        listed = self.wire.read(
            lambda: [str(one.id) for one in self.wire.account.drafts.filter(headsup_key__exists=True).only("id")]
        )
        yield from self._each(listed)

    def _each(self, ids: list[str]) -> Iterator[Written]:
        for _, item in self.wire.items(ids, _FIELDS):
            if item is not None and not isinstance(item, Refused) and item.headsup_key:
                yield self._written(item)

    def _untouched(self, ref: Ref, etag: str) -> Any:  # noqa: ANN401
        if not ref.id.startswith(PREFIX):
            raise Refused(f"{ref.id} is no draft that was written here; report this as a bug.")
        ((_, there),) = self.wire.items([ref.id.removeprefix(PREFIX)], _FIELDS)
        if there is None or not there.is_draft:
            raise Gone("The draft is no longer in Outlook; its owner sent or deleted it.")
        if not there.headsup_key or _seal(there) != etag:
            raise Changed("The draft was edited by its owner; it stays as it is.")
        return there

    def _written(self, item: Any) -> Written:  # noqa: ANN401
        seal = _seal(item)
        ref = Ref(self.account, PREFIX + str(item.id))
        return Written(ref, seal, str(item.headsup_key), Kind.DRAFT, seal != item.headsup_seal)


def _said(draft: Draft) -> dict[str, Any]:
    """The draft as fields of a message."""
    return {
        "subject": _mime.clean(draft.subject),
        "body": Body(draft.text),
        "to_recipients": [_mailbox(person) for person in draft.to],
        "cc_recipients": [_mailbox(person) for person in draft.cc],
        "references": " ".join(f"<{one}>" for one in draft.references) or None,
        "in_reply_to": f"<{draft.in_reply_to}>" if draft.in_reply_to else None,
    }


def _mailbox(person: Address) -> Mailbox:
    return Mailbox(email_address=person.email, name=person.name or None)


def _of(draft: Draft) -> str:
    """The seal of a draft as it is wanted."""
    return _mime.seal_of(draft.to, draft.cc, draft.subject, draft.text)


def _seal(item: Any) -> str:  # noqa: ANN401
    """The seal of a draft as it lies there: its people, Bcc too, its subject, its words, whether files hang at it."""
    to, cc, bcc = (messages.people(some) for some in (item.to_recipients, item.cc_recipients, item.bcc_recipients))
    more = [("bcc", person.email, 0) for person in bcc] + ([("files", "", 0)] if item.has_attachments else [])
    return _mime.seal_of(to, cc, str(item.subject or ""), messages.text_of(item.body), more)
