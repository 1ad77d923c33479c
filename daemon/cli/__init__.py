"""The command line. Each command lies in a module that is imported only when it is called.

Exit codes: 0 done, 1 something failed and was said, 2 wrong usage, 3 needs sign-in, 4 nothing is configured yet.
"""

from importlib import import_module

import click

_COMMANDS = {
    "demo": ("start", "The main job on a sample mailbox, in a throw-away folder."),
    "init": ("start", "Write a first config from the mailboxes and calendars found under PATH."),
    "once": ("turns", "One turn of every account: pull, think, plan, put."),
    "run": ("turns", "The service, in the foreground."),
    "list": ("promises", "The promises and where they stand."),
    "show": ("promises", "Everything about one promise."),
    "brief": ("brief", "Today's promises, risks and drafts waiting, on one short page."),
    "mark": ("promises", "Say what you know of a promise: kept, dropped, moved ..."),
    "add": ("promises", "Add a promise made aloud, or one that was missed."),
    "read": ("texts", "Find the promises in these mails; no config, no ledger."),
    "when": ("texts", "Say what the words say about when."),
    "judge": ("texts", "Judge a whole small mailbox per JSON line."),
    "replay": ("replay", "What it would have said over past mail, and what came of it; writes nothing."),
    "report": ("report", "The track record: promised, kept, late, moved and slipped, by week and by person."),
    "status-mail": ("speaking", "Draft a mail that says how all you owe somebody stands."),
    "letter": ("speaking", "Draft the opening of a talk about trust, from your record."),
    "login": ("login", "Sign an account in, say what that asks for, or end it."),
    "check": ("turns", "Examine the installation and say what is wrong."),
    "rebuild": ("turns", "Derive everything anew from the facts in the ledger."),
    "undo": ("undo", "Take back what was written, as far as nobody edited it."),
}


class _Commands(click.Group):
    """A group whose commands are named here and imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _ = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"daemon.cli.{module}"), f"{cmd_name.replace('-', '_')}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in _COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="headsup")
def headsup() -> None:
    """Headsup keeps your word: it finds what you promised, sees what may slip, and drafts a heads-up in time.

    It never sends anything. Start with `headsup demo`, then `headsup init PATH-TO-YOUR-MAIL`.
    """
