"""The text of a mail in, the places of what its author wrote out, apart from what is quoted, signed or boilerplate.

One pass over the lines. A `>` quotes its line; a separator, a header block or an attribution ("On ... wrote:") quotes
what follows: the `>` lines only, where its text is marked by them (so that answers in between stay the author's),
else all the rest. Formats: RFC 3676 (`>` and "-- "), Outlook, Lotus Notes, Apple, Gmail, Yahoo.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from daemon.core.boundaries import (
    ATTRIBUTION,
    CLOSING,
    CONTACT,
    DASHES,
    DEVICE,
    DISCLAIMER,
    FROM,
    HEADER,
    LEGAL,
    LINE_OF_RULES,
    NOTES,
    NOTES_HEAD,
    NOTES_LINE,
    NOTES_NEXT,
    NOTES_WHO,
    OPENS,
    QUOTE,
    RECIPIENT,
    SEPARATOR,
)

Span = tuple[int, int]

_LINES = 10_000  # nobody writes more by hand; what lies beyond counts as quoted
_WIDTH = 400  # of a line, so much is looked at


class _Part(Enum):
    OWN = "own"
    QUOTED = "quoted"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"


@dataclass(frozen=True, slots=True)
class Split:
    """[start, end) of each stretch, in order, line ends included; together they cover the text."""

    authored: tuple[Span, ...]
    quoted: tuple[Span, ...]
    signature: tuple[Span, ...]
    disclaimer: tuple[Span, ...]


def split(text: str) -> Split:
    """Tell the author's own words in `text` from the rest. Takes linear time."""
    lines, end = _lines(text)
    parts = _quoting(lines)
    _boilerplate(lines, parts)
    places: dict[_Part, list[Span]] = {part: [] for part in _Part}
    at = 0
    for line, part in zip(lines, parts, strict=True):
        _extend(places[part], at, at + len(line))
        at += len(line)
    if at < end:
        _extend(places[_Part.QUOTED], at, end)
    kept = tuple(span for span in places[_Part.OWN] if text[slice(*span)].strip())
    return Split(kept, *(tuple(places[p]) for p in (_Part.QUOTED, _Part.SIGNATURE, _Part.DISCLAIMER)))


def _lines(text: str) -> tuple[list[str], int]:
    """Return the first lines with their ends, and where the text ends."""
    pieces = text.split("\n", _LINES)
    whole = [piece + "\n" for piece in pieces[:-1]]
    if len(pieces) <= _LINES and pieces[-1]:
        whole.append(pieces[-1])
    return whole, len(text)


def _extend(places: list[Span], start: int, end: int) -> None:
    if places and places[-1][1] == start:
        places[-1] = places[-1][0], end
    else:
        places.append((start, end))


def _quoting(lines: list[str]) -> list[_Part]:
    """Mark each line as own or quoted."""
    parts = [_Part.OWN] * len(lines)
    i = 0
    while i < len(lines):
        found = _boundary(lines, i)
        if found is None:
            if QUOTE.match(lines[i]):
                parts[i] = _Part.QUOTED
            i += 1
            continue
        start, body = found
        while start and parts[start - 1] is _Part.OWN and LINE_OF_RULES.match(lines[start - 1][:_WIDTH].rstrip()):
            start -= 1
        marked = _marked(lines, body)
        last = body if marked else len(lines)
        parts[start:last] = [_Part.QUOTED] * (last - start)
        i = last
    return parts


def _boundary(lines: list[str], i: int) -> Span | None:
    """Return (first line of the boundary at line i, first line after it) where one begins here."""
    line = lines[i][:_WIDTH]
    if not line.strip():
        return None
    if SEPARATOR.match(line):
        return i, _after_headers(lines, i + 1)
    if FROM.match(line) and _has_headers(lines, i + 1):
        return i, _after_headers(lines, i + 1)
    if NOTES_LINE.match(line):
        return i, _after_headers(lines, i + 1)
    if NOTES.match(line) and _notes_block(lines, i):
        return _notes_start(lines, i), _after_headers(lines, i)
    if QUOTE.match(line):
        return None
    return _attribution(lines, i)


def _has_headers(lines: list[str], i: int) -> bool:
    return sum(bool(HEADER.match(line[:_WIDTH])) for line in lines[i : i + 6]) >= 2


def _after_headers(lines: list[str], i: int) -> int:
    """Return the first line after a header block, wrapped lines included."""
    last = i
    for k in range(i, min(i + 14, len(lines))):
        if HEADER.match(lines[k][:_WIDTH]) or FROM.match(lines[k][:_WIDTH]):
            last = k + 1
    while last < len(lines) and not lines[last].strip():
        last += 1
    return last


def _notes_block(lines: list[str], i: int) -> bool:
    """Say whether "To:" at line i begins a Lotus Notes head: a cc: or Subject: soon, and a gap or a sender above."""
    below = any(NOTES_NEXT.match(lines[k][:_WIDTH]) for k in range(i + 1, _end_of_names(lines, i + 1)))
    above = i == 0 or not lines[i - 1].strip() or _notes_start(lines, i) < i
    return below and above


def _end_of_names(lines: list[str], i: int) -> int:
    """Return the line after a list of recipients and the ten lines that may follow it."""
    while i < len(lines) and RECIPIENT.search(lines[i][:_WIDTH]):
        i += 1
    return min(i + 10, len(lines))


def _notes_start(lines: list[str], i: int) -> int:
    """Go back over the lines that name the sender and the date; beyond a gap only a plain one counts."""
    start, gap = i, 0
    for k in range(i - 1, max(-1, i - 9), -1):
        line = lines[k][:_WIDTH].rstrip()
        if not line.strip():
            gap += 1
            continue
        known = NOTES_WHO if gap < 2 else NOTES_HEAD
        if not known.match(line) or len(line.strip()) > 110 or CLOSING.match(line):
            break
        start, gap = k, 0
    return start


def _attribution(lines: list[str], i: int) -> Span | None:
    """Find "On ... wrote:", on one line or wrapped over up to four."""
    if not OPENS.match(lines[i][:_WIDTH]):
        return None
    joined = ""
    for k in range(i, min(i + 4, len(lines))):
        piece = lines[k][:_WIDTH].strip()
        if not piece and joined:
            return None
        joined = f"{joined} {piece}".strip()
        if piece[-1:] in (":", "：") and ATTRIBUTION.match(joined):
            return (i, k + 1) if _introduces(lines, k + 1, joined) else None
    return None


def _introduces(lines: list[str], i: int, words: str) -> bool:
    """An attribution without an address or a date needs a `>` below: "As Bob wrote:" may precede own words."""
    return "@" in words or bool(re.search(r"\d", words)) or _marked(lines, i)


def _marked(lines: list[str], i: int) -> bool:
    """Say whether the quoted text that begins at line i is marked by `>`."""
    for line in lines[i : i + 6]:
        if line.strip():
            return bool(QUOTE.match(line))
    return False


def _boilerplate(lines: list[str], parts: list[_Part]) -> None:
    """Mark signatures and disclaimers among the own lines."""
    for start, end in list(_own_runs(parts)):
        _mark_from(lines, parts, start, end)
        _mark_block(lines, parts, start, end)


def _own_runs(parts: list[_Part]) -> Iterator[Span]:
    at = 0
    for part, run in groupby(parts):
        end = at + sum(1 for _ in run)
        if part is _Part.OWN:
            yield at, end
        at = end


def _mark_from(lines: list[str], parts: list[_Part], start: int, end: int) -> None:
    """Mark what follows "-- ", "Sent from my ..." or the first line of a disclaimer."""
    for i in range(start, end):
        line = lines[i][:_WIDTH]
        if DASHES.match(line.rstrip("\r\n")) and i > start and end - i <= 15:
            parts[i:end] = [_Part.SIGNATURE] * (end - i)
            return
        if DEVICE.match(line):
            parts[i] = _Part.SIGNATURE
        elif DISCLAIMER.match(line) and LEGAL.search(" ".join(x[:_WIDTH] for x in lines[i : i + 4])):
            last = end if end - i <= 40 else _paragraph_end(lines, i, end)
            parts[i:last] = [_Part.DISCLAIMER] * (last - i)
            return


def _paragraph_end(lines: list[str], i: int, end: int) -> int:
    while i < end and lines[i].strip():
        i += 1
    return i


def _mark_block(lines: list[str], parts: list[_Part], start: int, end: int) -> None:
    """Mark a closing block of short lines with a phone number or an address in it, under a blank line or a closing."""
    last = end
    while last > start and (not lines[last - 1].strip() or parts[last - 1] is not _Part.OWN):
        last -= 1
    first = last
    while first > start and last - first < 8 and _short(lines[first - 1]):
        first -= 1
    under = first > start and (not lines[first - 1].strip() or CLOSING.match(lines[first - 1]))
    if under and last - first >= 2 and any(CONTACT.search(line) for line in lines[first:last]):
        parts[first:last] = [_Part.SIGNATURE] * (last - first)


def _short(line: str) -> bool:
    words = line.strip()
    return 0 < len(words) <= 60 and words[-1] not in ".?!;:" and not CLOSING.match(line) and len(words.split()) <= 7
