"""A sentence in, what a judge may look at out: strings such as "2:i will" or "f:first will send".

Three kinds: word n-grams and pieces of words (what is said), frames (who ~ modal ~ verb, with what stands before the
clause), and shape (question mark, first and last words, length). The strings are hashed by `model.py`, so that the
weights are a table of fixed size.
"""

import re
from collections.abc import Iterator, Sequence

from daemon.core.promises.lexicon import lexicon

_TOKEN = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)?|\d+(?:[:./,-]\d+)*|[?!]+|\.{2,}|[^\w\s]|_+")
_NUMBER = re.compile(r"\d")
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


def tokens(sentence: str) -> list[str]:
    """Cut a sentence into lower-case words and marks, common spellings made one ("I'll", "ill": i will)."""
    found: list[str] = []
    for raw in _TOKEN.findall(sentence.replace("’", "'")):
        word = raw.lower()
        if _NUMBER.match(word):
            found.append("<n>")
        elif word in _SPELLING:
            found.extend(_SPELLING[word])
        else:
            found.append(word)
    return found


def features(sentence: str) -> set[str]:
    """Name everything about `sentence` that may tell a promise from other sentences."""
    words = tokens(sentence)[:80]
    named = set(_ngrams(words))
    named.update(_pieces(words))
    named.update(_frames(words))
    named.update(_near(words))
    named.update(_shape(sentence, words))
    return named


def class_of(word: str) -> str:
    """Return the class that stands for `word` in frames, or the word itself."""
    if word in _CLASS:
        return _CLASS[word]
    if word.endswith("ing") and len(word) > 5:
        return "ing-" + _CLASS.get(word[:-3], _CLASS.get(word[:-3] + "e", "x"))
    return "x"


def _ngrams(words: Sequence[str]) -> Iterator[str]:
    padded = ["^", *words, "$"]
    for i, word in enumerate(padded):
        yield "1:" + word
        if i + 1 < len(padded):
            yield f"2:{word} {padded[i + 1]}"
        if i + 2 < len(padded):
            yield f"3:{word} {padded[i + 1]} {padded[i + 2]}"
            yield f"s:{word} _ {padded[i + 2]}"


def _pieces(words: Sequence[str]) -> Iterator[str]:
    for word in words[:_SHORT]:
        if len(word) > 4:
            yield "p:" + word[:4]
            yield "p:-" + word[-3:]


def _kind(word: str) -> str:
    """Return who a word speaks of, as frames name it."""
    if word in _FIRST:
        return "first"
    if word in _SECOND:
        return "second"
    if word in _THIRD:
        return "third"
    return "x"


def _frames(words: Sequence[str]) -> Iterator[str]:
    """Name each clause: what links it, who, modal, verb, and what follows the verb."""
    link, start, before = "^", 0, ""
    for i, word in enumerate([*words, "."]):
        if word not in _BREAKS:
            continue
        yield from _clause(words[start:i], link, before)
        if i > start:
            before = link if link in _CONDITION else before or "-"
        link, start = (word if i > start or word in _CONDITION else link), i + 1


def _clause(words: Sequence[str], link: str, before: str) -> Iterator[str]:
    if not words:
        return
    who_at = next((i for i, w in enumerate(words) if w in _FIRST), None)
    head = " ".join(words[:2])
    yield f"c:{link}~{head}"
    if who_at is None:
        yield from _headless(words, link, before)
        return
    who = words[who_at]
    modal, verb_at, negated = _verb(words, who_at + 1)
    verb = words[verb_at] if verb_at < len(words) else "$"
    after = words[verb_at + 1] if verb_at + 1 < len(words) else "$"
    kind = class_of(verb)
    yield f"f:{who} {modal} {verb}"
    yield f"f:{modal} {kind} {negated}"
    yield f"f:{modal} {verb} {_kind(after)}"
    yield f"f:{link} {who} {modal} {kind}"
    yield f"f:{before} {modal} {kind}"
    yield f"v:{verb} {after}"
    if who_at:
        yield f"b:{words[who_at - 1]} {modal} {kind}"


def _near(words: Sequence[str]) -> Iterator[str]:
    """Name what stands around each I or we: three words before it, the six from its verb on."""
    for i, word in enumerate(words):
        if word not in _FIRST:
            continue
        modal, verb_at, _ = _verb(words, i + 1)
        for after in words[verb_at : verb_at + 6]:
            yield f"a:{modal} {after}"
            yield "o:" + after
            if after in _BREAKS:
                break
        yield from (f"t:{x} {modal}" for x in words[max(0, i - 3) : i])
        yield f"T:{' '.join(words[max(0, i - 2) : i])} {modal}"


def _headless(words: Sequence[str], link: str, before: str) -> Iterator[str]:
    """Name a clause without I or we: its subject's kind, its modal and verb."""
    first = words[0]
    modal_at = next((i for i, w in enumerate(words) if w in _MODAL or w in _BE), None)
    if modal_at is None:
        yield f"h:{link} {class_of(first)} {_kind(words[1]) if len(words) > 1 else '$'}"
        yield f"h:{before} {class_of(first)}"
        return
    modal, verb_at, negated = _verb(words, modal_at)
    verb = words[verb_at] if verb_at < len(words) else "$"
    subject = "^" if modal_at == 0 else _kind(words[modal_at - 1])
    yield f"h:{subject} {modal} {verb}"
    yield f"h:{link} {subject} {modal} {class_of(verb)} {negated}"


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
    known = set(words)
    yield f"n:{min(len(words) // 4, 8)}"
    yield "e:" + (text[-1] if text and not text[-1].isalnum() else "w")
    yield "q:first" if known & _FIRST else "q:mine" if known & _MINE else "q:none"
    for name, group in (("second", _SECOND), ("condition", _CONDITION), ("question", _QUESTION), ("modal", _MODAL)):
        if known & group:
            yield "q:" + name
    if any(w in _CLASS and _CLASS[w] in ("when", "day", "month") for w in known):
        yield "q:when"
    if '"' in text:
        yield "q:quote"
    if words[:1] and words[0] not in _FIRST:
        yield "w:" + class_of(words[0]) + " " + (class_of(words[1]) if len(words) > 1 else "$")
