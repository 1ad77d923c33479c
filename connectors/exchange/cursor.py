"""Where a pull left off: a frozen value in, opaque text out, and back.

since       the bound of the first import, which holds for good; None: no bound
folders     by folder id, each with the state of its synchronisation; `looked_at` is when they were last counted
calendars   by folder id, each with that and the window it was read with
left        names the folders that are not read for want of room
sweep       an import is under way at whose end what is not there is gone
at          the moment of the turn that last moved this cursor
resynced_at when the last resync began, None before the first
scope       what was shut out then
own         the id of our own calendar, once it was made
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors import _cursor
from connectors._folders import Role

_VERSION = 1
_MOMENTS = ("since", "at", "resynced_at", "looked_at")
_WINDOW = ("since", "until")


@dataclass(frozen=True, slots=True)
class Place:
    """A mail folder: `state` is how far it was synchronised, `whole` whether that was to its end once."""

    role: Role
    state: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """A calendar folder, the window [since, until) that it was read with, and the state by which changes are told."""

    state: str = ""
    since: datetime | None = None
    until: datetime | None = None
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """See above."""

    since: datetime | None = None
    folders: Mapping[str, Place] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    looked_at: datetime | None = None
    sweep: bool = False
    at: datetime | None = None
    resynced_at: datetime | None = None
    scope: str = ""
    calendars: Mapping[str, Days] = field(default_factory=dict)
    own: str = ""


LOST = Cursor(sweep=True)
"""What is left of a cursor that cannot be read: all is to be listed anew, and what is not there is gone."""


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
    return Cursor(**{**data, "left": tuple(data["left"])})
