"""The owner's own record: what came of their promises, and how often of those that are alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum


class Trait(StrEnum):
    """What promises are alike in."""

    KIND = "kind"  # of act, as effort.Act names it
    PERSON = "person"  # the address of somebody owed
    LEAD = "lead"  # the time from the promise to its aim
    HEDGED = "hedged"  # "I'll try to"


Group = tuple[Trait, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one promise that had a date: it was late or it was not. `at` is the moment from which that is so,
    in UTC: the end of what is late, the closing of what was kept or moved in time.
    """

    at: datetime
    late: bool
    groups: frozenset[Group]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were late, of how many."""

    late: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """The outcomes of the last half year, oldest first, counted: all of them, and by what they are alike in.

    `zone` is the owner's, in which days are counted.
    """

    outcomes: tuple[Outcome, ...]
    overall: Tally
    groups: Mapping[Group, Tally]
    zone: tzinfo

    def __hash__(self) -> int:
        """By its size alone: cheap, so that what follows from a record can be remembered for a whole review."""
        return len(self.outcomes)
