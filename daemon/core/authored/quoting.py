"""Lines in; out comes which of them are quoted or forwarded."""

import re

from daemon.core.authored import attribution, headers
from daemon.core.authored.lines import Lines, Part, Span

_LINE_OF_RULES = re.compile(r"[ \t]*[-_=*\u2014]{3,}$")
_WIDE = 50  # characters of a quoted line that may have been too long for its window
_TORN = 12  # lines
_LINK = re.compile(r"[ \t]*[<(\[]?(?:https?:|mailto:|\S+@\S+[\])>]$)")
_ANSWER = re.compile(
    r"\W*(?:yes|yep|yeah|yup|no|nope|ok|okay|sure|done|will|i|i'll|i'm|we|we'll|agreed?|fine|great|thanks?|correct|right|"
    r"true|good|please|not|same|perfect|let|see|got|works?|exactly|maybe|probably|n/a)\b"
)


def quoting(lines: Lines) -> list[Part]:
    """Mark each line as own or quoted."""
    parts = [Part.OWN] * len(lines.raw)
    i = 0
    while i < len(parts):
        found = _boundary(lines, i) if lines.low[i] else None
        if found is not None:
            start, body = _with_rules(lines, parts, found[0]), found[1]
            last = body if _is_marked(lines, body) else len(parts)
        elif lines.marked[i]:
            start, last = i, _end_of_torn(lines, i + 1)
        else:
            i += 1
            continue
        parts[start:last] = [Part.QUOTED] * (last - start)
        i = last
    return parts


def _boundary(lines: Lines, i: int) -> Span | None:
    """Return (first line of the boundary at line i, first line after it) where an old mail begins here."""
    found = headers.head(lines, i)
    if found is not None or lines.marked[i]:
        return found
    start = attribution.begins(lines, i)
    if start is None or not (attribution.is_certain(lines, start, i) or _is_marked(lines, i + 1)):
        return None
    return start, i + 1


def _with_rules(lines: Lines, parts: list[Part], start: int) -> int:
    """Go back over the lines of dashes above a boundary, and the gap between."""
    first = start
    for k in range(start - 1, max(-1, start - 8), -1):
        if parts[k] is not Part.OWN or (lines.low[k] and not _LINE_OF_RULES.match(lines.low[k])):
            break
        first = k if lines.low[k] else first
    return first


def _is_marked(lines: Lines, i: int) -> bool:
    """Say whether the quoted text that begins at line i is marked by `>`, and not only its first line."""
    for k in range(i, min(i + 6, len(lines.low))):
        if lines.low[k]:
            return lines.marked[k] and not _is_abandoned(lines, k + 1)
    return False


def _is_abandoned(lines: Lines, i: int) -> bool:
    end = _end_of_torn(lines, i)
    return end - i >= 2 and not (end < len(lines.marked) and lines.marked[end])


def _end_of_torn(lines: Lines, i: int) -> int:
    """Return the first line after what a window too narrow has torn off the `>` line above line i; i where nothing is.

    An answer in between looks alike: it begins as a sentence does, or stands below the end of one.
    """
    end = i
    while end < min(len(lines.low), i + _TORN) and lines.low[end] and not lines.marked[end]:
        end += 1
    closed = end < len(lines.marked) and lines.marked[end]
    if closed and all(map(_LINK.match, lines.low[i:end])):
        return end
    above = lines.raw[i - 1].rstrip()
    if end == i or above[-1:] in ".?!:;>":
        return i
    torn = _is_torn_between(lines, i, end, len(above)) if closed else _is_torn_below(lines, i, end, len(above))
    return end if torn else i


def _is_torn_between(lines: Lines, i: int, end: int, width: int) -> bool:
    """Lines between two `>` lines, without a gap."""
    few = len(lines.low[i].split()) <= 3
    if _ANSWER.match(lines.low[i]):
        return few and end - i == 1 and _goes_on(lines.raw[end].lstrip("> \t"))
    if _goes_on(lines.raw[i].lstrip()):
        return end - i <= 3 or width >= _WIDE
    return few and end - i == 1 and width >= _WIDE


def _is_torn_below(lines: Lines, i: int, end: int, width: int) -> bool:
    """Lines below the last `>` line."""
    if width < _WIDE or _ANSWER.match(lines.low[i]) or not _goes_on(lines.raw[i].lstrip()):
        return False
    return end - i >= 2 or len(lines.low[i].split()) <= 2


def _goes_on(words: str) -> bool:
    return words[:1].islower() or words[:1] in set("([<_=+&/")
