"""Properties of ours on messages, events and our calendar, and MAPI's own that exchangelib has no field for.

Source: learn.microsoft.com/exchange/client-developer/exchange-web-services/extended-properties-in-ews.
"""

from exchangelib import ExtendedProperty
from exchangelib.folders import Folder
from exchangelib.items import CalendarItem, Message

_OURS = "5f9a3c1e-7a54-4d0c-8b6e-0c1d7f2e9b43"

MARK = "calendar for notes"
"""The key that our calendar carries."""

KEY, SEAL = "headsup_key", "headsup_seal"
"""The names of the fields under which our own properties stand."""


class Key(ExtendedProperty):  # type: ignore[misc]
    """Our key."""

    property_set_id = _OURS
    property_name = "headsupKey"
    property_type = "String"


class Seal(ExtendedProperty):  # type: ignore[misc]
    """A hash of what a reader sees of a thing of ours."""

    property_set_id = _OURS
    property_name = "headsupSeal"
    property_type = "String"


_FIELDS = (
    *((kind, name, property_) for kind in (Message, CalendarItem) for name, property_ in ((KEY, Key), (SEAL, Seal))),
    *((kind, KEY, Key) for kind in (Folder,)),
)


def registered() -> None:
    """Make them fields of messages and events, and our key one of folders; once for the process."""
    for kind, name, property_ in _FIELDS:
        if name not in {field.name for field in kind.FIELDS}:
            kind.register(name, property_)
