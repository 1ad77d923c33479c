"""What only Google does, by `headsup` as real processes against the twin over real HTTP."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import sleep

import pytest

from tests.fakes.google import Fault
from tests.household import ROOT
from tests.newcomer import Newcomer
from tests.provider_story import ME, ZONE
from tests.providers.google import AtGoogle

pytest.importorskip("googleapiclient", reason="google-api-python-client is not installed (extra google)")


@pytest.fixture
def google() -> Iterator[AtGoogle]:
    """The account."""
    provider = AtGoogle.of(ME, ZONE.key, checked=True)
    yield provider
    assert (provider.twin.violations, provider.twin.offences) == ([], [])


@pytest.fixture
def ada(google: AtGoogle, tmp_path: Path) -> Iterator[Newcomer]:
    """Somebody who promised a floor plan six days ago for the day after."""
    with google.serving() as url:
        newcomer = Newcomer(tmp_path, google, url)
        newcomer.sends("I'll send you the floor plan tomorrow.", days_ago=6)
        yield newcomer


def test_a_newcomer_is_told_what_to_run(ada: Newcomer) -> None:
    assert "run `headsup login me`" in ada.run("once", code=3)


def test_what_is_off_is_said_where_a_box_was_unticked(google: AtGoogle, ada: Newcomer) -> None:
    google.twin.oauth.consent = lambda asked: {scope for scope in asked if not scope.endswith("gmail.compose")}
    assert "Not granted: gmail.compose" in ada.run("login", "me")
    said = ada.run("once")
    assert "login me" in said
    assert google.drafts() == []


def test_a_sign_in_that_ends_tomorrow_is_said(google: AtGoogle, ada: Newcomer) -> None:
    google.twin.oauth.testing = True
    ada.run("login", "me")
    assert "ends" not in ada.run("once")
    google.twin.oauth.testing_lasts = timedelta(hours=20)
    ada.run("login", "me")
    assert "The sign-in ends on" in ada.run("once")
    assert "The sign-in ends on" in ada.run("check")


def test_the_mail_is_asked_for_by_one_small_question(google: AtGoogle, ada: Newcomer) -> None:
    ada.run("login", "me")
    with ada.running() as service:
        service.turns(3)
        before = len(google.twin.requests)
        service.turns(4)
        asked = [row.template for row in google.twin.requests[before:]]
        calendars = asked.count("calendar.events.list")
        assert (asked.count("gmail.users.history.list"), len(asked) - calendars) == (1, 1), asked


def test_a_stop_while_google_asks_to_wait_takes_ten_seconds_at_most(google: AtGoogle, ada: Newcomer) -> None:
    ada.run("login", "me")
    with ada.running() as service:
        service.turns(2)
        google.twin.faults.every(lambda r: True, Fault(429, "rateLimitExceeded", retry_after="28"))
        before = len(google.twin.requests)
        while len(google.twin.requests) == before:
            sleep(0.1)
        # `running` stops it, waits for ten seconds at most, and wants it to end well
    assert "Traceback" not in service.log()


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
