"""The commands that work on the ledger's promises: `list`, `show`, `mark`, `add`."""

import json
from pathlib import Path

import click

from daemon.cli.faults import Command
from daemon.cli.options import with_as_of, with_config, with_json

_STANDINGS = (
    "open",
    "waiting",
    "unclear",
    "kept",
    "kept late",
    "moved in time",
    "moved late",
    "dropped",
    "lapsed",
    "not a promise",
)
_VERDICTS = ("kept", "dropped", "not-a-promise", "hush", "moved")


@click.command(cls=Command, epilog="Example: headsup list --to boss --standing open")
@click.option("--standing", type=click.Choice(_STANDINGS), help="Only those that stand so.")
@click.option("--to", "to", metavar="ADDR", help="Only those owed to this person: an address, a name or `boss`.")
@with_as_of
@with_config
@with_json
def list_command(
    standing: str | None, to: str | None, as_of: str | None, config_file: Path | None, as_json: bool
) -> None:
    """The promises and where they stand, most urgent first."""
    from daemon import ledger
    from daemon.cli import house, tell

    with house.opened(config_file) as (home, store):
        at = house.at(as_of, home)
        rows = ledger.listed(store, home, at)
        wanted = ledger.person(to, rows, home) if to else None
        rows = [r for r in rows if standing in (None, r["standing"]) and (wanted is None or wanted in r["to"])]
        if as_json:
            click.echo(json.dumps(rows, ensure_ascii=False))
        else:
            tell.listing(rows, home, store, at)


@click.command(cls=Command, epilog="Example: headsup show 3f2a")
@click.argument("key")
@with_as_of
@with_config
@with_json
def show_command(key: str, as_of: str | None, config_file: Path | None, as_json: bool) -> None:
    """Everything about one promise: quote, source, dates, signals, evidence, what would close it."""
    from daemon import ledger
    from daemon.cli import house, tell

    with house.opened(config_file) as (home, store):
        at = house.at(as_of, home)
        row = ledger.one(ledger.listed(store, home, at), key)
        if as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            tell.everything(row, store, home)


@click.command(cls=Command, epilog="Example: headsup mark 3f2a moved --by 2026-03-24")
@click.argument("key")
@click.argument("verdict", type=click.Choice(_VERDICTS))
@click.option("--by", metavar="TIME", help="The new date of a promise that was moved (ISO 8601).")
@with_as_of
@with_config
def mark_command(key: str, verdict: str, by: str | None, as_of: str | None, config_file: Path | None) -> None:
    """Say what you know of a promise; your word outranks anything that was read.

    `hush` keeps it in the ledger and says nothing more about it.
    """
    from daemon import ledger
    from daemon.cli import house

    if (verdict == "moved") != (by is not None):
        raise click.UsageError("`moved` needs --by TIME, and only `moved` takes it")
    with house.opened(config_file) as (home, store):
        at = house.at(as_of, home)
        promise = ledger.mark(store, home, key, verdict, house.day_end(by, home) if by else None, at)
    click.echo(f"Noted: {promise.words!r} is {verdict.replace('-', ' ')}.")


@click.command(cls=Command, epilog='Example: headsup add "send the floor plan" --to anna --by 2026-03-24')
@click.argument("words", required=False)
@click.option("--to", "to", metavar="ADDR", help="Whom it is owed: an address, a name or `boss`.")
@click.option("--by", metavar="TIME", help="By when (ISO 8601).")
@click.option("--from-mail", "mail_id", metavar="ID", help="The mail it was made in, by Message-ID or id.")
@with_as_of
@with_config
def add_command(
    words: str | None,
    to: str | None,
    by: str | None,
    mail_id: str | None,
    as_of: str | None,
    config_file: Path | None,
) -> None:
    """Add a promise made aloud, or one that was missed in a mail (then WORDS are its words in that mail)."""
    from daemon import ledger
    from daemon.cli import house

    if words is None:
        raise click.UsageError('give the words of the promise, such as "send the floor plan"')
    if to is None and mail_id is None:
        raise click.UsageError("say to whom with --to ADDR, or name the mail with --from-mail ID")
    with house.opened(config_file) as (home, store):
        at = house.at(as_of, home)
        due = house.day_end(by, home) if by else None
        if mail_id is None:
            promise = ledger.add_spoken(store, home, words, str(to), due, at)
        else:
            promise = ledger.add_from_mail(store, home, words, mail_id, to, due)
    click.echo(f"Added {promise.key[:8]}: {promise.words!r}, owed to {', '.join(a.email for a in promise.to)}.")
