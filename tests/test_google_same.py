"""The same mailbox and calendar, in files and at Google: the same promises, standings, drafts and notes."""

import re
from collections.abc import Iterable
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from config.settings import Me
from daemon import sample
from tests.conftest import SHARED
from tests.fakes.google import GoogleTwin
from tests.google_house import House, Person, loaded

pytest.importorskip("googleapiclient", reason="google-api-python-client is not installed (extra google)")

NORA = Person(
    Me(addresses=("nora@alderfinch.example",), zone=ZoneInfo("America/New_York"), name="Nora Vance"),
    Path(sample.__file__).parent,
)
BLAIR = Person(
    Me(addresses=("lynn.blair@enron.com",), zone=ZoneInfo("America/Chicago"), name="Lynn Blair"),
    SHARED / "data/people/blair-l",
)
Draft = tuple[str, str, str | None, str]
Note = tuple[str, str, datetime, datetime]


def local(folder: Path, person: Person, now: datetime) -> tuple[list[dict[str, Any]], set[Draft], set[Note]]:
    with House(folder, person, now) as house:
        house.turn()
        files = [p for p in (folder / "Drafts").rglob("*") if p.is_file()]
        return house.facts(), drafts(p.read_bytes() for p in files), written(folder / "headsup.ics")


def written(calendar: Path) -> set[Note]:
    if not calendar.exists():
        return set()
    events: list[Any] = icalendar.Calendar.from_ical(calendar.read_bytes()).walk("VEVENT")
    return {(str(e["SUMMARY"]), str(e["DESCRIPTION"]), e["DTSTART"].dt, e["DTEND"].dt) for e in events}


def google(folder: Path, person: Person, now: datetime) -> tuple[list[dict[str, Any]], set[Draft], set[Note]]:
    twin = loaded(person)
    with House(folder, person, now, twin, {"since_days": 400, "quota_units_per_minute": 10**6}) as house:
        house.turn()
        found = house.facts()
        assert (twin.violations, twin.offences) == ([], [])
        assert [house.turn().pages for _ in range(2)][1] == 0, "its own writes come by once"
        assert house.facts() == found
    return found, drafts(twin.mail.mails[m].raw for m in twin.mail.drafts.values()), notes(twin)


def drafts(raw: Iterable[bytes]) -> set[Draft]:
    mails = [message_from_bytes(one, EmailMessage, policy=policy.default) for one in raw]
    return {(str(m["To"]), str(m["Subject"]), m["In-Reply-To"], m.get_content().replace("\r\n", "\n")) for m in mails}


def notes(twin: GoogleTwin) -> set[Note]:
    ours = [c for c in twin.calendars.all.values() if c.ours]
    assert len(ours) <= 1
    lying = [versions[-1].event for c in ours for versions in c.events.values()]
    return {(e["summary"], e["description"], moment(e["start"]), moment(e["end"])) for e in lying}


def moment(said: dict[str, str]) -> datetime:
    return datetime.fromisoformat(said["dateTime"])


def same(tmp_path: Path, person: Person, now: datetime) -> int:
    """How many promises there are; they and what was written are the same."""
    here, there = local(tmp_path / "local", person, now), google(tmp_path / "google", person, now)
    for mine, theirs in zip(here[0], there[0], strict=True):
        assert mine == theirs
    assert spaces(here[1]) == spaces(there[1])
    assert here[2] == there[2]
    return len(here[0])


def spaces(found: set[Draft]) -> set[tuple[str, ...]]:
    return {tuple(re.sub(r"\s+", " ", part or "") for part in draft) for draft in found}


def test_the_sample_is_the_same_through_google(tmp_path: Path) -> None:
    assert same(tmp_path, NORA, sample.NOW) > 10


@pytest.mark.skipif(not BLAIR.mailbox.exists(), reason="the shared data are not here")
@pytest.mark.slow
@pytest.mark.parametrize("day", ["2001-10-17", "2001-12-20"])
def test_a_real_mailbox_is_the_same_through_google(tmp_path: Path, day: str) -> None:
    now = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=BLAIR.me.zone)
    assert same(tmp_path, BLAIR, now) > 20
