"""What to do at the provider, as data. In: a Review and the outbox rows. Out: Actions; nothing is touched here.

    wanted, no row                    Put
    wanted, INTENDED or FAILED        Put again: the outbox looks it up first and finishes it
    wanted, WRITTEN, digest differs   Replace
    wanted, WITHDRAWN                 Put, as if it were new
    TOUCHED, DECLINED, SENT           nothing, ever again: the owner has decided
    not wanted, INTENDED or WRITTEN   Withdraw

A second plan after the first was carried out is empty. New drafts wait for the first days, for the end of the quiet
hours and for tomorrow's share, the most urgent first; new notes wait for the first days only.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime, time, timedelta
from hashlib import sha256

from connectors.types import Draft, Kind, Note
from daemon.core.model import Action, HeadsUp, Owner, Posted, Put, Replace, Review, Speak, State, Withdraw

ONLY_SHOW = timedelta(days=3)
DECIDED = frozenset({State.TOUCHED, State.DECLINED, State.SENT})
PENDING = frozenset({State.INTENDED, State.FAILED})
LYING_THERE = frozenset({State.INTENDED, State.WRITTEN})


def plan(
    review: Review,
    posted: Sequence[Posted],
    speak: Speak,
    owner: Owner,
    started: datetime,
    now: datetime,
    elsewhere: Sequence[Posted] = (),
) -> tuple[Action, ...]:
    """The actions of this turn: what to take back first, then drafts, most urgent first, then notes.

    `posted` are the rows of all that was ever wanted in the account, `started` is its first turn. `elsewhere` are the
    rows of the owner's other accounts: what was decided there is decided, what was drafted there counts for the day.
    """
    rows = {row.key: row for row in posted}
    words = {case.promise.key: (case.promise.source, case.promise.words) for case, _ in review.cases}
    wanted = [replace(w, said=_said(w, words)) for w in (*_drafts(review, posted, elsewhere), *_notes(review))]
    fresh = _Allowance.of((*posted, *elsewhere), speak, owner, started, now)
    keys = {w.key for w in wanted}
    takes = [Withdraw(row.key) for row in posted if row.key not in keys and row.state in LYING_THERE]
    return (*sorted(takes, key=lambda t: t.key), *_writes(wanted, rows, fresh))


def digest(item: Draft | Note) -> str:
    """A hash of all that would be written: 32 hexadecimal digits, the same on every machine."""
    return sha256(repr((type(item).__name__, _plain(item))).encode()).hexdigest()[:32]


def settled(posted: Iterable[Posted]) -> frozenset[str]:
    """The promises about which the owner has decided: edited, deleted or sent the draft."""
    return frozenset(p for row in posted if row.kind is Kind.DRAFT and row.state in DECIDED for p in row.promises)


@dataclass(frozen=True, slots=True)
class _Wanted:
    key: str
    item: Draft | Note
    promises: tuple[str, ...]
    said: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Allowance:
    """How many new drafts may be written this turn, and whether new notes may."""

    drafts: int
    notes: bool

    @classmethod
    def of(cls, posted: Iterable[Posted], speak: Speak, owner: Owner, started: datetime, now: datetime) -> "_Allowance":
        speaking = speak.from_start or now - started >= ONLY_SHOW
        local = now.astimezone(owner.calendar.zone)
        days = [r.first_at.astimezone(owner.calendar.zone).date() for r in posted if r.kind is Kind.DRAFT]
        left = max(0, speak.cap_per_day - days.count(local.date()))
        return cls(drafts=left if speaking and not _quiet(local.time(), speak.quiet) else 0, notes=speaking)


def _quiet(clock: time, quiet: tuple[time, time] | None) -> bool:
    """Whether the wall clock stands in [from, to), which may pass midnight; the same time twice is no quiet at all."""
    if quiet is None:
        return False
    start, end = quiet
    return start <= clock < end if start <= end else clock >= start or clock < end


def _drafts(review: Review, posted: Sequence[Posted], elsewhere: Sequence[Posted]) -> list[_Wanted]:
    """The drafts wanted, one live one per promise: where one already speaks of a promise, it is that one."""
    decided = settled((*posted, *elsewhere))
    places = _places(review.heads_ups, [r for r in posted if r.kind is Kind.DRAFT and r.state in LYING_THERE | PENDING])
    states = {row.key: row.state for row in posted}
    wanted: dict[str, _Wanted] = {}
    for word in review.heads_ups:
        key = places[word.key]
        if states.get(key) not in DECIDED and not set(word.promises) <= decided:
            wanted.setdefault(key, _Wanted(key, word.draft, word.promises))
    return list(wanted.values())


def _places(words: Sequence[HeadsUp], live: Sequence[Posted]) -> dict[str, str]:
    """Under which key each word goes: of the live drafts that speak of its promises its own, else one nobody claims."""
    alike = {w.key: [row.key for row in live if set(row.promises) & set(w.promises)] for w in words}
    places = {word: word for word, rows in alike.items() if word in rows}
    for word, rows in alike.items():
        if word not in places:
            places[word] = min(set(rows) - set(places.values()), default=word)
    return places


def _said(want: _Wanted, words: Mapping[str, tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(words[key] for key in want.promises if key in words)


def _notes(review: Review) -> list[_Wanted]:
    return [_Wanted(r.key, r.note, (r.promise,)) for r in review.reminders]


def _writes(wanted: Iterable[_Wanted], rows: Mapping[str, Posted], fresh: _Allowance) -> Iterator[Action]:
    drafts = fresh.drafts
    for want in wanted:
        row = rows.get(want.key)
        if row is None or row.state is State.WITHDRAWN:
            draft = isinstance(want.item, Draft)
            if (drafts > 0) if draft else fresh.notes:
                drafts -= draft
                yield Put(want.key, want.item, want.promises, want.said)
        elif row.state in PENDING:
            yield Put(want.key, want.item, want.promises, want.said)
        elif row.state is State.WRITTEN and row.digest != digest(want.item):
            yield Replace(want.key, want.item, want.promises, want.said)


def _plain(item: Draft | Note) -> tuple[object, ...]:
    """The fields, moments as UTC text: the same moment in another zone object is the same item."""
    return tuple(_moment(v) if isinstance(v, datetime) else v for v in astuple(item))


def _moment(value: datetime) -> str:
    return f"{value.isoformat()} {value.timestamp()}"
