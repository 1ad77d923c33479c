"""Ids of mails in, the mails out: in batches, of each no more than is wanted, of what is shut out no body at all."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectors import _mime
from connectors._each import bites
from connectors._interest import is_wanted
from connectors.errors import ConnectorError, Gone, Refused
from connectors.google import interest, messages
from connectors.google.shapes import Request, Resource
from connectors.types import Interest, Message, Ref, SetAside

if TYPE_CHECKING:
    from connectors.google.services import Services

BATCH = 50

Answer = Resource | Refused | None
Item = Message | SetAside | Ref
"""A mail; one that could not be read; or the Ref of what is no mail (any more), or is shut out."""


@dataclass(frozen=True, slots=True)
class Stub:
    """A mail as a listing names it: `sent` is None where that does not say, `new` where it was never shown before."""

    id: str
    thread: str
    sent: bool | None = None
    new: bool = False


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Reads mails of one mailbox. `hidden` are the ids of labels that are shut out."""

    account: str
    services: "Services"
    owner: frozenset[str]
    wanted: Interest
    hidden: frozenset[str] = frozenset()

    @property
    def looks_first(self) -> bool:
        """Whether every header must be seen before a body is asked for."""
        return interest.shuts_out(self.wanted.ignore)

    def items(self, stubs: Sequence[Stub]) -> list[Item]:
        """An item for each stub, in any order."""
        chosen = [stub.id for stub in stubs if self._is_whole(stub)]
        whole = frozenset(chosen)
        found: list[Item] = []
        for bite in bites((stub.id for stub in stubs if stub.id not in whole), BATCH):
            for id_, row in self._rows(bite).items():
                if self._is_wanted(row):
                    chosen.append(id_)
                else:
                    found.append(row)
        return found + [item for items in self.bodies(chosen) for item in items]

    def bodies(self, ids: Sequence[str]) -> Iterator[list[Item]]:
        """The mails whole, whatever is wanted, at most 50 at a time."""
        for bite in bites(ids, BATCH):
            found = self._got(bite, format="full")
            self._fill(found.values())
            yield [self._read(id_, found[id_], messages.whole) for id_ in bite]

    def _is_whole(self, stub: Stub) -> bool:
        """Whether the body is wanted for certain, before the header was seen."""
        return not self.looks_first and (stub.sent is True or stub.thread in self.wanted.threads)

    def _is_wanted(self, item: Item) -> bool:
        return isinstance(item, Message) and is_wanted(item, self.wanted, self.owner)

    def _rows(self, ids: Sequence[str]) -> dict[str, Item]:
        """The header rows, by the id."""
        found = self._got(ids, format="metadata", metadataHeaders=list(messages.HEADERS))
        return {id_: self._row(id_, resource) for id_, resource in found.items()}

    def _row(self, id_: str, resource: Answer) -> Item:
        found = self._read(id_, resource, messages.row)
        if not isinstance(found, Message) or not isinstance(resource, dict):
            return found
        shut = interest.is_shut_out(resource, found, self.wanted.ignore, self.hidden)
        return found.ref if shut else found

    def _read(self, id_: str, resource: Answer, reader: Callable[[Resource, str], Message]) -> Item:
        """What `reader` makes of a resource."""
        ref = Ref(self.account, messages.PREFIX + id_)
        if isinstance(resource, Refused):
            return SetAside(ref, "Gmail does not hand out this mail; open it there to see what it is.")
        if resource is None or not messages.is_mail(resource):
            return ref
        try:
            return reader(resource, self.account)
        except _mime.Unreadable as fault:
            return SetAside(ref, str(fault))

    def _got(self, ids: Sequence[str], **form: object) -> dict[str, Answer]:
        """The resources by id, in one request. Raises ConnectorError."""
        mails = self.services.messages
        asked = {id_: mails.get(userId=self.services.user, id=id_, **form) for id_ in ids}
        return _there(self.services.each(asked))

    def _fill(self, answers: Iterable[Answer]) -> None:
        """Fetch the texts that Gmail handed out by an attachment id only."""
        attachments = self.services.attachments
        bodies: dict[str, Resource] = {}
        asked: dict[str, Request] = {}
        for resource in (answer for answer in answers if isinstance(answer, dict)):
            for body in messages.withheld(resource):
                key = str(len(asked))
                bodies[key] = body
                named = {"messageId": resource["id"], "id": body["attachmentId"]}
                asked[key] = attachments.get(userId=self.services.user, **named)
        for keys in bites(asked, BATCH):
            for key, answer in _there(self.services.each({key: asked[key] for key in keys})).items():
                bodies[key]["data"] = answer.get("data", "") if isinstance(answer, dict) else ""


def _there(answers: Mapping[str, Resource | ConnectorError]) -> dict[str, Answer]:
    """What was found; None for what is gone, Refused for what is not handed out. Raises any other error."""
    found: dict[str, Answer] = {}
    for key, answer in answers.items():
        if isinstance(answer, ConnectorError) and not isinstance(answer, (Gone, Refused)):
            raise answer
        found[key] = None if isinstance(answer, Gone) else answer
    return found
