"""The second judge, for sentences in doubt: words in, a score for each kind out. Pure Python, weights as bytes.

A small convolutional network (Y. Kim, "Convolutional neural networks for sentence classification", 2014): a window of
five words, then windows of three over what the first layer saw, the greatest and the sum over the sentence, a line to
the kinds. Trained by tests/train/network.py. The first layer's windows are folded into the words: each word has its
share in each filter at each of the five places ready as a row of bytes, so that layer only adds up.

The file is one line of JSON (kinds, sizes, scale), then zlib: the words one a line, a blank line, the rows of bytes,
the other weights as 32-bit floats.
"""

import json
import math
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, islice, repeat
from operator import mul

WINDOW = 5  # words that the first layer sees at once
NEAR = 3  # places that each further layer sees at once
LONGEST = 64  # words of a sentence that are looked at
UNKNOWN, BEGIN, END = "<unk>", "<^>", "<$>"
_MIDDLE = 128

Vector = tuple[float, ...]
Window = tuple[str, ...]  # an odd number of words, "" beyond the ends of the sentence
Known = dict[Window, Vector]


@dataclass(frozen=True, slots=True)
class Layer:
    """The filters of a further layer: their weights over NEAR places, what is added, and that with |w|^2 / 2."""

    weights: tuple[Vector, ...]
    bias: Vector
    rest: Vector

    @classmethod
    def of(cls, weights: Sequence[Vector], bias: Sequence[float]) -> "Layer":
        """Return the layer with these weights, a line a filter."""
        rest = tuple(b + _square(w) / 2 for w, b in zip(weights, bias, strict=True))
        return cls(tuple(weights), tuple(bias), rest)


@dataclass(frozen=True, slots=True)
class Network:
    """`rows` holds WINDOW * `width` bytes a word, in the order of `places`; `scale` is what one step of them counts."""

    kinds: tuple[str, ...]
    width: int
    scale: float
    places: Mapping[str, int]
    rows: bytes
    first: Vector
    layers: tuple[Layer, ...]
    line: tuple[Vector, ...]
    bias: Vector

    def scores(self, words: Sequence[str], known: Known | None = None) -> Mapping[str, float]:
        """Return the score of each kind (a logit: differences count) for a sentence of these words.

        `known` keeps what was seen of each window of words, for one that shares them with a sentence asked before.
        """
        known = {} if known is None else known
        radius = WINDOW // 2 + len(self.layers)
        padded = [""] * radius + [BEGIN, *words[:LONGEST], END] + [""] * radius
        windows = zip(*(padded[at:] for at in range(2 * radius + 1)), strict=False)
        seen = [self._seen(window, known) for window in windows]
        columns = list(zip(*seen, strict=True))
        root = math.sqrt(len(seen))
        held = (*map(max, columns), *(sum(column) / root for column in columns))
        return {k: b + sum(map(mul, w, held)) for k, w, b in zip(self.kinds, self.line, self.bias, strict=True)}

    def _seen(self, window: Window, known: Known) -> Vector:
        """Return what a layer makes of the word in the midst of a window: the wider that is, the further the layer."""
        if window not in known:
            if not window[len(window) // 2]:
                return (0.0,) * self.width
            known[window] = self._first(window) if len(window) == WINDOW else self._further(window, known)
        return known[window]

    def _first(self, window: Window) -> Vector:
        """Add up what the words have ready for the place in their midst, and let nothing below zero through."""
        scale, lift = self.scale, self.scale * _MIDDLE * WINDOW
        sums = map(sum, zip(*map(self._share, window, range(WINDOW)), strict=True))
        return tuple([v if (v := b - lift + scale * s) > 0 else 0.0 for b, s in zip(self.first, sums, strict=True)])

    def _share(self, word: str, tap: int) -> bytes:
        """Return a word's share in each filter at one place of the window; _MIDDLE stands for none."""
        if not word:
            return bytes([_MIDDLE]) * self.width
        start = (self.places.get(word, self.places[UNKNOWN]) * WINDOW + tap) * self.width
        return self.rows[start : start + self.width]

    def _further(self, window: Window, known: Known) -> Vector:
        """Return what a further layer makes of three places that the layer before it saw.

        w.x = (|w|^2 + |x|^2 - |w - x|^2) / 2: the distance is one step in C, four times as fast as a sum of products.
        """
        layer = self.layers[(len(window) - WINDOW) // 2 - 1]
        left, here, right = (self._seen(window[at : len(window) - 2 + at], known) for at in range(NEAR))
        near = left + here + right
        half = _square(near) / 2
        apart = map(math.dist, layer.weights, repeat(near))
        through = zip(here, layer.rest, apart, strict=True)
        return tuple([h + v if (v := rest + half - d * d / 2) > 0 else h for h, rest, d in through])


def _square(vector: Vector) -> float:
    return math.hypot(*vector) ** 2


def pack(network: Network) -> bytes:
    """Return the bytes of a network file."""
    head = {
        "kinds": network.kinds,
        "width": network.width,
        "layers": len(network.layers),
        "scale": network.scale,
    }
    floats = [*network.first]
    for layer in network.layers:
        floats += [*chain.from_iterable(layer.weights), *layer.bias]
    floats += [x for weights in network.line for x in weights] + [*network.bias]
    words = "\n".join(sorted(network.places, key=lambda word: network.places[word]))
    body = f"{words}\n\n".encode() + network.rows + struct.pack(f"<{len(floats)}f", *floats)
    return json.dumps(head).encode() + b"\n" + zlib.compress(body, 9)


def unpack(data: bytes) -> Network:
    """Return the network of a file's bytes."""
    line, _, packed = data.partition(b"\n")
    head = json.loads(line)
    words, _, rest = zlib.decompress(packed).partition(b"\n\n")
    places = {word: place for place, word in enumerate(words.decode().split("\n"))}
    width, kinds = head["width"], tuple(head["kinds"])
    size = len(places) * WINDOW * width
    floats = iter(struct.unpack(f"<{(len(rest) - size) // 4}f", rest[size:]))
    first = _taken(floats, width)
    layers = tuple(_layer(floats, width) for _ in range(head["layers"]))
    line_ = tuple(_taken(floats, 2 * width) for _ in kinds)
    return Network(kinds, width, head["scale"], places, rest[:size], first, layers, line_, _taken(floats, len(kinds)))


def _layer(floats: Iterator[float], width: int) -> Layer:
    weights = [_taken(floats, NEAR * width) for _ in range(width)]
    return Layer.of(weights, _taken(floats, width))


def _taken(floats: Iterator[float], count: int) -> Vector:
    return tuple(islice(floats, count))


@cache
def shipped() -> Network:
    """Return the network that ships with the project, read when a sentence is first in doubt."""
    return unpack((files("daemon.core.promises") / "en" / "network.bin").read_bytes())
