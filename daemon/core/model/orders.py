"""What is to be done at the provider, and what is known of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from connectors.types import Item, Kind, Ref


class State(StrEnum):
    """Where a thing of ours stands at the provider.

    INTENDED     the intent is committed; an attempt may have been made
    WRITTEN      it lies there as we wrote it
    TOUCHED      the user edited it: theirs now, never written again
    DECLINED     the user deleted it: never written again
    SENT         the user sent it: the promise was addressed
    WITHDRAWN    we took it back
    FAILED       it could not be written (the reason is kept); tried again at the next turn
    """

    INTENDED = "intended"
    WRITTEN = "written"
    TOUCHED = "touched"
    DECLINED = "declined"
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


class Purpose(StrEnum):
    """What a thing of ours is for.

    HEADS_UP     a word about promises in their own thread, or a note about one
    STATUS       a mail to one person: how all that is owed to them stands
    LETTER       a mail to one person: what slipped, and how it goes on
    BRIEF        a mail to the owner alone: what this day holds
    """

    HEADS_UP = "heads-up"
    STATUS = "status"
    LETTER = "letter"
    BRIEF = "brief"


SUMMARIES = {Purpose.STATUS: "s", Purpose.LETTER: "t", Purpose.BRIEF: "b"}
"""The purposes of mails that sum up promises to one person, and the letter that the keys of each begin with."""


def purpose_of(key: str) -> Purpose:
    """What the thing that carries this key is for, as its first letter says even after a lost ledger."""
    return next((purpose for purpose, letter in SUMMARIES.items() if key.startswith(letter)), Purpose.HEADS_UP)


@dataclass(frozen=True, slots=True)
class Posted:
    """An outbox row: what we wanted at the provider, and what is known of it.

    `digest` is a hash of the item as last wanted there; `first_at` the moment of the first intent; `attempt_at` that
    of the last attempt (the quarantine counts from it). `said` pairs the mail and the words of each of `promises`, in
    their order: by these they are found again where a better reader moves the span, and so the key.
    """

    key: str
    account: str
    kind: Kind
    promises: tuple[str, ...]
    state: State
    digest: str
    first_at: datetime
    attempt_at: datetime
    attempts: int = 1
    ref: Ref | None = None
    etag: str = ""
    reason: str = ""
    said: tuple[tuple[str, str], ...] = ()
    purpose: Purpose = Purpose.HEADS_UP


@dataclass(frozen=True, slots=True)
class Put:
    """Write a new thing under `key`; `said` as in Posted."""

    key: str
    item: Item
    promises: tuple[str, ...]
    said: tuple[tuple[str, str], ...] = ()
    purpose: Purpose = Purpose.HEADS_UP


@dataclass(frozen=True, slots=True)
class Replace:
    """Overwrite our own untouched thing, because the facts have changed."""

    key: str
    item: Item
    promises: tuple[str, ...]
    said: tuple[tuple[str, str], ...] = ()
    purpose: Purpose = Purpose.HEADS_UP


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take back our own untouched thing, because nobody needs it any more."""

    key: str


Action = Put | Replace | Withdraw
