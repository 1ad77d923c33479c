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
    words = _WORD.findall(text[:_LOOKED_AT].lower())
    if not text.isascii() and _is_of_another_script("".join(words)):
        return False
    if len(words) < _ENOUGH:
        return True
    foreign = sum(map(_FOREIGN.__contains__, words))
    return foreign < len(words) * 0.15 or foreign <= 1.5 * sum(map(_ENGLISH.__contains__, words))


def _is_of_another_script(letters: str) -> bool:
    return len(letters) >= 10 and len(_LATIN.findall(letters)) < len(letters) / 2
