"""A cheap guess whether a text is English: its common words are counted against those of other languages."""

import re

from daemon.core.promises.lexicon import lexicon

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_ENGLISH = frozenset(lexicon()["english"])
_FOREIGN = frozenset(lexicon()["foreign"])
_LOOKED_AT = 4_000
_ENOUGH = 8  # words; fewer prove nothing


def is_english(text: str) -> bool:
    """Return False only where the text is long enough to tell and is clearly something else."""
    words = [word.lower() for word in _WORD.findall(text[:_LOOKED_AT])]
    letters = "".join(words)
    if len(letters) >= 10 and len(_LATIN.findall(letters)) < len(letters) / 2:
        return False
    if len(words) < _ENOUGH:
        return True
    english = sum(word in _ENGLISH for word in words)
    foreign = sum(word in _FOREIGN for word in words)
    return foreign < len(words) * 0.15 or foreign <= 1.5 * english
