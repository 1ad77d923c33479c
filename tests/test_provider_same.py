"""The same mailbox and calendar, in files and at a provider: the same promises, standings, drafts and notes."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from config.settings import Me
from daemon import sample
from tests.conftest import SHARED
from tests.provider_house import House
from tests.provider_scenario import KINDS
from tests.providers import LyingDraft, LyingNote, Person, in_mails

pytest.importorskip("googleapiclient", reason="google-api-python-client is not installed (extra google)")
pytest.importorskip("exchangelib", reason="exchangelib is not installed (extra exchange)")
pytest.importorskip("msal", reason="msal is not installed (extra graph)")

NORA = Person(
    Me(addresses=("nora@alderfinch.example",), zone=ZoneInfo("America/New_York"), name="Nora Vance"),
    Path(sample.__file__).parent,
)
BLAIR = Person(
    Me(addresses=("lynn.blair@enron.com",), zone=ZoneInfo("America/Chicago"), name="Lynn Blair"),
    SHARED / "data/people/blair-l",
)
Facts = list[dict[str, Any]]


def local(folder: Path, person: Person, now: datetime) -> tuple[Facts, list[LyingDraft], set[LyingNote]]:
    with House(folder, person, now) as house:
        house.turn()
        files = [p for p in (folder / "Drafts").rglob("*") if p.is_file()]
        return house.facts(), in_mails(p.read_bytes() for p in files), written(folder / "headsup.ics")


def written(calendar: Path) -> set[LyingNote]:
    if not calendar.exists():
        return set()
    events: list[Any] = icalendar.Calendar.from_ical(calendar.read_bytes()).walk("VEVENT")
    return {LyingNote("", str(e["SUMMARY"]), str(e["DESCRIPTION"]), e["DTSTART"].dt, e["DTEND"].dt, "") for e in events}


def remote(kind: str, folder: Path, person: Person, now: datetime) -> tuple[Facts, list[LyingDraft], set[LyingNote]]:
    there = KINDS[kind].loaded(person)
    with House(folder, person, now, there, {"since_days": 400}) as house:
        house.turn()
        found = house.facts()
        assert (there.twin.violations, there.twin.offences) == ([], [])
        assert [house.turn().pages for _ in range(2)][1] == 0, "its own writes come by once"
        assert house.facts() == found
    return found, there.drafts(), {replace(note, key="", colour="") for note in there.notes()}


def same(tmp_path: Path, kind: str, person: Person, now: datetime) -> int:
    """How many promises there are; they and what was written are the same."""
    here, there = local(tmp_path / "local", person, now), remote(kind, tmp_path / kind, person, now)
    for mine, theirs in zip(here[0], there[0], strict=True):
        assert mine == theirs
    assert spaces(here[1]) == spaces(there[1])
    assert here[2] == there[2]
    return len(here[0])


def spaces(found: list[LyingDraft]) -> list[LyingDraft]:
    return [replace(one, subject=" ".join(one.subject.split()), text=" ".join(one.text.split())) for one in found]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_sample_is_the_same_through_every_provider(tmp_path: Path, kind: str) -> None:
    assert same(tmp_path, kind, NORA, sample.NOW) > 10


@pytest.mark.skipif(not BLAIR.mailbox.exists(), reason="the shared data are not here")
@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("day", ["2001-10-17", "2001-12-20"])
def test_a_real_mailbox_is_the_same_through_every_provider(tmp_path: Path, kind: str, day: str) -> None:
    now = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=BLAIR.me.zone)
    assert same(tmp_path, kind, BLAIR, now) > 20
