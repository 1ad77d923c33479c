"""The demo does what its story says: every promise of the sample, how it stands, at what risk, no trap."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from daemon import sample
from tests.household import HEADSUP, ROOT
from tests.sample_story import Told, expected, traps


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def printed(folder: Path) -> str:
    done = subprocess.run(
        [*HEADSUP, "demo", "--keep", str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout


@pytest.fixture(scope="module")
def rows(folder: Path, printed: str) -> list[dict[str, Any]]:
    assert printed
    command = [*HEADSUP, "list", "--json", "--as-of", sample.NOW.isoformat(), "--config", str(folder / sample.CONFIG)]
    found = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    assert isinstance(found, list)
    return found


def row_of(told: Told, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The row of a promise of the story: the same words, and the same standing where words were said twice."""
    same = [r for r in rows if r["text"].strip(".") in told.words or told.words.strip(".") in r["text"]]
    moved = [r for r in rows if r["slips"] and told.standing != "moved in time" and "moved" in told.mail]
    return next(r for r in [*moved, *same] if r["standing"] == told.standing)


@pytest.mark.parametrize("told", expected(), ids=lambda t: t.mail.split("@")[0])
def test_every_promise_of_the_story_stands_as_told(told: Told, rows: list[dict[str, Any]]) -> None:
    row = row_of(told, rows)
    assert row["to"] == [told.to]
    assert row["risk"]["level"] in told.risks
    assert (row["draft"] is not None) == told.heads_up


@pytest.mark.parametrize("told", expected(), ids=lambda t: t.mail.split("@")[0])
def test_every_promise_of_the_story_is_due_when_told(told: Told, rows: list[dict[str, Any]]) -> None:
    due = row_of(told, rows)["due"]
    assert (due or {}).get("due_end") == (told.due_end.isoformat() if told.due_end else None)


def test_none_of_the_traps_is_taken_for_a_promise(rows: list[dict[str, Any]]) -> None:
    true = {told.words.strip(".") for told in expected()}
    told = [words for t in traps() if (words := t.words.strip(".")) not in true]
    false = [words for words in told if any(words in r["text"] for r in rows)]
    assert len(told) > 10
    assert false == []
    assert len(rows) == len(expected())


def test_it_is_told_for_people(printed: str, folder: Path) -> None:
    for heading in ("What Nora promised", "late or at risk today, and why", "drafts wait", "notes stand", "try next"):
        assert heading in printed
    assert str(folder) in printed
    assert "1 language" in printed


def test_the_mailbox_is_left_as_it_was(folder: Path, printed: str) -> None:
    assert printed
    for name in ("sent.mbox", "inbox.mbox", "calendar.ics"):
        assert (folder / name).read_bytes() == (ROOT / "daemon" / "sample" / name).read_bytes()
