"""What lies on the table when a mail to one person is written: what concerns them, and the story of each promise.

In: the ledger reviewed, the free time, how to speak. Out: the cases to tell of, and what came before each.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.types import Address
from daemon.core import risk
from daemon.core.capacity import FreeTime
from daemon.core.judge import Judged
from daemon.core.ledger import lineage
from daemon.core.model import Case, Level, Owner, Promise, Risk, Speak, Standing
from daemon.core.wording import clean

_LATE = frozenset({Standing.KEPT_LATE, Standing.MOVED_LATE})
# What was moved speaks through what it became; about these nobody waits for a word.
_SILENT = frozenset({Standing.NOT_A_PROMISE, Standing.LAPSED, Standing.MOVED_IN_TIME, Standing.MOVED_LATE})
_URGENT = frozenset({Level.HIGH, Level.LATE})
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a mail to `person` is written from."""

    person: Address
    judged: Judged
    free: FreeTime
    owner: Owner
    speak: Speak

    def cases(self) -> list[tuple[Case, Risk]]:
        """What concerns the person and is spoken of, most urgent first; of what was moved the last promise only."""
        return [(case, found) for case, found in self.judged.review.cases if self._is_told(case)]

    def story(self, case: Case) -> Sequence[Promise]:
        """The promise and those it came from, the first one first."""
        by_key = {p.key: p for p in self.judged.ledger.promises}
        keys = lineage(case.promise.key, {key: p.origin for key, p in by_key.items()})
        return [by_key[key] for key in keys if key in by_key][::-1]

    def closed_at(self, case: Case) -> datetime:
        """The moment of what closed it; long ago where nothing did."""
        return self.judged.ledger.closed_at.get(case.promise.key, _LONG_AGO)

    def has_slipped(self, case: Case) -> bool:
        """Whether a date of its story passed before it was done, or moved."""
        if case.standing is Standing.OPEN and risk.is_late(case):
            return True
        return any(self.judged.ledger.standings[p.key] in _LATE for p in self.story(case))

    def _is_told(self, case: Case) -> bool:
        owed = any(a.email == self.person.email for a in case.promise.to)
        return owed and not case.hushed and case.standing not in _SILENT


def is_urgent(found: Risk) -> bool:
    """Whether it is late or at risk, so that a new date is due."""
    return found.level in _URGENT


def person(email: str, promises: Iterable[Promise]) -> Address:
    """The address with the name by which the owner knew it last."""
    found = [a for p in sorted(promises, key=lambda p: p.made_at) for a in p.to if a.email == email and a.name]
    return clean.address(found[-1] if found else Address(email))
