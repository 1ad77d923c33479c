"""The author's own words in, the sentences out that could be evidence for or against an earlier promise.

A cue says only why a sentence is worth keeping; whether it speaks of a certain promise is for `weighing` to judge.
Everything is a compiled pattern over one sentence of at most 300 characters, tried only where the sentence holds one of
the cue's words: linear, and cheap for the many sentences that hold none.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from daemon.core import effort
from daemon.core.evidence.cues import ASIDE, OWN, RECEIVED, WORDS
from daemon.core.model import Cue, Sentence
from daemon.core.sentences import split

LONGEST = 300  # characters of a sentence that are kept as a fact
MOST = 40  # cues of one mail: beyond that it is no letter

_WORD = re.compile(r"[a-z']+")
_IN_ED = re.compile(r"ed\b")


def cues(text: str, spans: Sequence[tuple[int, int]], own: bool) -> tuple[Sentence, ...]:
    """The sentences of `text` within `spans` (what the author wrote) that carry a cue; `own`: the owner wrote it."""
    found = (sentence for start, end in spans for sentence in _in_span(text, start, end, own))
    return tuple(islice(found, MOST))


def _in_span(text: str, start: int, end: int, own: bool) -> Iterator[Sentence]:
    for first, last in split(text, start, end):
        kept = min(last, first + LONGEST)
        line = " ".join(text[first:kept].split())
        for cue in _cues_of(line, own):
            yield Sentence(cue, first, kept, text[first:kept])
        if own and effort.said(line) is not None:
            yield Sentence(Cue.EFFORT, first, kept, text[first:kept])


def _cues_of(said: str, own: bool) -> Iterator[Cue]:
    said = said.lower()
    words = frozenset(_WORD.findall(said.replace("’", "'")))
    for cue, pattern in OWN if own else RECEIVED:
        if words.isdisjoint(WORDS[cue]) and not (cue is Cue.DONE and _IN_ED.search(said)):
            continue
        aside = ASIDE.get(cue)
        if pattern.search(said) and not (aside and aside.search(said)):
            yield cue
