"""Whether a time leans on the one named before it: "the 4th, and 3 days later", "next week or the week after"."""

from dataclasses import replace
from datetime import timedelta

from daemon.core.due.almanac import DAY
from daemon.core.due.hours import BARE_CLOCK
from daemon.core.due.tokens import Token
from daemon.core.due.units import CLOSING
from daemon.core.due.values import Bound, Now, Span

_ENDS = frozenset({".", "!", "?"})
_UNITS = frozenset({"day", "morning", "afternoon", "evening", "night", "week", "month", "quarter", "year"})
_MOST = 10  # tokens between the two


def leans(tokens: list[Token], i: int, stop: int) -> bool:
    """Whether the expression at [i, stop) counts from what was named last: "3 days later", "the following week"."""
    words = [t.text for t in tokens[i:stop]]
    if words[-1] == "later":
        return True
    if "following" in words and words[-1] in _UNITS:
        return "the" in words
    if words[-1] == "after" and words[-2:-1] and words[-2] in CLOSING:
        return True
    return words[-3:] in (["the", "next", "day"], ["the", "next", "morning"])


def carried(found: Bound, last: tuple[Bound, int] | None, tokens: list[Token], i: int, now: Now) -> Bound:
    """A bare hour or weekday goes with the day or week named before it in the sentence, where that lies ahead:
    "on the 27th for a 3pm hearing", "next Tuesday or Wednesday", "next week, but not on Friday"."""
    there = then(tokens, i, last, now)
    if not there or not last or found.open == "after" or not found.spans:
        return found
    base, first = last[0].spans[0], found.spans[0]
    if found.rule == BARE_CLOCK and base.grain == "day" and base.start > now.today:
        away = base.start - first.start.replace(hour=0, minute=0, second=0)
        return replace(found, spans=tuple(_moved(s, away) for s in found.spans if s.start.date() == first.start.date()))
    if first.rule == "weekday" and last[0].rule in {"next weekday", "week"} and first.start < base.start:
        return replace(found, spans=tuple(_moved(s, 7 * DAY) for s in found.spans))
    return found


def _moved(span: Span, away: timedelta) -> Span:
    return replace(span, start=span.start + away, end=span.end + away)


def then(tokens: list[Token], i: int, last: tuple[Bound, int] | None, now: Now) -> Now | None:
    """Where an expression at a token stands that leans on the last one of its sentence; None where there is none."""
    if not last or i - last[1] > _MOST or not last[0].spans or any(t.text in _ENDS for t in tokens[last[1] : i]):
        return None
    span = last[0].spans[0]
    if last[0].open == "after" or span.end <= now.today:
        return None
    hour = timedelta() if span.grain in {"minute", "hour"} else now.wall - now.today
    return replace(now, wall=span.start + hour)
