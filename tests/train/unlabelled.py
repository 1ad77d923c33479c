"""Sentences without a label: what people wrote in ../shared/data/mail, labelled sentences put together anew, and all of
them with some words changed for others that are used alike.

All go to the teacher, who says how likely each kind is; see teacher.py. Sums over the texts and a seed decide, so that
the same data give the same sentences.
"""

import gzip
import json
import random
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from daemon.core import authored
from daemon.core.promises.pieces import pieces
from daemon.core.promises.reader import looks_ahead
from tests.train.rows import SHARED, Row
from tests.train.teacher import neighbours

MOST = 70_000
WRITTEN, MADE, VARIED = 0.3, 0.15, 0.15  # the weights
_LIKELY = re.compile(r"(?i)\b(?:i|we|ill|will|shall|let me)\b|['’]ll\b|['’]m\b|^\W*\w+ing\b")
_OTHERS = 0.2  # the share of sentences that do not even look likely
_JOINT = re.compile(
    r"\s+(?=(?:by|before|on|in|at|this|next|tomorrow|today|tonight|and|but|so|if|once|when|after|as soon|with|to|for)"
    r"\b)"
)
_EACH = 5  # how many new sentences a labelled one takes part in
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_CHANGED, _CHANGED_SMALL = 0.3, 0.04  # the share of words that are changed, and of the small words of grammar
_GRAMMAR = (
    "i we my our me us you your he she they it will shall would could should can may might must am is are was were be"
    " been have has had do does did not to the a an of and or but if when once so that this"
)
_SMALL = frozenset(_GRAMMAR.split())


@dataclass(frozen=True)
class Bare:
    """A text without a label, not learnt from where one of its `senders` is held out; a reader's label weighs 1."""

    text: str
    senders: tuple[str, ...]
    weight: float


def written() -> list[Bare]:
    """Return sentences of real sent mail, each text once, in an order that the texts themselves decide."""
    seen: dict[str, Bare] = {}
    with gzip.open(SHARED / "mail" / "sent.jsonl.gz", "rt", encoding="utf-8") as lines:
        for mail in map(json.loads, lines):
            for text in _own(mail["body"]):
                if _wanted(text):
                    seen.setdefault(text.lower(), Bare(text, (mail["owner"],), WRITTEN))
    return [seen[key] for key in sorted(seen, key=_dice)[:MOST]]


def recombined(rows: Sequence[Row]) -> list[Bare]:
    """Return new sentences: the beginning of one modern sentence with the end of another."""
    modern = sorted((row for row in rows if row.source == "modern"), key=lambda row: _dice(row.text))
    cut = [(row, halves) for row in modern if len(halves := _JOINT.split(row.text, maxsplit=1)) == 2]
    known = {row.text for row in rows}
    made: dict[str, Bare] = {}
    for step in range(1, _EACH + 1):
        for at, (row, (begin, _)) in enumerate(cut):
            other, (_, end) = cut[(at + step * 97) % len(cut)]
            if (text := f"{begin} {end}") not in known:
                made.setdefault(text, Bare(text, (row.sender, other.sender), MADE))
    return list(made.values())


def varied(rows: Sequence[Row], bare: Sequence[Bare]) -> list[Bare]:
    """Return variants of all sentences: each of `rows` three times, each that was written twice, each made one once."""
    sources: list[tuple[str, tuple[str, ...], int]] = [(row.text, (row.sender,), 3) for row in rows]
    sources += [(b.text, b.senders, 2 if b.weight == WRITTEN else 1) for b in bare]
    near = neighbours(tuple(sorted({w.lower() for text, _, _ in sources for w in _WORD.findall(text)})))
    known = {text.lower() for text, _, _ in sources}
    chance = random.Random(7)
    made: dict[str, Bare] = {}
    for text, senders, times in sources:
        for _ in range(times):
            variant = _WORD.sub(lambda word: _changed(word.group(), near, chance), text)
            if variant.lower() not in known:
                made.setdefault(variant, Bare(variant, senders, VARIED))
    return list(made.values())


def _changed(word: str, near: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    """Return the word, or by chance one that is used alike."""
    share = _CHANGED_SMALL if word.lower() in _SMALL else _CHANGED
    if not near.get(word.lower()) or chance.random() > share:
        return word
    other = chance.choice(near[word.lower()])
    return other.capitalize() if word[0].isupper() else other


def _own(body: str) -> Iterator[str]:
    for first, last in authored.split(body).authored:
        for start, end in pieces(body, first, last):
            yield " ".join(body[start:end].split())


def _wanted(text: str) -> bool:
    """Is it of a usual length, judged by the reader at all, and likely, or of the share of those that are not?"""
    if not 2 <= len(text.split()) <= 45 or not looks_ahead(text):
        return False
    return bool(_LIKELY.search(text)) or _dice(text) < _OTHERS * (1 << 32)


def _dice(text: str) -> int:
    return zlib.crc32(text.lower().encode(), 0x5EED)
