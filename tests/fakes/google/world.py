"""What all twins and all their parts share: whose account it is, what time it is there, what came in and goes wrong."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar
from zoneinfo import ZoneInfo

from tests.fakes._faults import Fault, Faults, Logged
from tests.fakes._http import Fate

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(slots=True)
class World:
    """`now` stands still where it was set (aware), and is the machine's clock where it is None.

    `index` is the number of the request being answered; what is written becomes listed `lag` requests later.
    """

    owner: str
    zone: ZoneInfo
    set_to: datetime | None = None
    lag: int = 0
    index: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def now(self) -> datetime:
        """The moment it is in this world, in UTC."""
        return (self.set_to or datetime.now(UTC)).astimezone(UTC)

    @property
    def listed_from(self) -> int:
        """The first request whose listing shows what is written now."""
        return self.index + self.lag + 1


class _InWorld(Protocol):
    @property
    def world(self) -> World: ...


S = TypeVar("S", bound=_InWorld)


def deed(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """A deed of the world: never in the middle of a request."""

    @wraps(method)
    def done(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.world.lock:
            return method(self, *args, **kwargs)

    return done


class Twin:
    """`requests` and `writes` are the log; `faults` says what goes wrong at which request."""

    def __init__(self, owner: str, zone: str) -> None:
        self.world = World(owner, ZoneInfo(zone))
        self.faults = Faults()
        self.requests: list[Logged] = []
        self.writes: list[Logged] = []

    @property
    def now(self) -> datetime:
        """The moment it is; set it to make it stand still there, or to None to let it run with the machine's clock."""
        return self.world.now

    @now.setter
    def now(self, moment: datetime | None) -> None:
        self.world.set_to = moment

    @property
    def lag(self) -> int:
        """For how many further requests a write is not listed."""
        return self.world.lag

    @lag.setter
    def lag(self, requests: int) -> None:
        self.world.lag = requests


def fate(fault: Fault) -> Fate:
    """What becomes of an answer that a fault meets after the effect."""
    if fault.lost_reply:
        return Fate.CLOSED
    return Fate.CUT if fault.truncated else Fate.WHOLE
