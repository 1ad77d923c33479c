"""The commands a newcomer starts with: `demo` and `init`."""

import sys
from pathlib import Path

import click

from daemon.cli.faults import Command
from daemon.cli.options import with_config


@click.command(cls=Command, epilog="Example: headsup demo")
@click.option(
    "--keep", type=click.Path(path_type=Path, file_okay=False), help="Work in this folder and leave it there."
)
def demo_command(keep: Path | None) -> None:
    """The main job on a sample mailbox and calendar, in a throw-away folder."""
    from daemon.cli import demo

    demo.run(keep)


@click.command(cls=Command, epilog="Example: headsup init ~/Mail")
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False), default=".")
@click.option("--boss", metavar="ADDR", help="Who `--to boss` means; asked for on a terminal.")
@click.option("--force", is_flag=True, help="Overwrite a config that is already there.")
@with_config
@click.pass_context
def init_command(ctx: click.Context, path: Path, boss: str | None, force: bool, config_file: Path | None) -> None:
    """Write a first config from the mailboxes and calendars found under PATH."""
    from config.settings import default_file
    from daemon import setup

    target = (config_file or default_file()).expanduser().absolute()
    if target.exists() and not force:
        raise click.UsageError(f"{target} is there already; --force overwrites it, --config FILE writes another")
    with click.progressbar(length=1, label=f"Looking through {path}", file=sys.stderr) as bar:
        found = setup.survey(path.absolute())
        bar.update(1)
    if not found.sent:
        click.echo(f"headsup init: no mail that you sent was found under {path}; name the folder it lies in", err=True)
        ctx.exit(1)
    if boss is None and sys.stdin.isatty():
        usual = ", ".join(found.often[:3])
        boss = click.prompt(f"Who is your boss (address; often written to: {usual})", default="", show_default=False)
    target.parent.mkdir(parents=True, exist_ok=True)
    text = setup.config_text(found, target.parent, boss or None)
    target.write_text(text, encoding="utf-8")
    click.echo(text)
    click.echo(f"Written to {target}. Read it through, then try: headsup once --config {target}")
