"""How many hours a promise takes: what its author said, else what such an act takes as a rule.

In: the words of a promise, or a sentence about work. Out: hours of working time. The figures of `USUAL` are priors of
our own, by kind of act; they are rough on purpose and only decide when the calendar is nearly full. What the owner says
of their own work weighs against them: `learned` is the mean of it all, where a prior counts as so many observations
(shrinkage; G. Casella, An Introduction to Empirical Bayes Data Analysis, 1985).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from daemon.core.model import Cue, Mark, Promise, Sentence, Verdict

WORKDAY_HOURS = 7.0
PRIOR_WEIGHT = 4  # observations that a prior counts for
MOST_OBSERVED = 200  # of the latest promises with said hours, and of the marks: older ones tell of another life
LONGEST = 400  # characters that are looked at: a sentence, not a letter


class Act(StrEnum):
    """What kind of thing was promised."""

    ERRAND = "errand"
    REPLY = "reply"
    CALL = "call"
    MEET = "meet"
    REVIEW = "review"
    LIST = "list"
    DOCUMENT = "document"
    THING = "thing"  # something to hand over, of no known kind
    OTHER = "other"


TALKS = frozenset({Act.CALL, Act.MEET})

USUAL = {
    Act.ERRAND: 0.25,
    Act.REPLY: 0.25,
    Act.CALL: 0.5,
    Act.MEET: 1.0,
    Act.REVIEW: 1.0,
    Act.LIST: 1.5,
    Act.DOCUMENT: 3.0,
    Act.THING: 2.0,
    Act.OTHER: 0.75,
}

# Of each kind of act: pieces of which its words hold at least one, as nothing is faster to look for; its words.
_CUES = tuple(
    (act, tuple(roots.split("|")), re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for act, roots, words in (
        (
            Act.CALL,
            "call|ring|phon|dial",
            r"(?:(?:['’]ll|will|shall|can|to|me|and|just|then) (?:call|ring|phone)|(?:try|be) (?:call|ring|phon)ing)"
            r" (?!(?:it|this|that|for|off|out|on|an?|my|our)\b)\w+|dial in|give (?:[\w'’-]+ ){1,2}a (?:call|ring)"
            r"|a call",
        ),
        (
            Act.MEET,
            "meet|see you|come |drop by|be there|stop by|visit",
            r"meet(?: you| with)?|see you|come (?:down|over|by|up|round)|drop by|be there|stop by|visit",
        ),
        (
            Act.REVIEW,
            "review|comment|feedback|read through|go over|go through|look |mark up",
            r"reviews?|comments?|feedback|read through|go (?:over|through)|look (?:at|over|into|through)|mark up",
        ),
        (
            Act.ERRAND,
            "forward|sign|print|put |return|drop |book|order|tell ",
            r"forward|sign|print|put \w+ back|return|drop (?:it|them) off|book|order|tell (?:him|her|them)",
        ),
        (
            Act.DOCUMENT,
            "report|deck|proposal|model|analys|forecast|budget|contract|draft|guide|spec|revision|document|paper|plan"
            "|presentation|slide|board|narrative|protocol|sow|statement of|result|rendering|drawing|stud|schedule|write"
            "|audit",
            r"reports?|decks?|proposals?|models?|analys[ie]s|forecasts?|budgets?|contracts?|drafts?|guides?|specs?"
            r"|specifications?|revisions?|documents?|papers?|plans?|presentations?|slides?|boards?|narratives?|protocols?|sow"
            r"|statement of work|results|renderings?|drawings?|studies|study|schedules?|write[- ]?up|audits?",
        ),
        (
            Act.LIST,
            "list|note|summar|minutes|figures|number|quote|estimate|table|spreadsheet",
            r"(?:short)?lists?|notes|summar(?:y|ies)|minutes|figures|numbers|quotes?|estimates?|tables?|spreadsheets?",
        ),
        (
            Act.REPLY,
            "repl|answer|respond|let |confirm|get back to|tell you|ping",
            r"repl(?:y|ies)|answer|respond|let (?:you|him|her|them) know|confirm|get back to|tell you|ping",
        ),
        (
            Act.THING,
            "send|get|give|bring|mail|deliver|ship|forward|you|inbox",
            r"(?:send|get|give|bring|mail|email|deliver|ship|forward) (?:it to )?(?:you|him|her|them)"
            r"|you(?:'?ll| will)? (?:have|get|receive)|(?:with|reach(?:es)?) you|in your inbox|over to you",
        ),
    )
)

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "half": 0.5,
}  # fmt: skip
_NUMBER = rf"(?:\d{{1,3}}(?:[.,]\d)?|{'|'.join(_NUMBERS)})"
_UNITS = {"h": 1.0, "d": WORKDAY_HOURS, "m": 1 / 60}
_SPAN = re.compile(
    rf"\b(?P<low>{_NUMBER})(?P<half> and a half)?(?: (?:to|or) (?P<high>{_NUMBER})|-(?P<dash>\d{{1,3}}))?"
    r"[ -](?:(?:an?|more|full|good|solid|working) )?(?P<unit>hours?|hrs?|h|minutes?|mins?|days?)\b"
    r"(?P<tail>[^.!?\n]{0,24})",
    re.IGNORECASE,
)
# A span of time is work only where the words around it say so: "within 24 hours" and "half an hour late" do not.
_NOT_BEFORE = re.compile(
    r"(?:\b(?:within|in|after|before|for the (?:next|last)|every|last|next|per|at|another|only) (?:\w+ )?$)",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"^ ?(?:ago|late|later|early|earlier|before|after|from now|notice|away|behind|a week|a day|off|old|call|meeting"
    r"|slot|here|with (?:you|me|him|her|them))\b",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"\b(?:work|writing|reading|editing|rig|take|takes|took|need|needs|roughly|about|some|around|approximately|or so"
    r"|left|to go|at most|at least|slow|calculate|figure|review|it'?s|it is|actual|costs?|solid|and a half|more)\b",
    re.IGNORECASE,
)

_COMMON = frozenset(
    {"will", "have", "with", "your", "that", "this", "from", "hour", "abou", "work", "roug", "need", "some", "take"}
    | {"than", "them", "they", "what", "when"}
)


def hours(promise: Promise, usual: Mapping[Act, float] = USUAL) -> float:
    """The hours a promise takes: as its author said, else as such an act usually does."""
    return promise.effort_hours if promise.effort_hours is not None else usual[act(promise.words, promise.about)]


def is_appointment(promise: Promise) -> bool:
    """Whether it is a talk for a definite moment: no work that could run out of time before it."""
    due = promise.due
    return due is not None and due.start is not None and due.start == due.end and act(promise.words) in TALKS


def act(words: str, about: str = "") -> Act:
    """What kind of act the words promise, or else the request they answer; OTHER where neither tells."""
    return _act(words[:LONGEST]) or _act(about[:LONGEST]) or Act.OTHER


@lru_cache(maxsize=1 << 17)  # a review asks it of every open promise, and so does the next one
def _act(text: str) -> Act | None:
    folded = text.casefold()
    for kind, roots, cue in _CUES:
        for root in roots:
            if root in folded:
                if cue.search(text):
                    return kind
                break
    return None


def learned(promises: Iterable[Promise], marks: Iterable[Mark], now: datetime) -> Mapping[Act, float]:
    """The hours that each kind of act takes this owner: what was said or marked, shrunk towards `USUAL`.

    Nothing dated after `now` is seen. Of the promises with said hours, and of the marks, the latest `MOST_OBSERVED` are
    looked at; where a promise has a mark, its last one counts. Order does not matter.
    """
    efforts = sorted((m for m in marks if m.verdict is Verdict.EFFORT and m.made_at <= now), key=lambda m: m.made_at)
    last = {(m.source, m.words): m for m in efforts if m.hours}
    marked = sorted(last.values(), key=lambda m: (m.made_at, m.promise))[-MOST_OBSERVED:]
    spoken = sorted((p for p in promises if p.effort_hours and p.made_at <= now), key=lambda p: (p.made_at, p.key))
    seen: dict[Act, list[float]] = defaultdict(list)
    for mark in marked:
        seen[act(mark.words)].append(mark.hours or 0.0)
    for promise in spoken[-MOST_OBSERVED:]:
        if (promise.source, promise.words) not in last:
            seen[act(promise.words, promise.about)].append(promise.effort_hours or 0.0)
    return {kind: _shrunk(seen[kind], usual) for kind, usual in USUAL.items()}


def _shrunk(seen: Sequence[float], prior: float) -> float:
    return (PRIOR_WEIGHT * prior + sum(seen)) / (PRIOR_WEIGHT + len(seen))


def said(text: str) -> float | None:
    """The hours of work a sentence speaks of ("roughly five hours" -> 5.0), None where it speaks of none.

    Of a range ("two to three hours") the upper end counts; a day is seven hours of work.
    """
    sentence = text[:LONGEST]
    return next((_span_hours(match) for match in _SPAN.finditer(sentence) if _is_work(sentence, match)), None)


def told(promise: Sentence, sentences: Sequence[Sentence]) -> float | None:
    """The hours that the mail itself gives for one of its promises, None where it gives none.

    In the promise's own sentence, in the request it answers, or in a sentence of its own ("The costing is roughly five
    hours"): that one belongs to the promise of the mail it shares most words with, else to the nearest before it.
    """
    own = said(promise.text) or said(promise.answers)
    if own is not None:
        return own
    promises = [s for s in sentences if s.cue is Cue.PROMISE]
    efforts = [s for s in sentences if s.cue is Cue.EFFORT]
    mine = (said(e.text) for e in efforts if all(_bond(promise, e) >= _bond(other, e) for other in promises))
    return next((found for found in mine if found is not None), None)


def _bond(promise: Sentence, effort: Sentence) -> tuple[int, bool, int]:
    """How near a sentence about work is to a promise: shared word stems, then standing after it, then the distance."""
    shared = len(_stems(promise.text) & _stems(effort.text))
    return shared, promise.start <= effort.start, -abs(promise.start - effort.start)


def _stems(text: str) -> frozenset[str]:
    """The first four letters of the longer words: "costed" and "costing" are one."""
    return frozenset(word[:4].lower() for word in re.findall(r"[^\W\d_]{4,}", text)) - _COMMON


def _is_work(text: str, match: re.Match[str]) -> bool:
    if _NOT_BEFORE.search(text[max(0, match.start() - 24) : match.start()]) or _NOT_AFTER.search(match["tail"]):
        return False
    return bool(_WORK.search(text)) or len(text) < 60


def _span_hours(match: re.Match[str]) -> float:
    number = _number(match["high"] or match["dash"] or match["low"]) + (0.5 if match["half"] else 0.0)
    return number * _UNITS[match["unit"][0].lower()]


def _number(word: str) -> float:
    return float(_NUMBERS[word.lower()]) if word.lower() in _NUMBERS else float(word.replace(",", "."))
