"""What the owner shuts out, what is wanted, and how old what is known may be: a row or moment in, yes or no out."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from connectors.types import Address, Folder, Ignore, Interest, Message

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


def scope(ignore: Ignore) -> str:
    """A short name for what is shut out: when it changes, all mail must be looked at again."""
    shut = [sorted(ignore.people), sorted(ignore.domains), sorted(ignore.folders), sorted(ignore.labels)]
    return hashlib.blake2b(repr(shut).encode(), digest_size=6).hexdigest()


def is_old(moment: datetime | None, wanted: Interest) -> bool:
    """Whether `moment` is a day or more before the turn; never where no turn is under way.

    One after the turn is old, too: a clock that was ahead for a moment must not hold anything up until it is reached.
    """
    return wanted.at is not None and (moment is None or not timedelta(0) <= wanted.at - moment < _DAY)


def has_drifted(until: datetime | None, wanted: Interest) -> bool:
    """Whether the window has moved on by a week since a calendar was read `until` then; never where it has none."""
    if until is None or wanted.at is None or wanted.until is None:
        return False
    return abs(wanted.until - until) >= _WEEK


def first_bound(wanted: Interest, days: int) -> datetime | None:
    """How far back a first import of mail goes, `days` where the turn does not say; None: no bound."""
    return wanted.since or (wanted.at - timedelta(days=days) if wanted.at else None)


def resync_bound(wanted: Interest, days: int, at: datetime | None, first: datetime | None) -> datetime | None:
    """How far back a resync goes: as far as a first import would, or to the last turn at `at`, but not before `first`,
    the bound of the first import.
    """
    known = (first_bound(wanted, days), at - _DAY if at else None)
    back = min((moment for moment in known if moment), default=None)
    return max(back, first) if back and first else first


def bars(ignore: Ignore, row: Message, blind: Iterable[Address] = ()) -> bool:
    """Whether the mail comes from or goes to anybody (`blind`: by Bcc) whom the owner shuts out."""
    if not (ignore.people or ignore.domains):
        return False
    return any(ignore.covers(person.email) for person in (row.from_, *row.to, *row.cc, *blind))


def is_wanted(row: Message, wanted: Interest, owner: frozenset[str]) -> bool:
    """Whether its body is wanted: the owner's own words (also where another program sent them), a thread, a person."""
    return row.folder is Folder.SENT or row.from_.email in owner or wanted.names(row)
