"""Counts in; bars of block characters out, as wide as is wanted: a block for each settled word, by its fate."""

from collections.abc import Sequence

from daemon.core.track.values import Counts, Fate

BLOCKS = (
    ("█", "kept", (Fate.KEPT,)),
    ("▓", "moved in time", (Fate.MOVED_IN_TIME,)),
    ("▒", "late", (Fate.KEPT_LATE, Fate.MOVED_LATE)),
    ("░", "missed", (Fate.STILL_OWED, Fate.TAKEN_BACK)),
)
"""Each block, what it stands for, and the fates that are drawn by it."""


def words_per_block(rows: Sequence[Counts], width: int) -> int:
    """How many words one block must stand for, so that the longest of these bars is at most `width` wide."""
    scale = 1
    while max((_length(row, scale) for row in rows), default=0) > width:
        scale += 1
    return scale


def bar(row: Counts, scale: int) -> str:
    """The blocks of a row, `scale` words each; what was begun is a whole block, so that nothing is hidden."""
    return "".join(block * _blocks(row.of(*fates), scale) for block, _, fates in BLOCKS)


def _length(row: Counts, scale: int) -> int:
    return sum(_blocks(row.of(*fates), scale) for _, _, fates in BLOCKS)


def _blocks(number: int, scale: int) -> int:
    return -(-number // scale)
