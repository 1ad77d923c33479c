"""The mailbox as Exchange's folders are synchronised: the one of Graph, whose store is the same, and what became of it.

A mail has another id in each folder; one that was moved away and back is gone under the old id and new under another.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field

from tests.fakes.google.world import deed
from tests.fakes.graph.errors import Json
from tests.fakes.graph.mailbox import ROOT, Folder, Mailbox
from tests.fakes.graph.mails import Mail

CREATE, UPDATE, DELETE, READ_FLAG = "Create", "Update", "Delete", "ReadFlagChange"


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a mail in a folder; `id` is the one that it had there."""

    kind: str
    mail: Mail
    id: str


@dataclass(eq=False)
class Store(Mailbox):
    """`read_marks` are the numbers of the changes that told of nothing but that a mail was read.

    `made` are those that made the folders, by the folder's id.
    """

    read_marks: set[int] = field(default_factory=set)
    made: dict[str, int] = field(default_factory=dict)
    _round: tuple[tuple[str, int, int], Sequence[Change]] = (("", 0, 0), ())

    @deed
    def make_folder(self, name: str, parent: str = ROOT, *, hidden: bool = False) -> str:
        """A folder is made; returns its id."""
        found = super().make_folder(name, parent, hidden=hidden)
        self.made[found] = self.change
        return found

    @deed
    def rename_folder(self, folder: str, name: str) -> None:
        """A folder gets another name."""
        found = self.folder(folder)
        found.name, found.change = name, self._next()

    def alter(self, mail: Mail, more: Json, *, lag: bool) -> None:
        """Properties of a mail change."""
        super().alter(mail, more, lag=lag)
        if more.keys() == {"isRead"}:
            self.read_marks.add(self.change)

    def changes(self, folder: Folder, since: int, upto: int) -> Sequence[Change]:
        """What became of the mails of a folder after one change and up to another, the newest first.

        Nothing later changes that; so it is worked out once for all pages of a round.
        """
        key = (folder.id, since, upto)
        if self._round[0] != key:
            self._round = (key, self._worked_out(folder, since, upto))
        return self._round[1]

    def known(self, folder: Folder) -> int:
        """The newest change before which everything in the folder is listed by now."""
        late = [change for change, listed_from, _ in folder.steps if listed_from > self.world.index]
        return min(late) - 1 if late else self.change

    def _worked_out(self, folder: Folder, since: int, upto: int) -> list[Change]:
        touched: dict[int, set[int]] = {}
        for change, _, number in folder.steps:
            if since < change <= upto:
                touched.setdefault(number, set()).add(change)
        mails = sorted((self.mails[number] for number in touched), key=lambda one: (one.at, one.number), reverse=True)
        return [one for mail in mails for one in self._became(mail, folder, since, upto, touched[mail.number])]

    def _became(self, mail: Mail, folder: Folder, since: int, upto: int, steps: set[int]) -> list[Change]:
        was, there = mail.lay_in(since) == folder.id, mail.lay_in(upto) == folder.id
        old, new = _id_at(mail, since), _id_at(mail, upto)
        if was and there and old == new:
            return [Change(READ_FLAG if steps <= self.read_marks else UPDATE, mail, new)]
        gone = [Change(DELETE, mail, old)] if was else []
        return gone + ([Change(CREATE, mail, new)] if there else [])


def _id_at(mail: Mail, change: int) -> str:
    """The id that a mail had when that change had happened."""
    then = copy(mail)
    then.moves = max(sum(one.change <= change for one in mail.placements) - 1, 0)
    return then.id
