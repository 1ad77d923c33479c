"""A calendar as a list: the wire and a window in, its events out, with a hash that says whether any of them changed.

Light to load, for it belongs to the look that a process makes that lives long. Source:
learn.microsoft.com/graph/api/calendar-list-calendarview.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC

from connectors.graph.cursor import Days
from connectors.graph.wire import IN_UTC, Resource, Wire, segment

_MOST = "500"


def listed(wire: Wire, id_: str, days: Days, fields: str) -> Iterator[Resource]:
    """The events of a calendar that has no delta: within its window; of ours all. Raises ConnectorError."""
    path = f"/me/calendars/{segment(id_)}/{'events' if days.ours else 'calendarView'}"
    start = wire.get(path, IN_UTC, select=fields, top=_MOST, **({} if days.ours else bounds(days)))
    for answer in wire.pages(start, IN_UTC):
        yield from answer.get("value", ())


def digest(resources: Iterable[Resource]) -> str:
    """A hash of the ids and versions of events, whatever their order."""
    said = sorted(f"{one.get('id')} {one.get('@odata.etag')}" for one in resources)
    return hashlib.blake2b("\n".join(said).encode(), digest_size=12).hexdigest()


def bounds(days: Days) -> dict[str, str]:
    """The window as the API wants it, in UTC."""
    sides = (("startDateTime", days.since), ("endDateTime", days.until))
    return {name: at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for name, at in sides if at}
