"""The look at the door: the words of a sentence in, whether it may owe anything at all out. Half of them do not.

A line over words and pairs of words alone, hashed, which costs a fifth of what the first judge does. It is cut so low
that hardly a promise is lost at it (tests/train/gate.py).
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

_MIDDLE = 128


@dataclass(frozen=True, slots=True)
class Gate:
    """A byte for each slot, 128 for nothing; `least` is the sum of them, each less 128, that a sentence must reach."""

    weights: bytes
    least: int

    def passes(self, words: Sequence[str]) -> bool:
        """Say whether a sentence of these words is worth a judge."""
        slots = places(words, len(self.weights))
        return sum(map(self.weights.__getitem__, slots)) - _MIDDLE * len(slots) >= self.least


def places(words: Sequence[str], size: int) -> list[int]:
    """Return the slots of the words and of each pair that stands together, of `size` (a power of two)."""
    padded = ["^", *words, "$"]
    pairs = [f"{one} {two}" for one, two in pairwise(padded)]
    slot = (size - 1).__and__
    return list(map(slot, map(zlib.crc32, map(str.encode, [*words, *pairs]))))


def pack(gate: Gate) -> bytes:
    """Return the bytes of a gate's file."""
    return json.dumps({"least": gate.least}).encode() + b"\n" + zlib.compress(gate.weights, 9)


def unpack(data: bytes) -> Gate:
    """Return the gate of a file's bytes."""
    line, _, packed = data.partition(b"\n")
    return Gate(zlib.decompress(packed), json.loads(line)["least"])


@cache
def shipped() -> Gate:
    """Return the gate that ships with the project, read once."""
    return unpack((files("daemon.core.promises") / "en" / "gate.bin").read_bytes())
