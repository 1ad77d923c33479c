"""Items by their ids, mails and events alike: found, shown, and looked at by a search."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tests.fakes.exchange import event_fields, mail_fields, properties, restriction
from tests.fakes.exchange.errors import Refusal
from tests.fakes.exchange.event_fields import Entry
from tests.fakes.exchange.shapes import Shape
from tests.fakes.exchange.soap import local
from tests.fakes.exchange.store import Store
from tests.fakes.graph.calendars import Calendar, Calendars
from tests.fakes.graph.errors import Refusal as NotThere
from tests.fakes.graph.events import Event
from tests.fakes.graph.mails import Mail

Item = Mail | Entry


@dataclass(frozen=True, slots=True)
class Items:
    """All items of a mailbox."""

    store: Store
    calendars: Calendars

    def named(self, said: Element) -> Item:
        """The item that an ItemId names, or the series of the occurrence that one names. Raises Refusal."""
        if local(said) == "RecurringMasterItemId":
            calendar, event = self.calendars.event(said.get("OccurrenceId", ""))
            return self.entry(calendar, calendar.kept[event.master or event.key][-1].event or event)
        if local(said) != "ItemId":
            raise Refusal("ErrorInvalidOperation", "The twin finds occurrences by their own ids only.")
        name = said.get("Id", "")
        try:
            return self.store.mail(name)
        except NotThere as gone:
            if gone.code != "ErrorItemNotFound":
                raise
        return self.entry(*self.calendars.event(name))

    def entry(self, calendar: Calendar, event: Event) -> Entry:
        """An event in its calendar, as the owner sees it."""
        return Entry(event, calendar, self.store.world.owner)


def shown(item: Item, shape: Shape) -> Element:
    """An item in a shape."""
    return mail_fields.shown(item, shape) if isinstance(item, Mail) else event_fields.shown(item, shape)


def item_id(item: Item) -> Element:
    """The id and the version of an item."""
    return mail_fields.item_id(item) if isinstance(item, Mail) else event_fields.item_id(item.event)


def getter(item: Item, shape: Shape) -> restriction.Getter:
    """What a restriction compares of an item."""

    def get(path: Element) -> properties.Value | None:
        if local(path) == "ExtendedFieldURI":
            return _property(item, properties.id_of(path))
        name = path.get("FieldURI", "").partition(":")[2]
        if isinstance(item, Mail):
            return mail_fields.text_of(item, name, shape)
        return event_fields.text_of(item, name, shape)

    return get


def _property(item: Item, name: str) -> properties.Value | None:
    if isinstance(item, Mail):
        return properties.of_mail(item, name)
    return properties.of_stored(item.event.said.get(properties.STORED, []), name)
