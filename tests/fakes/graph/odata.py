"""OData's query options as Outlook takes them: text in; names, an order, a test of an item out.

An item is known by a function from a property's name to its value. Sources: docs.oasis-open.org/odata/odata/v4.01,
5.1.1 (expressions); learn.microsoft.com/en-us/graph/filter-query-parameter; .../outlook-get-messages#filter-and-orderby
(what is ordered by must also be filtered by, first).
"""

import operator
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from tests.fakes.graph.errors import Refusal

Item = Callable[[str], Any]
Test = Callable[[Item], bool]
_Value = Callable[[Item], Any]

_TOKEN = re.compile(r"\s*(?:'(?:[^']|'')*'|-?\d[\w:.+\-]*|[\w@.][\w@./]*|[(),:])")
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_FUNCTIONS: dict[str, Callable[[str, str], bool]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
    "contains": operator.contains,
}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?")
_EXPANDED = re.compile(r"(\w+)(?:\((.*)\))?", re.DOTALL)


def names(said: str) -> frozenset[str]:
    """The names of `$select`."""
    return frozenset(name.strip() for name in said.split(",") if name.strip())


def expanded(said: str) -> dict[str, Test | None]:
    """What `$expand` asks for: each navigation's name, with the test of its `$filter` if it has one. Raises Refusal."""
    found: dict[str, Test | None] = {}
    for one in _split(said):
        match = _EXPANDED.fullmatch(one.strip())
        if match is None:
            raise Refusal("BadRequest", "Term is not valid in a $select or $expand expression.")
        inner = (match[2] or "").strip()
        found[match[1]] = test(inner.partition("=")[2]) if inner.startswith("$filter") else None
    return found


def ordered(items: Iterable[Any], said: str, filtered: str, item: Callable[[Any], Item]) -> list[Any]:
    """Items by `$orderby`. Raises Refusal where `$filter` does not begin with what they are ordered by."""
    keys = [one.split() for one in said.split(",") if one.strip()]
    asked = [name for name in re.findall(r"[A-Za-z/]+(?= (?:eq|ne|gt|ge|lt|le) )", filtered) if name]
    if asked and keys and asked[: len(keys)] != [key[0] for key in keys]:
        raise Refusal("InefficientFilter")
    found = list(items)
    for key in reversed(keys):
        found.sort(key=lambda one: _order(_at(item(one), key[0])), reverse=key[-1] == "desc")
    return found


def test(said: str) -> Test:
    """The test that `$filter` states. Raises Refusal."""
    reader = _Reader(said)
    found = reader.either()
    if reader.peek():
        raise Refusal("BadRequest", f"Syntax error at position {reader.place} in the filter.")
    return found


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, said: str) -> None:
        self._tokens: list[str] = []
        end = 0
        while said[end:].strip():
            match = _TOKEN.match(said, end)
            if match is None:
                raise Refusal("BadRequest", f"Syntax error: character at position {end} in the filter.")
            self._tokens.append(match[0].strip())
            end = match.end()
        self.place = 0

    def peek(self) -> str:
        return self._tokens[self.place] if self.place < len(self._tokens) else ""

    def take(self, wanted: str = "") -> str:
        found = self.peek()
        if not found or (wanted and found != wanted):
            raise Refusal("BadRequest", f"Syntax error at position {self.place} in the filter.")
        self.place += 1
        return found

    def either(self) -> Test:
        tests = [self._both()]
        while self.peek() == "or":
            self.take()
            tests.append(self._both())
        return lambda item: any(one(item) for one in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self.peek() == "and":
            self.take()
            tests.append(self._one())
        return lambda item: all(one(item) for one in tests)

    def _one(self) -> Test:
        if self.peek() == "not":
            self.take()
            negated = self._one()
            return lambda item: not negated(item)
        if self.peek() == "(":
            self.take()
            inner = self.either()
            self.take(")")
            return inner
        return self._comparison()

    def _comparison(self) -> Test:
        path = self.take()
        if path in _FUNCTIONS:
            return self._function(_FUNCTIONS[path])
        if path.lower().endswith("/any"):
            return self._any(path[:-4])
        if self.peek() not in _COMPARISONS:
            raise Refusal("BadRequest", f"Syntax error at position {self.place} in the filter.")
        compare, literal = _COMPARISONS[self.take()], self.take()
        return _compared(path, compare, literal)

    def _function(self, function: Callable[[str, str], bool]) -> Test:
        self.take("(")
        path = self.take()
        self.take(",")
        literal = str(_literal(self.take()))
        self.take(")")
        return lambda item: function(str(_folded(_at(item, path)) or ""), literal)

    def _any(self, path: str) -> Test:
        self.take("(")
        variable = self.take()
        self.take(":")
        inner = self.either()
        self.take(")")
        return lambda item: any(inner(_bound(variable, one)) for one in _at(item, path) or [])


def _compared(path: str, compare: Callable[[Any, Any], bool], literal: str) -> Test:
    """A comparison; where the property is a moment, the literal goes without quotes. Raises Refusal."""
    if path.endswith("DateTime") and literal.startswith("'"):
        raise Refusal("BadRequest", "A binary operator with incompatible types was detected.")
    wanted = _literal(literal)

    def check(item: Item) -> bool:
        value = _at(item, path)
        value = _moment(str(value)) if isinstance(wanted, datetime) and value else _folded(value)
        return (value is not None or wanted is None) and compare(value, wanted)

    return check


def _literal(said: str) -> Any:
    if said.startswith("'"):
        return said[1:-1].replace("''", "'").casefold()
    if said in {"true", "false", "null"}:
        return {"true": True, "false": False, "null": None}[said]
    if _MOMENT.fullmatch(said):
        return _moment(said)
    if said.lstrip("-").isdigit():
        return int(said)
    raise Refusal("BadRequest", "Invalid filter clause.")


def _moment(said: str) -> datetime:
    at = datetime.fromisoformat(said)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _at(item: Item, path: str) -> Any:
    """The value at a path: `from/emailAddress/address`."""
    first, *rest = path.split("/")
    value = item(first)
    for name in rest:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _bound(variable: str, element: Any) -> Item:
    return lambda name: element if name == variable else None


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _order(value: Any) -> Any:
    return (value is not None, _folded(value) if value is not None else "")


def _split(said: str) -> list[str]:
    """The parts between the commas that stand outside parentheses and quotes."""
    parts, depth, quoted = [""], 0, False
    for mark in said:
        quoted ^= mark == "'"
        depth += (mark == "(") - (mark == ")") if not quoted else 0
        if mark == "," and not depth and not quoted:
            parts.append("")
        else:
            parts[-1] += mark
    return [part for part in parts if part.strip()]
