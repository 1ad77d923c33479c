"""The command `login`: for every kind of account that signs in somewhere."""

import webbrowser
from pathlib import Path

import click

from daemon.cli.faults import Command
from daemon.cli.options import with_config


@click.command(cls=Command, epilog="Example: headsup login work --no-browser")
@click.argument("account")
@click.option("--scopes", is_flag=True, help="Only say what a sign-in asks for, and why.")
@click.option("--no-browser", is_flag=True, help="Show the address, for a browser on any machine.")
@click.option("--device-code", is_flag=True, help="Show a short code to type on another machine (Microsoft only).")
@click.option("--revoke", is_flag=True, help="End the sign-in at the provider, and forget it here.")
@with_config
def login_command(  # each of them is an option of the command
    account: str, scopes: bool, no_browser: bool, device_code: bool, revoke: bool, config_file: Path | None
) -> None:
    """Sign the account in; what was granted is said, and what is off without the rest."""
    from config import load
    from connectors import sign_in_of
    from connectors._signing import Owner
    from daemon import logs
    from daemon.cli import house
    from daemon.household import household
    from daemon.sealed import sealed
    from daemon.service import CLOCK

    logs.configure()
    home = household(load(config_file), CLOCK)
    house.known((account,), home)
    chosen = home.settings.accounts[account]
    signing = sign_in_of(chosen.kind)
    if signing is None:
        click.echo(f"Account {account} needs no sign-in: kind {chosen.kind!r} reads what lies on this machine.")
        return
    options, around = sealed(chosen.options), home.surroundings
    if scopes:
        said = [signing.scopes_text(options)]
    elif revoke:
        said = signing.revoke(account, around, options)
    else:
        owner = Owner(click.echo, click.prompt, None if no_browser else webbrowser.open, device_code)
        said = [*signing.sign_in(account, around, options, owner), "Next: headsup once"]
    click.echo("\n".join(said))
