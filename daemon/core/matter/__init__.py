"""Words in, what they are about out: the kind of act, and the things it is about, as stems that can be compared.

"I'll send you the CMF boards and the costing by Friday" is an act of GIVING, of two parts: {cmf, board} and {cost}.
No dictionary of English stands behind it: a short list of verbs by kind, a list of words that name no thing, and a
suffix stripper, so that "boards", "Kestrel_CMF_boards_v5.pdf" and "the board" meet.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from daemon.core.matter.words import BEFORE_VERB, EITHER, EMPTY, IRREGULAR, KINDS, PHRASES, VAGUE, WEAK


class Act(StrEnum):
    """What kind of act is owed."""

    GIVE = "give"
    TALK = "talk"
    TELL = "tell"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Matter:
    """`acts` are the kinds and `verbs` the stems of the verbs; `parts` the things, each as the stems of its words.

    No parts: the words name no thing ("I'll send it"). `vague` are parts whose words would fit many a thing ("list").
    """

    acts: frozenset[Act]
    verbs: frozenset[str]
    parts: tuple[frozenset[str], ...]

    @property
    def vague(self) -> bool:
        """Would these words fit many a thing ("the list", "an email")?"""
        return all(is_vague(part) for part in self.parts)


_TOKEN = re.compile(r"[A-Z]?[a-z]+(?:['’][a-z]+)?|[A-Z]+(?![a-z])|\d+(?=[a-z]{3})|\w+", re.UNICODE)
# "as soon as we have the last piece", "so that you can sign": says when or what for, not what
_ASIDE = re.compile(
    r"\b(?:as soon as|once|when(?:ever)?|while|because|so that|so|before|after|until|till|if|since|unless|in order to"
    r"|that (?:is|are|was|were|will|have|has)|which)\b[^,;.]*?(?=[,;.]|$|\b(?:I|we)(?:'ll|’ll| will)\b)",
    re.IGNORECASE,
)
_PARTS = re.compile(r",|;|\band\b|\bplus\b|&(?!\w)|\bas well as\b", re.IGNORECASE)
_CAPITALS = re.compile(r"\b(?=\w*[A-Z])[A-Z0-9]{2,}\b")
_AND = re.compile(r"(?<=\w)&(?=\w)")


@lru_cache(maxsize=8192)
def of(words: str, *without: str) -> Matter:
    """The matter of `words`, leaving out the pieces `without` (its words about time, its condition)."""
    text = words
    for piece in without:
        text = text.replace(piece, " , ") if piece else text
    for pattern, verb in PHRASES:
        text = pattern.sub(verb, text)
    verbs, _ = _sorted_out(text)
    head, _, _ = text.partition(": ")  # behind a colon stand the details
    pieces = _PARTS.split(_ASIDE.sub(" , ", head if things(head) else text))
    parts = tuple(dict.fromkeys(part for piece in pieces if (part := _sorted_out(piece)[1])))
    return Matter(_acts(verbs - WEAK) or _acts(verbs), verbs, parts)


@lru_cache(maxsize=8192)
def things(text: str) -> frozenset[str]:
    """The stems of the words of `text` that name something."""
    return _sorted_out(text)[1]


@lru_cache(maxsize=8192)
def stems(text: str) -> frozenset[str]:
    """Verbs and things together: all that another sentence could meet."""
    verbs, named = _sorted_out(text)
    return verbs | named


@lru_cache(maxsize=8192)
def capitals(words: str) -> frozenset[str]:
    """The stems of what stands in capitals there ("CMM", "8D", "PPAP"): such a word is nearly a name."""
    return frozenset(stem(w.lower()) for w in _CAPITALS.findall(words))


def is_vague(words: Iterable[str]) -> bool:
    """Would these words fit many a thing? So do no words at all."""
    return all(w in _VAGUE for w in words)


def tokenize(text: str) -> list[str]:
    """Words in lower case; "ValidationSummary_v1.0.pdf" is four of them, "PG&E" is one."""
    return [t.lower() for t in _TOKEN.findall(_AND.sub("", text).replace("_", " "))]


def _acts(verbs: frozenset[str]) -> frozenset[Act]:
    return frozenset(Act(KINDS[v]) for v in verbs if v in KINDS)


def _sorted_out(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Verbs and things. A word that can be both ("report") is a verb behind a pronoun, "to", or nothing."""
    verbs, named, before = set(), set(), ""
    for token in tokenize(text):
        word = stem(token)
        verb = (word in KINDS and (word not in _EITHER or before in BEFORE_VERB)) or before in _WILL
        if verb or ((token.endswith("ed") or token in IRREGULAR) and word not in _EMPTY_OR_EITHER):
            verbs.add(word)
        if not verb and word not in _EMPTY and token not in _EMPTY and _names_something(word):
            named.add(word)
        before = token
    return frozenset(verbs), frozenset(named)


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A rough stem: irregular pasts are looked up, plural and -ing, -ed, -ion are cut off."""
    word = word.replace("’", "'").removesuffix("'s")
    if word in IRREGULAR:
        return IRREGULAR[word]
    for suffix, rest, least in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= least:
            return _undouble(word[: -len(suffix)] + rest)
    return word


def meet(one: str, other: str) -> bool:
    """Are these two stems one word? Equal, or the one begins or ends the other ("rand", "randomis")."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < 4 or short.isdigit():
        return False
    return long.startswith(short) or (long.endswith(short) and long[: -len(short)] not in _AGAINST)


def shared(part: Iterable[str], others: Iterable[str]) -> frozenset[str]:
    """The words of `part` that are met in `others`."""
    there = frozenset(others)
    return frozenset(w for w in part if w in there or any(meet(w, s) for s in there))


_AGAINST = frozenset({"un", "non", "re", "dis", "in", "mis", "de", "im", "anti"})
_SUFFIXES = (
    ("ations", "at", 3),
    ("ation", "at", 3),
    ("ies", "y", 2),
    ("sses", "ss", 2),
    ("ing", "", 3),
    ("ied", "y", 2),
    ("ed", "", 3),
    ("es", "", 4),
    ("ss", "ss", 1),
    ("us", "us", 1),
    ("is", "is", 1),
    ("s", "", 2),
    ("e", "", 4),
)


def _undouble(word: str) -> str:
    word = word.removesuffix("e") if len(word) > 4 else word
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz" else word


def _names_something(word: str) -> bool:
    return (len(word) > 1 and not word.isdigit()) or len(word) > 2


_WILL = frozenset({"will", "i'll", "we'll", "i’ll", "we’ll"})
_EMPTY = EMPTY | frozenset(stem(w) for w in EMPTY)
_EITHER = frozenset(stem(w) for w in EITHER)
_EMPTY_OR_EITHER = EMPTY | _EITHER
_VAGUE = frozenset(stem(w) for w in VAGUE)
