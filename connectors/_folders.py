"""Mail folders as Outlook and Exchange have them: which are read, and when all of them must be read anew."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from connectors._interest import is_old, scope
from connectors.types import Interest, Ref, SetAside

_NAMED = 5


class Role(StrEnum):
    """What a folder is to us."""

    SENT = "sent"
    RECEIVED = "received"
    DRAFTS = "drafts"


class Known(Protocol):
    """What a cursor knows of the folders: `folders` by id, `scope` as it was shut out when they were counted last.

    `sweep` says that an import is under way at whose end what is not there is gone.
    """

    @property
    def folders(self) -> Mapping[str, Any]: ...
    @property
    def scope(self) -> str: ...
    @property
    def sweep(self) -> bool: ...
    @property
    def looked_at(self) -> datetime | None: ...


def is_look_due(known: Known, wanted: Interest) -> bool:
    """Whether the folders must be counted: once a day, and when other mail is shut out now."""
    return not known.folders or known.scope != scope(wanted.ignore) or is_old(known.looked_at, wanted)


def is_first(known: Known) -> bool:
    """Whether nothing has been read yet."""
    return not known.folders and not known.sweep


def is_reading_due(before: Known, now: Known) -> bool:
    """Whether all must be read anew: a folder went, other mail is shut out, or what was known is lost."""
    if is_first(before):
        return False
    return not before.folders or bool(before.folders.keys() - now.folders.keys()) or before.scope != now.scope


def unread(account: str, left: Sequence[str], most: int) -> tuple[SetAside, ...]:
    """What is said of the folders for which there was no room, by name."""
    if not left:
        return ()
    named = ", ".join(left[:_NAMED]) + (" and others" if len(left) > _NAMED else "")
    said = f"Only {most} folders are read; these are not: {named}. Join folders to have them read."
    return (SetAside(Ref(account, "folders"), said),)
