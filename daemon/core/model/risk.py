"""What is thought of a promise: the case, the signals, the risk, what to say and to note."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from connectors.types import Draft, Event, Note
from daemon.core.model.owner import WorkingCalendar
from daemon.core.model.promises import Evidence, Promise, Standing
from daemon.core.model.record import Record


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The first promise, earliest aim first, that does not fit: hours owed by its aim against hours free by then."""

    promise: Promise
    owed_hours: float
    free_hours: float


@dataclass(frozen=True, slots=True)
class Load:
    """The owner's time until the aim of a promise: hours owed by then (this one included), hours free by then.

    `first` is the first promise that does not fit, where it is wanted no later than this one.
    """

    owed_hours: float
    free_hours: float
    meeting_hours: float
    first: Shortfall | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule may see of one promise at the moment `now`, which is in UTC: what differs from it is real time.

    `last_word_at` is the owner's last mail to the person owed or in the thread, the promise itself included;
    `meetings` are the coming events with a person owed, soonest first; `slips` counts how often it was moved before;
    `importance` is that of the most important person owed (1.0 is ordinary); `hours` is the work it takes, as was said
    or as such a promise takes the owner. Of a promised call or meeting at a definite moment, `clashes` are the owner's
    events that lie over it, `rivals` the promises of the same moment to other people, and `booked` is False where the
    calendar is known and has no event for it. `last_working` is the owner's last moment at work before the aim where
    they are away at it, and `away` the events that say so (none: a holiday). `record` is the owner's, None where
    nobody looked.
    """

    promise: Promise
    standing: Standing
    evidence: tuple[Evidence, ...]
    now: datetime
    load: Load | None
    meetings: tuple[Event, ...]
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


@dataclass(frozen=True, slots=True)
class Signal:
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


@dataclass(frozen=True, slots=True)
class Risk:
    """score = 1 - prod(1 - weight) over the signals (noisy-or); a promise that is closed has 0 and no signal."""

    promise: str
    score: float
    level: Level
    signals: tuple[Signal, ...]


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
    """A note wanted on our own calendar, for one promise."""

    key: str
    promise: str
    note: Note


@dataclass(frozen=True, slots=True)
class Review:
    """All that was thought: cases with their risk, most urgent first, the heads-ups and the notes wanted now."""

    cases: tuple[tuple[Case, Risk], ...]
    heads_ups: tuple[HeadsUp, ...]
    reminders: tuple[Reminder, ...]
