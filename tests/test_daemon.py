"""Whole turns as real processes: from a mail to its draft, killed anywhere, stopped by SIGTERM, wrong input told."""

import json
import signal
import subprocess
import time
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from daemon import turnstile
from tests.household import HEADSUP, ROOT, Home

MONDAY = "2026-03-16T09:00:00-05:00"
LATE = "2026-03-19T09:00"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def promises(home: Home, at: str = LATE) -> list[dict[str, object]]:
    found = json.loads(home.run("list", "--json", "--as-of", at).stdout)
    assert isinstance(found, list)
    return found


def test_from_a_new_mail_to_its_draft_takes_one_turn(home: Home) -> None:
    home.sends("Hi Anna,\n\nI'll send you the floor plan by Tuesday.\n\nMara\n", on=MONDAY)
    home.run("once", "--as-of", LATE)
    (draft,) = home.drafts()
    text = draft.read_text(encoding="utf-8")
    assert "To: anna@south.example" in text
    assert "floor plan" in text
    (promise,) = promises(home)
    assert promise["standing"] == "open"
    assert promise["draft"] is not None


def test_the_second_turn_reads_no_body_and_writes_nothing(home: Home) -> None:
    home.sends("I'll send you the floor plan by Tuesday.", on=MONDAY)
    home.receives("Any news on the floor plan?", on="2026-03-18T09:00:00-05:00")
    first = json.loads(home.run("once", "--json", "--as-of", LATE).stdout)["work"]
    second = json.loads(home.run("once", "--json", "--as-of", LATE).stdout)["work"]
    assert first["bodies"] == 2
    assert first["written"] >= 1
    assert (second["mails"], second["bodies"], second["written"], second["replaced"], second["withdrawn"]) == (0,) * 5


def test_a_draft_is_taken_back_when_the_promise_is_kept(home: Home) -> None:
    asked = home.sends("I'll send you the floor plan by Tuesday.", on=MONDAY)
    home.run("once", "--as-of", LATE)
    assert len(home.drafts()) == 1
    home.sends(
        "Attached is the floor plan.",
        on="2026-03-19T10:00:00-05:00",
        subject="Re: Spring plan",
        in_reply_to=f"<{asked}>",
    )
    home.run("once", "--as-of", "2026-03-19T11:00")
    assert home.drafts() == []
    assert promises(home, "2026-03-19T11:00")[0]["standing"] == "kept late"


def test_what_the_user_edits_or_deletes_stays_theirs(home: Home) -> None:
    home.sends("I'll send you the floor plan by Tuesday.", on=MONDAY)
    home.run("once", "--as-of", LATE)
    (draft,) = home.drafts()
    draft.write_text(draft.read_text(encoding="utf-8") + "\nMy own words.\n", encoding="utf-8")
    home.run("once", "--as-of", "2026-03-20T09:00")
    assert "My own words." in home.drafts()[0].read_text(encoding="utf-8")
    home.drafts()[0].unlink()
    home.run("once", "--as-of", "2026-03-23T09:00")
    assert home.drafts() == []


def test_as_of_sees_nothing_later(home: Home) -> None:
    home.sends("I'll send you the floor plan by Tuesday.", on=MONDAY)
    home.run("once", "--as-of", "2026-03-17T09:00")
    before = home.run("list", "--json", "--as-of", "2026-03-17T09:00").stdout
    home.sends("Attached is the floor plan.", on="2026-03-17T15:00:00-05:00", subject="Re: Spring plan")
    home.sends("I'll call you on Friday.", on="2026-03-18T15:00:00-05:00", subject="Another thing")
    home.run("once", "--as-of", "2026-03-17T09:00")
    assert home.run("list", "--json", "--as-of", "2026-03-17T09:00").stdout == before
    later = {str(p["text"]): p["standing"] for p in promises(home, LATE)}
    assert later["I'll send you the floor plan by Tuesday"] == "kept"


def test_marks_survive_a_rebuild(home: Home) -> None:
    home.sends("I'll send you the floor plan by Tuesday.", on=MONDAY)
    home.run("once", "--as-of", LATE)
    key = str(promises(home)[0]["key"])
    home.run("mark", key[:8], "kept", "--as-of", LATE)
    before = promises(home)
    home.run("rebuild")
    assert promises(home) == before
    assert before[0]["standing"] == "kept"


def test_a_rebuild_that_fails_leaves_what_was_derived(home: Home) -> None:
    home.sends("I'll send you the floor plan by Tuesday.", on=MONDAY)
    home.sends("I'll call you on Friday.", on=MONDAY, subject="Another thing")
    home.run("once", "--as-of", LATE)
    with closing(connect(home.folder / "ledger.sqlite")) as ledger, ledger:
        ledger.execute("UPDATE mails SET payload = '{' WHERE id = (SELECT min(id) FROM mails)")
    assert home.run("rebuild", check=False).returncode != 0
    with closing(connect(home.folder / "ledger.sqlite")) as ledger:
        assert ledger.execute("SELECT count(*) FROM promises").fetchone() == (2,)


def test_a_promise_made_aloud_is_kept_and_drafted(home: Home) -> None:
    home.run("once", "--as-of", "2026-03-16T09:00")
    home.run(
        "add",
        "send the seating chart",
        "--to",
        "anna@south.example",
        "--by",
        "2026-03-17",
        "--as-of",
        "2026-03-16T09:00",
    )
    home.run("once", "--as-of", LATE)
    (promise,) = promises(home)
    assert promise["text"] == "send the seating chart"
    assert len(home.drafts()) == 1


def test_what_was_said_aloud_is_told_so(home: Home) -> None:
    home.sends("I'll send you the floor plan by Tuesday.", on=MONDAY)
    home.run("once", "--as-of", "2026-03-16T10:00")
    added = home.run("add", "send the seating chart", "--to", "anna", "--as-of", "2026-03-16T10:00").stdout
    assert "owed to anna@south.example" in added
    shown = home.run("show", added.split()[1].rstrip(":"), "--as-of", LATE).stdout
    assert "said aloud on Mon 16 Mar 10:00" in shown
    assert "your mail" not in shown


def test_a_mark_is_noted_in_plain_words(home: Home) -> None:
    home.sends("I'll send you the floor plan by Tuesday.", on=MONDAY)
    home.run("once", "--as-of", LATE)
    key = str(promises(home)[0]["key"])
    early = home.run("mark", key, "moved", "--by", "2026-03-10", "--as-of", LATE, check=False)
    assert early.returncode == 1
    assert early.stderr.rstrip().endswith("that was before it was promised (Mon 16 Mar 9:00); give a later --by")
    noted = home.run("mark", key, "hush", "--as-of", LATE).stdout
    assert noted == 'Noted: nothing more will be said about "I\'ll send you the floor plan by Tuesday".\n'


KILL_POINTS = (
    "daemon.store.Store.keep",
    "daemon.store.Store.derive",
    "daemon.store.Store.save_posted",
    "connectors.local.account.Local.put",
    "daemon.store.Store.turned",
)


@pytest.mark.parametrize("point", KILL_POINTS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_anywhere_the_next_turn_ends_the_same(tmp_path: Path, point: str, when: str) -> None:
    undisturbed, killed = Home(tmp_path / "a" / "home"), Home(tmp_path / "b" / "home")
    for home in (undisturbed, killed):
        home.sends("I'll send you the floor plan by Tuesday.", on=MONDAY)
        home.sends("I'll get you the numbers this week.", on=MONDAY, to="bob@south.example", subject="Numbers")
        home.receives("Any news on the floor plan?", on="2026-03-18T09:00:00-05:00")
    undisturbed.run("once", "--as-of", LATE)
    command = [HEADSUP[0], str(ROOT / "tests" / "killing.py"), point, when, str(killed.config), LATE]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    killed.run("once", "--as-of", LATE)
    assert without_refs(promises(killed)) == without_refs(promises(undisturbed))
    assert sorted(map(subject, killed.drafts())) == sorted(map(subject, undisturbed.drafts()))


def without_refs(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{k: v for k, v in row.items() if k not in {"draft", "note"}} for row in rows]


def subject(path: Path) -> str:
    return next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("Subject:"))


def test_run_stops_cleanly_on_sigterm(home: Home) -> None:
    home.sends("I'll send you the floor plan by Tuesday.", on=MONDAY)
    service = subprocess.Popen(
        [*HEADSUP, "run", "--config", str(home.config)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    try:
        assert service.stderr is not None
        for line in service.stderr:
            if "event='turn'" in line:
                break
        began = time.monotonic()
        service.send_signal(signal.SIGTERM)
        assert service.wait(timeout=15) == 0
        assert time.monotonic() - began < 10
    finally:
        service.kill()
        service.wait()
        if service.stderr:
            service.stderr.close()


def test_no_content_of_a_mail_in_the_logs(home: Home) -> None:
    home.sends("I'll send you the kumquat by Tuesday.", on=MONDAY, subject="kumquat", to="kumquat@south.example")
    done = home.run("once", "--as-of", LATE)
    assert "kumquat" not in done.stderr


def test_only_the_owner_can_read_the_ledger(home: Home) -> None:
    home.run("once", "--as-of", LATE)
    assert (home.folder / "ledger.sqlite").stat().st_mode & 0o077 == 0


def test_two_turns_at_once_write_once(home: Home) -> None:
    home.sends("I'll send you the floor plan by Tuesday.", on=MONDAY)
    command = [*HEADSUP, "once", "--as-of", LATE, "--config", str(home.config)]
    together = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    said = [(one.communicate()[1], one.returncode) for one in together]
    assert all(code == 0 or (code, "another turn" in text) == (1, True) for text, code in said), said
    assert any(code == 0 for _, code in said)
    assert len(home.drafts()) == 1


def test_a_turn_waits_for_nobody_and_leaves_the_account_to_who_has_it(home: Home) -> None:
    with turnstile.alone(home.folder, "work"):
        assert "another turn of account work" in home.run("once", check=False).stderr
    home.run("once", "--as-of", LATE)
