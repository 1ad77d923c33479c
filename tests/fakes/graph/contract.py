"""The contract: the JSON Schema of Outlook's types in; what is wrong with a body out.

The schema is cut from Microsoft's own metadata and made strict. Each type is compiled once to plain functions that know
the words the schema is written in. Where the file is missing, nothing is checked.
"""

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from tests.fakes.graph.errors import Json

# A check takes a value and where it stands, and tells what is wrong with it.
Check = Callable[[object, str], Iterable[str]]

_SCHEMA = Path(__file__).resolve().parents[4] / "shared/contracts/graph/outlook.schema.json"
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def faults(name: str, body: object) -> list[str]:
    """What is wrong with a body of the type `name`; nothing where the type is ""."""
    return list(_compiled()[name](body, "")) if name and _compiled() else []


def known() -> bool:
    """Whether the schema is there."""
    return bool(_compiled())


@cache
def _compiled() -> dict[str, Check]:
    if not _SCHEMA.is_file():
        return {}
    types: dict[str, Json] = json.loads(_SCHEMA.read_text(encoding="utf-8"))["$defs"]
    found: dict[str, Check] = {}
    for name, said in types.items():
        found[name] = _check(said, found)
    return found


def _check(said: Json, types: dict[str, Check]) -> Check:
    if "$ref" in said:
        name = said["$ref"].rpartition("/")[2]
        return lambda value, where: types[_derived(value, types) or name](value, where)
    if "anyOf" in said:
        return _any([_check(one, types) for one in said["anyOf"]])
    if "enum" in said:
        return _one_of(said["enum"])
    if said.get("type") == "object":
        return _object(said, types)
    if said.get("type") == "array":
        return _array(_check(said.get("items", {}), types))
    return _plain(said)


def _derived(value: object, types: dict[str, Check]) -> str:
    """The type that a value says it is, "" where it says none: an attachment may be a fileAttachment."""
    said = str(value.get("@odata.type", "")) if isinstance(value, dict) else ""
    name = said.removeprefix("#").removeprefix("microsoft.graph.")
    return name if name in types else ""


def _any(checks: list[Check]) -> Check:
    def check(value: object, where: str) -> Iterable[str]:
        found = [list(one(value, where)) for one in checks]
        return [] if any(not wrong for wrong in found) else found[0]

    return check


def _one_of(words: list[object]) -> Check:
    return lambda value, where: [] if value in words else [f"{where} is none of the words known"]


def _object(said: Json, types: dict[str, Check]) -> Check:
    known = {name: _check(one, types) for name, one in said.get("properties", {}).items()}
    free = [re.compile(one) for one in said.get("patternProperties", {})]
    closed = said.get("additionalProperties") is False

    def check(value: object, where: str) -> Iterable[str]:
        if not isinstance(value, dict):
            yield f"{where or 'the body'} is no object"
            return
        yield from (f"{where}/{name} is missing" for name in said.get("required", []) if name not in value)
        for name, one in value.items():
            if name in known:
                yield from known[name](one, f"{where}/{name}")
            elif closed and not any(pattern.search(name) for pattern in free):
                yield f"{where}/{name} is not known"

    return check


def _array(inner: Check) -> Check:
    def check(value: object, where: str) -> Iterable[str]:
        if not isinstance(value, list):
            return [f"{where} is no list"]
        return [wrong for one in value for wrong in inner(one, where)]

    return check


def _plain(said: Json) -> Check:
    named = said.get("type", list(_TYPES))
    types = tuple(one for name in ([named] if isinstance(named, str) else named) for one in _TYPES[name])
    pattern = re.compile(said.get("pattern", ""))

    def check(value: object, where: str) -> Iterable[str]:
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            return [f"{where} is no {named}"]
        if isinstance(value, str) and not pattern.search(value):
            return [f"{where} has a value that does not fit"]
        return []

    return check
