"""The rights that accounts ask for, and what was granted compared with them.

In: the scopes that a provider says were granted. Out: which are forbidden, which are more than was asked, which are
missing.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """One right: its name at the provider, the provider's class for it, why it is asked for, what is off without."""

    name: str
    rank: str
    why: str
    lost: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What was granted, beside what was asked."""

    forbidden: tuple[str, ...]
    wider: tuple[str, ...]
    missing: tuple[Scope, ...]


def compare(granted: Iterable[str], wanted: Iterable[Scope], forbidden: frozenset[str]) -> Compared:
    """Compare the names of the scopes granted with those wanted, and with those nobody should hold."""
    got, wanted = set(granted), tuple(wanted)
    wider = got - forbidden - {scope.name for scope in wanted}
    missing = tuple(scope for scope in wanted if scope.name not in got)
    return Compared(tuple(sorted(got & forbidden)), tuple(sorted(wider)), missing)
