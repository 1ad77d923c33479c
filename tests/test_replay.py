"""`headsup replay` as a real process: on the sample, on a small mailbox, on what is not there."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from daemon import sample
from tests.household import Home
from tests.test_daemon import LATE, MONDAY


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def sampled(tmp_path: Path) -> Home:
    """The embedded sample, pulled once at its own moment."""
    home = Home(tmp_path / "sample")
    home.config = sample.lay(home.folder)
    home.run("once", "--as-of", sample.NOW.isoformat())
    return home


def state(folder: Path) -> dict[str, str]:
    """A hash of each file; the shared memory of a database that is only read may come and go."""
    files = (p for p in folder.rglob("*") if p.is_file() and not p.name.endswith(("-shm", "-wal")))
    return {str(p.relative_to(folder)): sha256(p.read_bytes()).hexdigest() for p in files}


def test_on_the_sample_it_tells_week_by_week_and_flag_by_flag(sampled: Home) -> None:
    done = sampled.run("replay", "--from", "2026-03-02", "--to", "2026-03-18")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Replay of 17 days, from Mon 2 Mar 2026 to Wed 18 Mar 2026")
    assert lines[2].split() == ["week", "of", "found", "closed", "flagged", "rightly", "wrongly", "unknown"]
    assert [line.split()[1] for line in lines[3:6]] == ["2", "9", "16"]
    assert lines[6].startswith("in all")
    told = json.loads(sampled.run("replay", "--from", "2026-03-02", "--to", "2026-03-18", "--json").stdout)
    assert told["flagged"] == len(told["flags"]) > 0
    for name in ("found", "closed", "flagged", "rightly", "wrongly", "unknown"):
        assert str(sum(week[name] for week in told["weeks"])) in lines[6].split()
    assert all(flag["text"][:40] in done.stdout for flag in told["flags"])


def test_it_writes_nothing(sampled: Home) -> None:
    before = state(sampled.folder)
    sampled.run("replay", "--from", "2026-03-02", "--to", "2026-03-18")
    assert state(sampled.folder) == before


def test_what_came_of_a_flag_is_told(home: Home) -> None:
    asked = home.sends("I'll send you the floor plan by Tuesday.", on=MONDAY)
    home.sends("Attached is the floor plan.", on="2026-03-19T08:00:00-05:00", in_reply_to=f"<{asked}>")
    home.run("once", "--as-of", LATE)
    told = json.loads(home.run("replay", "--from", "2026-03-16", "--to", "2026-03-20", "--json").stdout)
    (flag,) = told["flags"]
    assert (flag["truth"], flag["came"], told["precision"]) == ("rightly", "kept late", 1.0)
    assert "Attached is the floor plan" in home.run("replay", "--from", "2026-03-16", "--to", "2026-03-20").stdout


def test_marks_outrank_what_was_read(home: Home) -> None:
    home.sends("I'll send you the floor plan by Tuesday.", on=MONDAY)
    home.run("once", "--as-of", LATE)
    (row,) = json.loads(home.run("list", "--json", "--as-of", LATE).stdout)
    home.run("mark", row["key"][:8], "not-a-promise", "--as-of", "2026-03-25T09:00")
    told = json.loads(home.run("replay", "--from", "2026-03-16", "--to", "2026-03-20", "--json").stdout)
    assert told["by_mark"] == {"rightly": 0, "wrongly": 1, "unknown": 0}


def test_a_quiet_week_says_so(home: Home) -> None:
    home.sends("The weather was lovely.", on=MONDAY)
    home.run("once", "--as-of", LATE)
    said = home.run("replay", "--from", "2026-03-16", "--to", "2026-03-20").stdout
    assert said.rstrip().endswith("Nothing was flagged.")


def test_without_mail_it_says_what_to_do_first(home: Home) -> None:
    done = home.run("replay", "--from", "2026-03-16", "--to", "2026-03-20", check=False)
    assert done.returncode == 1
    assert "run `headsup once` first" in done.stderr
    assert not (home.folder / "ledger.sqlite").exists()


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (("2026-03-20", "2026-03-16"), "--from must not lie after --to"),
        (("last week", "2026-03-16"), "'last week' is no day"),
        (("0001-01-01", "2026-03-16"), "give a day between 1970 and 2200"),
        (("2026-03-16", "9999-12-31"), "give a day between 1970 and 2200"),
    ],
)
def test_wrong_days_are_said(home: Home, days: tuple[str, str], said: str) -> None:
    done = home.run("replay", "--from", days[0], "--to", days[1], check=False)
    assert done.returncode == 2
    assert said in done.stderr


def test_show_says_what_would_lower_the_risk(home: Home) -> None:
    home.sends("I'll send you the floor plan by Tuesday.", on=MONDAY)
    home.run("once", "--as-of", LATE)
    (row,) = json.loads(home.run("list", "--json", "--as-of", LATE).stdout)
    shown = home.run("show", row["key"][:8], "--as-of", LATE).stdout
    assert "What would lower it: deliver it, or write to Anna and name a new date." in shown
    assert row["risk"]["signals"][0]["lower"] == "deliver it, or write to Anna and name a new date"


def test_long_waiting_shows_in_list_and_show(home: Home) -> None:
    home.sends("Once you sign the form, I'll send you the contract.", on="2026-03-02T09:00:00-06:00")
    home.run("once", "--as-of", LATE)
    listed = home.run("list", "--as-of", LATE).stdout
    assert "It has waited for" in listed
    (row,) = json.loads(home.run("list", "--json", "--as-of", LATE).stdout)
    assert (row["standing"], row["risk"]["level"]) == ("waiting", "low")
    assert "ask Anna whether it is coming" in home.run("show", row["key"][:8], "--as-of", LATE).stdout
