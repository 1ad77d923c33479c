"""A Track in; a picture of it as an SVG document out: the score above, the settled words of each week below.

It holds dates, counts and the heading, nothing else; no script, no font, nothing from elsewhere. Its colours differ in
lightness too, and follow what the reader prefers, light or dark.
"""

from collections.abc import Iterator, Sequence
from html import escape

from daemon.core import speech
from daemon.core.track.plot import BLOCKS
from daemon.core.track.values import Track, Week
from daemon.core.wording import clean

_WIDTH, _HEIGHT = 760, 410
_LEFT, _RIGHT = 52.0, 708.0
_SCORE = (84.0, 174.0)  # top and bottom of the upper panel
_WORDS = (208.0, 328.0)  # and of the lower one
_LABELS = 12  # of weeks below the lower panel, at most
_CLASSES = ("kept", "moved", "late", "missed")  # in the order of BLOCKS

_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f }
.heading { font-size: 18px; font-weight: 600 }
.small { font-size: 11px; fill: #57606a }
.grid { stroke: #d0d7de; stroke-width: 1 }
.line { fill: none; stroke: #24292f; stroke-width: 2; stroke-linejoin: round }
.dot { fill: #24292f }
.kept { fill: #0b5cad }
.moved { fill: #7cb5ec }
.late { fill: #f0a30a }
.missed { fill: #b3261e }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.small { fill: #9da7b1 }
.grid { stroke: #3d444d }
.line { stroke: #e6edf3 }
.dot { fill: #e6edf3 }
.kept { fill: #3987d9 }
.moved { fill: #a9d0f5 }
.late { fill: #f5b942 }
.missed { fill: #e5534b }
}"""


def picture(track: Track, heading: str) -> str:
    """The SVG document; `heading` says whose record it is, and may hold anything."""
    title = escape(clean.line(heading))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}"'
        ' role="img" aria-labelledby="title desc">',
        f'<title id="title">{title}</title>',
        f'<desc id="desc">{escape(_told(track))}</desc>',
        f"<style>{_STYLE}\n</style>",
        _text(_LEFT, 30, title, "heading"),
        _text(_LEFT, 52, escape(_summary(track)), "small"),
        *_upper(track.weeks),
        *_lower(track.weeks),
        *_legend(),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _summary(track: Track) -> str:
    counts = track.overall
    score = "" if track.score is None else f" · score {_percent(track.score)} of 100"
    days = f"{speech.short_day(track.first)} {track.first.year} to {speech.short_day(track.last)} {track.last.year}"
    return f"{days} · {counts.good} of {counts.settled} kept or moved in time{score}"


def _told(track: Track) -> str:
    """What the picture shows, for whoever cannot see it."""
    weeks = (f"{_day(w)}: {w.counts.good} of {w.counts.settled}" for w in track.weeks if w.counts.settled)
    return f"{_summary(track)}. Kept or moved in time, by week: {', '.join(weeks) or 'nothing was settled'}."


def _upper(weeks: Sequence[Week]) -> Iterator[str]:
    """The score at the end of each week."""
    yield from _panel("score at the end of each week", _SCORE, 100)
    found = [(_middle(i, weeks), _height(w.score, _SCORE), w.score) for i, w in enumerate(weeks) if w.score is not None]
    if found:
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in found)
        yield f'<polyline class="line" points="{points}"/>'
        yield from (f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y, _ in found)
        x, y, last = found[-1]
        yield _text(x + 10, y + 4, str(_percent(last)))


def _lower(weeks: Sequence[Week]) -> Iterator[str]:
    """The settled words of each week, one upon the other, and the days the weeks begin on."""
    most = max((w.counts.settled for w in weeks), default=0) or 1
    yield from _panel("promises settled in each week", _WORDS, most)
    apart = -(-len(weeks) // _LABELS)
    for i, week in enumerate(weeks):
        yield from _column(_middle(i, weeks), 0.62 * _step(weeks), week, most)
        if i % apart == 0:
            yield _text(_middle(i, weeks), _WORDS[1] + 18, _day(week), "small", "middle")


def _column(middle: float, width: float, week: Week, most: int) -> Iterator[str]:
    below = 0
    for name, (_, _, fates) in zip(_CLASSES, BLOCKS, strict=True):
        if number := week.counts.of(*fates):
            top, bottom = (_height((below + n) / most, _WORDS) for n in (number, 0))
            yield _box(name, middle - width / 2, top, width, bottom - top)
            below += number


def _panel(name: str, panel: tuple[float, float], most: int) -> Iterator[str]:
    """The lines of nothing and of the most, their numbers, and what is told."""
    for number, y in ((most, panel[0]), (0, panel[1])):
        yield f'<line class="grid" x1="{_LEFT:g}" y1="{y:g}" x2="{_RIGHT:g}" y2="{y:g}"/>'
        yield _text(_LEFT - 8, y + 4, str(number), "small", "end")
    yield _text(_LEFT, panel[0] - 6, name, "small")


def _legend() -> Iterator[str]:
    x = _LEFT
    for name, (_, told, _) in zip(_CLASSES, BLOCKS, strict=True):
        yield _box(name, x, 376, 12, 12)
        yield _text(x + 18, 386, told)
        x += 40 + 8 * len(told)


def _box(name: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _text(x: float, y: float, words: str, name: str = "", anchor: str = "") -> str:
    """`words` as they stand, escaped already where they need it."""
    kind = f' class="{name}"' if name else ""
    held = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{kind}{held}>{words}</text>'


def _step(weeks: Sequence[Week]) -> float:
    return (_RIGHT - _LEFT) / len(weeks)


def _middle(place: int, weeks: Sequence[Week]) -> float:
    return _LEFT + (place + 0.5) * _step(weeks)


def _height(share: float, panel: tuple[float, float]) -> float:
    return panel[1] - share * (panel[1] - panel[0])


def _percent(score: float) -> int:
    return round(100 * score)


def _day(week: Week) -> str:
    """`2 Mar`."""
    return speech.short_day(week.start).partition(" ")[2]
