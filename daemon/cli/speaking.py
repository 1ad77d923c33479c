"""The commands that draft a mail to one person from the ledger: `status-mail`, `letter`. Neither sends anything."""

import json
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

import click

from daemon.cli.faults import Command
from daemon.cli.options import with_as_of, with_config, with_json

if TYPE_CHECKING:
    from daemon.core.model import Purpose
    from daemon.speaking import Written

_WHAT = {
    "written": "It lies in the drafts of account {}: read it, change it, and send it yourself.",
    "touched": "You have edited today's draft in account {}, so it is yours and nothing was written.",
    "declined": "You have thrown today's draft away in account {}, so none is written before tomorrow.",
    "sent": "You have sent today's from account {}; the next one can be written tomorrow.",
}
_IN_DOUBT = "Whether it lies in the drafts of account {} cannot be told yet; the next turn will see to it."
_YOURS = "What stands in [brackets] is yours to write."
_UNSEEN = "What you handed over without a mail is not known here: strike it, or `headsup mark KEY kept` and draft anew."
_ONLY_SHOWN = "Only shown: without --show it would go into the drafts of account {}."

_to = click.option("--to", "to", metavar="ADDR", required=True, help="For whom: an address, a name or `boss`.")
_show = click.option("--show", is_flag=True, help="Print it only; nothing is written.")


@click.command("status-mail", cls=Command, epilog="Example: headsup status-mail --to boss")
@_to
@_show
@with_as_of
@with_config
@with_json
def status_mail_command(to: str, show: bool, as_of: str | None, config_file: Path | None, as_json: bool) -> None:
    """Draft a mail that says how all you owe this person stands, and print it.

    Late or at risk, with dates that fit your calendar; done since the last one you sent; on track; waiting for them.
    """
    from daemon.core.model import Purpose

    _draft(Purpose.STATUS, to, as_of, config_file, show=show, as_json=as_json)


@click.command("letter", cls=Command, epilog="Example: headsup letter --to boss --show")
@_to
@_show
@with_as_of
@with_config
@with_json
def letter_command(to: str, show: bool, as_of: str | None, config_file: Path | None, as_json: bool) -> None:
    """Draft the opening of a talk about trust from your record, and print it.

    It owns the dates that slipped, says what you owe now and how that can be checked. What stands in [brackets] is
    yours to write.
    """
    from daemon.core.model import Purpose

    _draft(Purpose.LETTER, to, as_of, config_file, show=show, as_json=as_json)


def _draft(
    purpose: "Purpose", to: str, as_of: str | None, config_file: Path | None, *, show: bool, as_json: bool
) -> None:
    from daemon import human, speaking
    from daemon.cli import house, tell

    with house.opened(config_file, make=False) as (home, store):
        email = human.person(to, (a for p in store.promises() for a in p.to), home)
        found = speaking.write(store, home, purpose, email, house.at(as_of, home), show=show)
        tell.freshness(store, home)
    if as_json:
        click.echo(json.dumps(_as_json(found), ensure_ascii=False))
        return
    _tell(found)


def _as_json(found: "Written") -> dict[str, object]:
    put, draft = found.summary.put, found.summary.draft
    return {
        "key": put.key,
        "purpose": str(put.purpose),
        "account": found.account,
        "state": str(found.row.state) if found.row else None,
        "to": [a.email for a in draft.to],
        "subject": draft.subject,
        "text": draft.text,
        "provenance": [{"sentence": said, "from": origin} for said, origin in found.summary.provenance],
        "promises": list(put.promises),
    }


def _tell(found: "Written") -> None:
    draft = found.summary.draft
    to = ", ".join(f"{a.name} <{a.email}>" if a.name else a.email for a in draft.to)
    click.echo(f"To: {to}\nSubject: {draft.subject}\n\n{indent(draft.text, '  ')}")
    if any("[" in said and origin != "own words" for said, origin in found.summary.provenance):
        click.echo(f"{_YOURS}\n{_UNSEEN}", err=True)
    what = _WHAT.get(found.row.state, _IN_DOUBT) if found.row else _ONLY_SHOWN
    click.echo(what.format(found.account), err=True)
