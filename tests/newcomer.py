"""Somebody new to Headsup: a config, an account at a provider's twin over real HTTP, and `headsup` as real processes.

These processes go by the machine's clock; what the newcomer sent lies days back by it.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

from tests.household import HEADSUP, ROOT
from tests.provider_story import ME, ZONE, Letter
from tests.providers import Provider

PARENT_MB = 70
"""Megabytes that the waiting service may hold (resident)."""
PATIENCE = 60.0
_CONFIG = f"""
[me]
addresses = ["{ME}"]
name = "Ada Lind"
zone = "{ZONE.key}"

[speak]
from_start = true
working_hours_only = false

[schedule]
every = 0.1

[store]
url = "sqlite:///ledger.sqlite"

[accounts.me]
"""
# What a browser does with the address it is given: go there, and wherever it is sent. It trusts the twin's authority.
_TRUSTS = "ssl.create_default_context(cafile=sys.argv[1] or None)"
_OPENS = f"import ssl, sys, urllib.request as u; u.urlopen(sys.argv[2], context={_TRUSTS}).read()"


class Newcomer:
    """Ada's machine, and her account at `provider`, which is served at `url`."""

    def __init__(self, folder: Path, provider: Provider, url: str) -> None:
        self.provider, self.folder, self.config = provider, folder, folder / "config.toml"
        said = {"kind": provider.kind, **provider.settings(url), **provider.options}
        self.config.write_text(_CONFIG + "".join(f"{name} = {json.dumps(value)}\n" for name, value in said.items()))
        trusted = said.get("ca_bundle", "")
        self._browser = f"{sys.executable} -c '{_OPENS}' '{trusted}' %s"

    def sends(self, text: str, days_ago: float, subject: str = "The floor plan") -> None:
        """A mail to Bo comes to lie among what was sent."""
        at = datetime.now(UTC) - timedelta(days=days_ago)
        self.provider.deliver(Letter(str(at.timestamp()), True, "bo", at, subject, text))

    def command(self, *arguments: str) -> list[str]:
        """`headsup ARGUMENTS` with the newcomer's config, as a command line."""
        return [*HEADSUP, *arguments, "--config", str(self.config)]

    def run(self, *arguments: str, code: int = 0) -> str:
        """What `headsup ARGUMENTS` said before it ended with `code`."""
        done = subprocess.run(
            self.command(*arguments),
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
            env={**os.environ, "BROWSER": self._browser},
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    @contextmanager
    def running(self) -> Iterator["Service"]:
        """`headsup run`, stopped as systemd does; it must end well."""
        log = self.folder / "log"
        with log.open("w") as stderr, subprocess.Popen(self.command("run"), stderr=stderr, cwd=ROOT) as process:
            try:
                yield Service(process, log)
                process.send_signal(signal.SIGTERM)
                assert process.wait(10) == 0
            finally:
                process.kill()


class Service:
    """The service while it runs."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self._process, self._log = process, log

    def log(self) -> str:
        """What it has logged so far."""
        return self._log.read_text()

    def turns(self, number: int) -> None:
        """Wait until so many turns have ended well."""
        self.logs("event='turn'", number)

    def logs(self, words: str, times: int = 1) -> None:
        """Wait until these words stand in the log so many times."""
        until = monotonic() + PATIENCE
        while self.log().count(words) < times:
            assert monotonic() < until, self.log()
            sleep(0.1)

    def resident_mb(self) -> float:
        """The memory it holds."""
        status = Path(f"/proc/{self._process.pid}/status").read_text().splitlines()
        (line,) = [line for line in status if line.startswith("VmRSS")]
        return int(line.split()[1]) / 1024
