"""One request to Graph: through the door, with a token, under immutable ids.

In: a path below the root, or an address that Graph gave. Out: the JSON of its answer, or an error of
`connectors.errors`. Requests go one after the other, so a mailbox never sees more than the four at a time it allows.
Source: learn.microsoft.com/graph/outlook-immutable-id, .../graph/throttling-limits (Outlook service limits).
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from requests.structures import CaseInsensitiveDict

from connectors._each import each
from connectors._http import Answer, Door, retry_after
from connectors._tokens import TokenFile
from connectors.errors import ConnectorError, Unreachable
from connectors.graph import faults, routes
from connectors.graph.access import Access
from connectors.graph.options import Options
from connectors.types import Clock

IMMUTABLE = 'IdType="ImmutableId"'
# All times in UTC: those of a series may be in a zone whose name nobody else knows.
IN_UTC = 'outlook.timezone="UTC"'
NEXT, DELTA = "@odata.nextLink", "@odata.deltaLink"
# A key in OData's own spelling, and names whose case Graph does not keep.
_KEY = re.compile(r"\(('|%27)([^'()/]*?)\1\)")
_NAMES = {"mailfolders": "mailFolders", "calendarview": "calendarView", "childfolders": "childFolders"}
# Pages of one answer: more is no mailbox, but a link that leads back to itself.
_PAGES = 5_000

Resource = dict[str, Any]


class Wire:
    """All requests of one account. `access` is asked for a token before each."""

    def __init__(self, options: Options, file: TokenFile, clock: Clock) -> None:
        self.access = Access(options, file, clock)
        self.clock = clock
        self._root = options.graph_base
        self._door = Door(options.graph_base, routes.GRAPH, clock, ca_bundle=options.ca_bundle)

    @property
    def granted(self) -> frozenset[str]:
        """The names of the scopes that were really granted. Raises AuthNeeded."""
        return self.access.granted

    def get(self, path: str, *prefer: str, **query: str) -> Resource:
        """GET below the root, as in `get("/me/messages", top="10")`: `$` is put before the names of OData's options.

        `path` may be a whole address that Graph gave (nextLink, deltaLink), which must lie below the root, too.
        Raises ConnectorError.
        """
        return self.call("GET", path, *prefer, query=query)

    def kept(self, link: str) -> str:
        """An address that Graph gave, as it is remembered: below the root, to be asked by `get`. Raises Refused."""
        address = _respelt(link)
        self._door.route("GET", address)
        return address.removeprefix(self._root)

    def pages(self, answer: Resource, *prefer: str) -> Iterator[Resource]:
        """An answer with all that follow it; the last one of a delta has its link. Raises ConnectorError."""
        for _ in range(_PAGES):
            yield answer
            if NEXT not in answer:
                return
            answer = self.get(str(answer[NEXT]), *prefer)
        raise Unreachable("Outlook's listing does not come to an end; Headsup tries again by itself.")

    def call(
        self,
        method: str,
        path: str,
        *prefer: str,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        etag: str | None = None,
    ) -> Resource:
        """Make one request, only if the resource still has `etag` where that is given. Raises ConnectorError.

        What cannot be read as an answer may have been done all the same: Unreachable.
        """
        headers = {"Prefer": ", ".join((IMMUTABLE, *prefer)), "Accept": "application/json"}
        if etag is not None:
            headers["If-Match"] = etag
        if body is not None:
            headers["Content-Type"] = "application/json"
        data = json.dumps(body).encode() if body is not None else None
        answer = self.access.request(self._door, method, self._address(path, query or {}), headers=headers, body=data)
        return _resource(answer)

    def each(self, paths: Mapping[str, str], *prefer: str) -> dict[str, Resource | ConnectorError]:
        """GET up to 20 paths with their queries as one request; an error stands for what cannot be had.

        Raises ConnectorError.
        """
        return each(paths, lambda some: self._batch(some, prefer), self._renew, self.clock.sleep)

    def _renew(self) -> None:
        """Any request of its own: a token that ran out is renewed by it."""
        self.get("/me", select="id")

    def _batch(self, paths: Mapping[str, str], prefer: Sequence[str]) -> dict[str, Resource | ConnectorError]:
        headers = {"Prefer": ", ".join((IMMUTABLE, *prefer)), "Accept": "application/json"}
        asked = [{"id": key, "method": "GET", "url": path, "headers": headers} for key, path in paths.items()]
        told = self.call("POST", "/$batch", body={"requests": asked}).get("responses", ())
        found = {str(one["id"]): _inner(one) for one in told if isinstance(one, dict) and "id" in one}
        if not paths.keys() <= found.keys():
            raise Unreachable("Microsoft's answer could not be read; Headsup tries again by itself.")
        return {key: found[key] for key in paths}

    def _address(self, path: str, query: Mapping[str, str]) -> str:
        if not path.startswith("/"):
            return _respelt(path)
        return self._root + (_with(path, query) if query else path)


def query(path: str, **options: str) -> str:
    """A path with OData's options, as it stands in a batch."""
    return _with(path, options)


def segment(id_: str) -> str:
    """An id as one segment of a path."""
    return quote(id_, safe="")


def _respelt(link: str) -> str:
    """An address of Graph's with its keys as segments: in links it writes `mailfolders('ID')` for `mailFolders/ID`."""
    there = urlsplit(link)
    segments = _KEY.sub(r"/\2", there.path).split("/")
    path = "/".join(_NAMES.get(one.lower(), one) for one in segments)
    return urlunsplit((there.scheme, there.netloc, path, there.query, there.fragment))


def _with(path: str, options: Mapping[str, str]) -> str:
    return f"{path}?{urlencode({_option(name): value for name, value in options.items()}, quote_via=quote)}"


def _option(name: str) -> str:
    """OData's options begin with a dollar sign; those of a calendar view do not."""
    return name if name.endswith("DateTime") else f"${name}"


def _inner(one: Mapping[str, Any]) -> Resource | ConnectorError:
    """An answer within a batch."""
    status, body = one.get("status"), one.get("body")
    if not isinstance(status, int) or (status < 400 and not isinstance(body, dict)):
        return Unreachable("Microsoft's answer could not be read; Headsup tries again by itself.")
    if status < 400:
        return dict(body or {})
    answer = Answer(status, CaseInsensitiveDict(one.get("headers") or {}), json.dumps(body).encode())
    return faults.error(status, answer.body, retry_after(answer))


def _resource(answer: Answer) -> Resource:
    if answer.status >= 400:
        raise faults.error(answer.status, answer.body, retry_after(answer))
    if not answer.body:
        return {}
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Unreachable("Microsoft's answer could not be read; Headsup tries again by itself.")
    return found
