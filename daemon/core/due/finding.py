"""Text in, expressions of time out, left to right, none overlapping."""

import re
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from daemon.core.due.anchors import anchored, apart, hung
from daemon.core.due.asides import aside
from daemon.core.due.bounds import bind, expression
from daemon.core.due.dates import COMING_DATE
from daemon.core.due.holidays import HOLIDAY_WORDS
from daemon.core.due.leaning import carried, leans, then
from daemon.core.due.lexicon import HOURISH, TRIGGERS
from daemon.core.due.lists import next_of_list
from daemon.core.due.shifts import COUNTED_FROM
from daemon.core.due.slips import MEANT
from daemon.core.due.tense import done_then
from daemon.core.due.tokens import LOOKAHEAD, Token, scan
from daemon.core.due.units import LAST_SO_MANY
from daemon.core.due.values import Bound, Now, Span
from daemon.core.model import Reading, TimeExpression, WorkingCalendar

_WORD = re.compile(r"[a-z]+")
_DIGIT = re.compile(
    r"\d|\b[ap]\.m\b|\b(?:this|the) [ap]m\b|\b[ec]\.o\.\w", re.IGNORECASE
)  # "this a.m." holds no other word of time
_TELLING = TRIGGERS | HOLIDAY_WORDS | MEANT.keys() | HOURISH.keys()
_SILENT = frozenset({"", "mark", "dash", "junk", "ampm"})
# what a preposition may go on with, beside words of time
_PHRASED_WORDS = (
    "time another or advance @ approximately approx roughly just only maybe exactly precisely nearly almost more well"
)
_PHRASED = frozenset(_PHRASED_WORDS.split())
PAST, ASIDE = "past", "aside"  # rules of times that are over, and of those that only name a thing
_YEARLY = frozenset({COMING_DATE, "month", "holiday"})  # rules of what comes once a year
_FAR = timedelta(days=150)
_YEAR_TOLD = re.compile(r"\d{4}|['’]\d\d|\b(?:next|coming|year)\b", re.IGNORECASE)
_DAYS_OR_MORE = frozenset({"day", "days", "week", "weekend", "month"})


def find(
    text: str, at: datetime, calendar: WorkingCalendar, theirs: tzinfo | None = None
) -> tuple[TimeExpression, ...]:
    """Every expression of time in a text written at `at` (aware), in order.

    Readings are aware, in the writer's zone, [start, end), preferred first; an expression that hangs on an event has
    an `anchor` and often no reading. `theirs` is the reader's zone, if known: "by 10 your time" is converted from it.
    """
    if not speaks_of_time(text):
        return ()
    now = place(at, calendar, theirs)
    tokens = scan(text)
    found: list[TimeExpression] = []
    i, last, before = 0, len(tokens) - LOOKAHEAD, None
    while i < last:
        here = _in_context(tokens, i, before, now)
        if here:
            side = aside(tokens, i, here[1], here[0])
            found.append(_made(text, (tokens[i].start, tokens[min(here[1], last) - 1].end), here[0], now, side))
            before = here if not found[-1].rule.startswith(PAST) else None
        i = max(here[1], i + 1) if here else i + 1
    return tuple(found)


def speaks_of_time(text: str) -> bool:
    """A cheap look: whether there is any digit or word of time in a text at all."""
    return bool(_DIGIT.search(text)) or not _TELLING.isdisjoint(_WORD.findall(text.lower()))


def place(at: datetime, calendar: WorkingCalendar, theirs: tzinfo | None = None) -> Now:
    """Where the writer stands. The wall clock is that of `at`; the calendar's zone is used where both agree."""
    if at.utcoffset() is None:
        raise ValueError("a moment without a time zone says nothing about deadlines; attach one where it is read")
    here = at.astimezone(calendar.zone)
    zone: tzinfo = calendar.zone if here.utcoffset() == at.utcoffset() or at.tzinfo is None else at.tzinfo
    return Now(at.replace(tzinfo=None), zone, calendar, theirs)


def _in_context(tokens: list[Token], i: int, before: tuple[Bound, int] | None, now: Now) -> tuple[Bound, int] | None:
    """What begins at a token, counted from what was named `before` where it leans on that."""
    listed = next_of_list(tokens, i, before) if before else None
    here = listed or _here(tokens, i, now)
    there = then(tokens, i, before, now) if here and not listed and leans(tokens, i, here[1]) else None
    if there:
        return _here(tokens, i, there) or here
    return (carried(here[0], before, tokens, i, now), here[1]) if here and before else here


def _here(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    if tokens[i].kind in _SILENT and tokens[i].text not in {"as", "@", "+"}:
        return None
    if tokens[i].kind == "prep" and tokens[i + 1].kind == "" and tokens[i + 1].text not in _PHRASED:
        return None
    found = expression(tokens, i, now)
    if not found:
        return apart(tokens, i, now) or anchored(tokens, i, now)
    if found[0].rule == COUNTED_FROM:  # "two days before Friday's review"
        return found[0], hung(tokens, *found) or found[1]
    beyond = hung(tokens, *found) if found[0].open else None
    if not beyond or found[0].spans[0].grain in {"hour", "minute"}:
        return found
    words = " ".join(t.text for t in tokens[i + 1 : beyond])
    return replace(_reaching(found[0]), anchor=words), beyond


def _reaching(found: Bound) -> Bound:
    """ "before Thursday's review" may still be on Thursday: the day counts, until the calendar knows the hour."""
    if not found.rule.startswith("before"):
        return found
    return replace(found, spans=tuple(bind(_day_after(s), "by")[0] for s in found.spans))


def _day_after(span: Span) -> Span:
    return replace(span, start=span.end, end=span.end + (span.end - span.start))


def _made(text: str, place: tuple[int, int], found: Bound, now: Now, side: bool) -> TimeExpression:
    start, end = place
    readings = tuple(_reading(s, found.open, now, found.rule == "within") for s in found.spans)
    gone = (
        found.open != "after"
        and bool(found.spans)
        and all(s.end <= now.today and s.start < now.wall for s in found.spans)
    )
    past = gone and found.rule != LAST_SO_MANY
    past = past or (found.rule.startswith("since") and _began(found.spans, now))
    loose = found.open is None and found.anchor is None and bool(found.spans)
    far = loose and found.spans[0].rule in _YEARLY and found.spans[0].start - now.wall > _FAR
    far = far and not _YEAR_TOLD.search(text, start, end)
    past = past or (loose and done_then(text, start, end, far))
    rule = f"{PAST}: {found.rule}" if past else f"{ASIDE}: {found.rule}" if side else found.rule
    return TimeExpression(start, end, text[start:end], readings, rule, found.anchor)


def _began(spans: tuple[Span, ...], now: Now) -> bool:
    """ "since Friday" is a Friday gone by, though "Friday" alone would be the coming one."""
    return bool(spans) and spans[0].start > now.wall and spans[0].grain in _DAYS_OR_MORE


def _reading(span: Span, side: str | None, now: Now, whole: bool) -> Reading:
    """`whole`: both ends are told, though only one binds ("within two days" begins now)."""
    start, end = now.aware(span.start), now.aware(span.end)
    if side == "after":
        return Reading(start, None, span.grain, side)
    return Reading(start if side is None or whole else None, end, span.grain, side)
