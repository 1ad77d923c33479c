"""The second judge: labelled texts in, the Network that ships out, to be asked where the first doubts.

A word starts from what the table of words (words.py) holds of it, brought down to a few numbers. One core,
seeded: the same data and libraries give the same bytes.
"""

from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from daemon.core.promises.features import tokens
from daemon.core.promises.network import BEGIN, END, LONGEST, NEAR, UNKNOWN, WINDOW, Layer, Network
from tests.train.line import Lesson
from tests.train.rows import KINDS
from tests.train.words import word_vectors

np: Any = import_module("numpy")
torch: Any = import_module("torch")

WIDTH = 32  # filters of each layer
FURTHER = 1  # layers after the first
INNER = 64  # numbers that a word is brought down to, while training
SEEN = 4  # a word met less often is unknown
EPOCHS = 4
BATCH = 128
STEP = 2e-3  # the learning rate at its highest
PAD = "<pad>"


def fit(lessons: Sequence[Lesson], seed: int = 0) -> Network:
    """Train on texts with the likelihood of each kind."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    shuffle = np.random.default_rng(seed)
    words = [tokens(lesson.text)[:LONGEST] for lesson in lessons]
    places = _places(words)
    net = _Net(places)
    data = [[places[BEGIN], *(places.get(w, places[UNKNOWN]) for w in some), places[END]] for some in words]
    optimizer = torch.optim.AdamW(net.parameters(), lr=STEP, weight_decay=0.01)
    steps = EPOCHS * len(_batches(data, shuffle))
    pace = torch.optim.lr_scheduler.OneCycleLR(optimizer, STEP, total_steps=steps + 1, pct_start=0.1)
    wanted = torch.tensor(np.stack([lesson.shares for lesson in lessons]), dtype=torch.float32)
    weight = torch.tensor([lesson.weight for lesson in lessons], dtype=torch.float32)
    for _ in range(EPOCHS):
        for batch in _batches(data, shuffle):
            missed = -(wanted[batch] * net(_padded([data[i] for i in batch])).log_softmax(-1)).sum(-1)
            optimizer.zero_grad()
            (missed * weight[batch]).mean().backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            pace.step()
    return _network(net.eval(), places)


def _places(words: Sequence[Sequence[str]]) -> dict[str, int]:
    """Give each word that is met often enough its place, the padding first."""
    met = Counter(word for some in words for word in some)
    known = sorted(word for word, times in met.items() if times >= SEEN)
    return {word: place for place, word in enumerate([PAD, UNKNOWN, BEGIN, END, *known])}


def _batches(data: Sequence[Sequence[int]], shuffle: Any) -> list[Any]:
    """Return all texts in batches of like length, in an order of chance."""
    order = shuffle.permutation(len(data))
    found: list[Any] = []
    for at in range(0, len(order), BATCH * 40):
        near = sorted(order[at : at + BATCH * 40].tolist(), key=lambda i: len(data[i]))
        found += [near[k : k + BATCH] for k in range(0, len(near), BATCH)]
    return [found[k] for k in shuffle.permutation(len(found))]


def _padded(rows: Sequence[Sequence[int]]) -> Any:
    filled = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    for row, places in zip(filled, rows, strict=True):
        row[: len(places)] = places
    return torch.from_numpy(filled)


class _Net(torch.nn.Module):  # type: ignore[misc]
    """What network.py computes, before the first layer is folded into the words."""

    def __init__(self, places: dict[str, int]) -> None:
        super().__init__()
        begin = torch.tensor(_narrowed(word_vectors(list(places))), dtype=torch.float32)
        self.words = torch.nn.Embedding.from_pretrained(begin, freeze=False)
        self.first = torch.nn.Conv1d(INNER, WIDTH, WINDOW, padding=WINDOW // 2)
        further = [torch.nn.Conv1d(WIDTH, WIDTH, NEAR, padding=NEAR // 2) for _ in range(FURTHER)]
        self.further = torch.nn.ModuleList(further)
        self.line = torch.nn.Linear(2 * WIDTH, len(KINDS))
        self.drop = torch.nn.Dropout(0.1)

    def forward(self, texts: Any) -> Any:
        there = (texts != 0).unsqueeze(1)
        seen = self.drop(self.words(texts).transpose(1, 2)) * there
        seen = torch.relu(self.first(seen)) * there
        for layer in self.further:
            seen = (seen + torch.relu(layer(self.drop(seen)))) * there
        held = [seen.max(2).values, seen.sum(2) / there.sum(2) ** 0.5]
        return self.line(self.drop(torch.cat(held, 1)))


def _narrowed(vectors: Any) -> Any:
    """Bring vectors down to INNER numbers each, along the directions in which they differ most."""
    middle = vectors - vectors.mean(0)
    _, _, directions = np.linalg.svd(middle, full_matrices=False)
    narrow = middle @ directions[:INNER].T
    return 0.3 * narrow / narrow.std()


def _network(net: Any, places: dict[str, int]) -> Network:
    """Fold the first layer into the words, a byte a weight; the rest stays as it is."""
    with torch.no_grad():
        shares = torch.einsum("vd,fdt->vtf", net.words.weight, net.first.weight).numpy()
        scale = float(np.abs(shares).max()) / 127
        rows = (np.round(shares / scale).astype(np.int16) + 128).astype(np.uint8).tobytes()
        layers = tuple(map(_layer, net.further))
        line = tuple(map(tuple, net.line.weight.tolist()))
        first, bias = tuple(net.first.bias.tolist()), tuple(net.line.bias.tolist())
    return Network(KINDS, WIDTH, scale, places, rows, first, layers, line, bias)


def _layer(layer: Any) -> Layer:
    """Return a layer with its filters' weights place by place."""
    weights = layer.weight.permute(0, 2, 1).reshape(WIDTH, -1).tolist()
    return Layer.of([tuple(w) for w in weights], layer.bias.tolist())
