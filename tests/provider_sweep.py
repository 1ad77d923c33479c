"""Every fault at every request of the scenario of a provider's faults: what comes of each.

In: cases, each some faults by the number of a request. Out: outcomes, and a table of what was tried, doubled and lost.
Lives are lived in as many processes as there are cores; each goes on from the last step before its first fault.
"""

import os
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, fields
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fakes.google import Fault, Logged
from tests.provider_scenario import KINDS, End, Life, Moment, Told, lived, world

LOST = Fault(lost_reply=True)
LAG = 3
_FAST = Path("/dev/shm")  # memory, where there is any: nothing of it need outlive the machine


@dataclass(frozen=True)
class Case:
    """What goes wrong in one life at a provider. `lag` is the twin's."""

    at: str
    kind: str
    faults: Mapping[int, Fault]
    lag: int = 0


@dataclass(frozen=True)
class Outcome:
    """What came of it: how many things lay there twice, how many are missing, and in what else the end is another."""

    case: Case
    doubled: int = 0
    lost: int = 0
    differs: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether it ended as if nothing had happened."""
        return not (self.doubled or self.lost or self.differs)

    def __str__(self) -> str:
        case, differs = self.case, ", ".join(self.differs) or "the same end"
        return f"{case.at}: {case.kind} at {sorted(case.faults)}: {differs}"


def cases(at: str, requests: Sequence[Logged]) -> Iterator[Case]:
    """One fault a life: every kind at every request."""
    there = KINDS[at]
    for row in requests:
        for kind, fault in {**there.anywhere, **(there.at_writes if there.is_write(row) else {})}.items():
            yield Case(at, kind, {row.index: fault})
        for place in sorted({0, len(row.inner) - 1} if row.inner else ()):
            for kind, fault in there.inside.items():
                yield Case(at, f"{kind} within a batch", {row.index: Fault(inner={place: fault})})


def pairs(at: str, requests: Sequence[Logged], number: int, seed: int) -> Iterator[Case]:
    """Two faults a life, anywhere: the second may meet what is done about the first."""
    chance, kinds = random.Random(seed), list(KINDS[at].anywhere.values())
    for _ in range(number):
        first = chance.randint(1, len(requests))
        second = min(first + chance.choice((1, 1, 2, 3, 5, 20, 80)), len(requests))
        yield Case(at, "two", {index: chance.choice(kinds) for index in (first, second)})


def storms(at: str, requests: Sequence[Logged], number: int, seed: int) -> Iterator[Case]:
    """A dozen requests in a row go wrong. Never by a 401: after three of those the owner has to sign in anew."""
    chance = random.Random(seed)
    kinds = [fault for fault in KINDS[at].anywhere.values() if fault.status != 401]
    for _ in range(number):
        first = chance.randint(1, len(requests))
        yield Case(at, "a dozen", {index: chance.choice(kinds) for index in range(first, first + 12)})


def lagging(at: str, requests: Sequence[Logged]) -> Iterator[Case]:
    """Every write's reply lost, while listings lag."""
    for row in requests:
        if KINDS[at].is_write(row):
            yield Case(at, f"reply lost, lag {LAG}", {row.index: LOST}, LAG)


def expiring(at: str, requests: Sequence[Logged]) -> Iterator[Case]:
    """The provider has forgotten where we were: all of that is read anew."""
    for row in requests:
        key, fault = KINDS[at].forgotten.get(row.template, ("", Fault()))
        if key in row.keys:
            yield Case(at, f"{fault.status} of a cursor", {row.index: fault})


def everything(at: str) -> list[Case]:
    """All of them."""
    requests = calm(at).told.provider.twin.requests
    slow = calm(at, LAG).told.provider.twin.requests
    several = [*pairs(at, requests, 150, seed=3), *storms(at, requests, 50, seed=5)]
    return [*cases(at, requests), *expiring(at, requests), *lagging(at, slow), *several]


def swept(cases: Iterable[Case]) -> list[Outcome]:
    """What comes of each, in their order."""
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        lives = [(case, pool.submit(outcome, case)) for case in cases]
        return [_ended(case, life) for case, life in lives]


def outcome(case: Case, kind: type[Life] = Life) -> Outcome:
    """What comes of one."""
    started = calm(case.at, case.lag).before(min(case.faults)) or world(case.at, lag=case.lag)
    with TemporaryDirectory(dir=_place()) as place:
        told = lived(Path(place) / "house", started, case.faults, kind=kind)
    return _compared(case, told)


def _ended(case: Case, life: Future[Outcome]) -> Outcome:
    """A life that breaks is news; the others go on."""
    broke = life.exception()
    return Outcome(case, differs=(f"it broke: {type(broke).__name__}: {broke}",)) if broke else life.result()


def table(outcomes: Iterable[Outcome]) -> str:
    """What was tried of each kind, what doubled, what was lost, and how many ended otherwise."""
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        by_kind[one.case.kind].append(one)
    rows = [(kind, *_sums(found)) for kind, found in by_kind.items()]
    rows.append(("all", *_sums([one for found in by_kind.values() for one in found])))
    heads = ("fault", "tried", "doubled", "lost", "otherwise")
    return "\n".join(f"{kind:<28}" + "".join(f"{one!s:>10}" for one in rest) for kind, *rest in (heads, *rows))


def figures(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """The same in numbers."""
    tried, doubled, lost, _ = _sums(outcomes)
    return {"faults_tried": tried, "doubled": doubled, "lost": lost}


def _sums(found: Sequence[Outcome]) -> tuple[int, int, int, int]:
    otherwise = sum(not one.is_well for one in found)
    return len(found), sum(one.doubled for one in found), sum(one.lost for one in found), otherwise


def _compared(case: Case, told: Told) -> Outcome:
    there, wanted = told.end, calm(case.at).told.end
    faults = [name.name for name in fields(End) if getattr(there, name.name) != getattr(wanted, name.name)]
    faults += [str(one) for one in (*told.provider.twin.offences, *told.provider.twin.violations)]
    return Outcome(case, told.doubled, len(_keys(wanted) - _keys(there)), tuple(faults))


def _keys(end: End) -> set[str]:
    return {draft.key for draft in end.drafts} | {note.key for note in end.notes}


# --- the calm life ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Calm:
    """The life in which nothing goes wrong, and the world before each of its steps (none where listings lag)."""

    told: Told
    moments: Sequence[Moment]

    def before(self, index: int) -> Moment | None:
        """The world before the step in which that request is made; None before the first step."""
        return next((m for m in reversed(self.moments) if m.provider.twin.world.index < index), None)


@cache
def calm(at: str, lag: int = 0) -> Calm:
    """The calm life, lived once in each process."""
    moments: list[Moment] = []

    def keep(life: Life, step: int) -> None:
        if not lag:
            moments.append(Moment.of(life, step))

    with TemporaryDirectory(dir=_place()) as place:
        told = lived(Path(place) / "house", world(at, lag=lag), keep=keep)
    return Calm(told, moments)


def _place() -> str | None:
    return str(_FAST) if _FAST.is_dir() else None
