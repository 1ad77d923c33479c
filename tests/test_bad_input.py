"""Whatever is wrong with the input: one sentence that says what to do, the right exit code, and the rest is done."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from daemon.cli import headsup
from tests.household import CONFIG, HEADSUP, ROOT, Home

MONDAY = "2026-03-16T09:00:00-05:00"
LATE = "2026-03-19T09:00"
PROMISE = "I'll send you the floor plan by Tuesday"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.sends(PROMISE + ".", on=MONDAY)
    return made


def call(home: Home | None, *arguments: str) -> Result:
    """A command in this process; a traceback is a failure."""
    config = ["--config", str(home.config)] if home else []
    done = CliRunner().invoke(headsup, [*arguments, *config])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def promised(home: Home) -> list[str]:
    return [row["text"] for row in json.loads(call(home, "list", "--json", "--as-of", LATE).stdout)]


def wrong_config(home: Home, more: str) -> Result:
    home.config.write_text(CONFIG + more, encoding="utf-8")
    return call(home, "once", "--as-of", LATE)


# --- mailboxes and calendars -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [None, b"", b"\x00\xff\x7fELF" * 500, b"From nobody\n\nno mail at all"])
def test_an_inbox_that_is_none_does_not_hinder_the_rest(home: Home, content: bytes | None) -> None:
    inbox = home.folder / "inbox.mbox"
    inbox.unlink()
    if content is not None:
        inbox.write_bytes(content)
    done = call(home, "once", "--as-of", LATE)
    assert done.exit_code == 0
    assert promised(home) == [PROMISE]
    assert ("inbox.mbox" in done.stderr) == (content != b"")


def test_a_calendar_cut_off_in_the_middle_does_not_hinder_the_rest(home: Home) -> None:
    (home.folder / "calendar.ics").write_bytes(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:never\r\nUID:x\r\nEND:VEV")
    assert call(home, "once", "--as-of", LATE).exit_code == 0
    assert promised(home) == [PROMISE]


def test_no_mailbox_at_all_says_what_to_do(home: Home) -> None:
    for name in ("sent.mbox", "inbox.mbox", "calendar.ics"):
        (home.folder / name).unlink()
    done = call(home, "once", "--as-of", LATE)
    assert done.exit_code == 2
    assert "correct the paths" in done.stderr


def test_one_event_that_is_none_leaves_the_others(home: Home) -> None:
    home.meets("Stand-up", "20260319T100000", "20260319T103000")
    file = home.folder / "calendar.ics"
    broken = "BEGIN:VEVENT\r\nUID:broken\r\nDTSTART:tomorrow\r\nSUMMARY:?\r\nEND:VEVENT\r\n"
    file.write_text(file.read_text().replace("END:VCALENDAR", broken + "END:VCALENDAR"))
    turn = json.loads(call(home, "once", "--json", "--as-of", LATE).stdout)["work"]
    assert (turn["events"], turn["set_aside"]) == (1, 1)


def test_a_mail_with_broken_headers_is_read_or_set_aside(home: Home) -> None:
    with (home.folder / "sent.mbox").open("ab") as file:
        file.write(b"From - Thu Jan  1 00:00:00 1970\nFrom: =?x?q?\xff\nDate: someday\nSubject: \xfe\n\nI'll call.\n\n")
        file.write(
            b"From - Thu Jan  1 00:00:00 1970\nContent-Type: text/plain; charset=klingon\nnot a header\n\n\xff\xfe\n\n"
        )
    assert call(home, "once", "--as-of", LATE).exit_code == 0
    assert PROMISE in promised(home)


def test_the_same_mail_in_two_folders_is_one_promise(home: Home) -> None:
    (home.folder / "inbox.mbox").write_bytes((home.folder / "sent.mbox").read_bytes())
    call(home, "once", "--as-of", LATE)
    assert promised(home) == [PROMISE]


def test_two_mails_of_one_message_id_are_both_kept(home: Home) -> None:
    mbox = home.folder / "sent.mbox"
    mbox.write_bytes(
        mbox.read_bytes() + mbox.read_bytes().replace(b"floor plan", b"price list").replace(b"09:00", b"09:30")
    )
    call(home, "once", "--as-of", LATE)
    assert sorted(promised(home)) == [PROMISE, "I'll send you the price list by Tuesday"]


def test_another_language_is_skipped_and_counted(home: Home) -> None:
    german = "Hallo Anna,\n\nich schicke Ihnen die Zeichnungen für die Vitrinen bis Freitag. Wir sehen uns dann ja.\n"
    home.sends(german, on=MONDAY, subject="Zeichnungen")
    done = call(home, "once", "--as-of", LATE)
    assert "1 language" in done.stdout
    assert promised(home) == [PROMISE]


def test_drafts_that_cannot_be_written_are_said_and_the_promise_is_kept(home: Home) -> None:
    (home.folder / "Drafts").write_text("a file, no folder")
    done = call(home, "once", "--as-of", LATE)
    assert "Drafts" in done.stderr
    assert promised(home) == [PROMISE]
    (home.folder / "Drafts").unlink()
    call(home, "once", "--as-of", LATE)
    assert len(home.drafts()) == 1


def test_a_read_only_drafts_folder_is_said_and_the_draft_comes_later(home: Home) -> None:
    drafts = home.folder / "Drafts"
    drafts.mkdir(mode=0o500)
    command = [*bound_by_rights(), *HEADSUP, "once", "--as-of", LATE, "--config", str(home.config)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "Drafts" in done.stderr, home.drafts()) == (0, True, []), done.stderr
    drafts.chmod(0o700)
    home.run("once", "--as-of", LATE)
    assert len(home.drafts()) == 1


def bound_by_rights() -> list[str]:
    """What to put before a command so that a folder's rights bind it: root may write anywhere."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv is missing: root cannot be bound by the rights of a folder")
    return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]


# --- the config and the ledger ---------------------------------------------------------------------------------------


def test_every_fault_of_the_config_is_told_at_once(home: Home) -> None:
    done = wrong_config(home, '\n[accounts.b]\nkind = "pigeon"\n[rules.shouting]\n[rules.silence]\nday = 3\n')
    assert done.exit_code == 2
    for said in ("pigeon", "local", "shouting", "overdue", "'day'", "days"):
        assert said in done.stderr
    done = wrong_config(home, '\n[acounts.b]\nkind = "local"\n')
    assert done.exit_code == 2
    assert "acounts" in done.stderr


def test_an_unknown_option_of_an_account_is_told_with_the_known_ones(home: Home) -> None:
    done = wrong_config(home, '\n[accounts.b]\nkind = "local"\nsnet = ["x.mbox"]\n')
    assert done.exit_code == 2
    assert "snet" in done.stderr
    assert "received" in done.stderr


@pytest.mark.parametrize(("content", "code"), [(None, 4), (b"[me", 2), (b"\xff\xfe\x00", 2)])
def test_a_config_that_cannot_be_read(home: Home, content: bytes | None, code: int) -> None:
    home.config.unlink()
    if content is not None:
        home.config.write_bytes(content)
    for command in ("once", "list", "check", "rebuild"):
        done = call(home, command)
        assert done.exit_code == code
        assert done.stderr or done.stdout


def test_a_ledger_that_is_none_says_what_to_do(home: Home) -> None:
    (home.folder / "ledger.sqlite").write_bytes(b"not a database" * 100)
    for command in ("once", "list", "check"):
        done = call(home, command)
        assert done.exit_code == 1
        assert "ledger" in done.stderr + done.stdout


# --- commands --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "ffff"), "headsup list"),
        (("mark", "ffff", "kept"), "headsup list"),
        (("add", "send it", "--to", "zebedee"), "give an address"),
        (("add", "send it", "--from-mail", "nothing"), "source.id"),
        (("list", "--to", "zebedee"), "give an address"),
        (("add", "send it", "--to", "@"), "'@' is no address"),
        (("add", "send it", "--to", "Mara@North.example"), "is your own address"),
    ],
)
def test_what_is_not_there_is_said(home: Home, arguments: tuple[str, ...], said: str) -> None:
    done = call(home, *arguments)
    assert done.exit_code == 1
    assert said in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("mark", "ffff", "moved"),
        ("mark", "ffff", "kept", "--by", "2026-03-20"),
        ("mark", "ffff", "effort"),
        ("mark", "ffff", "effort", "--hours", "0"),
        ("mark", "ffff", "kept", "--hours", "2"),
        ("add", "send it"),
        ("add", "", "--to", "anna@south.example"),
        ("add", " \t", "--to", "anna@south.example"),
        ("add", "send it", "--to", "anna@south.example", "--hours", "nan"),
        ("mark", "ffff", "effort", "--hours", "nan"),
        ("once", "--as-of", "someday"),
    ],
)
def test_wrong_usage_is_two(home: Home, arguments: tuple[str, ...]) -> None:
    assert call(home, *arguments).exit_code == 2


@pytest.mark.parametrize("command", ["list", "show", "once", "check"])
def test_json_is_one_document_and_nothing_else(home: Home, command: str) -> None:
    call(home, "once", "--as-of", LATE)
    key = json.loads(call(home, "list", "--json", "--as-of", LATE).stdout)[0]["key"]
    arguments = [
        command,
        "--json",
        *([key[:6]] if command == "show" else []),
        *(["--as-of", LATE] if command != "check" else []),
    ]
    json.loads(call(home, *arguments).stdout)


def test_a_wrong_line_is_said_with_its_number_and_the_others_are_read(tmp_path: Path) -> None:
    file = tmp_path / "mails.jsonl"
    good: dict[str, Any] = {
        "id": "m",
        "date": MONDAY,
        "from": "a@x.example",
        "to": ["b@x.example"],
        "cc": [],
        "subject": "s",
    }
    lines = [
        "{",
        "[]",
        json.dumps({"id": 1}),
        json.dumps({**good, "date": "never"}),
        json.dumps({**good, "body": PROMISE}),
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    done = call(None, "read", "--jsonl", str(file))
    assert done.exit_code == 1
    assert [f"line {n}:" in done.stderr for n in range(1, 6)] == [True, True, True, True, False]
    assert json.loads(done.stdout)["promises"][0]["text"] == PROMISE
    for command in ("judge", "when"):
        done = call(None, command, "--jsonl", str(file))
        assert (done.exit_code, done.stdout) == (1, "")
        assert "line 5:" in done.stderr


def test_paths_that_hold_no_mail_are_said(tmp_path: Path) -> None:
    assert call(None, "read", str(tmp_path / "nowhere")).exit_code == 2
    assert call(None, "read", str(tmp_path)).exit_code == 1
    (tmp_path / "binary").write_bytes(bytes(range(256)) * 20)
    done = call(None, "read", str(tmp_path / "binary"))
    assert done.exit_code == 1
    assert "neither an mbox nor a mail" in done.stderr


def test_init_says_when_it_finds_nothing_and_overwrites_nothing(home: Home, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    new = tmp_path / "new.toml"
    done = CliRunner().invoke(headsup, ["init", str(tmp_path / "empty"), "--config", str(new)])
    assert done.exit_code == 1
    assert not new.exists()
    before = home.config.read_text()
    assert call(home, "init", str(home.folder)).exit_code == 2
    assert home.config.read_text() == before


@pytest.mark.parametrize("command", headsup.commands or headsup.list_commands(None))  # type: ignore[arg-type]
def test_every_command_answers_help_with_an_example(command: str) -> None:
    done = CliRunner().invoke(headsup, [command, "--help"])
    assert done.exit_code == 0
    assert "Example: headsup" in done.stdout
