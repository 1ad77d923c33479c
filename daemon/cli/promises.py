"""The commands that work on the ledger's promises: `list`, `show`, `mark`, `add`."""

import json
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from daemon.cli.faults import Command
from daemon.cli.options import with_as_of, with_config, with_json

if TYPE_CHECKING:
    from daemon.core.asks import OpenAsk
    from daemon.core.model import Promise

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
_VERDICTS = ("kept", "dropped", "not-a-promise", "hush", "moved", "effort")
_NOTED = {"hush": "nothing more will be said about {}", "effort": "{} takes {:g} h"}


class _Hours(click.FloatRange):
    """A number of hours; `nan` lies in every range, as click compares."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        hours = super().convert(value, param, ctx)
        if isnan(hours):
            self.fail(f"{value!r} is no number of hours", param, ctx)
        return hours


_HOURS = _Hours(0, 1000, min_open=True)


@click.command(cls=Command, epilog="Example: headsup list --to boss --standing open")
@click.option("--standing", type=click.Choice(_STANDINGS), help="Only those that stand so.")
@click.option("--to", "to", metavar="ADDR", help="Only those owed to this person: an address, a name or `boss`.")
@click.option("--asks", is_flag=True, help="Instead, what was asked of a group and would fit into your free time.")
@with_as_of
@with_config
@with_json
def list_command(
    standing: str | None, to: str | None, asks: bool, as_of: str | None, config_file: Path | None, as_json: bool
) -> None:
    """The promises and where they stand, most urgent first; at the end what you could help with."""
    from daemon import bookkeeping, helping, human
    from daemon.cli import house, rows, tell, tell_brief

    if asks and (standing or to):
        raise click.UsageError("--asks lists no promises, so it takes neither --standing nor --to")
    with house.opened(config_file) as (home, store):
        at = house.at(as_of, home)
        judged = bookkeeping.whole(store, home, at)
        if asks:
            tell_brief.asks(helping.suggestions(store, home, judged, at), home, as_json=as_json)
            return
        found = judged.review.cases
        if to:
            wanted = human.person(to, (a for c, _ in found for a in c.promise.to), home)
            found = tuple((c, r) for c, r in found if wanted in {a.email for a in c.promise.to})
        found = tuple((c, r) for c, r in found if standing in (None, c.standing))
        if as_json:
            click.echo(json.dumps(rows.rows(judged, found, store), ensure_ascii=False))
        else:
            tell.freshness(store, home)
            tell.listing(found, len(found))
            if not (standing or to):
                tell_brief.suggestions(helping.suggestions(store, home, judged, at), home)


@click.command(cls=Command, epilog="Example: headsup show 3f2a")
@click.argument("key")
@with_as_of
@with_config
@with_json
def show_command(key: str, as_of: str | None, config_file: Path | None, as_json: bool) -> None:
    """Everything about one promise: quote, source, dates, signals, evidence, what would close it."""
    from daemon import bookkeeping, human
    from daemon.cli import house, rows, tell

    with house.opened(config_file) as (home, store):
        judged = bookkeeping.whole(store, home, house.at(as_of, home))
        wanted = human.one([c.promise for c, _ in judged.review.cases], key)
        found = next((c, r) for c, r in judged.review.cases if c.promise.key == wanted.key)
        if as_json:
            click.echo(json.dumps(rows.rows(judged, [found], store)[0], ensure_ascii=False))
        else:
            tell.everything(found, judged, store)


@click.command(cls=Command, epilog="Example: headsup mark 3f2a moved --by 2026-03-24")
@click.argument("key")
@click.argument("verdict", type=click.Choice(_VERDICTS))
@click.option("--by", metavar="TIME", help="The new date of a promise that was moved (ISO 8601).")
@click.option("--hours", type=_HOURS, metavar="HOURS", help="The work it takes, with `effort`.")
@with_as_of
@with_config
def mark_command(
    key: str, verdict: str, by: str | None, hours: float | None, as_of: str | None, config_file: Path | None
) -> None:
    """Say what you know of a promise; your word outranks anything that was read.

    `hush` keeps it in the ledger and says nothing more about it. `effort` says how many hours it takes, from which
    those of others of its kind are learned. `hush` also takes the key of what you could help with, which is then no
    longer listed.
    """
    from daemon import helping, human
    from daemon.cli import house
    from daemon.core.model import Verdict

    if (verdict == "moved") != (by is not None):
        raise click.UsageError("`moved` needs --by TIME, and only `moved` takes it")
    if (verdict == "effort") != (hours is not None):
        raise click.UsageError("`effort` needs --hours HOURS, and only `effort` takes it")
    with house.opened(config_file) as (home, store):
        due, at = house.day_end(by, home) if by else None, house.at(as_of, home)
        marked: OpenAsk | Promise | None = helping.hush(store, home, key, at) if verdict == "hush" else None
        marked = marked or human.mark(store, home, key, Verdict(verdict.replace("-", " ")), due, at, hours)
    noted = _NOTED.get(verdict, "{} is " + verdict.replace("-", " "))
    click.echo(f"Noted: {noted.format(repr(marked.words), hours)}.")


@click.command(cls=Command, epilog='Example: headsup add "send the floor plan" --to anna --by 2026-03-24')
@click.argument("words", required=False)
@click.option("--to", "to", metavar="ADDR", help="Whom it is owed: an address, a name or `boss`.")
@click.option("--by", metavar="TIME", help="By when (ISO 8601).")
@click.option("--hours", type=_HOURS, metavar="HOURS", help="The work it takes.")
@click.option("--from-mail", "mail_id", metavar="ID", help="The mail it was made in, by Message-ID or id.")
@with_as_of
@with_config
def add_command(
    words: str | None,
    to: str | None,
    by: str | None,
    hours: float | None,
    mail_id: str | None,
    as_of: str | None,
    config_file: Path | None,
) -> None:
    """Add a promise made aloud, or one that was missed in a mail (then WORDS are its words in that mail)."""
    from daemon import human
    from daemon.cli import house

    if words is None or not words.strip():
        raise click.UsageError('give the words of the promise, such as "send the floor plan"')
    if to is None and mail_id is None:
        raise click.UsageError("say to whom with --to ADDR, or name the mail with --from-mail ID")
    with house.opened(config_file) as (home, store):
        known = (a for p in store.promises() for a in p.to)
        whom, when = human.person(to, known, home) if to else None, house.day_end(by, home) if by else None
        said = human.Said(words, whom, when, hours)
        if mail_id is None:
            promise = human.add_aloud(store, home, said, house.at(as_of, home))
        else:
            promise = human.add_from_mail(store, home, said, mail_id)
    click.echo(f"Added {promise.key[:8]}: {promise.words!r}, owed to {', '.join(a.email for a in promise.to)}.")
