"""What is thought of a promise: the case, the signals, the risk, what to say and to note.

What is made anew for every promise of a review is a frozen Struct, not a dataclass: it takes a tenth of the time, and
with `gc=False` (nothing in it ever leads back to it) none of the garbage collector's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import prod

from msgspec import Struct

from connectors.types import Address, Draft, Event, Line, Note
from daemon.core.model.owner import WorkingCalendar
from daemon.core.model.promises import Evidence, Promise, Standing
from daemon.core.model.record import Record


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The first promise, earliest aim first, that does not fit: hours owed by its aim against hours free by then."""

    promise: Promise
    owed_hours: float
    free_hours: float

    def __hash__(self) -> int:
        """By its hours alone: cheap, so that what is said of it can be remembered for a whole review."""
        return hash(self.free_hours)


class Load(Struct, frozen=True, gc=False):
    """The owner's time until the aim of a promise: hours owed by then (this one included), hours free by then.

    `first` is the first promise that does not fit, where it is wanted no later than this one.
    """

    owed_hours: float
    free_hours: float
    meeting_hours: float
    first: Shortfall | None = None


class Meeting(Struct, frozen=True, gc=False):
    """The next `event` with somebody of `people`, who are owed; it begins `at`, in UTC."""

    at: datetime
    event: Event
    people: tuple[Address, ...]

    def __hash__(self) -> int:
        """By one of the people alone: cheap, so that what is said of it can be remembered for a whole review."""
        return hash(self.people[0].email)


class Case(Struct, frozen=True, gc=False):
    """What a rule may see of one promise at the moment `now`.

    `now`, `aim` and `end` (those of the due, None where it has none) are in UTC, so that what differs is real time and
    comparing costs little. `last_word_at` is the owner's last mail to the person owed or in the thread, the promise
    itself included; `meetings` are the coming events with a person owed, soonest first, `meeting` is the next; `slips`
    counts how often it was moved before; `importance` is that of the most important person owed (1.0 is ordinary);
    `hours` is the work it takes, as was said or as such a promise takes the owner. Of a promised call or meeting at a
    definite moment, `clashes` are the owner's events that lie over it, `rivals` the promises of the same moment to
    other people, and `booked` is False where the calendar is known and has no event for it. `last_working` is the
    owner's last moment at work before the aim where they are away at it, and `away` the events that say so (none: a
    holiday). `record` is the owner's, None where nobody looked.
    """

    promise: Promise
    standing: Standing
    evidence: tuple[Evidence, ...]
    now: datetime
    aim: datetime | None
    end: datetime | None
    load: Load | None
    meetings: tuple[Event, ...]
    meeting: Meeting | None
    last_word_at: datetime
    slips: int
    importance: float
    hours: float
    calendar: WorkingCalendar
    hushed: bool = False
    clashes: tuple[Event, ...] = ()
    rivals: tuple[Promise, ...] = ()
    booked: bool = True
    last_working: datetime | None = None
    away: tuple[Event, ...] = ()
    record: Record | None = None


class Signal(Struct, frozen=True, gc=False):
    """A rule's word: how much it adds (0 to 1), one sentence why, and what it rests on (Mail.keys, event ids).

    `lower` is a clause that says what would lower it ("name a date"), "" where nothing does or none is known.
    """

    rule: str
    weight: float
    why: str
    refs: tuple[str, ...]
    lower: str = ""


class Level(StrEnum):
    """What to do about a promise: nothing, keep an eye, say a word now, say a word at once."""

    NONE = "none"
    LOW = "low"
    HIGH = "high"
    LATE = "late"


class Risk(Struct, frozen=True, gc=False):
    """score = 1 - prod(1 - weight) over the signals (noisy-or); a promise that is closed has 0 and no signal."""

    promise: str
    score: float
    level: Level
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class LastMoment:
    """The last decent moment for a word about a promise.

    `of_work`: from then on the work hardly fits any more; else: from then on the person owed can hardly act on it.
    """

    at: datetime
    of_work: bool


@dataclass(frozen=True, slots=True)
class Rank:
    """By what drafts are ordered. Each of `factors` is paired with the fact it stands for; their product is what a slip
    costs.
    """

    importance: float
    probability: float
    factors: tuple[tuple[float, str], ...]

    @property
    def value(self) -> float:
        """The product of all terms: more is sooner."""
        return self.importance * self.probability * prod(factor for factor, _ in self.factors)


@dataclass(frozen=True, slots=True)
class HeadsUp:
    """A word to the person owed, wanted now. `key` is deterministic, so that it is found again after a lost ledger.

    `promises` are the keys it speaks of. `provenance` pairs each sentence with where it comes from.
    """

    key: str
    promises: tuple[str, ...]
    draft: Draft
    provenance: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reminder:
    """A note wanted on our own calendar, or a line on an event of the owner's, for one promise."""

    key: str
    promise: str
    note: Note | Line


@dataclass(frozen=True, slots=True)
class Review:
    """All that was thought: cases with their risk, most urgent first, the heads-ups and the notes wanted now.

    By Promise.key, `moments` are the last decent moments for a word about what is open and wanted soon, and `ranks`
    are those of what needs a word now.
    """

    cases: tuple[tuple[Case, Risk], ...]
    heads_ups: tuple[HeadsUp, ...]
    reminders: tuple[Reminder, ...]
    moments: Mapping[str, LastMoment] = field(default_factory=dict)
    ranks: Mapping[str, Rank] = field(default_factory=dict)
