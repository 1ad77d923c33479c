"""Train the judge of sentences: labelled data of ../shared in, daemon/core/promises/en/weights.bin out.

    python -m tests.train.promises [--write]

First the figures, cross-validated: five folds, no sender in two, each fold read end to end by `promises.find` with a
model that has seen nobody of it. Then, with --write, the model trained on everybody, with the threshold that
cross-validation chose. Deterministic: the same data and libraries give the same bytes.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from daemon.core import authored
from daemon.core.promises.features import features
from daemon.core.promises.model import FRAME, Model, hashed, pack, rounded
from daemon.core.promises.pieces import pieces
from daemon.core.promises.reader import find

np: Any = import_module("numpy")
sparse: Any = import_module("scipy.sparse")
linear: Any = import_module("sklearn.linear_model")

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "promises"
WEIGHTS = Path(__file__).resolve().parents[2] / "daemon" / "core" / "promises" / "en" / "weights.bin"
KINDS = ("none", "promise", "offer", "attendance", "delegated")
BITS = 18
STRENGTH = 5.0  # C of the logistic regression
UNSURE = 0.4  # the weight of a row whose label its readers doubted
FOLDS = 5


@dataclass(frozen=True)
class Row:
    """A labelled text: a sentence, or a piece of a mail."""

    text: str
    kind: str
    sender: str
    source: str
    weight: float


def main() -> None:
    """Print the cross-validated figures; with --write, train on everybody and write the weights."""
    rows = [*sentence_rows("sentences"), *sentence_rows("modern"), *mail_rows(), *idioms()]
    threshold = cross_validate(rows)
    if "--write" in sys.argv:
        data = pack(fit(rows, threshold))
        WEIGHTS.write_bytes(data)
        print(f"{WEIGHTS.name}: {len(data)} bytes, threshold {threshold:.2f}")


def load(name: str) -> list[dict[str, Any]]:
    """Read one of the labelled sets."""
    with (DATA / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def sentence_rows(name: str) -> list[Row]:
    """One row a labelled sentence."""
    return [Row(r["sentence"], r["kind"], r["sender"], name, UNSURE if r["unsure"] else 1.0) for r in load(name)]


def mail_rows() -> list[Row]:
    """One row a sentence of the author's own words, labelled by the item it overlaps."""
    rows = []
    for mail in load("mails"):
        for first, last in authored.split(mail["body"]).authored:
            for start, end in pieces(mail["body"], first, last):
                over = [i for i in mail["items"] if i["start"] < end and start < i["end"]]
                over.sort(key=lambda item: item["kind"] != "promise")
                kind, unsure = (over[0]["kind"], over[0]["unsure"]) if over else ("none", False)
                rows.append(Row(mail["body"][start:end], kind, mail["sender"], "mails", UNSURE if unsure else 1.0))
    return rows


def idioms() -> list[Row]:
    """Short ways to give one's word that the labelled sets hardly know, and what only looks like them; ours."""
    lines = (Path(__file__).parent / "idioms.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines]
    return [Row(text, kind, "idioms", "idioms", 1.0) for kind, text in pairs]


def fit(rows: Sequence[Row], threshold: float = 0.5) -> Model:
    """Train on `rows`: whole texts first, then, of a text of several sentences, the one that bears its label best."""
    whole = _regression([(r.text, r.kind, r.weight) for r in rows])
    parts = []
    for row in rows:
        cut = [row.text[a:b] for a, b in pieces(row.text, 0, len(row.text))] or [row.text]
        if row.kind != "none" and len(cut) > 1:
            chances = whole.predict_proba(matrix(cut))[:, KINDS.index(row.kind)]
            cut = [cut[int(chances.argmax())]]
        parts += [(text, row.kind, row.weight) for text in cut]
    return _packed(_regression(parts), threshold)


def matrix(texts: Iterable[str]) -> Any:
    """Return the texts as a sparse matrix of hashed features."""
    slots, ends, values = [], [0], []
    for text in texts:
        grams, frames, gram = hashed(sorted(features(text)), BITS)
        found = {slot: gram * (slot in grams) + FRAME * (slot in frames) for slot in sorted(grams | frames)}
        slots += list(found)
        values += list(found.values())
        ends.append(len(slots))
    return sparse.csr_matrix((np.array(values), slots, ends), shape=(len(ends) - 1, 1 << BITS))


def _regression(texts: Sequence[tuple[str, str, float]]) -> Any:
    labels = [KINDS.index(kind) for _, kind, _ in texts]
    weights = [weight for _, _, weight in texts]
    judge = linear.LogisticRegression(C=STRENGTH, max_iter=100, tol=1e-3)
    return judge.fit(matrix(text for text, _, _ in texts), labels, sample_weight=weights)


def _packed(judge: Any, threshold: float) -> Model:
    """Round the weights to a byte each."""
    scale = float(np.abs(judge.coef_).max())
    bias = tuple(round(float(b), 5) for b in judge.intercept_)
    columns = tuple(bytes(rounded(share) for share in (row / scale).tolist()) for row in judge.coef_)
    return Model(KINDS, BITS, round(scale, 6), bias, threshold, columns)


def folds(rows: Sequence[Row]) -> dict[str, int]:
    """Deal the senders out to folds, the most written first, each to the fold that is smallest so far."""
    sizes: dict[str, int] = {}
    for row in rows:
        sizes[row.sender] = sizes.get(row.sender, 0) + 1
    filled = [0] * FOLDS
    fold: dict[str, int] = {}
    for sender in sorted(sizes, key=lambda s: (-sizes[s], s)):
        fold[sender] = filled.index(min(filled))
        filled[fold[sender]] += sizes[sender]
    return fold


def cross_validate(rows: Sequence[Row]) -> float:
    """Print precision, recall and F1 by threshold, each sender read by a model that has not seen them."""
    fold = folds(rows)
    models = [fit([r for r in rows if fold[r.sender] != k]) for k in range(FOLDS)]
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
        if score > best_score:
            best, best_score = limit, score
    return best


def _judged_sentences(
    labelled: Sequence[dict[str, Any]], models: Sequence[Model], fold: dict[str, int]
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
    mails: Sequence[dict[str, Any]], models: Sequence[Model], fold: dict[str, int], limit: float
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
