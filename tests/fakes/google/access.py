"""Which calendar a call may see, by the scopes of its token.

Source: developers.google.com/workspace/calendar/api/auth. `calendar.app.created` opens the secondary calendars this
client has created, `calendar.events.owned` those the owner of the account owns; the others open all of the list.
"""

from tests.fakes.google.calendars import Calendar, Calendars
from tests.fakes.google.calls import Call
from tests.fakes.google.errors import Refusal

PREFIX = "https://www.googleapis.com/auth/"
CREATED = f"{PREFIX}calendar.app.created"
OWNED = f"{PREFIX}calendar.events.owned"
_FREE_BUSY = f"{PREFIX}calendar.events.freebusy"
_PUBLIC = f"{PREFIX}calendar.events.public.readonly"


def opened(calendars: Calendars, call: Call) -> tuple[Calendar, bool]:
    """The calendar of a call, and whether details of its events may be seen. Raises Refusal."""
    calendar = calendars.named(call.places["calendarId"])
    keys = {scope for scope in call.scopes if _opens(scope, calendar)}
    if not keys:
        raise Refusal("insufficientPermissions", scopes=" ".join(sorted(call.method.scopes)))
    return calendar, keys != {_FREE_BUSY} and calendar.role != "freeBusyReader"


def _opens(scope: str, calendar: Calendar) -> bool:
    if scope == CREATED:
        return calendar.ours
    if scope in {OWNED, f"{OWNED}.readonly"}:
        return calendar.role == "owner"
    return scope != _PUBLIC
