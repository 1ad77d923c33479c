"""Whether anything happened at Google since a cursor, by a request for mail and one for each calendar.

Without Google's client library: this runs in a process that lives long, and at most turns nothing did happen.
"""

import json
from typing import Any
from urllib.parse import quote

from connectors._http import Answer, retry_after
from connectors._interest import is_old, scope
from connectors.errors import Gone, Unreachable
from connectors.google import calendars, faults, scopes
from connectors.google.cursor import Cursor
from connectors.google.wire import Wire
from connectors.types import Interest

# What must be granted for mail, and for calendars, to be read at all.
MAIL = (scopes.READ_MAIL,)
CALENDARS = (scopes.READ_EVENTS, scopes.LIST_CALENDARS)


def is_idle(wire: Wire, user: str, cursor: Cursor, wanted: Interest, own: str | None) -> bool:
    """Whether a pull from `cursor` would surely yield no page. Raises ConnectorError."""
    mail, days = (wire.granted >= {scope.name for scope in needed} for needed in (MAIL, CALENDARS))
    if _is_due(cursor, wanted, own, mail=mail, days=days):
        return False
    places = cursor.calendars.items() if days else ()
    try:
        if mail and _history(wire, user, cursor.history):
            return False
        return not any(_events(wire, calendar, place.token) for calendar, place in places)
    except (Gone, faults.Invalid):  # the cursor was forgotten
        return False


def _is_due(cursor: Cursor, wanted: Interest, own: str | None, *, mail: bool, days: bool) -> bool:
    """Whether there is something to do, whatever Google says: an import, a listing anew, the look once a day."""
    if is_old(cursor.at, wanted) or not (mail or days):
        return True
    if mail and (not cursor.history or cursor.listing or cursor.scope != scope(wanted.ignore)):
        return True
    stale = any(not place.token or calendars.is_stale(place, wanted) for place in cursor.calendars.values())
    return days and (stale or calendars.is_look_due(cursor, wanted, own))


def _history(wire: Wire, user: str, start: str) -> bool:
    """Whether the mailbox has a history since `start`."""
    path = f"/gmail/v1/users/{quote(user, safe='@')}/history"
    return bool(_told(wire.get(path, startHistoryId=start, maxResults="1")).get("history"))


def _events(wire: Wire, calendar: str, token: str) -> bool:
    """Whether anything in the calendar changed; a first page may be empty, where others follow."""
    path = f"/calendar/v3/calendars/{quote(calendar, safe='@')}/events"
    told = _told(wire.get(path, syncToken=token, singleEvents="true", maxResults="1", fields=calendars.EVENT_FIELDS))
    return bool(told.get("items") or told.get("nextPageToken"))


def _told(answer: Answer) -> dict[str, Any]:
    """The object in an answer. Raises ConnectorError."""
    if answer.status >= 300:
        raise faults.error(answer.status, answer.body, retry_after(answer))
    try:
        told = json.loads(answer.body)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise Unreachable("Google's answer could not be read; Headsup tries again by itself.")
    return told
