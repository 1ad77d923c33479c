"""Labelled texts out of ../shared and of our own: rows, and the folds their senders are dealt to."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daemon.core import authored
from daemon.core.promises.pieces import pieces

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
KINDS = ("none", "promise", "offer", "attendance", "delegated")
UNSURE = 0.4  # the weight of a row whose label its readers doubted
FOLDS = 5


@dataclass(frozen=True)
class Row:
    """A labelled text: a sentence, or a piece of a mail."""

    text: str
    kind: str
    sender: str
    source: str
    weight: float


def labelled() -> list[Row]:
    """Return every labelled text that the teacher learns from."""
    return [*_sentences("sentences"), *_sentences("modern"), *_mails(), *_ours("idioms")]


def today() -> list[Row]:
    """Return sentences as people of sixteen trades and tongues write at work today, written and labelled for this."""
    return _ours("today")


def load(name: str) -> list[dict[str, Any]]:
    """Read one of the labelled sets."""
    with (SHARED / "promises" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def deal(rows: Sequence[Row]) -> dict[str, int]:
    """Deal the senders out to folds, the most written first, each to the fold that is smallest so far.

    Rows of our own belong to none: they are always learnt from.
    """
    sizes: dict[str, int] = {}
    for row in (r for r in rows if r.source != "idioms"):
        sizes[row.sender] = sizes.get(row.sender, 0) + 1
    filled = [0] * FOLDS
    fold: dict[str, int] = {}
    for sender in sorted(sizes, key=lambda s: (-sizes[s], s)):
        fold[sender] = filled.index(min(filled))
        filled[fold[sender]] += sizes[sender]
    return fold


def _sentences(name: str) -> list[Row]:
    return [Row(r["sentence"], r["kind"], r["sender"], name, UNSURE if r["unsure"] else 1.0) for r in load(name)]


def _mails() -> Iterator[Row]:
    """One row a sentence of the author's own words, labelled by the item it overlaps."""
    for mail in load("mails"):
        for first, last in authored.split(mail["body"]).authored:
            for start, end in pieces(mail["body"], first, last):
                over = [i for i in mail["items"] if i["start"] < end and start < i["end"]]
                over.sort(key=lambda item: item["kind"] != "promise")
                kind, unsure = (over[0]["kind"], over[0]["unsure"]) if over else ("none", False)
                yield Row(mail["body"][start:end], kind, mail["sender"], "mails", UNSURE if unsure else 1.0)


def _ours(name: str) -> list[Row]:
    """Texts of our own: in idioms.tsv short ways to give one's word that the labelled sets hardly know, and what only
    looks like them."""
    lines = (Path(__file__).parent / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [Row(text, kind, name, name, 1.0) for kind, text in (line.split("\t") for line in lines)]
