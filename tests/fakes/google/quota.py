"""Gmail's quota: what each method costs, what may be spent in which time, and how the twin refuses beyond that.

Units: developers.google.com/workspace/gmail/api/reference/quota, as of May 2026, when reading became dearer and a user
of a new project was left 6,000 a minute. The budget is off until it is set.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.fakes._faults import Fault
from tests.fakes.google.contract import Method
from tests.fakes.google.errors import Refusal
from tests.fakes.google.world import World

UNITS = {
    "gmail.users.getProfile": 1,
    "gmail.users.labels.list": 1,
    "gmail.users.labels.get": 1,
    "gmail.users.messages.list": 5,
    "gmail.users.messages.get": 20,
    "gmail.users.messages.attachments.get": 20,
    "gmail.users.threads.list": 10,
    "gmail.users.threads.get": 40,
    "gmail.users.history.list": 2,
    "gmail.users.drafts.list": 5,
    "gmail.users.drafts.get": 20,
    "gmail.users.drafts.create": 10,
    "gmail.users.drafts.update": 15,
    "gmail.users.drafts.delete": 10,
}


@dataclass(slots=True)
class Quota:
    """At most `budget` units within any `period` of the world's time (where the clock was set, it must be moved on).

    `refusal` is how the twin says no: 429 or 403, with or without Retry-After. `spent` counts all units.
    """

    world: World
    budget: int | None = None
    period: timedelta = timedelta(seconds=1)
    refusal: Fault = field(default_factory=lambda: Fault(429, "rateLimitExceeded"))
    spent: int = 0
    refused: int = 0
    _recent: deque[tuple[datetime, int]] = field(default_factory=deque)

    def charge(self, method: Method) -> None:
        """Take the units of one call. Raises Refusal where the budget does not hold them."""
        units = UNITS.get(method.id, 0)
        now = self.world.now
        while self._recent and self._recent[0][0] <= now - self.period:
            self._recent.popleft()
        if self.budget is not None and units and sum(used for _, used in self._recent) + units > self.budget:
            self.refused += 1
            said = self.refusal
            raise Refusal(said.reason, status=said.status, retry_after=said.retry_after)
        self._recent.append((now, units))
        self.spent += units
