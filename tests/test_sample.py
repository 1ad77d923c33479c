"""The sample mailbox is what STORY.md says: read here with the standard library only, not with our own reader."""

import mailbox
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from importlib.resources import files
from pathlib import Path

import pytest

from config import load
from daemon import sample
from tests.sample_story import Told, Trap, expected, traps


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample.lay(tmp_path_factory.mktemp("sample") / "mail").parent


def mails(file: Path) -> Iterator[EmailMessage]:
    box = mailbox.mbox(file, create=False)
    for key in box.keys():  # noqa: SIM118 - a mailbox is no mapping
        yield BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(box.get_bytes(key))
    box.close()


@pytest.fixture(scope="module")
def by_id(folder: Path) -> dict[str, EmailMessage]:
    found = [mail for name in ("sent.mbox", "inbox.mbox") for mail in mails(folder / name)]
    return {str(mail["Message-ID"]).strip("<>"): mail for mail in found}


def text(mail: EmailMessage) -> str:
    """Every part that is text, one after the other."""
    return "\n".join(str(p.get_content()) for p in mail.walk() if p.get_content_maintype() == "text")


def typed_now(mail: EmailMessage) -> str:
    """The plain part down to its first quote, the quoted lines between left out."""
    body = mail.get_body(preferencelist=("plain",))
    lines = str(body.get_content() if body else "").splitlines()
    ends = re.compile(r"(On .+(wrote:|<\S+>)|-----Original Message-----|-+ Forwarded message -+)$")
    until = next((n for n, line in enumerate(lines) if ends.match(line)), len(lines))
    return "\n".join(line for line in lines[:until] if not line.startswith(">"))


def sent_at(mail: EmailMessage) -> datetime:
    return parsedate_to_datetime(str(mail["Date"]))


def test_the_config_that_is_laid_loads(folder: Path) -> None:
    settings = load(folder / sample.CONFIG)
    assert settings.home == folder
    assert settings.speak.from_start
    assert settings.store.url == f"sqlite:///{folder}/ledger.sqlite"
    options = settings.accounts["work"].options
    for name in ("sent", "received", "calendars"):
        paths = options[name]
        assert isinstance(paths, list)
        assert all((folder / path).is_file() for path in paths)


def test_laying_it_twice_changes_nothing(folder: Path) -> None:
    before = {name: (folder / name).read_bytes() for name in sample.FILES}
    sample.lay(folder)
    assert {name: (folder / name).read_bytes() for name in sample.FILES} == before


def test_it_is_three_weeks_of_mail_that_end_before_now(by_id: dict[str, EmailMessage]) -> None:
    assert len(by_id) == 46
    moments = [sent_at(mail) for mail in by_id.values()]
    assert sample.NOW - timedelta(days=21) <= min(moments) <= max(moments) < sample.NOW


def test_each_file_is_in_the_order_of_time(folder: Path) -> None:
    for name in ("sent.mbox", "inbox.mbox"):
        moments = [sent_at(mail) for mail in mails(folder / name)]
        assert moments == sorted(moments)


def test_no_mail_has_a_defect_and_attachments_decode(by_id: dict[str, EmailMessage]) -> None:
    names = set()
    for mail in by_id.values():
        assert not [defect for part in mail.walk() for defect in part.defects]
        for part in mail.iter_attachments():
            assert part.get_content()
            names.add(part.get_filename())
    assert {"tide-room-floor-plan-v3.pdf", "harbour-cost-breakdown.csv", "photo-selection.pdf"} <= names


def test_only_the_owner_writes_in_sent_and_only_others_in_the_inbox(folder: Path) -> None:
    (owner,) = load(folder / sample.CONFIG).me.addresses
    assert {a for m in mails(folder / "sent.mbox") for _, a in getaddresses([str(m["From"])])} == {owner}
    assert owner not in {a for m in mails(folder / "inbox.mbox") for _, a in getaddresses([str(m["From"])])}


def test_every_reply_answers_an_earlier_mail_that_is_there(by_id: dict[str, EmailMessage]) -> None:
    replies = [mail for mail in by_id.values() if mail["In-Reply-To"]]
    assert len(replies) > 20
    for mail in replies:
        chain = [ref.strip("<>") for ref in str(mail["References"]).split()]
        assert chain[-1] == str(mail["In-Reply-To"]).strip("<>")
        assert all(sent_at(by_id[ref]) < sent_at(mail) for ref in chain)


def test_the_client_writes_from_another_zone(by_id: dict[str, EmailMessage]) -> None:
    client = by_id["20260316.1510.deck-ask@harbourmuseum.example"]
    assert sent_at(client).utcoffset() == timedelta(0)
    assert sample.NOW.utcoffset() == timedelta(hours=-4)


@pytest.mark.parametrize("told", expected(), ids=lambda told: told.mail)
def test_every_promise_of_the_story_is_typed_by_the_owner(by_id: dict[str, EmailMessage], told: Told) -> None:
    mail = by_id[told.mail]
    assert told.words in typed_now(mail)
    assert told.to in {a for _, a in getaddresses([str(mail["To"])])}
    assert told.evidence is None or sent_at(by_id[told.evidence]) > sent_at(mail)


@pytest.mark.parametrize("trap", traps(), ids=lambda trap: trap.mail)
def test_every_trap_stands_in_its_mail(by_id: dict[str, EmailMessage], trap: Trap) -> None:
    assert trap.words in text(by_id[trap.mail])


def test_the_table_for_people_and_the_one_for_tests_say_the_same() -> None:
    story = files(sample).joinpath("STORY.md").read_text(encoding="utf-8")
    for told in expected():
        row = next(line for line in story.splitlines() if line.startswith(f"| {told.mail.split('@')[0][14:]} |"))
        assert told.words.lower() in row.lower()
        assert f"| {told.standing} |" in row
        assert f"| {'yes' if told.heads_up else 'no'} |" in row
        assert any(f"| {' or '.join(order)} |" in row for order in (sorted(told.risks), sorted(told.risks)[::-1]))
    for trap in traps():
        assert trap.words[:45] in story


def test_everybody_is_invented() -> None:
    for name in sample.FILES:
        content = re.sub(r"\r?\n[ \t]", "", files(sample).joinpath(name).read_text(encoding="utf-8"))
        assert {host.rpartition(".")[2] for host in re.findall(r"@([\w-]+(?:\.[\w-]+)+)", content)} <= {"example"}


def test_the_calendar_has_what_the_story_says(folder: Path) -> None:
    from icalendar import Calendar
    from recurring_ical_events import of  # type: ignore[import-untyped]

    calendar = Calendar.from_ical((folder / "calendar.ics").read_bytes())
    week = of(calendar).between(datetime(2026, 3, 19), datetime(2026, 3, 21))  # noqa: DTZ001
    starts = {str(e["SUMMARY"]): e["DTSTART"].dt for e in week if isinstance(e["DTSTART"].dt, datetime)}
    assert starts["1:1 Ruth / Nora"].isoformat() == "2026-03-19T14:00:00-04:00"
    assert starts["Harbour Museum steering group"].isoformat() == "2026-03-20T16:00:00+00:00"
    off = of(calendar).at((2026, 3, 13))
    assert [str(e["SUMMARY"]) for e in off] == ["Day off"]
