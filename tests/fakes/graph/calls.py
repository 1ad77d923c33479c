"""One call of Graph, as its handler sees it; and what the handler answers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from tests.fakes._http import Response
from tests.fakes.graph import odata
from tests.fakes.graph.errors import Json, Refusal, json_response

MOST = 1000
_PREFERENCE = re.compile(r'\s*([\w.\-]+)\s*(?:=\s*(?:"([^"]*)"|([^,;\s]*)))?')


@dataclass(frozen=True, slots=True)
class Call:
    """`template` is the path of the route, `places` the values in it, `base` the address that links begin with."""

    template: str
    places: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    base: str
    body: Json = field(default_factory=dict)
    raw: bytes = b""

    @property
    def immutable(self) -> bool:
        """Whether ids are wanted that survive a move (learn.microsoft.com/en-us/graph/outlook-immutable-id)."""
        return self.preference("IdType").lower() == "immutableid"

    @property
    def select(self) -> frozenset[str]:
        """The properties wanted; empty for the usual ones."""
        return odata.names(self.query.get("$select", ""))

    def preference(self, name: str) -> str:
        """The value of a preference in the Prefer header (RFC 7240), "" where it is not stated."""
        found = _PREFERENCE.finditer(self.headers.get("prefer", "").replace(",", "\n"))
        stated = {one[1].lower(): one[2] or one[3] or "" for one in found}
        return stated.get(name.lower(), "")

    def number(self, name: str, default: int, least: int = 1, most: int = MOST) -> int:
        """A number of the query. Raises Refusal where it is none, or out of bounds."""
        said = self.query.get(name, str(default))
        if not said.isdigit() or not least <= int(said) <= most:
            raise Refusal("BadRequest", f"Invalid value '{said}' for {name} query option found.")
        return int(said)

    def page_size(self, default: int = 10) -> int:
        """How many items a page may have: `odata.maxpagesize`, else `$top`."""
        wanted = self.preference("odata.maxpagesize")
        return min(int(wanted), MOST) if wanted.isdigit() and int(wanted) else self.number("$top", default)

    @property
    def path(self) -> str:
        """The path of the call, with its values."""
        return self._filled(self.template)

    def link(self, query: Mapping[str, str], *, keyed: bool = False) -> str:
        """The address of this path with another query; `keyed` writes /mailFolders('id'), as delta links do."""
        path = re.sub(r"/\{(\w+)\}", r"('{\1}')", self.template) if keyed else self.template
        filled = self._filled(path)
        return f"{self.base}/v1.0{filled}?" + "&".join(f"{k}={quote(v, safe='')}" for k, v in query.items())

    def _filled(self, path: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda place: quote(self.places[place[1]], safe=""), path)

    def check_match(self, etag: str) -> None:
        """Hold the item's etag against If-Match. Raises Refusal (412)."""
        if self.headers.get("if-match", "*") not in {"*", etag}:
            raise Refusal("ErrorIrresolvableConflict")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler answers: JSON, or bytes of another `kind`, or neither for "204 No Content"."""

    body: Json | None = None
    status: int = 200
    raw: bytes = b""
    kind: str = "text/plain"
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """It as it goes out."""
        if self.body is not None:
            return json_response(self.body, self.status, dict(self.headers))
        if self.raw:
            return Response(self.status, {"Content-Type": self.kind, **self.headers}, self.raw)
        return Response(204, self.headers)


Handler = Callable[[Call], Answer]
