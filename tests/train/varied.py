"""Labelled texts once more, some of their words changed for others that are used alike: what a text says hangs less on
these words than a judge would think who has seen each of them once.

A seed decides, so that the same texts give the same variants.
"""

import random
import re
from collections.abc import Mapping, Sequence

from tests.train.line import Lesson, shares_of
from tests.train.rows import KINDS, Row
from tests.train.words import neighbours

WEIGHT = 0.15  # where a reader's label counts 1
_SURE = 0.9  # how likely a variant still says what the text said
_CHANGED, _CHANGED_SMALL = 0.3, 0.04  # the share of words that are changed, and of the small words of grammar
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_GRAMMAR = (
    "i we my our me us you your he she they it will shall would could should can may might must am is are was were be"
    " been have has had do does did not to the a an of and or but if when once so that this"
)
_SMALL = frozenset(_GRAMMAR.split())


def varied(rows: Sequence[Row]) -> list[Lesson]:
    """Return variants of all texts, each once."""
    near = neighbours(tuple(sorted({word.lower() for row in rows for word in _WORD.findall(row.text)})))
    known = {row.text.lower() for row in rows}
    chance = random.Random(7)
    made: dict[str, Row] = {}
    for row in rows:
        variant = _WORD.sub(lambda word: _changed(word.group(), near, chance), row.text)
        if variant.lower() not in known:
            made.setdefault(variant, row)
    return [
        Lesson(text, _SURE * shares_of(r) + (1 - _SURE) / len(KINDS), WEIGHT * r.weight) for text, r in made.items()
    ]


def _changed(word: str, near: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    """Return the word, or by chance one that is used alike."""
    share = _CHANGED_SMALL if word.lower() in _SMALL else _CHANGED
    if not near.get(word.lower()) or chance.random() > share:
        return word
    other = chance.choice(near[word.lower()])
    return other.capitalize() if word[0].isupper() else other
