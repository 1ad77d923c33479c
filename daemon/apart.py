"""What needs libraries too heavy to keep in a daemon, in a process of its own: a turn, a notification.

In: the config file, the account. Out: the turn in numbers, or the error that ended it, raised here as it was there.
The child is `headsup once --json`; what it prints holds counts, an error's name and its sentence, no content of a mail.
Of `headsup brief --notify` only the sentence of an error of ours is heard.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import connectors.errors
from connectors.errors import Busy, ConnectorError
from daemon.errors import HeadsupError

# How often the parent looks whether it shall stop, and how long a child that was told to stop may take.
_LOOK = 0.2
_GRACE = 8.0
LONGEST = 3 * 3600.0
"""Seconds a turn may take: a first import of tens of thousands of mails, at Google's pace."""
_LONGEST_WORD = 120.0  # seconds that a notification may take
_SAID = "headsup brief: "


def turn(config_file: Path | None, account: str, stopping: Callable[[], bool]) -> Mapping[str, Any]:
    """One turn of `account` in a child; its counts. Raises ConnectorError and HeadsupError as the turn did."""
    command = _command(config_file, "once", "--json", "--account", account)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:  # noqa: S603 - nothing of it is foreign
        said, _ = _heard(child, stopping, LONGEST)
    return _counts(account, said)


def notify_brief(config_file: Path | None, stopping: Callable[[], bool]) -> None:
    """The brief of now as a notification, by a child. Raises HeadsupError with the child's sentence."""
    command, pipe, nowhere = _command(config_file, "brief", "--notify"), subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdout=nowhere, stderr=pipe, text=True) as child:  # noqa: S603 - as above
        _, said = _heard(child, stopping, _LONGEST_WORD)
    if child.returncode:
        ours = [line.removeprefix(_SAID) for line in said.splitlines() if line.startswith(_SAID)]
        raise HeadsupError("; ".join(ours) or "the brief was not notified; see `headsup brief --notify`")


def _command(config_file: Path | None, *arguments: str) -> list[str]:
    # -P: our own package, whatever lies in the folder we were started in
    command = [sys.executable, "-P", "-m", "daemon", *arguments]
    return [*command, "--config", str(config_file)] if config_file else command


def _heard(child: "subprocess.Popen[str]", stopping: Callable[[], bool], longest: float) -> tuple[str, str]:
    """What the child says until it ends; it is told to stop when the parent is, or when it hangs, and killed then."""
    ran = told = 0.0
    while True:
        try:
            return child.communicate(timeout=_LOOK)
        except subprocess.TimeoutExpired:
            ran += _LOOK
            if told:
                told += _LOOK
            elif stopping() or ran > longest:
                child.terminate()
                told = _LOOK
            if told > _GRACE:
                child.kill()


def _counts(account: str, said: str) -> Mapping[str, Any]:
    try:
        counts: Mapping[str, Any] = json.loads(said)[account]
    except (ValueError, KeyError):
        raise HeadsupError(f"account {account}: the turn ended without a word; it is tried again") from None
    if "error" in counts:
        raise _error(counts)
    return counts


def _error(told: Mapping[str, object]) -> ConnectorError | HeadsupError:
    """The error that the child told of; one that this house does not know is a HeadsupError."""
    said, after = str(told.get("said")), told.get("retry_after")
    kind = getattr(connectors.errors, str(told.get("error")), None)
    if kind is Busy and isinstance(after, float):
        return Busy(said, after)
    return kind(said) if isinstance(kind, type) and issubclass(kind, ConnectorError) else HeadsupError(said)
