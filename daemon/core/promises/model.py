"""The judge of a sentence: features in, a probability for each kind out. Pure Python, the weights a file of bytes.

Multinomial logistic regression over hashed features (Weinberger et al., "Feature hashing for large scale multitask
learning", 2009), trained by tests/train/promises.py. The file is one line of JSON (kinds, bits, scale, bias,
threshold), then zlib: kind by kind a byte for each slot, the root of the weight (fine near zero, coarse far out).
"""

import json
import math
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import itemgetter

_GRAMS = frozenset("123sp")  # n-grams share one unit of length; each frame counts fully, however long the sentence
FRAME = 0.2
_MIDDLE = 128
_LEVELS = tuple(math.copysign(((b - _MIDDLE) / 127) ** 2, b - _MIDDLE) for b in range(256))


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by kind, a byte for each slot, `scale` the largest of them.

    `threshold` is the probability from which a promise is one.
    """

    kinds: tuple[str, ...]
    bits: int
    scale: float
    bias: tuple[float, ...]
    threshold: float
    columns: tuple[bytes, ...]

    def probabilities(self, named: Iterable[str]) -> Mapping[str, float]:
        """Return the probability of each kind for a sentence with the features `named`."""
        grams, frames, gram = hashed(named, self.bits)
        of_grams, of_frames = _picker(grams), _picker(frames)
        scores = [
            bias + self.scale * (gram * _sum(of_grams(column)) + FRAME * _sum(of_frames(column)))
            for bias, column in zip(self.bias, self.columns, strict=True)
        ]
        top = max(scores)
        shares = [math.exp(s - top) for s in scores]
        total = sum(shares)
        return {kind: share / total for kind, share in zip(self.kinds, shares, strict=True)}

    def leading(self, named: Iterable[str], kind: str, count: int = 3) -> tuple[str, ...]:
        """Return the features that speak most for `kind`, the strongest first."""
        column, mask = self.columns[self.kinds.index(kind)], (1 << self.bits) - 1
        weight = {name: column[zlib.crc32(name.encode()) & mask] for name in named}
        return tuple(sorted((n for n, w in weight.items() if w > _MIDDLE), key=lambda n: (-weight[n], n))[:count])


def hashed(named: Iterable[str], bits: int) -> tuple[frozenset[int], frozenset[int], float]:
    """Return the slots of the n-grams, those of the frames, and what one n-gram counts (a frame counts FRAME)."""
    mask = (1 << bits) - 1
    grams: set[int] = set()
    frames: set[int] = set()
    for name in named:
        (grams if name[0] in _GRAMS else frames).add(zlib.crc32(name.encode()) & mask)
    return frozenset(grams), frozenset(frames), 1 / math.sqrt(max(1, len(grams)))


def _picker(slots: frozenset[int]) -> Callable[[bytes], Iterable[int]]:
    """Return what takes the bytes at `slots` out of a column, in one step for all of them."""
    return itemgetter(*slots) if len(slots) > 1 else lambda column: [column[slot] for slot in slots]


def _sum(weights: Iterable[int]) -> float:
    """Add up weights given as bytes; the map keeps the loop out of Python's own steps."""
    return sum(map(_LEVELS.__getitem__, weights))


def rounded(share: float) -> int:
    """Return the byte that stands for a weight, given as a share (-1 to 1) of the largest."""
    return _MIDDLE + round(math.copysign(math.sqrt(abs(share)) * 127, share))


def pack(model: Model) -> bytes:
    """Return the bytes of a model file."""
    head = {
        "kinds": model.kinds,
        "bits": model.bits,
        "scale": model.scale,
        "bias": model.bias,
        "threshold": model.threshold,
    }
    return json.dumps(head).encode() + b"\n" + zlib.compress(b"".join(model.columns), 9)


def unpack(data: bytes) -> Model:
    """Return the model of a file's bytes."""
    line, _, packed = data.partition(b"\n")
    head = json.loads(line)
    size = 1 << head["bits"]
    table = zlib.decompress(packed)
    columns = tuple(table[k * size : (k + 1) * size] for k in range(len(head["kinds"])))
    return Model(tuple(head["kinds"]), head["bits"], head["scale"], tuple(head["bias"]), head["threshold"], columns)


@cache
def shipped() -> Model:
    """Return the model that ships with the project, read once."""
    return unpack((files("daemon.core.promises") / "en" / "weights.bin").read_bytes())
