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

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors import _cursor

_VERSION = 1
_MOMENTS = ("since", "at", "resynced_at", "looked_at")
_WINDOW = ("since", "until")


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
    return _cursor.dump(cursor, _VERSION)


LOST = Cursor(listing=Listing(sweep=True))
"""What is left of a cursor that cannot be read: all is to be listed anew, and what is not there is gone."""


def load(text: str | None) -> Cursor:
    """The cursor in a text; LOST where it cannot be read, as after a change of its form."""
    return _cursor.load(text, _VERSION, _made, Cursor(), LOST)


def _made(data: dict[str, Any]) -> Cursor:
    data = _with_moments(data, _MOMENTS)
    data["listing"] = Listing(**_with_moments(data["listing"], ("since",))) if data["listing"] else None
    data["calendars"] = {id_: Place(**_with_moments(place, _WINDOW)) for id_, place in data["calendars"].items()}
    return Cursor(**data)


def _with_moments(data: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The fields with their moments; one that an earlier form did not have is not there."""
    return _cursor.with_moments({**dict.fromkeys(names), **data}, names)
