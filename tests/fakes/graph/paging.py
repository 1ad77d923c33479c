"""Pages and delta rounds: items in, pages with a link to the next and, on the last page of a round, a delta link out.

Sources: learn.microsoft.com/en-us/graph/paging; .../graph/delta-query-overview (tokens hold the first query; items may
come again, in any order); .../graph/delta-query-messages. A token that is too old is answered 410 SyncStateNotFound.
"""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.fakes.google.calls import pack, unpack
from tests.fakes.google.errors import Refusal as Unreadable
from tests.fakes.graph import odata
from tests.fakes.graph.calls import Answer, Call
from tests.fakes.graph.errors import Json, Refusal

Show = Callable[[Any, Call], Json]


@dataclass(frozen=True, slots=True)
class Round:
    """A delta round: the query it was first asked with, since which change, and the age of the tokens it is part of."""

    query: Mapping[str, str]
    since: int
    age: int


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is left of a round."""

    path: str
    query: Mapping[str, str]
    items: Sequence[Any]
    delta: str
    age: int


@dataclass(slots=True)
class Paging:
    """`shuffled` mixes each round up, `replayed` gives the last item of a page once more with the next."""

    shuffled: bool = False
    replayed: bool = False
    _rests: dict[str, _Rest] = field(default_factory=dict)
    _made: int = 0

    def expire(self) -> None:
        """Next links given so far are no longer good."""
        self._rests.clear()

    def listed(self, call: Call, items: Sequence[Any], show: Show, default: int = 10) -> Answer:
        """A page of a listing; the next one is found by `$skip`."""
        start, size = call.number("$skip", 0, 0, 10**9), call.page_size(default)
        said: Json = {
            "@odata.context": f"{call.base}/v1.0/$metadata#{call.path.strip('/')}",
            "value": [show(one, call) for one in items[start : start + size]],
        }
        if call.query.get("$count") == "true":
            said["@odata.count"] = len(items)
        if start + size < len(items):
            said["@odata.nextLink"] = call.link({**call.query, "$skip": str(start + size)})
        return Answer(said, headers=applied(call))

    def round(self, call: Call, age: int) -> Round:
        """The round that a call begins: a first one, or the next by its delta link. Raises Refusal (400, 410)."""
        token = call.query.get("$deltatoken")
        if token is None:
            return Round(call.query, 0, age)
        try:
            path, query, since, given = json.loads(unpack(token))
        except (ValueError, TypeError, Unreadable) as fault:
            raise Refusal("SyncStateInvalid", "Badly formed token.", 400) from fault
        if path != call.path:
            raise Refusal("SyncStateInvalid", "The token is of another collection.", 400)
        if given != age:
            raise Refusal("SyncStateNotFound")
        return Round(query, since, age)

    def first(self, call: Call, round_: Round, items: Sequence[Any], show: Show, upto: int) -> Answer:
        """The first page of a round that holds these items and ends with a delta link from `upto` on."""
        found = list(items)
        if self.shuffled:
            random.Random(upto).shuffle(found)
        delta = pack(json.dumps([call.path, dict(round_.query), upto, round_.age]).encode()).rstrip("=")
        return self._page(call, _Rest(call.path, round_.query, found, delta, round_.age), show)

    def next(self, call: Call, age: int, show: Show) -> Answer:
        """The page that a next link names. Raises Refusal (400, 410)."""
        rest = self._rests.get(call.query["$skiptoken"])
        if rest is None or rest.age != age:
            raise Refusal("SyncStateNotFound")
        if rest.path != call.path:
            raise Refusal("SyncStateInvalid", "The token is of another collection.", 400)
        return self._page(call, rest, show)

    def _page(self, call: Call, rest: _Rest, show: Show) -> Answer:
        shown = replace(call, query=rest.query)
        size = shown.page_size()
        said: Json = {
            "@odata.context": f"{call.base}/v1.0/$metadata#Collection",
            "value": [show(one, shown) for one in rest.items[:size]],
        }
        link, value = "@odata.deltaLink", {"$deltatoken": rest.delta}
        if len(rest.items) > size:
            link, value = "@odata.nextLink", {"$skiptoken": self._kept(rest, size)}
        return Answer({**said, link: call.link(value, keyed=True)}, headers=applied(call))

    def _kept(self, rest: _Rest, size: int) -> str:
        """The token of what is left after a page."""
        again = self.replayed and size > 1
        self._made += 1
        token = f"skip{self._made}"
        self._rests[token] = replace(rest, items=rest.items[size - again :])
        return token


def applied(call: Call) -> dict[str, str]:
    """The header that tells which preferences were honoured (RFC 7240, 3)."""
    names = ("IdType", "outlook.body-content-type", "outlook.timezone", "odata.maxpagesize")
    found = [f'{name}="{call.preference(name)}"' for name in names if call.preference(name)]
    return {"Preference-Applied": ", ".join(found)} if found else {}


def selected(said: Json, call: Call, known: Mapping[str, Any] | frozenset[str]) -> Json:
    """The properties asked for, with the id and the etag. Raises Refusal for a name that is none."""
    wanted = call.select
    for name in wanted:
        if name not in known:
            raise Refusal("BadRequest", f"Could not find a property named '{name}'.")
    return {name: value for name, value in said.items() if not wanted or name in wanted | {"id"} or "@" in name}


def filtered(call: Call, items: Sequence[Any], item: Callable[[Any], odata.Item]) -> list[Any]:
    """Items by `$filter` and `$orderby`. Raises Refusal."""
    said = call.query.get("$filter", "")
    test = odata.test(said) if said else None
    kept = [one for one in items if test is None or test(item(one))]
    order = call.query.get("$orderby", "")
    return odata.ordered(kept, order, said, item) if order else kept


def merged(old: Sequence[Json], new: Sequence[Json]) -> list[Json]:
    """Extended properties after an update: those named are replaced, the others stay."""
    named = {one["id"] for one in new}
    return [one for one in old if one["id"] not in named] + list(new)
