"""`headsup show` tells by when a word is due, why then, and before what others it goes."""

import json
from pathlib import Path

from tests.household import Home


def test_show_tells_the_last_decent_moment_and_the_rank(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.sends("Hi Anna,\n\nI'll send you the floor plan by Friday.\n", on="2026-03-02T10:00-06:00")
    home.run("once", "--as-of", "2026-03-05T10:00")
    key = json.loads(home.run("list", "--json", "--as-of", "2026-03-05T10:00").stdout)[0]["key"]
    before = home.run("show", key, "--as-of", "2026-03-05T10:00").stdout
    assert "speak by  Fri 6 Mar 13:15: From then on 3 h of work hardly fit before Fri 6 Mar 17:00." in before
    assert "rank " not in before
    after = home.run("show", key, "--as-of", "2026-03-06T13:30").stdout
    assert "= importance 1 x risk 0." in after
    assert "x 1.25 (a date was named)" in after


def test_in_the_evening_the_draft_waits_for_the_morning_unless_that_is_too_late(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.sends("Hi Anna,\n\nI'll send you the floor plan by Friday.\n", on="2026-03-02T10:00-06:00")
    home.sends(
        "Hi Bob,\n\nI'll send you the budget by Thursday.\n", on="2026-03-02T10:00-06:00", to="bob@south.example"
    )
    home.run("once", "--as-of", "2026-03-06T19:00")
    (only,) = home.drafts()
    assert b"To: anna@south.example" in only.read_bytes(), "hers is due before Monday; his is late already"
    home.run("once", "--as-of", "2026-03-09T09:00")
    assert len(home.drafts()) == 2
