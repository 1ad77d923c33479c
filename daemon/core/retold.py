"""A draft of ours that names its promises, read back once the owner has sent it: the points that name one.

In: its text and where the owner's own words are. Out: of each such point the sentences behind the name, as facts. What
else such a mail says repeats what was said before, and counts for nothing.
"""

import re
from collections.abc import Iterator, Sequence

from daemon.core.model import Cue, Sentence
from daemon.core.naming import NAME
from daemon.core.sentences import split

# [^\S\n]: any blank of a line, also the one that does not break, which editors of HTML write
_POINT = re.compile(
    r"^[^\S\n]*[-*•][^\S\n]+(?=“)(.+?)(?=\n[^\S\n]*[-*•][^\S\n]|\n[^\S\n]*(?:\n|\Z)|\Z)", re.DOTALL | re.MULTILINE
)
_KEPT = 300  # characters


def points(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Sentence, ...]:
    """The sentences of all points, by start: `answers` holds the names before them; a question says no date."""
    return tuple(s for start, end in spans for point in _POINT.finditer(text, start, end) for s in _told(text, point))


def _told(text: str, point: re.Match[str]) -> Iterator[Sentence]:
    first, last = point.span(1)
    named = max((name.end() for name in NAME.finditer(text, first, last)), default=last)
    names = " ".join(text[first:named].split())[:_KEPT]
    for start, end in split(text, named, last):
        if not text[start:end].endswith("?"):
            yield Sentence(Cue.MOVED, start, end, text[start:end][:_KEPT], answers=names)
