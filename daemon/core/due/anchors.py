"""Rules for times that hang on an event: "before our next 1:1", "when you are in town", "before you leave Thursday"."""

from dataclasses import replace
from datetime import timedelta

from daemon.core.due.almanac import DAY, day_span
from daemon.core.due.amounts import Amount, amount, moved
from daemon.core.due.beside import next_to
from daemon.core.due.bounds import bind, bound_word, expression
from daemon.core.due.lexicon import EVENTS
from daemon.core.due.shifts import COUNTED_FROM
from daemon.core.due.tokens import Token
from daemon.core.due.values import Bound, Now, Span

_SUBJECTS_WORDS = "i you we he she they it everyone everybody you're we're i'm they're he's she's i've you've we've"
_SUBJECTS = frozenset(_SUBJECTS_WORDS.split())
_OWNERS_WORDS = "our my your the his her their next a an this that tomorrow today"
_OWNERS = frozenset(_OWNERS_WORDS.split())
_STARTERS = (
    ("by", "the", "time"),
    ("as", "soon", "as"),
    ("before",),
    ("after",),
    ("until",),
    ("till",),
    ("when",),
    ("once",),
)
_FIRST = frozenset(starter[0] for starter in _STARTERS)
_TIMES = frozenset({"clock", "weekday", "day", "date", "month", "ordinal"})
_ANY = ("a", "the", "some", "time", "any", "chance")
_MOST_WORDS = 9
_COUNTED = frozenset({"a", "num", "cardinal", "few", "half", "amount", "unit", "weekday"})  # what can begin a length
_SIDES = {"before": -1, "after": 1}
_FINE = frozenset({"hour", "minute", "second"})
_SECOND = timedelta(seconds=1)
_OPEN = {"before": "before", "by": "before", "until": "before", "till": "before"}


def anchored(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """An expression that hangs on an event; with a reading only where the words also say a time."""
    return _event(tokens, i, now) or _clause(tokens, i, now)


def apart(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """So long before or after an event whose time is told: "two days before the launch on 1 April", "the day before the
    meeting on Friday". It hangs on the event no more: the event's own hour would be the wrong one."""
    at = i + 1 if tokens[i].kind == "the" else i
    if tokens[at].kind not in _COUNTED:
        return None
    size = amount(tokens, at)
    unit = tokens[at].kind in {"unit", "weekday"} and at > i
    stop = size[1] if size else at + 1
    word = bound_word(tokens, stop) if size or unit else None
    event = anchored(tokens, stop, now) if word and word[0] in _SIDES else None
    if not word or not event:
        return None
    sign, base = _SIDES[word[0]], event[0].spans
    spans = tuple(s for s in (_away(tokens[at], size and size[0], b, sign, now) for b in base) if s)
    return (Bound(spans, COUNTED_FROM), event[1]) if spans else None


def _away(unit: Token, size: Amount | None, base: Span, sign: int, now: Now) -> Span | None:
    """That long from the event; of hours from a day, whose hour is not told, the day in which they can begin."""
    if not size:
        return next_to(unit, base, sign)
    point = base.start == base.end or base.grain in _FINE
    reached = moved(now, base.start, size, sign)
    if not size.fine or point:
        return replace(reached, rule=COUNTED_FROM)
    edge = reached.start + (DAY - _SECOND if sign < 0 else timedelta())
    return day_span(edge.replace(hour=0, minute=0, second=0, microsecond=0), COUNTED_FROM)


def hung(tokens: list[Token], found: Bound, stop: int) -> int | None:
    """Where a time is only that of an event ("Thursday's review", "the Friday meeting"): the place after the event."""
    owned = tokens[stop].text == "'s"
    if not owned and not found.rule.startswith("before"):
        return None
    at = stop + 1 if owned else stop
    for ahead in range(3):
        if tokens[at + ahead].text in EVENTS:
            return at + ahead + 1
        if tokens[at + ahead].kind not in {"", "junk"} or not tokens[at + ahead].text or at == stop:
            return None
    return None


def _event(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """A binding word, an owner, a few words, and the name of something that happens."""
    word = bound_word(tokens, i) if tokens[i].kind in {"bound", "prep"} else None
    if not word or tokens[word[1]].text not in _OWNERS:
        return None
    said = None
    for at in range(word[1] + 1, word[1] + 6):
        said = said or (expression(tokens, at, now) if tokens[at].kind in _TIMES else None)
        if tokens[at].text in EVENTS:
            last = at + 1 if tokens[at + 1].text in EVENTS else at
            inside = (said[0], last + 1) if said else None
            return _bound(tokens, word[1], last + 1, word[0], inside or expression(tokens, last + 1, now))
        if tokens[at].kind == "mark" or not tokens[at].text:
            return None
    return None


def _clause(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    if tokens[i].text not in _FIRST:
        return None
    words = tuple(t.text for t in tokens[i : i + 3])
    for starter in _STARTERS:
        at = i + len(starter)
        if words[: len(starter)] == starter and tokens[at].text in _SUBJECTS and not _vague(tokens, at):
            stop = _clause_end(tokens, at)
            sense = "after" if starter[0] in {"after", "when", "once", "as"} else "by"
            return _timed_clause(tokens, at, stop, sense, now)
    return None


def _vague(tokens: list[Token], i: int) -> bool:
    """Whether a clause says no more than "soon": "as soon as I can", "when I get a minute"."""
    words = [t.text for t in tokens[i + 1 : i + 3]]
    return words[0] in {"can", "could", "possibly"} or words in [[v, a] for v in ("get", "have") for a in _ANY]


def _clause_end(tokens: list[Token], i: int) -> int:
    stop = i
    while (
        stop < i + _MOST_WORDS
        and tokens[stop].text
        and tokens[stop].text not in {",", ".", ";", "!", "?", "and", ")", ":"}
    ):
        stop += 1
    return stop


def _timed_clause(tokens: list[Token], first: int, stop: int, sense: str, now: Now) -> tuple[Bound, int]:
    for at in range(first + 1, stop):
        said = expression(tokens, at, now) if tokens[at].kind not in {"", "mark"} else None
        if said:
            return _bound(tokens, first, at, sense, said)
    return _bound(tokens, first, stop, sense, None)


def _bound(tokens: list[Token], first: int, stop: int, sense: str, said: tuple[Bound, int] | None) -> tuple[Bound, int]:
    words = " ".join(t.text for t in tokens[first:stop])
    if not said:
        return Bound((), f"{sense}: event", "after" if sense in {"after", "from"} else "before", words), stop
    spans = tuple(bind(s, "by" if sense == "before" else sense)[0] if sense != "after" else s for s in said[0].spans)
    side = "after" if sense == "after" and spans[0].start == spans[0].end else _OPEN.get(sense)
    return Bound(spans, f"{sense}: event with time", side, words), said[1]
