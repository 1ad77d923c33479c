"""The contract: Google's discovery documents in; which method a path names, and what is wrong with a query or body out.

The documents are those shipped inside google-api-python-client. Each schema is compiled once to plain functions. A
query or body is also held to the `required` annotations, which JSON Schema alone would not tell.
Source: developers.google.com/discovery/v1/type-format.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from tests.fakes._http import segments
from tests.fakes.google.errors import Json

# A check takes a value and where it stands, and adds what is wrong with it to the list.
Check = Callable[[object, str, list[str]], None]

_PATTERNS = {
    "int64": re.compile(r"-?\d+"),
    "uint64": re.compile(r"\d+"),
    "int32": re.compile(r"-?\d{1,10}"),
    "uint32": re.compile(r"\d{1,10}"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?"),
    "byte": re.compile(r"[A-Za-z0-9+/_=-]*"),
}
_WORDS = {"boolean": re.compile("true|false"), "integer": re.compile(r"-?\d+"), "number": re.compile(r"-?[\d.]+")}


@dataclass(frozen=True, slots=True)
class Method:
    """One method: `template` are its path's segments, `{name}` for a place; any one of `scopes` opens it."""

    id: str
    http: str
    template: tuple[str, ...]
    parameters: Mapping[str, Json]
    scopes: frozenset[str]
    request: Check | None
    response: Check | None
    gmail: bool

    @property
    def writes(self) -> bool:
        """Whether it is asked in order to change something."""
        return self.http != "GET"

    def places(self, path: list[str]) -> dict[str, str] | None:
        """The values in the path, None where it is not a path of this method."""
        pairs = list(zip(self.template, path, strict=True))
        if any(said != piece for said, piece in pairs if not said.startswith("{")):
            return None
        return {said[1:-1]: piece for said, piece in pairs if said.startswith("{")}


@dataclass(slots=True)
class Contract:
    """The methods of Gmail and Calendar."""

    _methods: dict[tuple[str, int], list[Method]] = field(default_factory=dict)

    def find(self, http: str, path: str) -> tuple[Method, dict[str, str]] | None:
        """The method of a request and the values in its path."""
        pieces = segments(path)
        for method in self._methods.get((http, len(pieces)), []):
            places = method.places(pieces)
            if places is not None and all(places.values()):
                return method, places
        return None

    def query_faults(self, method: Method, query: Mapping[str, list[str]]) -> list[str]:
        """What is wrong with the names and values of a query."""
        found: list[str] = []
        for name, values in query.items():
            said = method.parameters.get(name)
            if said is None:
                found.append(f"{name} is no parameter of {method.id}")
                continue
            if len(values) > 1 and not said.get("repeated"):
                found.append(f"{name} stands more than once")
            found += [f"{name} has a value that does not fit" for value in values if not _fits(said, value)]
        missing = [n for n, said in method.parameters.items() if _asked_for(said) and n not in query]
        return found + [f"{name} is missing" for name in missing]

    def body_faults(self, method: Method, body: object) -> list[str]:
        """What is wrong with the JSON of a request."""
        if method.request is None:
            return [] if body is None else [f"{method.id} takes no body"]
        return _faults(method.request, {} if body is None else body)

    def response_faults(self, method: Method, body: object) -> list[str]:
        """What is wrong with the JSON of an answer of ours."""
        if method.response is None:
            return [] if body is None else [f"{method.id} answers without a body"]
        return _faults(method.response, body)

    def add(self, method: Method) -> None:
        """Know one more method; those with fewer places in the path come first."""
        methods = self._methods.setdefault((method.http, len(method.template)), [])
        methods.append(method)
        methods.sort(key=lambda one: sum(piece.startswith("{") for piece in one.template))


@cache
def google() -> Contract:
    """The contract of gmail.v1 and calendar.v3."""
    from googleapiclient import discovery_cache  # type: ignore[import-untyped]

    contract = Contract()
    for name, version in (("gmail", "v1"), ("calendar", "v3")):
        document = json.loads(discovery_cache.get_static_doc(name, version))
        for said in _methods(document):
            contract.add(_method(document, said))
    return contract


def _methods(resource: Json) -> list[Json]:
    below = [method for one in resource.get("resources", {}).values() for method in _methods(one)]
    return [*resource.get("methods", {}).values(), *below]


def _method(document: Json, said: Json) -> Method:
    path = f"{document['servicePath']}{said['path']}".replace("{+", "{")
    schemas = _Schemas(document["schemas"], said["id"])
    return Method(
        id=said["id"],
        http=said["httpMethod"],
        template=tuple(path.split("/")),
        parameters={**document["parameters"], **said.get("parameters", {})},
        scopes=frozenset(said.get("scopes", [])),
        request=schemas.named(said["request"]["$ref"]) if "request" in said else None,
        response=schemas.without_required().named(said["response"]["$ref"]) if "response" in said else None,
        gmail=document["name"] == "gmail",
    )


def _asked_for(said: Json) -> bool:
    return bool(said.get("required")) and said.get("location") == "query"


def _fits(said: Json, value: str) -> bool:
    pattern = _WORDS.get(said.get("type", "string")) or _PATTERNS.get(said.get("format", ""))
    if pattern is not None and not pattern.fullmatch(value):
        return False
    if "enum" in said and value not in said["enum"]:
        return False
    least, most = said.get("minimum"), said.get("maximum")
    return (least is None or float(value) >= float(least)) and (most is None or float(value) <= float(most))


def _faults(check: Check, body: object) -> list[str]:
    found: list[str] = []
    check(body, "", found)
    return found


class _Schemas:
    """The schemas of one document, compiled as one method needs them; each but once, so that they may recur."""

    def __init__(self, schemas: Mapping[str, Json], method: str) -> None:
        self._schemas = schemas
        self._method = method
        self._compiled: dict[str, Check] = {}

    def without_required(self) -> "_Schemas":
        return _Schemas(self._schemas, "")

    def named(self, name: str) -> Check:
        def check(value: object, where: str, found: list[str]) -> None:
            if name not in self._compiled:
                self._compiled[name] = self._compile(self._schemas[name])
            self._compiled[name](value, where, found)

        return check

    def _compile(self, said: Json) -> Check:
        if "$ref" in said:
            return self.named(said["$ref"])
        kind = said.get("type", "any")
        if kind == "object":
            return self._object(said)
        if kind == "array":
            return self._array(said)
        if kind == "string":
            return _string(said)
        return _plain(kind)

    def _object(self, said: Json) -> Check:
        known = {name: self._compile(one) for name, one in said.get("properties", {}).items()}
        needed = {name for name, one in said.get("properties", {}).items() if self._requires(one)}
        rest = self._compile(said["additionalProperties"]) if "additionalProperties" in said else None

        def check(value: object, where: str, found: list[str]) -> None:
            if not isinstance(value, dict):
                found.append(f"{where or 'the body'} is no object")
                return
            for name, one in value.items():
                inner = known.get(name, rest)
                if inner is None:
                    found.append(f"{where}/{name} is not known")
                elif one is not None or not self._method:  # null in a request takes a field away
                    inner(one, f"{where}/{name}", found)
            found += [f"{where}/{name} is missing" for name in needed - value.keys()]

        return check

    def _requires(self, said: Json) -> bool:
        return bool(self._method) and self._method in said.get("annotations", {}).get("required", [])

    def _array(self, said: Json) -> Check:
        inner = self._compile(said["items"])

        def check(value: object, where: str, found: list[str]) -> None:
            if not isinstance(value, list):
                found.append(f"{where} is no list")
                return
            for one in value:
                inner(one, where, found)

        return check


def _string(said: Json) -> Check:
    pattern, words = _PATTERNS.get(said.get("format", "")), said.get("enum")

    def check(value: object, where: str, found: list[str]) -> None:
        if not isinstance(value, str):
            found.append(f"{where} is no text")
        elif (words and value not in words) or (pattern and not pattern.fullmatch(value)):
            found.append(f"{where} has a value that does not fit")

    return check


def _plain(kind: str) -> Check:
    types = {"integer": (int,), "number": (int, float), "boolean": (bool,)}.get(kind)

    def check(value: object, where: str, found: list[str]) -> None:
        if types is not None and (not isinstance(value, types) or (isinstance(value, bool) and kind != "boolean")):
            found.append(f"{where} is no {kind}")

    return check
