"""How a promise was given: in a mail, aloud, or as old words with a new date. In: a promise. Out: yes or no."""

from daemon.core.model import Promise

ALOUD = "aloud"
"""The account in the Ref of a promise that no mail holds."""

_LINKED = frozenset({"mark", "moved"})


def is_aloud(promise: Promise) -> bool:
    """Whether the owner gave it aloud and added it by hand."""
    return promise.ref.account == ALOUD


def is_moved(promise: Promise) -> bool:
    """Whether its words are those of an earlier promise, and `made_at` is the moment at which that got a new date."""
    return promise.origin is not None and promise.due is not None and promise.due.rule in _LINKED
