"""The judges of a sentence: the cheap one first, its clauses and the dear one where it is in doubt."""

import math
import time
import zlib
from collections.abc import Mapping

import pytest

from daemon.core.promises import gate, network
from daemon.core.promises.cascade import Cascade
from daemon.core.promises.features import features, tokens
from daemon.core.promises.gate import Gate
from daemon.core.promises.model import Model, rounded, rows_of
from daemon.core.promises.network import BEGIN, END, NEAR, UNKNOWN, WINDOW, Layer, Network, pack, unpack

WIDTH = 2
BITS, MOST = 18, 100.0
WORDS = ("<pad>", UNKNOWN, BEGIN, END, "call", "you")


def small_network(push: float = 0.0) -> Network:
    """Two filters, one further layer; `push` is what a promise has anyway."""
    rows = bytes((place * 37 + at * 11) % 256 for place in range(len(WORDS)) for at in range(WINDOW * WIDTH))
    weights = [tuple(((f + 1) * (at + 1) % 5 - 2) / 4 for at in range(NEAR * WIDTH)) for f in range(WIDTH)]
    layer = Layer.of(weights, [0.25] * WIDTH)
    line = ((0.5, -0.25, 0.125, 0.5), (-0.5, 0.75, 0.25, -0.125))
    places = {word: place for place, word in enumerate(WORDS)}
    return Network(("none", "promise"), WIDTH, 1 / 64, places, rows, (0.5, -0.25), (layer,), line, (0.0, push))


def by_the_book(net: Network, words: list[str]) -> list[float]:
    """The same scores by the sums of the definition, as slowly as they stand there."""
    at = [net.places.get(word, net.places[UNKNOWN]) for word in (BEGIN, *words, END)]
    count = len(at)

    def share(place: int, tap: int, f: int) -> int:
        return net.rows[(place * WINDOW + tap) * WIDTH + f] - 128

    seen = [
        [
            max(
                0.0,
                net.first[f]
                + net.scale * sum(share(at[t + k - 2], k, f) for k in range(WINDOW) if 0 <= t + k - 2 < count),
            )
            for f in range(WIDTH)
        ]
        for t in range(count)
    ]
    for layer in net.layers:
        seen = [
            [
                seen[t][f]
                + max(
                    0.0,
                    layer.bias[f]
                    + sum(
                        layer.weights[f][k * WIDTH + g] * seen[t + k - 1][g]
                        for k in range(NEAR)
                        for g in range(WIDTH)
                        if 0 <= t + k - 1 < count
                    ),
                )
                for f in range(WIDTH)
            ]
            for t in range(count)
        ]
    held = [max(s[f] for s in seen) for f in range(WIDTH)]
    held += [sum(s[f] for s in seen) / math.sqrt(count) for f in range(WIDTH)]
    return [b + sum(w * h for w, h in zip(line, held, strict=True)) for line, b in zip(net.line, net.bias, strict=True)]


def line_of(promise: float) -> Model:
    """A first judge that gives every sentence the same score."""
    return Model(("none", "promise"), 1, 1.0, (0.0, promise), 0.5, rows_of((b"\x80\x80", b"\x80\x80")))


def line_for(weights: Mapping[str, float]) -> Model:
    """A first judge that only knows these features."""
    table = bytearray(b"\x80" * (1 << BITS))
    for name, weight in weights.items():
        table[zlib.crc32(name.encode()) & ((1 << BITS) - 1)] = rounded(weight / MOST)
    return Model(("none", "promise"), BITS, MOST, (0.0, -4.0), 0.5, rows_of((b"\x80" * (1 << BITS), bytes(table))))


def gate_for(*, welcome: str) -> Gate:
    """A gate that only lets pass what holds this word."""
    weights = bytearray(b"\x80" * 64)
    weights[gate.places([welcome], 64)[0]] = 129
    return Gate(bytes(weights), least=1)


OPEN = Gate(b"\x80", least=0)


def never() -> Network:
    raise AssertionError("the second judge was asked though the first was sure")


def odds(chances: Mapping[str, float]) -> float:
    return math.log(chances["promise"] / chances["none"])


@pytest.mark.parametrize("words", [[], ["call"], ["call", "you"], ["you", "never", "call", "you", "again"]])
def test_the_network_computes_what_its_definition_says(words: list[str]) -> None:
    net = small_network()
    assert list(net.scores(words).values()) == pytest.approx(by_the_book(net, words), abs=1e-9)


def test_a_network_survives_its_file() -> None:
    assert unpack(pack(small_network())) == small_network()


@pytest.mark.parametrize("score", [-9.0, 9.0])
def test_a_first_judge_that_is_sure_decides_alone(score: float) -> None:
    assert odds(Cascade(OPEN, line_of(score), never).probabilities("call you")) == pytest.approx(score)


def test_in_doubt_the_mean_of_both_decides() -> None:
    net = small_network(push=3.0)
    second = net.scores(["call", "you"])
    found = odds(Cascade(OPEN, line_of(0.5), lambda: net).probabilities("call you"))
    assert found == pytest.approx((0.5 + second["promise"] - second["none"]) / 2)


CLAUSE = "I will send it"
HIDDEN = f"The talks went on and on, all of us were tired of them, so {CLAUSE}"
KNOWS = {"2:will send": 40.0}


def promise(judges: Cascade, words: str) -> float:
    return judges.probabilities(words)["promise"]


def test_a_promise_among_many_other_words_is_found_in_its_clause() -> None:
    judges = Cascade(OPEN, line_for(KNOWS), never)
    assert promise(judges, CLAUSE) > 0.99
    assert 0.7 < promise(judges, HIDDEN) < 0.9


def test_a_clause_is_not_looked_at_where_the_whole_leaves_no_doubt() -> None:
    judges = Cascade(OPEN, line_for({**KNOWS, "1:tired": -60.0}), never)
    assert promise(judges, HIDDEN) < 0.03


def test_in_doubt_still_the_network_is_asked_about_the_whole_and_the_clause() -> None:
    line, net = line_for({**KNOWS, "1:tired": -10.0}), small_network(push=-2.0)

    def share(words: str) -> float:
        said = tokens(words)
        one, other = line.scores(*features(words, said)), net.scores(said)
        push = (one["promise"] - one["none"] + other["promise"] - other["none"]) / 2
        return 1 / (1 + math.exp(-push))

    found = promise(Cascade(OPEN, line, lambda: net), HIDDEN)
    assert found == pytest.approx((share(HIDDEN) + share(CLAUSE)) / 2)


def test_what_the_gate_turns_away_owes_nothing() -> None:
    judges = Cascade(gate_for(welcome="call"), line_of(9.0), never)
    assert judges.probabilities("Nice weather.")["promise"] == 0
    assert judges.probabilities("I'll call you.")["promise"] > 0.9


def test_a_gate_survives_its_file() -> None:
    door = gate_for(welcome="call")
    assert gate.unpack(gate.pack(door)) == door


def test_the_second_judge_loads_fast() -> None:
    network.shipped.cache_clear()
    began = time.process_time()
    network.shipped()
    assert time.process_time() - began <= 0.3  # some 0.05 s on a quiet machine
