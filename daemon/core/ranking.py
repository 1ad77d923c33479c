"""Which drafts get today's share: importance x probability x consequence. In: cases with their risk. Out: Ranks.

Importance is that of the person, as the owner set it; probability is the risk. Consequence starts at 1 and grows by a
factor for each fact that makes a slip cost more. The factors are priors of our own, small on purpose: each alone moves
a draft among its neighbours, all together lift a likely slip above a sure one that nobody waits for.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from daemon.core.model import Case, HeadsUp, Owner, Rank, Review, Risk, Says, Speak, Tone
from daemon.core.wording import tone

NAMED = 1.25  # a date was named: somebody planned with it
CHASED = 1.5  # they asked about it: they do wait
MEETING = 1.25  # they are met soon, and will ask
CLIENT = 1.25  # they are no colleague, and cannot just come by
EACH_MORE = 0.1  # for each further person owed
MOST_MORE = 3

SOON = timedelta(days=3)


def rank(case: Case, found: Risk, owner: Owner, speak: Speak) -> Rank:
    """The rank of one promise at its moment."""
    return Rank(case.importance, found.score, tuple(_factors(case, owner, speak)))


def ranked(review: Review) -> Sequence[HeadsUp]:
    """The heads-ups, that with the highest rank among its promises first; of equal ones the more urgent."""
    return sorted(review.heads_ups, key=lambda word: -max((_value(review, p) for p in word.promises), default=0.0))


def told(rank: Rank) -> str:
    """The product with its terms: `1.17 = importance 1 x risk 0.94 x 1.25 (a date was named)`."""
    factors = "".join(f" x {factor:g} ({fact})" for factor, fact in rank.factors)
    return f"{rank.value:.2f} = importance {rank.importance:g} x risk {rank.probability:.2f}{factors}"


def _value(review: Review, promise: str) -> float:
    return review.ranks[promise].value if promise in review.ranks else 0.0


def _factors(case: Case, owner: Owner, speak: Speak) -> Iterator[tuple[float, str]]:
    to = case.promise.to
    if case.end:
        yield NAMED, "a date was named"
    if any(e.says is Says.CHASED and e.at <= case.now for e in case.evidence):
        yield CHASED, "they asked about it"
    if any(case.now <= m.starts_at <= case.now + SOON for m in case.meetings):
        yield MEETING, "you meet them soon"
    if tone.of(to, owner, speak) is Tone.CLIENT:
        yield CLIENT, "it is owed to somebody outside"
    if len(to) > 1:
        yield 1 + EACH_MORE * min(len(to) - 1, MOST_MORE), f"{len(to)} people wait for it"
