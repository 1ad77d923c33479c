"""The things that were promised: which were delivered and which are still to come. In: a case; out: its own words."""

import re
from enum import StrEnum

from daemon.core import effort, matter
from daemon.core.model import Case, Evidence, Says
from daemon.core.wording import clean

_BRINGS = "your mail brings "
_WORD = re.compile(r"[\w&'’-]+")
_TO_ARTICLE = re.compile(r".*\b(?=(?:the|my|our|your) (?:[\w'’-]+ ){0,3}$)", re.IGNORECASE | re.DOTALL)
_LONGEST = 60
_THINGS = frozenset({effort.Act.DOCUMENT, effort.Act.LIST, effort.Act.REVIEW, effort.Act.THING})
_WORDS = frozenset({effort.Act.REPLY, effort.Act.CALL})


class Outcome(StrEnum):
    """What the person owed has of it once it is kept: a thing, an answer, or only the knowledge that it is done."""

    THING = "thing"
    ANSWER = "answer"
    DEED = "deed"


def outcome(case: Case) -> Outcome:
    """By the kind of act that was promised."""
    act = effort.act(case.promise.words)
    return Outcome.THING if act in _THINGS else Outcome.ANSWER if act in _WORDS else Outcome.DEED


def number(case: Case) -> int:
    """How many things were promised, as far as the words tell them apart."""
    return len(_parts(case))


def had_and_rest(case: Case) -> tuple[str, str] | None:
    """The delivered part and the one still to come ("the list", "the protocol"); None where the words blur them."""
    brought = matter.things(" ".join(map(_brought, case.evidence)))
    parts = _parts(case)
    had = frozenset().union(*(part for part in parts if part & brought))
    rest = frozenset().union(*(part for part in parts if not part & brought))
    words = _words_of(had, rest, case.promise.words), _words_of(rest, had, case.promise.words)
    return words if all(words) else None


def _parts(case: Case) -> tuple[frozenset[str], ...]:
    promise = case.promise
    return matter.of(promise.words, promise.due.said if promise.due else "", promise.waits_for or "").parts


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
    article = _TO_ARTICLE.match(words[:start])
    stretch = words[article.end() if article else start : end]
    if others & matter.things(stretch) or len(stretch) > _LONGEST:
        return ""
    return clean.quote(stretch[:1].lower() + stretch[1:] if article else stretch)
