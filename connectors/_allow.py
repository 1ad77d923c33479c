"""The allow-list: which requests may leave at all. There is no route here that sends mail.

In: a request. Out: its routes and the address as it goes over the wire, or Refused before a socket opens. A request
that could be read in two ways is refused, too.
"""

import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import requests
from requests.structures import CaseInsensitiveDict

from connectors._batch import Inner, Unclear, inner_requests
from connectors.errors import Misconfigured, Refused

# An address as it goes over the wire: what can be seen, but no fragment and no backslash.
_ADDRESS = re.compile(r"[!\"$-\[\]-~]+")
_UNSAFE = re.compile(r"[/\\:;?%\s]")
# What makes a request another than it seems, as a header or as a parameter of the query.
_OVERRIDES = {"x-http-method-override", "x-http-method", "x-method-override", "host", "transfer-encoding", "upgrade"}
_OVERRIDING = {"$httpmethod", "$httpheaders", "$req", "$ct", "_method", "x-http-method-override"}


@dataclass(frozen=True, slots=True)
class Route:
    """A request that may be made: its method, and its path below the root, where `{x}` is one segment.

    `write` changes something at the provider. `units` is what it costs of the provider's quota. A `batch` holds
    requests, each of which must have a route of its own that neither writes nor is a batch.
    """

    method: str
    template: str
    write: bool = False
    units: int = 0
    batch: bool = False


class AllowList:
    """The routes below one root address. Raises Misconfigured for a root that others could listen to."""

    def __init__(self, root: str, routes: Sequence[Route]) -> None:
        self.root = checked_root(root)
        self._routes = routes

    def route(self, method: str, url: str) -> Route:
        """The route of this request. Raises Refused."""
        path = self._path(url)
        for route in self._routes:
            if route.method == method and _fits(route.template, path):
                return route
        raise _refused(f"{method} {path} is not among the requests Headsup may make")

    def checked(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> tuple[str, list[Route]]:
        """The address as it goes over the wire, and the route of the request with those inside it. Raises Refused."""
        route = self.route(method, url)
        _refuse_overrides(headers, url)
        sent = _as_sent(method, url)
        if self.route(method, sent) is not route:
            raise _refused(f"The address of a {method} request can be read in two ways")
        if not route.batch:
            return sent, [route]
        content_type = CaseInsensitiveDict(headers).get("Content-Type", "")
        return sent, [route, *(self._inner(one) for one in _parts(content_type, body or b""))]

    def _inner(self, one: Inner) -> Route:
        url = f"{self.root.scheme}://{self.root.netloc}{self.root.path if one.below else ''}{one.target}"
        headers = dict(one.headers)
        host = headers.pop("host", self.root.netloc)
        _refuse_overrides(headers, url)
        route = self.route(one.method, url)
        if route.write or route.batch or host != self.root.netloc:
            raise _refused(f"{one.method} {route.template} may not stand in a batch")
        return route

    def _path(self, url: str) -> str:
        """The path below the root. Raises Refused for any other place."""
        there = urlsplit(url) if _ADDRESS.fullmatch(url) else None
        if not there or (there.scheme, there.netloc) != (self.root.scheme, self.root.netloc):
            raise _refused(f"A request went astray from {self.root.hostname}")
        return there.path.removeprefix(self.root.path) if there.path.startswith(self.root.path) else ""


def checked_root(root: str) -> SplitResult:
    """A root address without its last slash. Plain http is for this machine only: tokens go there.

    Raises Misconfigured.
    """
    there = urlsplit(root.rstrip("/"))
    safe = there.scheme == "https" or (there.scheme == "http" and _is_loopback(there.hostname))
    if not safe or not there.hostname or "@" in there.netloc or there.query or there.fragment:
        raise Misconfigured("An address in the config is not safe to go to; write it as https://HOST/, no password.")
    return there


def _is_loopback(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _parts(content_type: str, body: bytes) -> list[Inner]:
    try:
        return list(inner_requests(content_type, body))
    except Unclear as why:
        raise _refused(f"A batch holds {why}") from None


def _fits(template: str, path: str) -> bool:
    wanted, there = template.split("/"), path.split("/")
    return len(wanted) == len(there) and all(
        _is_item(part) if slot.startswith("{") else slot == part for slot, part in zip(wanted, there, strict=True)
    )


def _is_item(segment: str) -> bool:
    """Whether a segment is an id, however often it is decoded."""
    try:
        item = unquote(segment, errors="strict")
    except UnicodeDecodeError:
        return False
    return item not in {"", ".", ".."} and item.isprintable() and not _UNSAFE.search(item)


def _refuse_overrides(headers: Mapping[str, str], url: str) -> None:
    """Raise Refused for what would make the provider see another request than the one that was looked at.

    This also refuses the POST into which googleapiclient turns a GET whose address is longer than 2,048 characters.
    """
    parameters = {name.lower() for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)}
    found = {name.lower() for name in headers} & _OVERRIDES | parameters & _OVERRIDING
    if found:
        raise _refused(f"A request with {', '.join(sorted(found))} is not made")


def _as_sent(method: str, url: str) -> str:
    """The address as the library writes it on the wire. Raises Refused."""
    try:
        return requests.Request(method, url).prepare().url or ""
    except requests.exceptions.RequestException:
        pass
    raise _refused(f"The address of a {method} request is none")


def _refused(what: str) -> Refused:
    return Refused(f"{what}; please report this as a bug.")
