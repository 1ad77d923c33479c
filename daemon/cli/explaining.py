"""A promise in, plain sentences out: which words made it one, and how its date was reckoned. For `read --explain`."""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from daemon.core.model import Due, Promise

_GAP = re.compile(r"(?: _)+ ")
_EDGES = {"^": "the beginning", "$": "the end"}
_STOOD_FOR = {"first": "I or we", "second": "you", "third": "somebody else", "<n>": "a number", "-": "no auxiliary"}
_SHAPES = {
    "first": "it speaks of I or we",
    "mine": "it speaks of me, us or what is ours",
    "none": "it speaks of nobody on the author's side",
    "second": "it speaks of you",
    "condition": "it holds a condition",
    "question": "it holds a question word",
    "modal": "it holds an auxiliary such as will",
    "when": "it says when",
    "quote": "it holds a quotation mark",
}


def why(promise: Promise) -> list[str]:
    """Sentences for people: what spoke most for a promise, its manner, and the reckoning of its date."""
    found = [f"{told(name)} (speaks for a promise)" for name in promise.why]
    found.append(f"altogether {promise.score:.0%} sure that it is a promise")
    if promise.hedged:
        found.append("its words are softened, so it is hedged")
    if promise.waits_for:
        found.append(f"it waits for: {promise.waits_for!r}")
    return [*found, *_reckoned(promise.due, promise.made_at)]


def told(feature: str) -> str:
    """What a feature of the judge looks at, in words: "s:i _ send" is the words 'i ... send'."""
    kind, _, rest = feature.partition(":")
    if kind == "yes":
        return f"it says yes to {rest!r}"
    if kind in ("1", "2", "3", "s"):
        return f"the words {_words(rest)}"
    if kind == "p":
        return f"a word that ends in {rest[1:]!r}" if rest.startswith("-") else f"a word that begins with {rest!r}"
    if kind == "q":
        return _SHAPES.get(rest, f"its form ({rest})")
    if kind in ("n", "e"):
        return "its length" if kind == "n" else "the mark at its end"
    return f"the frame {_words(rest.replace('~', ' '))} (who, auxiliary, verb and what stands beside them)"


def _words(rest: str) -> str:
    said = " ".join(_STOOD_FOR.get(word, word) for word in rest.replace("+", " ").split(" ") if word not in _EDGES)
    edges = " and ".join(_EDGES[word] for word in rest.split(" ") if word in _EDGES)
    said = _GAP.sub(" ... ", said).strip(" _")
    place = f"at {edges} of a sentence or clause" if edges else ""
    return " ".join(part for part in (repr(said) if said else "", place) if part)


def _reckoned(due: Due | None, made_at: datetime) -> Iterator[str]:
    if due is None:
        yield "no words set a date"
        return
    begun = f"due: {due.said!r}, said on {_moment(made_at)}"
    if due.end is None:
        yield f"{begun}, hangs on {due.anchor!r}, which names no date"
        return
    until = f"kept if done by {_moment(due.end)}" + (f", best by {_moment(due.aim)}" if due.aim else "")
    yield f"{begun}, read as {_kind(due)}: {until}"
    for other in due.readings:
        yield f"it could also mean until {_last(other.end)}" if other.end else "it could also have no end"


def _last(end: datetime) -> str:
    """The last moment before an exclusive end; of a midnight the day that ends with it."""
    return _moment(end) if end.time() != time(0) else _day(end - timedelta(days=1))


def _kind(due: Due) -> str:
    return f"{due.rule} ({due.grain})" if due.rule and due.rule != due.grain else due.grain


def _moment(at: datetime) -> str:
    return f"{_day(at)} {at:%H:%M}"


def _day(at: datetime) -> str:
    return f"{at:%a} {at.day} {at:%b %Y}"
