"""Shadow mode: what would have been said on each day of a past stretch, and what came of it.

In: the Past (all facts, the evidence derived once), the first and the last day. Out: a Replay. Each day is judged as of
the end of its working hours, as if the daemon had been started on the first one; the calendar is the one known now.
Whether a flag was right is told by later evidence, and before that by the owner's own mark.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from connectors.types import Event
from daemon.core import effort, record, review
from daemon.core.judge import Mailbox
from daemon.core.ledger import Known, Ledger, fold
from daemon.core.model import LIVE, Evidence, Mail, Mark, Owner, Promise, Risk, Says, Speak, Standing, Verdict
from daemon.core.rules import Rules

AFTERWARDS = timedelta(days=14)  # so long after the last day a promise past its end may still turn up

_AFTER_ALL = datetime(9999, 1, 1, tzinfo=UTC)
_NO_WORD = frozenset({Verdict.HUSH, Verdict.EFFORT})
_STILL_OWED = frozenset({Says.CHASED, Says.REOPENED, Says.PARTLY, Says.PROGRESS, Says.REPEATED})


class Truth(StrEnum):
    """Whether it was right to flag a promise; UNKNOWN where nothing later tells, which never counts as right."""

    RIGHTLY = "rightly"
    WRONGLY = "wrongly"
    UNKNOWN = "unknown"


_TRUTHS = {
    Standing.KEPT_LATE: Truth.RIGHTLY,
    Standing.MOVED_LATE: Truth.RIGHTLY,
    Standing.MOVED_IN_TIME: Truth.RIGHTLY,  # it did slip, and the word that was wanted was said
    Standing.KEPT: Truth.WRONGLY,
    Standing.NOT_A_PROMISE: Truth.WRONGLY,
}


@dataclass(frozen=True, slots=True)
class Past:
    """The facts: promises and their evidence, calendar, marks, and the mails near the promises.

    `sources` has the mail of each promise, by Mail.key; `own` are by Promise.key the moments, in order, at which the
    owner wrote to the people owed or in the thread; `until` is the date of the last mail there is.
    """

    promises: Sequence[Promise]
    evidence: Known
    events: Sequence[Event]
    marks: Sequence[Mark]
    sources: Mapping[str, Mail]
    own: Mapping[str, Sequence[datetime]]
    until: datetime

    def last_word(self, promise: Promise, now: datetime) -> datetime:
        """When the owner last wrote to a person owed or in the thread by `now`, the promise included."""
        return max((at for at in self.own.get(promise.key, ()) if at <= now), default=promise.made_at)


@dataclass(frozen=True, slots=True)
class Flag:
    """A heads-up that was wanted for the first time on `day`, why, and what came of it.

    `came` says how the promise stands in the end; `at` and `quote` are those of what showed it. `by_mark`: the owner
    said so. `overran`: nobody said a word, but it was still open past its end two weeks after the last day.
    """

    day: date
    promise: Promise
    risk: Risk
    truth: Truth
    came: Standing
    at: datetime | None = None
    quote: str = ""
    by_mark: bool = False
    overran: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """A week (of the owner's days) in numbers; `start` is its Monday, or the first day."""

    start: date
    found: int
    closed: int
    flagged: int
    rightly: int
    wrongly: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Replay:
    """What would have been said from `first` to `last`, both included, and what came of it."""

    first: date
    last: date
    weeks: tuple[Week, ...]
    flags: tuple[Flag, ...]

    def count(self, truth: Truth, *, by_mark: bool | None = None) -> int:
        """How many flags were so; with `by_mark` only those of which the owner did, or did not, say so."""
        return sum(f.truth is truth and by_mark in (None, f.by_mark) for f in self.flags)

    @property
    def precision(self) -> float | None:
        """The share that was right of the flags of which anything is known, None where nothing is."""
        rightly, wrongly = self.count(Truth.RIGHTLY), self.count(Truth.WRONGLY)
        return rightly / (rightly + wrongly) if rightly + wrongly else None


def past(mails: Iterable[Mail], events: Sequence[Event], marks: Sequence[Mark], owner: Owner) -> Past:
    """The Past of a whole mailbox."""
    box = Mailbox(mails)
    promises = box.promises(owner)
    evidence = {p.key: box.evidence(p, owner) for p in promises}
    last = max((m.sent_at for m in box.by_key.values()), default=_AFTER_ALL)
    return Past(promises, evidence, events, marks, box.by_key, own_words(promises, box), last)


def own_words(promises: Iterable[Promise], box: Mailbox) -> dict[str, list[datetime]]:
    """By Promise.key the moments at which the owner wrote to the people owed or in the thread, in order."""
    return {p.key: [m.sent_at for m in box.near(p) if m.own] for p in promises}


def replay(known: Past, owner: Owner, rules: Rules, speak: Speak, first: date, last: date) -> Replay:
    """What would have been said on each day from `first` to `last`, both included."""
    started = datetime.combine(first, time(), owner.calendar.zone)
    seen: dict[str, tuple[date, Promise, Risk]] = {}
    for day in _days(first, last):
        for promise, risk in _wanted(known, owner, rules, speak, _evening(day, owner), started, frozenset(seen)):
            seen[promise.key] = (day, promise, risk)
    final = fold(known.promises, known.evidence, known.events, known.marks, owner, _AFTER_ALL, started)
    horizon = min(known.until, datetime.combine(last, time.max, owner.calendar.zone) + AFTERWARDS)
    flags = tuple(_told(day, promise, risk, final, horizon) for day, promise, risk in seen.values())
    return Replay(first, last, tuple(_weeks(first, last, final, flags, owner)), flags)


def _wanted(
    known: Past, owner: Owner, rules: Rules, speak: Speak, now: datetime, started: datetime, seen: frozenset[str]
) -> Iterator[tuple[Promise, Risk]]:
    """The promises that a heads-up is wanted about at `now`, those `seen` left out."""
    ledger = fold(known.promises, known.evidence, known.events, known.marks, owner, now, started)
    so_far, usual = record.at(ledger, owner, now), effort.learned(known.promises, known.marks, now)
    live = tuple(p for p in ledger.promises if ledger.standings[p.key] in LIVE)
    words = {p.key: known.last_word(p, now) for p in live}
    cases = review.cases(replace(ledger, promises=live), known.events, words, owner, now, so_far, usual)
    thought = review.review(cases, rules, owner, speak, now, known.sources, known.events, seen)
    spoken = {key for word in thought.heads_ups for key in word.promises} - seen
    return ((case.promise, risk) for case, risk in thought.cases if case.promise.key in spoken)


def _told(day: date, promise: Promise, risk: Risk, final: Ledger, horizon: datetime) -> Flag:
    """The flag, with what came of it."""
    came, at = final.standings.get(promise.key, Standing.OPEN), final.closed_at.get(promise.key)
    said = final.evidence.get(promise.key, ())
    if promise.key in _marked(final):
        return Flag(day, promise, risk, _TRUTHS.get(came, Truth.UNKNOWN), came, at, by_mark=True)
    if came is Standing.OPEN and (still := _still_owed(promise, said)):
        return Flag(day, promise, risk, Truth.RIGHTLY, came, still.at, still.quote)
    quote = next((e.quote for e in said if e.at == at), "")
    truth = _TRUTHS.get(came, Truth.UNKNOWN)
    if truth is Truth.WRONGLY and _end(promise) is None:
        truth = Truth.UNKNOWN  # without a date nobody can say that it was in time
    return Flag(day, promise, risk, truth, came, at, quote, overran=_overran(promise, came, horizon))


def _still_owed(promise: Promise, said: Iterable[Evidence]) -> Evidence | None:
    """The first word after its end that shows it was not done by then."""
    end = _end(promise)
    return next((e for e in said if end and e.at > end and e.says in _STILL_OWED), None)


def _overran(promise: Promise, came: Standing, horizon: datetime) -> bool:
    end = _end(promise)
    return came is Standing.OPEN and end is not None and end < horizon


def _weeks(first: date, last: date, final: Ledger, flags: Sequence[Flag], owner: Owner) -> Iterator[Week]:
    zone, marked = owner.calendar.zone, _marked(final)
    found = [p.made_at.astimezone(zone).date() for p in final.promises]
    closed = [at.astimezone(zone).date() for key, at in final.closed_at.items() if key not in marked]
    start = first
    while start <= last:
        after = start + timedelta(days=7 - start.weekday())
        end = min(after, last + timedelta(days=1))
        some = [f.truth for f in flags if start <= f.day < end]
        yield Week(
            start,
            sum(start <= day < end for day in found),
            sum(start <= day < end for day in closed),
            len(some),
            *(some.count(truth) for truth in (Truth.RIGHTLY, Truth.WRONGLY, Truth.UNKNOWN)),
        )
        start = after


def _marked(ledger: Ledger) -> frozenset[str]:
    """The promises that the owner said something of that tells how they stand."""
    return frozenset(m.promise for m in ledger.marks if m.verdict not in _NO_WORD)


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _evening(day: date, owner: Owner) -> datetime:
    """The end of the working hours that begin on that day."""
    calendar = owner.calendar
    overnight = timedelta(days=calendar.ends <= calendar.starts)
    return datetime.combine(day + overnight, calendar.ends, calendar.zone)


def _end(promise: Promise) -> datetime | None:
    return promise.due.end if promise.due else None
