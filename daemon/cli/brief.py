"""`headsup brief`: this morning's page, as text, as a draft to oneself, or as a notification."""

import json
from pathlib import Path

import click

from daemon.cli.faults import Command
from daemon.cli.options import with_as_of, with_config, with_json

_DRAFTED = {
    "written": "It lies in the drafts of account {}.",
    "touched": "You have edited today's draft in account {}, so it is yours and nothing was written.",
    "declined": "You have thrown today's draft away in account {}, so none is written before tomorrow.",
    "sent": "You have sent today's from account {}, so none is written before tomorrow.",
}
_SEEN_TO = "Whether it lies in the drafts of account {} cannot be told yet; the next turn will see to it."


@click.command(cls=Command, epilog="Example: headsup brief --as-of 2026-03-19T08:00")
@click.option("--draft", "drafted", is_flag=True, help="Also lay it into the drafts of the first account, to yourself.")
@click.option("--notify", "notified", is_flag=True, help="Also send it, or its numbers alone, to where [notify] says.")
@with_as_of
@with_config
@with_json
def brief_command(drafted: bool, notified: bool, as_of: str | None, config_file: Path | None, as_json: bool) -> None:
    """Today's promises, what is at risk and why, and the drafts that wait, to be read in twenty seconds."""
    from daemon import briefing
    from daemon.cli import house
    from daemon.core import brief, brief_text

    with house.opened(config_file) as (home, store):
        found = briefing.brief_of(store, home, house.at(as_of, home))
        page = brief_text.page(found, home.zone)
        row = briefing.draft(store, home, found) if drafted else None
        chosen = home.settings.notify
    click.echo(json.dumps(brief.as_json(found, home.zone), ensure_ascii=False) if as_json else page, nl=as_json)
    if row:
        click.echo(_DRAFTED.get(row.state, _SEEN_TO).format(row.account), err=True)
    if notified:
        from daemon.notify import notify

        notify(chosen.urls, "Headsup: this morning", page if chosen.details else brief_text.numbers(found))
