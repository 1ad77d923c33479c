"""Text in, the ranges of its sentences out.

Mail is not prose: a line is often a sentence of its own (a greeting, a list item), and just as often only the width
of a window. So lines are joined into paragraphs first, by what line breaks mean in mail, and sentencex splits only
inside a paragraph. Linear in the length of the text.
"""

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries  # type: ignore[import-untyped]

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"[ \t]*(?:[-*•·–—o>]|\(?(?:\d{1,2}|[a-zA-Z])[.)])[ \t]+")
_GREETING_WORDS = 4
_LONGEST = 4000  # characters of one paragraph; beyond, it is cut: no sentence is that long


def split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield [start, end) of each sentence of text[start:end], in order, without the white space around it."""
    for first, last in _paragraphs(text, start, end):
        for cut in range(first, last, _LONGEST):
            yield from _sentences(text, cut, min(cut + _LONGEST, last))


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """sentencex treats a line break as white space of the sentence only when it is a blank."""
    flat = text[start:end].replace("\n", " ").replace("\r", " ")
    for found in get_sentence_boundaries("en", flat):
        piece = flat[found["start_index"] : found["end_index"]]
        if bare := piece.strip():
            first = start + found["start_index"] + len(piece) - len(piece.lstrip())
            yield first, first + len(bare)


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Lines joined where the break is only the width of a window."""
    first = last = width = -1
    for line in _LINE.finditer(text, start, end):
        if first >= 0 and not (text.count("\n", last, line.start()) == 1 and _goes_on(text, last, line, width)):
            yield first, last
            first, width = -1, -1
        if line.group().strip():
            first = line.start() if first < 0 else first
            width, last = max(width, line.end() - line.start()), line.end()
    if first >= 0:
        yield first, last


def _goes_on(text: str, before: int, line: re.Match[str], width: int) -> bool:
    """Does `line` continue the one that ends at `before`? A bullet never does, a small letter always does.

    Otherwise the break is a wrap when the next word would not have fitted into the width seen so far.
    """
    if _BULLET.match(line.group()):
        return False
    bare = line.group().lstrip()
    if not bare:
        return False
    if bare[:1].islower():
        return True
    above = text[text.rfind("\n", 0, before) + 1 : before].strip()
    if above.endswith((",", ":")) and len(above.split()) <= _GREETING_WORDS:
        return False
    return len(above) + 1 + len(bare.split(" ", 1)[0]) > 0.8 * width and len(above) > 40
