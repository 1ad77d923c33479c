"""A canary in every field of every mail and event, and every fault provoked: not a feather of it in what is logged.

Ids stay plain: they are what a log may hold.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.household import Home

CANARY = "kanarienvogel"
MONDAY = "2026-03-16T10:00:00-05:00"
LATE = "2026-03-19T09:00"
HOSTILE = f"""From {CANARY} Thu Jan  1 00:00:00 1970
From: {CANARY} <{CANARY}@{CANARY}.example
To: =?{CANARY}?q?{CANARY}?=
Date: {CANARY}
Message-ID: <odd@north.example>
Subject: =?utf-8?b?{CANARY}?=
Content-Type: multipart/mixed; boundary="{CANARY}"
Content-Transfer-Encoding: {CANARY}

--{CANARY}
Content-Type: text/plain; charset={CANARY}

I'll send you {CANARY} tomorrow.

"""
EVENT = f"""BEGIN:VEVENT
UID:odd-one@north.example
SUMMARY:{CANARY}
DTSTART;TZID={CANARY}:20260317T090000
DTEND:{CANARY}
RRULE:FREQ={CANARY}
ATTENDEE;CN={CANARY}:mailto:{CANARY}@x.example
LOCATION:{CANARY}
DESCRIPTION:{CANARY}
END:VEVENT
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "house")
    named = f"{CANARY} <{CANARY}@south.example>"
    more = {"cc": f"{CANARY}@west.example", "in_reply_to": f"<{CANARY}@south.example>"}
    home.sends(f"I'll send you the {CANARY} by Tuesday.", on=MONDAY, to=named, subject=CANARY, **more)
    home.receives(f"Any news on the {CANARY}?", on="2026-03-18T10:00:00-05:00", sender=named, subject=CANARY)
    home.meets(CANARY, "20260319T100000", "20260319T110000")
    with (home.folder / "sent.mbox").open("a") as file:
        file.write(HOSTILE)
    calendar = home.folder / "calendar.ics"
    calendar.write_text(calendar.read_text().replace("END:VCALENDAR", EVENT.replace("\n", "\r\n") + "END:VCALENDAR"))
    return home


def logged(home: Home) -> Iterator[tuple[str, str]]:
    """What each command writes to stderr, as all goes well and as things break."""
    commands = (["once", "--as-of", LATE], ["check"], ["rebuild"], ["list", "--as-of", LATE], ["show", "nothing"])
    for command in commands:
        yield " ".join(command), home.run(*command, check=False).stderr
    (home.folder / "inbox.mbox").write_bytes(b"\x00\xff" + CANARY.encode() * 9)
    (home.folder / "calendar.ics").write_text(f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{CANARY}\r\n")
    yield "damaged sources", home.run("once", "--as-of", LATE, check=False).stderr
    (home.folder / "Drafts").rename(home.folder / "Away")
    (home.folder / "Drafts").write_text(CANARY)
    yield "no folder for drafts", home.run("once", "--as-of", "2026-03-20T10:00", check=False).stderr
    (home.folder / "ledger.sqlite").write_bytes(b"SQLite format 3\x00" + CANARY.encode() * 200)
    yield "a damaged ledger", home.run("once", "--as-of", LATE, check=False).stderr


def test_no_word_of_a_mail_or_an_event_is_logged(home: Home) -> None:
    for what, stderr in logged(home):
        assert CANARY not in stderr.lower(), what


def test_nothing_is_left_in_temporary_files(home: Home, tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    home.run("once", "--as-of", LATE, env={**os.environ, "TMPDIR": str(temporary)})
    assert list(temporary.iterdir()) == []
    assert home.drafts(), "the turn has worked"


def test_what_a_library_logs_of_an_error_is_only_who_logs_it() -> None:
    code = (
        "import logging\nfrom daemon import logs\nlogs.configure()\n"
        "try:\n    raise ValueError('I will send the deck')\n"
        "except ValueError:\n    logging.getLogger('apscheduler.executors').exception('job raised')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "deck" not in done.stderr
