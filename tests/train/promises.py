"""Train the judge of sentences: labelled data of ../shared in, daemon/core/promises/en/weights.bin out.

    python -m tests.train.promises [--write]

A teacher (teacher.py) learns from the labelled rows and labels sentences without a label (unlabelled.py); the student
(student.py) learns from both and ships. First the figures, cross-validated: no sender in two folds, each fold read end
to end by `promises.find` with a student that has seen nobody of it, nor has its teacher. Then, with --write, the
student trained on everybody, with the threshold that cross-validation chose. Seeded and deterministic.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from daemon.core import authored
from daemon.core.promises.model import Model, pack
from daemon.core.promises.reader import find
from tests.train.rows import FOLDS, deal, labelled, load
from tests.train.student import Lesson, fit
from tests.train.teacher import lectures
from tests.train.unlabelled import Bare, recombined, written

# Of the promises found in whole mails this part must be right: a false one costs more than a missed one.
PRECISE = 0.88
WEIGHTS = Path(__file__).resolve().parents[2] / "daemon" / "core" / "promises" / "en" / "weights.bin"


def main() -> None:
    """Print the cross-validated figures; with --write, train on everybody and write the weights."""
    rows = labelled()
    fold = deal(rows)
    bare = [*recombined(rows), *written()]
    shares = lectures(rows, fold, [b.text for b in bare])
    students = [
        fit([r for r in rows if fold.get(r.sender) != k], _lessons(bare, shares[k], fold, k)) for k in range(FOLDS)
    ]
    threshold = cross_validate(students, fold)
    if "--write" in sys.argv:
        data = pack(fit(rows, _lessons(bare, shares[FOLDS], fold, FOLDS), threshold))
        WEIGHTS.write_bytes(data)
        print(f"{WEIGHTS.name}: {len(data)} bytes, threshold {threshold:.2f}")


def _lessons(bare: Sequence[Bare], shares: Any, fold: Mapping[str, int], held_out: int) -> list[Lesson]:
    """Return what may be learnt where the senders of the fold `held_out` are to stay unknown."""
    pairs = zip(bare, shares, strict=True)
    return [Lesson(b.text, likely, b.weight) for b, likely in pairs if all(fold.get(s) != held_out for s in b.senders)]


def cross_validate(models: Sequence[Model], fold: Mapping[str, int]) -> float:
    """Print precision, recall and F1 by threshold, each sender read by a model that has not seen them."""
    judged = {name: _judged_sentences(load(name), models, fold) for name in ("sentences", "modern")}
    mails = load("mails")
    best, best_score = 0.5, 0.0
    for percent in range(30, 75, 5):
        limit = percent / 100
        figures = {
            "sentences sure": _figures([(y, p >= limit) for y, p, sure in judged["sentences"] if sure]),
            "sentences all": _figures([(y, p >= limit) for y, p, _ in judged["sentences"]]),
            "modern": _figures([(y, p >= limit) for y, p, _ in judged["modern"]]),
            "mails": _mail_figures(mails, models, fold, limit),
        }
        print(f"{limit:.2f} ", "  ".join(f"{k} P {p:.3f} R {r:.3f} F1 {f:.4f}" for k, (p, r, f) in figures.items()))
        score = sum(figures[k][2] for k in ("sentences sure", "modern", "mails"))
        if figures["mails"][0] >= PRECISE and score > best_score:
            best, best_score = limit, score
    return best


def _judged_sentences(
    labelled: Sequence[dict[str, Any]], models: Sequence[Model], fold: Mapping[str, int]
) -> list[tuple[bool, float, bool]]:
    """Return (is a promise, the highest score, is sure) of each row, its own fold's model judging."""
    judged = []
    for row in labelled:
        own = authored.split(row["sentence"]).authored
        found = find(row["sentence"], own, threshold=0.02, model=models[fold[row["sender"]]])
        score = max((s.score for s in found if s.cue == "promise"), default=0.0)
        judged.append((row["kind"] == "promise", score, not row["unsure"]))
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
    mails: Sequence[dict[str, Any]], models: Sequence[Model], fold: Mapping[str, int], limit: float
) -> tuple[float, float, float]:
    """Count as data/promises/score.py does: an unsure item is neither required nor false."""
    hits = missed = false = 0
    for mail in mails:
        own = authored.split(mail["body"]).authored
        model = models[fold.get(mail["sender"], 0)]
        found = [s for s in find(mail["body"], own, threshold=limit, model=model) if s.cue == "promise"]
        wanted = [i for i in mail["items"] if i["kind"] == "promise"]
        met = [any(i["start"] < s.end and s.start < i["end"] for s in found) for i in wanted]
        hits += sum(m for m, i in zip(met, wanted, strict=True) if not i["unsure"])
        missed += sum(not m for m, i in zip(met, wanted, strict=True) if not i["unsure"])
        false += sum(not any(i["start"] < s.end and s.start < i["end"] for i in wanted) for s in found)
    return _rates(hits, hits + false, hits + missed)


if __name__ == "__main__":
    main()
