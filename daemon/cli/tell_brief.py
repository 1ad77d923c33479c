"""What the commands print of what the owner could help with."""

import json
from collections.abc import Sequence

import click

from daemon.core import asks as asking
from daemon.core import speech
from daemon.core.asks import Suggestion
from daemon.household import Household

_SHOWN = 3  # in a list of promises, where they are an aside
_WIDTH = 90


def asks(found: Sequence[Suggestion], home: Household, *, as_json: bool) -> None:
    """All of them: as one JSON list, or for people."""
    if as_json:
        click.echo(json.dumps([asking.as_json(one, home.zone) for one in found], ensure_ascii=False))
    elif found:
        suggestions(found, home, len(found))
    else:
        click.echo("Nobody has asked a group for something that nobody took up and that you would have time for.")


def suggestions(found: Sequence[Suggestion], home: Household, most: int = _SHOWN) -> None:
    """The first few, each with its words, who asked, when, and how many hours are free; nothing where there is none."""
    for one in found[:most]:
        mail = one.ask.mail
        asked = f"{speech.people((mail.from_,))} asked on {speech.short_when(mail.sent_at, home.zone)}"
        takes, free = speech.hours(one.hours), speech.hours(one.free_hours)
        by = speech.short_when(one.by, home.zone)
        click.echo(f'\nYou could help: {one.ask.key[:6]} "{speech.cut(one.ask.words, _WIDTH)}"')
        click.echo(f"  {asked}, nobody has answered; about {takes}, you have {free} free by {by}")
