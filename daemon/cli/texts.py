"""The stateless commands: `read`, `when`, `judge`. No config, no ledger, no network."""

import json
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO

import click

from daemon.cli import lines
from daemon.cli.faults import Command
from daemon.cli.options import moment, zone


@click.command(cls=Command, epilog='Example: headsup when "by EOD Friday" --at 2026-03-18T10:00')
@click.argument("text", required=False)
@click.option("--at", "said_at", metavar="TIME", help="When it was said (ISO 8601).")
@click.option("--zone", "zone_name", default="UTC", show_default=True, help="The time zone of who said it.")
@click.option("--jsonl", "file", type=click.File(encoding="utf-8"), help="Read JSON lines from this file (- is stdin).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.pass_context
def when_command(
    ctx: click.Context, text: str | None, said_at: str | None, zone_name: str, file: IO[str] | None, as_json: bool
) -> None:
    """Say what the words say about when."""
    from daemon.cli import reading

    if file is not None:
        work = lines.of_line(partial(reading.when_line, default_zone=zone_name))
        ctx.exit(lines.print_rows(map(work, lines.numbered(file)), "when"))
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
@click.pass_context
def read_command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    jsonl: bool,
    me: str | None,
    zone_name: str | None,
    explain: bool,
    jobs: int,
) -> None:
    """Find the promises in these mails (mbox, Maildir, .eml, or JSON lines); prints JSON lines."""
    from daemon.cli import reading

    where = zone(zone_name) if zone_name else None
    read = partial(reading.read_line, me=me.lower() if me else None, where=where, explain=explain)
    if jsonl:
        rows = lines.mapped(lines.of_line(partial(reading.read_json, read)), lines.opened(paths), jobs)
    else:
        rows = lines.mapped(read, chain.from_iterable(reading.messages(path) for path in paths), jobs)
    ctx.exit(lines.print_rows(rows, "read"))


@click.command(cls=Command, epilog="Example: headsup judge --jsonl mailboxes.jsonl")
@click.option("--jsonl", "file", required=True, type=click.File(encoding="utf-8"), help="One mailbox per line.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Judge with this many processes.")
@click.pass_context
def judge_command(ctx: click.Context, file: IO[str], jobs: int) -> None:
    """Judge a whole small mailbox per JSON line: what was promised, how it stands, at what risk."""
    from daemon.cli import judging

    rows = lines.mapped(lines.of_line(judging.judge_line), lines.numbered(file), jobs, chunk=4)
    ctx.exit(lines.print_rows(rows, "judge"))
