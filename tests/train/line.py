"""The first judge: labelled texts in, the Model that ships out. A line over hashed features, a byte a weight.

One core, seeded: the same data and libraries give the same bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from daemon.core.promises.features import features, tokens
from daemon.core.promises.model import FRAME, Model, hashed, rounded, rows_of
from daemon.core.promises.pieces import pieces
from tests.train.rows import KINDS, Row

np: Any = import_module("numpy")
sparse: Any = import_module("scipy.sparse")
torch: Any = import_module("torch")

BITS = 20
EPOCHS = 6
BATCH = 256
STEP = 0.03  # the learning rate at its highest
TODAY = 2.0  # what a promise in words of today counts more, so that one threshold suits both kinds of mail
UNREAD = 0.3  # what a text counts that nobody read, where a reader's label counts 1
LEFT_OUT = 0.1  # the share of features that a text is read without, others each time


@dataclass(frozen=True)
class Lesson:
    """A text, how likely each kind is, and its weight where a reader's label counts 1."""

    text: str
    shares: Any
    weight: float


def first_of(rows: Sequence[Row]) -> Any:
    """Return the weights, a row a feature, of a line that was trained on the whole texts."""
    return _line(matrix(row.text for row in rows), np.stack([shares_of(row) for row in rows]), list(map(_weight, rows)))


def known(rows: Sequence[Row], first: Any) -> list[Lesson]:
    """Return what the readers' labels teach: of a text of several sentences, the one that bears its label best."""
    return [Lesson(text, shares_of(row), _weight(row)) for row in rows for text in _bearers(row, first)]


def judged(texts: Sequence[str], first: Any) -> list[Lesson]:
    """Return what the first line makes of texts that nobody read: most owe nothing, in all the ways of real mail."""
    shares = np.exp(_log_shares(texts, first))
    return [Lesson(text, row, UNREAD) for text, row in zip(texts, shares, strict=True)]


def shares_of(row: Row) -> Any:
    """Return the label as the likelihood of each kind."""
    return np.eye(len(KINDS), dtype=np.float32)[KINDS.index(row.kind)]


def fit(lessons: Sequence[Lesson], threshold: float = 0.5) -> Model:
    """Train on texts with the likelihood of each kind."""
    shares = np.stack([lesson.shares for lesson in lessons])
    line = _line(matrix(lesson.text for lesson in lessons), shares, [lesson.weight for lesson in lessons])
    return _packed(line, threshold)


def matrix(texts: Iterable[str]) -> Any:
    """Return the texts as a sparse matrix of hashed features, the last column a constant."""
    slots: list[int] = []
    values: list[float] = []
    ends = [0]
    for text in texts:
        grams, frames, gram = hashed(*features(text, tokens(text)), BITS)
        found = {slot: gram * (slot in grams) + FRAME * (slot in frames) for slot in sorted(grams | frames)}
        slots += [*found, 1 << BITS]
        values += [*found.values(), 1.0]
        ends.append(len(slots))
    return sparse.csr_matrix((np.array(values, dtype=np.float32), slots, ends), shape=(len(ends) - 1, (1 << BITS) + 1))


def _bearers(row: Row, line: Any) -> list[str]:
    """Return the piece of a text that is most like its label; every piece where the label is none."""
    cut = [row.text[a:b] for a, b in pieces(row.text, 0, len(row.text))] or [row.text]
    if row.kind == "none" or len(cut) == 1:
        return cut
    return [cut[int(_log_shares(cut, line)[:, KINDS.index(row.kind)].argmax())]]


def _log_shares(texts: Sequence[str], line: Any) -> Any:
    """Return how likely each kind is, as logarithms, a row a text."""
    scores = matrix(texts) @ line
    return scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)


def _weight(row: Row) -> float:
    return row.weight * (TODAY if row.kind == "promise" and row.source in ("modern", "idioms", "today") else 1.0)


def _line(known: Any, shares: Any, weights: Sequence[float], seed: int = 0) -> Any:
    """Return the weights, a row a feature: little cross entropy with `shares`, kept short by stopping early."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    shuffle = np.random.default_rng(seed)
    line = torch.nn.EmbeddingBag(known.shape[1], len(KINDS), mode="sum")
    torch.nn.init.zeros_(line.weight)
    optimizer = torch.optim.Adam(line.parameters(), lr=STEP, betas=(0.9, 0.99))
    steps = EPOCHS * -(-known.shape[0] // BATCH)
    pace = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.02, steps)
    wanted, weight = torch.tensor(shares), torch.tensor(weights, dtype=torch.float32)
    for _ in range(EPOCHS):
        order = shuffle.permutation(known.shape[0])
        for at in range(0, len(order), BATCH):
            batch = order[at : at + BATCH]
            missed = -(wanted[batch] * _scores(line, known[batch]).log_softmax(-1)).sum(-1)
            optimizer.zero_grad()
            ((missed * weight[batch]).sum() / BATCH).backward()
            optimizer.step()
            pace.step()
    return line.weight.detach().numpy()


def _scores(line: Any, some: Any) -> Any:
    values = torch.from_numpy(some.data)
    kept = values * (torch.rand_like(values) > LEFT_OUT) / (1 - LEFT_OUT)
    return line(
        torch.from_numpy(some.indices.astype(np.int64)), torch.from_numpy(some.indptr[:-1].astype(np.int64)), kept
    )


def _packed(line: Any, threshold: float) -> Model:
    """Round the weights to a byte each."""
    coefficients, bias = line[:-1].T, tuple(round(float(b), 5) for b in line[-1])
    scale = float(np.abs(coefficients).max())
    columns = tuple(bytes(rounded(share) for share in (row / scale).tolist()) for row in coefficients)
    return Model(KINDS, BITS, round(scale, 6), bias, threshold, rows_of(columns))
