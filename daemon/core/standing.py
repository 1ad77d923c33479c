"""A promise's evidence and the human's Marks in, its Standing at a moment out: a fold over time.

Nothing dated after `now` is seen. The human's word outranks any inference. What is only unclear never closes.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from daemon.core.model import LIVE, Evidence, Mark, Promise, Says, Standing, Verdict

LONG_PAST = timedelta(days=14)  # past due by more at the first turn: nobody waits for a word about it any more
LONG_AGO = timedelta(days=45)  # made longer before the first turn, without a date: whoever waited has stopped waiting

_NO_WORD = frozenset({Verdict.HUSH, Verdict.EFFORT})  # of the human's marks, those that leave open how it stands
_CLOSING = frozenset({Says.DONE, Says.DROPPED, Says.MOVED})


def stand(
    promise: Promise,
    evidence: Sequence[Evidence],
    marks: Sequence[Mark],
    moved_by: Promise | None,
    now: datetime,
    started: datetime | None,
) -> Standing:
    """Where `promise` stands at `now`.

    `evidence` and `marks` are its own; `moved_by` is the later promise with its new date; `started` is the moment of
    the account's first turn (None: nothing has lapsed).
    """
    if word := _word(marks, now):
        return _by_mark(promise, word)
    seen = sorted((e for e in evidence if e.at <= now), key=_in_order)
    if closing := _closing(seen, moved_by):
        return _closed_by(promise, closing)
    if started and _long_past(promise, started):
        return Standing.LAPSED
    return _live(promise, seen)


def closed_at(
    evidence: Iterable[Evidence], marks: Iterable[Mark], moved_by: Promise | None, now: datetime
) -> datetime | None:
    """The moment of the human's word on how a promise stands, else of the evidence that closed it; None without."""
    if word := _word(marks, now):
        return word.made_at
    closing = _closing(sorted((e for e in evidence if e.at <= now), key=_in_order), moved_by)
    return closing.at if closing else None


def last_word(marks: Iterable[Mark]) -> Mark | None:
    """The human's last word on how it stands; None where none was said."""
    return max((m for m in marks if m.verdict not in _NO_WORD), key=lambda m: m.made_at, default=None)


def closed(standing: Standing) -> bool:
    """Is nothing owed any more, and no word wanted?"""
    return standing not in LIVE


def _in_order(said: Evidence) -> tuple[datetime, str, Says]:
    return said.at, said.source, said.says


def _word(marks: Iterable[Mark], now: datetime) -> Mark | None:
    return last_word(m for m in marks if m.made_at <= now)


def _by_mark(promise: Promise, mark: Mark) -> Standing:
    if mark.verdict is Verdict.MOVED:
        return Standing.MOVED_IN_TIME if _in_time(promise, mark.made_at) else Standing.MOVED_LATE
    return {
        Verdict.KEPT: Standing.KEPT,
        Verdict.DROPPED: Standing.DROPPED,
        Verdict.NOT_A_PROMISE: Standing.NOT_A_PROMISE,
    }[mark.verdict]


def _closing(seen: Sequence[Evidence], moved_by: Promise | None) -> Evidence | None:
    """The evidence that closed it; a later complaint that nothing came opens it again."""
    found: Evidence | None = None
    for said in seen:
        if said.says is Says.REOPENED:
            found = None
        elif found is None and said.says in _CLOSING and (said.says is not Says.MOVED or moved_by is not None):
            found = said
    return found


def _closed_by(promise: Promise, closing: Evidence) -> Standing:
    if closing.says is Says.DROPPED:
        return Standing.DROPPED
    in_time = _in_time(promise, closing.at)
    if closing.says is Says.MOVED:
        return Standing.MOVED_IN_TIME if in_time else Standing.MOVED_LATE
    return Standing.KEPT if in_time else Standing.KEPT_LATE


def _live(promise: Promise, seen: Sequence[Evidence]) -> Standing:
    if promise.waits_for and not any(e.says is Says.ARMED for e in seen):
        return Standing.WAITING
    unclear = [e.at for e in seen if e.says is Says.UNCLEAR]
    asked = [e.at for e in seen if e.says is Says.CHASED]
    if unclear and not any(at >= unclear[0] for at in asked):
        return Standing.UNCLEAR
    return Standing.OPEN


def _long_past(promise: Promise, started: datetime) -> bool:
    end = _end(promise)
    return end < started - LONG_PAST if end else promise.made_at < started - LONG_AGO


def _end(promise: Promise) -> datetime | None:
    return promise.due.end if promise.due else None


def _in_time(promise: Promise, moment: datetime) -> bool:
    end = _end(promise)
    return end is None or moment <= end
