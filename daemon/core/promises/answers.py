"""What a short reply answers to: the quoted request, where the own words say neither what nor when ("Yes, will do.").

Inline the request stands right above the answer; on top of a quoted mail it is the first question of that mail.
"""

import re
from collections.abc import Sequence

from daemon.core.promises.features import tokens
from daemon.core.promises.lexicon import lexicon, pattern
from daemon.core.promises.pieces import pieces

_ASKS, _ASKS_AN_ACT, _ASSENT = pattern("asks"), pattern("asks_an_act"), pattern("assent")
_FRAGMENT = pattern("fragment")
_WORDS = lexicon()
_EMPTY = frozenset(_WORDS["deictic"])
_NO_THING = frozenset().union(*(_WORDS[name] for name in ("first", "second", "third", "modal", "be", "have")))
_LETTER = re.compile(r"[^\W\d_]")
_MARKS = re.compile(r"(?m)^[ \t]*(?:>[ \t]?)+")
_INTRO = re.compile(r"(?i)\bwrote:|^\s*(?:from|sent|to|cc|subject|date):|original message|forwarded by")
_LOOKED_AT = 6_000
_KEPT = 300


def says_nothing(words: str) -> bool:
    """Say whether the words name neither a thing nor an act of their own ("will do", "I'll do that by Friday")."""
    return all(not word[0].isalpha() or word in _EMPTY for word in tokens(words))


def assents(words: str) -> bool:
    """Say whether the words are nothing but a yes, with a time at most ("Yes - by the 19th.", "No problem!")."""
    return _ASSENT.match(words) is not None


def thing_named(words: str) -> str:
    """Return the thing of words that hold nothing but it and a time ("Comments on Monday."), "" for other words."""
    found = _FRAGMENT.match(words)
    thing = found[1].split()[-1].lower() if found else ""
    return "" if thing in _EMPTY or not found or not _NO_THING.isdisjoint(tokens(found[1])) else thing


def speaks_of(asked: str, thing: str) -> bool:
    """Say whether a request names the thing, be it one or many."""
    return _one_of(thing) in map(_one_of, tokens(asked))


def _one_of(word: str) -> str:
    return word.removesuffix("s")


def granted(text: str, at: int, spans: Sequence[tuple[int, int]]) -> str:
    """Return the quoted request to do something that a yes at `at` grants, "" where nothing was asked for."""
    asked = answered(text, at, spans)
    return asked if _ASKS_AN_ACT.search(asked) else ""


def answered(text: str, at: int, spans: Sequence[tuple[int, int]]) -> str:
    """Return the quoted request that the words at `at` answer to, "" where there is none; at most 300 characters."""
    above, below = _quoted_around(text, at, spans)
    return _request(text, *above, last=True) or _request(text, *below, last=False)


def _quoted_around(text: str, at: int, spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the quoted stretch before the authored span that holds `at`, and the one after it."""
    here = next((i for i, (start, end) in enumerate(spans) if start <= at < end), None)
    if here is None:
        return (0, 0), (0, 0)
    begin = spans[here - 1][1] if here else 0
    end = spans[here + 1][0] if here + 1 < len(spans) else len(text)
    return (begin, spans[here][0]), (spans[here][1], end)


def _request(text: str, start: int, end: int, *, last: bool) -> str:
    start = max(start, end - _LOOKED_AT) if last else start
    lines = "\n".join(_one_voice(text[start : min(end, start + _LOOKED_AT)].split("\n"), last=last))
    asking = [" ".join(lines[a:b].split()) for a, b in pieces(lines, 0, len(lines)) if _ASKS.search(lines[a:b])]
    if not asking:
        return ""
    return asking[-1 if last else 0][:_KEPT]


def _one_voice(lines: Sequence[str], *, last: bool) -> list[str]:
    """Return the lines of the mail that is answered, without marks: not what that mail quotes in its turn.

    They are the lines marked least deep, from the last introduction on (`last`) or from the first one to the next; what
    stands before that is the answer's own signature.
    """
    depths = [mark.group().count(">") if (mark := _MARKS.match(line)) else 0 for line in lines]
    said = [(_MARKS.sub("", line), depth) for line, depth in zip(lines, depths, strict=True)]
    least = min((depth for line, depth in said if depth and line.strip()), default=0)
    kept: list[str] = []
    begun = False
    for line, depth in said:
        if not _INTRO.search(line):
            kept += [line] if depth == least or not line.strip() else []
        elif last or not begun or not any(map(_LETTER.search, kept)):
            kept, begun = [], True
        else:
            break
    return kept
