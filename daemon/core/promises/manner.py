"""The words of a promise in, how it is meant out: softened or not, what it waits for, who else it is owed to."""

import re

from daemon.core.promises.lexicon import lexicon, pattern

_HEDGE, _WAITS, _WHETHER, _OWN = (pattern(name) for name in ("hedge", "waits", "whether", "own"))
_LET_ME_KNOW = pattern("let_me_know")
_STOP = re.compile(
    r"[,;.!?]\s|[,;]?\s+(?:i|we)(?:['’](?:ll|m)|\s+(?:will|shall|can|am|are))\b|\s[–—-]+\s", re.IGNORECASE
)
_OWED = re.compile(
    r"\b(?i:send|give|forward|fax|e-?mail|deliver|bring|show|get|copy|sending|forwarding|giving)\s+"
    r"(?:(?i:it|this|that|them|these|those|an?|the|my|our|your)\s+)?(?:[a-z][\w-]*\s+){0,3}?(?i:to\s+)?"
    r"((?:[A-Z][a-z]+)(?:\s[A-Z][a-z]+)?)\b"
)
_SPOKEN_TO = re.compile(r"(?:^|[\n.!?])[ \t]*@?([A-Z][\w’'-]+)[ \t]*[,:–-][ \t]*$")
_NOT_NAMES = frozenset(lexicon()["not_names"])


def hedged(words: str) -> bool:
    """Say whether the words soften the promise ("I'll try", "hopefully")."""
    return bool(_HEDGE.search(words))


def waits_for(words: str) -> str | None:
    """Return the words of the condition, where the promise waits for somebody else's act or an event."""
    for mark in _WAITS.finditer(words):
        if mark.group().lower() in ("if", "when", "should") and _WHETHER.search(words[: mark.start()]):
            continue
        if mark.group().lower() == "should" and not _starts_clause(words, mark.start()):
            continue
        if _OWN.match(words, mark.end() + 1 if words[mark.end() : mark.end() + 1] == " " else mark.end()):
            continue
        if mark.group().lower() in ("before", "until", "till"):
            continue
        return _condition(words, mark)
    free = _LET_ME_KNOW.search(words)
    return free.group().strip() if free else None


def owed_name(words: str) -> str | None:
    """Return the name of somebody in the text whom the thing goes to, None where none stands there."""
    found = _OWED.search(words)
    if not found or found.group(1).split()[0].lower() in _NOT_NAMES:
        return None
    return found.group(1)


def spoken_to(before: str) -> str | None:
    """Return the name with which the line that ends `before` a promise calls somebody ("Anna, I'll send it")."""
    found = _SPOKEN_TO.search(before)
    return found.group(1) if found and found.group(1).lower() not in _NOT_NAMES else None


def _condition(words: str, mark: re.Match[str]) -> str:
    stop = _STOP.search(words, mark.end())
    return words[mark.start() : stop.start() if stop else len(words)].strip(" .,;")


def _starts_clause(words: str, at: int) -> bool:
    return not words[:at].strip(" \t\n") or words[:at].rstrip()[-1] in ",;-"
