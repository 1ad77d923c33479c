"""An exchangelib calendar item in, an `Event` out.

Source: learn.microsoft.com/exchange/client-developer/web-service-reference/calendaritem; MS-OXOCAL.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from connectors import _ical, _mime
from connectors.exchange.properties import KEY
from connectors.types import Address, Event, Ref, SetAside, Status

PREFIX = "event/"
FIELDS = (
    *("uid", "subject", "start", "end", "is_all_day", "is_cancelled", "legacy_free_busy_status", "my_response_type"),
    *("organizer", "required_attendees", "optional_attendees", "type", "_start_timezone", "_end_timezone", KEY),
)
_ANSWERS = {"Decline": Status.DECLINED, "Tentative": Status.TENTATIVE, "NoResponseReceived": Status.TENTATIVE}
_FREE = frozenset({"Free", "WorkingElsewhere"})
# What every UID of Exchange's own begins with; four bytes of the day of an occurrence follow (MS-OXOCAL, 2.2.1.27).
_GLOBAL_ID = "040000008200E00074C5B7101A82E008"
_PEOPLE = 500
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class View:
    """A calendar folder as its owner sees it. `zone` is the owner's, where all-day events are meant."""

    account: str
    folder: str
    zone: ZoneInfo
    owner: frozenset[str]

    @property
    def prefix(self) -> str:
        """What the Ref ids of its events begin with."""
        return f"{PREFIX}{quote(self.folder, safe='')}/"


def event(item: Any, id_: str, view: View) -> Event | SetAside | Ref:  # noqa: ANN401 - the library's items have no types
    """The event; SetAside where it cannot be read; its Ref alone where it is cancelled, or a note of our own."""
    ref = Ref(view.account, view.prefix + id_)
    if item.is_cancelled or item.headsup_key:
        return ref
    try:
        starts_at, ends_at = _moment(item.start, item, view), _moment(item.end, item, view)
        if item.is_all_day:  # the library tells the last day, not the end
            ends_at += _DAY
    except (ValueError, TypeError, AttributeError, OverflowError):
        return SetAside(ref, "This event has a date that cannot be read; mend it in Outlook.")
    status = _status(item)
    return Event(
        ref=ref,
        uid=_mime.clean(_uid(str(item.uid or id_)), 255),
        starts_at=starts_at,
        ends_at=max(ends_at, starts_at),
        all_day=bool(item.is_all_day),
        title=_mime.clean(str(item.subject or ""), 300),
        people=tuple(_people(item, view)),
        busy=status is not Status.DECLINED and str(item.legacy_free_busy_status) not in _FREE,
        status=status,
        mine=True,
    )


def _moment(said: Any, item: Any, view: View) -> datetime:  # noqa: ANN401
    """In the zone the event was made in; a day in the owner's zone, for a day has none of its own."""
    if item.is_all_day:
        day = said.date() if isinstance(said, datetime) else said
        return datetime.combine(datetime(day.year, day.month, day.day).date(), time(), view.zone)  # noqa: DTZ001
    named = getattr(item._start_timezone, "ms_id", None) or getattr(item._start_timezone, "key", None)
    zone = (_ical.zone(str(named)) if named else None) or view.zone
    return datetime.fromtimestamp(said.timestamp(), UTC).astimezone(zone)


def _status(item: Any) -> Status:  # noqa: ANN401
    """The owner's own answer; one that is only pencilled in is tentative whatever was answered."""
    answer = _ANSWERS.get(str(item.my_response_type), Status.CONFIRMED)
    tentative = answer is Status.CONFIRMED and item.legacy_free_busy_status == "Tentative"
    return Status.TENTATIVE if tentative else answer


def _uid(said: str) -> str:
    """The UID of the whole series: Exchange writes the day of an occurrence into its own."""
    if not said.upper().startswith(_GLOBAL_ID):
        return said
    return said[: len(_GLOBAL_ID)] + "0" * 8 + said[len(_GLOBAL_ID) + 8 :]


def _people(item: Any, view: View) -> Iterator[Address]:  # noqa: ANN401
    """Organizer and attendees, each once, without the owner; rooms are resources and not among them."""
    seen = set(view.owner)
    attendees = [*(item.required_attendees or ()), *(item.optional_attendees or ())][:_PEOPLE]
    for mailbox in (item.organizer, *(one.mailbox for one in attendees)):
        email = _mime.clean(str(getattr(mailbox, "email_address", None) or ""), 320).lower()
        if "@" in email and email not in seen:
            seen.add(email)
            name = _mime.clean(str(mailbox.name or ""), _mime.NAME_CHARS)
            yield Address(email, "" if name.lower() == email else name)
