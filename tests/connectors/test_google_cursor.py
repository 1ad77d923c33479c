"""Where a pull left off, the light look that says that nothing happened, and what answers of Google's mean."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors import open_account
from connectors._interest import scope
from connectors.errors import AuthNeeded, Busy, Changed, ConnectorError, Gone, Misconfigured, Refused, Unreachable
from connectors.google import cursor as cursors
from connectors.google import faults, interest
from connectors.google.cursor import LOST, Cursor, Listing, Place
from connectors.types import Ignore, Interest, Page
from tests.connectors.builders import BO, MONDAY
from tests.connectors.google_world import GoogleWorld
from tests.connectors.provider_world import Mirror
from tests.fakes.google import Fault

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[GoogleWorld]:
    with GoogleWorld(tmp_path) as made:
        yield made


def wanted(world: GoogleWorld) -> Interest:
    now = world.twin.now
    return Interest(people=frozenset({BO.email}), at=now, until=now + 190 * DAY)


def imported(world: GoogleWorld) -> Mirror:
    world.sends(1, "I will.")
    world.meets("review", MONDAY, MONDAY + HOUR)
    mirror = Mirror()
    mirror.pull(world.account, wanted(world))
    return mirror


# --- the light look --------------------------------------------------------------------------------------------------


def test_a_look_costs_one_request_for_mail_and_one_for_each_calendar(world: GoogleWorld) -> None:
    world.twin.calendars.add("Team")
    mirror = imported(world)
    world.forget_requests()
    assert world.account.idle(mirror.cursor, wanted(world))
    found = [row.template for row in world.twin.requests]
    assert found == ["gmail.users.history.list", "calendar.events.list", "calendar.events.list"]


def test_a_look_that_says_nothing_is_as_a_pull_without_a_page(world: GoogleWorld) -> None:
    mirror = imported(world)
    for hours in (0, 5, 23):
        world.twin.now = MONDAY + hours * HOUR
        assert world.account.idle(mirror.cursor, wanted(world))
        assert mirror.pull(world.account, wanted(world)) == 0


@pytest.mark.parametrize("deed", ["mail", "label", "meeting", "draft", "forgotten history", "forgotten token"])
def test_a_look_sees_whatever_happened(world: GoogleWorld, deed: str) -> None:
    mirror = imported(world)
    deeds = {
        "mail": lambda: world.receives(2, "Where is it?"),
        "label": lambda: world.twin.mail.relabel(next(iter(world.twin.mail.mails)), add={"TRASH"}),
        "meeting": lambda: world.meets("another", MONDAY, MONDAY + HOUR),
        "draft": lambda: world.twin.mail.write_draft(b"Subject: Half\r\n\r\nA thought.", None, None),
        "forgotten history": world.twin.mail.forget_history,
        "forgotten token": world.twin.calendars.expire_tokens,
    }
    deeds[deed]()
    assert not world.account.idle(mirror.cursor, wanted(world))
    assert mirror.pull(world.account, wanted(world)) >= 1
    assert world.account.idle(mirror.cursor, wanted(world))


@pytest.mark.parametrize(
    ("template", "key"), [("calendar.events.list", "syncToken"), ("gmail.users.history.list", "startHistoryId")]
)
def test_a_cursor_that_google_calls_invalid_is_given_up(world: GoogleWorld, template: str, key: str) -> None:
    mirror = imported(world)
    world.twin.faults.every(lambda r: r.template == template and key in r.keys, Fault(400, "invalid"))
    assert not world.account.idle(mirror.cursor, wanted(world))
    world.sends(2, "I will, too.")
    world.meets("another", MONDAY, MONDAY + HOUR)
    mirror.pull(world.opened(), wanted(world))
    assert (len(mirror.mails()), set(mirror.events())) == (2, {"review", "another"})
    world.twin.faults.clear()
    assert mirror.pull(world.opened(), wanted(world)) == 0
    assert world.opened().idle(mirror.cursor, wanted(world))


@pytest.mark.parametrize("left", ["gmail.readonly", "calendar.events.readonly calendar.calendarlist.readonly"])
def test_a_look_goes_no_further_than_what_is_granted(world: GoogleWorld, left: str) -> None:
    mirror = imported(world)
    world.sign_in(*(f"https://www.googleapis.com/auth/{name}" for name in left.split()))
    world.forget_requests()
    assert world.opened().idle(mirror.cursor, wanted(world))
    assert world.asked() == 1


def test_there_is_no_look_where_a_turn_is_due_anyway(world: GoogleWorld) -> None:
    mirror = Mirror()
    assert not world.account.idle(None, wanted(world))
    world.sends(1, "I will.")
    mirror.pull(world.account, wanted(world), pages=1)
    assert not world.account.idle(mirror.cursor, wanted(world)), "the import is under way"
    mirror.pull(world.account, wanted(world))
    world.forget_requests()
    shut = replace(wanted(world), ignore=Ignore(people=frozenset({BO.email})))
    assert not world.account.idle(mirror.cursor, shut), "other mail is shut out now"
    world.hands.pass_by(DAY)
    assert not world.account.idle(mirror.cursor, wanted(world)), "the cursor is a day old"
    assert world.asked() == 0


def test_once_a_day_a_page_keeps_the_cursor_young(world: GoogleWorld) -> None:
    mirror = imported(world)
    world.hands.pass_by(DAY)
    assert mirror.pull(world.account, wanted(world)) == 1
    assert mirror.pull(world.account, wanted(world)) == 0
    assert world.account.idle(mirror.cursor, wanted(world))


def test_a_clock_that_was_ahead_for_a_moment_does_not_end_the_daily_look(world: GoogleWorld) -> None:
    mirror = Mirror()
    mirror.pull(world.account, Interest(at=MONDAY + 3000 * DAY, until=MONDAY + 3190 * DAY))
    assert not world.opened().idle(mirror.cursor, wanted(world))
    world.forget_requests()
    for _ in range(3):
        mirror.pull(world.opened(), wanted(world))
        mirror.pull(world.opened(), wanted(world))
        world.hands.pass_by(DAY)
    assert world.asked("calendar.calendarList.list") == 3


@pytest.mark.parametrize("fault", [Fault(503, "backendError", retry_after="60"), Fault(401, "authError")])
def test_a_look_raises_what_a_pull_would(world: GoogleWorld, fault: Fault) -> None:
    mirror = imported(world)
    world.twin.faults.every(lambda r: not r.template.startswith("oauth"), fault)
    with pytest.raises((Busy, AuthNeeded)):
        world.account.idle(mirror.cursor, wanted(world))


LOOK = """
import json, sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from connectors import open_account
from connectors.types import Clock, Interest, Surroundings

told = json.loads(sys.argv[1])
clock = Clock(lambda: datetime.now(UTC), time.monotonic, time.sleep)
home = Path(told["home"])
around = Surroundings(home, "Europe/Berlin", frozenset({"ada@harbour.example"}), home / "state", clock)
account = open_account("work", "google", told["options"], around)
libraries = {"googleapiclient", "httplib2", "google", "google_auth_oauthlib"}
heavy = [name for name in sys.modules if name.partition(".")[0] in libraries]
at = datetime.fromisoformat(told["at"])
idle = account.idle(told["cursor"], Interest(at=at, until=at + timedelta(days=190)))
heavy += [name for name in sys.modules if name.partition(".")[0] in libraries]
print(json.dumps([idle, heavy]))
"""


def test_neither_opening_nor_looking_loads_googles_library(world: GoogleWorld) -> None:
    mirror = imported(world)
    told = {"home": str(world.home), "options": world.options, "cursor": mirror.cursor, "at": MONDAY.isoformat()}
    done = subprocess.run([sys.executable, "-c", LOOK, json.dumps(told)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [True, []]


def test_opening_makes_no_request(world: GoogleWorld) -> None:
    world.forget_requests()
    world.opened()
    assert world.asked() == 0


@pytest.mark.parametrize("options", [{"since_days": 0}, {"since_days": "90"}, {"since_days": True}, {"user": ""}])
def test_wrong_options_are_said_before_anything_is_asked(world: GoogleWorld, options: dict[str, object]) -> None:
    with pytest.raises(Misconfigured, match=r"accounts\.work"):
        open_account("work", "google", {**world.options, **options}, world.around)


# --- the cursor ------------------------------------------------------------------------------------------------------


def test_a_cursor_comes_back_as_it_was() -> None:
    whole = Cursor(
        history=str(2**80),
        since=MONDAY,
        listing=Listing(sent=False, token="t", after="a", since=MONDAY, sweep=True),
        at=datetime(2025, 3, 4, tzinfo=UTC),
        resynced_at=datetime(2025, 3, 3, tzinfo=UTC),
        scope="s",
        calendars={"ada@harbour.example": Place("x", MONDAY, None, mine=False, ours=True)},
        looked_at=MONDAY,
        own="c1",
    )
    assert cursors.load(cursors.dump(whole)) == whole
    assert cursors.load(cursors.dump(Cursor())) == Cursor() == cursors.load(None)


def test_a_cursor_from_before_resyncs_were_remembered_is_still_one() -> None:
    known = Cursor(history="7", at=MONDAY)
    told = json.loads(cursors.dump(known))
    del told["resynced_at"]
    assert cursors.load(json.dumps(told)) == known


@pytest.mark.parametrize("text", ["", "{}", "nonsense", "[]", '{"v": 0}', '{"v": 1}', '{"v": 1, "since": 7}', "null"])
def test_a_cursor_that_cannot_be_read_is_lost(text: str) -> None:
    assert cursors.load(text) == LOST


def test_after_a_lost_cursor_what_is_gone_is_swept(world: GoogleWorld) -> None:
    mirror = imported(world)
    world.sends(2, "I will, too.")
    world.twin.mail.delete(next(iter(world.twin.mail.mails)))
    mirror.cursor = '{"v": 0}'
    mirror.pull(world.account, wanted(world))
    assert list(mirror.mails()) == ["m2@harbour.example"]
    assert mirror.pull(world.account, wanted(world)) == 0


def test_no_word_of_any_mail_stands_in_a_cursor(world: GoogleWorld) -> None:
    world.sends(1, "canary-body")
    world.meets("canary-uid", MONDAY, MONDAY + HOUR)
    pages: list[Page] = list(world.account.pull(None, wanted(world)))
    assert "canary" not in "".join(page.cursor for page in pages)


# --- what is shut out ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("private", {"L1", "L2"}),
        ("private/cleo", {"L2"}),
        ("promotions", {"CATEGORY_PROMOTIONS"}),
        ("category_promotions", {"CATEGORY_PROMOTIONS"}),
        ("inbox", {"INBOX"}),
        ("priv", set()),
    ],
)
def test_labels_are_known_by_their_names(name: str, found: set[str]) -> None:
    labels = [
        {"id": "L1", "name": "Private"},
        {"id": "L2", "name": "Private/Cleo"},
        {"id": "CATEGORY_PROMOTIONS", "name": "CATEGORY_PROMOTIONS"},
        {"id": "INBOX", "name": "INBOX"},
    ]
    assert interest.hidden(labels, Ignore(labels=frozenset({name}))) == found


def test_the_scope_changes_with_whatever_is_shut_out() -> None:
    one = frozenset({"x"})
    scopes = [scope(Ignore(**{field: one})) for field in ("people", "domains", "folders", "labels")]
    assert len({scope(Ignore()), *scopes}) == 5


# --- what answers mean -----------------------------------------------------------------------------------------------


def body(reason: str) -> bytes:
    return json.dumps({"error": {"code": 403, "errors": [{"reason": reason}], "message": "canary"}}).encode()


@pytest.mark.parametrize(
    ("status", "reason", "kind"),
    [
        (400, "invalidArgument", Refused),
        (401, "authError", AuthNeeded),
        (403, "rateLimitExceeded", Busy),
        (403, "userRateLimitExceeded", Busy),
        (403, "dailyLimitExceeded", Busy),
        (403, "insufficientPermissions", AuthNeeded),
        (403, "accessNotConfigured", Refused),
        (403, "forbidden", Refused),
        (404, "notFound", Gone),
        (409, "duplicate", Refused),
        (410, "deleted", Gone),
        (412, "conditionNotMet", Changed),
        (418, "teapot", Refused),
        (429, "rateLimitExceeded", Busy),
        (500, "backendError", Unreachable),
        (503, "backendError", Unreachable),
    ],
)
def test_an_answer_becomes_an_error_of_the_house(status: int, reason: str, kind: type[ConnectorError]) -> None:
    error = faults.error(status, body(reason))
    assert isinstance(error, kind)
    assert "canary" not in str(error)
    assert str(error).endswith(".")


@pytest.mark.parametrize("text", [b"", b"<html>", b"[]", b'{"error": "invalid_grant"}', b'{"error": {"errors": [7]}}'])
def test_an_answer_without_a_reason_is_a_refusal(text: bytes) -> None:
    assert type(faults.error(403, text)) is Refused


def test_a_spent_day_is_waited_for_long() -> None:
    error = faults.error(403, body("dailyLimitExceeded"), said=5.0)
    assert isinstance(error, Busy)
    assert error.retry_after >= 3600
