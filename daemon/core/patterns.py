r"""Many alternatives as one pattern that is quick to search with.

Alternatives that begin alike are put behind one beginning, `\b(?:a|b)|^(?:c|d)`: the engine then looks once at each
place of the text whether a word begins there, and not once for every alternative. Five times as fast as `\ba|\bb`.
"""

import re
from collections.abc import Iterator

_BEGINNINGS = (r"\b", "^")


def any_of(*alternatives: str) -> re.Pattern[str]:
    r"""A pattern that matches where any of the alternatives does; for text in lower case.

    Each is a regular expression, may itself hold alternatives (`\ba|\bb`), and is put into lower case but for `\W` and
    its like. It must hold no group that captures.
    """
    apart = [part for alternative in alternatives for part in _parts(_lowered(alternative))]
    grouped = []
    for beginning in _BEGINNINGS:
        rests = [part.removeprefix(beginning) for part in apart if part.startswith(beginning)]
        if rests:
            grouped.append(f"{beginning}(?:{'|'.join(rests)})")
    return re.compile("|".join([*grouped, *(part for part in apart if not part.startswith(_BEGINNINGS))]))


def _lowered(pattern: str) -> str:
    return re.sub(r"\\.|[A-Z]", lambda found: found[0] if len(found[0]) > 1 else found[0].lower(), pattern)


def _parts(pattern: str) -> Iterator[str]:
    """The alternatives at the top of a pattern; a group that is all of it is opened."""
    parts = list(_split(pattern))
    for part in parts:
        if len(parts) == 1 and _is_group(part):
            yield from _parts(part[3:-1])
        else:
            yield part


def _split(pattern: str) -> Iterator[str]:
    """What stands between the bars outside of all groups."""
    depth, begun = 0, 0
    for at, mark in _marks(pattern):
        depth += (mark == "(") - (mark == ")")
        if mark == "|" and depth == 0:
            yield pattern[begun:at]
            begun = at + 1
    yield pattern[begun:]


def _is_group(pattern: str) -> bool:
    """Is it `(?:...)` from its first to its last character?"""
    if not pattern.startswith("(?:"):
        return False
    depth = 0
    for at, mark in _marks(pattern):
        depth += (mark == "(") - (mark == ")")
        if depth == 0 and mark == ")":
            return at == len(pattern) - 1
    return False


def _marks(pattern: str) -> Iterator[tuple[int, str]]:
    """The brackets and bars that are not escaped and stand in no character class, with their places."""
    for found in re.finditer(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", pattern):
        if len(found[0]) == 1:
            yield found.start(), found[0]
