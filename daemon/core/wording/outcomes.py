"""What the person owed has of a promise once it is kept. In: a promise; out: a thing, an answer, a deed or a talk.

Where its words name somebody else ("I'll send Cy the plan"), the person owed gets nothing and is not called.
"""

import re
from enum import StrEnum

from daemon.core import effort, speech
from daemon.core.model import Promise

_ANSWERS = frozenset({effort.Act.REPLY, effort.Act.CALL})
_NO_THING = frozenset({effort.Act.ERRAND, effort.Act.REPLY, effort.Act.OTHER})
_SENDING = r"(?:send|give|bring|e?-?mail|forward|show|get)"
_CALLING = r"(?:call|ring|phone|meet|visit)"
_TELLING = r"(?:tell|ask|let|remind|inform)"
_NAME = r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)[A-Z][\w’-]+"
_HANDED_OVER = re.compile(
    r"\b(?:send|bring|e?-?mail|deliver|ship|forward|share|submit|circulate|provide|supply|upload"
    r"|give(?! (?:\w+ ){1,2}a (?:call|ring)\b))(?:ing)?\b"
    r"|\byou(?:['’]ll| will| shall| can)? (?:have|get|receive|find)\b|\breach(?:es)? you\b|\bbe (?:with|over to) you\b"
    r"|\b(?:get|have) (?:[\w'’-]+ ){1,8}(?:to|with|for) you\b|\b(?:get|write|make|draft|prepare|show) you\b"
    r"|\byour (?:inbox|desk|hands)\b",
    re.IGNORECASE,
)
_TO_YOU = re.compile(
    rf"\b(?:{_SENDING}|{_CALLING}|{_TELLING}|see|to|with|by|for|reach(?:es)?)(?:ing)? (?:(?:both|all) of )?you\b"
    r"|\byou(?:['’]ll| will| shall| can)? (?:have|get|receive|find|hear)\b",
    re.IGNORECASE,
)
_TO_OTHERS = re.compile(
    rf"\b(?i:{_SENDING}|{_CALLING}|{_TELLING})(?i:ing)?(?: with)? (?:him|her|them|(?P<called>{_NAME}))\b"
    rf"|\b(?i:{_CALLING})(?i:ing)?(?: with)? the \w+"
    rf"|\b(?:to|with) (?:him|her|them|everyone|everybody|the (?:\w+ )?\w+|(?P<given>{_NAME}))\b"
)


class Outcome(StrEnum):
    """What there is for them: a thing, an answer, or only the knowledge that it is done."""

    THING = "thing"
    ANSWER = "answer"
    DEED = "deed"


def outcome(promise: Promise) -> Outcome:
    """By the act that was promised, and by who gets it."""
    act = effort.act(promise.words)
    if _is_for_others(promise):
        return Outcome.DEED
    if act not in _NO_THING and _HANDED_OVER.search(promise.words):
        return Outcome.THING
    return Outcome.ANSWER if act in _ANSWERS else Outcome.DEED


def is_talk(promise: Promise) -> bool:
    """Whether it is a call or a meeting with the person owed, and nothing besides."""
    talks = effort.act(promise.words) in effort.TALKS and not _HANDED_OVER.search(promise.words)
    return talks and not _is_for_others(promise)


def _is_for_others(promise: Promise) -> bool:
    """Whether the words name somebody who gets it or is spoken to, and it is none of the people owed."""
    if _TO_YOU.search(promise.words):
        return False
    owed = {speech.first_name(a).lower() for a in promise.to}
    named = (match["called"] or match["given"] for match in _TO_OTHERS.finditer(promise.words))
    return any(name is None or name.lower() not in owed for name in named)
