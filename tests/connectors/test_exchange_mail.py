"""Mail from an Exchange server, told as what happens in Ada's mailbox between two pulls."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import Unreachable
from connectors.types import Draft, Folder, Ignore, Interest, SetAside
from tests.connectors.builders import BO, CLIENT, ME, MONDAY, mail
from tests.connectors.exchange_world import ExchangeWorld
from tests.connectors.provider_world import Mirror
from tests.fakes.exchange import Fault

pytest.importorskip("exchangelib", reason="exchangelib is not installed (extra exchange)")

DAY = timedelta(days=1)
GET, SYNC = "GetItem", "SyncFolderItems"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[ExchangeWorld]:
    with ExchangeWorld(tmp_path) as made:
        yield made


def wanted(world: ExchangeWorld, **more: Any) -> Interest:
    """What a turn wants now: Bo's mail."""
    now = world.twin.now
    return replace(Interest(people=frozenset({BO.email}), at=now, until=now + timedelta(days=190)), **more)


def fresh(world: ExchangeWorld, interest: Interest | None = None) -> Mirror:
    """What a first import shows."""
    mirror = Mirror()
    mirror.pull(world.opened(), interest or wanted(world))
    return mirror


def fill(world: ExchangeWorld, sent: int, received: int = 0) -> list[str]:
    for number in range(sent):
        world.sends(number, f"I will send part {number}.")
    for number in range(sent, sent + received):
        world.receives(number, f"Where is part {number}?", BO if number % 2 else CLIENT)
    return [one.immutable_id for one in world.twin.mail.mails.values()]


# --- what is read -----------------------------------------------------------------------------------------------------


def test_a_thousand_mails_are_read_in_pages_and_batches(world: ExchangeWorld) -> None:
    fill(world, 1000, 30)
    world.forget_requests()
    mirror = fresh(world)
    assert len(mirror.mails()) == 1030
    assert world.asked(SYNC) == 5 + 1 + 1 + 1, "200 changes of the sent items at a time, Drafts, inbox, calendar"
    assert world.asked(GET) == 5 * 2 + 2, "a hundred at a time; of received mail header rows first"


def test_mail_from_before_the_bound_is_not_even_asked_for(world: ExchangeWorld) -> None:
    fill(world, 5)
    world.forget_requests()
    page = next(world.account.pull(None, Interest(since=MONDAY + timedelta(days=1))), None)
    assert page is not None
    assert list(world.account.pull(None, Interest(since=MONDAY + timedelta(days=1))))[-1].messages == ()
    assert world.asked(GET) == 0


def test_received_mail_nobody_wants_is_a_header_row(world: ExchangeWorld) -> None:
    fill(world, 0, 4)
    found = fresh(world).mails()
    assert {name: one.text is None for name, one in found.items()} == {
        "m0@harbour.example": True,
        "m1@harbour.example": False,
        "m2@harbour.example": True,
        "m3@harbour.example": False,
    }


def test_folders_below_the_inbox_are_read_and_those_thrown_away_are_not(world: ExchangeWorld) -> None:
    inbox = world.twin.mail.folder("inbox").id
    deep = world.twin.mail.make_folder("Parts", world.twin.mail.make_folder("Projects", inbox))
    world.deliver(mail("Where is it?", number=1, from_="Bo <bo@harbour.example>", to=ME.email), deep)
    world.deliver(mail("Old.", number=2, from_="Bo <bo@harbour.example>", to=ME.email), "deleteditems")
    assert list(fresh(world).mails()) == ["m1@harbour.example"]


def test_of_more_folders_than_thirty_the_rest_are_named(world: ExchangeWorld) -> None:
    inbox = world.twin.mail.folder("inbox").id
    for number in range(33):
        world.twin.mail.make_folder(f"Project {number:02}", inbox)
    world.forget_requests()
    (aside,) = [one for one in fresh(world).items.values() if isinstance(one, SetAside)]
    assert "Only 30 folders are read; these are not: Project 29, Project 30, Project 31, Project 32." in aside.reason
    assert world.asked(SYNC) <= 33


def test_a_folder_made_later_is_found_within_a_day_and_one_deleted_takes_its_mail_along(world: ExchangeWorld) -> None:
    mirror = fresh(world)
    made = world.twin.mail.make_folder("Projects", world.twin.mail.folder("inbox").id)
    world.deliver(mail("Where is it?", number=1, from_="Bo <bo@harbour.example>", to=ME.email), made)
    world.hands.pass_by(DAY)
    mirror.pull(world.opened(), wanted(world))
    assert list(mirror.mails()) == ["m1@harbour.example"]
    world.twin.mail.remove_folder(made)
    mirror.pull(world.opened(), wanted(world))
    assert mirror.mails() == {}


def test_mail_from_before_the_first_import_stays_out(world: ExchangeWorld) -> None:
    old = mail("Old.", number=1, to=BO.email).replace(b"Date: Mon, 03 Mar 2025", b"Date: Fri, 01 Nov 2024")
    world.deliver(old, "sentitems", MONDAY - timedelta(days=120))
    world.sends(2, "New.")
    assert list(fresh(world).mails()) == ["m2@harbour.example"]


def test_mail_that_a_rule_moves_stays_the_same_mail_under_another_id(world: ExchangeWorld) -> None:
    (moved,) = fill(world, 0, 1)
    projects = world.twin.mail.make_folder("Projects", world.twin.mail.folder("inbox").id)
    mirror = fresh(world)
    before = mirror.mails()
    world.twin.mail.move(moved, projects)
    mirror.pull(world.opened(), wanted(world))
    after = mirror.mails()
    assert before.keys() == after.keys() == {"m0@harbour.example"}
    assert len(mirror.items) == 1
    assert after["m0@harbour.example"].ref != before["m0@harbour.example"].ref


def test_what_comes_goes_and_moves_is_followed(world: ExchangeWorld) -> None:
    ids = fill(world, 6, 6)
    mirror = fresh(world)
    world.twin.mail.delete(ids[0])
    world.twin.mail.move(ids[7], "deleteditems")
    world.twin.mail.mark(ids[8], read=False)
    world.sends(20, "One more.")
    mirror.pull(world.opened(), wanted(world))
    assert mirror.items == fresh(world).items
    assert len(mirror.mails()) == 11


@pytest.mark.parametrize("what", ["mail", "calendar", "both"])
def test_a_forgotten_state_ends_as_a_fresh_import(world: ExchangeWorld, what: str) -> None:
    ids = fill(world, 5, 5)
    world.meets("review", MONDAY, MONDAY + timedelta(hours=1))
    mirror = fresh(world)
    world.twin.mail.delete(ids[0])
    world.sends(20, "One more.")
    world.cancels("review")
    if what != "calendar":
        world.twin.mail.expire_tokens()
    if what != "mail":
        world.twin.calendars.expire_tokens()
    mirror.pull(world.opened(), wanted(world))
    assert mirror.items == fresh(world).items


def test_a_state_that_stays_forgotten_is_listed_anew_once_a_day(world: ExchangeWorld) -> None:
    fill(world, 3)
    mirror = fresh(world)
    for _ in range(4):
        world.twin.mail.expire_tokens()
        world.hands.pass_by(timedelta(minutes=30))
        world.forget_requests()
        try:
            mirror.pull(world.opened(), wanted(world))
        except Unreachable:
            assert world.asked(GET) == 0
    assert len(mirror.mails()) == 3


def test_killed_after_each_page_it_ends_the_same(world: ExchangeWorld) -> None:
    fill(world, 600, 20)
    whole = fresh(world)
    mirror, pages = Mirror(), 0
    while mirror.pull(world.opened(), wanted(world), pages=1):
        pages += 1
        assert pages < 30
    assert mirror.items == whole.items


# --- what is shut out -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ignore",
    [
        Ignore(people=frozenset({CLIENT.email})),
        Ignore(domains=frozenset({"client.example"})),
        Ignore(folders=frozenset({"private"})),
    ],
)
def test_what_is_shut_out_later_goes_and_what_is_let_in_comes(world: ExchangeWorld, ignore: Ignore) -> None:
    private = world.twin.mail.make_folder("Private", world.twin.mail.folder("inbox").id)
    shut = mail("Words.", number=1, from_=f"C <{CLIENT.email}>", to=ME.email)
    world.deliver(shut, private)
    world.receives(2, "Words from Bo.")
    mirror = fresh(world)
    assert len(mirror.mails()) == 2
    mirror.pull(world.opened(), wanted(world, ignore=ignore))
    assert list(mirror.mails()) == ["m2@harbour.example"]
    assert fresh(world, wanted(world, ignore=ignore)).items == mirror.items
    mirror.pull(world.opened(), wanted(world))
    assert len(mirror.mails()) == 2


# --- how it is read ---------------------------------------------------------------------------------------------------

PART = 'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="b"'
HEAD = (
    "From: Bo <bo@harbour.example>\r\nTo: ada@harbour.example\r\nDate: Mon, 3 Mar 2025 10:00:00 +0100\r\n"
    "Message-ID: <odd@harbour.example>\r\nSubject: The deck\r\nMIME-Version: 1.0\r\n"
)
PKCS7 = "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nAAAA\r\n"
REQUEST = (
    "Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
    "METHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTART:20250304T090000Z\r\nDTEND:20250304T100000Z\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n"
)
AWAY = "Auto-Submitted: auto-replied\r\nContent-Type: text/plain\r\n\r\nI will answer by Monday.\r\n"


@pytest.mark.parametrize(
    ("rest", "automatic", "encrypted"),
    [
        (PKCS7, None, True),
        (REQUEST, "invitation", False),
        (REQUEST.replace("REQUEST", "REPLY"), "invitation", False),
        (REQUEST.replace("REQUEST", "CANCEL"), "invitation", False),
        (AWAY, "automatic reply", False),
    ],
)
def test_what_nobody_wrote_by_hand_or_nobody_can_read_is_known(
    world: ExchangeWorld, rest: str, automatic: str | None, encrypted: bool
) -> None:
    world.deliver((HEAD + rest).encode(), "inbox")
    (found,) = fresh(world).mails().values()
    assert (found.automatic is None) == (automatic is None), found.automatic
    assert (found.unreadable == "encrypted") == encrypted


def test_html_is_read_as_its_reader_sees_it_with_what_is_quoted_marked(world: ExchangeWorld) -> None:
    html = "<p>I will send it.</p><blockquote type=cite><p>Where is the deck?</p></blockquote>"
    world.deliver((HEAD + f"Content-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n").encode(), "inbox")
    (found,) = fresh(world).mails().values()
    lines = [line for line in (found.text or "").splitlines() if line.strip()]
    assert lines[0] == "I will send it."
    assert "> Where is the deck?" in lines


def test_a_moment_is_told_in_the_offset_of_its_date(world: ExchangeWorld) -> None:
    world.deliver((HEAD.replace("+0100", "-0700") + "\r\nHello.\r\n").encode(), "inbox")
    (found,) = fresh(world).mails().values()
    assert found.sent_at.utcoffset() == timedelta(hours=-7)


def test_bodies_are_read_again_and_one_that_is_gone_is_left_out(world: ExchangeWorld) -> None:
    ids = fill(world, 0, 3)
    refs = [one.ref for one in fresh(world).mails().values()]
    world.twin.mail.delete(ids[0])
    found = list(world.opened().read(refs))
    assert sorted((one.text or "").strip() for one in found) == ["Where is part 1?", "Where is part 2?"]


def test_a_mail_that_goes_between_list_and_look_is_left_out_and_one_refused_set_aside(world: ExchangeWorld) -> None:
    fill(world, 3)
    told = {0: Fault(200, "ErrorItemNotFound"), 1: Fault(200, "ErrorAccessDenied")}
    world.twin.faults.every(lambda row: row.template == GET, Fault(inner=told))
    mirror = fresh(world)
    (aside,) = [one for one in mirror.items.values() if isinstance(one, SetAside)]
    assert "open it in Outlook" in aside.reason


# --- our drafts among it ----------------------------------------------------------------------------------------------

DRAFT = Draft((BO,), (), "Re: The deck", "Hello Bo,\n\nthe deck will be late.\n", "m0@harbour.example", ())


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("keeps", [False, True])
def test_a_draft_that_is_sent_is_known_by_its_key_under_its_new_id(
    world: ExchangeWorld, edited: bool, keeps: bool
) -> None:
    mirror = fresh(world)
    written = world.account.put(DRAFT, "key-1")
    if edited:
        world.edits("key-1")
    world.sends_draft("key-1", keeps_message_id=keeps)
    mirror.pull(world.opened(), wanted(world))
    (sent,) = mirror.mails().values()
    assert (sent.key, sent.folder) == ("key-1", Folder.SENT)
    assert world.opened().find("key-1", written.ref) is None


def test_a_mail_program_that_drops_our_property_leaves_a_draft_that_is_no_longer_ours(world: ExchangeWorld) -> None:
    world.account.put(DRAFT, "key-1")
    draft = world.draft("key-1")
    assert draft is not None
    world.twin.mail.user_edits_draft(draft, "Mine.", keeps_properties=False)
    account = world.opened()
    assert account.find("key-1") is None
    assert list(account.ours()) == []


def test_a_lost_reply_leaves_one_draft_that_is_found(world: ExchangeWorld) -> None:
    world.twin.faults.every(lambda row: row.template == "CreateItem", Fault(lost_reply=True))
    with pytest.raises(Unreachable):
        world.account.put(DRAFT, "key-1")
    world.twin.faults.clear()
    found = world.opened().find("key-1")
    assert found is not None
    assert (found.edited, len(world.drafts()), world.asked("CreateItem")) == (False, 1, 1)
