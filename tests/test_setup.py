"""What `headsup init` guesses from a folder of mail and calendars."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import load
from config.settings import Settings
from daemon import sample
from daemon.setup import Found, config_text, survey
from daemon.setup.calendars import known_zone

VIENNA = ZoneInfo("Europe/Vienna")
ADA = "Ada Lind <ada@firm.example>"
BEN = "Ben Roth <ben@client.example>"
CLEO = "Cleo Marsh <cleo@firm.example>"


def mail(from_: str, to: str, at: datetime) -> str:
    return f"From: {from_}\nTo: {to}\nDate: {format_datetime(at)}\nSubject: x\n\nFrom: not@a.header\nText.\n\n"


def days(count: int, hour: int = 10, zone: ZoneInfo = VIENNA) -> list[datetime]:
    """So many moments, a day apart, half in winter and half in summer."""
    first = datetime(2026, 3, 29, hour, 0, tzinfo=zone) - timedelta(days=count // 2)
    return [first + timedelta(days=n) for n in range(count)]


def mbox(file: Path, mails: Iterable[str]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"From MAILER-DAEMON Thu Jan  1 00:00:00 2026\n{m}" for m in mails), encoding="utf-8")
    return file


def sent(file: Path, moments: Iterable[datetime], from_: str = ADA) -> Path:
    return mbox(file, [mail(from_, BEN, at) for at in moments])


def received(file: Path, moments: Iterable[datetime]) -> Path:
    return mbox(file, [mail(CLEO if n % 3 == 0 else BEN, ADA, at) for n, at in enumerate(moments)])


def calendar(file: Path, *lines: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""]), encoding="utf-8")
    return file


def written(found: Found, folder: Path, boss: str | None = None) -> Settings:
    """The config of `found`, read back."""
    file = folder / "config.toml"
    file.write_text(config_text(found, folder, boss), encoding="utf-8")
    return load(file)


def test_a_sent_file_and_an_inbox_tell_who_i_am(tmp_path: Path) -> None:
    out = sent(tmp_path / "Sent", days(5))
    into = received(tmp_path / "INBOX", days(9))
    found = survey(tmp_path)
    assert (found.sent, found.received) == ((out,), (into,))
    assert (found.addresses, found.name) == (("ada@firm.example",), "Ada Lind")
    assert found.often == ("ben@client.example",)


@pytest.mark.parametrize(
    "name",
    ["sent.mbox", "Sent Items", "[Gmail].Sent Mail", "Gesendete Elemente", "Sent Messages.mbox/mbox", "sent-2025.mbox"],
)
def test_sent_mail_is_known_by_its_name(tmp_path: Path, name: str) -> None:
    out = sent(tmp_path / name, days(3))
    received(tmp_path / "consent forms", days(9))
    assert survey(tmp_path).sent == (out,)


def test_sent_mail_without_a_name_is_known_by_who_wrote_it(tmp_path: Path) -> None:
    out = sent(tmp_path / "a.mbox", days(5))
    into = received(tmp_path / "b.mbox", days(9))
    found = survey(tmp_path)
    assert (found.sent, found.received) == ((out,), (into,))
    assert "No mailbox is named as sent mail" in found.because["addresses"]


def test_an_export_of_all_mail_counts_as_sent(tmp_path: Path) -> None:
    mails = [*(mail(BEN, ADA, at) for at in days(9)), mail(CLEO, ADA, days(1)[0]), mail(ADA, BEN, days(1)[0])]
    both = mbox(tmp_path / "All mail.mbox", mails)
    found = survey(tmp_path)
    assert (found.sent, found.received, found.addresses) == ((both,), (), ("ada@firm.example",))


def test_one_file_can_be_named_instead_of_a_folder(tmp_path: Path) -> None:
    out = sent(tmp_path / "sent.mbox", days(3))
    received(tmp_path / "inbox.mbox", days(9))
    found = survey(out)
    assert (found.sent, found.received) == ((out,), ())


def test_a_second_address_is_mine_a_delegate_s_is_not(tmp_path: Path) -> None:
    mails = [mail(ADA, BEN, at) for at in days(60)] + [mail("ada@home.example", BEN, at) for at in days(10)]
    mbox(tmp_path / "sent", [*mails, mail("Pat <pat@firm.example>", BEN, days(1)[0])])
    assert survey(tmp_path).addresses == ("ada@firm.example", "ada@home.example")


def test_a_name_written_last_name_first_is_turned_round(tmp_path: Path) -> None:
    sent(tmp_path / "sent", days(3), '"Lind, Ada" <ada@firm.example>')
    assert survey(tmp_path).name == "Ada Lind"


def test_an_encoded_name_is_read(tmp_path: Path) -> None:
    sent(tmp_path / "sent", days(3), "=?utf-8?q?J=C3=B8rn?= <j@firm.example>")
    assert survey(tmp_path).name == "Jørn"


def test_drafts_and_trash_are_passed_over_and_said(tmp_path: Path) -> None:
    sent(tmp_path / "sent", days(3))
    sent(tmp_path / "Trash", days(3))
    found = survey(tmp_path)
    assert found.received == ()
    assert len(found.passed_over) == 1


def test_a_maildir_with_a_sent_folder(tmp_path: Path) -> None:
    for folder, author, to in (("Maildir", BEN, ADA), ("Maildir/.Sent", ADA, BEN)):
        for part in ("cur", "new", "tmp"):
            (tmp_path / folder / part).mkdir(parents=True, exist_ok=True)
        for n, at in enumerate(days(4)):
            (tmp_path / folder / "cur" / f"{n}:2,S").write_text(mail(author, to, at))
    found = survey(tmp_path)
    assert found.sent == (tmp_path / "Maildir/.Sent",)
    assert found.received == (tmp_path / "Maildir",)


def test_an_empty_maildir_counts_because_it_may_fill(tmp_path: Path) -> None:
    sent(tmp_path / "sent", days(3))
    for part in ("cur", "new", "tmp"):
        (tmp_path / "Inbox" / part).mkdir(parents=True)
    assert survey(tmp_path).received == (tmp_path / "Inbox",)


def test_a_single_letter_can_be_named(tmp_path: Path) -> None:
    letter = tmp_path / "a.eml"
    letter.write_text(mail(ADA, BEN, days(1)[0]))
    assert letter in (*survey(letter).sent, *survey(letter).received)


def test_folders_of_eml_files(tmp_path: Path) -> None:
    for folder, author, to in (("in", BEN, ADA), ("sent", ADA, BEN)):
        (tmp_path / folder).mkdir()
        for n, at in enumerate(days(4)):
            (tmp_path / folder / f"{n}.eml").write_text(mail(author, to, at))
    found = survey(tmp_path)
    assert (found.sent, found.received) == ((tmp_path / "sent",), (tmp_path / "in",))


def test_calendars_are_files_and_many_of_them_a_folder(tmp_path: Path) -> None:
    one = calendar(tmp_path / "work.ics")
    for n in range(5):
        calendar(tmp_path / "many" / f"{n}.ics")
    calendar(tmp_path / "headsup.ics")  # our own notes
    assert survey(tmp_path).calendars == (one, tmp_path / "many")


def test_the_calendars_know_the_zone_best(tmp_path: Path) -> None:
    sent(tmp_path / "sent", days(30))
    calendar(tmp_path / "c.ics", "X-WR-TIMEZONE:Europe/Prague", "DTSTART;TZID=Europe/Prague:20260319T090000")
    assert survey(tmp_path).zone == "Europe/Prague"


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Europe/Rome", "Europe/Rome"),
        ("Customized Time Zone", None),
        ("../../etc/passwd", None),
        ("", None),
    ],
)
def test_a_zone_is_known_under_its_other_names(tzid: str, zone: str | None) -> None:
    assert known_zone(tzid) == zone


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Sydney"])
def test_the_dates_of_sent_mail_tell_the_clock(tmp_path: Path, zone: str) -> None:
    sent(tmp_path / "sent", days(60, zone=ZoneInfo(zone)))
    found = survey(tmp_path)
    assert found.zone == zone
    assert "another city" in found.because["zone"]


def test_dates_without_an_offset_tell_nothing(tmp_path: Path) -> None:
    mbox(tmp_path / "sent", [f"From: {ADA}\nTo: {BEN}\nDate: Thu, 19 Mar 2026 09:00:00 -0000\n\nx\n\n"] * 3)
    found = survey(tmp_path)
    assert found.zone is None
    assert written(found, tmp_path).me.zone.key == "UTC"


def test_working_hours_are_when_mail_is_written_and_meetings_are(tmp_path: Path) -> None:
    sent(tmp_path / "sent", [at + timedelta(hours=n % 9) for n, at in enumerate(days(90, hour=8))])
    assert survey(tmp_path).working_hours == (time(8), time(16))


def test_working_hours_stay_within_reason(tmp_path: Path) -> None:
    sent(tmp_path / "sent", [*days(40, hour=2), *days(40, hour=23)])
    assert survey(tmp_path).working_hours == (time(6), time(20))


def test_too_little_mail_gives_the_usual_hours(tmp_path: Path) -> None:
    sent(tmp_path / "sent", days(5, hour=6))
    found = survey(tmp_path)
    assert found.working_hours == (time(9), time(17))
    assert "too little" in found.because["working_hours"]


def test_an_empty_folder_and_none_at_all_have_nothing(tmp_path: Path) -> None:
    for root in (tmp_path, tmp_path / "missing"):
        found = survey(root)
        assert (found.sent, found.received, found.calendars, found.addresses) == ((), (), (), ())


def test_other_files_are_no_mail(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("From here on it is downhill.\nNo header, no mail.\n")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff" + bytes(1_000))
    (tmp_path / "empty.mbox").touch()
    (tmp_path / "loop").symlink_to(tmp_path)
    assert survey(tmp_path).received == ()


def test_paths_below_the_config_are_relative_others_absolute(tmp_path: Path) -> None:
    out = sent(tmp_path / "mail" / "sent", days(3))
    found = survey(tmp_path / "mail")
    assert written(found, tmp_path).accounts["work"].options["sent"] == ["mail/sent"]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert written(found, elsewhere).accounts["work"].options["sent"] == [str(out)]


def test_the_boss_stands_there_when_known_and_as_a_hint_when_not(tmp_path: Path) -> None:
    sent(tmp_path / "sent", days(3))
    found = survey(tmp_path)
    assert written(found, tmp_path, boss="ruth@firm.example").people.boss == "ruth@firm.example"
    assert written(found, tmp_path).people.boss is None
    assert "You write most to ben@client.example." in config_text(found, tmp_path)


def test_odd_names_do_not_break_the_config(tmp_path: Path) -> None:
    sent(tmp_path / 'sent "new" \\ #1', days(3), '"Ada \\"the \x07 boss\\" #" <ada@firm.example>')
    settings = written(survey(tmp_path), tmp_path)
    assert settings.accounts["work"].options["sent"] == ['sent "new" \\ #1']
    assert "the" in settings.me.name


def test_a_file_name_that_is_no_text_is_passed_over(tmp_path: Path) -> None:
    try:
        sent(tmp_path / b"sent\xff".decode(errors="surrogateescape"), days(3))
    except (OSError, UnicodeError):
        pytest.skip("this file system takes UTF-8 names only")
    found = survey(tmp_path)
    assert found.sent == ()
    assert "rename it" in found.passed_over[0]


@given(junk=st.binary(max_size=400))
def test_whatever_lies_there_survives_the_look(tmp_path_factory: pytest.TempPathFactory, junk: bytes) -> None:
    folder = tmp_path_factory.mktemp("junk")
    (folder / "sent").write_bytes(b"From x\nFrom: " + junk + b"\n\nFrom y\nDate: " + junk)
    (folder / "c.ics").write_bytes(b"DTSTART;TZID=" + junk + b"\nDTSTART:99999999T9999" + junk)
    (folder / "m.eml").write_bytes(junk)
    config_text(survey(folder), folder).encode()


def test_the_sample_is_recognised(tmp_path: Path) -> None:
    laid = load(sample.lay(tmp_path))
    found = survey(tmp_path)
    assert found.addresses == laid.me.addresses
    assert (found.name, found.zone) == (laid.me.name, laid.me.zone.key)
    assert written(found, tmp_path).accounts["work"].options == laid.accounts["work"].options


def test_a_real_person_is_recognised(shared: Path, tmp_path: Path) -> None:
    found = survey(shared / "data" / "people" / "blair-l")
    assert (found.addresses, found.name) == (("lynn.blair@enron.com",), "Lynn Blair")
    assert found.zone == "America/Chicago"
    assert [p.name for p in (*found.sent, *found.received, *found.calendars)] == [
        "sent.mbox",
        "inbox.mbox",
        "calendar.ics",
    ]
    assert time(7) <= found.working_hours[0] <= time(8, 30)
    assert time(16, 30) <= found.working_hours[1] <= time(18, 30)
    assert written(found, tmp_path).me.zone.key == "America/Chicago"
