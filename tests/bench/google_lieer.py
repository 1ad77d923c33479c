"""The yardstick of `bench-google`: lieer's pull of the same mailbox, in an environment of its own.

In: the twin and its address. Out: seconds and requests, or the sentence why lieer does not run here. Lieer needs
notmuch with its Python binding, which as a rule only a system's own Python has.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from tests.bench.environment import call, python_with, reason
from tests.fakes.google import GoogleTwin

_NEEDED = ("lieer==1.6", "google-api-python-client", "google-auth-oauthlib")
_PULL = str(Path(__file__).with_name("google_lieer_pull.py"))
_SCOPES = ("gmail.readonly", "gmail.labels", "gmail.modify")
_NOTMUCH = """[database]
path={mail}
[user]
name=Bench
primary_email={owner}
[new]
tags=new
"""


@dataclass(frozen=True, slots=True)
class Pull:
    """What a pull took; `said` where there was none."""

    seconds: float = 0.0
    cpu: float = 0.0
    requests: int = 0
    said: str = ""


def pulled(twin: GoogleTwin, url: str, folder: Path) -> Pull:
    """The first pull of the twin's mailbox into `folder`, everything it needs made ready before."""
    try:
        python = python_with("lieer", *_NEEDED, base=_system_python(), sees_base=True)
        mail, environment = _laid(twin, url, folder, python)
        before, began, spent = len(twin.requests), perf_counter(), _children()
        call(python, "-I", _PULL, url, "pull", cwd=mail, env=environment)
    except (OSError, subprocess.SubprocessError) as fault:
        return Pull(said=f"lieer does not run here: {reason(fault)}")
    return Pull(perf_counter() - began, _children() - spent, len(twin.requests) - before)


def _system_python() -> str:
    """The first Python on the path that knows notmuch. Raises FileNotFoundError."""
    there = (shutil.which("python3", path=folder) for folder in os.get_exec_path())
    for python in (found for found in there if found and shutil.which("notmuch")):
        if not subprocess.run([python, "-c", "import notmuch2"], check=False, capture_output=True).returncode:
            return python
    raise FileNotFoundError("it needs notmuch and the binding notmuch2 (Debian: notmuch, python3-notmuch2)")


def _laid(twin: GoogleTwin, url: str, folder: Path, python: str) -> tuple[Path, Mapping[str, str]]:
    """An empty notmuch database with lieer in it, signed in; and the environment that names it."""
    mail = folder / "mail"
    mail.mkdir(parents=True)
    config = folder / "notmuch-config"
    config.write_text(_NOTMUCH.format(mail=mail, owner=twin.world.owner), encoding="utf-8")
    environment = {**os.environ, "NOTMUCH_CONFIG": str(config)}
    call("notmuch", "new", env=environment)
    call(python, "-I", _PULL, url, "init", "--no-auth", twin.world.owner, cwd=mail, env=environment)
    grant = twin.oauth.grant(*(f"https://www.googleapis.com/auth/{name}" for name in _SCOPES))
    told = {
        "token": grant.access_token,
        "refresh_token": grant.refresh_token,
        "token_uri": f"{url}/token",
        "client_id": twin.oauth.client_id,
        "client_secret": twin.oauth.client_secret,
        "scopes": sorted(grant.scopes),
        "expiry": grant.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    (mail / ".credentials.gmailieer.json").write_text(json.dumps(told), encoding="utf-8")
    return mail, environment


def _children() -> float:
    """CPU seconds of the processes that were waited for so far."""
    spent = os.times()
    return spent.children_user + spent.children_system
