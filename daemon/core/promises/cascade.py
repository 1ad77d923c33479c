"""Three looks at a sentence, each at what the one before left: a sentence in, a probability for each kind out.

The gate (gate.py) turns away at once what cannot owe anything, the line over features (model.py) is sure of nearly all
that is left; where it is in doubt, the network (network.py) is asked too, and the mean of their scores decides. (P.
Viola and M. Jones, "Rapid object detection using a boosted cascade of simple features", 2001: the cheap judge first.)
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

from daemon.core.model import Cue
from daemon.core.promises import gate, model, network
from daemon.core.promises.features import features, tokens
from daemon.core.promises.gate import Gate
from daemon.core.promises.model import Model
from daemon.core.promises.network import Network

_NOTHING: Mapping[str, float] = defaultdict(float, none=1.0)
# Between these chances of a promise the line is in doubt: on both sides of the threshold that cross-validation laid. To
# ask further where it is surer changes next to nothing.
_LEAST, _MOST = 0.2, 0.7


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
        scores = self.line.scores(*features(words, said))
        chances = _shares(scores)
        if not _LEAST < chances[Cue.PROMISE] < _MOST:
            return chances
        others = self.network().scores(said)
        return _shares({kind: (score + others[kind]) / 2 for kind, score in scores.items()})

    def leading(self, words: str) -> tuple[str, ...]:
        """Return the features that speak most for a promise, the strongest first."""
        return self.line.leading(chain(*features(words, tokens(words))), Cue.PROMISE)


def _shares(scores: Mapping[str, float]) -> Mapping[str, float]:
    top = max(scores.values())
    shares = {kind: math.exp(score - top) for kind, score in scores.items()}
    total = sum(shares.values())
    return {kind: share / total for kind, share in shares.items()}


@cache
def shipped() -> Cascade:
    """Return the judges that ship with the project."""
    return Cascade(gate.shipped(), model.shipped(), network.shipped)
