"""The command `replay`: shadow mode over the mail that the ledger holds. It reads the ledger and writes nothing."""

import json
from datetime import date
from pathlib import Path

import click

from daemon.cli.faults import Command
from daemon.cli.options import with_config, with_json

_FIRST_YEAR, _LAST_YEAR = 1970, 2200  # weeks before and after these days must be days, too


@click.command(cls=Command, epilog="Example: headsup replay --from 2026-03-01 --to 2026-03-31")
@click.option("--from", "first", metavar="DAY", required=True, help="The first day (ISO 8601).")
@click.option("--to", "last", metavar="DAY", required=True, help="The last day, included.")
@with_config
@with_json
def replay_command(first: str, last: str, config_file: Path | None, as_json: bool) -> None:
    """What Headsup would have said day by day over past mail, and what came of it; writes nothing.

    It goes by the mail that `headsup once` has pulled, and judges each day at the end of its working hours.
    """
    from daemon import bookkeeping
    from daemon.cli import house, tell_replay
    from daemon.core import shadow

    start, end = _day(first, "--from"), _day(last, "--to")
    if start > end:
        raise click.UsageError("--from must not lie after --to")
    with house.opened(config_file, make=False) as (home, store):
        known = bookkeeping.past(store, home, start, end)
        found = shadow.replay(known, home.owner, home.rules, home.speak, start, end)
    if as_json:
        click.echo(json.dumps(tell_replay.as_json(found), ensure_ascii=False))
    else:
        tell_replay.told(found, home.zone)


def _day(said: str, option: str) -> date:
    try:
        day = date.fromisoformat(said)
    except ValueError as error:
        raise click.BadParameter(f"{said!r} is no day; write it as 2026-03-19", param_hint=option) from error
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise click.BadParameter(f"give a day between {_FIRST_YEAR} and {_LAST_YEAR}", param_hint=option)
    return day
