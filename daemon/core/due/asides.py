"""Whether a time only tells which thing is meant: "today's numbers", "the April 20 filing", "the Thursday sessions"."""

from datetime import timedelta
from itertools import pairwise

from daemon.core.due.lexicon import EVENTS, FREE
from daemon.core.due.tokens import Token
from daemon.core.due.values import Bound, Span

_NAMED = frozenset({"weekday", "month", "date", "pair"})  # what may stand before a noun to tell which one
_WHOLE = frozenset({"day", "days", "week", "weekend", "month", "quarter", "year", "daypart"})
_PERIODS = frozenset({"month", "quarter", "year"})
_NUMBERED = frozenset({"month", "quarter", "num"})
_LONG = timedelta(days=40)
# among the events those that are made, not held: "next week's numbers"
_THINGS_WORDS = "email mail letter memo note message report edition issue paper numbers version agenda"
_THINGS = frozenset(_THINGS_WORDS.split())
# what is so told of the months in which it is: "my plans for August", "booked for July", "away for May"
_SET_WORDS = "plan plans planned scheduled booked slated away"
_SET = frozenset(_SET_WORDS.split())
_IN_THE_END = ["at", "the", "end", "of", "the", "day"]
_SAYS = frozenset({"it", "it's", "what", "that's", "that", "we're", "everyone", "nobody", "there's"})
_AGAIN = frozenset({"every", "each"})
_OFTEN = frozenset({"usually", "typically", "normally", "sometimes", "generally"})
_TIMES = frozenset({"weekday", "unit", "part", "day"})
_INSTITUTIONS = frozenset({"school", "schools", "paper", "papers", "herald", "telegraph"})


def aside(tokens: list[Token], i: int, stop: int, found: Bound) -> bool:
    """Whether the expression at [i, stop) is an attribute of the noun that follows; of an event, it tells when."""
    if found.open or found.anchor or not found.spans:
        return False
    if _recurs(tokens, i, stop) or _is_saying(tokens, i, stop) or (i > 0 and tokens[i - 1].text == "happy"):
        return True
    if found.spans[0].grain not in _WHOLE:
        return False
    if _belongs(tokens, i, found.spans[0]):
        return True
    if tokens[stop].text == "'s":
        return _is_thing(tokens[stop + 1])
    if tokens[stop].text in _INSTITUTIONS:
        return tokens[stop - 1].kind == "weekday"
    return _is_thing(tokens[stop]) and any(_leads(tokens, n) for n in range(max(i, 1), stop))


def _recurs(tokens: list[Token], i: int, stop: int) -> bool:
    """ "every morning at 8", "each Friday (at 3)", "(at 5) every day" """
    led = i > 0 and (tokens[i - 1].text in _AGAIN or not _OFTEN.isdisjoint(t.text for t in tokens[max(0, i - 4) : i]))
    day_led = i > 1 and tokens[i - 2].text in _AGAIN and tokens[i - 1].kind in _TIMES
    return led or day_led or (tokens[stop].text in _AGAIN and tokens[stop + 1].kind in _TIMES)


def _is_saying(tokens: list[Token], i: int, stop: int) -> bool:
    """ "At the end of the day, it's his call"; and "at Friday's", where nothing happens: a place to eat."""
    at = stop + 1 if tokens[stop].text == "," else stop
    if i == 0 and [t.text for t in tokens[:stop]] == _IN_THE_END:
        return tokens[at].text in _SAYS
    eaten = tokens[i].text == "at" and tokens[i + 1].kind == "weekday" and tokens[stop].text == "'s"
    return eaten and EVENTS.isdisjoint(t.text for t in tokens[stop + 1 : stop + 4])


def _belongs(tokens: list[Token], i: int, span: Span) -> bool:
    """ "the invoices for August", "half of February", "volumes for Nov-Mar": a period that a thing before it is of."""
    if span.grain == "month" and any(
        t.kind == "the" and n.kind == "month" for t, n in pairwise(tokens[max(0, i - 1) : i + 3])
    ):
        return True  # "the June and July production"
    whole = span.grain in _PERIODS or (span.rule == "range" and span.end - span.start > _LONG)
    if not whole or span.rule == "next so many":
        return False
    if tokens[i].text == "for":
        planned = span.grain == "month" and tokens[i - 1].text in _SET
        return tokens[i + 1].kind in _NUMBERED and not planned
    return tokens[i].kind in _NUMBERED and i > 0 and tokens[i - 1].text in {"for", "of"}


def _leads(tokens: list[Token], i: int) -> bool:
    """ "the Thursday ...", "an entire weekend" """
    article = tokens[i - 1].kind in {"the", "a"}
    return article and (tokens[i].kind in _NAMED or (tokens[i].kind == "whole" and tokens[i - 1].kind == "a"))


def _is_thing(token: Token) -> bool:
    if token.kind or not token.text.isalpha() or token.text in FREE:
        return False
    return token.text in _THINGS or token.text not in EVENTS
