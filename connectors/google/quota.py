"""A token bucket in quota units: no minute costs more than the owner allows.

In: the units of a request about to be made. Out: nothing, after a wait, or Busy where the wait would be long.
"""

from connectors.errors import Busy
from connectors.types import Clock

# Seconds to wait at most; what takes longer is the scheduler's.
_LONGEST = 30.0
# The part of a minute's units that may be spent at once.
_BURST = 1 / 6


class Bucket:
    """Holds a sixth of a minute's units and fills up at the rate of the rest."""

    def __init__(self, per_minute: int, clock: Clock) -> None:
        self._capacity = per_minute * _BURST
        self._rate = per_minute * (1 - _BURST) / 60
        self._level, self._at = self._capacity, clock.monotonic()
        self._clock = clock

    def take(self, units: int) -> None:
        """Wait until `units` may be spent. A request dearer than the bucket is wide waits until it is full, and
        leaves a debt to those after it. Raises Busy."""
        self._fill()
        wait = (min(units, self._capacity) - self._level) / self._rate
        if wait > _LONGEST:
            raise Busy("The quota of Google requests is used up; Headsup goes on by itself.", wait)
        if wait > 0:
            self._clock.sleep(wait)
            self._fill()
        self._level -= units

    def _fill(self) -> None:
        now = self._clock.monotonic()
        self._level = min(self._capacity, self._level + (now - self._at) * self._rate)
        self._at = now
