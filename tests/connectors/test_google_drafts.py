"""Our drafts at Gmail, told as what Ada does with them, and what goes wrong on the way."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from connectors.errors import Busy, Changed, Gone, Refused, Unreachable, Unwritable
from connectors.types import Draft, Folder, Interest, Ref
from daemon.core.model import Replace
from daemon.outbox import observe, perform
from daemon.store import open_store
from tests.connectors.builders import BO, MONDAY, mail
from tests.connectors.google_world import GoogleWorld
from tests.connectors.provider_world import Mirror
from tests.fakes.google import Fault
from tests.fakes.google.mailbox import Mail

DRAFT = Draft((BO,), (), "Re: The deck", "Hello Bo,\n\nthe deck will be a day late.\n")
ANSWER = replace(DRAFT, in_reply_to="m1@harbour.example", references=("m1@harbour.example",))
HOUR = timedelta(hours=1)
CREATE, UPDATE = "gmail.users.drafts.create", "gmail.users.drafts.update"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[GoogleWorld]:
    with GoogleWorld(tmp_path) as made:
        yield made


def drafts(world: GoogleWorld) -> int:
    return len(world.twin.mail.drafts)


def lying(world: GoogleWorld) -> Mail:
    """Our draft, as the twin keeps it."""
    draft = world.draft("key-1")
    assert draft is not None
    return world.twin.mail.mails[world.twin.mail.drafts[draft]]


def rewritten(world: GoogleWorld, change: Callable[[bytes], bytes]) -> None:
    """Our draft reads otherwise, under the ids it had."""
    kept = lying(world)
    kept.raw = change(kept.raw)
    vars(kept).pop("facts", None)


def with_deck(raw: bytes) -> bytes:
    """The draft after its owner attached a file to it."""
    draft = message_from_bytes(raw, EmailMessage, policy=policy.SMTP)
    draft.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="deck.pdf")
    return draft.as_bytes()


def test_a_draft_takes_one_request_and_joins_its_thread(world: GoogleWorld) -> None:
    one = world.deliver(mail("Where is the deck?", number=1, from_=BO.email), "INBOX")
    thread = world.twin.mail.mails[one].thread
    written = world.account.put(replace(ANSWER, thread=thread), "key-1")
    assert world.asked() == 1
    (lying,) = world.twin.mail.drafts.values()
    assert world.twin.mail.mails[lying].thread == thread
    assert world.account.find("key-1", written.ref) == written


@pytest.mark.parametrize("thread", ["18f0000000009999", "another provider's"])
def test_a_thread_that_gmail_does_not_take_does_not_keep_the_draft_away(world: GoogleWorld, thread: str) -> None:
    written = world.account.put(replace(ANSWER, thread=thread), "key-1")
    assert drafts(world) == 1
    again = world.account.replace(written.ref, written.etag, replace(ANSWER, thread=thread, text="Two days.\n"))
    assert (drafts(world), again.ref) == (1, written.ref)


@pytest.mark.parametrize("keeps_headers", [True, False])
def test_an_edited_draft_is_known_by_its_id(world: GoogleWorld, keeps_headers: bool) -> None:
    written = world.account.put(DRAFT, "key-1")
    world.edits("key-1", keeps_headers=keeps_headers)
    now = world.account.find("key-1", written.ref)
    assert now is not None
    assert (now.ref, now.key, now.edited) == (written.ref, "key-1", True)
    assert now.etag != written.etag
    with pytest.raises(Changed):
        world.account.withdraw(written.ref, written.etag)
    assert drafts(world) == 1


def test_a_draft_that_was_sent_is_mail_with_its_key(world: GoogleWorld) -> None:
    mirror = Mirror()
    mirror.pull(world.account, Interest())
    written = world.account.put(DRAFT, "key-1")
    world.sends_draft("key-1", keeps_message_id=False)
    mirror.pull(world.account, Interest())
    (sent,) = mirror.mails().values()
    assert (sent.key, sent.folder) == ("key-1", Folder.SENT)
    assert world.account.find("key-1", written.ref) is None
    with pytest.raises(Gone):
        world.account.withdraw(written.ref, written.etag)


def test_our_writes_are_said_by_a_page_without_items(world: GoogleWorld) -> None:
    cursor = list(world.account.pull(None, Interest()))[-1].cursor
    assert world.account.idle(cursor, Interest())
    world.account.put(DRAFT, "key-1")
    assert not world.account.idle(cursor, Interest())
    (page,) = world.account.pull(cursor, Interest())
    assert (page.messages, page.gone) == ((), ())
    assert world.account.idle(page.cursor, Interest())
    world.edits("key-1")
    assert not world.account.idle(page.cursor, Interest())


def test_the_owners_own_drafts_are_only_looked_at_from_outside(world: GoogleWorld) -> None:
    for number in range(60):
        world.twin.mail.write_draft(mail("Half a thought.", number=number), None, None)
    written = world.account.put(DRAFT, "key-1")
    world.forget_requests()
    assert list(world.account.ours()) == [written]
    assert [len(row.inner) for row in world.twin.requests if row.inner] == [50, 11, 1]


def test_ours_is_all_of_ours_however_many_drafts_there_are(world: GoogleWorld) -> None:
    written = world.account.put(DRAFT, "key-1")
    for number in range(505):
        world.twin.mail.write_draft(mail("Half a thought.", number=number), None, None)
    assert list(world.account.ours()) == [written]
    rewritten(world, lambda raw: raw.replace(b"Message-ID: <key-1@headsup.invalid>", b"Message-ID: <x@gmail.example>"))
    found = world.account.find("key-1")
    assert found is not None
    assert (found.ref, found.edited) == (written.ref, False)


def test_a_file_the_owner_attached_is_an_edit_and_stays(world: GoogleWorld) -> None:
    written = world.account.put(DRAFT, "key-1")
    rewritten(world, with_deck)
    (found,) = world.account.ours()
    assert (found.ref, found.edited) == (written.ref, True)
    with pytest.raises(Changed):
        world.account.replace(written.ref, written.etag, replace(DRAFT, text="Two days.\n"))
    with pytest.raises(Changed):
        world.account.withdraw(written.ref, written.etag)
    assert b"deck.pdf" in lying(world).raw


def test_an_attachment_outlives_a_lost_ledger(world: GoogleWorld) -> None:
    world.account.put(DRAFT, "key-1")
    rewritten(world, with_deck)
    with open_store(f"sqlite:///{world.home}/ledger.sqlite") as store:
        observe("work", world.account, store, MONDAY + HOUR)
        later = Replace("key-1", replace(DRAFT, text="Two days.\n"), ("p",))
        perform([later], "work", world.account, store, MONDAY + HOUR)
    assert b"deck.pdf" in lying(world).raw


@pytest.mark.parametrize("fault", [Fault(lost_reply=True), Fault(500, "backendError"), Fault(truncated=True)])
def test_what_may_have_been_written_is_unreachable_and_asked_once(world: GoogleWorld, fault: Fault) -> None:
    world.twin.faults.every(lambda r: r.template == CREATE, fault)
    with pytest.raises(Unreachable):
        world.account.put(DRAFT, "key-1")
    assert world.asked(CREATE) == 1
    found = world.account.find("key-1")
    assert (found is None) == (fault.status == 500)
    assert found is None or not found.edited


@pytest.mark.parametrize("fault", [Fault(429, "rateLimitExceeded"), Fault(403, "userRateLimitExceeded")])
def test_what_was_surely_not_written_is_busy(world: GoogleWorld, fault: Fault) -> None:
    world.twin.faults.every(lambda r: r.template == CREATE, fault)
    with pytest.raises(Busy):
        world.account.put(DRAFT, "key-1")
    assert (world.asked(CREATE), drafts(world)) == (1, 0)


def test_a_refused_draft_is_no_reason_to_try_again(world: GoogleWorld) -> None:
    world.twin.faults.every(lambda r: r.template == CREATE, Fault(400, "invalidArgument"))
    with pytest.raises(Refused):
        world.account.put(DRAFT, "key-1")


def test_a_listing_that_lags_does_not_hide_a_draft_whose_id_is_known(world: GoogleWorld) -> None:
    world.twin.lag = 3
    written = world.account.put(DRAFT, "key-1")
    assert world.account.find("key-1") is None
    assert world.account.find("key-1", written.ref) == written
    assert world.account.find("key-1") == written


def test_a_draft_is_found_by_its_header_where_its_message_id_was_rewritten(world: GoogleWorld) -> None:
    world.account.put(DRAFT, "key-1")
    rewritten(world, lambda raw: raw.replace(b"Message-ID: <key-1@headsup.invalid>", b"Message-ID: <x@gmail.example>"))
    found = world.account.find("key-1")
    assert found is not None
    assert (found.key, found.edited) == ("key-1", False)


def test_without_leave_to_write_drafts_nothing_is_tried(tmp_path: Path) -> None:
    with GoogleWorld(tmp_path, granted=("https://www.googleapis.com/auth/gmail.readonly",)) as world:
        with pytest.raises(Unwritable, match="headsup login work"):
            world.account.put(DRAFT, "key-1")
        assert world.asked() == 0
        assert list(world.account.ours()) == []


def test_a_ref_of_something_else_is_refused(world: GoogleWorld) -> None:
    with pytest.raises(Refused):
        world.account.replace(Ref("work", "mail/1"), "1.x", DRAFT)


def test_a_draft_in_the_bin_is_gone(world: GoogleWorld) -> None:
    written = world.account.put(DRAFT, "key-1")
    (lying,) = world.twin.mail.drafts.values()
    world.twin.mail.relabel(lying, add={"TRASH"})
    assert world.account.find("key-1", written.ref) is None
    with pytest.raises(Gone):
        world.account.withdraw(written.ref, written.etag)


def test_what_its_owner_deleted_is_not_written_anew(world: GoogleWorld) -> None:
    written = world.account.put(DRAFT, "key-1")
    world.deletes("key-1")
    with pytest.raises(Gone):
        world.account.replace(written.ref, written.etag, DRAFT)
    assert (world.asked(UPDATE), drafts(world)) == (0, 0)


def test_a_draft_without_its_key_is_not_written_over(world: GoogleWorld) -> None:
    written = world.account.put(DRAFT, "key-1")
    world.edits("key-1", keeps_headers=False)
    now = world.account.find("key-1", written.ref)
    assert now is not None
    with pytest.raises(Changed):
        world.account.replace(now.ref, now.etag, DRAFT)
    assert world.asked(UPDATE) == 0
