"""The commands that work on the accounts: `once`, `run`, `check`, `rebuild`."""

import json
import signal
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click

from daemon.cli.faults import Command, code_of
from daemon.cli.options import with_as_of, with_config, with_json

if TYPE_CHECKING:
    from daemon.core.judge import Judged
    from daemon.household import Household
    from daemon.service import Ended
    from daemon.store import Store


@click.command(cls=Command, epilog="Example: headsup once --as-of 2026-03-19T09:00")
@click.option("--account", "accounts", metavar="NAME", multiple=True, help="Only this account (may be repeated).")
@click.option("--gone", is_flag=True, help="Believe that what an account no longer shows is gone, however much.")
@with_as_of
@with_config
@with_json
@click.pass_context
def once_command(
    ctx: click.Context,
    accounts: tuple[str, ...],
    gone: bool,
    as_of: str | None,
    config_file: Path | None,
    as_json: bool,
) -> None:
    """One turn of every account: pull, think, plan, put."""
    from daemon import service
    from daemon.cli import house, tell

    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with house.opened(config_file) as (home, store):
        at = house.at(as_of, home)
        trusted = replace(home, trusting=gone, clock=service.patient(stop))
        ended = service.run_once(trusted, store, at, house.known(accounts, home), stop.is_set)
        if as_json:
            click.echo(json.dumps({name: tell.counts(turn) for name, turn in ended.items()}, ensure_ascii=False))
        else:
            tell.turns(ended, _thought(ended, store, home, at), at)
    failed = [turn for turn in ended.values() if isinstance(turn, Exception)]
    if failed:
        ctx.exit(max(code_of(error) for error in failed))


def _thought(ended: Mapping[str, "Ended"], store: "Store", home: "Household", at: datetime) -> "Judged":
    """What the last turn thought of everything; thought anew where none came so far."""
    from daemon import bookkeeping, cycle

    thoughts = [turn.judged for turn in ended.values() if isinstance(turn, cycle.Turn) and turn.judged]
    return thoughts[-1] if thoughts else bookkeeping.think(store, home, at)


@click.command(cls=Command, epilog="Example: headsup run --config ~/.config/headsup/config.toml")
@with_config
@click.pass_context
def run_command(ctx: click.Context, config_file: Path | None) -> None:
    """The service, in the foreground; it stops on SIGTERM or Ctrl-C."""
    from daemon.cli import house
    from daemon.service import Service

    with house.opened(config_file) as (home, store):
        clean = Service(home, store, config_file).run()
    ctx.exit(0 if clean else 1)


@click.command(cls=Command, epilog="Example: headsup check")
@with_config
@with_json
@click.pass_context
def check_command(ctx: click.Context, config_file: Path | None, as_json: bool) -> None:
    """Examine the installation and say what is wrong and what to do about it."""
    from daemon import examine

    findings = list(examine.examine(config_file))
    if as_json:
        click.echo(json.dumps([{"what": f.what, "ok": f.ok, "said": f.said} for f in findings], ensure_ascii=False))
    else:
        for f in findings:
            click.echo(
                f"{click.style('ok  ', fg='green') if f.ok else click.style('FAIL', fg='red')} {f.what}: {f.said}"
            )
    ctx.exit(next((f.code for f in findings if not f.ok), 0))


@click.command(cls=Command, epilog="Example: headsup rebuild")
@with_config
def rebuild_command(config_file: Path | None) -> None:
    """Derive everything anew from the facts in the ledger; your marks and what was drafted stay."""
    from daemon import bookkeeping
    from daemon.cli import house

    with house.opened(config_file) as (home, store):
        promises = bookkeeping.rebuild(store, home)
    click.echo(f"Derived {promises} promises anew from what the ledger holds.")
