"""The look at the door: labelled texts in, a Gate that lets pass what may owe anything out.

A line over words and pairs of words is taught how likely a text is to owe anything; then the cut is laid where PASSING
of the sentences of usual mail pass. Laid by what is lost of the texts that it learnt from, as one might, it would let
through half as many and lose one promise in twenty of people that it has not seen.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from daemon.core.promises.features import tokens
from daemon.core.promises.gate import Gate, places
from tests.train.line import Lesson
from tests.train.rows import KINDS

np: Any = import_module("numpy")
torch: Any = import_module("torch")

SIZE = 1 << 17
PASSING = 0.5
EPOCHS = 3
BATCH = 256
STEP = 0.02


def fit(lessons: Sequence[Lesson], usual: Sequence[str], seed: int = 0) -> Gate:
    """Train on texts with the likelihood of each kind, and lay the cut by sentences of `usual` mail."""
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
    return _cut(table.weight.detach().numpy()[:, 0], [places(tokens(text), SIZE) for text in usual])


def _sums(table: Any, slots: Sequence[Sequence[int]]) -> Any:
    starts = np.cumsum([0, *(len(some) for some in slots[:-1])])
    return table(torch.tensor([i for some in slots for i in some]), torch.from_numpy(starts))[:, 0]


def _cut(weights: Any, usual: Sequence[Sequence[int]]) -> Gate:
    """Round the weights to a byte each and lay the cut."""
    spread = float(np.quantile(np.abs(weights[weights != 0]), 0.999))
    table = (np.clip(np.round(weights / spread * 127), -127, 127).astype(np.int16) + 128).astype(np.uint8).tobytes()
    sums = [sum(table[i] - 128 for i in some) for some in usual]
    return Gate(table, int(np.quantile(sums, 1 - PASSING)))
