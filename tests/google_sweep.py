"""Every fault at every request of the scenario of Google's faults: what comes of each.

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
from tests.google_scenario import End, Life, Moment, Told, lived, world

ANYWHERE: Mapping[str, Fault] = {
    "500": Fault(500),
    "503 after 120 s": Fault(503, retry_after="120"),
    "429 after 20 s": Fault(429, retry_after="20"),
    "429": Fault(429),
    "403 rateLimitExceeded": Fault(403, "rateLimitExceeded"),
    "401": Fault(401),
    "dropped": Fault(dropped=True),
    "reply lost": Fault(lost_reply=True),
    "truncated": Fault(truncated=True),
}
# At what only reads the door cannot tell this one from the 403 above.
AT_WRITES: Mapping[str, Fault] = {"403 userRateLimitExceeded": Fault(403, "userRateLimitExceeded")}
INSIDE: Mapping[str, Fault] = {"429": Fault(429, "rateLimitExceeded"), "500": Fault(500)}
LOST = Fault(lost_reply=True)
LAG = 3
_FAST = Path("/dev/shm")  # memory, where there is any: nothing of it need outlive the machine


@dataclass(frozen=True)
class Case:
    """What goes wrong in one life. `lag` is the twin's."""

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
        return f"{self.case.kind} at {sorted(self.case.faults)}: {', '.join(self.differs) or 'the same end'}"


def cases(requests: Sequence[Logged]) -> Iterator[Case]:
    """One fault a life: every kind at every request."""
    for row in requests:
        for kind, fault in {**ANYWHERE, **(AT_WRITES if is_write(row) else {})}.items():
            yield Case(kind, {row.index: fault})
        for place in sorted({0, len(row.inner) - 1} if row.inner else ()):
            for kind, fault in INSIDE.items():
                yield Case(f"{kind} within a batch", {row.index: Fault(inner={place: fault})})


def pairs(requests: Sequence[Logged], number: int, seed: int) -> Iterator[Case]:
    """Two faults a life, anywhere: the second may meet what is done about the first."""
    chance = random.Random(seed)
    for _ in range(number):
        first = chance.randint(1, len(requests))
        second = min(first + chance.choice((1, 1, 2, 3, 5, 20, 80)), len(requests))
        yield Case("two", {index: chance.choice(list(ANYWHERE.values())) for index in (first, second)})


def storms(requests: Sequence[Logged], number: int, seed: int) -> Iterator[Case]:
    """A dozen requests in a row go wrong. Never by a 401: after three of those the owner has to sign in anew."""
    chance = random.Random(seed)
    kinds = [fault for fault in ANYWHERE.values() if fault.status != 401]
    for _ in range(number):
        first = chance.randint(1, len(requests))
        yield Case("a dozen", {index: chance.choice(kinds) for index in range(first, first + 12)})


def lagging(requests: Sequence[Logged]) -> Iterator[Case]:
    """Every write's reply lost, while listings lag."""
    for row in requests:
        if is_write(row):
            yield Case(f"reply lost, lag {LAG}", {row.index: LOST}, LAG)


def is_write(row: Logged) -> bool:
    """Whether it changes anything at Google."""
    return row.method != "GET" and row.template not in {"batch", "oauth.token"}


def expiring(requests: Sequence[Logged]) -> Iterator[Case]:
    """Google has forgotten where we were: all of that is read anew."""
    for row in requests:
        if row.template == "gmail.users.history.list":
            yield Case("404 of the history", {row.index: Fault(404)})
        if row.template == "calendar.events.list" and "syncToken" in row.keys:
            yield Case("410 of a calendar", {row.index: Fault(410, "fullSyncRequired")})


def everything() -> list[Case]:
    """All of them."""
    requests = calm().told.twin.requests
    slow = calm(LAG).told.twin.requests
    several = [*pairs(requests, 150, seed=3), *storms(requests, 50, seed=5)]
    return [*cases(requests), *expiring(requests), *lagging(slow), *several]


def swept(cases: Iterable[Case]) -> list[Outcome]:
    """What comes of each, in their order."""
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        lives = [(case, pool.submit(outcome, case)) for case in cases]
        return [_ended(case, life) for case, life in lives]


def outcome(case: Case, kind: type[Life] = Life) -> Outcome:
    """What comes of one."""
    before = calm(case.lag).before(min(case.faults))
    with TemporaryDirectory(dir=_place()) as place:
        told = lived(Path(place) / "house", case.faults, before=before, twin=world(lag=case.lag), kind=kind)
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
    there, wanted = told.end, calm().told.end
    faults = [name.name for name in fields(End) if getattr(there, name.name) != getattr(wanted, name.name)]
    faults += [str(one) for one in (*told.twin.offences, *told.twin.violations)]
    return Outcome(case, told.doubled, len(_keys(wanted) - _keys(there)), tuple(faults))


def _keys(end: End) -> set[str]:
    return {row[0] for row in (*end.drafts, *end.notes)}


# --- the calm life ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Calm:
    """The life in which nothing goes wrong, and the world before each of its steps (none where listings lag)."""

    told: Told
    moments: Sequence[Moment]

    def before(self, index: int) -> Moment | None:
        """The world before the step in which that request is made; None before the first step."""
        return next((m for m in reversed(self.moments) if m.twin.world.index < index), None)


@cache
def calm(lag: int = 0) -> Calm:
    """The calm life, lived once in each process."""
    moments: list[Moment] = []

    def keep(life: Life, step: int) -> None:
        if not lag:
            moments.append(Moment.of(life, step))

    with TemporaryDirectory(dir=_place()) as place:
        told = lived(Path(place) / "house", twin=world(lag=lag), keep=keep)
    return Calm(told, moments)


def _place() -> str | None:
    return str(_FAST) if _FAST.is_dir() else None
