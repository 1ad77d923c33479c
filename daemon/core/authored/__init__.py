"""The text of a mail in, the places of what its author wrote out, apart from what is quoted, signed or boilerplate.

One pass over the lines. A `>` quotes its line; a separator, a header block or an attribution ("On ... wrote:") quotes
what follows: the `>` lines only, where its text is marked by them (so that answers in between stay the author's),
else all the rest. Formats: RFC 3676 (`>` and "-- "), Outlook, Lotus Notes, Apple, Gmail, Yahoo.
"""

from dataclasses import dataclass
from itertools import accumulate, groupby

from daemon.core.authored.endings import mark_endings
from daemon.core.authored.lines import Lines, Part, Span, lines_of
from daemon.core.authored.quoting import quoting

__all__ = ["Span", "Split", "split"]


@dataclass(frozen=True, slots=True)
class Split:
    """[start, end) of each stretch, in order, line ends included; together they cover the text."""

    authored: tuple[Span, ...]
    quoted: tuple[Span, ...]
    signature: tuple[Span, ...]
    disclaimer: tuple[Span, ...]


def split(text: str) -> Split:
    """Tell the author's own words in `text` from the rest. Takes linear time."""
    lines = lines_of(text)
    parts = quoting(lines)
    mark_endings(lines, parts)
    places = _places(lines, parts, len(text))
    kept = tuple(span for span in places[Part.OWN] if text[slice(*span)].strip())
    return Split(kept, *(tuple(places[p]) for p in (Part.QUOTED, Part.SIGNATURE, Part.DISCLAIMER)))


def _places(lines: Lines, parts: list[Part], end: int) -> dict[Part, list[Span]]:
    """What lies beyond the last line looked at counts as quoted."""
    places: dict[Part, list[Span]] = {part: [] for part in Part}
    ends = (0, *accumulate(map(len, lines.raw)))
    i = 0
    for part, run in groupby(parts):
        last = i + len(list(run))
        places[part].append((ends[i], ends[last]))
        i = last
    if ends[-1] < end:
        places[Part.QUOTED].append((ends[-1], end))
    return places
