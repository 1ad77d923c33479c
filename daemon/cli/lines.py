"""JSON lines in, JSON lines out: a line that is wrong is said with its number, and the others go on."""

import json
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import click

Row = dict[str, Any]
_AHEAD = 3  # parts for each process: one it works on, the others so that none ever waits
Numbered = tuple[str, str]  # where a line stands, such as "line 3", and its text


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be read, as a sentence."""

    said: str


def opened(paths: Iterable[Path]) -> Iterator[Numbered]:
    """The lines of these files, one after the other (- is stdin). Raises click.BadParameter."""
    for path in paths:
        if str(path) == "-":
            yield from numbered(sys.stdin)
            continue
        try:
            with path.open(encoding="utf-8", errors="replace") as lines:
                yield from numbered(lines)
        except OSError as error:
            raise click.BadParameter(f"{path} cannot be read ({error.strerror}); name a file of JSON lines") from error


def numbered(lines: Iterable[str]) -> Iterator[Numbered]:
    """Each line that is not blank, with where it stands; a byte order mark at its head is left out."""
    return ((f"line {n}", line) for n, line in enumerate(map(_unmarked, lines), 1) if line.strip())


def _unmarked(line: str) -> str:
    return line.removeprefix("\ufeff")


def of_line(work: Callable[[Row], Row]) -> Callable[[Numbered], Row | Fault]:
    """`work` done on the JSON object of a line; a line that is none, or lacks something, becomes a Fault."""
    return partial(_done, work)


def _done(work: Callable[[Row], Row], line: Numbered) -> Row | Fault:
    place, text = line
    try:
        parsed = _parsed(text)
        if not isinstance(parsed, dict):
            raise ValueError("it is no JSON object; write one object a line")
        return work(parsed)
    except KeyError as error:
        return Fault(f"{place}: {error} is missing or unknown; see the README for the shape of a line")
    except OverflowError:
        return Fault(f"{place}: a date in it is too far off to reckon with; write one from 1900 to 2199")
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        return Fault(f"{place}: {error}")


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ValueError(f"it is no JSON ({error}); write one object a line") from error


def mapped(
    work: Callable[[Any], Row | Fault], items: Iterable[Any], jobs: int, chunk: int = 200
) -> Iterator[Row | Fault]:
    """`work` on each item, in order, by so many processes; a Fault among the items is passed on.

    No more is read ahead than a few parts of `chunk` items for each process, however long the input is.
    """
    passing = partial(_passed, work)
    if jobs == 1:
        yield from map(passing, items)
        return
    parts = iter(partial(_part, iter(items), chunk), [])
    with ProcessPoolExecutor(jobs, initializer=_leave_interrupts) as pool:
        running = deque(pool.submit(_each, passing, part) for part in islice(parts, jobs * _AHEAD))
        try:
            while running:
                done = running.popleft().result()
                running.extend(pool.submit(_each, passing, part) for part in islice(parts, 1))
                yield from done
        finally:
            pool.shutdown(cancel_futures=True)


def _leave_interrupts() -> None:
    """Ctrl-C reaches every process of the terminal: the first one ends the others, which would die holding a lock."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _part(items: Iterator[Any], size: int) -> list[Any]:
    return list(islice(items, size))


def _each(work: Callable[[Any], Row | Fault], items: list[Any]) -> list[Row | Fault]:
    return [work(item) for item in items]


def _passed(work: Callable[[Any], Row | Fault], item: object) -> Row | Fault:
    return item if isinstance(item, Fault) else work(item)


def print_rows(rows: Iterable[Row | Fault], command: str) -> int:
    """Print rows to stdout and faults to stderr. The exit code: 1 where there was any fault."""
    faults = 0
    for row in rows:
        if isinstance(row, Fault):
            faults += 1
            click.echo(f"headsup {command}: {row.said}", err=True)
        else:
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    return 1 if faults else 0
