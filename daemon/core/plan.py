"""What to do at the provider, as data. In: a Review and the outbox rows. Out: Actions; nothing is touched here.

    wanted, no row                    Put
    wanted, INTENDED or FAILED        Put again: the outbox looks it up first and finishes it
    wanted, WRITTEN, digest differs   Replace
    wanted, WITHDRAWN                 Put, as if it were new
    TOUCHED, DECLINED, SENT           nothing, ever again: the owner has decided
    not wanted, INTENDED or WRITTEN   Withdraw

Rows of another purpose, such as those of a status mail, are left alone, and count for nothing here.
A second plan after the first was carried out is empty. New drafts wait for the first days, for the end of the quiet
hours, for the owner's next working hour and for tomorrow's share, the highest rank first; one that would come too late
then, because something it speaks of falls due before, does not wait for a working hour. New notes wait for the first
days only, as do lines.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime, time, timedelta
from hashlib import sha256

from connectors.types import Draft, Item, Kind
from daemon.core import ranking, timing
from daemon.core.model import Action, HeadsUp, Owner, Posted, Purpose, Put, Replace, Review, Speak, State, Withdraw

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
    """The actions of this turn: what to take back first, then drafts, the highest rank first, then notes and lines.

    `posted` are the rows of all that was ever wanted in the account, `started` is its first turn. `elsewhere` are the
    rows of the owner's other accounts: what was decided there is decided, what was drafted there counts for the day.
    """
    posted, elsewhere = _of_heads_ups(posted), _of_heads_ups(elsewhere)
    rows = {row.key: row for row in posted}
    words = {case.promise.key: (case.promise.source, case.promise.words) for case, _ in review.cases}
    spoken = _drafts(ranking.ranked(review), posted, elsewhere)
    wanted = [replace(w, said=_said(w, words)) for w in (*spoken, *_notes(review))]
    fresh = _Allowance.of((*posted, *elsewhere), speak, owner, started, now, _pressing(review, speak, owner, now))
    keys = {w.key for w in wanted}
    takes = [Withdraw(row.key) for row in posted if row.key not in keys and row.state in LYING_THERE]
    return (*sorted(takes, key=lambda t: t.key), *_writes(wanted, rows, fresh))


def digest(item: Item) -> str:
    """A hash of all that would be written: 32 hexadecimal digits, the same on every machine."""
    return sha256(repr((type(item).__name__, _plain(item))).encode()).hexdigest()[:32]


def settled(posted: Iterable[Posted]) -> frozenset[str]:
    """The promises about which the owner has decided: edited, deleted or sent the draft."""
    return frozenset(
        p for r in _of_heads_ups(posted) if r.kind is Kind.DRAFT and r.state in DECIDED for p in r.promises
    )


def write(wanted: Put, row: Posted | None, *, new: bool) -> Put | Replace | None:
    """The order that brings about what is wanted, by its row; None where there is nothing to do.

    `new` says whether what does not lie there yet may be written now.
    """
    if row is None or row.state is State.WITHDRAWN:
        return wanted if new else None
    if row.state in PENDING:
        return wanted
    if row.state is State.WRITTEN and row.digest != digest(wanted.item):
        return Replace(wanted.key, wanted.item, wanted.promises, wanted.said, wanted.purpose)
    return None


@dataclass(frozen=True, slots=True)
class _Allowance:
    """How many new drafts may be written this turn, and whether new notes may.

    `pressing` are the promises of which one must be spoken of in a new draft; None: any draft will do.
    """

    drafts: int
    notes: bool
    pressing: frozenset[str] | None

    @classmethod
    def of(
        cls,
        posted: Iterable[Posted],
        speak: Speak,
        owner: Owner,
        started: datetime,
        now: datetime,
        pressing: frozenset[str] | None,
    ) -> "_Allowance":
        speaking = speak.from_start or now - started >= ONLY_SHOW
        local = now.astimezone(owner.calendar.zone)
        days = [r.first_at.astimezone(owner.calendar.zone).date() for r in posted if r.kind is Kind.DRAFT]
        left = max(0, speak.cap_per_day - days.count(local.date()))
        drafts = left if speaking and not is_quiet(local.time(), speak.quiet) else 0
        return cls(drafts, speaking, pressing)

    def lets(self, want: Put, before: int) -> bool:
        """Whether something new may be written, where so many new drafts go `before` it."""
        if not isinstance(want.item, Draft):
            return self.notes
        return before < self.drafts and (self.pressing is None or not self.pressing.isdisjoint(want.promises))


def _pressing(review: Review, speak: Speak, owner: Owner, now: datetime) -> frozenset[str] | None:
    """The promises for which the owner's next working hour comes too late; None where nothing waits for one."""
    resumes = timing.away_until(now, owner.calendar) if speak.working_hours_only else None
    if resumes is None:
        return None
    return frozenset(case.promise.key for case, _ in review.cases if case.end and now < case.end < resumes)


def is_quiet(clock: time, quiet: tuple[time, time] | None) -> bool:
    """Whether the wall clock stands in [from, to), which may pass midnight; the same time twice is no quiet at all."""
    if quiet is None:
        return False
    start, end = quiet
    return start <= clock < end if start <= end else clock >= start or clock < end


def _drafts(words: Sequence[HeadsUp], posted: Sequence[Posted], elsewhere: Sequence[Posted]) -> list[Put]:
    """The drafts wanted, one live one per promise: where one already speaks of a promise, it is that one."""
    decided = settled((*posted, *elsewhere))
    places = _places(words, [r for r in posted if r.kind is Kind.DRAFT and r.state in LYING_THERE | PENDING])
    states = {row.key: row.state for row in posted}
    wanted: dict[str, Put] = {}
    for word in words:
        key = places[word.key]
        if states.get(key) not in DECIDED and not set(word.promises) <= decided:
            wanted.setdefault(key, Put(key, word.draft, word.promises))
    return list(wanted.values())


def _places(words: Sequence[HeadsUp], live: Sequence[Posted]) -> dict[str, str]:
    """Under which key each word goes: of the live drafts that speak of its promises its own, else one nobody claims."""
    alike = {w.key: [row.key for row in live if set(row.promises) & set(w.promises)] for w in words}
    places = {word: word for word, rows in alike.items() if word in rows}
    for word, rows in alike.items():
        if word not in places:
            places[word] = min(set(rows) - set(places.values()), default=word)
    return places


def _said(want: Put, words: Mapping[str, tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(words[key] for key in want.promises if key in words)


def _notes(review: Review) -> list[Put]:
    return [Put(r.key, r.note, (r.promise,)) for r in review.reminders]


def _writes(wanted: Iterable[Put], rows: Mapping[str, Posted], fresh: _Allowance) -> Iterator[Action]:
    before = 0
    for want in wanted:
        row = rows.get(want.key)
        order = write(want, row, new=fresh.lets(want, before))
        if order:
            before += isinstance(want.item, Draft) and (row is None or row.state is State.WITHDRAWN)
            yield order


def _of_heads_ups(rows: Iterable[Posted]) -> list[Posted]:
    return [row for row in rows if row.purpose is Purpose.HEADS_UP]


def _plain(item: Item) -> tuple[object, ...]:
    """The fields, moments as UTC text: the same moment in another zone object is the same item."""
    return tuple(_moment(v) if isinstance(v, datetime) else v for v in astuple(item))


def _moment(value: datetime) -> str:
    return f"{value.isoformat()} {value.timestamp()}"
