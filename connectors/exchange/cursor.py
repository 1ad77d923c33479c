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

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from connectors._interest import is_old, scope
from connectors.types import Interest

_VERSION = 1
_DRIFT = timedelta(days=7)


class Role(StrEnum):
    """What a folder is to us."""

    SENT = "sent"
    RECEIVED = "received"
    DRAFTS = "drafts"


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
    return json.dumps({"v": _VERSION, **asdict(cursor)}, default=datetime.isoformat, separators=(",", ":"))


def load(text: str | None) -> Cursor:
    """The cursor in a text; LOST where it cannot be read, as after a change of its form."""
    if text is None:
        return Cursor()
    try:
        data = json.loads(text)
        return _cursor(data) if data.pop("v") == _VERSION else LOST
    except (ValueError, TypeError, AttributeError, KeyError):
        return LOST


def is_look_due(cursor: Cursor, wanted: Interest) -> bool:
    """Whether the folders must be counted: once a day, and when other mail is shut out now."""
    return not cursor.folders or cursor.scope != scope(wanted.ignore) or is_old(cursor.looked_at, wanted)


def is_stale(days: Days, wanted: Interest) -> bool:
    """Whether the window has moved on by a week since the calendar was read; ours has none."""
    if days.ours or wanted.at is None or wanted.until is None or days.until is None:
        return False
    return abs(wanted.until - days.until) >= _DRIFT


def _cursor(data: dict[str, Any]) -> Cursor:
    for name in ("since", "at", "resynced_at", "looked_at"):
        data[name] = _moment(data[name])
    data["folders"] = {id_: Place(**{**place, "role": Role(place["role"])}) for id_, place in data["folders"].items()}
    data["calendars"] = {id_: Days(**_bounded(days)) for id_, days in data["calendars"].items()}
    return Cursor(**{**data, "left": tuple(data["left"])})


def _bounded(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "since": _moment(data["since"]), "until": _moment(data["until"])}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
