"""One request to Gmail or Calendar: through the door, with a token, within the quota.

In: a request. Out: Google's answer, or an error of `connectors.errors`. `http()` is the shape that googleapiclient
wants, so that all of its requests come through here, too.
Source: developers.google.com/workspace/gmail/api/guides/handle-errors, .../calendar/api/guides/errors.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from connectors._http import Answer, Door, Route, retry_after, told
from connectors._tokens import TokenFile
from connectors.errors import Refused
from connectors.google import faults, routes
from connectors.google.access import Access
from connectors.google.options import Options
from connectors.google.quota import Bucket
from connectors.types import Clock

if TYPE_CHECKING:
    import httplib2  # type: ignore[import-untyped]

_NOTHING: Mapping[str, str] = MappingProxyType({})
_TOO_FAST = {"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"}
# The library's answer holds the body already decoded.
_OF_THE_TRANSFER = {"content-encoding", "content-length", "transfer-encoding"}


class Wire:
    """All requests of one account. `access` is asked for a token before each."""

    def __init__(self, options: Options, file: TokenFile, clock: Clock) -> None:
        self.access = Access(options, file, clock)
        endpoints = options.endpoints
        bucket = Bucket(options.quota_units_per_minute, clock)
        self._roots = {"gmail": endpoints.gmail, "calendar": endpoints.calendar}
        listed: dict[str, tuple[Route, ...]] = {endpoints.gmail: routes.GMAIL}
        listed[endpoints.calendar] = listed.get(endpoints.calendar, ()) + routes.CALENDAR
        self._doors = {
            root: Door(root, there, clock, ca_bundle=endpoints.ca_bundle, held=held, pace=bucket.take)
            for root, there in listed.items()
        }

    @property
    def granted(self) -> frozenset[str]:
        """The names of the scopes that were really granted. Raises AuthNeeded."""
        return self.access.granted

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] = _NOTHING, body: bytes | None = None
    ) -> Answer:
        """Make the request. A token that is turned away (401) is renewed once; the request was not carried out then.

        Raises AuthNeeded, Busy, Unreachable, Refused.
        """
        return self.access.request(self._door(url), method, url, headers=headers, body=body)

    def get(self, path: str, **query: str) -> Answer:
        """GET below the root, as in `get("/gmail/v1/users/me/history", startHistoryId="7")`. Raises as `request`."""
        root = self._roots["calendar" if path.startswith("/calendar/") else "gmail"]
        return self.request("GET", f"{root}{path}?{urlencode(query)}" if query else root + path)

    def http(self) -> "Transport":
        """The same, in the shape of `httplib2.Http`."""
        return Transport(self)

    def _door(self, url: str) -> Door:
        for root, door in self._doors.items():
            if url.startswith(f"{root}/"):
                return door
        raise Refused("A request went astray from Google; please report this as a bug.")


class Transport:
    """What googleapiclient takes for an `httplib2.Http`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        redirections: int = 0,
        connection_type: object = None,
    ) -> "tuple[httplib2.Response, bytes]":
        """Make the request; the last two are there for the shape only. Raises as `Wire.request`."""
        import httplib2

        data = body.encode() if isinstance(body, str) else body
        answer = self._wire.request(method, uri, headers=headers or {}, body=data)
        kept = {name.lower(): value for name, value in answer.headers.items() if name.lower() not in _OF_THE_TRANSFER}
        return httplib2.Response({**kept, "status": str(answer.status)}), answer.body

    def close(self) -> None:
        """Nothing to close: the door outlives its callers."""


def held(answer: Answer) -> float | None:
    """Google may also ask to slow down with a 403; see `connectors._http.told`."""
    if answer.status == 403 and not _TOO_FAST.isdisjoint(faults.reasons(answer.body)):
        return retry_after(answer) or 0.0
    return told(answer)
