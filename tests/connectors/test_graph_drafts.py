"""Our drafts in Outlook, told as what Ada does with them, and what goes wrong on the way."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import Busy, Changed, Gone, Refused, Unreachable, Unwritable
from connectors.graph import properties
from connectors.types import Draft, Folder, Interest, Kind, Ref
from tests.connectors.builders import BO
from tests.connectors.graph_world import GraphWorld
from tests.connectors.provider_world import Mirror
from tests.fakes.graph import Fault, Logged
from tests.fakes.graph.mime import Attached, Content

pytest.importorskip("msal", reason="msal is not installed (extra graph)")

DRAFT = Draft((BO,), (), "Re: The deck", "Hello Bo,\n\nthe deck will be a day late.\n")
ANSWER = replace(DRAFT, in_reply_to="m1@harbour.example", references=("m0@harbour.example", "m1@harbour.example"))
CREATE, UPDATE, DELETE = "POST /me/messages", "PATCH /me/messages/{id}", "DELETE /me/messages/{id}"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[GraphWorld]:
    with GraphWorld(tmp_path) as made:
        yield made


def lying(world: GraphWorld) -> dict[str, Any]:
    """Our draft, as the twin keeps it."""
    draft = world.draft("key-1")
    assert draft is not None
    return world.twin.mail.mail(draft).said


def test_a_draft_takes_one_request_and_says_what_it_answers(world: GraphWorld) -> None:
    written = world.account.put(ANSWER, "key-1")
    assert world.asked() == 1
    carried = properties.of(lying(world))
    assert carried[properties.IN_REPLY_TO] == "<m1@harbour.example>"
    assert carried[properties.REFERENCES] == "<m0@harbour.example> <m1@harbour.example>"
    assert lying(world)["body"] == {"contentType": "text", "content": ANSWER.text}
    assert world.account.find("key-1", written.ref) == written


def test_an_edited_draft_is_the_owners(world: GraphWorld) -> None:
    written = world.account.put(DRAFT, "key-1")
    world.edits("key-1")
    now = world.account.find("key-1", written.ref)
    assert now is not None
    assert (now.ref, now.key, now.edited) == (written.ref, "key-1", True)
    assert now.etag != written.etag
    with pytest.raises(Changed):
        world.account.withdraw(written.ref, written.etag)
    with pytest.raises(Changed):
        world.account.replace(written.ref, written.etag, DRAFT)


def test_a_draft_that_was_only_opened_is_still_ours(world: GraphWorld) -> None:
    written = world.account.put(DRAFT, "key-1")
    world.twin.mail.mark(str(world.draft("key-1")), read=True)  # a new changeKey, the same words
    assert world.account.find("key-1") == written
    world.account.replace(written.ref, written.etag, replace(DRAFT, text="Two days.\n"))
    assert lying(world)["body"]["content"] == "Two days.\n"


def test_a_draft_whose_properties_a_program_dropped_is_left_alone(world: GraphWorld) -> None:
    written = world.account.put(DRAFT, "key-1")
    world.twin.mail.user_edits_draft(str(world.draft("key-1")), keeps_properties=False)
    assert world.account.find("key-1", written.ref) is None
    with pytest.raises(Changed):
        world.account.replace(written.ref, written.etag, DRAFT)
    with pytest.raises(Changed):
        world.account.withdraw(written.ref, written.etag)
    assert len(world.drafts()) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"bccRecipients": [{"emailAddress": {"address": "eve@harbour.example"}}]},
        {"toRecipients": []},
        {"subject": "Mine"},
    ],
    ids=["Bcc", "nobody", "subject"],
)
def test_whatever_of_a_draft_was_changed_it_is_the_owners(world: GraphWorld, more: dict[str, Any]) -> None:
    written = world.account.put(DRAFT, "key-1")
    world.twin.mail.alter(world.twin.mail.mail(str(world.draft("key-1"))), more, lag=False)
    found = world.account.find("key-1")
    assert found is not None
    assert (found.ref, found.edited) == (written.ref, True)


def test_a_file_the_owner_attached_is_an_edit_and_stays(world: GraphWorld) -> None:
    written = world.account.put(DRAFT, "key-1")
    draft = world.twin.mail.mail(str(world.draft("key-1")))
    vars(draft)["content"] = Content("text", "", (Attached("deck.pdf", "application/pdf", b"%PDF", False, None),))
    (found,) = world.account.ours()
    assert (found.ref, found.edited) == (written.ref, True)
    with pytest.raises(Changed):
        world.account.replace(written.ref, written.etag, replace(DRAFT, text="Two days.\n"))


@pytest.mark.parametrize("keeps_message_id", [True, False])
def test_a_draft_that_was_sent_is_mail_with_its_key(world: GraphWorld, keeps_message_id: bool) -> None:
    mirror = Mirror()
    mirror.pull(world.account, Interest())
    written = world.account.put(DRAFT, "key-1")
    world.sends_draft("key-1", keeps_message_id=keeps_message_id)
    mirror.pull(world.account, Interest())
    (sent,) = mirror.mails().values()
    assert (sent.key, sent.folder) == ("key-1", Folder.SENT)
    assert world.account.find("key-1", written.ref) is None
    with pytest.raises(Gone):
        world.account.withdraw(written.ref, written.etag)


def test_our_writes_are_said_by_a_page_without_items(world: GraphWorld) -> None:
    cursor = list(world.account.pull(None, Interest()))[-1].cursor
    assert world.account.idle(cursor, Interest())
    world.account.put(DRAFT, "key-1")
    assert not world.account.idle(cursor, Interest())
    (page,) = world.account.pull(cursor, Interest())
    assert (page.messages, page.gone) == ((), ())
    assert world.account.idle(page.cursor, Interest())
    world.edits("key-1")
    assert not world.account.idle(page.cursor, Interest())


def test_of_the_owners_own_drafts_no_word_is_asked_for(world: GraphWorld) -> None:
    for number in range(60):
        half = world.twin.mail.written({"subject": f"Half a thought {number}"})
        world.twin.mail.add(half, "drafts", lag=False)
    written = world.account.put(DRAFT, "key-1")
    world.forget_requests()
    assert list(world.account.ours()) == [written]
    assert [len(row.inner) for row in world.twin.requests] == [0, 1, 0], "a list of ids, then ours; and the calendars"


@pytest.mark.parametrize("fault", [Fault(lost_reply=True), Fault(500), Fault(truncated=True), Fault(504)])
def test_what_may_have_been_written_is_unreachable_and_asked_once(world: GraphWorld, fault: Fault) -> None:
    world.twin.faults.every(lambda r: r.template == CREATE, fault)
    with pytest.raises(Unreachable):
        world.account.put(DRAFT, "key-1")
    assert world.asked(CREATE) == 1
    found = world.account.find("key-1")
    assert (found is None) == (fault.status != 0)
    assert found is None or not found.edited, "found again by its key, so that no second one is written"


def test_what_was_surely_not_written_is_busy(world: GraphWorld) -> None:
    world.twin.faults.every(lambda r: r.template == CREATE, Fault(429, retry_after="20"))
    with pytest.raises(Busy) as caught:
        world.account.put(DRAFT, "key-1")
    assert (caught.value.retry_after, world.asked(CREATE), world.drafts()) == (20.0, 1, [])


@pytest.mark.parametrize(("code", "status"), [("ErrorQuotaExceeded", 403), ("ErrorInsufficientStorage", 507)])
def test_a_full_mailbox_is_said(world: GraphWorld, code: str, status: int) -> None:
    world.twin.faults.every(lambda r: r.template == CREATE, Fault(status, code))
    with pytest.raises(Unwritable, match="make room"):
        world.account.put(DRAFT, "key-1")


def test_a_refused_draft_is_no_reason_to_try_again(world: GraphWorld) -> None:
    world.twin.faults.every(lambda r: r.template == CREATE, Fault(400))
    with pytest.raises(Refused):
        world.account.put(DRAFT, "key-1")


def test_a_listing_that_lags_shows_a_draft_in_the_end(world: GraphWorld) -> None:
    world.twin.lag = 2
    written = world.account.put(DRAFT, "key-1")
    seen = [world.account.find("key-1") for _ in range(4)]
    assert seen[0] is None
    assert seen[-1] == written


@pytest.mark.parametrize("deed", ["replace", "withdraw"])
def test_an_edit_between_our_look_and_our_write_is_not_lost(world: GraphWorld, deed: str) -> None:
    written = world.account.put(DRAFT, "key-1")
    edited: list[str] = []

    def meddles(row: Logged) -> bool:
        if row.template in {UPDATE, DELETE} and not edited:
            edited.append(row.template)
            world.edits("key-1")
        return False

    world.twin.faults.every(meddles, Fault(500))
    with pytest.raises(Changed):
        getattr(world.account, deed)(written.ref, written.etag, *([DRAFT] if deed == "replace" else []))
    assert edited
    assert "Edited." in lying(world)["body"]["content"]


@pytest.mark.parametrize("granted", [("User.Read", "Mail.Read"), ()])
def test_without_leave_to_write_nothing_is_tried(tmp_path: Path, granted: tuple[str, ...]) -> None:
    with GraphWorld(tmp_path, granted=granted) as world:
        assert Kind.DRAFT not in world.account.kinds
        with pytest.raises(Unwritable, match="headsup login work"):
            world.account.put(DRAFT, "key-1")
        assert world.asked() == 0
        assert list(world.account.ours()) == []


def test_who_only_reads_is_asked_for_no_more_and_told_of_nothing(tmp_path: Path) -> None:
    with GraphWorld(tmp_path, granted=("User.Read", "Mail.Read", "Calendars.Read"), read_only=True) as world:
        assert world.account.kinds == frozenset()
        assert list(world.account.notices()) == []
        world.sends(1, "I will.")
        mirror = Mirror()
        mirror.pull(world.account, Interest())
        assert len(mirror.mails()) == 1


def test_a_ref_of_something_else_is_refused(world: GraphWorld) -> None:
    with pytest.raises(Refused):
        world.account.replace(Ref("work", "mail/1"), "1.x", DRAFT)


@pytest.mark.parametrize("folder", ["deleteditems", "archive"])
def test_a_draft_that_its_owner_put_away_is_gone(world: GraphWorld, folder: str) -> None:
    written = world.account.put(DRAFT, "key-1")
    world.twin.mail.move(str(world.draft("key-1")), folder)
    assert world.account.find("key-1", written.ref) is None
    for deed in ("replace", "withdraw"):
        with pytest.raises(Gone):
            getattr(world.account, deed)(written.ref, written.etag, *([DRAFT] if deed == "replace" else []))
    assert world.asked(UPDATE) == 0
    assert world.asked(DELETE) == 0


@pytest.mark.parametrize("place", [0, 1])
def test_a_look_that_is_put_off_in_part_is_no_deletion(world: GraphWorld, place: int) -> None:
    written = world.account.put(DRAFT, "key-1")
    world.meet(1, Fault(inner={place: Fault(500)}))
    world.account.replace(written.ref, written.etag, replace(DRAFT, text="Two days.\n"))
    assert lying(world)["body"]["content"] == "Two days.\n"
