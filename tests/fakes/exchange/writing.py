"""Operations that write: CreateItem, UpdateItem, DeleteItem, for drafts and for the events of our own calendars.

Source: learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/ (createitem, updateitem,
deleteitem); ../openspecs/exchange_server_protocols/ms-oxwscore (ConflictResolutionType); that DeleteItem looks at no
version: ../archive/blogs/pcreehan/deleteitem-ignores-changekeys. What would send or tell anybody, or is on what is not
the product's, is an offence, and nothing of the request is carried out.
"""

import re
from collections.abc import Callable
from functools import partial
from xml.etree.ElementTree import Element

from tests.fakes.exchange import items, properties, written
from tests.fakes.exchange.calls import Answer, Call, Handler, Part
from tests.fakes.exchange.errors import Refusal
from tests.fakes.exchange.event_fields import Entry
from tests.fakes.exchange.hierarchy import Hierarchy, Node
from tests.fakes.exchange.items import Item, Items
from tests.fakes.exchange.soap import children, local, made
from tests.fakes.google.gate import Offence
from tests.fakes.google.mime import topic
from tests.fakes.graph import events, mime
from tests.fakes.graph.calendars import Calendar
from tests.fakes.graph.errors import Json
from tests.fakes.graph.errors import Refusal as NotThere
from tests.fakes.graph.mails import Mail

_ANNOTATION = {"Categories", "ExtendedProperty"}
_DESCRIPTION = {"Body", *_ANNOTATION}
_ATTENDEES = {"RequiredAttendees", "OptionalAttendees", "Resources"}
_TELLING = ("SendMeetingInvitations", "SendMeetingInvitationsOrCancellations", "SendMeetingCancellations")
_KEY = re.compile(r"String \{[0-9a-f-]{36}\} Name .+")


class Writing:
    """The operations that write. A key of the product is any text under a name in a property set of its own."""

    def __init__(self, hierarchy: Hierarchy, found: Items) -> None:
        self._tree = hierarchy
        self._items = found
        self._box = hierarchy.store
        self._calendars = hierarchy.calendars

    @property
    def handlers(self) -> dict[str, Handler]:
        """Each operation's handler."""
        return {"CreateItem": self._create, "UpdateItem": self._update, "DeleteItem": self._delete}

    def _create(self, call: Call) -> list[Part]:
        _check_silent(call)
        place = next(children(call.said, "m:SavedItemFolderId"), None)
        node = None if place is None else self._tree.named(place)
        return [self._created(call, one, node) for one in children(call.said, "m:Items")]

    def _created(self, call: Call, said: Element, place: Node | None) -> Part:
        """One new item, once nothing speaks against it. Raises Offence, Refusal."""
        fields = {local(one) for one in said}
        if local(said) == "CalendarItem":
            _check_event(call, "SendMeetingInvitations", fields)
            calendar = self._calendars.named("") if place is None else place.calendar
            return partial(self._make_event, call, said, self._own(calendar))
        _check_mail(call)
        if local(said) != "Message":
            raise Offence(f"makes a {local(said)}")
        if place is not None and place.distinguished != "drafts":
            raise Offence("makes a mail that is no draft")
        if not any(local(one) == "ExtendedProperty" and _is_key(properties.stated(one)[0]) for one in said):
            raise Offence("makes a draft that carries no key")
        return partial(self._make_draft, said)

    def _make_draft(self, said: Element) -> Answer:
        raw = written.content(said)
        fields = [one for one in said if local(one) != "MimeContent"]
        draft = self._box.written(written.mail(fields, mime.properties(raw) if raw else {}), raw)
        if not raw:
            draft.thread = self._thread(draft)
        return _made(self._box.add(draft, "drafts", lag=True))

    def _thread(self, draft: Mail) -> str:
        """The conversation of the newest mail that the draft names and that has its subject; "" for none."""
        stated = (properties.of_mail(draft, name) for name in (properties.REFERENCES, properties.IN_REPLY_TO))
        named = {one for value in stated for one in str(value or "").split()}
        about = topic(str(draft.get("subject")))
        for mail in reversed(self._box.mails.values()):
            if mail.get("internetMessageId") in named and topic(str(mail.get("subject"))) == about:
                return mail.thread
        return ""

    def _make_event(self, call: Call, said: Element, calendar: Calendar) -> Answer:
        stated = written.event(said, {}, call.zone or "UTC")
        event = self._calendars.create_event(calendar, stated)
        return _made(self._items.entry(calendar, event))

    def _update(self, call: Call) -> list[Part]:
        _check_silent(call)
        return [self._checked(call, change) for change in children(call.said, "m:ItemChanges")]

    def _checked(self, call: Call, change: Element) -> Part:
        """One update, once nothing speaks against it. Raises Offence, Refusal."""
        named, updates = change[0], list(children(change, "t:Updates"))
        found, fields = self._find(named), {_field(one[0]) for one in updates}
        if isinstance(found, Entry):
            _check_event(call, "SendMeetingInvitationsOrCancellations", fields)
            self._check_own_event(found, fields)
        elif found is not None:
            _check_mail(call)
            _check_own_mail(found)
        return partial(self._updated, call, named, updates)

    def _updated(self, call: Call, named: Element, updates: list[Element]) -> Answer:
        found = self._items.named(named)
        _check_version(found, named, call.said.get("ConflictResolution", ""))
        if isinstance(found, Mail):
            kept = {name: found.get(name) for name in (properties.STORED, "internetMessageHeaders")}
            self._box.alter(found, _stated(updates, kept, written.mail), lag=True)
        else:
            found = self._altered(call, found, updates)
        return Answer([made("m:Items", _shell(found)), made("m:ConflictResults", made("t:Count", "0"))])

    def _altered(self, call: Call, entry: Entry, updates: list[Element]) -> Entry:
        old = entry.event
        zone = call.zone or old.zone
        kept = {**old.said, "isAllDay": old.all_day}
        more = _stated(updates, kept, lambda fields, before: written.event(fields, before, zone))
        new = events.changed(old, more, self._calendars.zone, self._box.world.now)
        return self._items.entry(entry.calendar, self._calendars.store(entry.calendar, new, lag=True))

    def _delete(self, call: Call) -> list[Part]:
        _check_silent(call)
        parts: list[Part] = []
        for named in children(call.said, "m:ItemIds"):
            found = self._find(named)
            if isinstance(found, Entry):
                _check_event(call, "SendMeetingCancellations", set())
                self._check_own_event(found, set())
            elif found is not None:
                _check_own_mail(found)
            parts.append(partial(self._deleted, call, named))
        return parts

    def _deleted(self, call: Call, named: Element) -> Answer:
        found = self._items.named(named)
        if isinstance(found, Entry):
            self._calendars.forget(found.calendar, found.event, lag=True)
        elif call.said.get("DeleteType") == "MoveToDeletedItems":
            self._box.place(found, self._box.folder("deleteditems").id, lag=True)
        else:
            self._box.place(found, None, lag=True)
        return Answer()

    def _find(self, named: Element) -> Item | None:
        try:
            return self._items.named(named)
        except (Refusal, NotThere):
            return None

    def _check_own_event(self, entry: Entry, fields: set[str]) -> None:
        """Raises Offence where an event is not the product's, and is not only annotated where that is allowed."""
        annotated = bool(fields) and fields <= _ANNOTATION
        if entry.event.said.get("attendees") and not annotated:
            raise Offence("would tell the attendees")
        if not (self._calendars.annotates and fields and fields <= _DESCRIPTION):
            self._own(entry.calendar)

    def _own(self, calendar: Calendar | None) -> Calendar:
        if calendar is None or not calendar.ours:
            raise Offence("is on a calendar that this client did not create")
        return calendar


def _stated(updates: list[Element], kept: Json, read: Callable[[list[Element], Json], Json]) -> Json:
    """The properties that change by the updates. Raises Refusal."""
    if any(local(one) == "AppendToItemField" for one in updates):
        raise Refusal("ErrorInvalidPropertyAppend")
    more = read([field for one in updates if local(one) == "SetItemField" for field in one[-1]], kept)
    for one in updates:
        if local(one) == "DeleteItemField":
            more |= written.without(one[0], {**kept, **more})
    return more


def _field(path: Element) -> str:
    """The name of the field that a path names."""
    return "ExtendedProperty" if local(path) == "ExtendedFieldURI" else path.get("FieldURI", "").partition(":")[2]


def _check_silent(call: Call) -> None:
    """Raises Offence where a request sends something or tells somebody, whatever of."""
    if call.said.get("MessageDisposition", "SaveOnly") != "SaveOnly":
        raise Offence("sends a mail")
    if any(call.said.get(name, "SendToNone") != "SendToNone" for name in _TELLING):
        raise Offence("tells people of a meeting")


def _check_event(call: Call, attribute: str, fields: set[str]) -> None:
    """Raises Refusal where it is not said whom of an event to tell; Offence where there would be somebody."""
    if attribute not in call.said.attrib:
        raise Refusal(f"Error{attribute}Required")
    if fields & _ATTENDEES:
        raise Offence("names attendees")


def _check_mail(call: Call) -> None:
    """Raises Refusal where it is not said whether to send a mail."""
    if "MessageDisposition" not in call.said.attrib:
        raise Refusal("ErrorMessageDispositionRequired")


def _check_own_mail(mail: Mail) -> None:
    """Raises Offence where a mail is not the product's."""
    if not mail.draft:
        raise Offence("is on a mail that is no draft")
    if not any(_is_key(str(one["id"])) for one in mail.get(properties.STORED)):
        raise Offence("is on a draft that carries no key")


def _is_key(name: str) -> bool:
    return _KEY.fullmatch(name) is not None


def _check_version(found: Item, named: Element, resolution: str) -> None:
    """Hold the version that an update names against the item's. Raises Refusal. AutoResolve resolves by overwriting."""
    stated = named.get("ChangeKey")
    if stated is None and resolution != "AlwaysOverwrite":
        raise Refusal("ErrorChangeKeyRequiredForWriteOperations")
    current = found.change_key if isinstance(found, Mail) else found.event.change_key
    if stated != current and resolution == "NeverOverwrite":
        raise Refusal("ErrorIrresolvableConflict")


def _made(item: Item) -> Answer:
    return Answer([made("m:Items", _shell(item))])


def _shell(item: Item) -> Element:
    """An item of which only id and version are told."""
    return made("t:Message" if isinstance(item, Mail) else "t:CalendarItem", items.item_id(item))
