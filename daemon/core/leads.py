"""The sentences that promise in; out they come with the words before them that say when, where they do not themselves.

"By Friday noon we need the figures; I'll send them" promises for Friday. First the rest of the promise's own sentence
is looked at, from its nearest clause back, then the sentence right before, where the promise refers back to what
somebody needs by a certain time. A date tied wrongly is worse than none: what was done, what is asked of the reader,
and what only says when the author is away is left alone.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import takewhile

from daemon.core.due import resolve
from daemon.core.due.finding import speaks_of_time
from daemon.core.model import Cue, Sentence, WorkingCalendar
from daemon.core.sentences import split

Span = tuple[int, int]

_KEPT = 300  # characters
_CLAUSE = re.compile(r"[,;:()]\s*|\s[–—-]+\s|\b(?:and|so)\b\s+|\n(?=(?-i:[A-Z]))", re.IGNORECASE)
_JOINED = re.compile(r"(?:;|\s[–—-]+|\b(?:and|so))\s*(?:then\s+)?$", re.IGNORECASE)
_ENDED = re.compile(r"[.!?](?:\s|$)")
_TURNS = re.compile(r"\b(?:but|because|since|although|though|except|unless|until|till|after|if|when)\b", re.IGNORECASE)
_AWAY = re.compile(
    r"\b(?:out|away|off|vacation|holidays?|leave|travel+ing|in the office|not|never|no)\b|n['’]t\b", re.IGNORECASE
)
_ASKED_OF_YOU = re.compile(
    r"\?|\b(?:please|pls|kindly|(?:can|could|would|will) you|i need|need (?:you|your)|let (?:me|us) know|from you|your)"
    r"\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|did|had|sent|said|told|spoke|met|got|saw|gave|made|took|came|went|wrote|left|began|heard|found"
    r"|(?!need|feed|speed)[a-z]{2,}ed)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(r"\b(?:by|before|due|deadline|no later)\b", re.IGNORECASE)
_NEEDED = re.compile(
    r"\b(?:needs?|needed|due|deadline|wants?|requires?|required|expects?|expected|waiting|must|ha(?:s|ve) to)\b",
    re.IGNORECASE,
)
_BACK = re.compile(r"\b(?:it|them|that|this|these|those|one)\b", re.IGNORECASE)
_BY_THEN = re.compile(r"\b(?:by|before|until|till) then\b", re.IGNORECASE)


def led(text: str, spans: Sequence[Span], found: Sequence[Sentence], at: datetime) -> tuple[Sentence, ...]:
    """Return `found` in its order, each promise that names no time with the words before it that do, as `answers`.

    `spans` are the author's own words in `text`, `found` the sentences in them that owe something, by start; `at` is
    when it was written (aware).
    """
    return tuple(_led(text, spans, found, n, at) for n in range(len(found)))


def _led(text: str, spans: Sequence[Span], found: Sequence[Sentence], n: int, at: datetime) -> Sentence:
    sentence = found[n]
    if sentence.cue is not Cue.PROMISE or sentence.answers:
        return sentence
    lead = _lead(text, spans, sentence, found[n - 1].end if n else 0)
    if not lead or resolve(sentence.text, at, WorkingCalendar(UTC)):
        return sentence
    return replace(sentence, answers=" ".join(lead.split())[:_KEPT])


def _lead(text: str, spans: Sequence[Span], sentence: Sentence, floor: int) -> str:
    """The words before a promise that say when, none of them before `floor`."""
    first, last = next((span for span in spans if span[0] <= sentence.start < span[1]), (0, 0))
    places = split(text, max(first, floor), last)
    before = deque(takewhile(lambda place: place[0] <= sentence.start, places), 2)
    if not before:
        return ""
    lead = _of_own(text[before[-1][0] : sentence.start])
    if lead or len(before) == 1 or before[-1][0] != sentence.start:
        return lead
    start, end = before[0]
    return _of_one_before(text[start:end], text[end : sentence.start], sentence.text)


def _of_own(lead: str) -> str:
    """The nearest clause before the promise, joined to it in one sentence, that says when; "" where none does."""
    if not _JOINED.search(lead):
        return ""
    for clause in _from_the_end(lead):
        if _TURNS.search(clause) or _ENDED.search(clause):
            return ""
        if speaks_of_time(clause):
            return clause if _may_bind(clause) else ""
    return ""


def _from_the_end(lead: str) -> Iterator[str]:
    ends = [len(lead)]
    for cut in reversed(list(_CLAUSE.finditer(lead))):
        yield lead[cut.end() : ends[-1]]
        ends.append(cut.start())
    yield lead[: ends[-1]]


def _of_one_before(words: str, gap: str, promise: str) -> str:
    """The sentence before a promise that refers back to it, where it says by when something is needed."""
    if gap.count("\n") > 1 or _TURNS.search(words) or not speaks_of_time(words) or not _may_bind(words):
        return ""
    if _BY_THEN.search(promise):
        return words
    return words if _BACK.search(promise) and _NEEDED.search(words) and _BOUND.search(words) else ""


def _may_bind(words: str) -> bool:
    if _ASKED_OF_YOU.search(words) or _AWAY.search(words):
        return False
    return _BOUND.search(words) is not None or _PAST.search(words) is None
