"""Mail from Outlook, told as what happens in Ada's mailbox between two pulls."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import AuthNeeded, Busy, Refused, Unreachable
from connectors.types import Folder, Ignore, Interest, Message, SetAside
from tests.connectors.builders import BO, CLIENT, ME, MONDAY, mail
from tests.connectors.graph_world import GraphWorld
from tests.connectors.provider_world import Mirror
from tests.fakes.graph import Fault, Logged

pytest.importorskip("msal", reason="msal is not installed (extra graph)")

DAY = timedelta(days=1)
GET, LISTED, DELTA = (
    "GET /me/messages/{id}",
    "GET /me/mailFolders/{id}/messages",
    "GET /me/mailFolders/{id}/messages/delta",
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[GraphWorld]:
    with GraphWorld(tmp_path) as made:
        yield made


def wanted(world: GraphWorld, **more: Any) -> Interest:
    """What a turn wants now: Bo's mail."""
    now = world.twin.now
    return replace(Interest(people=frozenset({BO.email}), at=now, until=now + timedelta(days=190)), **more)


def fresh(world: GraphWorld, interest: Interest | None = None) -> Mirror:
    """What a first import shows."""
    mirror = Mirror()
    mirror.pull(world.opened(), interest or wanted(world))
    return mirror


def fill(world: GraphWorld, sent: int = 60, received: int = 60) -> list[str]:
    for number in range(sent):
        world.sends(number, f"I will send part {number}.")
    for number in range(sent, sent + received):
        world.receives(number, f"Where is part {number}?", BO if number % 2 else CLIENT)
    return [one.immutable_id for one in world.twin.mail.mails.values()]


def is_batch(row: Logged) -> bool:
    return bool(row.inner)


# --- what is read ----------------------------------------------------------------------------------------------------


def test_an_import_asks_no_more_than_it_must(world: GraphWorld) -> None:
    fill(world, sent=220, received=0)
    assert len(fresh(world).mails()) == 220
    assert world.asked(LISTED) == len(["sent, 1 to 200", "sent, 201 to 220", "inbox", "archive"])
    assert world.asked(GET) == 0, "sent mail comes whole with its listing"
    assert world.asked(DELTA) == len(["sent", "inbox", "archive", "drafts"])


def test_every_request_asks_for_ids_that_outlive_a_move(world: GraphWorld) -> None:
    fill(world, 30, 30)
    mirror = fresh(world)
    world.receives(200, "Where is it?")
    mirror.pull(world.account, wanted(world))
    graphs = [row for row in world.twin.requests if not row.template.startswith("entra.")]
    assert any(is_batch(row) for row in graphs)
    assert [prefer for row in graphs for prefer in row.prefer if 'IdType="ImmutableId"' not in prefer] == []


def test_never_more_than_four_requests_at_a_time(world: GraphWorld) -> None:
    fill(world, 30, 30)
    world.twin.throttle.latency = 0.02
    fresh(world)
    assert world.twin.throttle.refused == 0


def test_received_mail_nobody_wants_is_a_header_row(world: GraphWorld) -> None:
    world.receives(1, "Where is the deck?", BO)
    world.receives(2, "Our prices are low.", CLIENT)
    mails = fresh(world).mails()
    assert (mails["m1@harbour.example"].text or "").strip() == "Where is the deck?"
    row = mails["m2@harbour.example"]
    assert (row.text, row.from_, row.subject) == (None, CLIENT, "The deck")
    assert [person.email for person in row.to] == [ME.email]
    assert row.thread
    world.forget_requests()
    by_thread = fresh(world, wanted(world, threads=frozenset({row.thread}), people=frozenset())).mails()
    assert (by_thread["m2@harbour.example"].text or "").strip() == "Our prices are low."


@pytest.mark.parametrize("level", [1, 3])
def test_folders_below_the_inbox_and_the_archive_are_read(world: GraphWorld, level: int) -> None:
    below, shelf = "inbox", "archive"
    for number in range(level):
        below, shelf = (world.twin.mail.make_folder(f"Level {number}", above) for above in (below, shelf))
    world.deliver(mail("Here.", number=1, from_=BO.email), below)
    world.deliver(mail("And here.", number=2, from_=BO.email), shelf)
    assert set(fresh(world).mails()) == {"m1@harbour.example", "m2@harbour.example"}


def test_what_is_thrown_away_or_half_written_is_no_mail(world: GraphWorld) -> None:
    bin_ = world.twin.mail.make_folder("Old", "deleteditems")
    for number, folder in enumerate(("deleteditems", "junkemail", bin_)):
        world.deliver(mail("Nothing.", number=number, from_=BO.email), folder)
    world.twin.mail.add(
        world.twin.mail.written({"subject": "Half", "body": {"content": "a thought"}}), "drafts", lag=False
    )
    assert fresh(world).mails() == {}


def test_of_more_folders_than_thirty_the_rest_are_named(world: GraphWorld) -> None:
    for number in range(31):
        world.twin.mail.make_folder(f"Project {number:02}", "inbox")
    mirror = fresh(world)
    (said,) = [item for item in mirror.items.values() if isinstance(item, SetAside)]
    assert "Only 30 folders are read" in said.reason
    assert "Project 30" in said.reason
    world.forget_requests()
    assert world.account.idle(mirror.cursor, wanted(world))
    assert world.asked(DELTA) == len(["sent", "drafts"]) + 30


def test_a_folder_made_later_is_found_within_a_day(world: GraphWorld) -> None:
    mirror = fresh(world)
    later = world.twin.mail.make_folder("Later", "inbox")
    world.deliver(mail("Here.", number=1, from_=BO.email), later)
    world.hands.pass_by(DAY)
    mirror.pull(world.account, wanted(world))
    assert list(mirror.mails()) == ["m1@harbour.example"]


def test_a_folder_that_was_deleted_takes_its_mail_along(world: GraphWorld) -> None:
    folder = world.twin.mail.make_folder("Project", "inbox")
    world.deliver(mail("Here.", number=1, from_=BO.email), folder)
    world.receives(2, "And here.")
    mirror = fresh(world)
    world.twin.mail.remove_folder(folder)
    mirror.pull(world.account, wanted(world))
    assert list(mirror.mails()) == ["m2@harbour.example"]
    assert mirror.pull(world.account, wanted(world)) == 0


def test_mail_from_before_the_first_import_stays_out(world: GraphWorld) -> None:
    world.deliver(mail("Long ago.", number=1), "sentitems", at=MONDAY - 91 * DAY)
    world.deliver(mail("Of late.", number=2, date="Sat, 01 Mar 2025 10:00:00 +0100"), "sentitems", at=MONDAY - 2 * DAY)
    # What Outlook goes by is when it was sent, whatever day the listing was made for.
    mirror = fresh(world)
    assert "m2@harbour.example" in mirror.mails()
    world.deliver(mail("Imported.", number=3, date="Mon, 01 Jan 2024 10:00:00 +0100"), "sentitems", at=MONDAY)
    mirror.pull(world.account, wanted(world))
    assert "m3@harbour.example" not in mirror.mails()


def test_what_the_owner_archived_is_still_their_own_word(world: GraphWorld) -> None:
    world.deliver(mail("I will send it.", number=1), "archive")
    (message,) = fresh(world).mails().values()
    assert (message.folder, (message.text or "").strip()) == (Folder.SENT, "I will send it.")


# --- what changes ----------------------------------------------------------------------------------------------------


def test_mail_that_a_rule_moves_stays_the_same_mail(world: GraphWorld) -> None:
    folder = world.twin.mail.make_folder("Project", "inbox")
    one = world.deliver(mail("Where is it?", number=1, from_=BO.email), "inbox")
    mirror = fresh(world)
    before = mirror.mails()
    world.twin.mail.move(one, folder)
    mirror.pull(world.account, wanted(world))
    assert mirror.mails() == before, "removed from the inbox is not gone"


def test_what_comes_goes_and_moves_is_followed(world: GraphWorld) -> None:
    first, second, third, _ = fill(world, 2, 2)
    mirror = fresh(world)
    world.twin.mail.delete(first)
    world.twin.mail.move(second, "deleteditems")
    world.twin.mail.move(third, "junkemail")
    world.sends(9, "One more.")
    mirror.pull(world.account, wanted(world))
    assert mirror.mails() == fresh(world).mails()
    assert set(mirror.mails()) == {"m3@harbour.example", "m9@harbour.example"}
    world.twin.mail.move(second, "sentitems")
    world.twin.mail.move(third, "archive")
    mirror.pull(world.account, wanted(world))
    assert mirror.mails() == fresh(world).mails()
    assert len(mirror.mails()) == 4


@pytest.mark.parametrize("trouble", ["shuffled", "replayed"])
def test_pages_out_of_order_and_twice_make_no_difference(world: GraphWorld, trouble: str) -> None:
    mirror = fresh(world)
    ids = fill(world, 700, 0)
    setattr(world.twin.pages, trouble, True)
    for one in ids[::3]:
        world.twin.mail.delete(one)
    mirror.pull(world.account, wanted(world))
    setattr(world.twin.pages, trouble, False)
    assert mirror.mails() == fresh(world).mails()


def test_answers_of_a_batch_may_come_in_any_order(world: GraphWorld) -> None:
    world.twin.shuffled = True
    fill(world, 0, 40)
    found = fresh(world).mails()
    assert all(f"part {name[1:].partition('@')[0]}?" in (m.text or "") for name, m in found.items() if m.from_ == BO)


def test_drafts_are_no_mail_but_are_said_to_have_changed(world: GraphWorld) -> None:
    mirror = fresh(world)
    world.twin.mail.add(world.twin.mail.written({"subject": "Half a thought"}), "drafts", lag=False)
    world.forget_requests()
    assert mirror.pull(world.account, wanted(world)) == 1
    assert (mirror.mails(), world.asked(GET)) == ({}, 0)


def test_a_link_to_another_host_is_refused_before_anything_is_asked(world: GraphWorld) -> None:
    fill(world, 120, 0)
    world.twin.links_to = "https://elsewhere.example"
    with pytest.raises(Refused, match="went astray"):
        fresh(world)


def test_a_cursor_holds_no_host_and_is_good_wherever_graph_is(world: GraphWorld) -> None:
    mirror = fresh(world)
    assert mirror.cursor is not None
    assert "127.0.0.1" not in mirror.cursor
    assert "mailFolders" in mirror.cursor, "the key that Outlook writes in parentheses is a part of the path"


# --- what was forgotten ----------------------------------------------------------------------------------------------


def test_a_forgotten_link_ends_as_a_fresh_import(world: GraphWorld) -> None:
    gone, moved, *_ = fill(world)
    mirror = fresh(world)
    world.hands.pass_by(3 * DAY)
    world.twin.mail.delete(gone)
    world.twin.mail.move(moved, "deleteditems")
    world.sends(900, "While you were away.")
    world.twin.mail.expire_tokens()
    mirror.pull(world.account, wanted(world))
    assert mirror.mails() == fresh(world).mails()
    assert mirror.pull(world.account, wanted(world)) == 0


@pytest.mark.parametrize("fault", [Fault(410, "SyncStateNotFound"), Fault(410, "resyncRequired"), Fault(404)])
def test_a_link_that_stays_forgotten_is_listed_anew_once_a_day(world: GraphWorld, fault: Fault) -> None:
    fill(world, 20, 0)
    mirror = fresh(world)
    world.twin.faults.every(lambda r: r.template == DELTA and "$deltatoken" in r.keys, fault)
    mirror.pull(world.account, wanted(world))
    world.forget_requests()
    for _ in range(5):
        world.hands.pass_by(timedelta(minutes=5))
        assert not world.opened().idle(mirror.cursor, wanted(world))
        with pytest.raises(Unreachable, match="within a day"):
            mirror.pull(world.opened(), wanted(world))
    assert world.asked(LISTED) == 0
    world.sends(900, "While Outlook knew nothing.")
    world.hands.pass_by(DAY)
    mirror.pull(world.opened(), wanted(world))
    assert "m900@harbour.example" in mirror.mails()
    world.twin.faults.clear()
    world.sends(901, "And after.")
    mirror.pull(world.opened(), wanted(world))
    assert mirror.mails() == fresh(world).mails()


@pytest.mark.parametrize("stage", ["import", "changes", "resync"])
def test_killed_after_each_page_it_ends_the_same(world: GraphWorld, stage: str) -> None:
    mirror = Mirror()
    if stage != "import":
        mirror = fresh(world)
    fill(world, 130, 130)
    if stage == "resync":
        world.twin.mail.expire_tokens()
    for _ in range(200):
        if mirror.pull(world.opened(), wanted(world), pages=1) == 0:
            break
    else:
        pytest.fail("the pull never comes to an end")
    assert len(mirror.mails()) == 260
    assert mirror.mails() == fresh(world).mails()


def test_mail_that_comes_during_the_import_is_not_lost(world: GraphWorld) -> None:
    ids = fill(world, 60, 60)
    mirror = Mirror()
    mirror.pull(world.account, wanted(world), pages=3)
    world.sends(500, "Sent meanwhile.")
    world.twin.mail.delete(ids[3])
    for _ in range(2):
        mirror.pull(world.account, wanted(world))
    assert mirror.mails() == fresh(world).mails()


def test_a_listing_without_a_link_is_no_end(world: GraphWorld) -> None:
    world.twin.faults.every(lambda r: r.template == DELTA, Fault(truncated=True))
    with pytest.raises(Unreachable):
        fresh(world)


# --- what is shut out ------------------------------------------------------------------------------------------------

SHUT = [
    pytest.param(Ignore(people=frozenset({CLIENT.email})), id="person"),
    pytest.param(Ignore(domains=frozenset({"client.example"})), id="domain"),
]


def private(world: GraphWorld) -> None:
    """From and to Cleo, and to Bo with Cleo in Bcc."""
    world.deliver(mail("Words from Cleo.", number=1, from_=CLIENT.email, to=ME.email), "inbox")
    world.deliver(mail("Words to Cleo.", number=2, to=CLIENT.email), "sentitems")
    world.deliver(mail("Cleo sees this.", number=3, extra=(f"Bcc: {CLIENT.email}",)), "sentitems")


@pytest.mark.parametrize("ignore", SHUT)
def test_of_what_is_shut_out_no_body_is_ever_asked_for(world: GraphWorld, ignore: Ignore) -> None:
    mirror = fresh(world, wanted(world, ignore=ignore))
    private(world)
    world.sends(8, "Words to Bo.")
    everything = wanted(world, ignore=ignore, people=frozenset({CLIENT.email, BO.email}))
    world.forget_requests()
    mirror.pull(world.account, everything)
    assert [len(row.inner) for row in world.twin.requests if GET in row.inner] == [3, 1, 1], "headers, then one body"
    again = fresh(world, everything)
    assert list(mirror.mails()) == list(again.mails()) == ["m8@harbour.example"]


@pytest.mark.parametrize("ignore", [Ignore(folders=frozenset({"private"})), Ignore(labels=frozenset({"private"}))])
def test_a_folder_that_is_shut_out_is_not_read_nor_what_is_below_it(world: GraphWorld, ignore: Ignore) -> None:
    folder = world.twin.mail.make_folder("Private", "inbox")
    below = world.twin.mail.make_folder("Cleo", folder)
    for number, place in enumerate((folder, below, "inbox")):
        world.deliver(mail("Words.", number=number, from_=BO.email), place)
    mirror = fresh(world, wanted(world, ignore=ignore))
    assert list(mirror.mails()) == ["m2@harbour.example"]


def test_what_is_shut_out_later_goes_and_what_is_let_in_comes(world: GraphWorld) -> None:
    private(world)
    mirror = fresh(world)
    assert len(mirror.mails()) == 3
    shut = wanted(world, ignore=Ignore(people=frozenset({CLIENT.email})))
    mirror.pull(world.account, shut)
    assert mirror.mails() == {}
    assert mirror.pull(world.account, shut) == 0
    mirror.pull(world.account, wanted(world))
    assert mirror.mails() == fresh(world).mails()


# --- what goes wrong -------------------------------------------------------------------------------------------------


def test_a_mail_that_goes_between_listing_and_look_is_left_out(world: GraphWorld) -> None:
    fill(world, 0, 3)
    world.twin.faults.every(lambda r: GET in r.inner, Fault(inner={0: Fault(404)}))
    mirror = fresh(world)
    assert len(mirror.mails()) == 2
    assert not [item for item in mirror.items.values() if not isinstance(item, Message)]


@pytest.mark.parametrize("fault", [Fault(429), Fault(503)], ids=["429", "503"])
def test_requests_of_a_batch_that_are_put_off_are_asked_again(world: GraphWorld, fault: Fault) -> None:
    fill(world, 0, 20)
    met: list[int] = []

    def first(row: Logged) -> bool:
        met.extend([row.index] if GET in row.inner else [])
        return GET in row.inner and len(met) == 1

    world.twin.faults.every(first, Fault(inner={2: fault, 7: fault}))
    assert len(fresh(world).mails()) == 20
    assert [len(row.inner) for row in world.twin.requests if GET in row.inner] == [10, 2]
    assert sum(world.hands.slept) >= 1


def test_what_is_put_off_for_long_is_busy_and_goes_on_from_there(world: GraphWorld) -> None:
    fill(world, 220, 0)
    mirror = Mirror()
    world.twin.faults.every(lambda r: "$skip" in r.keys, Fault(429, retry_after="300"))
    with pytest.raises(Busy) as caught:
        mirror.pull(world.account, wanted(world))
    assert caught.value.retry_after == 300.0
    assert len(mirror.mails()) == 200
    world.twin.faults.clear()
    world.hands.pass_by(timedelta(seconds=300))
    mirror.pull(world.account, wanted(world))
    assert len(mirror.mails()) == 220


def test_a_token_that_ends_amid_a_pull_is_renewed(world: GraphWorld) -> None:
    fill(world, 120, 0)
    mirror = Mirror()
    mirror.pull(world.account, wanted(world), pages=1)
    calls = world.twin.entra.token_calls
    world.hands.pass_by(timedelta(hours=2))
    mirror.pull(world.account, wanted(world))
    assert len(mirror.mails()) == 120
    assert world.twin.entra.token_calls == calls + 1


def test_requests_of_a_batch_that_meet_a_dead_token_are_asked_again_with_a_new_one(world: GraphWorld) -> None:
    fill(world, 0, 3)
    met: list[int] = []

    def first(row: Logged) -> bool:
        met.extend([row.index] if GET in row.inner else [])
        return GET in row.inner and len(met) == 1

    world.twin.faults.every(first, Fault(inner={0: Fault(401)}))
    assert len(fresh(world).mails()) == 3


def test_a_withdrawn_consent_needs_a_sign_in(world: GraphWorld) -> None:
    world.twin.entra.revoke("AADSTS65001")
    with pytest.raises(AuthNeeded, match="consent is missing"):
        fresh(world)


@pytest.mark.parametrize("code", ["MailboxNotEnabledForRESTAPI", "MailboxNotSupportedForRESTAPI"])
def test_a_mailbox_in_the_house_names_the_kind_for_it(world: GraphWorld, code: str) -> None:
    world.twin.faults.every(lambda r: not r.template.startswith("entra."), Fault(404, code))
    with pytest.raises(Refused, match="kind exchange"):
        fresh(world)


def test_bodies_are_read_again_in_batches(world: GraphWorld) -> None:
    ids = fill(world, 0, 60)
    refs = [message.ref for message in fresh(world).mails().values()]
    world.twin.mail.delete(ids[0])
    world.forget_requests()
    found = list(world.account.read(refs))
    assert [m.ref.id for m in found if m.ref.id.endswith(ids[0])] == []
    assert len(found) == 59
    assert all(message.text for message in found)
    assert world.asked() == len(["sent items", "1 to 20", "21 to 40", "41 to 60"])


def test_a_moment_is_told_in_the_offset_of_its_date(world: GraphWorld) -> None:
    world.deliver(mail("Hello.", number=1, date="Mon, 03 Mar 2025 04:29:58 -0500"), "sentitems")
    (message,) = fresh(world).mails().values()
    assert message.sent_at == datetime(2025, 3, 3, 9, 29, 58, tzinfo=UTC)
    assert message.sent_at.utcoffset() == timedelta(hours=-5)
