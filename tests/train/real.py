"""Sentences of real sent mail in ../shared/data/mail: those that were read since and labelled, and the others.

The readers went by the same guide as the labelled sets; doubted.tsv names each text that they read by a digest, for the
texts are not ours to keep. They read what an earlier judge doubted, most of what it took for promises, and some others.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from daemon.core import authored
from daemon.core.promises.pieces import pieces
from daemon.core.promises.reader import looks_ahead
from tests.train.rows import SHARED, UNSURE, Row, digest

_DOUBTED = Path(__file__).parent / "doubted.tsv"
_LIKELY = re.compile(r"(?i)\b(?:i|we|ill|will|shall|let me)\b|['’]ll\b|['’]m\b|^\W*\w+ing\b")
_OTHERS = 0.2  # the share of sentences that do not even look likely


@dataclass(frozen=True)
class Bare:
    """A text without a label, and who wrote it."""

    text: str
    sender: str


def written() -> list[Bare]:
    """Return sentences of real sent mail, each text once, in an order that the texts themselves decide."""
    seen: dict[str, Bare] = {}
    with gzip.open(SHARED / "mail" / "sent.jsonl.gz", "rt", encoding="utf-8") as lines:
        for mail in map(json.loads, lines):
            for text in _own(mail["body"]):
                if _wanted(text):
                    seen.setdefault(text.lower(), Bare(text, mail["owner"]))
    return [seen[key] for key in sorted(seen, key=_dice)]


def parted(bare: Sequence[Bare]) -> tuple[list[Row], list[Bare]]:
    """Return the texts that were read, as rows, and those that nobody read; a question mark is a label in doubt."""
    lines = _DOUBTED.read_text(encoding="ascii").splitlines()
    kinds = dict(line.split("\t") for line in lines)
    labels = [(one, kinds.get(digest(one.text), "")) for one in bare]
    read = [Row(one.text, k.rstrip("?"), one.sender, "doubted", UNSURE if "?" in k else 1.0) for one, k in labels if k]
    return read, [one for one, kind in labels if not kind and _likely(one.text)]


def _own(body: str) -> Iterator[str]:
    for first, last in authored.split(body).authored:
        for start, end in pieces(body, first, last):
            yield " ".join(body[start:end].split())


def _wanted(text: str) -> bool:
    """Is it of a usual length, and judged by the reader at all?"""
    return 2 <= len(text.split()) <= 45 and looks_ahead(text)


def _likely(text: str) -> bool:
    """Does it look likely, or is it of the share of those that do not?"""
    return bool(_LIKELY.search(text)) or _dice(text) < _OTHERS * (1 << 32)


def _dice(text: str) -> int:
    return zlib.crc32(text.lower().encode(), 0x5EED)
