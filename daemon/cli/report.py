"""The command `report`: the track record. It reads the ledger and writes nothing but the picture it is asked for."""

import json
from pathlib import Path

import click

from daemon.cli.faults import Command
from daemon.cli.options import with_as_of, with_config, with_json

_MOST = 52  # weeks


@click.command(cls=Command, epilog="Example: headsup report --to boss --weeks 8 --svg record.svg")
@click.option("--to", "to", metavar="ADDR", help="Only what was promised to them: an address, a name or `boss`.")
@click.option("--weeks", type=click.IntRange(1, _MOST), default=12, show_default=True, help="So many weeks up to now.")
@click.option("--svg", "picture", type=click.Path(path_type=Path, dir_okay=False), help="Draw it into this file, too.")
@with_as_of
@with_config
@with_json
def report_command(
    to: str | None, weeks: int, picture: Path | None, as_of: str | None, config_file: Path | None, as_json: bool
) -> None:
    """The track record: what was promised, kept, kept late, moved in time and slipped, by week and by person.

    The score counts a slip by how late it was, and a new date told in time nearly as a promise kept.
    """
    from daemon import bookkeeping, human
    from daemon.cli import house, tell_report
    from daemon.core import track
    from daemon.core.track import svg

    with house.opened(config_file, make=False) as (home, store):
        at = house.at(as_of, home)
        judged = bookkeeping.whole(store, home, at)
        known = (a for p in judged.ledger.promises for a in p.to)
        wanted = human.person(to, known, home) if to else None
        own = {mail.key for mail in judged.mails.values() if mail.own}
        words = track.words(judged.ledger, own, home.owner, at)
        found = track.track(words, at.date(), weeks, wanted)
        extent = tell_report.extent(store, home, at, wanted)
    if picture:
        picture.write_text(svg.picture(found, tell_report.heading(home.owner, wanted)), encoding="utf-8")
        click.echo(f"Drawn into {picture}.", err=True)
    if as_json:
        click.echo(json.dumps(tell_report.as_json(found, extent), ensure_ascii=False))
    else:
        tell_report.told(found, extent, tell_report.heading(home.owner, wanted))
