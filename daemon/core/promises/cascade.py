"""Three looks at a sentence, each at what the one before left: a sentence in, a probability for each kind out.

The gate (gate.py) turns away at once what cannot owe anything, the line over features (model.py) is sure of nearly all
that is left. Where it is in doubt it looks at each clause too, for a promise is easily lost among other words; where
both together are in doubt still, the network (network.py) is asked about the same words. (P. Viola and M. Jones, "Rapid
object detection using a boosted cascade of simple features", 2001: the cheap judge first.)
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from daemon.core.model import Cue
from daemon.core.promises import gate, model, network
from daemon.core.promises.clauses import clauses, trimmed
from daemon.core.promises.features import features, tokens
from daemon.core.promises.gate import Gate
from daemon.core.promises.model import Model
from daemon.core.promises.network import Known, Network

_NOTHING: Mapping[str, float] = defaultdict(float, none=1.0)
# Between these chances of a promise the line is in doubt, and between the narrower ones still when it has seen the
# clauses: on both sides of the threshold that cross-validation laid. To ask where it is surer changes next to nothing.
_LEAST, _MOST = 0.02, 0.93
_STILL_LEAST, _STILL_MOST = 0.15, 0.75

Scores = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Cascade:
    """The gate, the line, and what gives the network when it is first needed."""

    gate: Gate
    line: Model
    network: Callable[[], Network]

    def probabilities(self, words: str) -> Mapping[str, float]:
        """Return the probability of each kind for a sentence."""
        said = tokens(words)
        if not self.gate.passes(said):
            return _NOTHING
        whole = self.line.scores(*features(words, said))
        chances = _shares(whole)
        if not _LEAST < chances[Cue.PROMISE] < _MOST:
            return chances
        looks = [(said, whole), *self._best_clause(words)]
        chances = _mean([_shares(scores) for _, scores in looks])
        if not _STILL_LEAST < chances[Cue.PROMISE] < _STILL_MOST:
            return chances
        known: Known = {}  # most windows of the clause are those of the whole
        return _mean([self._asked_further(said, scores, known) for said, scores in looks])

    def leading(self, words: str) -> tuple[str, ...]:
        """Return the features that speak most for a promise, the strongest first."""
        return self.line.leading(chain(*features(words, tokens(words))), Cue.PROMISE)

    def _best_clause(self, words: str) -> Iterator[tuple[Sequence[str], Scores]]:
        """Yield the words and scores of the clause that is most like a promise, where there is one but the whole.

        A clause that is the whole but for its full stop counts as well: the same words seen twice, a little otherwise,
        are judged better than once.
        """
        parts = [words[start:end] for start, end in _parts(words) if end - start < len(words)]
        looks = [(said, self.line.scores(*features(part, said))) for part in parts for said in [tokens(part)]]
        if looks:
            yield max(looks, key=lambda look: _shares(look[1])[Cue.PROMISE])

    def _asked_further(self, said: Sequence[str], scores: Scores, known: Known) -> Mapping[str, float]:
        others = self.network().scores(said, known)
        return _shares({kind: (score + others[kind]) / 2 for kind, score in scores.items()})


def _parts(words: str) -> list[tuple[int, int]]:
    """Return the places of the clauses, and before them of what stands before the first with I or we."""
    places = clauses(words)
    first = trimmed(words, 0, places[0][0]) if places else (0, 0)
    return [first, *places] if first[0] < first[1] else places


def _shares(scores: Scores) -> Mapping[str, float]:
    top = max(scores.values())
    shares = {kind: math.exp(score - top) for kind, score in scores.items()}
    total = sum(shares.values())
    return {kind: share / total for kind, share in shares.items()}


def _mean(chances: Sequence[Mapping[str, float]]) -> Mapping[str, float]:
    return {kind: sum(one[kind] for one in chances) / len(chances) for kind in chances[0]}


@cache
def shipped() -> Cascade:
    """Return the judges that ship with the project."""
    return Cascade(gate.shipped(), model.shipped(), network.shipped)
