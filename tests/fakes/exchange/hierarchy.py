"""The folders of a mailbox, those of mail and those of calendars, as one tree: ids and names in, folders out.

Source: learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/distinguishedfolderid.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from tests.fakes.exchange.errors import Refusal
from tests.fakes.exchange.soap import local, text
from tests.fakes.exchange.store import Store
from tests.fakes.graph.calendars import Calendar, Calendars
from tests.fakes.graph.mailbox import ROOT, WELL_KNOWN, Folder
from tests.fakes.graph.mails import made_id

TOP = made_id("AAMkADI5", "root")
_NAMED = WELL_KNOWN.keys() - {"archive"}  # no distinguished name in the schema


@dataclass(frozen=True, slots=True)
class Node:
    """A folder: of mail, of a calendar, or neither (the root above all)."""

    id: str
    parent: str
    name: str
    distinguished: str = ""
    mail: Folder | None = None
    calendar: Calendar | None = None

    @property
    def change(self) -> int:
        """The number of its last change, among those of its own kind."""
        if self.mail is not None:
            return self.mail.change
        return self.calendar.changed if self.calendar is not None else 0

    @property
    def gone(self) -> bool:
        """Whether it is no longer there."""
        return any(one is not None and one.gone for one in (self.mail, self.calendar))

    @property
    def change_key(self) -> str:
        """Its version."""
        return f"AQAAABYAAAA{self.change:06d}=="


@dataclass(slots=True)
class Hierarchy:
    """`parents` says in which folder a calendar lies that is not at the top."""

    store: Store
    calendars: Calendars
    parents: dict[str, str] = field(default_factory=dict)

    def named(self, said: Element) -> Node:
        """The folder that a FolderId or a DistinguishedFolderId names. Raises Refusal."""
        if local(said) == "FolderId":
            return self.node(said.get("Id", ""))
        whose, name = text(said, "t:Mailbox/t:EmailAddress").lower(), said.get("Id", "")
        if whose and whose != self.store.world.owner.lower():
            return self._shared(whose, name)
        found = next((one for one in self.all() if one.distinguished == name and not one.gone), None)
        if found is None:
            raise Refusal("ErrorFolderNotFound")
        return found

    def node(self, name: str) -> Node:
        """A folder by its id. Raises Refusal."""
        if not name.endswith("="):
            raise Refusal("ErrorInvalidIdMalformed")
        found = next((one for one in [*self.all(), *self._foreign()] if one.id == name and not one.gone), None)
        if found is None:
            raise Refusal("ErrorFolderNotFound")
        return found

    def all(self) -> Iterator[Node]:
        """Every folder, also those that are gone, those above before those below."""
        yield Node(TOP, "", "", "root")
        names = {self.store.folder(name).id: name for name in _NAMED}
        for folder in self.store.folders.values():
            top = folder.id == self.store.root
            name = ROOT if top else names.get(folder.id, "")
            yield Node(folder.id, TOP if top or folder.hidden else folder.parent, folder.name, name, mail=folder)
        for calendar in self.calendars.all.values():
            if calendar.owner == self.store.world.owner:
                yield self._calendar(calendar)

    def below(self, above: Node, *, deep: bool) -> list[Node]:
        """The folders in one, or all levels of them; without those that are hidden or not yet listed."""
        found: list[Node] = []
        within = {above.id}
        for one in [one for one in self.all() if not one.gone]:
            if one.parent in within and self._is_listed(one):
                found.append(one)
                within |= {one.id} if deep else set()
        return found

    def known_calendars(self) -> int:
        """The newest change before which every calendar is listed by now."""
        late = [one.changed for one in self.calendars.all.values() if one.listed_from > self.store.world.index]
        return min(late) - 1 if late else self.calendars.change

    def _is_listed(self, node: Node) -> bool:
        return node.calendar is None or node.calendar.listed_from <= self.store.world.index

    def _calendar(self, calendar: Calendar) -> Node:
        parent = self.parents.get(calendar.id, self.store.root)
        return Node(calendar.id, parent, calendar.name, "calendar" if calendar.default else "", calendar=calendar)

    def _foreign(self) -> Iterator[Node]:
        """The calendars of others that the owner may see; they lie in no folder of the owner's."""
        for calendar in self.calendars.all.values():
            if calendar.owner != self.store.world.owner:
                yield Node(calendar.id, "", calendar.name, calendar=calendar)

    def _shared(self, whose: str, name: str) -> Node:
        theirs = (one for one in self._foreign() if one.calendar is not None and one.calendar.owner.lower() == whose)
        found = next(theirs, None) if name == "calendar" else None
        if found is None:
            raise Refusal("ErrorAccessDenied")
        return found
