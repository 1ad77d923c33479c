"""Lines on the owner's own events in Outlook: in the body, and in one extended property beside it.

Only plain bodies are written to: as text a formatted one would lose its form, and as HTML Exchange rewrites it, so that
nobody could tell what of it was ours. A body that was made of text bears a mark of Exchange's.
Source: learn.microsoft.com/graph/api/event-update; .../graph/api/singlevaluelegacyextendedproperty-get.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from connectors._own_events import Described, Lines, Place
from connectors.errors import Gone
from connectors.graph import properties
from connectors.graph.calendars import is_ours
from connectors.graph.wire import Resource, Wire, segment

_AS_TEXT = 'outlook.body-content-type="text"'
_FIELDS = "id,type,isCancelled,isOrganizer,attendees,body"
_EXPANDED = properties.expanded(properties.LINES)
# What Exchange puts around a text that is asked for as HTML.
_MADE_OF_TEXT = 'class="PlainText"'


class GraphLines(Lines):
    """Our lines in one account. `entries` is the owner's list of calendars, `owner` who that is."""

    def __init__(
        self, account: str, wire: Wire, entries: Callable[[], Iterable[Mapping[str, Any]]], owner: frozenset[str]
    ) -> None:
        super().__init__(account)
        self._wire, self._entries, self._owner = wire, entries, owner

    def _all(self) -> Iterator[tuple[Place, Described]]:
        for entry in self._entries():
            if not is_ours(entry) and self._is_mine(entry):
                yield from self._listed(str(entry["id"]))

    def _listed(self, calendar: str) -> Iterator[tuple[Place, Described]]:
        path = f"/me/calendars/{segment(calendar)}/events"
        start = self._wire.get(path, filter=properties.having(properties.LINES), select="id", expand=_EXPANDED)
        listed = [one for answer in self._wire.pages(start) for one in answer.get("value", ()) if _lines(one)]
        for one in listed:
            place = Place(calendar, str(one["id"]))
            yield place, self._there(place)

    def _is_mine(self, entry: Mapping[str, Any]) -> bool:
        address = str((entry.get("owner") or {}).get("address") or "").lower()
        return entry.get("isDefaultCalendar") is True or address in self._owner

    def _there(self, place: Place) -> Described:
        """The event as it is; of a formatted one the text counts for nothing, so that nothing is found in it."""
        there = self._wire.get(_path(place), _AS_TEXT, select=_FIELDS, expand=_EXPANDED)
        if there.get("isCancelled") is True:
            raise Gone("The event of a line was cancelled, and the line with it.")
        text = _body(there)
        plain = not text.strip() or _MADE_OF_TEXT in _body(self._wire.get(_path(place), select="body"))
        version = str(there.get("@odata.etag", ""))
        return Described(version, text if plain else "", _lines(there), plain and _is_alone(there))

    def _write(self, place: Place, before: Described, after: Described) -> Described:
        lines = json.dumps(dict(after.lines), ensure_ascii=False)
        body = {
            "body": {"contentType": "text", "content": after.text},
            "singleValueExtendedProperties": [{"id": properties.LINES, "value": lines}],
        }
        self._wire.call("PATCH", _path(place), _AS_TEXT, body=body, etag=before.version)
        return after


def _path(place: Place) -> str:
    return f"/me/calendars/{segment(place.calendar)}/events/{segment(place.event)}"


def _body(event: Resource) -> str:
    return str((event.get("body") or {}).get("content") or "")


def _lines(event: Resource) -> dict[str, str]:
    """What was put in, by key; nothing where somebody else wrote into our property."""
    try:
        found = json.loads(properties.of(event).get(properties.LINES) or "{}")
        return {str(key): str(said) for key, said in found.items()}
    except (ValueError, AttributeError, RecursionError):
        return {}


def _is_alone(event: Resource) -> bool:
    """Whether it is the owner's alone, and one of no series."""
    return event.get("isOrganizer") is True and not event.get("attendees") and event.get("type") == "singleInstance"
