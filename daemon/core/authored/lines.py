"""The text of a mail in; out come its lines, each also in the shape in which the patterns look at it."""

import re
from dataclasses import dataclass
from enum import Enum

Span = tuple[int, int]

_LINES = 10_000  # nobody writes more by hand; what lies beyond is not looked at
_WIDTH = 400  # of a line, so much is looked at

_BLANK = " \t\r\n\x0b\x0c\xa0\u200b\u200e\u200f\u202c\ufeff"  # what may stand at the end of a line and is not seen
_WROTE = ("wrote:\n", "wrote:")
_QUOTE = re.compile(r"[ \t]*(?:[A-Z]{1,3})?>")
# The author's words and an attribution on one line: "Will do. On Mon, 4 Mar 2024, Anna wrote:".
_SHARED = re.compile(
    r"(?:(?<!-)-{2,}+[ \t]*+|(?<=\s))on "
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|\d{1,4}[./-]\d)"
    r"[^:]*:\d\d\b[^:]{1,120}\bwrote:$"
)


class Part(Enum):
    """What a line is."""

    OWN = "own"
    QUOTED = "quoted"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"


@dataclass(frozen=True, slots=True)
class Lines:
    """One entry per line: as it stands (with its end), as the patterns see it, and whether it begins with `>`.

    `low` is in lower case, cut to 400 characters, without white space at its end: "" is a blank line.
    """

    raw: list[str]
    low: list[str]
    marked: list[bool]


def lines_of(text: str) -> Lines:
    """The first 10,000 lines of `text`."""
    pieces = text.split("\n", _LINES)
    raw = [piece + "\n" for piece in pieces[:-1]]
    if len(pieces) <= _LINES and pieces[-1]:
        raw.append(pieces[-1])
    if "wrote:" in text:
        raw = [piece for line in raw for piece in (_shared(line) if line.endswith(_WROTE) else (line,))]
    low = [line[:_WIDTH].lower().rstrip(_BLANK) for line in raw]
    marked = [">" in line and _QUOTE.match(line) is not None for line in raw] if ">" in text else [False] * len(raw)
    return Lines(raw, low, marked)


def _shared(line: str) -> tuple[str, ...]:
    """A line before and from the attribution that begins inside it; a quoted line stays whole."""
    low = line[:_WIDTH].lower().rstrip()
    found = None if _QUOTE.match(line) or len(low) != len(line.rstrip()) else _SHARED.search(low)
    if found is None or not low[: found.start()].strip():
        return (line,)
    return line[: found.start()], line[found.start() :]
