"""How probable is it that a promise will be late, going by what came of the owner's earlier ones?

In: a Ledger at a moment. Out: its outcomes, their Record, and of any promise the probability and the telling count.
A rate is shrunk to what is known without it (beta-binomial: A. Gelman and others, Bayesian Data Analysis, 3rd edition,
2013, chapter 5): that of all promises to a prior of our own, that of each group to that of all. The groups a promise
belongs to are then joined on the log-odds scale, each as a deviation from the rate of all, as naive Bayes does.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from math import exp, log
from operator import itemgetter

from msgspec import Struct

from daemon.core import effort
from daemon.core.ledger import Ledger
from daemon.core.model import Evidence, Group, Outcome, Owner, Promise, Record, Says, Standing, Tally, Trait

WINDOW = timedelta(days=180)  # what came of older ones is of another time
PRIOR = 0.15  # nobody keeps every promise in time; of a stranger this share is expected to be late
STRENGTH = 8.0  # as many promises as the prior weighs
GROUP_STRENGTH = 6.0  # as many promises as the rate of all weighs in each group
LEAST, MOST = 0.02, 0.95

_GOOD = frozenset({Standing.KEPT, Standing.MOVED_IN_TIME})
_LATE = frozenset({Standing.KEPT_LATE, Standing.MOVED_LATE})
_UNMET = frozenset({Says.CHASED, Says.REOPENED})
_LEADS = ((0, "same day"), (3, "three days"), (7, "a week"))  # whole days at most
_LONGER = "longer"
_HEDGED = "hedged"
_LOUDNESS = itemgetter(0, 1)


class Lateness(Struct, frozen=True, gc=False):
    """The probability that a promise will be late, and what tells most of it: `tally` of `group` (None: of all)."""

    probability: float
    tally: Tally
    group: Group | None


def outcomes(ledger: Ledger, zone: tzinfo, now: datetime) -> tuple[Outcome, ...]:
    """What came by `now`, in the last `WINDOW`, of the promises of the ledger at `now`; oldest first.

    Kept or moved in time is good; kept late, moved late, or open past its end and asked for is late. What was dropped,
    has lapsed, cannot be known or had no date has no outcome, nor has what is open past its end without a word: much is
    handed over where no mail shows it.
    """
    found = (_outcome(p, ledger, zone, now) for p in ledger.promises)
    return tuple(sorted((o for o in found if o and o.at > begins(now)), key=lambda o: (o.at, o.late, sorted(o.groups))))


def begins(now: datetime) -> datetime:
    """The moment, in UTC, at or before which what came of a promise counts no more at `now`."""
    return now.astimezone(UTC) - WINDOW


def at(ledger: Ledger, owner: Owner, now: datetime) -> Record:
    """The record that the ledger at `now` makes."""
    zone = owner.calendar.zone
    return of(outcomes(ledger, zone, now), zone)


def of(outcomes: Iterable[Outcome], zone: tzinfo) -> Record:
    """The record of these outcomes; `zone` is the owner's."""
    counted = tuple(outcomes)
    groups: dict[Group, list[bool]] = defaultdict(list)
    for outcome in counted:
        for group in outcome.groups:
            groups[group].append(outcome.late)
    return Record(counted, _tally(o.late for o in counted), {g: _tally(some) for g, some in groups.items()}, zone)


def lateness(promise: Promise, record: Record) -> Lateness:
    """How probable it is that this promise will be late, and the count that speaks loudest for it."""
    return Odds(record).lateness(promise)


class Odds:
    """What a record says of promises. What it said is kept, as many are alike in all that it goes by."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._base = _logit(_rate(record.overall, PRIOR, STRENGTH))
        self._said: dict[tuple[bool, str, str, tuple[str, ...]], Lateness] = {}

    def lateness(self, promise: Promise) -> Lateness:
        """How probable it is that this promise will be late, and the count that speaks loudest for it."""
        kind, lead = effort.act(promise.words, promise.about).value, _lead(promise, self._record.zone)
        alike = (promise.hedged, kind, lead, tuple([a.email for a in promise.to]))
        found = self._said.get(alike)
        if found is None:
            found = self._said[alike] = self._lateness(promise)
        return found

    def _lateness(self, promise: Promise) -> Lateness:
        overall = self._record.overall
        telling = [
            (_deviation(tally.late, tally.total, overall.late, overall.total), group, tally)
            for group, tally in _telling(promise, self._record)
        ]
        joined = 1 / (1 + exp(-self._base - sum([deviation for deviation, _, _ in telling])))
        probability = round(min(MOST, max(LEAST, joined)), 6)
        loudest = max(telling, key=_LOUDNESS, default=None)
        if loudest is None or loudest[0] <= 0:
            return Lateness(probability, overall, None)
        _, group, tally = loudest
        return Lateness(probability, tally, group)


def groups_of(promise: Promise, zone: tzinfo) -> frozenset[Group]:
    """What the promise is alike in with others: its kind, each person owed, its lead time, its hedging."""
    found = [*_common(promise, zone), *((Trait.PERSON, a.email) for a in promise.to)]
    return frozenset(group for group in found if group[1])


def _common(promise: Promise, zone: tzinfo) -> Iterator[Group]:
    """Its groups, but for the people, in their order; of some the name may be empty."""
    if promise.hedged:
        yield Trait.HEDGED, _HEDGED
    yield Trait.KIND, str(effort.act(promise.words, promise.about))
    yield Trait.LEAD, _lead(promise, zone)


def _outcome(promise: Promise, ledger: Ledger, zone: tzinfo, now: datetime) -> Outcome | None:
    end = promise.due.end if promise.due else None
    standing, closed_at = ledger.standings[promise.key], ledger.closed_at.get(promise.key)
    if end is None:
        return None
    if standing in _GOOD and closed_at:
        return Outcome(closed_at.astimezone(UTC), False, groups_of(promise, zone))
    if standing in _LATE or (standing is Standing.OPEN and end < now and _asked_for(ledger.evidence[promise.key])):
        return Outcome(end.astimezone(UTC), True, groups_of(promise, zone))
    return None


def _asked_for(evidence: Iterable[Evidence]) -> bool:
    return any(e.says in _UNMET for e in evidence)


def _lead(promise: Promise, zone: tzinfo) -> str:
    """How long ahead it was promised, "" without a date."""
    due = promise.due
    wanted = (due.aim or due.end) if due else None
    if wanted is None:
        return ""
    days = (wanted.astimezone(zone).date() - promise.made_at.astimezone(zone).date()).days
    for most, name in _LEADS:
        if days <= most:
            return name
    return _LONGER


def _telling(promise: Promise, record: Record) -> list[tuple[Group, Tally]]:
    """Its groups that anything is known of, in order; of several people owed the one that most is known of."""
    known = record.groups
    found = [(group, tally) for group in _common(promise, record.zone) if (tally := known.get(group))]
    people = ((Trait.PERSON, email) for email in sorted({a.email for a in promise.to}))
    met = [(person, tally) for person in people if (tally := known.get(person))]
    return [*found, max(met, key=lambda told: told[1].total)] if met else found


def _tally(late: Iterable[bool]) -> Tally:
    told = list(late)
    return Tally(sum(told), len(told))


@lru_cache(4096)  # by the four counts: of the promises of a review most are of groups that others are of too
def _deviation(late: int, total: int, all_late: int, all_total: int) -> float:
    """How far the rate of a group lies from that of all, on the log-odds scale."""
    overall = _rate(Tally(all_late, all_total), PRIOR, STRENGTH)
    return _logit(_rate(Tally(late, total), overall, GROUP_STRENGTH)) - _logit(overall)


def _rate(tally: Tally, prior: float, strength: float) -> float:
    return (tally.late + prior * strength) / (tally.total + strength)


def _logit(share: float) -> float:
    return log(share / (1 - share))
