"""The stateless commands: `read`, `when`, `judge`. No config, no ledger, no network."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, Any

import click

from connectors.types import Message
from daemon.cli.faults import Command
from daemon.cli.options import moment, zone

_CHUNK = 200


@click.command(cls=Command, epilog='Example: headsup when "by EOD Friday" --at 2026-03-18T10:00')
@click.argument("text", required=False)
@click.option("--at", "said_at", metavar="TIME", help="When it was said (ISO 8601).")
@click.option("--zone", "zone_name", default="UTC", show_default=True, help="The time zone of who said it.")
@click.option(
    "--jsonl", "lines", type=click.File(encoding="utf-8"), help="Read JSON lines from this file (- is stdin)."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def when_command(text: str | None, said_at: str | None, zone_name: str, lines: IO[str] | None, as_json: bool) -> None:
    """Say what the words say about when."""
    from daemon.cli import reading

    if lines is not None:
        _print_lines(reading.when_line(line, zone_name) for line in _parsed(lines))
        return
    if text is None or said_at is None:
        raise click.UsageError("give the words and --at TIME, or --jsonl FILE")
    where = zone(zone_name)
    found = reading.predictions(text, moment(said_at, where, "--at"), where)
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else reading.told(text, found))


@click.command(cls=Command, epilog="Example: headsup read ~/Mail/sent.mbox --me lynn@firm.example")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--jsonl", is_flag=True, help="The files hold JSON lines, one mail each (- is stdin).")
@click.option(
    "--me", metavar="ADDR", help="Only this person's mails count; without it each counts as its sender's own."
)
@click.option("--zone", "zone_name", help="The writer's time zone (default: the offset of each mail's date).")
@click.option("--explain", is_flag=True, help="Say which words and features decided.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Read with this many processes.")
def read_command(
    paths: tuple[Path, ...], jsonl: bool, me: str | None, zone_name: str | None, explain: bool, jobs: int
) -> None:
    """Find the promises in these mails (mbox, Maildir, .eml, or JSON lines); prints JSON lines."""
    from daemon.cli import reading

    where = zone(zone_name) if zone_name else None
    read = partial(reading.read_line, me=me.lower() if me else None, where=where, explain=explain)
    if jsonl:
        mails: Iterable[Message] = (reading.message(line) for line in _parsed(chain.from_iterable(_opened(paths))))
    else:
        mails = chain.from_iterable(reading.messages(path) for path in paths)
    _print_lines(_mapped(read, mails, jobs))


@click.command(cls=Command, epilog="Example: headsup judge --jsonl mailboxes.jsonl")
@click.option("--jsonl", "lines", required=True, type=click.File(encoding="utf-8"), help="One mailbox per line.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Judge with this many processes.")
def judge_command(lines: IO[str], jobs: int) -> None:
    """Judge a whole small mailbox per JSON line: what was promised, how it stands, at what risk."""
    from daemon.cli import reading

    _print_lines(_mapped(reading.judge_line, _parsed(lines), jobs, chunk=4))


def _mapped(
    work: Callable[[Any], dict[str, Any]], items: Iterable[Any], jobs: int, chunk: int = _CHUNK
) -> Iterator[dict[str, Any]]:
    if jobs == 1:
        yield from map(work, items)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(work, items, chunksize=chunk)


def _opened(paths: Iterable[Path]) -> Iterator[Iterable[str]]:
    for path in paths:
        if str(path) == "-":
            yield sys.stdin
            continue
        try:
            with path.open(encoding="utf-8") as lines:
                yield lines
        except OSError as error:
            raise click.BadParameter(f"{path} cannot be read ({error.strerror}); name a file of JSON lines") from error


def _parsed(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The JSON object of each line that is not blank. Raises click.UsageError naming the line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            parsed = json.loads(line)
        except ValueError as error:
            raise click.UsageError(f"line {number} is no JSON ({error}); write one object a line") from error
        if not isinstance(parsed, dict):
            raise click.UsageError(f"line {number} is no JSON object; write one object a line")
        yield parsed


def _print_lines(rows: Iterable[dict[str, Any]]) -> None:
    write = sys.stdout.write
    for row in rows:
        write(json.dumps(row, ensure_ascii=False) + "\n")
