"""The values of the track record: what came of each word given, how many came out how, and what the weeks tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from connectors.types import Address


class Fate(StrEnum):
    """What came of a word: a promise with one date. A promise that was moved is two words, each with its own fate."""

    KEPT = "kept"
    KEPT_LATE = "kept late"
    MOVED_IN_TIME = "moved in time"  # a new date was told before the old one had passed
    MOVED_LATE = "moved late"
    STILL_OWED = "still owed"  # past due, and a later word shows that it was not done by then
    TAKEN_BACK = "taken back"  # the owner said that it will not happen
    DONE_UNDATED = "done undated"  # nobody can say that it was in time
    PENDING = "pending"  # not due yet, or waiting for its condition
    UNDATED = "undated"  # open, and without a date
    UNKNOWN = "unknown"  # past due, and nobody said a word: much is handed over where no mail shows it
    UNCLEAR = "unclear"  # a talk, which neither mail nor calendar can show
    DROPPED = "dropped"  # no longer wanted, or no longer owed as the owner said by a mark
    LAPSED = "lapsed"


GOOD = frozenset({Fate.KEPT, Fate.MOVED_IN_TIME})
SLIPPED = frozenset({Fate.KEPT_LATE, Fate.MOVED_LATE, Fate.STILL_OWED, Fate.TAKEN_BACK})
SETTLED = GOOD | SLIPPED
"""The fates that the score looks at."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that was given to `to`, and its fate. `given` and `week` are Mondays of the owner's weeks (ISO 8601):
    of that in which it was given, and of that which its fate belongs to.

    That is the week of its end or of its closing, whichever came first; of what is pending or undated that of its
    giving. `hours` and `working_hours` tell how late it was kept or moved, or is still owed by now; of MOVED_IN_TIME
    how long before its end the new date was told; of any other nothing. `silent`: it slipped, and the owner had said
    nothing by its end. `again` is how often it had been moved before.
    """

    to: tuple[Address, ...]
    given: date
    week: date
    fate: Fate
    hours: float = 0.0
    working_hours: float = 0.0
    silent: bool = False
    again: int = 0


@dataclass(frozen=True, slots=True)
class Hours:
    """A median: in hours of the clock, and in working hours of the owner."""

    clock: float
    working: float


@dataclass(frozen=True, slots=True)
class Counts:
    """Words in numbers: how many were given, how many came to each fate, how many slipped in silence.

    `notice` is the median of those moved in time, `lateness` that of those kept late; None where there are none.
    """

    promised: int = 0
    fates: Mapping[Fate, int] = field(default_factory=dict)
    silent: int = 0
    notice: Hours | None = None
    lateness: Hours | None = None

    def of(self, *fates: Fate) -> int:
        """How many came to any of these fates."""
        return sum(self.fates.get(fate, 0) for fate in fates)

    @property
    def good(self) -> int:
        """How many were kept or moved in time."""
        return self.of(*GOOD)

    @property
    def settled(self) -> int:
        """How many the score looks at."""
        return self.of(*SETTLED)


@dataclass(frozen=True, slots=True)
class Week:
    """The week that starts on the Monday `start`, and the score at its end; None where nothing was settled by then."""

    start: date
    counts: Counts
    score: float | None


@dataclass(frozen=True, slots=True)
class Person:
    """What was promised to somebody, and the score of that alone."""

    address: Address
    counts: Counts
    score: float | None


class Direction(StrEnum):
    """Where the score goes."""

    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


@dataclass(frozen=True, slots=True)
class Trend:
    """How far the score has come since the end of the week before `since`, a Monday."""

    change: float
    since: date
    direction: Direction


@dataclass(frozen=True, slots=True)
class Alarm:
    """Backsliding: since the Monday `turned` fewer are kept or moved in time than before, since the Monday `first`."""

    first: date
    turned: date
    good_before: int
    settled_before: int
    good_since: int
    settled_since: int


@dataclass(frozen=True, slots=True)
class Streak:
    """So many weeks in a row in which something was settled and nothing slipped, the first of them that of `since`."""

    since: date
    weeks: int
    words: int


@dataclass(frozen=True, slots=True)
class Track:
    """The track record from `first`, a Monday, to `last`, both included.

    The counts are those of these days; `score`, `trend`, `alarm` and `streak` look further back. `people` are those
    owed, who most was settled with first; what is owed to several people counts for each of them, and once overall.
    """

    first: date
    last: date
    overall: Counts
    weeks: tuple[Week, ...]
    people: tuple[Person, ...]
    score: float | None
    trend: Trend | None
    alarm: Alarm | None
    streak: Streak | None
