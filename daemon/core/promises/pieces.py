"""Text in, the places of the pieces to be judged out: its sentences, cut again where chat strings several together."""

import re
from collections.abc import Iterator

from daemon.core import sentences

# A time behind a dash belongs to what stands before it: "I'll send it - by Friday", "on it - ETA noon".
_TIME = (
    r"(?!(?i:or )?(?i:by|before|until|no later|eta|tomorrow|today|tonight|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri"
    r"|satur|sun)(?:day)?|next (?:week|month)|end of|eod|eow|cob|you(?:['’]ll| will) (?:get|have) it)\b)"
)
_CUT = re.compile(
    rf"(?:\.{{2,}}+\s*+|…\s*+|\s-{{2,}}+\s*+|(?<![Yy]es)(?<![Ss]ure)\s[–—-]\s|;\s++){_TIME}|(?<=[a-z)])[!?]+\s+|"
    r"(?<=[a-z]{3})\.\s*(?=(?:i|i'll|ill|we|we'll|will|let|can|please|thanks|so|but|then|also|if)\s)"
)
_MARK = re.compile(r"[.!?;…–—-](?:(?<=…)|(?!\Z))")  # where none stands within a sentence, nothing is cut
_CLOSERS = "!?)\"'”’"
_LONGEST = 1_000  # characters of a piece that are looked at


def pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield [start, end) of each piece of text[start:end], in order, without white space at its ends."""
    for first, last in sentences.split(text, start, end):
        begin = first
        for cut in _CUT.finditer(text, first, last) if _MARK.search(text, first, last) else ():
            if cut.start() > begin:
                yield from _bare(text, begin, _with_mark(text, cut))
            begin = cut.end()
        yield from _bare(text, begin, last)


def _with_mark(text: str, cut: re.Match[str]) -> int:
    """A question mark belongs to what stands before it, a dash to nobody."""
    end = cut.start()
    while end < cut.end() and text[end] in _CLOSERS:
        end += 1
    return end


def _bare(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start : min(end, start + _LONGEST)]
    if words := piece.strip():
        first = start + len(piece) - len(piece.lstrip())
        yield first, first + len(words)
