"""Operations that read items: GetItem, FindItem, SyncFolderItems, and ConvertId as far as a version is asked by it.

Source: learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/ (getitem, finditem,
syncfolderitems).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from xml.etree.ElementTree import Element

from tests.fakes.exchange import items, paging, restriction
from tests.fakes.exchange.calls import Answer, Call, Handler, Part
from tests.fakes.exchange.errors import Refusal
from tests.fakes.exchange.event_fields import Entry
from tests.fakes.exchange.hierarchy import Hierarchy, Node
from tests.fakes.exchange.items import Item, Items
from tests.fakes.exchange.shapes import Shape, shape_of
from tests.fakes.exchange.soap import child, children, flag, made, moment, text
from tests.fakes.exchange.store import CREATE, DELETE, READ_FLAG, UPDATE
from tests.fakes.graph.calendars import Calendar
from tests.fakes.graph.events import SERIES

_WIDEST = timedelta(days=2 * 366)

# A change of a folder's items as it is told: what kind, of which item, by which id.
_Told = tuple[str, Item, str]


class Reading:
    """The operations that read items."""

    def __init__(self, hierarchy: Hierarchy, found: Items) -> None:
        self._tree = hierarchy
        self._items = found

    @property
    def handlers(self) -> dict[str, Handler]:
        """Each operation's handler."""
        return {
            "GetItem": self._get,
            "FindItem": self._find,
            "SyncFolderItems": self._sync,
            "ConvertId": self._convert,
        }

    def _get(self, call: Call) -> list[Part]:
        shape = shape_of(call.said, single=True)

        def one(named: Element) -> Answer:
            return Answer([made("m:Items", items.shown(self._items.named(named), shape))])

        return [partial(one, named) for named in children(call.said, "m:ItemIds")]

    def _find(self, call: Call) -> list[Part]:
        shape = shape_of(call.said, single=False)
        view = child(call.said, "m:CalendarView")

        def one(named: Element) -> Answer:
            node = self._tree.named(named)
            if view is not None:
                return self._viewed(node, view, shape)
            page = paging.page_of(call, self._sorted(call, self._fitting(call, node, shape), shape))
            return Answer([page.root(made("t:Items", *(items.shown(item, shape) for item in page.found)))])

        return [partial(one, named) for named in children(call.said, "m:ParentFolderIds")]

    def _fitting(self, call: Call, node: Node, shape: Shape) -> list[Item]:
        """The items of a folder that the restriction lets through, the newest first."""
        found: list[Item] = list(self._listed(node))
        said = child(call.said, "m:Restriction")
        if said is None:
            return found
        test = restriction.test_of(said[0])
        return [one for one in found if test(items.getter(one, shape))]

    def _listed(self, node: Node) -> Iterable[Item]:
        if node.calendar is not None:
            events = node.calendar.listed(self._tree.store.world.index).values()
            return [self._items.entry(node.calendar, one) for one in events if one is not None and not one.master]
        mails = self._tree.store.listed(node.id) if node.mail is not None else ()
        return sorted(mails, key=lambda mail: (mail.at, mail.number), reverse=True)

    def _sorted(self, call: Call, found: list[Item], shape: Shape) -> list[Item]:
        for order in reversed(list(children(call.said, "m:SortOrder"))):
            path, down = order[0], order.get("Order") == "Descending"
            found = sorted(found, key=lambda one: str(items.getter(one, shape)(path) or ""), reverse=down)
        return found

    def _viewed(self, node: Node, view: Element, shape: Shape) -> Answer:
        """Single events, occurrences and exceptions in a window. Raises Refusal."""
        window = moment(view.get("StartDate", "")), moment(view.get("EndDate", ""))
        if node.calendar is None or window[0] > window[1]:
            raise Refusal("ErrorCalendarEndDateIsEarlierThanStartDate")
        if window[1] - window[0] > _WIDEST:
            raise Refusal("ErrorCalendarViewRangeTooBig")
        found = self._within(node.calendar, window)
        page = paging.whole(found, view.get("MaxEntriesReturned"))
        return Answer([page.root(made("t:Items", *(items.shown(one, shape) for one in page.found)))])

    def _within(self, calendar: Calendar, window: tuple[datetime, datetime]) -> list[Entry]:
        flat = self._tree.calendars.flat(calendar, calendar.listed(self._tree.store.world.index), window)
        events = sorted((one for one in flat if one.kind != SERIES), key=lambda one: (one.start, one.key))
        return [self._items.entry(calendar, one) for one in events]

    def _sync(self, call: Call) -> list[Part]:
        return [partial(self._synced, call, shape_of(call.said, single=False))]

    def _synced(self, call: Call, shape: Shape) -> Answer:
        """The next changes of a folder's items after a state, and the state after them. Raises Refusal."""
        node = self._tree.named(next(children(call.said, "m:SyncFolderId")))
        most = int(text(call.said, "m:MaxChangesReturned"))
        state, upto = self._state(call, node), self._upto(node)
        if not state.told:
            state = paging.State(state.of, state.age, state.since, upto)
        found = self._changes(node, state)
        last = state.told + most >= len(found)
        new = paging.State(state.of, state.age, state.upto, state.upto) if last else _further(state, most)
        ignored = {one.get("Id") for one in children(call.said, "m:Ignore")}
        page = [one for one in found[state.told : state.told + most] if one[2] not in ignored and _is_so(one)]
        changes = [_told(one, shape) for one in page]
        whole = made("m:IncludesLastItemInRange", flag(last))
        return Answer([made("m:SyncState", new.text), whole, made("m:Changes", *changes)])

    def _state(self, call: Call, node: Node) -> paging.State:
        ages = self._tree.store.token_age if node.mail is not None else self._tree.calendars.token_age
        age = ages.get(node.id, 0)
        return paging.State.read(text(call.said, "m:SyncState"), node.id, age) or paging.State(node.id, age, 0, 0)

    def _upto(self, node: Node) -> int:
        if node.calendar is not None:
            return node.calendar.known(self._tree.store.world.index, self._tree.calendars.change)
        return self._tree.store.known(node.mail) if node.mail is not None else 0

    def _changes(self, node: Node, state: paging.State) -> list[_Told]:
        if node.calendar is not None:
            return self._of_events(node.calendar, state)
        if node.mail is None:
            return []
        found = self._tree.store.changes(node.mail, state.since, state.upto)
        return [(one.kind, one.mail, one.id) for one in found]

    def _of_events(self, calendar: Calendar, state: paging.State) -> list[_Told]:
        """Series and single events that came, changed or went; an exception is a change of its series."""
        before, after = calendar.as_of(state.since), calendar.as_of(state.upto)
        newer = [
            key for key, kept in calendar.kept.items() if any(state.since < one.changed <= state.upto for one in kept)
        ]
        found: list[_Told] = []
        for key in dict.fromkeys(key.partition("_")[0] for key in newer):
            old, new = before.get(key), after.get(key)
            event = new or old
            if event is not None:
                kind = DELETE if new is None else CREATE if old is None else UPDATE
                found.append((kind, self._items.entry(calendar, event), event.id))
        return found

    def _convert(self, call: Call) -> list[Part]:
        """The twin converts no id: what a client learns is the version."""

        def one(_: Element) -> Answer:
            raise Refusal("ErrorInvalidIdMalformed")

        return [partial(one, source) for source in children(call.said, "m:SourceIds")]


def _further(state: paging.State, told: int) -> paging.State:
    return paging.State(state.of, state.age, state.since, state.upto, state.told + told)


def _is_so(change: _Told) -> bool:
    """Whether a mail has not moved on since the round began; the next round tells that it did."""
    kind, item, name = change
    return kind == DELETE or isinstance(item, Entry) or item.id == name


def _told(change: _Told, shape: Shape) -> Element:
    kind, item, name = change
    if kind == DELETE:
        return made("t:Delete", made("t:ItemId", Id=name, ChangeKey="AQAAAA=="))
    if kind == READ_FLAG:
        assert not isinstance(item, Entry)
        return made("t:ReadFlagChange", items.item_id(item), made("t:IsRead", flag(item.get("isRead"))))
    return made(f"t:{kind}", items.shown(item, shape))
