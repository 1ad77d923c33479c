"""The command `undo`: take back what was written."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from daemon.cli.faults import Command, code_of
from daemon.cli.options import with_config, with_json

if TYPE_CHECKING:
    from daemon.household import Household
    from daemon.outbox.undoing import Undone
    from daemon.store import Store


@click.command(cls=Command, epilog="Example: headsup undo --dry-run")
@click.option("--dry-run", is_flag=True, help="Only say what would be taken back.")
@click.option("--account", "accounts", metavar="NAME", multiple=True, help="Only this account (may be repeated).")
@with_config
@with_json
@click.pass_context
def undo_command(
    ctx: click.Context, dry_run: bool, accounts: tuple[str, ...], config_file: Path | None, as_json: bool
) -> None:
    """Take back every draft, note and line that still reads as Headsup wrote it, and say what is left and why.

    What was taken back counts as declined: no turn writes it again. What is promised from now on is written as ever.
    """
    from daemon.cli import house

    with house.opened(config_file) as (home, store):
        ended = {name: _undone(name, home, store, dry_run) for name in house.known(accounts, home)}
        if as_json:
            click.echo(json.dumps({name: _counts(end) for name, end in ended.items()}, ensure_ascii=False))
        else:
            _tell(ended, _words(store), dry_run)
    ctx.exit(max(_code(end) for end in ended.values()))


def _undone(account: str, home: "Household", store: "Store", dry_run: bool) -> "Undone | Exception":
    """What came of it in one account; the others go on."""
    from connectors.errors import ConnectorError
    from daemon import turnstile
    from daemon.errors import HeadsupError
    from daemon.outbox import undoing
    from daemon.service import now

    try:
        with turnstile.alone(home.settings.state, account):
            return undoing.undo(account, home.open(account), store, now(), dry_run=dry_run)
    except (ConnectorError, HeadsupError) as error:
        return error


def _code(ended: "Undone | Exception") -> int:
    if isinstance(ended, Exception):
        return code_of(ended)
    return int(any(left.failed for left in ended.left))


def _counts(ended: "Undone | Exception") -> dict[str, object]:
    if isinstance(ended, Exception):
        from daemon.cli import tell

        return tell.counts(ended)
    return {
        "taken": [{"key": w.key, "kind": w.kind, "id": w.ref.id} for w in ended.taken],
        "left": [
            {"key": one.key, "kind": one.kind, "id": one.ref.id if one.ref else None, "reason": one.reason}
            for one in ended.left
        ],
    }


def _words(store: "Store") -> dict[str, str]:
    """By key the words of the promises that a thing of ours speaks of."""
    from daemon.core import speech

    return {row.key: "; ".join(speech.cut(words, 60) for _, words in row.said) for row in store.posted()}


def _tell(ended: Mapping[str, "Undone | Exception"], words: Mapping[str, str], dry_run: bool) -> None:
    for name, end in ended.items():
        if isinstance(end, Exception):
            click.echo(f"{name}: {end}", err=True)
            continue
        would = "would be taken back" if dry_run else "taken back"
        click.echo(f"{name}: {len(end.taken)} {would}, {len(end.left)} left as they are.")
        for line in _lines(end, words):
            click.echo(line)


def _lines(ended: "Undone", words: Mapping[str, str]) -> Iterator[str]:
    for written in ended.taken:
        yield f"  {written.kind:5} {written.key}  {words.get(written.key, '')}".rstrip()
    for one in ended.left:
        yield f"  left: {one.kind} {one.key}, {one.reason}"
