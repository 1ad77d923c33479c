"""What all parts of the twin share: whose account it is, what time it is there, and which request is being answered."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar
from zoneinfo import ZoneInfo

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
