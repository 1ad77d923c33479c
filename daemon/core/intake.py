"""One line of `judge --jsonl` in, values of the border and the owner out.

The shape is that of shared/design/outside.md ("judge --jsonl: JSON lines"). An id that is missing or a date without an
offset is a wrong input, and so is one outside 1900 to 2199: ValueError, one sentence.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connectors.types import Address, Attachment, Event, Folder, Message, Ref, Status
from daemon.core.due.almanac import FIRST_YEAR, LAST_YEAR
from daemon.core.model import Owner, WorkingCalendar

ACCOUNT = "judge"

_NAMED = re.compile(r"^\s*\"?([^\"<]*?)\"?\s*<([^<>]+)>\s*$")
_REPLY = re.compile(r"^(?:\s*(?:re|fw|fwd)\s*:\s*)+", re.IGNORECASE)

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A whole small mailbox as `judge` takes it in; `started` is the first turn's moment, None: nothing has lapsed."""

    messages: tuple[Message, ...]
    events: tuple[Event, ...]
    owner: Owner
    now: datetime
    started: datetime | None


def mailbox(line: Line) -> Mailbox:
    """The values of one line. Raises ValueError with one sentence where the line is not of that shape."""
    try:
        owner = _owner(line)
        zone = owner.calendar.zone
        unnamed = {_plain(m) for m in line["mails"] if not m.get("to") and not m.get("cc")}
        return Mailbox(
            messages=tuple(_message(m, owner, _plain(m) in unnamed) for m in line["mails"]),
            events=tuple(_event(e, zone) for e in line.get("events") or ()),
            owner=owner,
            now=_near(line["now"], zone),
            started=_near(line["started"], zone) if line.get("started") else None,
        )
    except (KeyError, TypeError, AttributeError) as err:
        raise ValueError(
            f"this line is not a mailbox of the judge format ({err!r} is missing or of a wrong type)"
        ) from err


def message(mail: Line) -> Message:
    """One line of `read --jsonl`: a mail, its sender's own. Raises ValueError with one sentence."""
    try:
        writer = _address(mail["from"])
        return _message(mail, Owner(frozenset({writer.email}), "", WorkingCalendar(UTC)), unnamed=False)
    except (KeyError, TypeError, AttributeError) as err:
        raise ValueError(f"this is no mail of the read format: {_lack(err)}") from err


def _lack(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else f"a field is of a wrong type ({error})"


def _owner(line: Line) -> Owner:
    try:
        zone = ZoneInfo(line["zone"])
    except (ZoneInfoNotFoundError, ValueError) as err:
        raise ValueError(f'{line["zone"]!r} is no time zone; write one like "Europe/Berlin"') from err
    starts, ends = line.get("working_hours") or ("09:00", "17:00")
    calendar = WorkingCalendar(
        zone, time.fromisoformat(starts), time.fromisoformat(ends), end_of_day=time.fromisoformat(ends)
    )
    me = tuple(_address(a) for a in line["me"])
    return Owner(frozenset(a.email for a in me), next((a.name for a in me if a.name), ""), calendar)


def _message(mail: Line, owner: Owner, unnamed: bool) -> Message:
    from_ = _address(mail["from"])
    mine = from_.email in owner.addresses
    parent = mail.get("in_reply_to") or None
    return Message(
        ref=Ref(ACCOUNT, str(mail["id"])),
        message_id=str(mail["id"]),
        in_reply_to=parent,
        references=(parent,) if parent else (),
        # a mail that names no recipient can be tied to its thread only by the subject
        thread=f"subject {_plain(mail)}" if unnamed else None,
        folder=Folder.SENT if mine else Folder.RECEIVED,
        sent_at=_near(mail["date"], owner.calendar.zone),
        received_at=None,
        sender=None,
        from_=from_,
        to=_addresses(mail.get("to")),
        cc=_addresses(mail.get("cc")),
        subject=mail.get("subject") or "",
        text=mail.get("body") or "",
        attachments=tuple(Attachment(str(name), "", 0) for name in mail.get("attachments") or ()),
    )


def _event(event: Line, zone: tzinfo) -> Event:
    starts, ends = _moment(event["start"], zone), _moment(event["end"], zone)
    return Event(
        ref=Ref(ACCOUNT, str(event["id"])),
        uid=str(event["id"]),
        starts_at=starts,
        ends_at=ends,
        all_day=_midnight(starts) and _midnight(ends) and ends > starts,
        title=event.get("title") or "",
        people=_addresses(event.get("people")),
        busy=bool(event.get("busy", True)),
        status=Status.CONFIRMED,
        mine=True,
    )


def _moment(text: str, zone: tzinfo) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.utcoffset() is not None else moment.replace(tzinfo=zone)


def _near(text: str, zone: tzinfo) -> datetime:
    """A moment in the years the core reckons with."""
    moment = _moment(text, zone)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"the date {text!r} is too far off; write one from {FIRST_YEAR} to {LAST_YEAR}")
    return moment


def _midnight(moment: datetime) -> bool:
    return moment.time() == time(0)


def _addresses(given: Iterable[str] | None) -> tuple[Address, ...]:
    return tuple(_address(a) for a in given or ())


def _address(text: str) -> Address:
    if named := _NAMED.match(text):
        return Address(named.group(2).strip().lower(), named.group(1).strip())
    return Address(text.strip().lower())


def _plain(mail: Line) -> str:
    return _REPLY.sub("", mail.get("subject") or "").strip().lower()
