"""The look at the door: what the first judge holds for likely in, a Gate that lets it pass out.

A line over words and pairs of words is taught how likely a text is to owe anything; then the cut is laid where all but
LOST of what the line over features would call likely still passes.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from daemon.core.promises.features import tokens
from daemon.core.promises.gate import Gate, places
from tests.train.rows import KINDS
from tests.train.student import Lesson

np: Any = import_module("numpy")
torch: Any = import_module("torch")

SIZE = 1 << 17
LOST = 0.003
LIKELY = 0.3  # a promise as likely as this shall pass
EPOCHS = 3
BATCH = 256
STEP = 0.02


def fit(lessons: Sequence[Lesson], seed: int = 0) -> Gate:
    """Train on texts with the likelihood of each kind, and choose the cut on the same texts."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    shuffle = np.random.default_rng(seed)
    slots = [places(tokens(lesson.text)[:80], SIZE) for lesson in lessons]
    owing = torch.tensor([1 - float(x.shares[KINDS.index("none")]) for x in lessons], dtype=torch.float32)
    weight = torch.tensor([lesson.weight for lesson in lessons], dtype=torch.float32)
    table = torch.nn.EmbeddingBag(SIZE, 1, mode="sum")
    torch.nn.init.zeros_(table.weight)
    bias = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.Adam([*table.parameters(), bias], lr=STEP, weight_decay=1e-7)
    for _ in range(EPOCHS):
        order = shuffle.permutation(len(slots)).tolist()
        for at in range(0, len(order), BATCH):
            batch = order[at : at + BATCH]
            missed = torch.nn.functional.binary_cross_entropy_with_logits(
                _sums(table, [slots[i] for i in batch]) + bias, owing[batch], weight=weight[batch]
            )
            optimizer.zero_grad()
            missed.backward()
            optimizer.step()
    return _cut(table.weight.detach().numpy()[:, 0], slots, lessons)


def _sums(table: Any, slots: Sequence[Sequence[int]]) -> Any:
    starts = np.cumsum([0, *(len(some) for some in slots[:-1])])
    return table(torch.tensor([i for some in slots for i in some]), torch.from_numpy(starts))[:, 0]


def _cut(weights: Any, slots: Sequence[Sequence[int]], lessons: Sequence[Lesson]) -> Gate:
    """Round the weights to a byte each and lay the cut."""
    spread = float(np.quantile(np.abs(weights[weights != 0]), 0.999))
    table = (np.clip(np.round(weights / spread * 127), -127, 127).astype(np.int16) + 128).astype(np.uint8).tobytes()
    promise = KINDS.index("promise")
    likely = [some for some, lesson in zip(slots, lessons, strict=True) if lesson.shares[promise] >= LIKELY]
    sums = sorted(sum(table[i] - 128 for i in some) for some in likely)
    return Gate(table, int(sums[int(LOST * len(sums))]))
