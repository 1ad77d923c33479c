"""A sentence in, what a judge may look at out: strings such as "2:i will" or "f:first will send".

Three kinds: word n-grams and pieces of words (what is said), frames (who ~ modal ~ verb, with what stands before the
clause), and shape (question mark, first and last words, length). The strings are hashed by `model.py`, so that the
weights are a table of fixed size.
"""

import re
from collections.abc import Iterator, Sequence

from daemon.core.promises.lexicon import lexicon

_TOKEN = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)?|\d+(?:[:./,-]\d+)*|[?!]+|\.{2,}|[^\w\s]|_+")
_DIGIT = re.compile(r"\d")
_WORDS = lexicon()
_SPELLING = {a: tuple(b.split("_")) for a, b in (pair.split("=") for pair in _WORDS["spelling"])}
_FIRST, _SECOND, _THIRD = (frozenset(_WORDS[name]) for name in ("first", "second", "third"))
_MINE = frozenset(_WORDS["mine"])
_MODAL, _BE, _HAVE = (frozenset(_WORDS[name]) for name in ("modal", "be", "have"))
_ADVERB = frozenset(_WORDS["adverb"])
_NEGATIVE = frozenset(_WORDS["negative"])
_CONDITION, _QUESTION, _LINK = (frozenset(_WORDS[name]) for name in ("condition", "question", "link"))
_BREAKS = _LINK | _CONDITION | frozenset(",;:()-–—.!?...")
_SHORT = 24  # words of which pieces are looked at


def _classes() -> dict[str, str]:
    """Map a word to the class that stands for it in frames; the earlier class of two wins."""
    named: dict[str, str] = {}
    for name in ("hedge", "mental", "presence", "comm", "work", "day", "month", "when"):
        for word in _WORDS[name]:
            named.setdefault(word, name)
    return named


_CLASS = _classes()
_GROUPS = (
    ("q:second", _SECOND),
    ("q:condition", _CONDITION),
    ("q:question", _QUESTION),
    ("q:modal", _MODAL),
    ("q:when", frozenset(word for word, kind in _CLASS.items() if kind in ("when", "day", "month"))),
)


def tokens(sentence: str) -> list[str]:
    """Cut a sentence into lower-case words and marks, common spellings made one ("I'll", "ill": i will)."""
    words = _TOKEN.findall(sentence.replace("’", "'").lower())
    if _DIGIT.search(sentence):
        words = ["<n>" if word[0].isdecimal() else word for word in words]
    if _SPELLING.keys().isdisjoint(words):
        return words
    return [part for word in words for part in _SPELLING.get(word, (word,))]


def features(sentence: str, words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Name everything about a sentence that may tell a promise from others: n-grams and pieces, then frames.

    `words` are its `tokens`. A name may come twice.
    """
    words = words[:80]
    grams = _ngrams(words)
    grams += _pieces(words)
    frames = _frames(words)
    frames += _near(words)
    frames += _shape(sentence, words)
    return grams, frames


def class_of(word: str) -> str:
    """Return the class that stands for `word` in frames, or the word itself."""
    if word in _CLASS:
        return _CLASS[word]
    if word.endswith("ing") and len(word) > 5:
        return "ing-" + _CLASS.get(word[:-3], _CLASS.get(word[:-3] + "e", "x"))
    return "x"


def _ngrams(words: Sequence[str]) -> list[str]:
    first = ["^", *words, "$"]
    second, third = first[1:], first[2:]
    return [
        *["1:" + word for word in first],
        *[f"2:{one} {two}" for one, two in zip(first, second, strict=False)],
        *[f"3:{one} {two} {three}" for one, two, three in zip(first, second, third, strict=False)],
        *[f"s:{one} _ {three}" for one, three in zip(first, third, strict=False)],
    ]


def _pieces(words: Sequence[str]) -> list[str]:
    long = [word for word in words[:_SHORT] if len(word) > 4]
    return [*["p:" + word[:4] for word in long], *["p:-" + word[-3:] for word in long]]


def _kind(word: str) -> str:
    """Return who a word speaks of, as frames name it."""
    if word in _FIRST:
        return "first"
    if word in _SECOND:
        return "second"
    if word in _THIRD:
        return "third"
    return "x"


def _frames(words: Sequence[str]) -> list[str]:
    """Name each clause: what links it, who, modal, verb, and what follows the verb."""
    named: list[str] = []
    link, start, before = "^", 0, ""
    for i, word in enumerate([*words, "."]):
        if word not in _BREAKS:
            continue
        if i > start:
            named += _clause(words[start:i], link, before)
            before = link if link in _CONDITION else before or "-"
        link, start = (word if i > start or word in _CONDITION else link), i + 1
    return named


def _clause(words: Sequence[str], link: str, before: str) -> list[str]:
    named = [f"c:{link}~{' '.join(words[:2])}"]
    who_at = next((i for i, w in enumerate(words) if w in _FIRST), None)
    if who_at is None:
        return named + _headless(words, link, before)
    who = words[who_at]
    modal, verb_at, negated = _verb(words, who_at + 1)
    verb = words[verb_at] if verb_at < len(words) else "$"
    after = words[verb_at + 1] if verb_at + 1 < len(words) else "$"
    kind = class_of(verb)
    named += (
        f"f:{who} {modal} {verb}",
        f"f:{modal} {kind} {negated}",
        f"f:{modal} {verb} {_kind(after)}",
        f"f:{link} {who} {modal} {kind}",
        f"f:{before} {modal} {kind}",
        f"v:{verb} {after}",
    )
    return [*named, f"b:{words[who_at - 1]} {modal} {kind}"] if who_at else named


def _near(words: Sequence[str]) -> list[str]:
    """Name what stands around each I or we: three words before it, the six from its verb on."""
    named: list[str] = []
    for i, word in enumerate(words):
        if word not in _FIRST:
            continue
        modal, verb_at, _ = _verb(words, i + 1)
        for after in words[verb_at : verb_at + 6]:
            named += (f"a:{modal} {after}", "o:" + after)
            if after in _BREAKS:
                break
        named += [f"t:{x} {modal}" for x in words[max(0, i - 3) : i]]
        named.append(f"T:{' '.join(words[max(0, i - 2) : i])} {modal}")
    return named


def _headless(words: Sequence[str], link: str, before: str) -> list[str]:
    """Name a clause without I or we: its subject's kind, its modal and verb."""
    first = words[0]
    modal_at = next((i for i, w in enumerate(words) if w in _MODAL or w in _BE), None)
    if modal_at is None:
        second = _kind(words[1]) if len(words) > 1 else "$"
        return [f"h:{link} {class_of(first)} {second}", f"h:{before} {class_of(first)}"]
    modal, verb_at, negated = _verb(words, modal_at)
    verb = words[verb_at] if verb_at < len(words) else "$"
    subject = "^" if modal_at == 0 else _kind(words[modal_at - 1])
    return [f"h:{subject} {modal} {verb}", f"h:{link} {subject} {modal} {class_of(verb)} {negated}"]


def _verb(words: Sequence[str], start: int) -> tuple[str, int, str]:
    """Return the modal (joined auxiliaries), the place of the verb after it, and "not" where it is negated."""
    modal: list[str] = []
    negated = ""
    i = start
    while i < len(words) and i < start + 9:
        word = words[i]
        if word in _NEGATIVE:
            negated = "not"
        elif word in _MODAL or word in _BE or word in _HAVE or (word in ("going", "to") and modal):
            modal.append(word)
        elif word not in _ADVERB:
            break
        i += 1
    return "+".join(modal) or "-", i, negated


def _shape(sentence: str, words: Sequence[str]) -> Iterator[str]:
    text = sentence.strip()
    known = frozenset(words)
    yield f"n:{min(len(words) // 4, 8)}"
    yield "e:" + (text[-1] if text and not text[-1].isalnum() else "w")
    yield "q:first" if known & _FIRST else "q:mine" if known & _MINE else "q:none"
    for name, group in _GROUPS:
        if not known.isdisjoint(group):
            yield name
    if '"' in text:
        yield "q:quote"
    if words[:1] and words[0] not in _FIRST:
        yield "w:" + class_of(words[0]) + " " + (class_of(words[1]) if len(words) > 1 else "$")
