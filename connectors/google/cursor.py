"""Where a pull left off: a frozen value in, opaque text out, and back. Ids are text, as Google gives them.

history     of the mailbox: what came after it has not been seen yet; "" before the first import
since       the bound of the first import, which holds for good; None: no bound
listing     the import or resync under way, None where there is none
at          the moment of the turn that last moved this cursor
resynced_at when the last resync began, None before the first
scope       what was shut out then
calendars   by calendar id, each with its sync token; `looked_at` is when they were last counted
own         the id of our own calendar, once it was made
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing of mail under way, from `since` on: which half, its page token, and the last id on it that was kept.

    `sweep` says that what it does not show is gone, as after a cursor that Google forgot.
    """

    sent: bool = True
    token: str = ""
    after: str = ""
    since: datetime | None = None
    sweep: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A calendar: its sync token, the window [since, until) that it was listed with, and whose it is."""

    token: str = ""
    since: datetime | None = None
    until: datetime | None = None
    mine: bool = True
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """See above."""

    history: str = ""
    since: datetime | None = None
    listing: Listing | None = None
    at: datetime | None = None
    resynced_at: datetime | None = None
    scope: str = ""
    calendars: Mapping[str, Place] = field(default_factory=dict)
    looked_at: datetime | None = None
    own: str = ""


def dump(cursor: Cursor) -> str:
    """The cursor as text."""
    return json.dumps({"v": _VERSION, **asdict(cursor)}, default=datetime.isoformat, separators=(",", ":"))


LOST = Cursor(listing=Listing(sweep=True))
"""What is left of a cursor that cannot be read: all is to be listed anew, and what is not there is gone."""


def load(text: str | None) -> Cursor:
    """The cursor in a text; LOST where it cannot be read, as after a change of its form."""
    if text is None:
        return Cursor()
    try:
        data = json.loads(text)
        return _cursor(data) if data.pop("v") == _VERSION else LOST
    except (ValueError, TypeError, AttributeError, KeyError):
        return LOST


def _cursor(data: dict[str, Any]) -> Cursor:
    for name in ("since", "at", "resynced_at", "looked_at"):
        data[name] = _moment(data.get(name))  # one that an earlier form did not have is not there
    data["listing"] = Listing(**_bounded(data["listing"])) if data["listing"] else None
    data["calendars"] = {id_: Place(**_bounded(place)) for id_, place in data["calendars"].items()}
    return Cursor(**data)


def _bounded(data: dict[str, Any]) -> dict[str, Any]:
    return data | {name: _moment(data[name]) for name in ("since", "until") if name in data}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
