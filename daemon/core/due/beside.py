"""Rules for what stands beside a day: "the Monday before Easter", "Friday in two weeks", "2pm for an hour"."""

from dataclasses import replace
from datetime import datetime

from daemon.core.due.almanac import DAY, add_months, day_span, week_span, weekend_span, working_day
from daemon.core.due.amounts import Amount, amount, moved
from daemon.core.due.dates import recurs
from daemon.core.due.lexicon import UNITS
from daemon.core.due.moments import moment
from daemon.core.due.tokens import Token
from daemon.core.due.values import Bound, Now, Span

_SIDES = {"before": -1, "after": 1, "preceding": -1, "following": 1}
_FAR = frozenset({"week", "fortnight", "month", "quarter", "year", "working day"})
_AWAY = {"from": ["from", "now"], "out": ["out"], "hence": ["hence"]}
_MOST_AFTER = 53
_MOST_NEAR = 4  # on either side of a day
_CLOCK_GRAINS = frozenset({"hour", "minute", "second"})
_FINE = _CLOCK_GRAINS | {"daypart"}


def beside(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """ "the Friday before the 20th", "the week after Easter", "the day before Christmas", "the Monday after next",
    "(on) Tuesday after Easter" """
    led = i == 0 or tokens[i - 1].kind == "the"
    named = tokens[i].kind == "weekday" and not recurs(tokens, i)
    if not (named or (led and tokens[i].kind in {"weekday", "unit"})):
        return None
    side = _SIDES.get(tokens[i + 1].text)
    if not side:
        return None
    if tokens[i].kind == "weekday" and tokens[i + 2].text == "next" and side == 1:
        return _after_next(tokens, i, now)
    at = i + 3 if tokens[i + 2].kind == "the" else i + 2
    base = moment(tokens, at, now)
    if not base or base[0].spans[0].grain in _FINE or tokens[at].kind in {"part", "tonight"}:
        return None
    if not led and base[0].rule != "holiday":
        return None
    spans = tuple(s for s in (next_to(tokens[i], b, side) for b in base[0].spans) if s)
    return (Bound(spans, spans[0].rule), base[1]) if spans else None


def nth_after(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """ "the third Tuesday after Christmas", "the first week after Easter" """
    if tokens[i + 1].text in {"working", "business"} and tokens[i + 2].text == "day":
        return _working_day(tokens, i, now)
    if tokens[i + 1].kind not in {"weekday", "unit"}:
        return None
    counted = tokens[i].kind in {"ordinal", "ordword"}
    nth = tokens[i].value if counted else 1
    side = {"after": 1, "following": 1, "before": -1}.get(tokens[i + 2].text, 0)
    if not isinstance(nth, int) or nth > _MOST_AFTER:
        return None
    if not ((counted and side == 1) or (tokens[i].text, side) in {("next", 1), ("last", -1)}):
        return None
    base = moment(tokens, i + 4 if tokens[i + 3].kind == "the" else i + 3, now)
    first = next_to(tokens[i + 1], base[0].spans[0], side) if base and base[0].spans[0].grain not in _FINE else None
    if not base or not first:
        return None
    step = DAY if first.rule == "day beside" else 7 * DAY
    span = replace(first, start=first.start + (nth - 1) * step, end=first.end + (nth - 1) * step)
    return Bound((span,), "nth after"), base[1]


def _working_day(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """ "the last working day before Easter", "the first business day after the 4th" """
    side = {"first": 1, "next": 1, "last": -1}.get(tokens[i].text)
    if not side or _SIDES.get(tokens[i + 3].text) != side:
        return None
    base = moment(tokens, i + 5 if tokens[i + 4].kind == "the" else i + 4, now)
    if not base or base[0].spans[0].grain in _FINE:
        return None
    span = base[0].spans[0]
    day = working_day(now.calendar, span.start if side < 0 else span.end - DAY, side)
    return Bound((day_span(day, "working day beside"),), "working day beside"), base[1]


def closest(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """ "the closest Monday to October 5th", "the second closest Christmas to today": by the distance of their days."""
    nth = int(str(tokens[i].value)) if tokens[i].kind in {"ordinal", "ordword"} else 1
    at = i + 1 if tokens[i].kind in {"ordinal", "ordword"} else i
    if tokens[at].text not in {"closest", "nearest"} or nth > _MOST_NEAR:
        return None
    there = next((n for n in range(at + 2, at + 7) if tokens[n].text == "to"), None)
    base = moment(tokens, there + 1, now) if there else None
    if not there or not base:
        return None
    aim = base[0].spans[0].start
    near = sorted(_near(tokens, at + 1, there, aim, now), key=lambda s: abs(s.start - aim))
    return (Bound((near[nth - 1],), "closest"), base[1]) if len(near) >= nth else None


def _near(tokens: list[Token], i: int, stop: int, aim: datetime, now: Now) -> list[Span]:
    """What is so named around a day: weekdays by the week, all else by the year."""
    if tokens[i].kind == "weekday":
        first = aim + DAY * ((int(str(tokens[i].value)) - aim.weekday()) % 7)
        return [day_span(first + 7 * n * DAY, "closest") for n in range(-_MOST_NEAR, _MOST_NEAR)]
    found: list[Span] = []
    for away in range(-_MOST_NEAR, _MOST_NEAR):
        then = add_months(aim.replace(day=1, month=1), 12 * away)
        named = moment(tokens, i, replace(now, wall=then))
        found += named[0].spans[:1] if named and named[1] == stop else ()
    return found


def lasting(tokens: list[Token], first: tuple[Bound, int], now: Now) -> tuple[Bound, int] | None:
    """ "2pm for an hour", "from 9:30 for 45 minutes": a time of the clock that goes on for so long."""
    found, stop = first
    size = amount(tokens, stop + 1) if tokens[stop].text == "for" and found.open is None else None
    if size and not size[0].fine and found.spans[0].grain == "day":  # "from tomorrow for ten days"
        start = found.spans[0].start
        return Bound((Span(start, moved(now, start, size[0]).start, "days", "lasting"),), "lasting"), size[1]
    if not size or not size[0].fine or found.spans[0].grain not in _CLOCK_GRAINS:
        return None
    spans = tuple(replace(s, end=moved(now, s.start, size[0]).end, grain="minute", rule="lasting") for s in found.spans)
    return Bound(spans, "lasting"), size[1]


def further(tokens: list[Token], i: int, first: tuple[Bound, int], now: Now) -> tuple[Bound, int] | None:
    """ "Friday in two weeks", "Thanksgiving in a year": the same words, as they would be read that much later."""
    found, stop = first
    size = _so_far(tokens, stop) if found.open is None else None
    if not size or found.spans[0].grain not in {"day", "month"} or not {u for _, u in size[0].parts} <= _FAR:
        return None
    later = moved(now, now.wall, size[0]).start
    if found.spans[0].rule == "weekday" and found.spans[0].start.weekday() == later.weekday():
        return Bound((day_span(later, "further"),), "further"), size[1]
    again = moment(tokens, i, replace(now, wall=now.wall.replace(year=later.year, month=later.month, day=later.day)))
    return (again[0], size[1]) if again and again[1] == stop else None


def _so_far(tokens: list[Token], i: int) -> tuple[Amount, int] | None:
    """ "in two weeks", "two weeks from now", "two weeks out" """
    if tokens[i].text == "in":
        return amount(tokens, i + 1)
    size = amount(tokens, i) if tokens[i].kind in {"a", "num", "cardinal"} else None
    if not size:
        return None
    words = [t.text for t in tokens[size[1] : size[1] + 2]]
    return (size[0], size[1] + len(_AWAY[words[0]])) if _AWAY.get(words[0]) in (words, words[:1]) else None


def _after_next(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int]:
    gap = (int(str(tokens[i].value)) - now.wall.weekday()) % 7 or 7
    return Bound((day_span(now.today + (gap + 7) * DAY, "weekday after next"),), "weekday after next"), i + 3


def next_to(named: Token, base: Span, side: int) -> Span | None:
    """The day, week or weekend so named that stands right before (-1) or after (1) a span."""
    edge = base.start - DAY if side < 0 else base.end
    if named.kind == "weekday":
        away = (
            (edge.weekday() - int(str(named.value))) % 7 if side < 0 else (int(str(named.value)) - edge.weekday()) % 7
        )
        return day_span(edge + side * away * DAY, "weekday beside")
    unit = UNITS[int(str(named.value))]
    if unit == "day":
        return day_span(edge, "day beside")
    if unit == "week":
        return week_span(base.start, side, "week beside")
    if unit == "weekend":
        away = (edge.weekday() - 6) % 7 if side < 0 else (5 - edge.weekday()) % 7
        return weekend_span(edge + side * away * DAY)
    return None
