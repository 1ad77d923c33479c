"""`headsup status-mail` and `headsup letter`: what they print, write, and refuse."""

import json
from pathlib import Path

import pytest

from tests.household import CONFIG, Home

NOON = "2026-03-06T12:00"
PLAN = "Hi Anna,\n\nI'll send you the floor plan by Tuesday.\n\nMara"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Mara promised Anna the plan by Tuesday; it is Friday. No turn has drafted anything yet."""
    made = Home(tmp_path, CONFIG.replace("from_start = true", "from_start = false"))
    made.sends(PLAN, on="2026-03-02T09:00:00-06:00")
    made.run("once", "--as-of", NOON)
    return made


def test_the_draft_is_printed_and_laid_into_the_drafts(home: Home) -> None:
    done = home.run("status-mail", "--to", "anna", "--as-of", NOON)
    assert done.stdout.startswith("To: anna@south.example\nSubject: What I owe you: where it stands\n")
    assert "“I'll send you the floor plan by Tuesday”" in done.stdout
    assert "It lies in the drafts of account work: read it, change it, and send it yourself." in done.stderr
    (file,) = home.drafts()
    assert "I'll send you the floor plan by Tuesday" in file.read_text(encoding="utf-8")


def test_it_is_written_once_however_often_it_is_asked_for_and_the_turn_leaves_it(home: Home) -> None:
    for _ in range(2):
        home.run("status-mail", "--to", "anna", "--as-of", NOON)
    home.run("once", "--as-of", NOON)
    assert len(home.drafts()) == 1


def test_the_next_days_takes_its_place(home: Home) -> None:
    home.run("status-mail", "--to", "anna", "--as-of", NOON)
    (first,) = home.drafts()
    home.run("status-mail", "--to", "anna", "--as-of", "2026-03-07T12:00")
    assert len(home.drafts()) == 1
    assert home.drafts() != [first]


def test_only_shown_nothing_is_written(home: Home) -> None:
    done = home.run("letter", "--to", "anna", "--show", "--as-of", NOON)
    assert "promised for Tuesday 3 March, still not done." in done.stdout
    assert "[what you learned from this, in your words]" in done.stdout
    assert "What stands in [brackets] is yours to write." in done.stderr
    assert home.drafts() == []


def test_as_json_it_is_one_document_with_its_key_and_sources(home: Home) -> None:
    done = home.run("letter", "--to", "anna@south.example", "--json", "--as-of", NOON)
    told = json.loads(done.stdout)
    assert (told["purpose"], told["account"], told["state"]) == ("letter", "work", "written")
    assert told["to"] == ["anna@south.example"]
    assert {"sentence": "[what you learned from this, in your words]", "from": "yours"} in told["provenance"]
    (file,) = home.drafts()
    assert told["key"] in file.read_text(encoding="utf-8")


def test_one_that_was_thrown_away_or_edited_today_is_not_written_again(home: Home) -> None:
    home.run("status-mail", "--to", "anna", "--as-of", NOON)
    (file,) = home.drafts()
    file.write_text(file.read_text(encoding="utf-8").replace("Hello", "Dear"), encoding="utf-8")
    edited = home.run("status-mail", "--to", "anna", "--as-of", NOON)
    assert "You have edited today's draft" in edited.stderr
    assert "Dear" in file.read_text(encoding="utf-8")
    file.unlink()
    thrown = home.run("status-mail", "--to", "anna", "--as-of", NOON)
    assert "You have thrown today's draft away" in thrown.stderr
    assert home.drafts() == []


def test_list_and_show_know_it_and_keep_it_apart_from_the_heads_up(home: Home) -> None:
    home.run("status-mail", "--to", "anna", "--as-of", NOON)
    (row,) = json.loads(home.run("list", "--json", "--as-of", NOON).stdout)
    assert row["draft"] is None
    assert [(s["purpose"], s["state"]) for s in row["summaries"]] == [("status", "written")]
    assert "\nstatus    written, " in home.run("show", row["key"], "--as-of", NOON).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("status-mail",), 2, "--to"),
        (("status-mail", "--to", "zoe"), 1, "nobody called 'zoe' is known"),
        (("status-mail", "--to", "zoe@south.example"), 1, "there is nothing to tell zoe@south.example now"),
        (("letter", "--to", "boss"), 1, "no date that you gave bob@south.example is known to have slipped"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    home: Home, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = home.run(*arguments, "--as-of", NOON, check=False)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr


def test_without_a_ledger_it_says_what_comes_first(tmp_path: Path) -> None:
    done = Home(tmp_path).run("letter", "--to", "boss", check=False)
    assert done.returncode == 1
    assert "run `headsup once` first" in done.stderr


def test_on_a_schedule_a_turn_writes_it(tmp_path: Path) -> None:
    made = Home(tmp_path, CONFIG + '\n[status.people]\n"anna@south.example" = "fri 15:00"\n')
    made.sends(PLAN, on="2026-03-02T09:00:00-06:00")
    made.run("once", "--as-of", NOON)
    before = len(made.drafts())
    made.run("once", "--as-of", "2026-03-06T15:00")
    assert len(made.drafts()) == before + 1
    made.run("once", "--as-of", "2026-03-06T15:05")
    assert len(made.drafts()) == before + 1
