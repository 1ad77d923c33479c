"""The words of the house: what the core takes in, thinks about and hands out. Frozen values, aware datetimes only.

Facts      Mail (a header row with its Sentences), connectors.types.Event, Mark
Derived    Promise, Due, Evidence, Standing, Case, Signal, Risk, HeadsUp, Review
Orders     Put, Replace, Withdraw
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from connectors.types import Address, Draft, Event, Kind, Note, Ref

# --- who the owner is ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """When the owner works. `days` are ISO weekdays minus one (Monday 0); hours are local wall time in `zone`.

    `end_of_day` is when a colleague wants what was promised for "EOD"; `day_first` reads 10/12 as 10 December.
    """

    zone: ZoneInfo
    starts: time = time(9, 0)
    ends: time = time(17, 0)
    days: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    holidays: frozenset[date] = frozenset()
    end_of_day: time = time(17, 0)
    day_first: bool = False


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose word is kept. Addresses in lower case. `people` maps an address to its importance (1.0 is ordinary)."""

    addresses: frozenset[str]
    name: str
    calendar: WorkingCalendar
    people: Mapping[str, float] = field(default_factory=dict)
    boss: str | None = None


@dataclass(frozen=True, slots=True)
class Speak:
    """How and how often drafts are written. `quiet` is [from, to) in local wall time and may pass midnight."""

    from_start: bool = False
    cap_per_day: int = 3
    quiet: tuple[time, time] | None = None
    language: str = "en"
    signature: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)


# --- facts -----------------------------------------------------------------------------------------------------------


class Cue(StrEnum):
    """Why a sentence of a mail is kept as a fact."""

    PROMISE = "promise"
    OFFER = "offer"
    ATTENDANCE = "attendance"
    DELEGATED = "delegated"
    DELIVERY = "delivery"  # "attached is the draft", "here are the numbers"
    DONE = "done"  # "I have called Bob"
    MOVED = "moved"  # "need until Monday", "will be a day late"
    DROPPED = "dropped"  # "no longer needed", "I won't be able to"
    CHASE = "chase"  # "any news on the deck?"
    THANKS = "thanks"  # "got it", "thanks for sending"
    ASK = "ask"  # "could you send me the deck by Friday?"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with a cue, as a fact: at most 300 characters, [start, end) counted in the decoded body.

    `text` is exactly body[start:end] (cut at 300). `answers` is the quoted request it replies to ("" where none):
    the one piece of somebody else's text that is kept, because "Yes, by Friday" means nothing without it.
    """

    cue: Cue
    start: int
    end: int
    text: str
    score: float = 1.0
    hedged: bool = False
    waits_for: str | None = None
    to_name: str | None = None
    answers: str = ""
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    """What is kept of a mail: its header row and its sentences. The body stays at the provider.

    `key` is the mail's identity across folders, accounts and machines (Message-ID or else provider id, sender, date).
    `links` are what ties it to its thread: Message-IDs (its own, In-Reply-To, References), the provider's thread id,
    and "subject\\nperson" for each person beside the owner; two mails are of one thread when they share a link.
    `own` is True for what the owner wrote. `skipped` says why its text was not read. `reader` is the version of the
    reader that found the sentences, 0 where the body has not been read yet.
    `heads_up` is our own key, where the mail is a heads-up of ours that the owner sent.
    """

    key: str
    ref: Ref
    message_id: str
    links: frozenset[str]
    sent_at: datetime
    own: bool
    from_: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    attachments: tuple[str, ...] = ()
    skipped: str | None = None
    reader: int = 0
    sentences: tuple[Sentence, ...] = ()
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    thread: str | None = None
    heads_up: str | None = None


class Verdict(StrEnum):
    """What the human may say of a promise."""

    KEPT = "kept"
    DROPPED = "dropped"
    NOT_A_PROMISE = "not a promise"
    HUSH = "hush"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Mark:
    """The human's word on one promise; it outranks any inference. `by` is the new due moment of a MOVED.

    `source` and `words` let it re-attach by overlap in the same mail, when a better reader moves the span.
    """

    promise: str
    verdict: Verdict
    made_at: datetime
    by: datetime | None = None
    source: str = ""
    words: str = ""


# --- promises and time -----------------------------------------------------------------------------------------------


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


# --- risk ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Load:
    """The owner's time until the aim of a promise: hours owed by then (this one included), hours free by then."""

    owed_hours: float
    free_hours: float
    meeting_hours: float


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule may see of one promise at the moment `now`.

    `last_word_at` is the owner's last mail to the person owed or in the thread, the promise itself included;
    `meetings` are the coming events with a person owed, soonest first; `slips` counts how often it was moved before;
    `importance` is that of the most important person owed (1.0 is ordinary).
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
    calendar: WorkingCalendar
    hushed: bool = False


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule's word: how much it adds (0 to 1), one sentence why, and what it rests on (Mail.keys, event ids)."""

    rule: str
    weight: float
    why: str
    refs: tuple[str, ...]


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


# --- orders ----------------------------------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class Posted:
    """An outbox row: what we wanted at the provider, and what is known of it.

    `digest` is a hash of the item as last wanted there; `first_at` the moment of the first intent; `attempt_at` that
    of the last attempt (the quarantine counts from it).
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


@dataclass(frozen=True, slots=True)
class Put:
    """Write a new draft or note under `key`."""

    key: str
    item: Draft | Note
    promises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replace:
    """Overwrite our own untouched draft or note, because the facts have changed."""

    key: str
    item: Draft | Note
    promises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take back our own untouched draft or note, because nobody needs it any more."""

    key: str


Action = Put | Replace | Withdraw
