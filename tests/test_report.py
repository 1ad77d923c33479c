"""`headsup report` as a real process: on the sample, on a small mailbox, for one person, as a picture, as JSON."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from daemon import sample
from tests.household import CONFIG, Home
from tests.test_replay import state

AT = "2026-03-20T09:00:00-05:00"
SETTLED = ("kept", "kept_late", "moved_in_time", "moved_late", "still_owed", "taken_back")
ASIDE = ("done_undated", "pending", "undated", "unknown", "unclear", "dropped", "lapsed")
COUNTS = (*SETTLED, *ASIDE, "promised", "silent")
BOB = "bob@south.example"


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The embedded sample, pulled once at its own moment."""
    home = Home(tmp_path_factory.mktemp("sample"))
    home.config = sample.lay(home.folder)
    home.run("once", "--as-of", sample.NOW.isoformat())
    return home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A plan kept in time for Anna, and a deck that Bob, the boss, had to ask for."""
    return read(tmp_path_factory.mktemp("home"))


def read(folder: Path) -> Home:
    home = Home(folder)
    plan = home.sends("I'll send you the floor plan by Wednesday.", on="2026-03-09T09:00:00-05:00")
    home.sends("Attached is the floor plan.", on="2026-03-10T09:00:00-05:00", in_reply_to=f"<{plan}>")
    deck = home.sends("I'll send you the deck by Friday.", on="2026-03-09T10:00:00-05:00", to=BOB, subject="The deck")
    asked = {"sender": BOB, "subject": "Re: The deck", "in_reply_to": f"<{deck}>"}
    home.receives("Any news on the deck?", on="2026-03-16T09:00:00-05:00", **asked)
    home.run("once", "--as-of", AT)
    return home


def report(home: Home, *more: str, at: str = AT) -> dict[str, Any]:
    told = json.loads(home.run("report", "--json", "--as-of", at, *more).stdout)
    assert isinstance(told, dict)
    return told


def some(row: Mapping[str, Any]) -> dict[str, int]:
    """The counts of a row that are not 0."""
    return {name: row[name] for name in COUNTS if row[name]}


def test_on_the_sample_it_counts_what_the_story_tells(sampled: Home) -> None:
    told = report(sampled, at=sample.NOW.isoformat())
    assert some(told["overall"]) == {
        "kept": 4,
        "kept_late": 1,
        "moved_in_time": 1,
        "still_owed": 1,
        "pending": 5,
        "undated": 1,
        "unknown": 1,
        "unclear": 1,
        "dropped": 1,
        "promised": 16,
        "silent": 2,
    }
    assert told["overall"]["lateness"]["hours"] > 24
    assert 0.8 < told["score"] < 0.9


def test_the_weeks_add_up_and_follow_one_another(sampled: Home) -> None:
    told = report(sampled, "--weeks", "4", at=sample.NOW.isoformat())
    assert [w["week"] for w in told["weeks"]] == ["2026-02-23", "2026-03-02", "2026-03-09", "2026-03-16"]
    assert (told["from"], told["to"]) == ("2026-02-23", "2026-03-19")
    for name in COUNTS:
        assert sum(week[name] for week in told["weeks"]) == told["overall"][name]
    assert told["weeks"][-1]["score"] == told["score"]


def test_for_people_it_is_a_table_that_fits_a_terminal(sampled: Home) -> None:
    lines = sampled.run("report", "--weeks", "4", "--as-of", sample.NOW.isoformat()).stdout.splitlines()
    assert lines[0] == "The track record of Nora Vance, Mon 23 Feb 2026 to Thu 19 Mar 2026"
    assert lines[2].split()[2:] == ["given", "kept", "moved", "late", "missed", "silent", "notice", "score"]
    names = [line[:10].strip() for line in lines[3:8]]
    assert names == ["Mon 23 Feb", "Mon 2 Mar", "Mon 9 Mar", "Mon 16 Mar", "in all"]
    assert lines[4].endswith("██▒")
    assert all(len(line) <= 80 for line in lines[2:9])


def test_it_never_reassures_without_saying_how_complete_it_is(sampled: Home) -> None:
    printed = " ".join(sampled.run("report", "--as-of", sample.NOW.isoformat()).stdout.split())
    aside = "5 not due yet or waiting, 1 open without a date, 1 past due without a word, 1 unclear, 1 dropped"
    assert f"Not counted: {aside}." in printed
    assert "As of Thu 19 Mar 2026 09:00; last read: work Thu 19 Mar 2026 09:00." in printed


def test_it_writes_nothing_but_the_picture(sampled: Home, tmp_path: Path) -> None:
    before, picture = state(sampled.folder), tmp_path / "record.svg"
    done = sampled.run("report", "--json", "--svg", str(picture), "--as-of", sample.NOW.isoformat())
    assert state(sampled.folder) == before
    json.loads(done.stdout)
    assert ElementTree.parse(picture).getroot().tag.endswith("svg")
    assert "The track record of Nora Vance" in picture.read_text(encoding="utf-8")


def test_kept_and_still_owed_are_told_by_person(home: Home) -> None:
    told = report(home)
    assert {row["email"]: some(row) for row in told["people"]} == {
        "anna@south.example": {"kept": 1, "promised": 1},
        BOB: {"still_owed": 1, "promised": 1, "silent": 1},
    }
    assert told["people"][0]["score"] > told["score"] > told["people"][1]["score"]


@pytest.mark.parametrize("who", ["boss", BOB, "bob"])
def test_one_person_may_be_named_by_role_address_or_name(home: Home, who: str) -> None:
    told = report(home, "--to", who)
    assert (told["person"], told["overall"]["promised"], told["overall"]["still_owed"]) == (BOB, 1, 1)
    assert f"towards {BOB}" in home.run("report", "--to", who, "--as-of", AT).stdout


def test_as_of_an_earlier_moment_nothing_later_is_seen(home: Home) -> None:
    assert some(report(home, at="2026-03-09T12:00:00-05:00")["overall"]) == {"pending": 2, "promised": 2}
    assert some(report(home, at="2026-03-14T12:00:00-05:00")["overall"]) == {"kept": 1, "unknown": 1, "promised": 2}


def test_a_mark_outranks_what_was_read(tmp_path: Path) -> None:
    home = read(tmp_path / "home")
    rows = json.loads(home.run("list", "--json", "--as-of", AT).stdout)
    (deck,) = [row for row in rows if "deck" in row["text"]]
    home.run("mark", deck["key"][:8], "kept", "--as-of", AT)
    assert some(report(home)["overall"]) == {"kept": 2, "promised": 2}


def test_of_nothing_there_is_no_score_and_no_praise(tmp_path: Path) -> None:
    home = Home(tmp_path / "empty")
    home.run("once", "--as-of", AT)
    assert report(home)["score"] is None
    printed = " ".join(home.run("report", "--as-of", AT).stdout.split())
    assert "there is no score" in printed
    assert "counted" not in printed


def test_a_hostile_name_harms_neither_terminal_nor_picture(tmp_path: Path) -> None:
    name = 'name = "<script>alert(1)</script> \\u202eMara \\u0007"'
    home = Home(tmp_path / "home", CONFIG.replace('name = "Mara Lind"', name))
    home.run("once", "--as-of", AT)
    picture = tmp_path / "record.svg"
    done = home.run("report", "--svg", str(picture), "--as-of", AT)
    assert "\u202e" not in done.stdout
    assert "\a" not in done.stdout
    assert "script" not in {e.tag.rpartition("}")[2] for e in ElementTree.parse(picture).iter()}


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--weeks", "0"), 2, "0 is not in the range"),
        (("--weeks", "53"), 2, "53 is not in the range"),
        (("--to", "nobody"), 1, "nobody called 'nobody' is known"),
        (("--svg", "/nowhere/record.svg"), 1, "choose another place"),
    ],
)
def test_wrong_input_is_said_in_a_sentence(home: Home, options: tuple[str, str], code: int, said: str) -> None:
    done = home.run("report", *options, "--as-of", AT, check=False)
    assert done.returncode == code
    assert said in done.stderr


def test_a_boss_nobody_named_is_asked_for(tmp_path: Path) -> None:
    home = Home(tmp_path / "home", CONFIG.replace('boss = "bob@south.example"', ""))
    home.run("once", "--as-of", AT)
    done = home.run("report", "--to", "boss", "--as-of", AT, check=False)
    assert done.returncode == 1
    assert 'write boss = "ADDRESS" under [people]' in done.stderr


def test_before_the_first_turn_it_says_what_to_do(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    done = home.run("report", check=False)
    assert done.returncode == 1
    assert "run `headsup once` first" in done.stderr
    assert not (home.folder / "ledger.sqlite").exists()
