"""`headsup brief` and what can be helped with, from mailboxes on disk to the page; a notification over real HTTP."""

import json
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from daemon.notify import Undelivered, notify
from tests.household import CONFIG, HEADSUP, ROOT, Home

MONDAY = "2026-03-16T09:00:00-05:00"
WEDNESDAY = "2026-03-18T11:00:00-05:00"
LATE = "2026-03-19T09:00"
ALL = "mara@north.example, bob@south.example"
ASK = "Hi both,\n\nCould somebody take the minutes next Tuesday?\n\nAnna\n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Mara owes Anna the floor plan since Tuesday; Anna asks her and Bob for something."""
    made = Home(tmp_path / "home")
    made.sends("Hi Anna,\n\nI'll send you the floor plan by Tuesday.\n\nMara\n", on=MONDAY)
    made.receives(ASK, on=WEDNESDAY, subject="Offsite", cc="bob@south.example")
    return made


def asks(home: Home, at: str = LATE) -> list[dict[str, Any]]:
    found = json.loads(home.run("list", "--asks", "--json", "--as-of", at).stdout)
    assert isinstance(found, list)
    return found


def test_the_page_is_short_and_says_what_is_late(home: Home) -> None:
    home.run("once", "--as-of", LATE)
    lines = home.run("brief", "--as-of", LATE).stdout.splitlines()
    assert lines[0] == "Thursday 19 March, 9:00. 1 late."
    assert '  LATE Anna, Tue 17 Mar: "I\'ll send you the floor plan by Tuesday"' in lines
    assert any(line.startswith("You could help Anna (asked Wed 18 Mar)") for line in lines)
    assert lines[-1] == "Read: work Thu 19 Mar 9:00"
    assert len(lines) <= 25


def test_before_the_first_turn_it_says_that_nothing_was_read(home: Home) -> None:
    assert "Read: work never" in home.run("brief", "--as-of", LATE).stdout


def test_json_is_all_there_is_on_stdout(home: Home) -> None:
    home.run("once", "--as-of", LATE)
    row = json.loads(home.run("brief", "--json", "--as-of", LATE).stdout)
    assert [promise["level"] for promise in row["due"]] == ["late"]
    assert row["help"]["text"] == "Could somebody take the minutes next Tuesday?"


def test_as_a_draft_it_lies_there_once_and_is_brought_up_to_date(home: Home) -> None:
    home.run("once", "--as-of", "2026-03-17T09:00")
    assert "It lies in the drafts of account work." in home.run("brief", "--draft", "--as-of", LATE).stderr
    (draft,) = home.drafts()
    text = draft.read_text(encoding="utf-8")
    assert "To: Mara Lind <mara@north.example>" in text
    assert "LATE Anna" in text
    home.run("brief", "--draft", "--as-of", "2026-03-19T09:30")
    (draft,) = home.drafts()
    assert "Thursday 19 March, 9:30." in draft.read_text(encoding="utf-8")


def test_an_ask_is_listed_beside_the_promises_and_never_drafted(home: Home) -> None:
    home.run("once", "--as-of", LATE)
    told = home.run("list", "--as-of", LATE).stdout
    assert '"Could somebody take the minutes next Tuesday?"' in told
    assert "You could help" not in home.run("list", "--to", "anna", "--as-of", LATE).stdout
    assert [row["text"] for row in json.loads(home.run("list", "--json", "--as-of", LATE).stdout)] == [
        "I'll send you the floor plan by Tuesday"
    ]
    assert all("minutes" not in draft.read_text(encoding="utf-8") for draft in home.drafts())
    (row,) = asks(home)
    assert row["from"] == "anna@south.example"
    assert row["hours"] <= row["free_hours"]


def test_an_answer_in_the_thread_takes_it_up(home: Home) -> None:
    home.sends("I can do that, Anna.", on="2026-03-18T15:00:00-05:00", subject="Re: Offsite")
    home.run("once", "--as-of", LATE)
    assert asks(home) == []
    assert len(asks(home, "2026-03-18T12:00")) == 1


def test_a_hushed_ask_is_listed_no_more(home: Home) -> None:
    home.run("once", "--as-of", LATE)
    (row,) = asks(home)
    said = home.run("mark", row["key"][:8], "hush", "--as-of", LATE).stdout
    assert "nothing more will be said about 'Could somebody take the minutes next Tuesday?'" in said
    assert asks(home) == []
    home.run("rebuild")
    assert asks(home) == []


def test_a_full_calendar_asks_for_no_help(home: Home) -> None:
    for day in (19, 20, 23, 24):
        home.meets("Workshop", f"202603{day}T080000", f"202603{day}T180000")
    home.run("once", "--as-of", LATE)
    assert asks(home) == []


def test_asks_take_no_filter_of_promises(home: Home) -> None:
    done = home.run("list", "--asks", "--to", "anna", check=False)
    assert done.returncode == 2
    assert "--asks lists no promises" in done.stderr


# --- notifications ---------------------------------------------------------------------------------------------------


class Post(BaseHTTPRequestHandler):
    """Keeps what is posted to it."""

    heard: list[dict[str, Any]]

    def do_POST(self) -> None:
        self.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(500 if self.path.startswith("/broken") else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def place() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """An apprise address of a server of our own, and what it heard."""
    heard: list[dict[str, Any]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Kept", (Post,), {"heard": heard}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"json://127.0.0.1:{server.server_address[1]}", heard
    server.shutdown()
    server.server_close()
    thread.join()


def with_notify(home: Home, address: str, more: str = "") -> None:
    home.config.write_text(CONFIG + f'\n[notify]\nurls = ["{address}"]\n{more}', encoding="utf-8")


def test_a_notification_holds_numbers_alone(home: Home, place: tuple[str, list[dict[str, Any]]]) -> None:
    with_notify(home, place[0])
    home.run("once", "--as-of", LATE)
    home.run("brief", "--notify", "--as-of", LATE)
    (heard,) = place[1]
    assert heard["message"].startswith("1 late")
    assert "floor plan" not in json.dumps(heard)
    assert "Anna" not in json.dumps(heard)


def test_with_details_it_is_the_page(home: Home, place: tuple[str, list[dict[str, Any]]]) -> None:
    with_notify(home, place[0], "details = true\n")
    home.run("once", "--as-of", LATE)
    home.run("brief", "--notify", "--as-of", LATE)
    assert "floor plan" in place[1][0]["message"]


def test_where_it_cannot_be_delivered_one_sentence_says_so(home: Home, place: tuple[str, list[dict[str, Any]]]) -> None:
    with_notify(home, f"{place[0]}/broken")
    done = home.run("brief", "--notify", check=False)
    assert done.returncode == 1
    assert "could not be delivered" in done.stderr
    assert "broken" not in done.stderr


def test_a_secret_address_is_looked_up_and_never_said(tmp_path: Path) -> None:
    secret = tmp_path / "address"
    secret.write_text("nonsense-token-4711", encoding="utf-8")
    secret.chmod(0o600)
    with pytest.raises(Undelivered) as told:
        notify([f"file:{secret}"], "Headsup", "Nothing is due")
    assert "4711" not in str(told.value)
    assert "address 1" in str(told.value)


def test_nowhere_to_go_is_said() -> None:
    with pytest.raises(Undelivered, match="nowhere to notify"):
        notify([], "Headsup", "Nothing is due")


def test_the_service_notifies_once_a_day(home: Home, place: tuple[str, list[dict[str, Any]]]) -> None:
    always = 'working_hours = ["00:00", "23:59"]\nworking_days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]\n'
    brief = '\n[brief]\nat = "00:00"\nby = "notify"\n[schedule]\nevery = 0.1\n'
    home.config.write_text(
        CONFIG.replace("[accounts.work]", f"{always}\n[accounts.work]") + brief + f'\n[notify]\nurls = ["{place[0]}"]\n'
    )
    for _ in range(2):  # a second start on the same day adds none
        heard_by(home, place[1], turns=2)
    assert len(place[1]) == 1


def heard_by(home: Home, heard: list[dict[str, Any]], turns: int) -> None:
    """Run the service until it has told of so many turns and something was heard, then stop it."""
    command = [*HEADSUP, "run", "--config", str(home.config)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as service:
        assert service.stderr is not None
        until, told = time.monotonic() + 60, 0
        while time.monotonic() < until and (told < turns or not heard):
            told += "event='turn'" in service.stderr.readline()
        service.send_signal(signal.SIGTERM)
        assert "Traceback" not in service.stderr.read()
    assert service.returncode == 0
