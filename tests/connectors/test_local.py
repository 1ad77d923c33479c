"""Mailboxes in files: what a second look costs, what a rewrite does, and what broken files are answered with."""

import os
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from connectors import open_account
from connectors.errors import Gone, Misconfigured, Unwritable
from connectors.local import connect
from connectors.local.account import Local
from connectors.types import Draft, Folder, Ignore, Interest, Message, Note, Page, Ref
from tests.connectors.builders import BO, CLIENT, ME, MONDAY, around, calendar, mail, mbox

ALL = Interest(people=frozenset({ME.email, BO.email}))
DRAFT = Draft(to=(BO,), cc=(), subject="Re: The deck", text="A day late.\n")
NOTE = Note(MONDAY, MONDAY + timedelta(hours=1), "Deck, due", "I will; send it, by Monday\n— Ada", "high")


def account(home: Path, **options: object) -> Local:
    found = open_account("work", "local", options, around(home))
    assert isinstance(found, Local)
    return found


def ids(pages: list[Page]) -> list[str]:
    return [message.message_id.partition("@")[0] for page in pages for message in page.messages]


def said(pages: list[Page]) -> list[str]:
    return [aside.reason for page in pages for aside in page.set_aside]


def mails(*numbers: int) -> bytes:
    return mbox(*(mail(f"Text {n}.", number=n) for n in numbers))


# --- mbox ------------------------------------------------------------------------------------------------------------


def test_an_unchanged_mailbox_costs_no_body(tmp_path: Path) -> None:
    (tmp_path / "sent.mbox").write_bytes(mails(1, 2, 3))
    local = account(tmp_path, sent=["sent.mbox"])
    cursor = list(local.pull(None, ALL))[-1].cursor
    assert local.bodies_read == 3
    again = account(tmp_path, sent=["sent.mbox"])
    assert list(again.pull(cursor, ALL)) == []
    assert again.bodies_read == 0


def test_of_an_appended_mailbox_only_the_new_part_is_read(tmp_path: Path) -> None:
    sent = tmp_path / "sent.mbox"
    sent.write_bytes(mails(1, 2))
    cursor = list(account(tmp_path, sent=["sent.mbox"]).pull(None, ALL))[-1].cursor
    with sent.open("ab") as file:
        file.write(mails(3))
    local = account(tmp_path, sent=["sent.mbox"])
    assert ids(list(local.pull(cursor, ALL))) == ["m3"]
    assert local.bodies_read == 1


def test_a_compacted_mailbox_is_noticed_and_its_mails_keep_their_refs(tmp_path: Path) -> None:
    sent = tmp_path / "sent.mbox"
    sent.write_bytes(mails(1, 2, 3))
    local = account(tmp_path, sent=["sent.mbox"])
    first = list(local.pull(None, ALL))
    refs = {message.message_id[:2]: message.ref for page in first for message in page.messages}
    sent.write_bytes(mails(1, 3))
    second = list(local.pull(first[-1].cursor, ALL))
    assert ids(second) == ["m1", "m3"]
    assert [ref for page in second for ref in page.gone] == [refs["m2"]]
    assert {message.ref for page in second for message in page.messages} == {refs["m1"], refs["m3"]}
    assert [message.text for message in local.read([refs["m3"], refs["m2"]])] == ["Text 3.\n\n"]


def test_a_replaced_mailbox_of_the_same_size_is_noticed(tmp_path: Path) -> None:
    sent = tmp_path / "sent.mbox"
    sent.write_bytes(mails(1))
    local = account(tmp_path, sent=["sent.mbox"])
    cursor = list(local.pull(None, ALL))[-1].cursor
    sent.write_bytes(mails(2))
    os.utime(sent, ns=(0, 5))
    assert ids(list(local.pull(cursor, ALL))) == ["m2"]


@pytest.mark.parametrize("cut", [20, 60, 150, 190])
def test_a_half_written_mail_is_read_again_when_it_grows(tmp_path: Path, cut: int) -> None:
    sent, whole, last = tmp_path / "sent.mbox", mails(1), mails(2)
    sent.write_bytes(whole + last[:cut])
    local = account(tmp_path, sent=["sent.mbox"])
    first = list(local.pull(None, ALL))
    sent.write_bytes(whole + last)
    second = list(local.pull(first[-1].cursor, ALL))
    assert ids(second) == ["m2"]
    left = {message.ref for page in first for message in page.messages}
    left |= {aside.ref for page in first for aside in page.set_aside}
    left -= {ref for page in second for ref in page.gone}
    left |= {message.ref for page in second for message in page.messages}
    assert len(left) == 2


def test_from_lines_count_only_before_a_header(tmp_path: Path) -> None:
    text = "Dear Bo,\n\nFrom what I hear\nit is late.\nFrom Bo: nothing.\n>From here on."
    (tmp_path / "sent.mbox").write_bytes(b"From ada Mon Mar  3 09:30:00 2025\n" + mail(text) + b"\n\n" + mails(2))
    pages = list(account(tmp_path, sent=["sent.mbox"]).pull(None, ALL))
    assert ids(pages) == ["m1", "m2"]
    assert "\nFrom here on." in (pages[0].messages[0].text or "")


def test_what_an_mboxrd_escapes_comes_back(tmp_path: Path) -> None:
    (tmp_path / "sent.mbox").write_bytes(mbox(mail("From now on:\n>From then on.")))
    (page,) = account(tmp_path, sent=["sent.mbox"]).pull(None, ALL)
    assert (page.messages[0].text or "").strip() == "From now on:\n>From then on."


def test_duplicate_mails_have_refs_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "sent.mbox").write_bytes(mails(1, 1, 1))
    local = account(tmp_path, sent=["sent.mbox"])
    (page,) = local.pull(None, ALL)
    refs = [message.ref for message in page.messages]
    assert len(set(refs)) == 3
    assert [message.ref for message in account(tmp_path, sent=["sent.mbox"]).read(refs)] == refs


def test_a_crash_between_pages_repeats_at_most_a_page(tmp_path: Path) -> None:
    (tmp_path / "sent.mbox").write_bytes(mails(*range(1200)))
    pages = list(account(tmp_path, sent=["sent.mbox"]).pull(None, ALL))
    assert [len(page.messages) for page in pages] == [500, 500, 200]
    for done, page in enumerate(pages[:-1], 1):
        rest = list(account(tmp_path, sent=["sent.mbox"]).pull(page.cursor, ALL))
        assert sum(len(later.messages) for later in rest) == 1200 - 500 * done


def test_a_mail_without_a_date_has_that_of_its_from_line(tmp_path: Path) -> None:
    (tmp_path / "sent.mbox").write_bytes(mbox(mail().replace(b"Date:", b"X-Date:")))
    (page,) = account(tmp_path, sent=["sent.mbox"]).pull(None, ALL)
    assert page.messages[0].sent_at == MONDAY


# --- Maildir and .eml ------------------------------------------------------------------------------------------------


def maildir(home: Path, **files: bytes) -> Path:
    for part in ("cur", "new", "tmp"):
        (home / "inbox" / part).mkdir(parents=True)
    for name, raw in files.items():
        (home / "inbox/new" / name).write_bytes(raw)
    return home / "inbox"


def test_a_mail_that_moves_or_is_flagged_is_the_same(tmp_path: Path) -> None:
    inbox = maildir(tmp_path, a=mail(number=1), b=mail(number=2))
    local = account(tmp_path, received=["inbox"])
    cursor = list(local.pull(None, ALL))[-1].cursor
    (inbox / "new/a").rename(inbox / "cur/a:2,S")
    assert list(local.pull(cursor, ALL)) == []
    (inbox / "new/b").unlink()
    (page,) = local.pull(cursor, ALL)
    assert page.gone == (Ref("work", "inbox/b"),)


def test_drafts_and_thrown_away_mails_of_a_maildir_are_no_mail(tmp_path: Path) -> None:
    inbox = maildir(tmp_path)
    (inbox / "cur/a:2,D").write_bytes(mail(number=1))
    (inbox / "cur/b:2,ST").write_bytes(mail(number=2))
    (inbox / "cur/c:2,S").write_bytes(mail(number=3))
    assert ids(list(account(tmp_path, received=["inbox"]).pull(None, ALL))) == ["m3"]


def test_folders_of_eml_are_searched_through_but_for_our_drafts(tmp_path: Path) -> None:
    (tmp_path / "mail/2025").mkdir(parents=True)
    (tmp_path / "mail/2025/a.eml").write_bytes(mail(number=1))
    (tmp_path / "mail/notes.txt").write_text("no mail")
    local = account(tmp_path, sent=["mail"], drafts="mail/Drafts")
    (tmp_path / "mail/Drafts").mkdir()
    local.put(DRAFT, "key-1")
    assert ids(list(local.pull(None, ALL))) == ["m1"]


# --- what is wanted --------------------------------------------------------------------------------------------------


def test_received_mail_nobody_asked_for_is_a_header_row(tmp_path: Path) -> None:
    (tmp_path / "inbox.mbox").write_bytes(mails(1, 2))
    local = account(tmp_path, received=["inbox.mbox"])
    (page,) = local.pull(None, Interest(threads=frozenset({"m2@harbour.example"})))
    assert [message.text is None for message in page.messages] == [True, False]
    assert local.bodies_read == 1


@pytest.mark.parametrize(
    "ignore",
    [
        Ignore(people=frozenset({CLIENT.email})),
        Ignore(domains=frozenset({"example"})),
        Ignore(folders=frozenset({"private"})),
        Ignore(folders=frozenset({"private.mbox"})),
    ],
)
def test_what_is_shut_out_is_not_even_opened(tmp_path: Path, ignore: Ignore) -> None:
    (tmp_path / "private.mbox").write_bytes(mbox(mail(to=CLIENT.email)))
    local = account(tmp_path, sent=["private.mbox"])
    pages = list(local.pull(None, Interest(ignore=ignore)))
    assert ids(pages) == []
    assert local.bodies_read == 0


def test_what_is_shut_out_later_is_gone(tmp_path: Path) -> None:
    (tmp_path / "sent.mbox").write_bytes(mbox(mail(number=1, to=CLIENT.email), mail(number=2)))
    local = account(tmp_path, sent=["sent.mbox"])
    first = list(local.pull(None, ALL))
    second = list(local.pull(first[-1].cursor, Interest(ignore=Ignore(people=frozenset({CLIENT.email})))))
    assert [ref for page in second for ref in page.gone] == [first[0].messages[0].ref]


def test_mail_before_the_first_day_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "sent.mbox").write_bytes(mails(1))
    assert ids(list(account(tmp_path, sent=["sent.mbox"]).pull(None, Interest(since=MONDAY + timedelta(days=1))))) == []


def test_a_bound_that_moves_on_takes_no_mail_away(tmp_path: Path) -> None:
    sent = tmp_path / "sent.mbox"
    sent.write_bytes(mails(1, 2, 3))
    local = account(tmp_path, sent=["sent.mbox"])
    (first,) = local.pull(None, Interest(since=MONDAY - timedelta(days=1)))
    sent.write_bytes(mails(1, 2))
    (second,) = local.pull(first.cursor, Interest(since=MONDAY + timedelta(days=1)))
    assert second.gone == (first.messages[2].ref,)


# --- calendars -------------------------------------------------------------------------------------------------------


def test_events_come_change_and_go(tmp_path: Path) -> None:
    one, two = "UID:1\nDTSTART:20250303T100000Z\nSUMMARY:One", "UID:2\nDTSTART:20250304T100000Z\nSUMMARY:Two"
    file = tmp_path / "c.ics"
    file.write_text(calendar(one, two))
    local = account(tmp_path, calendars=["c.ics"])
    first = list(local.pull(None, ALL))
    assert [event.title for event in first[0].events] == ["One", "Two"]
    file.write_text(calendar(one.replace("One", "Once")))
    (second,) = local.pull(first[-1].cursor, ALL)
    assert [event.title for event in second.events] == ["Once"]
    assert second.gone == (Ref("work", "c.ics#2"),)
    assert list(local.pull(second.cursor, ALL)) == []


def test_a_calendar_removed_from_a_folder_takes_its_events_along(tmp_path: Path) -> None:
    (tmp_path / "cal").mkdir()
    (tmp_path / "cal/a.ics").write_text(calendar("UID:1\nDTSTART:20250303T100000Z"))
    local = account(tmp_path, calendars=["cal"])
    (first,) = local.pull(None, ALL)
    (tmp_path / "cal/a.ics").unlink()
    (second,) = local.pull(first.cursor, ALL)
    assert second.gone == (first.events[0].ref,)


def test_past_events_stay_when_the_window_moves_on(tmp_path: Path) -> None:
    (tmp_path / "c.ics").write_text(calendar("UID:1\nDTSTART:20250303T100000Z\nRRULE:FREQ=WEEKLY"))
    local = account(tmp_path, calendars=["c.ics"])
    (first,) = local.pull(None, Interest(since=MONDAY, until=MONDAY + timedelta(days=13)))
    assert len(first.events) == 2
    later = Interest(since=MONDAY + timedelta(days=7), until=MONDAY + timedelta(days=20))
    (second,) = local.pull(first.cursor, later)
    assert (len(second.events), second.gone) == (1, ())


# --- broken files ----------------------------------------------------------------------------------------------------


def test_a_missing_file_is_said_once_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "sent.mbox").write_bytes(mails(1))
    local = account(tmp_path, sent=["sent.mbox", "old.mbox"], calendars=["none.ics"])
    first = list(local.pull(None, ALL))
    assert ids(first) == ["m1"]
    assert said(first) == [
        "old.mbox is not there; check `sent` in the config.",
        "none.ics is not there; check `calendars` in the config.",
    ]
    assert list(local.pull(first[-1].cursor, ALL)) == []
    (tmp_path / "old.mbox").write_bytes(mails(2))
    back = list(local.pull(first[-1].cursor, ALL))
    assert (ids(back), back[0].gone) == (["m2"], (Ref("work", "old.mbox"),))


def test_a_file_that_goes_away_takes_no_mail_with_it(tmp_path: Path) -> None:
    (tmp_path / "sent.mbox").write_bytes(mails(1))
    (tmp_path / "inbox.mbox").write_bytes(mails(2))
    local = account(tmp_path, sent=["sent.mbox"], received=["inbox.mbox"])
    cursor = list(local.pull(None, ALL))[-1].cursor
    (tmp_path / "sent.mbox").rename(tmp_path / "away")
    (page,) = local.pull(cursor, ALL)
    assert (len(page.set_aside), page.gone) == (1, ())
    (tmp_path / "away").rename(tmp_path / "sent.mbox")
    (back,) = local.pull(page.cursor, ALL)
    assert (back.messages, back.gone) == ((), (Ref("work", "sent.mbox"),))


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0", os.urandom(300), b"just words\nand more\n"])
def test_a_file_that_holds_no_mail_is_said_to(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sent.mbox").write_bytes(b"\0" + content)
    assert said(list(account(tmp_path, sent=["sent.mbox"]).pull(None, ALL))) == [
        "sent.mbox is neither an mbox nor a mail; set `sent` to one, or to a folder."
    ]


def test_an_empty_file_is_an_empty_mailbox(tmp_path: Path) -> None:
    (tmp_path / "sent.mbox").touch()
    pages = list(account(tmp_path, sent=["sent.mbox"]).pull(None, ALL))
    assert (ids(pages), said(pages)) == ([], [])


def test_a_broken_mail_is_set_aside_and_the_others_are_read(tmp_path: Path) -> None:
    broken = b"From ada Mon Mar  3 09:30:00 2025\n>From nobody\n\nno header\n\n"
    (tmp_path / "sent.mbox").write_bytes(mails(1) + broken + mails(2))
    pages = list(account(tmp_path, sent=["sent.mbox"]).pull(None, ALL))
    assert (ids(pages), len(said(pages))) == (["m1", "m2"], 1)


def test_nothing_to_read_at_all_is_a_fault_of_the_config(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"none of .* can be read"):
        account(tmp_path, sent=["sent.mbox"])
    with pytest.raises(Misconfigured, match="nothing to read"):
        account(tmp_path, drafts="Drafts")


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"sent": "sent.mbox"}, "sent must be a list of paths"),
        ({"drafts": ["Drafts"]}, "drafts must be one path"),
        ({"home": "x"}, "unknown option 'home'; known are sent, received, calendars, drafts, notes"),
    ],
)
def test_wrong_options_are_told(tmp_path: Path, options: Mapping[str, object], fault: str) -> None:
    with pytest.raises(Misconfigured, match=fault):
        open_account("work", "local", options, around(tmp_path))


def test_a_cursor_of_another_version_reads_all_anew(tmp_path: Path) -> None:
    (tmp_path / "sent.mbox").write_bytes(mails(1))
    local = account(tmp_path, sent=["sent.mbox"])
    for cursor in ("", "garbage", '{"v": 0}', '{"v": 1, "sources": {"sent.mbox": {"known": "??"}}}', "[]"):
        assert ids(list(local.pull(cursor, ALL))) == ["m1"]


def test_sources_are_never_written_to(tmp_path: Path) -> None:
    inbox = maildir(tmp_path, a=mail(number=2))
    (tmp_path / "sent.mbox").write_bytes(mails(1))
    (tmp_path / "c.ics").write_text(calendar("UID:1\nDTSTART:20250303T100000Z"))
    files = [tmp_path / "sent.mbox", tmp_path / "c.ics", inbox / "new/a"]
    before = [(file.read_bytes(), file.stat().st_mtime_ns) for file in files]
    local = connect("work", around(tmp_path), ["sent.mbox"], ["inbox"], ["c.ics"], "Drafts", "headsup.ics")
    refs = [message.ref for page in local.pull(None, Interest()) for message in page.messages]
    assert len(list(local.read(refs))) == 2
    local.put(DRAFT, "key-1")
    local.put(NOTE, "key-2")
    assert [(file.read_bytes(), file.stat().st_mtime_ns) for file in files] == before


# --- drafts and notes ------------------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "sent.mbox").touch()
    return tmp_path


def test_a_new_drafts_folder_is_a_maildir_that_only_the_owner_reads(home: Path) -> None:
    account(home, sent=["sent.mbox"], drafts="Drafts").put(DRAFT, "key-1")
    (file,) = (home / "Drafts/cur").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.name.endswith(":2,DS")
    assert list((home / "Drafts/tmp").iterdir()) == []


def test_drafts_in_a_plain_folder_are_eml_files(home: Path) -> None:
    (home / "Drafts").mkdir()
    local = account(home, sent=["sent.mbox"], drafts="Drafts")
    written = local.put(DRAFT, "key-1")
    (file,) = (home / "Drafts").glob("*.eml")
    file.rename(home / "Drafts/saved by a mail program.eml")
    assert local.find("key-1") == written
    assert local.put(DRAFT, "key-1") == written  # twice makes no second one
    local.withdraw(written.ref, written.etag)
    assert list((home / "Drafts").iterdir()) == []


def test_what_cannot_be_written_says_what_to_do(home: Path) -> None:
    (home / "file").touch()
    local = account(home, sent=["sent.mbox"], drafts="file", notes="file/headsup.ics")
    with pytest.raises(Unwritable, match=r"set `accounts\.work\.drafts`"):
        local.put(DRAFT, "key-1")
    with pytest.raises(Unwritable, match=r"set `accounts\.work\.notes`"):
        local.put(NOTE, "key-1")
    (home / "folder.ics").mkdir()
    with pytest.raises(Unwritable, match=r"set `accounts\.work\.notes`"):
        account(home, sent=["sent.mbox"], notes="folder.ics").find("key-1")
    with pytest.raises(Unwritable, match="set `drafts`"):
        account(home, sent=["sent.mbox"]).put(DRAFT, "key-1")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to the superuser")
def test_a_read_only_drafts_folder(home: Path) -> None:
    (home / "Drafts").mkdir(mode=0o500)
    with pytest.raises(Unwritable, match="give yourself the right"):
        account(home, sent=["sent.mbox"], drafts="Drafts").put(DRAFT, "key-1")


def test_notes_leave_what_else_stands_in_the_file(home: Path) -> None:
    (home / "headsup.ics").write_text(calendar("UID:mine\nDTSTART:20250303T100000Z\nSUMMARY:Dentist"), newline="")
    local = account(home, sent=["sent.mbox"], calendars=["headsup.ics"], notes="headsup.ics")
    before = (home / "headsup.ics").read_bytes()
    written = local.put(NOTE, "key-1")
    text = (home / "headsup.ics").read_text()
    assert all(word in text for word in ("CLASS:PRIVATE", "TRANSP:TRANSPARENT", "COLOR:darkorange"))
    assert "ATTENDEE" not in text
    assert max(len(line.encode()) for line in text.splitlines()) <= 75
    events = [event.title for page in local.pull(None, ALL) for event in page.events]
    assert events == ["Dentist"]
    local.withdraw(written.ref, written.etag)
    assert (home / "headsup.ics").read_bytes() == before
    with pytest.raises(Gone):
        local.withdraw(written.ref, written.etag)


# --- a real person's mailbox -----------------------------------------------------------------------------------------


def test_a_real_mailbox_is_pulled_in_time(shared: Path) -> None:
    home = shared / "data/people/blair-l"
    local = account(home, sent=["sent.mbox"], received=["inbox.mbox"], calendars=["calendar.ics"])
    started = time.process_time()
    pages = list(local.pull(None, Interest()))
    assert time.process_time() - started < 2  # 0.7 on a quiet machine
    found: list[Message] = [message for page in pages for message in page.messages]
    assert sum(message.folder is Folder.SENT for message in found) == 931
    assert len({message.ref for message in found}) == 931 + 2258
    assert sum(len(page.events) for page in pages) == 1072
    assert local.bodies_read == 931
    assert list(local.pull(pages[-1].cursor, Interest())) == []
