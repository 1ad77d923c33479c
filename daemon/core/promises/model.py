"""The first judge of a sentence: features in, a score for each kind out. Pure Python, the weights a file of bytes.

Multinomial logistic regression over hashed features (Weinberger et al., "Feature hashing for large scale multitask
learning", 2009), trained by tests/train/promises.py. The file is one line of JSON (kinds, bits, scale, bias,
threshold), then zlib: kind by kind a byte for each slot, the root of the weight (fine near zero, coarse far out).
"""

import json
import math
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import itemgetter

FRAME = 0.2  # what a frame counts, however long the sentence; n-grams share one unit of length
_MIDDLE = 128
_LANES = 8  # bytes of a row
_BLOCK = 1 << 16  # slots that are put into rows at once
# A weight is the square of its byte's distance from the middle. The squares, lifted above nought, fit into two bytes,
# of which Python takes sums without a step of its own for each.
_LIFT = 1 << 14
_SQUARES = [(b - _MIDDLE) * abs(b - _MIDDLE) + _LIFT for b in range(256)]
_LOW, _HIGH = bytes(s & 255 for s in _SQUARES), bytes(s >> 8 for s in _SQUARES)


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by slot, `scale` the largest of them: of each slot a row of eight bytes, one for each kind, so that all
    its weights lie together in memory.

    `threshold` is the probability from which a promise is one.
    """

    kinds: tuple[str, ...]
    bits: int
    scale: float
    bias: tuple[float, ...]
    threshold: float
    rows: "array[int]"

    def scores(self, grams: Iterable[str], frames: Iterable[str]) -> Mapping[str, float]:
        """Return the score of each kind (a logit: differences count) for a sentence with these n-grams and frames."""
        of_grams, of_frames, gram = hashed(grams, frames, self.bits)
        unit = self.scale / 127**2
        sums = zip(self.kinds, self.bias, self._sums(of_grams, of_frames), strict=True)
        return {kind: bias + unit * (gram * one + FRAME * two) for kind, bias, (one, two) in sums}

    def leading(self, named: Iterable[str], kind: str, count: int = 3) -> tuple[str, ...]:
        """Return the features that speak most for `kind`, the strongest first."""
        column, mask = self.column(kind), (1 << self.bits) - 1
        weight = {name: column[zlib.crc32(name.encode()) & mask] for name in named}
        return tuple(sorted((n for n, w in weight.items() if w > _MIDDLE), key=lambda n: (-weight[n], n))[:count])

    def column(self, kind: str) -> memoryview:
        """Return the weights of one kind, a byte for each slot."""
        return memoryview(self.rows).cast("B")[self.kinds.index(kind) :: _LANES]

    def _sums(self, grams: Set[int], frames: Set[int]) -> list[tuple[int, int]]:
        """Add up the squares of these slots, for each kind."""
        slots = [*grams, *frames]
        picked = array("Q", itemgetter(0, 0, *slots)(self.rows)).tobytes()[
            2 * _LANES :
        ]  # of two at least it is a tuple
        low, high = picked.translate(_LOW), picked.translate(_HIGH)
        cut, end = _LANES * len(grams), _LANES * (len(grams) + len(frames))
        return [
            (
                sum(low[k:cut:_LANES]) + 256 * sum(high[k:cut:_LANES]) - _LIFT * len(grams),
                sum(low[cut + k : end : _LANES]) + 256 * sum(high[cut + k : end : _LANES]) - _LIFT * len(frames),
            )
            for k in range(len(self.kinds))
        ]


def hashed(grams: Iterable[str], frames: Iterable[str], bits: int) -> tuple[Set[int], Set[int], float]:
    """Return the slots of the n-grams, those of the frames, and what one n-gram counts (a frame counts FRAME)."""
    slot = ((1 << bits) - 1).__and__
    of_grams = set(map(slot, map(zlib.crc32, map(str.encode, grams))))
    of_frames = set(map(slot, map(zlib.crc32, map(str.encode, frames))))
    return of_grams, of_frames, 1 / math.sqrt(max(1, len(of_grams)))


def rows_of(columns: Sequence[bytes | memoryview]) -> "array[int]":
    """Return the rows of a model whose weights are given kind by kind, at most eight of them; block by block, because
    a second copy of all would double what loading takes."""
    rows = array("Q", [0]) * len(columns[0])
    for at in range(0, len(columns[0]), _BLOCK):
        block = bytearray(_LANES * min(_BLOCK, len(columns[0])))
        for lane, column in enumerate(columns):
            block[lane::_LANES] = column[at : at + _BLOCK]
        rows[at : at + _BLOCK] = array("Q", bytes(block))
    return rows


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
    return (
        json.dumps(head).encode()
        + b"\n"
        + zlib.compress(b"".join(model.column(kind).tobytes() for kind in model.kinds), 9)
    )


def unpack(data: bytes) -> Model:
    """Return the model of a file's bytes."""
    cut = data.index(b"\n")
    head = json.loads(data[:cut])
    size = 1 << head["bits"]
    table = memoryview(zlib.decompress(memoryview(data)[cut + 1 :], bufsize=size * len(head["kinds"])))
    rows = rows_of([table[k * size : (k + 1) * size] for k in range(len(head["kinds"]))])
    return Model(tuple(head["kinds"]), head["bits"], head["scale"], tuple(head["bias"]), head["threshold"], rows)


@cache
def shipped() -> Model:
    """Return the model that ships with the project, read once."""
    return unpack((files("daemon.core.promises") / "en" / "weights.bin").read_bytes())
