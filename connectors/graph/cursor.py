"""Where a pull left off: a frozen value in, opaque text out, and back. Ids are text, as Microsoft gives them.

since       the bound of the first import, which holds for good; None: no bound
folders     by folder id, each with how far it was read; `looked_at` is when they were last counted
sent        the id of the sent items; `trash` the ids of where what is thrown away lies; `left` names what is not read
sweep       an import is under way at whose end what is not there is gone
at          the moment of the turn that last moved this cursor
resynced_at when the last resync began, None before the first
scope       what was shut out then
calendars   by calendar id, each with how far it was read; `counted_at` is when they were last counted
own         the id of our own calendar, once it was made
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors import _cursor
from connectors._folders import Role
from connectors._interest import is_old
from connectors.types import Interest

_VERSION = 1
_MOMENTS = ("since", "at", "resynced_at", "looked_at", "counted_at")
_WINDOW = ("since", "until")


@dataclass(frozen=True, slots=True)
class Place:
    """A mail folder: `link` tells what changed since it was walked through ("" before that), as the wire keeps links.

    `listed` says that its mails since the bound have been read; `next` is the next page of what was broken off: of that
    listing, or of a round of changes.
    """

    role: Role
    link: str = ""
    next: str = ""
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """A calendar, and the window [since, until) that it was read with.

    `link` tells what changed since then, where the provider can tell; else `seen` is a hash of all that was there.
    """

    link: str = ""
    seen: str = ""
    since: datetime | None = None
    until: datetime | None = None
    first: bool = False
    mine: bool = True
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """See above."""

    since: datetime | None = None
    folders: Mapping[str, Place] = field(default_factory=dict)
    sent: str = ""
    trash: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    looked_at: datetime | None = None
    sweep: bool = False
    at: datetime | None = None
    resynced_at: datetime | None = None
    scope: str = ""
    calendars: Mapping[str, Days] = field(default_factory=dict)
    counted_at: datetime | None = None
    own: str = ""


LOST = Cursor(sweep=True)
"""What is left of a cursor that cannot be read: all is to be listed anew, and what is not there is gone."""


def is_settled(cursor: Cursor) -> bool:
    """Whether all folders have been read, so that only changes are to be asked for."""
    return all(
        place.link and not place.next and (place.listed or place.role is Role.DRAFTS)
        for place in cursor.folders.values()
    )


def is_count_due(cursor: Cursor, wanted: Interest, own: str | None) -> bool:
    """Whether the calendars must be counted: once a day, and when ours was made since."""
    return not cursor.calendars or own not in {None, cursor.own} or is_old(cursor.counted_at, wanted)


def dump(cursor: Cursor) -> str:
    """The cursor as text."""
    return _cursor.dump(cursor, _VERSION)


def load(text: str | None) -> Cursor:
    """The cursor in a text; LOST where it cannot be read, as after a change of its form."""
    return _cursor.load(text, _VERSION, _made, Cursor(), LOST)


def _made(data: dict[str, Any]) -> Cursor:
    data = _cursor.with_moments(data, _MOMENTS)
    data["folders"] = {id_: Place(**{**place, "role": Role(place["role"])}) for id_, place in data["folders"].items()}
    data["calendars"] = {id_: Days(**_cursor.with_moments(days, _WINDOW)) for id_, days in data["calendars"].items()}
    return Cursor(**{**data, "trash": tuple(data["trash"]), "left": tuple(data["left"])})
