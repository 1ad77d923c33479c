"""Promises, the evidence of each, marks and the calendar in; what stands how at a moment out.

The evidence of a pair never changes, so a daemon may keep it; what is folded here is cheap and is folded anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from connectors.types import Event
from daemon.core import anchors, derive
from daemon.core.marks import attached, linked_key
from daemon.core.model import Due, Evidence, Mark, Owner, Promise, Says, Standing, Verdict
from daemon.core.standing import closed_at, last_word, stand

Started = datetime | Mapping[str, datetime] | None
Known = Mapping[str, Sequence[Evidence]]

_CLOSING = frozenset({Verdict.KEPT, Verdict.DROPPED, Verdict.NOT_A_PROMISE})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What follows from the facts, before any risk: promises oldest first, the mappings by Promise.key.

    A promise that only says an earlier one again is not in it; one that moves an earlier one is, with its `origin`.
    `marks` are those made by then, each on the promise that it means now. `closed_at` has of each promise that was
    closed the moment of the evidence or of the mark that closed it.
    """

    promises: tuple[Promise, ...]
    evidence: Mapping[str, tuple[Evidence, ...]]
    standings: Mapping[str, Standing]
    slips: Mapping[str, int]
    marks: tuple[Mark, ...] = ()
    closed_at: Mapping[str, datetime] = field(default_factory=dict)


def fold(
    promises: Iterable[Promise],
    evidence: Known,
    events: Sequence[Event],
    marks: Sequence[Mark],
    owner: Owner,
    now: datetime,
    started: Started,
) -> Ledger:
    """The ledger at `now`. Order of the input does not matter; what is dated after `now` is not seen.

    `started` is the moment of the first turn, for all or by account (None: nothing has lapsed).
    """
    made = [p for p in promises if p.made_at <= now]
    seen = {p.key: tuple(e for e in evidence.get(p.key, ()) if e.at <= now) for p in made}
    moves = _moves(made, seen, [m for m in marks if m.made_at <= now])
    agenda = anchors.Agenda(events, owner)
    found: list[Promise] = []
    known: dict[str, tuple[Evidence, ...]] = {}
    for bare in moves.promises:
        mail = moves.evidence[bare.key]
        told = moves.with_hours(derive.settled(bare, mail, owner))
        promise = agenda.hang(told)
        found.append(promise)
        met = (*anchors.come(told, promise), *derive.from_events(promise, agenda.meetings_with(promise.to), owner))
        seen_by_now = (*mail, *(e for e in met if e.at <= now))
        known[promise.key] = tuple(sorted(seen_by_now, key=lambda e: (e.at, e.source, e.says)))
    words = {p.key: moves.words_on(p) for p in found}
    return Ledger(
        promises=tuple(sorted(found, key=lambda p: (p.made_at, p.source, p.start, p.key))),
        evidence=known,
        standings={
            p.key: stand(p, known[p.key], words[p.key], moves.by.get(p.key), now, _first_turn(started, p))
            for p in found
        },
        slips={p.key: derive.slips(p.key, moves.origins) for p in found},
        marks=tuple(m for some in moves.marks.values() for m in some),
        closed_at={p.key: at for p in found if (at := closed_at(known[p.key], words[p.key], moves.by.get(p.key), now))},
    )


def lineage(key: str, origins: Mapping[str, str | None]) -> Iterator[str]:
    """The key, that of the promise it came from, and so on to the first."""
    at: str | None = key
    seen: set[str] = set()
    while at is not None and at not in seen:
        yield at
        seen.add(at)
        at = origins.get(at)


def _moves(made: Sequence[Promise], seen: Mapping[str, tuple[Evidence, ...]], marks: Sequence[Mark]) -> "_Moves":
    """With every mark on the promise that it means now, also where the keys have changed since."""
    moves = _Moves(made, seen, marks)
    if all(mark.promise in moves.evidence for mark in marks):
        return moves
    return _Moves(made, seen, attached(marks, made, moves.evidence))


class _Moves:
    """Which promise moves which: by words of the owner's, by a bare "I need until Monday", by the human's mark."""

    def __init__(
        self, made: Sequence[Promise], seen: Mapping[str, tuple[Evidence, ...]], marks: Iterable[Mark]
    ) -> None:
        self.marks = _by_promise(marks)
        self.origins = derive.origins(made, seen)
        self.evidence = dict(seen)
        self.by: dict[str, Promise] = {}
        self.promises = [
            _dated(replace(p, origin=self.origins.get(p.key)), seen)
            for p in made
            if not derive.repeated(seen, self.origins, p)
        ]
        self._sources: dict[str, list[Promise]] = defaultdict(list)
        for promise in self.promises:
            self._sources[promise.source].append(promise)
        self._move()

    def with_hours(self, promise: Promise) -> Promise:
        """With the hours that the human's last EFFORT mark on it names, else that on what it came from, and so on."""
        for key in lineage(promise.key, self.origins):
            told = [m for m in self.marks[key] if m.verdict is Verdict.EFFORT and m.hours]
            if told:
                return replace(promise, effort_hours=sorted(told, key=lambda m: m.made_at)[-1].hours)
        return promise

    def words_on(self, promise: Promise) -> Sequence[Mark]:
        """The marks on it, and those that have since closed what it came from: with that it is closed too."""
        older = list(lineage(promise.key, self.origins))[1:]
        closing = [
            m for key in older for m in self.marks[key] if m.verdict in _CLOSING and m.made_at >= promise.made_at
        ]
        return [*self.marks[promise.key], *closing]

    def _move(self) -> None:
        """All stand for themselves, those that only a mark or a bare word brought among them; these may move again."""
        for promise in self.promises:  # which grows
            if mover := self._mover(promise):
                self.by[promise.key] = mover
                if mover.key not in self.evidence:
                    self.promises.append(mover)
                    self._take_over(promise, mover)

    def _mover(self, promise: Promise) -> Promise | None:
        word = last_word(self.marks[promise.key])
        if word and word.verdict is not Verdict.MOVED:
            return None  # what the human has closed goes nowhere, by his own earlier mark neither
        if word and word.by:
            return _linked(promise, promise.source, word.made_at, word.by, "mark")
        for said in sorted(self.evidence[promise.key], key=lambda e: (e.at, e.source)):
            if said.says is Says.MOVED and said.by:
                again = next((p for p in self._sources[said.source] if p.words[:300] == said.quote), None)
                return again or _linked(promise, said.source, said.at, said.by, "moved")
        return None

    def _take_over(self, promise: Promise, mover: Promise) -> None:
        """What later mail says of the old words, it says of the new date; a date that is no later moves nothing."""
        self.origins[mover.key] = promise.key
        later = (e for e in self.evidence[promise.key] if e.at > mover.made_at and _speaks_of(e, mover))
        self.evidence[mover.key] = tuple(replace(e, promise=mover.key) for e in later)


def _speaks_of(said: Evidence, mover: Promise) -> bool:
    new, old = said.by, mover.due.end if mover.due else None
    return said.says is not Says.MOVED or (new is not None and old is not None and new > old)


def _first_turn(started: Started, promise: Promise) -> datetime | None:
    return started.get(promise.ref.account) if isinstance(started, Mapping) else started


def _linked(promise: Promise, source: str, at: datetime, by: datetime | None, rule: str) -> Promise:
    """The promise with a new date, where no words of its own were found for it."""
    key = linked_key(promise.key, by)
    due = Due(None, by, by, "minute", "", rule=rule)
    return replace(promise, key=key, source=source, made_at=at, due=due, origin=promise.key, waits_for=None)


def _dated(promise: Promise, seen: Known) -> Promise:
    """With the later day to which its words moved its origin: "not by Friday, it will be Tuesday" is due on Tuesday."""
    end = promise.due.end if promise.due else None
    moves = (e for e in seen.get(promise.origin or "", ()) if e.says is Says.MOVED and e.source == promise.source)
    by = next((e.by for e in moves if e.quote == promise.words[:300]), None)
    if by and end and by - end >= _DAY:
        return replace(promise, due=Due(None, by, by, "minute", "", rule="moved"))
    return promise


def _by_promise(marks: Iterable[Mark]) -> Mapping[str, list[Mark]]:
    found: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        found[mark.promise].append(mark)
    return found
