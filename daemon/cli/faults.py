"""Errors of ours end a command with one sentence and an exit code; any other error is a fault of the program."""

from typing import Any

import click

from config.settings import ConfigError, NotConfigured
from connectors.errors import AuthNeeded, ConnectorError, Misconfigured
from daemon.errors import HeadsupError

_CODES: tuple[tuple[type[Exception], int], ...] = (
    (NotConfigured, 4),
    (ConfigError, 2),
    (Misconfigured, 2),
    (AuthNeeded, 3),
    (ConnectorError, 1),
    (HeadsupError, 1),
)


class Command(click.Command):
    """A command that says an error of ours in a sentence on stderr, never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        try:
            return super().invoke(ctx)
        except (ConfigError, ConnectorError, HeadsupError) as error:
            click.echo(f"headsup {self.name}: {error}", err=True)
            ctx.exit(code_of(error))
        except BrokenPipeError:
            raise  # the reader of our output has left; click ends quietly
        except OSError as error:
            if error.filename is None:
                raise
            click.echo(f"headsup {self.name}: {error.filename}: {error.strerror}; choose another place", err=True)
            ctx.exit(1)


def code_of(error: Exception) -> int:
    """The exit code of an error; 1 for a fault of the program that was caught and counted."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), 1)
