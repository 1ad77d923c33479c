"""Ids of mails in, the mails out: in batches, of each no more than is wanted, of what is shut out no body at all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from connectors import _mime
from connectors._each import bites
from connectors._interest import bars, is_wanted
from connectors.errors import ConnectorError, Gone, Refused
from connectors.graph import messages
from connectors.graph.messages import Resource, View
from connectors.graph.wire import Wire, query, segment
from connectors.types import Interest, Message, Ref, SetAside

BATCH = 20
"""As many requests as Graph takes in one batch."""

Item = Message | SetAside | Ref
"""A mail; one that could not be read; or the Ref of what is no mail (any more), or is shut out."""


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Reads mails of one mailbox."""

    wire: Wire
    view: View
    wanted: Interest

    @property
    def looks_first(self) -> bool:
        """Whether every header must be seen before a body is asked for."""
        return bool(self.wanted.ignore.people or self.wanted.ignore.domains)

    def items(self, ids: Sequence[str]) -> list[Item]:
        """An item for each id: the whole mail where it is wanted."""
        return self.chosen([self._row(id_, answer) for id_, answer in self._got(ids, whole=False)])

    def rows(self, resources: Iterable[Resource]) -> list[Item]:
        """An item for each resource of a listing of headers: the whole mail where it is wanted."""
        return self.chosen([self._row(str(one.get("id", "")), one) for one in resources])

    def chosen(self, rows: Sequence[Item]) -> list[Item]:
        """The same, those that are wanted with their bodies."""
        wanted = [
            row.ref.id.removeprefix(messages.PREFIX)
            for row in rows
            if isinstance(row, Message) and is_wanted(row, self.wanted, self.view.owner)
        ]
        bodies = dict(self.bodies(wanted))
        return [bodies.get(_id_of(row), row) for row in rows]

    def bodies(self, ids: Sequence[str]) -> Iterator[tuple[str, Item]]:
        """The mails whole by their ids, whatever is wanted."""
        for id_, answer in self._got(ids, whole=True):
            yield id_, self.whole(id_, answer)

    def whole(self, id_: str, answer: Resource | Refused | None) -> Item:
        """The mail of a resource that has its body; None where it is gone, Refused where it is not handed out."""
        return self._read(id_, answer, whole=True)

    def _row(self, id_: str, answer: Resource | Refused | None) -> Item:
        found = self._read(id_, answer, whole=False)
        if not isinstance(found, Message) or not isinstance(answer, dict):
            return found
        return found.ref if bars(self.wanted.ignore, found, messages.blind(answer)) else found

    def _read(self, id_: str, answer: Resource | Refused | None, *, whole: bool) -> Item:
        ref = self.view.ref(id_)
        if isinstance(answer, Refused):
            return SetAside(ref, "Outlook does not hand out this mail; open it there to see what it is.")
        if answer is None or not messages.is_mail(answer, self.view):
            return ref
        try:
            return messages.whole(answer, self.view) if whole else messages.row(answer, self.view)
        except _mime.Unreadable as fault:
            return SetAside(ref, str(fault))

    def _got(self, ids: Sequence[str], *, whole: bool) -> Iterator[tuple[str, Resource | Refused | None]]:
        """The resources by id; None for what is gone, Refused for what is not handed out. Raises any other error."""
        fields, expanded = (
            (messages.WHOLE_FIELDS, messages.WHOLE_EXPANDED) if whole else (messages.FIELDS, messages.EXPANDED)
        )
        for bite in bites(ids, BATCH):
            keys = {str(number): id_ for number, id_ in enumerate(bite)}
            paths = {
                key: query(f"/me/messages/{segment(id_)}", select=fields, expand=expanded) for key, id_ in keys.items()
            }
            for key, answer in self.wire.each(paths).items():
                if isinstance(answer, ConnectorError) and not isinstance(answer, (Gone, Refused)):
                    raise answer
                yield keys[key], None if isinstance(answer, Gone) else answer


def _id_of(item: Item) -> str:
    ref = item if isinstance(item, Ref) else item.ref
    return ref.id.removeprefix(messages.PREFIX)
