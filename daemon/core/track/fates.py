"""A Ledger at a moment in; what came of each word that the owner gave out.

A promise that was moved and the one with its new date are two words: the old one was moved in time or late, whatever
comes of the new one. What is no promise is no word.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from daemon.core import capacity
from daemon.core.ledger import Ledger
from daemon.core.model import Evidence, Owner, Promise, Says, Standing
from daemon.core.track.values import SLIPPED, Fate, Word

_PLAIN = {
    Standing.KEPT: Fate.KEPT,
    Standing.KEPT_LATE: Fate.KEPT_LATE,
    Standing.MOVED_IN_TIME: Fate.MOVED_IN_TIME,
    Standing.MOVED_LATE: Fate.MOVED_LATE,
    Standing.WAITING: Fate.PENDING,
    Standing.UNCLEAR: Fate.UNCLEAR,
    Standing.DROPPED: Fate.DROPPED,
    Standing.LAPSED: Fate.LAPSED,
}
_NOT_DONE = frozenset({Says.CHASED, Says.REOPENED, Says.PARTLY, Says.PROGRESS, Says.REPEATED})
_TOLD = frozenset({Says.PROGRESS, Says.PARTLY, Says.DONE})  # whoever heard this was not left in silence
_TIMED = frozenset({Fate.KEPT_LATE, Fate.MOVED_LATE, Fate.STILL_OWED, Fate.MOVED_IN_TIME})


def words(ledger: Ledger, own: Collection[str], owner: Owner, now: datetime) -> tuple[Word, ...]:
    """The words of the ledger at `now`, in its order.

    `own` are the Mail.keys of the owner's mails among those that the evidence names: by them it is told whether the
    owner took a promise back or the other side no longer wanted it.
    """
    return tuple(_Reading(ledger, own, owner, now).words())


def monday(day: date) -> date:
    """The first day of its ISO week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class _Reading:
    """The ledger and the moment it is read at."""

    ledger: Ledger
    own: Collection[str]
    owner: Owner
    now: datetime

    def words(self) -> Iterable[Word]:
        found = [(p, fate) for p in self.ledger.promises if (fate := self._fate(p))]
        timed = [p for p, fate in found if fate in _TIMED]
        moments = [self.now, *(m for p in timed for m in (_end(p), self.ledger.closed_at.get(p.key)) if m)]
        working = capacity.free_time((), min(moments), max(moments), self.owner.calendar)
        return (self._word(p, fate, working) for p, fate in found)

    def _fate(self, promise: Promise) -> Fate | None:
        """None for what is no promise, and for what had no date and was given one: that is another word."""
        standing, end = self.ledger.standings[promise.key], _end(promise)
        if end is None and standing is Standing.KEPT:
            return Fate.DONE_UNDATED
        if standing is Standing.NOT_A_PROMISE or (end is None and standing is Standing.MOVED_IN_TIME):
            return None
        if standing is Standing.OPEN:
            return self._open(promise, end)
        if standing is Standing.DROPPED and end and self._is_taken_back(promise):
            return Fate.TAKEN_BACK
        return _PLAIN[standing]

    def _open(self, promise: Promise, end: datetime | None) -> Fate:
        if end is None:
            return Fate.UNDATED
        if end >= self.now:
            return Fate.PENDING
        shown = any(e.says in _NOT_DONE and e.at > end for e in self._evidence(promise))
        return Fate.STILL_OWED if shown else Fate.UNKNOWN

    def _is_taken_back(self, promise: Promise) -> bool:
        closed = self.ledger.closed_at.get(promise.key)
        dropping = (e for e in self._evidence(promise) if e.says is Says.DROPPED and e.at == closed)
        return any(e.source in self.own for e in dropping)

    def _word(self, promise: Promise, fate: Fate, working: capacity.FreeTime) -> Word:
        end, closed = _end(promise), self.ledger.closed_at.get(promise.key)
        until = closed or self.now
        start, stop = sorted((end, until)) if end and fate in _TIMED else (until, until)
        return Word(
            to=promise.to,
            given=self._week(promise.made_at),
            week=self._week(self._moment(promise, fate)),
            fate=fate,
            hours=(stop.timestamp() - start.timestamp()) / 3600,
            working_hours=working.hours(start, stop),
            silent=fate in SLIPPED and end is not None and end < until and not self._was_told(promise, end),
            again=self.ledger.slips.get(promise.key, 0),
        )

    def _moment(self, promise: Promise, fate: Fate) -> datetime:
        """What slipped stays with its end, so that no later word moves it into other weeks."""
        if fate is Fate.PENDING:
            return promise.made_at
        moments = (_end(promise), self.ledger.closed_at.get(promise.key))
        return min((m for m in moments if m and m <= self.now), default=promise.made_at)

    def _was_told(self, promise: Promise, end: datetime) -> bool:
        return any(e.says in _TOLD and e.at <= end for e in self._evidence(promise))

    def _evidence(self, promise: Promise) -> tuple[Evidence, ...]:
        return self.ledger.evidence.get(promise.key, ())

    def _week(self, moment: datetime) -> date:
        return monday(moment.astimezone(self.owner.calendar.zone).date())


def _end(promise: Promise) -> datetime | None:
    return promise.due.end if promise.due else None
