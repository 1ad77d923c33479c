"""Outlook's limits: four requests at a time for one mailbox, and so many in ten minutes.

Source: learn.microsoft.com/en-us/graph/throttling-limits#outlook-service-limits. The budget is off until it is set.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.fakes.google.world import World
from tests.fakes.graph.errors import Refusal


@dataclass(slots=True)
class Throttle:
    """`latency` is how many seconds each request takes, `retry_after` what a refusal says, `most` the most at a time.

    At most `budget` requests within any `period` of the world's time; `refused` counts those that were one too many.
    """

    world: World
    most: int = 4
    latency: float = 0.0
    budget: int | None = None
    period: timedelta = timedelta(minutes=10)
    retry_after: str | None = "1"
    refused: int = 0
    _running: int = 0
    _recent: deque[datetime] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def place(self) -> Iterator[bool]:
        """A place among those that run; whether there was one."""
        with self._lock:
            free = self._running < self.most
            self._running += 1
        try:
            yield free
        finally:
            with self._lock:
                self._running -= 1

    def charge(self) -> None:
        """Take one request. Raises Refusal (429) where the budget does not hold it."""
        now = self.world.now
        while self._recent and self._recent[0] <= now - self.period:
            self._recent.popleft()
        if self.budget is not None and len(self._recent) >= self.budget:
            raise self.refusal("Application is over its request limit.")
        self._recent.append(now)

    def refusal(self, message: str = "") -> Refusal:
        """The refusal of one request too many."""
        self.refused += 1
        return Refusal("ApplicationThrottled", message, retry_after=self.retry_after)
