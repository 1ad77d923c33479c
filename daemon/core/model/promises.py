"""What follows from the facts: promises, by when, the evidence, where each stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from connectors.types import Address, Ref


@dataclass(frozen=True, slots=True)
class Reading:
    """One fair reading of words about time: [start, end) or open on one side; local wall time of the writer, aware."""

    start: datetime | None
    end: datetime | None
    grain: str
    open: str | None = None  # "before": only `end` counts, "after": only `start` does


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words about time at [start_char, end_char) of a text: the readings, the preferred one first, and the rule.

    `anchor` holds the words of the event it hangs on ("before our next 1:1"): symbolic, no reading.
    """

    start_char: int
    end_char: int
    text: str
    readings: tuple[Reading, ...]
    rule: str
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """By when. `end` is the last moment at which the author could still say "I kept it" and judges kept or late;
    `aim` is when a colleague would want it, and drives risk and capacity. `said` are the words, `start_char` and
    `end_char` their place in the text they were found in. `readings` are the other fair readings, as (start, end).
    `anchor` holds the words of an event it hangs on, where it does; such a due is resolved against the calendar.
    """

    start: datetime | None
    end: datetime | None
    aim: datetime | None
    grain: str
    said: str
    start_char: int = 0
    end_char: int = 0
    readings: tuple[Reading, ...] = ()
    anchor: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """What the owner owes: `words` to `to`, said at `made_at` in the mail `source` (a Mail.key), by `due`.

    `key` = hash(From address, Message-ID or else provider id, normalised words): the same under another account name,
    on another machine, through another connector. `links` are those of the mail.
    """

    key: str
    source: str
    ref: Ref
    to: tuple[Address, ...]
    words: str
    made_at: datetime
    due: Due | None
    links: frozenset[str]
    hedged: bool = False
    waits_for: str | None = None
    score: float = 1.0
    start: int = 0
    end: int = 0
    why: tuple[str, ...] = ()
    origin: str | None = None  # the earlier promise that this one says again or moves
    about: str = ""  # the request it answers and the mail's subject: what words like "will do" leave unsaid
    effort_hours: float | None = None  # as its author said it ("roughly five hours"), None where nobody did


class Says(StrEnum):
    """What a piece of evidence says of a promise."""

    DONE = "done"
    PARTLY = "partly"
    MOVED = "moved"
    DROPPED = "dropped"
    CHASED = "chased"
    THANKED = "thanked"
    ARMED = "armed"  # the condition it waited for has come
    REOPENED = "reopened"
    PROGRESS = "progress"
    UNCLEAR = "unclear"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a later mail or event says of a promise. `source` is the Mail.key or the event's Ref id; `at` its time.

    `quote` is at most 300 characters of it. `by` is the new due moment of a MOVED that names one.
    """

    promise: str
    source: str
    at: datetime
    says: Says
    quote: str
    why: str
    by: datetime | None = None


class Standing(StrEnum):
    """Where a promise stands: the fold of evidence and Marks at a moment."""

    OPEN = "open"
    WAITING = "waiting"
    UNCLEAR = "unclear"
    KEPT = "kept"
    KEPT_LATE = "kept late"
    MOVED_IN_TIME = "moved in time"
    MOVED_LATE = "moved late"
    DROPPED = "dropped"
    LAPSED = "lapsed"
    NOT_A_PROMISE = "not a promise"


LIVE = frozenset({Standing.OPEN, Standing.WAITING, Standing.UNCLEAR})
