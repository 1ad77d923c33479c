"""The one door to all providers: a requests session behind an allow-list, with time-outs, that waits as it is told.

In: a request. Out: the provider's answer, or an error of `connectors.errors`. What is not on the list of routes is
refused before a socket opens. A route that only reads is tried again, exactly as late as the provider asks; a write
never is, because it may have been done. No error and no repr holds a query, a header or a body.
Source: RFC 9110, 10.2.3 (Retry-After), 15 (status codes).
"""

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from itertools import count
from types import MappingProxyType

import requests

from connectors._allow import AllowList, Route
from connectors.errors import Busy, ConnectorError, Unreachable
from connectors.types import Clock

__all__ = ["Answer", "Door", "Route", "retry_after", "told"]

# Its lines hold addresses with their queries, some of them as warnings.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)

# Seconds to connect, and between two bytes of an answer.
_PATIENCE = (10.0, 60.0)
# Seconds of waiting in all before one request is given up; longer waits are the scheduler's.
_LONGEST = 30.0
# Seconds that Retry-After can hold us off: beyond a day it is a mistake, and asking once more costs nothing.
_DAY = 86_400.0
_ATTEMPTS = 6
_FAILING = {429, 500, 502, 503, 504}
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What came back: any status, headers by name in any case, the body without its Content-Encoding."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def __repr__(self) -> str:
        return f"Answer({self.status}, {len(self.body)} bytes)"


def told(answer: Answer) -> float | None:
    """Seconds to wait before the request is made again; 0.0: not said how many; None: no need to make it again."""
    return (retry_after(answer) or 0.0) if answer.status in _FAILING else None


def retry_after(answer: Answer) -> float | None:
    """What Retry-After asks for, in seconds, at most a day. A date counts from the answer's own Date, not our clock."""
    said = answer.headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said), _DAY)
    try:
        left = parsedate_to_datetime(said) - parsedate_to_datetime(answer.headers.get("Date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(left.total_seconds(), 0.0), _DAY)


class Door:
    """All requests to one root address, one after the other.

    `held` says of an answer how many seconds the provider wants us to wait (see `told`). `pace` is called before every
    attempt with its quota units and may wait, or raise Busy. `jitter` yields numbers in [0, 1).
    Raises Misconfigured for a root that others could listen to.
    """

    def __init__(
        self,
        root: str,
        routes: Sequence[Route],
        clock: Clock,
        *,
        ca_bundle: str | None = None,
        held: Callable[[Answer], float | None] = told,
        pace: Callable[[int], None] = lambda units: None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._list = AllowList(root, routes)
        self._host = self._list.root.hostname or ""
        self._clock, self._held, self._pace, self._jitter = clock, held, pace, jitter
        self._session = _session(ca_bundle)
        self._opens_at = float("-inf")

    def route(self, method: str, url: str) -> Route:
        """The route of this request. Raises Refused."""
        return self._list.route(method, url)

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] = _NOTHING, body: bytes | None = None
    ) -> Answer:
        """Make the request. Raises Refused, Busy, and Unreachable where a write may have been done."""
        sent, routes = self._list.checked(method, url, headers, body)
        units, write = sum(route.units for route in routes), routes[0].write
        waited = 0.0
        for attempt in count(1):
            waited += self._wait(waited)
            self._pace(units)
            outcome = self._outcome(method, sent, headers, body)
            asked = 0.0 if isinstance(outcome, str) else self._held(outcome)
            if asked is None and not isinstance(outcome, str):
                return outcome
            wait = asked or self._back_off(attempt)
            self._opens_at = self._clock.monotonic() + wait
            if write or attempt == _ATTEMPTS or waited + wait > _LONGEST:
                break
        raise self._given_up(outcome, write, wait)

    def _wait(self, waited: float) -> float:
        """Wait until the provider lets us in again; the seconds it took. Raises Busy where that is too long."""
        left = self._opens_at - self._clock.monotonic()
        if left <= 0.0:
            return 0.0
        if waited + left > _LONGEST:
            raise self._busy(left)
        self._clock.sleep(left)
        return left

    def _outcome(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer | str:
        """The answer, or why there is none: the library's own errors hold addresses and headers and end here."""
        kept = {name: value for name, value in headers.items() if name.lower() != "content-length"}
        try:
            got = self._session.request(method, url, headers=kept, data=body, timeout=_PATIENCE, allow_redirects=False)
        except requests.exceptions.SSLError:
            return "shows a certificate that is not trusted; if it is your own server, set `ca_bundle`"
        except requests.exceptions.Timeout:
            return "does not answer in time; Headsup tries again by itself"
        except requests.exceptions.RequestException:
            return "cannot be reached; look at the network, Headsup tries again by itself"
        return Answer(got.status_code, got.headers, got.content)

    def _back_off(self, attempt: int) -> float:
        """Seconds to wait where nobody says how many: about 1, 2, 4 ..., never two of us at the same moment."""
        return float(2.0 ** (attempt - 1) * (0.5 + self._jitter() / 2))

    def _given_up(self, outcome: Answer | str, write: bool, wait: float) -> ConnectorError:
        """The error for a request that is not tried again. Only what was surely not done is Busy."""
        if isinstance(outcome, str):
            self._opens_at = float("-inf")
            return Unreachable(f"{self._host} {outcome}.")
        postponed = outcome.status < 500 or outcome.status == 503 or retry_after(outcome) is not None
        if postponed and not (write and outcome.status >= 500):
            return self._busy(wait)
        return Unreachable(f"{self._host} has a fault of its own ({outcome.status}); Headsup tries again by itself.")

    def _busy(self, wait: float) -> Busy:
        return Busy(f"{self._host} asks to wait {wait:.0f} seconds; Headsup tries again by itself.", wait)


def _session(ca_bundle: str | None) -> requests.Session:
    """A session that takes nothing from the environment, keeps no cookie and, as is its default, repeats nothing."""
    session = requests.Session()
    session.trust_env = False
    session.verify = ca_bundle or True
    session.headers["User-Agent"] = "headsup (gzip)"
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session
