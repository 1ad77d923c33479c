"""Rules for a part of a period: "end of Q2", "early next week", "mid to late March", "the rest of today"."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from daemon.core.due.lexicon import PART_HOURS, QUALIFIERS, UNITS
from daemon.core.due.ordered import ordered
from daemon.core.due.portions import portion
from daemon.core.due.tokens import LOOKAHEAD, Token
from daemon.core.due.units import CLOSING, MAKERS
from daemon.core.due.values import Now, Span

Rule = Callable[[list[Token], int, Now], tuple[Span, int] | None]
_WITHIN_WORDS = "of the - in during around about my our your part fiscal financial calendar"
_WITHIN = frozenset(_WITHIN_WORDS.split())
_WHICH = frozenset({"which"})


def qualified(tokens: list[Token], i: int, now: Now, period: Rule) -> tuple[Span, int] | None:
    """ "end of Q2", "early next week", "mid-October", "later this week"; `period` reads the whole."""
    if tokens[i].text in {"latter", "last"} and tokens[i + 1].kind == "half":
        return ordered(tokens, i, now, period)
    if tokens[i + 2].kind == "qualifier" and (tokens[i + 1].text == "to" or tokens[i + 1].kind == "dash"):
        return _from_to(tokens, i, now, period)
    front = i > 0 and tokens[i - 1].text == "front"
    kind = "start" if front else QUALIFIERS[int(str(tokens[i].value))]
    at, linked = i + 1, False
    while tokens[at].text in _WITHIN and at < i + 4:
        linked = linked or tokens[at].text in {"of", "the", "in"}
        at += 1
    if not linked and _is_no_part(tokens, i):
        return None
    if [t.text for t in tokens[at : at + 2]] == ["new", "year"]:
        return portion(kind, MAKERS["year"](now, 1), now), at + 2
    if kind == "rest" and tokens[at].kind in {"part", "day"} and tokens[at].value != -1:
        return _rest_of_day(tokens, at, now)
    if tokens[at].text in {"working", "work", "business"} and tokens[at + 1].text == "week":
        return portion(kind, MAKERS["week"](now, 0), now), at + 2
    found = period(tokens, at, now) if tokens[at].kind not in {"qualifier", "closing"} else None
    if found:
        return portion(kind, found[0], now), found[1]
    unit = UNITS[int(str(tokens[at].value))] if tokens[at].kind == "unit" else ""
    named = named_behind(tokens, at, unit, now, period)  # "mid-week next week"
    if named:
        return portion(kind, named[0], now), named[1]
    return _of_unit(unit, at, kind, now) if linked or kind in {"mid", "end"} else None


def named_behind(
    tokens: list[Token], i: int, unit: str, now: Now, period: Rule, kinds: frozenset[str] = _WHICH
) -> tuple[Span, int] | None:
    """The week, month, .. right behind the name of its unit, where a token of such a kind begins it: "EOW next week",
    "midweek next week"; `period` reads it."""
    named = period(tokens, i + 1, now) if tokens[i + 1].kind in kinds else None
    return named if named and named[0].grain == unit else None


def coming(kind: str, unit: str, now: Now) -> Span:
    """That part of the present week, month, .., of the next one where it is over: "mid-month" on the 30th."""
    if unit == "hour" and kind == "start":  # "at the top of the hour"
        start = MAKERS[unit](now, 1).start
        return Span(start, start, "hour", "top of the hour")
    part = portion(kind, MAKERS[unit](now, 0), now)
    return part if part.end > now.today or unit == "hour" else portion(kind, MAKERS[unit](now, 1), now)


def _is_no_part(tokens: list[Token], i: int) -> bool:
    """ "exams start next week", and "top", "balance" without an "of": no part of a period."""
    led = i > 0 and tokens[i - 1].kind in {"bound", "prep", "the"}
    return tokens[i].text in {"top", "balance"} or (tokens[i].text == "start" and not led)


def _of_unit(unit: str, i: int, kind: str, now: Now) -> tuple[Span, int] | None:
    """ "(the end of the) quarter", "(mid-)month" """
    fits = unit in (*CLOSING, "weekend", "workweek", "decade", "hour") or (unit == "day" and kind == "rest")
    return (coming(kind, unit, now), i + 1) if fits else None


def _from_to(tokens: list[Token], i: int, now: Now, period: Rule) -> tuple[Span, int] | None:
    """ "mid to late March" """
    last = qualified(tokens, i + 2, now, period)
    first = qualified([tokens[i], *tokens[i + 3 : i + LOOKAHEAD]], 0, now, period) if last else None
    return (replace(last[0], start=first[0].start), last[1]) if first and last else None


def _rest_of_day(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "the rest of today", "the rest of the afternoon" """
    last = PART_HOURS[tokens[i].text][1] if tokens[i].kind == "part" else 24
    end = now.today + timedelta(hours=last)
    return (Span(now.wall, end, "daypart" if last < 24 else "day", "rest of"), i + 1) if end > now.wall else None
