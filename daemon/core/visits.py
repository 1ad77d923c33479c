"""Sentences of a mail in; out they come with each visit that an answer sets for a certain hour as a promise.

"I'll come down to the music room on Thursday at 2" says where its author will be. Written to somebody who asked, it is
an act owed: that person will wait there. "I'll be there at 3" and "See you at 3" only accept a meeting of both.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from daemon.core.due import resolve
from daemon.core.model import Cue, Sentence, WorkingCalendar
from daemon.core.promises import manner

_COMES = re.compile(
    r"\b(?:I|we)(?:['’]ll| will| shall) (?:(?:also|then|gladly|personally|certainly|just) )?"
    r"(?:meet (?:you|her|him|them)\b(?! (?:there|at the)\b)|come (?:down|over|by|round|up|to (?:you|your|see you))\b"
    r"|(?:stop|drop|swing|pop) (?:by|in|over|round)\b|pick (?:you|her|him|them) up\b)",
    re.IGNORECASE,
)
_AT_AN_HOUR = frozenset({"minute", "hour"})


def set_in_answer(found: Iterable[Sentence], at: datetime) -> Iterator[Sentence]:
    """Yield `found`, the sentences of an answer written at `at` (aware), each visit at an hour of the day a promise."""
    for sentence in found:
        if sentence.cue is Cue.ATTENDANCE and _COMES.search(sentence.text) and _has_hour(sentence.text, at):
            plain = " ".join(sentence.text.split())
            yield replace(sentence, cue=Cue.PROMISE, hedged=manner.hedged(plain), waits_for=manner.waits_for(plain))
        else:
            yield sentence


def _has_hour(words: str, at: datetime) -> bool:
    due = resolve(words, at, WorkingCalendar(UTC))
    return due is not None and due.grain in _AT_AN_HOUR
