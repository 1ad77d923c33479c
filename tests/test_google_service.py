"""`headsup login`, `once` and `run` as real processes, against the twin over real HTTP."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.fakes.google import Fault, GoogleTwin, serving, settings
from tests.household import HEADSUP, ROOT

pytest.importorskip("googleapiclient", reason="google-api-python-client is not installed (extra google)")

CONFIG = """
[me]
addresses = ["ada@harbour.example"]
name = "Ada Lind"
zone = "Europe/Berlin"

[speak]
from_start = true
working_hours_only = false

[schedule]
every = 0.1

[store]
url = "sqlite:///ledger.sqlite"

[accounts.me]
kind = "google"
token_key = "file"
"""
# What a browser does with the address it is given: go there, and wherever it is sent.
BROWSER = f"{sys.executable} -c 'import sys, urllib.request as u; u.urlopen(sys.argv[1]).read()' %s"
PARENT_MB = 70


class Newcomer:
    """Ada's machine: a config, and `headsup` in processes of its own."""

    def __init__(self, folder: Path, twin: GoogleTwin, url: str) -> None:
        self.twin, self.config = twin, folder / "config.toml"
        options = "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings(url, twin).items())
        self.config.write_text(CONFIG + options)

    def sends(self, text: str, days_ago: float) -> None:
        at = datetime.now(UTC) - timedelta(days=days_ago)
        head = f"From: Ada Lind <ada@harbour.example>\nTo: Bo Frost <bo@harbour.example>\nDate: {format_datetime(at)}\n"
        head += f"Message-ID: <{at.timestamp()}@harbour.example>\nSubject: The floor plan\n"
        self.twin.mail.deliver(f"{head}\nHi Bo,\n\n{text}\n\nAda\n".encode(), labels={"SENT"}, at=at)

    def command(self, *arguments: str) -> list[str]:
        return [*HEADSUP, *arguments, "--config", str(self.config)]

    def run(self, *arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            self.command(*arguments),
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
            env={**os.environ, "BROWSER": BROWSER},
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def drafts(self) -> list[bytes]:
        return [self.twin.mail.mails[message].raw for message in self.twin.mail.drafts.values()]


@pytest.fixture
def ada(tmp_path: Path) -> Iterator[Newcomer]:
    twin = GoogleTwin(owner="ada@harbour.example", zone="Europe/Berlin")
    with serving(twin) as url:
        newcomer = Newcomer(tmp_path, twin, url)
        newcomer.sends("I'll send you the floor plan tomorrow.", days_ago=6)
        yield newcomer
    assert (twin.violations, twin.offences) == ([], [])


def test_two_commands_from_a_config_to_a_draft(ada: Newcomer) -> None:
    assert "run `headsup login me`" in ada.run("once", code=3)
    assert "signed in" in ada.run("login", "me")
    assert "2 written" in ada.run("once")
    (draft,) = ada.drafts()
    assert b"the floor plan tomorrow" in draft


def test_what_is_off_is_said_where_a_box_was_unticked(ada: Newcomer) -> None:
    ada.twin.oauth.consent = lambda asked: {scope for scope in asked if not scope.endswith("gmail.compose")}
    assert "Not granted: gmail.compose" in ada.run("login", "me")
    said = ada.run("once")
    assert "login me" in said
    assert ada.drafts() == []


def test_a_sign_in_that_ends_tomorrow_is_said(ada: Newcomer) -> None:
    ada.twin.oauth.testing = True
    ada.run("login", "me")
    assert "ends" not in ada.run("once")
    ada.twin.oauth.testing_lasts = timedelta(hours=20)
    ada.run("login", "me")
    assert "The sign-in ends on" in ada.run("once")
    assert "The sign-in ends on" in ada.run("check")


def test_the_service_works_apart_and_stays_small(ada: Newcomer, tmp_path: Path) -> None:
    ada.run("login", "me")
    log = tmp_path / "log"
    with log.open("w") as stderr, subprocess.Popen(ada.command("run"), stderr=stderr, cwd=ROOT) as service:
        try:
            turns(log, 3)
            assert resident_mb(service.pid) <= PARENT_MB
            before = len(ada.twin.requests)
            turns(log, 4)
            asked = [row.template for row in ada.twin.requests[before:]]
            calendars = asked.count("calendar.events.list")
            assert (asked.count("gmail.users.history.list"), len(asked) - calendars) == (1, 1), asked
            assert len(ada.drafts()) == 1
            calls = ada.twin.oauth.token_calls
            ada.twin.oauth.revoke()
            sleep(14)  # two more turns would have come
            assert log.read_text().count("turn failed") == 1
            assert ada.twin.oauth.token_calls == calls + 1
        finally:
            service.send_signal(signal.SIGTERM)
            assert service.wait(10) == 0
    assert "floor plan" not in log.read_text()


def turns(log: Path, number: int) -> None:
    """Wait until so many turns have ended well."""
    until = monotonic() + 60
    while log.read_text().count("event='turn'") < number:
        assert monotonic() < until, log.read_text()
        sleep(0.1)


def resident_mb(pid: int) -> float:
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def test_a_stop_while_google_asks_to_wait_takes_ten_seconds_at_most(tmp_path: Path) -> None:
    twin = GoogleTwin(owner="ada@harbour.example", zone="Europe/Berlin")
    with serving(twin) as url:
        ada = Newcomer(tmp_path, twin, url)
        ada.run("login", "me")
        log = tmp_path / "log"
        with log.open("w") as stderr, subprocess.Popen(ada.command("run"), stderr=stderr, cwd=ROOT) as service:
            try:
                turns(log, 2)
                twin.faults.every(lambda r: True, Fault(429, "rateLimitExceeded", retry_after="28"))
                before = len(twin.requests)
                while len(twin.requests) == before:
                    sleep(0.1)
                told = monotonic()
                service.send_signal(signal.SIGTERM)
                service.wait(20)
            finally:
                service.kill()
        assert monotonic() - told <= 10
        assert "Traceback" not in log.read_text()


CHILD = f"""
import sys
sys.path[:] = [{str(ROOT)!r}, *(place for place in sys.path if place)]
from pathlib import Path
from daemon import apart
try:
    apart.turn(Path("config.toml"), "work", lambda: False)
except Exception:
    pass
"""


def test_the_child_is_our_own_program_wherever_it_is_started(tmp_path: Path) -> None:
    (tmp_path / "daemon.py").write_text("raise SystemExit('another daemon')\n")
    (tmp_path / "config.toml").write_text("")
    done = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert "another daemon" not in done.stderr
