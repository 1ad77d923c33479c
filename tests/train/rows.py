"""Labelled texts out of ../shared and of our own: rows, and the folds their senders are dealt to."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from daemon.core import authored
from daemon.core.promises.pieces import pieces

_WRITTEN = Path(__file__).parent / "written"
SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
KINDS = ("none", "promise", "offer", "attendance", "delegated")
OF_OLD = 0.5  # the weight of a sentence of ours in the manner of old mail: half of these promise, of real ones 3%
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
    """Return every labelled text of ../shared."""
    return [*_sentences("sentences"), *_sentences("modern"), *_mails()]


def alike(known: Sequence[Row]) -> list[Row]:
    """Return sentences made after labelled ones that are hard to judge: three of the same kind, one of another.

    Each counts as written by whoever wrote the one that it was made after, which its digest names: where they are held
    out, so is it.
    """
    sender = {digest(row.text): row.sender for row in known}
    lines = (_WRITTEN / "alike.tsv").read_text(encoding="utf-8").splitlines()
    parts = [line.split("\t") for line in lines]
    return [Row(text, kind, sender[after], "alike", 1.0) for after, kind, text in parts]


def digest(text: str) -> str:
    """Return what stands for a text that is not ours to keep."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def ours() -> list[Row]:
    """Return every text of our own, written and labelled for this.

    idioms  short ways to give one's word that the labelled sets hardly know, and what only looks like them
    mails   the sentences of whole mails of forty people at work today, most of which promise nothing
    today   sentences in the manner of some sixty trades and tongues at work today
    trades  sentences in the manner of ninety people around the year 2000, at work and at home
    verbs   for each verb of real mail what promises with it, and what only looks like that
    """
    return [row for name in ("idioms", "today", "mails", "trades", "verbs") for row in _ours(name)]


def load(name: str) -> list[dict[str, Any]]:
    """Read one of the labelled sets."""
    with (SHARED / "promises" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def deal(rows: Sequence[Row]) -> dict[str, int]:
    """Deal the senders out to folds, the most written first, each to the fold that is smallest so far.

    Senders of whom there is no labelled row belong to none: they are always learnt from.
    """
    sizes: dict[str, int] = {}
    for row in rows:
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
    lines = (_WRITTEN / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    weight = OF_OLD if name in ("trades", "verbs") else 1.0
    return [Row(text, kind, name, name, weight) for kind, text in (line.split("\t") for line in lines)]
