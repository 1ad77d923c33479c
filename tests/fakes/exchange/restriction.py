"""Restrictions: an element of a search in, a test of an item out.

Source: learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/restriction. Two texts that are
moments are compared as such, two numbers as such.
"""

import operator
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from tests.fakes.exchange import properties
from tests.fakes.exchange.errors import Refusal
from tests.fakes.exchange.soap import child, local, moment

# The text of the field or property that a path names, None where an item has none.
Getter = Callable[[Element], properties.Value | None]
Test = Callable[[Getter], bool]

_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "IsEqualTo": operator.eq,
    "IsNotEqualTo": operator.ne,
    "IsGreaterThan": operator.gt,
    "IsGreaterThanOrEqualTo": operator.ge,
    "IsLessThan": operator.lt,
    "IsLessThanOrEqualTo": operator.le,
}


def test_of(said: Element) -> Test:
    """The test that one expression stands for. Raises Refusal for one that the twin does not know."""
    name = local(said)
    if name in {"And", "Or", "Not"}:
        return _joined(name, [test_of(one) for one in said])
    if name == "Exists":
        return lambda get: get(said[0]) is not None
    if name == "Contains":
        return _contains(said)
    if name not in _COMPARED:
        raise Refusal("ErrorUnsupportedPathForQuery")
    return _comparison(said, _COMPARED[name])


def _joined(name: str, tests: list[Test]) -> Test:
    if name == "And":
        return lambda get: all(test(get) for test in tests)
    if name == "Or":
        return lambda get: any(test(get) for test in tests)
    return lambda get: not tests[0](get)


def _comparison(said: Element, compared: Callable[[Any, Any], bool]) -> Test:
    path, constant = said[0], child(said, "t:FieldURIOrConstant/t:Constant")
    if constant is None:
        raise Refusal("ErrorUnsupportedPathForQuery")
    wanted = constant.get("Value", "")

    def test(get: Getter) -> bool:
        found = get(path)
        if found is None:
            return compared is operator.ne
        if isinstance(found, list):
            return wanted in found
        return compared(*_alike(found, wanted))

    return test


def _alike(found: str, wanted: str) -> tuple[Any, Any]:
    if found.isdigit() and wanted.isdigit():
        return int(found), int(wanted)
    try:
        return moment(found), moment(wanted)
    except ValueError:
        return found.lower(), wanted.lower()


def _contains(said: Element) -> Test:
    path, constant = said[0], child(said, "t:Constant")
    wanted = "" if constant is None else constant.get("Value", "").lower()
    mode = said.get("ContainmentMode", "Substring")

    def test(get: Getter) -> bool:
        found = str(get(path) or "").lower()
        if mode == "FullString":
            return found == wanted
        return found.startswith(wanted) if mode == "Prefixed" else wanted in found

    return test
