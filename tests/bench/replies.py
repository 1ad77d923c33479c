"""How well the author's own words are told from the rest: ../shared/data/replies in, a table and a line of JSON out.

Each file is halved by a hash of the id: patterns were written while looking at the half `seen`, the half `held` says
what they are worth. Of the pairs of other parsers three readings are given: with signatures dropped, kept, and as the
pair's own parser does it; and the last again without the pairs whose parser keeps a quote or a forwarded mail, which
are never the author's words here. Where that parser returns the first piece only, ours is compared.
"""

import hashlib
import html
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from connectors._mime.html import text_of_html
from daemon.core.authored import Span, Split, split

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "replies"
HALVES = ("held", "seen")
CRAFTED = ("> ", "On ", " ", "From: a@b\n", "x", "wrote:\n", "-----Original Message-----\nFrom: a\nTo: b\n> x\n")
GOALS: dict[str, tuple[str, float]] = {
    "held_leakless": (">=", 0.99),
    "held_first_line_kept": (">=", 0.97),
    "held_pairs_comparable": (">=", 0.95),
    "crafted_mb_s": ("<=", 0.5),
}

_KEPT_QUOTE = re.compile(r"<blockquote|forwarded ?message", re.IGNORECASE)

Row = dict[str, Any]
Figures = dict[str, float]


def main() -> None:
    """Print the table, the rows that do not agree, then the JSON line of shared/design/outside.md."""
    found = figures()
    for name, value in found.items():
        print(f"{name:28} {value:12.4f}  {' '.join(map(str, GOALS.get(name, ())))}")
    for line in disagreements():
        print(line)
    short = [n for n, (sign, goal) in GOALS.items() if not (found[n] >= goal if sign == ">=" else found[n] <= goal)]
    print(json.dumps({"bench": "replies", "figures": found, "goals": GOALS, "short": short}))


def figures() -> Figures:
    """The shares of each half that are right, the half never looked at first, and the slowest crafted megabyte."""
    replies, pairs = _rows("enron_silver"), _rows("all_exact_pairs")
    found: Figures = {}
    for half in HALVES:
        mine = [row for row in replies if _half(row) == half]
        theirs = [row for row in pairs if _half(row) == half]
        found[f"{half}_leakless"] = _share(mine, lambda row: not _leaks(row))
        found[f"{half}_first_line_kept"] = _share(mine, _keeps_first)
        found[f"{half}_pairs_dropped"] = _share(theirs, lambda row: _agrees(row, drops=True))
        found[f"{half}_pairs_kept"] = _share(theirs, lambda row: _agrees(row, drops=False))
        found[f"{half}_pairs_as_parser"] = _share(theirs, lambda row: _agrees(row, drops=row["drops_signature"]))
        like = [row for row in theirs if not _KEPT_QUOTE.search(row["expected"])]
        found[f"{half}_pairs_comparable"] = _share(like, lambda row: _agrees(row, drops=row["drops_signature"]))
    return found | {"crafted_mb_s": round(max(map(_crafted, CRAFTED)), 3)}


def _rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def _half(row: Row) -> str:
    name = row["id"] if "id" in row else row["source"] + row["test"] + str(row["fixture"])
    return HALVES[hashlib.sha256(name.encode()).digest()[0] % 2]


def _share(rows: list[Row], is_right: Callable[[Row], bool]) -> float:
    return round(sum(map(is_right, rows)) / max(1, len(rows)), 4)


def _own_lines(text: str) -> set[int]:
    """The lines that hold the author's words, counted from 0."""
    spans, found, at = split(text).authored, set(), 0
    for number, line in enumerate(text.split("\n")):
        end = at + len(line)
        if line.strip() and any(start < end and at < last for start, last in spans):
            found.add(number)
        at = end + 1
    return found


def _leaks(row: Row) -> list[int]:
    return sorted(_own_lines(row["raw"]) & set(row["quoted_line_idx"]))


def _keeps_first(row: Row) -> bool:
    """Is the first line that is not blank its author's? Mails that only forward have none, and count as missed."""
    first = next(number for number, line in enumerate(row["raw"].split("\n")) if line.strip())
    return first in _own_lines(row["raw"])


def _agrees(row: Row, *, drops: bool) -> bool:
    text = text_of_html(row["raw"]) if row["kind"] == "html" else row["raw"]
    wanted = html.unescape(re.sub(r"<[^<>]*>", " ", row["expected"])) if row["kind"] == "html" else row["expected"]
    kept = _kept(split(text), drops)
    if row["expected_kind"].startswith("first_fragment"):
        kept = kept[: _first_piece(kept)]
    return "".join("".join(text[start:end] for start, end in kept).split()) == "".join(wanted.split())


def _kept(found: Split, drops: bool) -> list[Span]:
    return list(found.authored) if drops else sorted((*found.authored, *found.signature, *found.disclaimer))


def _first_piece(spans: list[Span]) -> int:
    """How many spans stand one behind the other, nothing between."""
    return next((i for i in range(1, len(spans)) if spans[i][0] > spans[i - 1][1]), len(spans))


def _crafted(unit: str) -> float:
    text = unit * (1_000_000 // len(unit))
    began = time.process_time()
    split(text)
    return time.process_time() - began


def disagreements() -> Iterator[str]:
    for row in _rows("enron_silver"):
        if leaks := _leaks(row):
            yield f"{_half(row)} leaks {row['id']} lines {leaks}"
        if not _keeps_first(row):
            yield f"{_half(row)} first line not kept {row['id']} {row['style']}"
    for row in _rows("all_exact_pairs"):
        if not _agrees(row, drops=row["drops_signature"]):
            yield f"{_half(row)} pair {row['source']} {row['test']} {row['fixture'] or ''}"


if __name__ == "__main__":
    main()
