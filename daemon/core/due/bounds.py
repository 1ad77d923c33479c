"""The top of the grammar: prepositions and what they bind ("by Friday", "before the 23rd", "within two days")."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from daemon.core.due.almanac import DAY
from daemon.core.due.beside import beside, closest, further, lasting, nth_after
from daemon.core.due.clocks import is_free
from daemon.core.due.moments import moment
from daemon.core.due.ranges import dates, day_range, days_of_week, two_moments, years
from daemon.core.due.seasons import SEASON
from daemon.core.due.shifts import counted, lead
from daemon.core.due.tokens import Token
from daemon.core.due.units import MAKERS
from daemon.core.due.values import Bound, Now, Span

_SENSES: tuple[tuple[str, str], ...] = (
    ("by no later than", "by"),
    ("no later than", "by"),
    ("no later then", "by"),
    ("not later than", "by"),
    ("never later than", "by"),
    ("nlt", "by"),
    ("not earlier than", "from"),
    ("at the earliest on", "from"),
    ("at the earliest", "from"),
    ("as from", "from"),
    ("this side of", "before"),
    ("commencing on", "from"),
    ("commencing", "from"),
    ("on or before", "by"),
    ("at or before", "by"),
    ("before or on", "by"),
    ("before or at", "by"),
    ("by or before", "by"),
    ("on or by", "by"),
    ("as late as", "by"),
    ("not after", "by"),
    ("on or after", "from"),
    ("no sooner than", "from"),
    ("not sooner than", "from"),
    ("no earlier then", "from"),
    ("in time for", "before"),
    ("no earlier than", "from"),
    ("not until", "from"),
    ("not before", "from"),
    ("later than", "after"),
    ("sooner than", "before"),
    ("prior to", "before"),
    ("ahead of", "before"),
    ("as early as", "from"),
    ("as of", "from"),
    ("starting on", "from"),
    ("starting from", "from"),
    ("starting", "from"),
    ("beginning on", "from"),
    ("beginning", "from"),
    ("effective on", "from"),
    ("effective", "from"),
    ("in advance of", "before"),
    ("earlier than", "before"),
    ("at the latest by", "by"),
    ("at the latest on", "by"),
    ("latest by", "by"),
    ("latest on", "by"),
    ("by latest", "by"),
    ("latest", "by"),
    ("up until", "until"),
    ("up till", "until"),
    ("up to", "until"),
    ("through", "until"),
    ("thru", "until"),
    ("ending on", "until"),
    ("ending", "until"),
    ("after on", "after"),
    ("by around", "by"),
    ("by about", "by"),
    ("by", "by"),
    ("before", "before"),
    ("until", "until"),
    ("untill", "until"),
    ("till", "until"),
    ("til", "until"),
    ("after", "after"),
    ("since", "since"),
)
_PHRASES: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _words, _sense in _SENSES:
    _PHRASES.setdefault(_words.split()[0], []).append((tuple(_words.split()), _sense))
_DENIALS_WORDS = "not won't can't cannot don't doesn't isn't wouldn't couldn't never"
_NEAR = 7  # tokens before "now" in which something is to be done
_TO_DO = frozenset({"i'll", "we'll", "let's", "shall", "please"})
_ASKED = frozenset({("can", "we"), ("can", "you"), ("could", "we"), ("could", "you")})
_DENIALS = frozenset(_DENIALS_WORDS.split())
_LATEST_WORDS = ("at the very latest", "at the latest", "the latest", "latest", "tops", "max", "at the outside")
_LATEST = tuple(tuple(words.split()) for words in _LATEST_WORDS)
_LOOSE_SENSES = frozenset({"by", "before", "until", "after"})
_STRICT = frozenset({"up", "ending", "through", "thru"})  # "up to 7", "account ending 0723": no hour
_AT = frozenset({"at", "around", "about", "approximately", "circa", "@"})
_ON = frozenset({"on", "in", "over", "during", "for", "the", "th"}) | _AT
_CLOCK_GRAINS = frozenset({"hour", "minute"})
_AWAY = frozenset({"away", "out", "off", "gone", "closed"})
_ONWARDS = frozenset({"onwards", "onward"})
_EARLIER = frozenset({"earlier", "sooner", "before"})


def expression(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """What the words at a token say about when, and the token after them; None where they say nothing."""
    for rule in _RULES:
        found = rule(tokens, i, now)
        if found:
            return _suffixed(tokens, *found)
    return None


def at_once(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """ "can we meet now?", "I'll do it right now.": the end of what will be done; else it says how things are."""
    if tokens[i].kind != "now" or not (tokens[i + 1].kind == "mark" or not tokens[i + 1].text):
        return None
    before = [t.text for t in tokens[max(0, i - _NEAR) : i]]
    alone = before in ([], ["right"]) and not tokens[i + 2].text
    told = not _TO_DO.isdisjoint(before) or any(pair in _ASKED for pair in pairwise(before))
    if not alone and (not told or before[-1] == "for" or not _DENIALS.isdisjoint(before)):
        return None
    return Bound((Span(now.wall, now.wall, "minute", "now"),), "now"), i + 1


def bound_word(tokens: list[Token], i: int) -> tuple[str, int] | None:
    """The sense of a binding phrase and the place after it."""
    phrases = _PHRASES.get(tokens[i].text)
    if not phrases:
        return None
    words = tuple(t.text for t in tokens[i : i + 4])
    for phrase, sense in phrases:
        if words[: len(phrase)] == phrase:
            return sense, i + len(phrase)
    return None


def bind(span: Span, sense: str) -> tuple[Span, str | None]:
    """What a preposition makes of a span. "by" reaches to its end, "before" to its start, "after" begins at its end."""
    point = span.start == span.end
    if sense in {"by", "until"}:
        if span.rule.startswith("start in") or span.rule == SEASON:
            return replace(span, end=span.start + DAY), "before"
        return (
            (replace(span, start=span.start - DAY, end=span.start), "before")
            if span.grain == "weekend"
            else (span, "before")
        )
    if sense == "before":
        if point or span.tail:
            return span, "before"
        return replace(span, start=min(span.start, span.start - DAY), end=span.start), "before"
    return (span if point or sense in {"from", "since"} else replace(span, start=span.end), "after")


def _bounded(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    word = bound_word(tokens, i)
    if not word:
        return None
    sense, at = word
    if sense == "until" and _denied(tokens, i):
        sense = "from"
    at += 1 if tokens[at].kind == "the" or tokens[at].text in {"around", "about", "like", "sometime"} else 0
    loose = sense in _LOOSE_SENSES and tokens[i].text not in _STRICT
    found = counted(tokens, at, now) or beside(tokens, at, now) or moment(tokens, at, now, loose=loose)
    if not found or found[0].spans[0].rule == "ago":
        return None
    if sense == "after" and found[0].rule == "clock range":  # "after 3pm until 5pm"
        return found
    whole = two_moments(tokens, found, now) if sense == "from" else None
    if whole:  # "effective 1 May - 31 July"
        return whole
    bounds = [bind(s, sense) for s in found[0].spans]
    both = _both_sides(tokens, bounds[0][1], found, now)
    if both:
        return both
    return Bound(tuple(b[0] for b in bounds), f"{sense}: {found[0].rule}", bounds[0][1]), found[1]


def _both_sides(tokens: list[Token], side: str | None, first: tuple[Bound, int], now: Now) -> tuple[Bound, int] | None:
    """ "after 9:30 but before 11 on Thursday": from the one to the other, on the day of the other."""
    found, at = first
    at += 1 if tokens[at].text == "," else 0
    at += 1 if tokens[at].text in {"but", "and"} else 0
    word = bound_word(tokens, at) if side == "after" and found.spans[0].grain in _CLOCK_GRAINS else None
    last = _bounded(tokens, at, now) if word and word[0] in {"by", "before", "until"} else None
    if not last or last[0].open != "before" or last[0].spans[0].grain not in _CLOCK_GRAINS:
        return None
    end = last[0].spans[0].end
    starts = [end.replace(hour=s.start.hour, minute=s.start.minute) for s in found.spans]
    start = max((s for s in starts if s < end), default=None)
    return (Bound((Span(start, end, "minute", "clock range"),), "clock range"), last[1]) if start else None


def _denied(tokens: list[Token], i: int) -> bool:
    """ "not (be there) until Friday": nothing will be before it, so that it begins then."""
    near = [t.text for t in tokens[max(0, i - 4) : i]]
    return any(word in _DENIALS for word in near)


def _between(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """ "between 3 and 5", "from Mon to Wed" """
    if tokens[i].text not in {"between", "from"}:
        return None
    at = i + 2 if tokens[i + 1].kind == "the" else i + 1
    found = day_range(tokens, at, now)
    if found:
        return found
    timed = moment(tokens, at, now, loose=True)
    if timed and timed[0].spans[0].rule == "clock range":
        return timed
    if tokens[i].text == "from" and timed and tokens[timed[1]].text in {"on", *_ONWARDS}:
        return Bound(timed[0].spans, f"from: {timed[0].rule}", "after"), timed[1] + 1
    return None


def _on(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """ "on Friday", "at 3", "in the morning", "over the weekend" """
    if tokens[i].text not in _ON:
        return None
    at, loose = i, False
    led = tokens[i].text in _AT or (tokens[i].text == "for" and tokens[i + 1].text == "another")
    special = _away_for(tokens, i, now) or (lead(tokens, i + 1, now) if led else None)
    if special:  # "about in two hours"
        return special
    while tokens[at].text in _ON and at < i + 4:
        loose = tokens[at].text in _AT or (tokens[at].text == "for" and tokens[at + 2].kind == "cardinal")
        at += 1
    return _unbound(tokens, at, now, loose)


def _away_for(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """ "(out) for the week": what is left of it."""
    fits = tokens[i].text == "for" and i > 0 and tokens[i - 1].text in _AWAY and tokens[i + 1].kind == "the"
    unit = tokens[i + 2].text if fits and is_free(tokens[i + 3]) else ""
    if unit not in {"day", "week", "month"}:
        return None
    return Bound((replace(MAKERS[unit](now, 0), start=now.wall, rule="rest of"),), "rest of"), i + 3


def _plain(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    return _unbound(tokens, i, now, loose=False)


def _unbound(tokens: list[Token], i: int, now: Now, loose: bool) -> tuple[Bound, int] | None:
    found = (
        counted(tokens, i, now)
        or beside(tokens, i, now)
        or closest(tokens, i, now)
        or nth_after(tokens, i, now)
        or dates(tokens, i, now)
        or years(tokens, i)
    )
    if found:
        return found
    first = moment(tokens, i, now, loose)
    if not first:
        return None
    within = days_of_week(tokens, i, now)
    return (
        within
        or two_moments(tokens, first, now)
        or lasting(tokens, first, now)
        or further(tokens, i, first, now)
        or first
    )


_RULES: tuple[Callable[[list[Token], int, Now], tuple[Bound, int] | None], ...] = (
    _between,
    at_once,
    lead,
    _bounded,
    _on,
    _plain,
)


def _suffixed(tokens: list[Token], found: Bound, stop: int) -> tuple[Bound, int]:
    """ "at the latest", "or earlier", "or later", "onwards" """
    at = stop + 1 if tokens[stop].text == "," else stop
    words = tuple(t.text for t in tokens[at : at + 4])
    latest = next((n for n in _LATEST if words[: len(n)] == n and is_free(tokens[at + len(n)])), None)
    if latest:
        return replace(found, open="before", rule=f"latest: {found.rule}"), at + len(latest)
    earliest = words[:3] == ("at", "the", "earliest")
    if earliest and found.open is None and is_free(tokens[at + 3]):
        return replace(found, open="after"), at + 3
    if words[:2] == ("if", "not") and words[2] in _EARLIER:
        return replace(found, open="before"), at + 3
    if words[0] == "or" and words[1] in _EARLIER:
        return replace(found, open="before"), at + 2
    if (words[0] == "or" and words[1] == "later") or words[0] in _ONWARDS:
        return replace(found, open="after"), at + (1 if words[0] in _ONWARDS else 2)
    return found, stop
