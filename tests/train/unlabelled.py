"""Sentences without a label: what people wrote in ../shared/data/mail, and labelled sentences put together anew.

Both go to the teacher, who says how likely each kind is; see teacher.py. Nothing here is drawn by chance: a sum over
the text decides, so that the same data give the same sentences.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from daemon.core import authored
from daemon.core.promises.pieces import pieces
from daemon.core.promises.reader import looks_ahead
from tests.train.rows import SHARED, Row

MOST = 70_000
WRITTEN, MADE = 0.3, 0.15  # the weights
_LIKELY = re.compile(r"(?i)\b(?:i|we|ill|will|shall|let me)\b|['’]ll\b|['’]m\b|^\W*\w+ing\b")
_OTHERS = 0.2  # the share of sentences that do not even look likely
_JOINT = re.compile(
    r"\s+(?=(?:by|before|on|in|at|this|next|tomorrow|today|tonight|and|but|so|if|once|when|after|as soon|with|to|for)"
    r"\b)"
)
_EACH = 5  # how many new sentences a labelled one takes part in


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
