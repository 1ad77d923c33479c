"""Whether anything happened at Microsoft since a cursor, by a request for each folder and calendar.

Without msal, and without what reads mails and events: this runs in a process that lives long, and at most turns
nothing did happen.
"""

from connectors._folders import is_look_due
from connectors._interest import has_drifted, is_old
from connectors.errors import Gone
from connectors.graph.cursor import Cursor, is_count_due, is_settled
from connectors.graph.faults import Invalid
from connectors.graph.folders import PACE
from connectors.graph.listing import digest, listed
from connectors.graph.wire import IN_UTC, NEXT, Resource, Wire
from connectors.types import Interest


def is_idle(wire: Wire, cursor: Cursor, wanted: Interest, own: str | None, *, has_mail: bool, has_days: bool) -> bool:
    """Whether a pull from `cursor` would surely yield no page. Raises ConnectorError.

    A token that must be renewed first is a whole turn's business.
    """
    if not wire.access.is_at_hand or _is_due(cursor, wanted, own, has_mail=has_mail, has_days=has_days):
        return False
    try:
        if has_mail and any(_tells(wire.get(place.link, PACE)) for place in cursor.folders.values()):
            return False
        return not (has_days and any(_moved(wire, id_, cursor) for id_ in cursor.calendars))
    except (Gone, Invalid):  # the cursor was forgotten
        return False


def _is_due(cursor: Cursor, wanted: Interest, own: str | None, *, has_mail: bool, has_days: bool) -> bool:
    """Whether there is something to do, whatever Microsoft says: an import, a reading anew, the look once a day."""
    if is_old(cursor.at, wanted) or not (has_mail or has_days) or cursor.sweep:
        return True
    if has_mail and (is_look_due(cursor, wanted) or not is_settled(cursor)):
        return True
    unread = any(not (days.link or days.seen) or has_drifted(days.until, wanted) for days in cursor.calendars.values())
    return has_days and (unread or is_count_due(cursor, wanted, own))


def _moved(wire: Wire, id_: str, cursor: Cursor) -> bool:
    """Whether anything in the calendar changed."""
    days = cursor.calendars[id_]
    if days.link:
        return _tells(wire.get(days.link, IN_UTC))
    return digest(listed(wire, id_, days, "id")) != days.seen


def _tells(answer: Resource) -> bool:
    """Whether a delta tells of anything; a first page may be empty, where others follow."""
    return bool(answer.get("value") or NEXT in answer)
