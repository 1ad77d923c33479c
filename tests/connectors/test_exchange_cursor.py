"""What an Exchange server is asked when nothing happened, and that this takes no library of its own."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.errors import Busy, Unreachable
from connectors.exchange import cursor as cursors
from connectors.types import Ignore, Interest, Note
from tests.connectors.builders import MONDAY
from tests.connectors.exchange_world import ExchangeWorld
from tests.connectors.provider_world import Mirror
from tests.fakes.exchange import Fault

pytest.importorskip("exchangelib", reason="exchangelib is not installed (extra exchange)")

WANTED = Interest(at=MONDAY, until=MONDAY + timedelta(days=190))
NOTE = Note(MONDAY, MONDAY + timedelta(hours=1), "Deck for Bo, due", "I will send the deck.", "high")
SYNC = "SyncFolderItems"


@pytest.fixture(params=["basic", "oauth"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ExchangeWorld]:
    with ExchangeWorld(tmp_path, auth=request.param) as made:
        made.sends(1, "I will send the deck.")
        made.receives(2, "Will you?")
        made.meets("review", MONDAY, MONDAY + timedelta(hours=1))
        yield made


def imported(world: ExchangeWorld) -> Mirror:
    mirror = Mirror()
    mirror.pull(world.account, WANTED)
    return mirror


def test_a_calm_look_is_one_request_for_each_folder(world: ExchangeWorld) -> None:
    mirror = imported(world)
    world.forget_requests()
    assert world.opened().idle(mirror.cursor, WANTED)
    assert (world.asked(), world.asked(SYNC)) == (4, 4), "sent items, inbox, Drafts, the calendar"


@pytest.mark.parametrize("deed", ["sends", "receives", "meets", "reads", "drops", "notes"])
def test_whatever_happens_is_seen(world: ExchangeWorld, deed: str) -> None:
    mirror = imported(world)
    deeds: dict[str, Callable[[], object]] = {
        "sends": lambda: world.sends(3, "Here it is."),
        "receives": lambda: world.receives(3, "Thanks."),
        "meets": lambda: world.meets("talk", MONDAY, MONDAY + timedelta(hours=2)),
        "reads": lambda: world.twin.mail.mark(ids(world)[1], read=False),
        "drops": lambda: world.twin.mail.delete(ids(world)[0]),
        "notes": lambda: world.account.put(NOTE, "key-1"),
    }
    deeds[deed]()
    assert not world.opened().idle(mirror.cursor, WANTED)


def ids(world: ExchangeWorld) -> list[str]:
    return [one.immutable_id for one in world.twin.mail.mails.values()]


def test_what_is_due_by_the_clock_is_not_idle_and_needs_no_request(world: ExchangeWorld) -> None:
    mirror = imported(world)
    world.forget_requests()
    account = world.opened()
    day_later = replace(WANTED, at=MONDAY + timedelta(days=1), until=MONDAY + timedelta(days=191))
    others = [day_later, replace(WANTED, ignore=Ignore(people=frozenset({"x@y.example"})))]
    assert not any(account.idle(mirror.cursor, wanted) for wanted in others)
    assert not account.idle(None, WANTED)
    assert not account.idle("no cursor", WANTED)
    assert world.asked() == 0


def test_a_forgotten_state_is_left_to_a_whole_turn(world: ExchangeWorld) -> None:
    mirror = imported(world)
    world.twin.mail.expire_tokens()
    world.twin.calendars.expire_tokens()
    assert not world.opened().idle(mirror.cursor, WANTED)
    before = dict(mirror.items)
    mirror.pull(world.opened(), WANTED)
    assert mirror.items == before
    assert world.opened().idle(mirror.cursor, WANTED)


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        (Fault(500, "ErrorServerBusy", retry_after="90000"), 90),
        (Fault(500, "ErrorServerBusy", retry_after="soon"), 10),
        (Fault(200, "ErrorServerBusy"), 10),
        (Fault(503, retry_after="120"), 120),
    ],
)
def test_a_busy_server_is_let_be_as_long_as_it_says(world: ExchangeWorld, fault: Fault, seconds: float) -> None:
    mirror = imported(world)
    world.twin.faults.every(lambda row: True, fault)
    with pytest.raises(Busy) as told:
        world.opened().idle(mirror.cursor, WANTED)
    assert told.value.retry_after == seconds


@pytest.mark.parametrize("fault", [Fault(200, "ErrorMailboxMoveInProgress"), Fault(truncated=True), Fault(500)])
def test_no_fault_passes_for_calm(world: ExchangeWorld, fault: Fault) -> None:
    mirror = imported(world)
    world.twin.faults.every(lambda row: True, fault)
    with suppress(Unreachable):
        assert not world.opened().idle(mirror.cursor, WANTED)


def test_with_ntlm_a_whole_turn_asks(tmp_path: Path) -> None:
    with ExchangeWorld(tmp_path, auth="ntlm") as world:
        mirror = imported(world)
        world.forget_requests()
        assert not world.opened().idle(mirror.cursor, WANTED)
        assert world.asked() == 0


LOOK = """
import json, resource, sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from connectors import open_account
from connectors.types import Clock, Interest, Surroundings

told = json.loads(sys.argv[1])
clock = Clock(lambda: datetime.now(UTC), time.monotonic, time.sleep)
home = Path(told["home"])
around = Surroundings(home, "Europe/Berlin", frozenset({"ada@harbour.example"}), home / "state", clock)
account = open_account("work", "exchange", told["options"], around)
at = datetime.fromisoformat(told["at"])
idle = account.idle(told["cursor"], Interest(at=at, until=at + timedelta(days=190)))
libraries = {"exchangelib", "spnego", "requests_ntlm", "oauthlib", "requests_oauthlib", "lxml", "dns"}
heavy = [name for name in sys.modules if name.partition(".")[0] in libraries]
print(json.dumps([idle, heavy, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def test_neither_opening_nor_looking_loads_exchangelib(world: ExchangeWorld) -> None:
    mirror = imported(world)
    told = {"home": str(world.home), "options": world.options, "cursor": mirror.cursor, "at": MONDAY.isoformat()}
    # By way of a small process: a child counts the memory of the one it was forked from as its own peak.
    small = [sys.executable, "-c", "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"]
    command = [*small, sys.executable, "-c", LOOK, json.dumps(told)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    idle, heavy, peak_mb = json.loads(done.stdout)
    assert (idle, heavy) == (True, [])
    assert peak_mb <= 70


def test_opening_makes_no_request(world: ExchangeWorld) -> None:
    world.forget_requests()
    world.opened()
    assert world.asked() == 0


# --- the cursor itself ------------------------------------------------------------------------------------------------


def test_a_cursor_is_read_back_as_it_was_and_anything_else_is_lost(world: ExchangeWorld) -> None:
    text = imported(world).cursor or ""
    assert cursors.dump(cursors.load(text)) == text
    for other in ("", "{}", "[]", "null", text[:-5], text.replace('"v":1', '"v":2'), '{"v":1}'):
        assert cursors.load(other) == cursors.LOST
