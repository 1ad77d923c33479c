"""Mails, calendars and whole worlds for the tests of the connectors: one world per kind of account.

A world is an account and its user: mail comes in, meetings are made, a draft of ours is edited, deleted or sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

from icalendar import Calendar

from connectors import open_account
from connectors.border import Connector
from connectors.memory import MemoryAccount
from connectors.types import Address, Event, Folder, Message, Ref, Status, Surroundings

ME = Address("ada@harbour.example", "Ada Lind")
BO = Address("bo@harbour.example", "Bo Frost")
CLIENT = Address("cleo@client.example", "Cleo March")
MONDAY = datetime(2025, 3, 3, 9, 30, tzinfo=UTC)


def mail(
    text: str = "Hello.\n",
    *,
    number: int = 1,
    from_: str = "Ada Lind <ada@harbour.example>",
    to: str = "Bo Frost <bo@harbour.example>",
    subject: str = "The deck",
    date: str = "",
    extra: Sequence[str] = (),
) -> bytes:
    """A plain mail as bytes, line ends as UNIX writes them."""
    lines = [
        f"Message-ID: <m{number}@harbour.example>",
        f"Date: {date or format_datetime(MONDAY)}",
        f"From: {from_}",
        f"To: {to}",
        f"Subject: {subject}",
        *extra,
        "",
        text,
    ]
    return "\n".join(lines).encode()


def mbox(*mails: bytes) -> bytes:
    """Mails as an mboxrd."""
    packed = b""
    for one in mails:
        quoted = b"\n".join(
            b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in one.split(b"\n")
        )
        packed += b"From ada Mon Mar  3 09:30:00 2025\n" + quoted.rstrip(b"\n") + b"\n\n"
    return packed


def calendar(*events: str, zone: str = "") -> str:
    """VEVENT bodies as a calendar."""
    inner = "".join(
        f"BEGIN:VEVENT\r\n{event.strip().replace(chr(10), chr(13) + chr(10))}\r\nEND:VEVENT\r\n" for event in events
    )
    said = f"X-WR-TIMEZONE:{zone}\r\n" if zone else ""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{said}{inner}END:VCALENDAR\r\n"


def around(home: Path, zone: str = "Europe/Berlin") -> Surroundings:
    """What the house hands to a connector, for Ada."""
    return Surroundings(home=home, zone=zone, addresses=frozenset({ME.email}), state=home / "state")


@dataclass(frozen=True, slots=True)
class Shown:
    """A note as its calendar shows it to others and to its owner."""

    private: bool
    free: bool
    people: int
    colour: str


class World(Protocol):
    """An account and what its user and others do."""

    @property
    def account(self) -> Connector:
        """The account as the house sees it."""

    def receives(self, number: int, text: str, sender: Address = BO) -> None:
        """Somebody's mail comes in."""

    def sends(self, number: int, text: str, to: Address = BO) -> None:
        """The owner sends a mail."""

    def meets(self, uid: str, starts_at: datetime, ends_at: datetime, *, with_bo: bool = False) -> None:
        """A meeting is put on the calendar."""

    def describes(self, uid: str, text: str) -> None:
        """The owner writes into the description of a meeting."""

    def description(self, uid: str) -> str:
        """What stands there now."""

    def cancels(self, uid: str) -> None:
        """The owner deletes a meeting."""

    def shown(self, key: str) -> Shown | None:
        """Our note as its calendar shows it; None where there is no calendar but the note itself."""

    def edits(self, key: str) -> None:
        """The owner edits a thing of ours."""

    def deletes(self, key: str) -> None:
        """The owner deletes our draft or note."""

    def sends_draft(self, key: str) -> None:
        """The owner sends our draft."""


class MemoryWorld:
    """The world of `memory`."""

    def __init__(self, home: Path) -> None:
        found = open_account("work", "memory", {}, around(home))
        assert isinstance(found, MemoryAccount)
        self.account = found

    def receives(self, number: int, text: str, sender: Address = BO) -> None:
        self.account.add(_message(number, text, Folder.RECEIVED, sender, ME))

    def sends(self, number: int, text: str, to: Address = BO) -> None:
        self.account.add(_message(number, text, Folder.SENT, ME, to))

    def meets(self, uid: str, starts_at: datetime, ends_at: datetime, *, with_bo: bool = False) -> None:
        event = Event(
            ref=Ref("work", uid),
            uid=uid,
            starts_at=starts_at,
            ends_at=ends_at,
            all_day=False,
            title="Review",
            people=(BO,) if with_bo else (),
            busy=True,
            status=Status.CONFIRMED,
            mine=True,
        )
        self.account.add_event(event)

    def describes(self, uid: str, text: str) -> None:
        self.account.describe(Ref("work", uid), text)

    def description(self, uid: str) -> str:
        return self.account.description(Ref("work", uid))

    def cancels(self, uid: str) -> None:
        self.account.remove(Ref("work", uid))

    def shown(self, key: str) -> Shown | None:
        return None

    def edits(self, key: str) -> None:
        self.account.user_edits(key)

    def deletes(self, key: str) -> None:
        self.account.user_deletes(key)

    def sends_draft(self, key: str) -> None:
        self.account.user_sends(key, MONDAY)


class LocalWorld:
    """The world of `local`: an mbox of sent mail, a Maildir of received mail, a calendar, a Drafts Maildir."""

    def __init__(self, home: Path) -> None:
        self.home = home
        for folder in ("inbox/cur", "inbox/new", "inbox/tmp"):
            (home / folder).mkdir(parents=True)
        self._sent = home / "sent.mbox"
        self._sent.touch()
        self._events: list[str] = []
        (home / "calendar.ics").write_text(calendar(), newline="")
        options = {
            "sent": ["sent.mbox"],
            "received": ["inbox"],
            "calendars": ["calendar.ics", "headsup.ics"],
            "drafts": "Drafts",
            "notes": "headsup.ics",
        }
        (home / "headsup.ics").touch()
        self.account: Connector = open_account("work", "local", options, around(home))

    def receives(self, number: int, text: str, sender: Address = BO) -> None:
        raw = mail(text, number=number, from_=f"{sender.name} <{sender.email}>", to=ME.email)
        (self.home / "inbox/new" / f"{number}.host").write_bytes(raw)

    def sends(self, number: int, text: str, to: Address = BO) -> None:
        self._append(mail(text, number=number, to=to.email))

    def meets(self, uid: str, starts_at: datetime, ends_at: datetime, *, with_bo: bool = False) -> None:
        start, end = (f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for at in (starts_at, ends_at))
        self._events.append(f"UID:{uid}\nSUMMARY:Review\nDTSTART:{start}\nDTEND:{end}")
        (self.home / "calendar.ics").write_text(calendar(*self._events), newline="")

    def describes(self, uid: str, text: str) -> None:
        raise NotImplementedError("no line is written to a file, so no description is looked at")

    def description(self, uid: str) -> str:
        raise NotImplementedError("no line is written to a file, so no description is looked at")

    def cancels(self, uid: str) -> None:
        raise NotImplementedError("no line is written to a file, so no event is deleted for one")

    def shown(self, key: str) -> Shown | None:
        notes = Calendar.from_ical((self.home / "headsup.ics").read_text())
        (event,) = [event for event in notes.walk("VEVENT") if key in str(event["UID"])]
        return Shown(
            private=event["CLASS"] == "PRIVATE",
            free=event["TRANSP"] == "TRANSPARENT",
            people=sum(name in event for name in ("ATTENDEE", "ORGANIZER")),
            colour=str(event["COLOR"]),
        )

    def edits(self, key: str) -> None:
        """As mail programs do: the edited draft is a new file, the old one is gone."""
        draft = self._draft(key)
        if draft is None:
            notes = self.home / "headsup.ics"
            notes.write_text(notes.read_text().replace("SUMMARY:", "SUMMARY:Mine: ", 1), newline="")
            return
        (self.home / "Drafts/cur/edited.host:2,D").write_bytes(draft.read_bytes() + b"And one more line.\r\n")
        draft.unlink()

    def deletes(self, key: str) -> None:
        draft = self._draft(key)
        if draft is None:
            (self.home / "headsup.ics").write_text(calendar(), newline="")
        else:
            draft.unlink()

    def sends_draft(self, key: str) -> None:
        draft = self._draft(key)
        assert draft is not None
        stamped = f"Date: {format_datetime(MONDAY)}\nFrom: {ME.email}\n".encode()
        self._append(stamped + draft.read_bytes().replace(b"\r\n", b"\n"))
        draft.unlink()

    def _append(self, raw: bytes) -> None:
        with self._sent.open("ab") as file:
            file.write(mbox(raw))

    def _draft(self, key: str) -> Path | None:
        drafts = [file for file in (self.home / "Drafts/cur").glob("*") if key.encode() in file.read_bytes()]
        return drafts[0] if drafts else None


def _message(number: int, text: str, folder: Folder, from_: Address, to: Address) -> Message:
    return Message(
        ref=Ref("work", f"m{number}"),
        message_id=f"m{number}@harbour.example",
        in_reply_to=None,
        references=(),
        thread=None,
        folder=folder,
        sent_at=MONDAY,
        received_at=None,
        sender=None,
        from_=from_,
        to=(to,),
        cc=(),
        subject="The deck",
        text=text,
    )
