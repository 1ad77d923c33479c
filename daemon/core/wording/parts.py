"""The things that were promised: which were delivered and which are still to come. In: a case; out: its own words."""

import re

from daemon.core import matter
from daemon.core.model import Case, Evidence, Says
from daemon.core.wording import clean

_BRINGS = "your mail brings "
_WORD = re.compile(r"[\w&'’-]+")
_TO_ARTICLE = re.compile(r".*\b(?=(?:the|my|our|your) (?:[\w'’-]+ ){0,3}$)", re.IGNORECASE | re.DOTALL)
_LONGEST = 60
# What follows a word that names a thing and belongs to it: "the floor" of which a plan is promised is no floor.
_WHOLE_NAME = re.compile(
    r"(?:[ -](?!(?:and|or|but|plus|by|on|for|to|in|at|of|with|from|about|before|after|until|till|once|when|if|so|that"
    r"|which|as|over|this|next|today|tonight|tomorrow|the|it|you|i)\b)[\w'’-]+){1,2}",
    re.IGNORECASE,
)


def number(case: Case) -> int:
    """How many things were promised, as far as the words tell them apart."""
    return len(_parts(case))


def had_and_rest(case: Case) -> tuple[str, str] | None:
    """The delivered part and the one still to come ("the list", "the protocol").

    None where the words blur them, or where one of them is a talk.
    """
    if matter.Act.TALK in _matter(case).acts:
        return None
    brought = matter.things(" ".join(map(_brought, case.evidence)))
    parts = _parts(case)
    had = frozenset().union(*(part for part in parts if part & brought))
    rest = frozenset().union(*(part for part in parts if not part & brought))
    said = case.promise.due.said if case.promise.due else ""
    words = case.promise.words.partition(said)[0] if said else case.promise.words
    told = _words_of(had, rest, words), _words_of(rest, had, words)
    return told if all(told) else None


def _parts(case: Case) -> tuple[frozenset[str], ...]:
    return _matter(case).parts


def _matter(case: Case) -> matter.Matter:
    promise = case.promise
    return matter.of(promise.words, promise.due.said if promise.due else "", promise.waits_for or "")


def _brought(evidence: Evidence) -> str:
    """What a mail of the owner's brought, in the promise's words, as the evidence says it."""
    partly = evidence.says is Says.PARTLY and evidence.why.startswith(_BRINGS)
    return evidence.why.removeprefix(_BRINGS) if partly else ""


def _words_of(part: frozenset[str], others: frozenset[str], words: str) -> str:
    """The stretch of `words` that names this part and none of the others, with its article; "" where none does."""
    named = [w for w in _WORD.finditer(words) if part & matter.things(w[0])]
    if not named:
        return ""
    start, end = named[0].start(), named[-1].end()
    if whole := _WHOLE_NAME.match(words, end):
        end = whole.end()
    article = _TO_ARTICLE.match(words[:start])
    stretch = words[article.end() if article else start : end]
    if others & matter.things(stretch) or len(stretch) > _LONGEST:
        return ""
    return clean.quote(stretch[:1].lower() + stretch[1:] if article else stretch)
