"""Train the judges of sentences: labelled data of ../shared in, gate.bin, weights.bin and network.bin of
daemon/core/promises/en out.

    python -m tests.train.promises [--write]

Three judges learn: a gate (gate.py), a line over features (line.py), a small network (network.py). They learn from the
labelled sets, from sentences of real mail that were read since (real.py), from sentences written for this (written/),
some of them after others that are hard to judge, and from all of them with some words changed (varied.py). First the
figures, cross-validated: no sender in two folds, each fold read end to end by `promises.find` with judges that have
seen nobody of it. Then, with --write, the judges of everybody, with the threshold that cross-validation chose. Seeded
and deterministic, one process a core.
"""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from daemon.core import authored
from daemon.core.promises import gate as door
from daemon.core.promises import model, network
from daemon.core.promises.cascade import Cascade
from daemon.core.promises.gate import Gate
from daemon.core.promises.model import Model
from daemon.core.promises.network import Network
from daemon.core.promises.reader import find
from tests.train import gate, real
from tests.train import network as second
from tests.train.line import first_of, fit, judged, known
from tests.train.rows import FOLDS, alike, deal, labelled, load, ours
from tests.train.varied import varied

# Of what is found this part must be right, in sentences where the readers were sure and in whole mails: a false promise
# costs more than a missed one.
PRECISE = {"sure": 0.90, "mails": 0.88}
MORE = 2.0  # what a text counts more for the network, whose rate of learning is laid by it
EVERYBODY = FOLDS  # the "held out" fold of the judges that have seen all
WEIGHTS = Path(__file__).resolve().parents[2] / "daemon" / "core" / "promises" / "en"


def main() -> None:
    """Print the cross-validated figures; with --write, train on everybody and write the weights."""
    writes = "--write" in sys.argv
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        judges = [cascade(*parts) for parts in pool.map(train, range(FOLDS + writes))]
    threshold = cross_validate(judges[:FOLDS], deal(labelled()))
    if writes:
        write(judges[EVERYBODY], threshold)


def train(held_out: int) -> tuple[Gate, Model, Network]:
    """Return the judges of everybody but the fold `held_out`."""
    told = labelled()
    fold = deal(told)
    read, unread = real.parted(real.written())
    rows = [row for row in [*told, *ours(), *alike(told), *read] if fold.get(row.sender) != held_out]
    others = [one.text for one in unread if fold.get(one.sender) != held_out]
    first = first_of(rows)
    lessons = [*known(rows, first), *varied(rows), *judged(others, first)]
    line = fit(lessons)
    net = second.fit([replace(one, weight=MORE * one.weight) for one in lessons])
    passing = gate.fit(lessons, others)
    print(f"{held_out} of {FOLDS} is trained", file=sys.stderr)
    return passing, line, net


def cascade(passing: Gate, line: Model, net: Network) -> Cascade:
    """Return the three judges as one."""
    return Cascade(passing, line, lambda: net)


def write(judges: Cascade, threshold: float) -> None:
    """Write the weights that ship."""
    line = model.pack(replace(judges.line, threshold=threshold))
    files = {"gate.bin": door.pack(judges.gate), "weights.bin": line, "network.bin": network.pack(judges.network())}
    for name, data in files.items():
        (WEIGHTS / name).write_bytes(data)
        print(f"{name}: {len(data)} bytes, threshold {threshold:.2f}")


def cross_validate(judges: Sequence[Cascade], fold: Mapping[str, int]) -> float:
    """Print precision, recall and F1 by threshold, each sender read by judges that have not seen them."""
    judged = {name: _judged_sentences(load(name), judges, fold) for name in ("sentences", "modern")}
    mails = load("mails")
    best, best_score = 0.5, 0.0
    for percent in range(20, 75, 5):
        limit = percent / 100
        figures = {
            "sure": _figures([(y, p >= limit) for y, p, sure, _ in judged["sentences"] if sure]),
            "all": _figures([(y, p >= limit) for y, p, _, _ in judged["sentences"]]),
            "random": _figures([(y, p >= limit) for y, p, _, drawn in judged["sentences"] if drawn]),
            "modern": _figures([(y, p >= limit) for y, p, _, _ in judged["modern"]]),
            "mails": _mail_figures(mails, judges, fold, limit),
        }
        print(f"{limit:.2f} ", "  ".join(f"{k} P {p:.3f} R {r:.3f} F1 {f:.4f}" for k, (p, r, f) in figures.items()))
        score = sum(figures[k][2] for k in ("sure", "modern", "mails"))
        if all(figures[k][0] >= least for k, least in PRECISE.items()) and score > best_score:
            best, best_score = limit, score
    return best


def _judged_sentences(
    labelled: Sequence[dict[str, Any]], judges: Sequence[Cascade], fold: Mapping[str, int]
) -> list[tuple[bool, float, bool, bool]]:
    """Return (is a promise, the highest score, is sure, is drawn at random) of each row, judged by its own fold's."""
    judged = []
    for row in labelled:
        own = authored.split(row["sentence"]).authored
        found = find(row["sentence"], own, threshold=0.02, judge=judges[fold[row["sender"]]])
        score = max((s.score for s in found if s.cue == "promise"), default=0.0)
        judged.append((row["kind"] == "promise", score, not row["unsure"], row.get("stratum") == "random"))
    return judged


def _figures(pairs: Iterable[tuple[bool, bool]]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of (truth, found) pairs."""
    seen = list(pairs)
    hits = sum(y and q for y, q in seen)
    return _rates(hits, sum(q for _, q in seen), sum(y for y, _ in seen))


def _rates(hits: int, found: int, wanted: int) -> tuple[float, float, float]:
    precision, recall = hits / max(1, found), hits / max(1, wanted)
    return precision, recall, 2 * hits / max(1, found + wanted)


def _mail_figures(
    mails: Sequence[dict[str, Any]], judges: Sequence[Cascade], fold: Mapping[str, int], limit: float
) -> tuple[float, float, float]:
    """Count as data/promises/score.py does: an unsure item is neither required nor false."""
    hits = missed = false = 0
    for mail in mails:
        own = authored.split(mail["body"]).authored
        judge = judges[fold.get(mail["sender"], 0)]
        found = [s for s in find(mail["body"], own, threshold=limit, judge=judge) if s.cue == "promise"]
        wanted = [i for i in mail["items"] if i["kind"] == "promise"]
        met = [any(i["start"] < s.end and s.start < i["end"] for s in found) for i in wanted]
        hits += sum(m for m, i in zip(met, wanted, strict=True) if not i["unsure"])
        missed += sum(not m for m, i in zip(met, wanted, strict=True) if not i["unsure"])
        false += sum(not any(i["start"] < s.end and s.start < i["end"] for i in wanted) for s in found)
    return _rates(hits, hits + false, hits + missed)


if __name__ == "__main__":
    main()
