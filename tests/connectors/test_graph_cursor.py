"""Where a pull left off, the light look that says that nothing happened, and what answers of Microsoft's mean."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors import open_account
from connectors._folders import Role
from connectors.errors import (
    AuthNeeded,
    Busy,
    Changed,
    ConnectorError,
    Gone,
    Misconfigured,
    Refused,
    Unreachable,
    Unwritable,
)
from connectors.graph import cursor as cursors
from connectors.graph import faults
from connectors.graph.cursor import LOST, Cursor, Days, Place
from connectors.types import Ignore, Interest, Page
from tests.connectors.builders import BO, MONDAY
from tests.connectors.graph_world import GraphWorld
from tests.connectors.provider_world import Mirror
from tests.fakes.graph import Fault

pytest.importorskip("msal", reason="msal is not installed (extra graph)")

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MAIL, DAYS, VIEW = (
    "GET /me/mailFolders/{id}/messages/delta",
    "GET /me/calendarView/delta",
    "GET /me/calendars/{id}/calendarView",
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[GraphWorld]:
    with GraphWorld(tmp_path) as made:
        yield made


def wanted(world: GraphWorld) -> Interest:
    now = world.twin.now
    return Interest(people=frozenset({BO.email}), at=now, until=now + 190 * DAY)


def imported(world: GraphWorld) -> Mirror:
    world.sends(1, "I will.")
    world.meets("review", MONDAY, MONDAY + HOUR)
    mirror = Mirror()
    mirror.pull(world.account, wanted(world))
    return mirror


# --- the light look --------------------------------------------------------------------------------------------------


def test_a_look_costs_one_request_for_each_folder_and_each_calendar(world: GraphWorld) -> None:
    world.twin.calendars.add("Team")
    world.twin.mail.make_folder("Project", "inbox")
    mirror = imported(world)
    world.forget_requests()
    assert world.account.idle(mirror.cursor, wanted(world))
    folders = ["sent", "inbox", "project", "archive", "drafts"]
    assert sorted(row.template for row in world.twin.requests) == sorted([*([MAIL] * len(folders)), DAYS, VIEW])


def test_a_look_that_says_nothing_is_as_a_pull_without_a_page(world: GraphWorld) -> None:
    mirror = imported(world)
    for minutes in (0, 20, 55):
        world.twin.now = MONDAY + timedelta(minutes=minutes)
        assert world.account.idle(mirror.cursor, wanted(world))
        assert mirror.pull(world.account, wanted(world)) == 0


def test_a_token_that_must_be_renewed_first_is_a_whole_turns_business(world: GraphWorld) -> None:
    mirror = imported(world)
    world.hands.pass_by(2 * HOUR)
    world.forget_requests()
    assert not world.account.idle(mirror.cursor, wanted(world))
    assert world.asked() == 0
    mirror.pull(world.account, wanted(world))
    assert world.opened().idle(mirror.cursor, wanted(world))


@pytest.mark.parametrize("deed", ["mail", "moved", "meeting", "draft", "forgotten mail", "forgotten days"])
def test_a_look_sees_whatever_happened(world: GraphWorld, deed: str) -> None:
    mirror = imported(world)
    one = next(iter(world.twin.mail.mails.values()))
    half = world.twin.mail.written({"subject": "Half a thought"})
    deeds: dict[str, Callable[[], object]] = {
        "mail": lambda: world.receives(2, "Where is it?"),
        "moved": lambda: world.twin.mail.move(one.immutable_id, "archive"),
        "meeting": lambda: world.meets("another", MONDAY, MONDAY + HOUR),
        "draft": lambda: world.twin.mail.add(half, "drafts", lag=False),
        "forgotten mail": world.twin.mail.expire_tokens,
        "forgotten days": world.twin.calendars.expire_tokens,
    }
    deeds[deed]()
    assert not world.account.idle(mirror.cursor, wanted(world))
    assert mirror.pull(world.account, wanted(world)) >= 1
    assert world.account.idle(mirror.cursor, wanted(world))


@pytest.mark.parametrize("left", [("User.Read", "Mail.Read"), ("User.Read", "Calendars.Read")])
def test_a_look_goes_no_further_than_what_is_granted(world: GraphWorld, left: tuple[str, ...]) -> None:
    mirror = imported(world)
    world.twin.entra.revoke()  # what was once consented to would be granted again
    world.sign_in(*left)
    world.forget_requests()
    assert world.opened().idle(mirror.cursor, wanted(world))
    assert {row.template for row in world.twin.requests} == ({MAIL} if "Mail.Read" in left else {DAYS})


def test_there_is_no_look_where_a_turn_is_due_anyway(world: GraphWorld) -> None:
    mirror = Mirror()
    assert not world.account.idle(None, wanted(world))
    world.sends(1, "I will.")
    mirror.pull(world.account, wanted(world), pages=2)
    assert not world.account.idle(mirror.cursor, wanted(world)), "the import is under way"
    mirror.pull(world.account, wanted(world))
    world.forget_requests()
    shut = replace(wanted(world), ignore=Ignore(people=frozenset({BO.email})))
    assert not world.account.idle(mirror.cursor, shut), "other mail is shut out now"
    world.hands.pass_by(DAY)
    assert not world.account.idle(mirror.cursor, wanted(world)), "the cursor is a day old"
    assert world.asked() == 0


def test_a_round_of_changes_that_was_broken_off_goes_on_or_begins_anew(world: GraphWorld) -> None:
    mirror = imported(world)
    for number in range(2, 260):
        world.sends(number, "I will, too.")
    mirror.pull(world.account, wanted(world), pages=1)
    assert not world.account.idle(mirror.cursor, wanted(world))
    world.twin.pages.expire()
    mirror.pull(world.account, wanted(world))
    assert len(mirror.mails()) == 259
    assert world.account.idle(mirror.cursor, wanted(world))


def test_once_a_day_a_page_keeps_the_cursor_young(world: GraphWorld) -> None:
    mirror = imported(world)
    world.hands.pass_by(DAY)
    assert mirror.pull(world.account, wanted(world)) >= 1
    assert mirror.pull(world.account, wanted(world)) == 0
    assert world.account.idle(mirror.cursor, wanted(world))


@pytest.mark.parametrize("fault", [Fault(503, retry_after="60"), Fault(401)])
def test_a_look_raises_what_a_pull_would(world: GraphWorld, fault: Fault) -> None:
    mirror = imported(world)
    world.twin.faults.every(lambda r: not r.template.startswith("entra"), fault)
    with pytest.raises((Busy, AuthNeeded)):
        world.account.idle(mirror.cursor, wanted(world))


LOOK = """
import json, sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from connectors import open_account
from connectors.types import Clock, Interest, Surroundings

told = json.loads(sys.argv[1])
at = datetime.fromisoformat(told["at"])
clock = Clock(lambda: at, time.monotonic, time.sleep)
home = Path(told["home"])
around = Surroundings(home, "Europe/Berlin", frozenset({"ada@harbour.example"}), home / "state", clock)
account = open_account("work", "graph", told["options"], around)
heavy = ("msal", "jwt", "connectors._mime", "connectors._ical")
idle = account.idle(told["cursor"], Interest(at=at, until=at + timedelta(days=190)))
loaded = [name for name in sys.modules if name.startswith(heavy)]
(line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")]
print(json.dumps([idle, loaded, int(line.split()[1]) / 1024]))
"""
LOOK_MB = 60


def test_neither_opening_nor_looking_loads_msal_or_readers_or_takes_much_room(world: GraphWorld) -> None:
    mirror = imported(world)
    told = {"home": str(world.home), "options": world.options, "cursor": mirror.cursor, "at": MONDAY.isoformat()}
    done = subprocess.run([sys.executable, "-c", LOOK, json.dumps(told)], capture_output=True, text=True, check=True)
    idle, loaded, megabytes = json.loads(done.stdout)
    assert (idle, loaded) == (True, [])
    assert megabytes <= LOOK_MB


def test_opening_makes_no_request(world: GraphWorld) -> None:
    world.forget_requests()
    world.opened()
    assert world.asked() == 0


@pytest.mark.parametrize("options", [{"since_days": 0}, {"since_days": "90"}, {"client_id": ""}])
def test_wrong_options_are_said_before_anything_is_asked(world: GraphWorld, options: dict[str, object]) -> None:
    with pytest.raises(Misconfigured, match=r"accounts\.work"):
        open_account("work", "graph", {**world.options, **options}, world.around)


# --- the cursor ------------------------------------------------------------------------------------------------------


def test_a_cursor_comes_back_as_it_was() -> None:
    whole = Cursor(
        since=MONDAY,
        folders={"f1": Place(Role.SENT, "/me/a", "/me/b", listed=True), "f2": Place(Role.DRAFTS)},
        sent="f1",
        trash=("f3", "f4"),
        left=("Project 30",),
        looked_at=MONDAY,
        sweep=True,
        at=MONDAY + HOUR,
        resynced_at=MONDAY - DAY,
        scope="s",
        calendars={"c1": Days(link="/me/c", since=MONDAY, until=MONDAY + DAY, first=True, ours=False, mine=True)},
        counted_at=MONDAY,
        own="c2",
    )
    assert cursors.load(cursors.dump(whole)) == whole
    assert cursors.load(cursors.dump(Cursor())) == Cursor() == cursors.load(None)


@pytest.mark.parametrize("text", ["", "{}", "nonsense", "[]", '{"v": 0}', '{"v": 1}', '{"v": 1, "since": 7}', "null"])
def test_a_cursor_that_cannot_be_read_is_lost(text: str) -> None:
    assert cursors.load(text) == LOST


def test_after_a_lost_cursor_what_is_gone_is_swept(world: GraphWorld) -> None:
    mirror = imported(world)
    world.sends(2, "I will, too.")
    world.twin.mail.delete(next(iter(world.twin.mail.mails.values())).immutable_id)
    mirror.cursor = '{"v": 0}'
    mirror.pull(world.account, wanted(world))
    assert list(mirror.mails()) == ["m2@harbour.example"]
    assert mirror.pull(world.account, wanted(world)) == 0


def test_no_word_of_any_mail_stands_in_a_cursor(world: GraphWorld) -> None:
    world.sends(1, "canary-body")
    world.meets("canary-uid", MONDAY, MONDAY + HOUR)
    pages: list[Page] = list(world.account.pull(None, wanted(world)))
    assert "canary" not in "".join(page.cursor for page in pages)


# --- what answers mean -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "BadRequest", Refused),
        (400, "ErrorInvalidIdMalformed", Gone),
        (401, "InvalidAuthenticationToken", AuthNeeded),
        (403, "ErrorAccessDenied", Refused),
        (403, "ErrorQuotaExceeded", Unwritable),
        (404, "ErrorItemNotFound", Gone),
        (404, "MailboxNotEnabledForRESTAPI", Refused),
        (409, "ErrorFolderExists", Refused),
        (410, "SyncStateNotFound", Gone),
        (400, "SyncStateInvalid", Gone),
        (412, "ErrorIrresolvableConflict", Changed),
        (418, "Teapot", Refused),
        (429, "ApplicationThrottled", Busy),
        (500, "ErrorInternalServerError", Unreachable),
        (503, "ErrorServerBusy", Busy),
        (504, "UnknownError", Busy),
        (507, "ErrorInsufficientStorage", Unwritable),
    ],
)
def test_an_answer_becomes_an_error_of_the_house(status: int, code: str, kind: type[ConnectorError]) -> None:
    error = faults.error(status, json.dumps({"error": {"code": code, "message": "canary"}}).encode())
    assert isinstance(error, kind)
    assert "canary" not in str(error)
    assert str(error).endswith(".")


@pytest.mark.parametrize("text", [b"", b"<html>", b"[]", b'{"error": "invalid_grant"}', b'{"error": {"code": [7]}}'])
def test_an_answer_without_a_code_is_a_refusal(text: bytes) -> None:
    assert type(faults.error(403, text)) is Refused
