"""Lines of JSON and moments at the edge of what can be read: dates no calendar reaches, a mark of the byte order."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from daemon.cli import headsup
from tests.household import Home
from tests.test_bad_input import LATE, MONDAY, PROMISE, call


def far_off(command: str, moment: str) -> dict[str, Any]:
    """A line of a command that is all right but for a moment no calendar of people reaches."""
    mail = {"id": "m", "date": moment, "from": "a@x.example", "to": ["b@x.example"], "subject": "s", "body": PROMISE}
    if command == "when":
        return {"id": "w", "text": "in two weeks", "reference": moment[:19]}
    box = {"id": "j", "me": ["a@x.example"], "zone": "Europe/Oslo", "now": LATE, "mails": [mail]}
    return box if command == "judge" else mail


@pytest.mark.parametrize(
    ("command", "moment"),
    [
        ("read", "9999-12-31T23:00:00-05:00"),
        ("judge", "9999-12-31T23:00:00-05:00"),
        ("when", "9999-12-31T23:00:00-05:00"),
        ("read", "0001-01-01T01:00:00+05:00"),
        ("judge", "0001-01-01T01:00:00+05:00"),
    ],
)
def test_a_date_beyond_all_calendars_is_said_and_the_next_line_is_read(
    tmp_path: Path, command: str, moment: str
) -> None:
    file = tmp_path / "lines.jsonl"
    lines = [far_off(command, moment), far_off(command, MONDAY)]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    done = call(None, command, "--jsonl", str(file))
    assert done.exit_code == 1
    assert done.stderr.startswith(f"headsup {command}: line 1: ")
    assert "1900" in done.stderr
    assert len(done.stdout.splitlines()) == 1


def test_an_event_beyond_all_calendars_is_said_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    event = {"id": "e", "start": "0001-01-01T00:00:00+05:00", "end": "9999-12-31T23:59:59-05:00", "title": "Lease"}
    lines = [far_off("judge", MONDAY) | {"events": [event]}, far_off("judge", MONDAY)]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    done = call(None, "judge", "--jsonl", str(file))
    assert len(done.stdout.splitlines()) == 2 - done.exit_code
    assert done.stderr.count("line 1:") == done.exit_code


@pytest.mark.parametrize("moment", ["9999-12-31T10:00", "0001-01-01T10:00", "2200-01-01", "1899-12-31"])
def test_a_moment_beyond_all_calendars_is_refused(tmp_path: Path, moment: str) -> None:
    home = Home(tmp_path / "home")
    for arguments in (("when", "in two weeks", "--at", moment), ("list", "--as-of", moment)):
        done = call(home if arguments[0] == "list" else None, *arguments)
        assert done.exit_code == 2
        assert "from 1900 to 2199" in done.stderr


@pytest.mark.parametrize("command", ["read", "judge", "when"])
def test_a_mark_of_the_byte_order_before_the_first_line_is_no_fault(tmp_path: Path, command: str) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(json.dumps(far_off(command, MONDAY)), encoding="utf-8-sig")
    done = call(None, command, "--jsonl", str(file))
    assert (done.exit_code, done.stderr) == (0, "")
    piped = CliRunner().invoke(headsup, [command, "--jsonl", "-"], file.read_bytes())
    assert (piped.exit_code, piped.stdout) == (0, done.stdout)
