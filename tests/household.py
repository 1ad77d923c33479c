"""A small local mailbox on disk and its household, for tests that run whole turns and real processes."""

import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

HEADSUP = [sys.executable, "-m", "daemon"]
ROOT = Path(__file__).resolve().parents[1]
ME = "mara@north.example"

CONFIG = """
[me]
addresses = ["mara@north.example"]
name = "Mara Lind"
zone = "America/Chicago"

[accounts.work]
kind = "local"
sent = ["sent.mbox"]
received = ["inbox.mbox"]
calendars = ["calendar.ics"]
drafts = "Drafts"
notes = "headsup.ics"

[people]
boss = "bob@south.example"

[speak]
from_start = true

[store]
url = "sqlite:///ledger.sqlite"
"""


class Home:
    """A folder with a config, two mailboxes and a calendar; mails are appended as a mail program would."""

    def __init__(self, folder: Path, config: str = CONFIG) -> None:
        self.folder = folder
        self.config = folder / "config.toml"
        folder.mkdir(parents=True, exist_ok=True)
        self.config.write_text(config, encoding="utf-8")
        for name in ("sent.mbox", "inbox.mbox"):
            (folder / name).touch()
        (folder / "calendar.ics").write_text("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t\r\nEND:VCALENDAR\r\n")
        self._number = 0

    def sends(
        self, text: str, *, on: str, to: str = "anna@south.example", subject: str = "Spring plan", **more: str
    ) -> str:
        """Mara writes to somebody; returns the Message-ID."""
        return self._append("sent.mbox", ME, to, text, on, subject, more)

    def receives(
        self, text: str, *, on: str, sender: str = "anna@south.example", subject: str = "Spring plan", **more: str
    ) -> str:
        """Somebody writes to Mara; returns the Message-ID."""
        return self._append("inbox.mbox", sender, ME, text, on, subject, more)

    def meets(self, title: str, start: str, end: str) -> None:
        """A busy event on the calendar, local wall time such as 20260318T090000."""
        self._number += 1
        event = (
            f"BEGIN:VEVENT\r\nUID:e{self._number}@north.example\r\nDTSTAMP:20260101T000000Z\r\n"
            f"DTSTART;TZID=America/Chicago:{start}\r\nDTEND;TZID=America/Chicago:{end}\r\nSUMMARY:{title}\r\nEND:VEVENT\r\n"
        )
        file = self.folder / "calendar.ics"
        file.write_text(file.read_text().replace("END:VCALENDAR", event + "END:VCALENDAR"))

    def run(self, *arguments: str, check: bool = True, **how: Any) -> "subprocess.CompletedProcess[str]":
        """`headsup ARGUMENTS --config` in a process of its own."""
        command = [*HEADSUP, *arguments, "--config", str(self.config)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, **how)
        assert not check or done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def drafts(self) -> Sequence[Path]:
        """The files in the Drafts folder."""
        return sorted(p for p in (self.folder / "Drafts").rglob("*") if p.is_file() and p.parent.name != "tmp")

    def _append(self, name: str, sender: str, to: str, text: str, on: str, subject: str, more: dict[str, str]) -> str:
        self._number += 1
        message_id = f"m{self._number}@north.example"
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Date"] = format_datetime(datetime.fromisoformat(on))
        mail["Message-ID"] = f"<{message_id}>"
        for header, value in more.items():
            mail[header.replace("_", "-").title()] = value
        mail.set_content(text)
        with (self.folder / name).open("ab") as file:
            file.write(b"From - Thu Jan  1 00:00:00 1970\n" + mail.as_bytes().rstrip() + b"\n\n")
        return message_id
