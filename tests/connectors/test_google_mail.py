"""Mail from Gmail, told as what happens in Ada's mailbox between two pulls."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import AuthNeeded, Busy, Refused, Unreachable
from connectors.types import Folder, Ignore, Interest, Message, SetAside
from tests.connectors.builders import BO, CLIENT, ME, MONDAY, mail
from tests.connectors.google_world import GoogleWorld
from tests.connectors.provider_world import Mirror
from tests.fakes.google import Fault, GoogleTwin

DAY = timedelta(days=1)
GET, HISTORY, LIST = "gmail.users.messages.get", "gmail.users.history.list", "gmail.users.messages.list"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[GoogleWorld]:
    with GoogleWorld(tmp_path) as made:
        yield made


def wanted(world: GoogleWorld, **more: Any) -> Interest:
    """What a turn wants now: Bo's mail."""
    now = world.twin.now
    return replace(Interest(people=frozenset({BO.email}), at=now, until=now + timedelta(days=190)), **more)


def fresh(world: GoogleWorld, interest: Interest | None = None) -> Mirror:
    """What a first import shows."""
    mirror = Mirror()
    mirror.pull(world.account, interest or wanted(world))
    return mirror


def fill(world: GoogleWorld, sent: int = 60, received: int = 60) -> None:
    for number in range(sent):
        world.sends(number, f"I will send part {number}.")
    for number in range(sent, sent + received):
        world.receives(number, f"Where is part {number}?", BO if number % 2 else CLIENT)


def test_an_import_asks_no_more_than_it_must(world: GoogleWorld) -> None:
    fill(world, sent=120, received=0)
    assert len(fresh(world).mails()) == 120
    batches = [row for row in world.twin.requests if row.inner]
    assert [len(row.inner) for row in batches] == [50, 50, 20]
    assert world.asked("gmail.users.messages.list") == 2
    assert world.asked() == len(batches) + 2 + len(["profile", "history", "list of calendars", "events"])


def test_received_mail_nobody_wants_is_a_header_row(world: GoogleWorld) -> None:
    world.receives(1, "Where is the deck?", BO)
    world.receives(2, "Our prices are low.", CLIENT)
    mails = fresh(world).mails()
    assert (mails["m1@harbour.example"].text or "").strip() == "Where is the deck?"
    row = mails["m2@harbour.example"]
    assert (row.text, row.from_, row.to, row.subject) == (None, CLIENT, (replace(ME, name=""),), "The deck")
    assert row.thread


def test_a_thread_is_wanted_by_the_id_gmail_gives_it(world: GoogleWorld) -> None:
    world.receives(2, "Our prices are low.", CLIENT)
    thread = fresh(world).mails()["m2@harbour.example"].thread
    assert thread
    world.forget_requests()
    (whole,) = fresh(world, wanted(world, threads=frozenset({thread}))).mails().values()
    assert (whole.text or "").strip() == "Our prices are low."
    assert world.asked(GET) == 1


def test_mail_from_before_the_first_import_stays_out(world: GoogleWorld) -> None:
    world.deliver(mail("Long ago.", number=1), "SENT", at=MONDAY - 91 * DAY)
    world.deliver(mail("Of late.", number=2), "SENT", at=MONDAY - 89 * DAY)
    mirror = fresh(world)
    assert list(mirror.mails()) == ["m2@harbour.example"]
    world.deliver(mail("Imported from elsewhere.", number=3), "SENT", at=MONDAY - 400 * DAY)
    mirror.pull(world.account, wanted(world))
    assert list(mirror.mails()) == ["m2@harbour.example"]


@pytest.mark.parametrize(
    ("date", "sent_at"),
    [
        ("Mon, 03 Mar 2025 04:29:58 -0500", MONDAY - timedelta(seconds=2)),
        ("Mon, 03 Mar 2025 04:31:00 -0500", MONDAY),
        ("Mon, 01 Jan 2001 04:31:00 -0500", MONDAY),
    ],
)
def test_the_moment_is_the_date_where_gmail_agrees(world: GoogleWorld, date: str, sent_at: datetime) -> None:
    world.deliver(mail("Hello.", number=1, date=date), "INBOX", at=MONDAY)
    (message,) = fresh(world).mails().values()
    assert message.sent_at == sent_at
    assert message.sent_at.utcoffset() == timedelta(hours=-5)


def test_a_mail_to_oneself_is_sent_and_spam_and_chats_are_nothing(world: GoogleWorld) -> None:
    world.deliver(mail("Note to self.", number=1, to=ME.email), "SENT", "INBOX")
    for number, label in enumerate(("SPAM", "TRASH", "CHAT", "DRAFT"), 2):
        world.deliver(mail("Nothing.", number=number), label)
    (message,) = fresh(world).mails().values()
    assert message.folder is Folder.SENT


def test_attachments_come_by_name_type_and_size(world: GoogleWorld) -> None:
    body = "\n".join(
        (
            "--frontier",
            "Content-Type: text/plain; charset=iso-8859-1",
            "Content-Transfer-Encoding: quoted-printable",
            "",
            "Gr=FC=DFe, the plan is attached.",
            "--frontier",
            "Content-Type: application/pdf; name=plan.pdf",
            "Content-Disposition: attachment; filename=plan.pdf",
            "Content-Transfer-Encoding: base64",
            "",
            "QUJDREVG",
            "--frontier--",
        )
    )
    kind = 'Content-Type: multipart/mixed; boundary="frontier"'
    world.deliver(mail(body, number=1, extra=("MIME-Version: 1.0", kind)), "SENT")
    (message,) = fresh(world).mails().values()
    assert (message.text or "").strip() == "Grüße, the plan is attached."
    assert [(a.name, a.type, a.size) for a in message.attachments] == [("plan.pdf", "application/pdf", 6)]
    assert world.asked("gmail.users.messages.attachments.get") == 0


def test_a_text_that_gmail_names_by_an_id_only_is_fetched(world: GoogleWorld) -> None:
    world.twin.mail.longest = 1_000
    world.sends(1, "I will send it. " * 100)
    (message,) = fresh(world).mails().values()
    assert (message.text or "").count("I will send it.") == 100
    assert world.asked("gmail.users.messages.attachments.get") == 1


def test_a_mail_that_cannot_be_read_is_set_aside(world: GoogleWorld) -> None:
    world.sends(1, "I will.")
    broken = world.deliver(b"\n\nno header at all", "SENT")
    mirror = fresh(world)
    assert list(mirror.mails()) == ["m1@harbour.example"]
    assert [item.ref.id for item in mirror.items.values() if isinstance(item, SetAside)] == [f"mail/{broken}"]


def test_what_comes_goes_and_moves_is_followed(world: GoogleWorld) -> None:
    fill(world, 2, 2)
    mirror = fresh(world)
    (first, second, third, fourth) = list(world.twin.mail.mails)
    world.twin.mail.delete(first)
    world.twin.mail.relabel(second, add={"TRASH"})
    world.twin.mail.relabel(third, add={"SPAM"}, remove={"INBOX"})
    world.twin.mail.relabel(fourth, remove={"UNREAD"})
    world.sends(9, "One more.")
    assert mirror.pull(world.account, wanted(world)) == 1
    assert mirror.mails() == fresh(world).mails()
    assert set(mirror.mails()) == {"m3@harbour.example", "m9@harbour.example"}
    world.twin.mail.relabel(second, remove={"TRASH"})
    world.twin.mail.relabel(third, add={"INBOX"}, remove={"SPAM"})
    mirror.pull(world.account, wanted(world))
    assert mirror.mails() == fresh(world).mails()
    assert len(mirror.mails()) == 4


def test_reading_mail_costs_no_look_at_it(world: GoogleWorld) -> None:
    fill(world, 0, 10)
    mirror = fresh(world)
    for one in list(world.twin.mail.mails):
        world.twin.mail.relabel(one, remove={"UNREAD", "INBOX"}, add={"STARRED"})
    world.forget_requests()
    mirror.pull(world.account, wanted(world))
    assert world.asked(GET) == 0
    assert mirror.pull(world.account, wanted(world)) == 0


def test_drafts_are_no_mail_but_are_said_to_have_changed(world: GoogleWorld) -> None:
    mirror = fresh(world)
    world.deliver(mail("Half a thought", number=5), "DRAFT")
    world.forget_requests()
    assert mirror.pull(world.account, wanted(world)) == 1
    assert (mirror.mails(), world.asked(GET)) == ({}, 0)


def test_a_forgotten_history_ends_as_a_fresh_import(world: GoogleWorld) -> None:
    fill(world)
    mirror = fresh(world)
    gone, moved, *_ = list(world.twin.mail.mails)
    world.hands.pass_by(3 * DAY)
    world.twin.mail.delete(gone)
    world.twin.mail.relabel(moved, add={"TRASH"})
    world.sends(900, "While you were away.")
    world.twin.mail.forget_history()
    mirror.pull(world.account, wanted(world))
    assert mirror.mails() == fresh(world).mails()
    assert mirror.pull(world.account, wanted(world)) == 0


def test_a_resync_is_bounded_and_leaves_older_mail_be(world: GoogleWorld) -> None:
    world.deliver(mail("Of last year.", number=1), "SENT", at=MONDAY)
    mirror = fresh(world)
    world.hands.pass_by(200 * DAY)
    mirror.pull(world.account, wanted(world))
    world.deliver(mail("Of this year.", number=2), "SENT", at=world.twin.now - DAY)
    world.twin.mail.forget_history()
    world.forget_requests()
    mirror.pull(world.account, wanted(world))
    assert set(mirror.mails()) == {"m1@harbour.example", "m2@harbour.example"}
    assert world.asked(GET) == 1


def test_a_history_that_stays_forgotten_is_listed_anew_once_a_day(world: GoogleWorld) -> None:
    fill(world, 20, 0)
    mirror = fresh(world)
    world.twin.faults.every(lambda r: r.template == HISTORY, Fault(404, "notFound"))
    world.forget_requests()
    mirror.pull(world.account, wanted(world))
    assert world.asked(GET) == 20
    for _ in range(5):
        world.hands.pass_by(timedelta(minutes=5))
        assert not world.opened().idle(mirror.cursor, wanted(world))
        with pytest.raises(Unreachable, match="within a day"):
            mirror.pull(world.opened(), wanted(world))
    assert world.asked(GET) == 20
    world.sends(900, "While Gmail knew nothing.")
    world.hands.pass_by(DAY)
    mirror.pull(world.opened(), wanted(world))
    assert "m900@harbour.example" in mirror.mails()
    world.twin.faults.clear()
    world.sends(901, "And after.")
    mirror.pull(world.opened(), wanted(world))
    assert mirror.mails() == fresh(world).mails()


def test_a_page_of_the_history_that_ran_out_is_no_reason_to_list_anew(world: GoogleWorld) -> None:
    mirror = fresh(world)
    fill(world, 120, 0)
    world.twin.faults.every(lambda r: r.template == HISTORY and "pageToken" in r.keys, Fault(400, "invalid"))
    world.forget_requests()
    with pytest.raises(Refused):
        mirror.pull(world.account, wanted(world))
    mirror.pull(world.account, wanted(world))
    assert (len(mirror.mails()), world.asked(GET), world.asked(LIST)) == (120, 120, 0)


@pytest.mark.parametrize("stage", ["import", "history", "resync"])
def test_killed_after_each_page_it_ends_the_same(world: GoogleWorld, stage: str) -> None:
    mirror = Mirror()
    if stage != "import":
        mirror = fresh(world)
    fill(world, 130, 130)
    if stage == "resync":
        world.twin.mail.forget_history()
    for _ in range(200):
        if mirror.pull(world.opened(), wanted(world), pages=1) == 0:
            break
    else:
        pytest.fail("the pull never comes to an end")
    assert len(mirror.mails()) == 260
    assert mirror.mails() == fresh(world).mails()


def test_page_tokens_that_ran_out_begin_the_listing_anew(tmp_path: Path) -> None:
    with GoogleWorld(tmp_path) as world:
        fill(world, 1_100, 0)
        mirror = Mirror()
        assert mirror.pull(world.account, wanted(world), pages=15) == 15
        world.twin.mail.expire_pages()
        mirror.pull(world.opened(), wanted(world))
        assert len(mirror.mails()) == 1_100


def test_mail_that_comes_during_the_import_is_not_lost(world: GoogleWorld) -> None:
    fill(world, 60, 60)
    mirror = Mirror()
    mirror.pull(world.account, wanted(world), pages=1)
    world.sends(500, "Sent meanwhile.")
    world.twin.mail.delete(list(world.twin.mail.mails)[3])
    mirror.pull(world.account, wanted(world))
    mirror.pull(world.account, wanted(world))
    assert mirror.mails() == fresh(world).mails()


def test_ids_may_be_larger_than_any_integer_of_a_machine(tmp_path: Path) -> None:
    twin = GoogleTwin(owner=ME.email, zone="Europe/Berlin", history_from=2**70 + 1)
    with GoogleWorld(tmp_path, twin=twin) as world:
        world.sends(1, "I will.")
        mirror = fresh(world)
        world.sends(2, "Done.")
        assert mirror.pull(world.account, wanted(world)) == 1
        assert len(mirror.mails()) == 2
        assert str(twin.mail.history) in (mirror.cursor or "")


SHUT = [
    pytest.param(Ignore(people=frozenset({CLIENT.email})), id="person"),
    pytest.param(Ignore(domains=frozenset({"client.example"})), id="domain"),
    pytest.param(Ignore(labels=frozenset({"private"})), id="label"),
    pytest.param(Ignore(folders=frozenset({"private"})), id="folder"),
]


def private(world: GoogleWorld) -> None:
    """What is shut out in every way: from and to Cleo, labelled, to Bo with Cleo in Bcc."""
    label = world.twin.mail.label("Private/Cleo")
    world.deliver(mail("Words from Cleo.", number=1, from_=CLIENT.email, to=ME.email), "INBOX", label)
    world.deliver(mail("Words to Cleo.", number=2, to=CLIENT.email), "SENT", label)
    world.deliver(mail("Cleo sees this.", number=3, extra=(f"Bcc: {CLIENT.email}",)), "SENT", label)


@pytest.mark.parametrize("ignore", SHUT)
def test_of_what_is_shut_out_no_body_is_ever_asked_for(world: GoogleWorld, ignore: Ignore) -> None:
    mirror = fresh(world, wanted(world, ignore=ignore))
    private(world)
    world.sends(8, "Words to Bo.")
    everything = wanted(world, ignore=ignore, people=frozenset({CLIENT.email, BO.email}))
    mirror.pull(world.account, everything)
    again = fresh(world, everything)
    bodies = [row for row in world.twin.requests if row.inner and row.inner[0] == GET]
    assert list(mirror.mails()) == list(again.mails()) == ["m8@harbour.example"]
    assert [len(row.inner) for row in bodies] == [4, 1, 3, 1, 1], "headers first, then the body of one; twice"


def test_what_is_shut_out_later_goes_and_what_is_let_in_comes(world: GoogleWorld) -> None:
    private(world)
    mirror = fresh(world)
    assert len(mirror.mails()) == 3
    shut = wanted(world, ignore=Ignore(people=frozenset({CLIENT.email})))
    mirror.pull(world.account, shut)
    assert mirror.mails() == {}
    assert mirror.pull(world.account, shut) == 0
    mirror.pull(world.account, wanted(world))
    assert mirror.mails() == fresh(world).mails()


def test_a_label_that_is_shut_out_takes_a_mail_away_and_gives_it_back(world: GoogleWorld) -> None:
    world.receives(1, "Where is the deck?")
    label = world.twin.mail.label("Private")
    shut = wanted(world, ignore=Ignore(labels=frozenset({"private"})))
    mirror = fresh(world, shut)
    (one,) = world.twin.mail.mails
    world.twin.mail.relabel(one, add={label})
    mirror.pull(world.account, shut)
    assert mirror.mails() == {}
    world.twin.mail.relabel(one, remove={label})
    mirror.pull(world.account, shut)
    assert len(mirror.mails()) == 1


def test_a_mail_that_goes_between_list_and_get_is_left_out(world: GoogleWorld) -> None:
    fill(world, 3, 0)
    world.twin.faults.every(lambda r: bool(r.inner), Fault(inner={1: Fault(404, "notFound")}))
    mirror = fresh(world)
    assert len(mirror.mails()) == 2
    assert not [item for item in mirror.items.values() if not isinstance(item, Message)]


@pytest.mark.parametrize(
    "fault",
    [Fault(429, "rateLimitExceeded"), Fault(403, "userRateLimitExceeded"), Fault(503, "backendError")],
    ids=["429", "403", "503"],
)
def test_calls_of_a_batch_that_are_put_off_are_asked_again(world: GoogleWorld, fault: Fault) -> None:
    fill(world, 10, 0)
    first_batch = 3
    world.twin.faults[first_batch] = Fault(inner={2: fault, 7: fault})
    assert len(fresh(world).mails()) == 10
    assert [len(row.inner) for row in world.twin.requests if row.inner] == [10, 2]
    assert sum(world.hands.slept) >= 1


def test_they_are_asked_again_exactly_as_late_as_told(world: GoogleWorld) -> None:
    fill(world, 2, 0)
    world.twin.faults[3] = Fault(inner={0: Fault(429, "rateLimitExceeded", retry_after="17")})
    assert len(fresh(world).mails()) == 2
    assert 17.0 in world.hands.slept


def test_what_is_put_off_for_long_is_busy_and_goes_on_from_there(world: GoogleWorld) -> None:
    fill(world, 120, 0)
    mirror = Mirror()
    world.twin.faults[4] = Fault(inner={0: Fault(429, "rateLimitExceeded", retry_after="300")})
    with pytest.raises(Busy) as caught:
        mirror.pull(world.account, wanted(world))
    assert caught.value.retry_after == 300.0
    assert len(mirror.mails()) == 50
    mirror.pull(world.account, wanted(world))
    assert len(mirror.mails()) == 120


def test_what_is_put_off_without_end_is_busy_for_a_while(world: GoogleWorld) -> None:
    fill(world, 3, 0)
    world.twin.faults.every(lambda r: bool(r.inner), Fault(inner={0: Fault(429, "rateLimitExceeded")}))
    with pytest.raises(Busy) as caught:
        fresh(world)
    assert caught.value.retry_after > 0
    assert 1 < sum(world.hands.slept) <= 60


def test_a_token_that_ends_amid_a_pull_is_renewed(world: GoogleWorld) -> None:
    fill(world, 120, 0)
    mirror = Mirror()
    mirror.pull(world.account, wanted(world), pages=1)
    calls = world.twin.oauth.token_calls
    world.hands.pass_by(timedelta(hours=2))
    mirror.pull(world.account, wanted(world))
    assert len(mirror.mails()) == 120
    assert world.twin.oauth.token_calls == calls + 1


def test_calls_of_a_batch_that_meet_a_dead_token_are_asked_again_with_a_new_one(world: GoogleWorld) -> None:
    fill(world, 3, 0)
    world.twin.faults[3] = Fault(inner={0: Fault(401, "authError"), 2: Fault(401, "authError")})
    world.twin.faults[4] = Fault(inner={0: Fault(401, "authError"), 1: Fault(401, "authError")})
    world.twin.faults[5] = Fault(401, "authError")
    assert len(fresh(world).mails()) == 3
    assert world.twin.oauth.token_calls == 1


def test_a_token_may_also_end_while_google_is_busy(world: GoogleWorld) -> None:
    fill(world, 3, 0)
    world.twin.faults[3] = Fault(inner={0: Fault(429, "rateLimitExceeded")})
    world.twin.faults[4] = Fault(inner={0: Fault(401, "authError")})
    world.twin.faults[5] = Fault(401, "authError")
    assert len(fresh(world).mails()) == 3


def test_a_token_that_no_renewal_helps_needs_a_sign_in(world: GoogleWorld) -> None:
    fill(world, 3, 0)
    world.twin.faults.every(lambda r: bool(r.inner), Fault(inner={0: Fault(401, "authError")}))
    with pytest.raises(AuthNeeded):
        fresh(world)


def test_a_withdrawn_consent_needs_a_sign_in(world: GoogleWorld) -> None:
    world.twin.oauth.revoke()
    with pytest.raises(AuthNeeded):
        fresh(world)


def test_without_leave_to_read_mail_the_calendar_still_comes(tmp_path: Path) -> None:
    rights = [
        f"https://www.googleapis.com/auth/calendar.{name}" for name in ("events.readonly", "calendarlist.readonly")
    ]
    with GoogleWorld(tmp_path, granted=tuple(rights)) as world:
        world.sends(1, "I will.")
        world.meets("review", MONDAY, MONDAY + timedelta(hours=1))
        mirror = fresh(world)
        assert [type(item).__name__ for item in mirror.items.values()] == ["Event"]


def test_bodies_are_read_again_in_batches(world: GoogleWorld) -> None:
    fill(world, 0, 60)
    refs = [message.ref for message in fresh(world).mails().values()]
    world.twin.mail.delete(refs[0].id.removeprefix("mail/"))
    world.forget_requests()
    found = list(world.account.read(refs))
    assert [message.ref for message in found] == refs[1:]
    assert all(message.text for message in found)
    assert world.asked() == 2
