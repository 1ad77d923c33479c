"""Operations on folders: GetFolder, FindFolder, SyncFolderHierarchy, and CreateFolder for a calendar of our own.

Source: learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/ (getfolder, findfolder,
syncfolderhierarchy, createfolder).
"""

from collections.abc import Callable
from functools import partial
from xml.etree.ElementTree import Element

from tests.fakes.exchange import paging, properties, restriction
from tests.fakes.exchange.calls import Answer, Call, Handler, Part
from tests.fakes.exchange.errors import Refusal
from tests.fakes.exchange.hierarchy import Hierarchy, Node
from tests.fakes.exchange.soap import NS, children, flag, local, made, printable, text
from tests.fakes.google.gate import Offence

_HIDDEN = "Boolean 0x10f4"
_ORDER = (
    *("FolderId", "ParentFolderId", "FolderClass", "DisplayName", "TotalCount", "ChildFolderCount"),
    *("DistinguishedFolderId", "UnreadCount"),
)
_ALWAYS = {"FolderId"}
_USUAL = {"DisplayName", "TotalCount", "ChildFolderCount", "UnreadCount"}


class FolderMethods:
    """The operations on folders."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self._tree = hierarchy

    @property
    def handlers(self) -> dict[str, Handler]:
        """Each operation's handler."""
        return {
            "GetFolder": self._get,
            "FindFolder": self._find,
            "SyncFolderHierarchy": self._sync,
            "CreateFolder": self._create,
        }

    def _get(self, call: Call) -> list[Part]:
        def one(named: Element) -> Answer:
            return Answer([made("m:Folders", self._shown(self._tree.named(named), call))])

        return [partial(one, named) for named in children(call.said, "m:FolderIds")]

    def _find(self, call: Call) -> list[Part]:
        deep = call.said.get("Traversal") == "Deep"

        def one(named: Element) -> Answer:
            said = next(children(call.said, "m:Restriction"), None)
            found = self._tree.below(self._tree.named(named), deep=deep)
            if said is not None:
                test = restriction.test_of(said)
                found = [node for node in found if test(self._getter(node))]
            page = paging.page_of(call, found, "m:IndexedPageFolderView")
            return Answer([page.root(made("t:Folders", *(self._shown(node, call) for node in page.found)))])

        return [partial(one, named) for named in children(call.said, "m:ParentFolderIds")]

    def _sync(self, call: Call) -> list[Part]:
        return [partial(self._synced, call)]

    def _synced(self, call: Call) -> Answer:
        """What became of the folders below the one named, all levels of them."""
        box = self._tree.store
        age = box.token_age.get("", 0)
        state = paging.State.read(text(call.said, "m:SyncState"), "hierarchy", age)
        changes = made("m:Changes")
        if state is None:
            above = next(children(call.said, "m:SyncFolderId"), made("t:DistinguishedFolderId", Id="msgfolderroot"))
            found = self._tree.below(self._tree.named(above), deep=True)
            changes.extend(made("t:Create", self._shown(node, call)) for node in found)
        else:
            changes.extend(self._became(node, state, call) for node in self._changed(state))
        new = paging.State("hierarchy", age, box.change, self._tree.known_calendars())
        return Answer([made("m:SyncState", new.text), made("m:IncludesLastFolderInRange", "true"), changes])

    def _changed(self, state: paging.State) -> list[Node]:
        """The folders that changed since, in their own kind's numbers."""
        upto = self._tree.known_calendars()
        mails = [one for one in self._tree.all() if one.mail is not None and one.change > state.since]
        return mails + [one for one in self._tree.all() if one.calendar is not None and state.upto < one.change <= upto]

    def _became(self, node: Node, state: paging.State, call: Call) -> Element:
        if node.gone:
            return made("t:Delete", made("t:FolderId", Id=node.id, ChangeKey=node.change_key))
        known = node.mail is not None and self._tree.store.made[node.id] <= state.since
        return made("t:Update" if known else "t:Create", self._shown(node, call))

    def _create(self, call: Call) -> list[Part]:
        """A calendar; anything else is none of the product's business. Raises Offence."""
        if not all(_is_calendar(one) for one in children(call.said, "m:Folders")):
            raise Offence("makes a folder that is no calendar")
        return [partial(self._created, call, one) for one in children(call.said, "m:Folders")]

    def _created(self, call: Call, said: Element) -> Answer:
        above = self._tree.named(next(children(call.said, "m:ParentFolderId")))
        name = text(said, "t:DisplayName")
        if any(one.name.lower() == name.lower() for one in self._tree.below(above, deep=False)):
            raise Refusal("ErrorFolderExists")
        calendar = self._tree.calendars.create(name, ours=True, lag=True)
        self._tree.parents[calendar.id] = above.id
        for one in said.iterfind("t:ExtendedProperty", NS):
            carried, value = properties.stated(one)
            calendar.properties.append({"id": carried, "value": value})
        node = self._tree.node(calendar.id)
        return Answer([made("m:Folders", made("t:CalendarFolder", _FIELDS["FolderId"](self, node)))])

    def _shown(self, node: Node, call: Call) -> Element:
        """A folder in the shape that the request states."""
        base = text(call.said, "m:FolderShape/t:BaseShape")
        more = {one.get("FieldURI", "") for one in children(call.said, "m:FolderShape/t:AdditionalProperties")}
        element = made("t:Folder" if node.calendar is None else "t:CalendarFolder")
        for name in _ORDER:
            usual = base == "AllProperties" or (base == "Default" and name in _USUAL)
            if name in _ALWAYS or usual or f"folder:{name}" in more:
                field = _FIELDS[name](self, node)
                element.extend([field] if field is not None else [])
        return element

    def _getter(self, node: Node) -> restriction.Getter:
        def get(path: Element) -> properties.Value | None:
            if local(path) == "ExtendedFieldURI":
                hidden = node.mail is not None and node.mail.hidden
                carried = node.calendar.properties if node.calendar is not None else []
                wanted = properties.id_of(path)
                return flag(hidden) if wanted == _HIDDEN else properties.of_stored(carried, wanted)
            field = _FIELDS.get(path.get("FieldURI", "").partition(":")[2], _parent)(self, node)
            return None if field is None else field.text

        return get

    def count(self, node: Node) -> int:
        """How many items lie in a folder."""
        if node.calendar is not None:
            found = node.calendar.listed(self._tree.store.world.index).values()
            return sum(one is not None and not one.master for one in found)
        return sum(1 for _ in self._tree.store.listed(node.id)) if node.mail is not None else 0

    def unread(self, node: Node) -> Element | None:
        """How many mails in a folder are not read."""
        if node.calendar is not None:
            return None
        return made("t:UnreadCount", str(sum(not mail.get("isRead") for mail in self._tree.store.listed(node.id))))

    def below(self, node: Node) -> int:
        """How many folders lie in a folder."""
        return len(self._tree.below(node, deep=False))


def _is_calendar(said: Element) -> bool:
    """Whether a folder that is to be made is one, by its element or its class."""
    return local(said) == "CalendarFolder" or text(said, "t:FolderClass").startswith("IPF.Appointment")


def _parent(_: FolderMethods, node: Node) -> Element | None:
    return made("t:ParentFolderId", Id=node.parent, ChangeKey="AQAAAA==") if node.parent else None


def _class(_: FolderMethods, node: Node) -> Element | None:
    if node.mail is None and node.calendar is None:
        return None
    return made("t:FolderClass", "IPF.Note" if node.calendar is None else "IPF.Appointment")


def _distinguished(_: FolderMethods, node: Node) -> Element | None:
    return made("t:DistinguishedFolderId", node.distinguished) if node.distinguished else None


_FIELDS: dict[str, Callable[[FolderMethods, Node], Element | None]] = {
    "FolderId": lambda _, node: made("t:FolderId", Id=node.id, ChangeKey=node.change_key),
    "ParentFolderId": _parent,
    "FolderClass": _class,
    "DisplayName": lambda _, node: made("t:DisplayName", printable(node.name)),
    "TotalCount": lambda methods, node: made("t:TotalCount", str(methods.count(node))),
    "ChildFolderCount": lambda methods, node: made("t:ChildFolderCount", str(methods.below(node))),
    "DistinguishedFolderId": _distinguished,
    "UnreadCount": FolderMethods.unread,
}
