"""Options that several commands share, and the reading of moments, people and keys from words."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

_Command = Callable[..., Any]


def with_config(command: _Command) -> _Command:
    """Add `--config FILE`."""
    return click.option(
        "--config",
        "config_file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="The config file (default: config.toml in your config folder).",
    )(command)


def with_json(command: _Command) -> _Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")(command)


def with_as_of(command: _Command) -> _Command:
    """Add `--as-of TIME`."""
    return click.option(
        "--as-of", "as_of", metavar="TIME", help="Think as if it were this moment (ISO 8601); nothing later is seen."
    )(command)


def zone(name: str) -> ZoneInfo:
    """The zone called `name`. Raises click.BadParameter."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise click.BadParameter(
            f"{name!r} is no time zone; write one such as Europe/Berlin", param_hint="--zone"
        ) from error


def moment(said: str, where: ZoneInfo, option: str) -> datetime:
    """The moment `said` in ISO 8601; without an offset it is local time in `where`. Raises click.BadParameter,
    too for a year the core does not reckon with."""
    from daemon.core.due.almanac import FIRST_YEAR, LAST_YEAR  # only where a moment is given: loading it takes time

    try:
        at = datetime.fromisoformat(said)
    except ValueError as error:
        raise click.BadParameter(
            f"{said!r} is no time; write it as 2026-03-19T09:00 or 2026-03-19", param_hint=option
        ) from error
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise click.BadParameter(
            f"{said!r} is too far off; write a time from {FIRST_YEAR} to {LAST_YEAR}", param_hint=option
        )
    return at if at.utcoffset() is not None else at.replace(tzinfo=where)
