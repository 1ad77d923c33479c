"""The rules of the house, measured: sizes, clocks, broad excepts, nothing that could send."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(p for top in ("config", "connectors", "daemon") for p in (ROOT / top).rglob("*.py"))
BROAD = {"daemon/cycle.py": 1, "daemon/service.py": 1}
CLOCK = re.compile(r"datetime\.now\(|time\.time\(|utcnow\(|date\.today\(")
SENDING = re.compile(
    r"smtplib|sendmail|send_message|SendAndSaveCopy|/send\b|(?<!super\(\))\.send\(|messages\(\)\.send|drafts\(\)\.send"
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[Path, Function]]:
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, Function):
                yield path, node


def lines_of(function: Function) -> int:
    """Its lines without the docstring: a well-told contract shall not count against it."""
    doc = function.body[0] if ast.get_docstring(function) else None
    told = (doc.end_lineno or 0) - doc.lineno + 1 if doc else 0
    return (function.end_lineno or 0) - function.lineno + 1 - told


def test_functions_are_short() -> None:
    sizes = [lines_of(f) for _, f in functions()]
    assert median(sizes) <= 8
    assert quantiles(sizes, n=10)[8] <= 25
    assert max(sizes) <= 50


def test_files_are_short() -> None:
    long = [
        f"{p.relative_to(ROOT)}: {n}" for p in FILES if (n := len(p.read_text(encoding="utf-8").splitlines())) > 300
    ]
    assert long == []


def test_every_public_function_says_what_it_does() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{f.lineno} {f.name}"
        for path, f in functions()
        if not f.name.startswith("_") and not ast.get_docstring(f) and _is_public(path, f)
    ]
    assert silent == []


def _is_public(path: Path, function: Function) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(n, Function) and n.lineno == function.lineno for n in tree.body)


def test_everything_is_caught_in_three_places_only() -> None:
    found: dict[str, int] = {}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and getattr(node.type, "id", "Exception") in {
                "Exception",
                "BaseException",
            }:
                if node.type is not None and not isinstance(node.type, ast.Name):
                    continue
                if _raises_again(node):
                    continue
                name = str(path.relative_to(ROOT))
                found[name] = found.get(name, 0) + 1
    assert found == BROAD


def _raises_again(handler: ast.ExceptHandler) -> bool:
    """Cleaning up and raising the same error again catches nothing."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_only_the_service_reads_the_clock() -> None:
    readers = [str(p.relative_to(ROOT)) for p in FILES if CLOCK.search(p.read_text(encoding="utf-8"))]
    assert readers == ["daemon/service.py"]


def test_nothing_here_could_send() -> None:
    assert [str(p.relative_to(ROOT)) for p in FILES if SENDING.search(p.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_function_is_annotated(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            assert node.returns is not None, f"{node.name} at line {node.lineno} does not say what it returns"
