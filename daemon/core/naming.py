"""How a draft about several promises names each: by its own words, and by the day they were said on.

    “I'll send you the floor plan by Friday.” (Monday 2 March, in “Spring plan”)

In: a draft that the owner has sent; out: whether it names its promises, and which.
"""

import re
from datetime import tzinfo
from fnmatch import fnmatchcase

from daemon.core.model import SUMMARIES, Cue, Mail, Promise, purpose_of

NAME = re.compile(r"“([^“”]+)”(?:\s+\(([^()]+)\))?")
_CUT = "…"
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")


def is_by_name(mail: Mail) -> bool:
    """Whether a mail of ours tells of each promise by its name: status mails and letters, a heads-up about several."""
    if mail.heads_up is None:
        return False
    named = (s.cue is Cue.MOVED and NAME.match(s.answers) for s in mail.sentences)
    return purpose_of(mail.heads_up) in SUMMARIES or any(named)


def is_named(promise: Promise, text: str, zone: tzinfo) -> bool:
    """Whether `text` names the promise: by its words, and by the number of the day (if any), whatever the language."""
    day = str(promise.made_at.astimezone(zone).day)
    names = [words for words, when in NAME.findall(text) if not when or day in _NUMBER.findall(when)]
    return any(_quotes(words, promise) for words in names)


def _quotes(words: str, promise: Promise) -> bool:
    """Whether these are its words, some of them perhaps left out: an address within, or what is cut off at the end."""
    pieces = [_plain(piece) for piece in words.split(_CUT)]
    return any(pieces) and fnmatchcase(_plain(promise.words), "*".join(pieces))


def _plain(words: str) -> str:
    """The words alone: nothing that has a meaning in a pattern is left."""
    return " ".join(_WORD.findall(words.casefold()))
