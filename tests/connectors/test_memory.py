"""The account in memory: a provider that can be told to lag, to lose replies, to shuffle, to fail and to kill."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors import open_account
from connectors.errors import AuthNeeded, Busy, Changed, CursorExpired, Gone, Misconfigured, Unreachable, Unwritable
from connectors.memory import Killed, MemoryAccount
from connectors.types import (
    Address,
    Draft,
    Event,
    Folder,
    Ignore,
    Interest,
    Kind,
    Message,
    Note,
    Page,
    Ref,
    Status,
    Surroundings,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BO, CY = Address("bo@example.org"), Address("cy@mail.example.net")
DRAFT = Draft((BO,), (), "The deck", "I am behind with the deck.", in_reply_to="1@example.org", thread="t")
NOTE = Note(NOW, NOW + timedelta(hours=1), "The deck", "It is due.", "high")


def message(id_: str, folder: Folder = Folder.RECEIVED, sender: Address = BO, day: int = 0) -> Message:
    return Message(
        ref=Ref("me", id_),
        message_id=f"{id_}@example.org",
        in_reply_to=None,
        references=(),
        thread=f"t{id_}",
        folder=folder,
        sent_at=NOW + timedelta(days=day),
        received_at=None,
        sender=None,
        from_=sender,
        to=(),
        cc=(),
        subject="The deck",
        text="Any news?",
    )


def meeting(id_: str) -> Event:
    return Event(Ref("me", id_), id_, NOW, NOW, False, "Review", (), True, Status.CONFIRMED, True)


def pulled(account: MemoryAccount, cursor: str | None = None, wanted: Interest | None = None) -> list[Page]:
    return list(account.pull(cursor, wanted or Interest()))


def ids(pages: Sequence[Page]) -> list[str]:
    return [m.ref.id for page in pages for m in page.messages]


@pytest.fixture
def account() -> MemoryAccount:
    return MemoryAccount("me")


def test_it_opens_by_its_name(tmp_path: Path) -> None:
    around = Surroundings(tmp_path, "UTC", frozenset({"ann@example.org"}), tmp_path)
    assert list(open_account("me", "memory", {}, around).pull(None, Interest())) == []
    with pytest.raises(Misconfigured):
        open_account("me", "memory", {"speed": 1}, around)


def test_what_changed_comes_in_pages_and_then_nothing(account: MemoryAccount) -> None:
    account.page_size = 2
    for id_ in "abc":
        account.add(message(id_))
    account.add_event(meeting("e"))
    pages = pulled(account)
    assert (ids(pages), pages[1].events) == (["a", "b", "c"], (meeting("e"),))
    assert pulled(account, pages[-1].cursor) == []
    account.remove(Ref("me", "b"))
    account.remove(Ref("me", "e"))
    (later,) = pulled(account, pages[-1].cursor)
    assert later.gone == (Ref("me", "b"), Ref("me", "e"))
    assert pulled(account, later.cursor) == []


def test_a_pull_that_ends_early_is_repeated(account: MemoryAccount) -> None:
    account.page_size = 1
    account.add(message("a"))
    account.add(message("b"))
    first = next(account.pull(None, Interest()))
    assert ids(pulled(account, first.cursor)) == ["a", "b"]


def test_bodies_of_received_mail_come_only_when_wanted(account: MemoryAccount) -> None:
    account.add(message("sent", Folder.SENT))
    account.add(message("got"))
    assert [m.text for page in pulled(account) for m in page.messages] == ["Any news?", None]
    for wanted in (Interest(people=frozenset({BO.email})), Interest(threads=frozenset({"tgot"}))):
        assert [m.text for page in pulled(account, None, wanted) for m in page.messages] == ["Any news?"] * 2
    assert [m.text for m in account.read([Ref("me", "got"), Ref("me", "none")])] == ["Any news?"]


def test_what_is_shut_out_or_too_old_never_comes(account: MemoryAccount) -> None:
    account.add(message("a", day=-9))
    account.add(message("b", sender=CY))
    account.add(message("c"))
    wanted = Interest(since=NOW - timedelta(days=1), ignore=Ignore(domains=frozenset({"example.net"})))
    assert ids(pulled(account, None, wanted)) == ["c"]
    assert ids(pulled(account, None, Interest(ignore=Ignore(people=frozenset({BO.email}))))) == ["b"]


def test_an_expired_cursor(account: MemoryAccount) -> None:
    account.add(message("a"))
    cursor = pulled(account)[-1].cursor
    account.expire_cursor()
    with pytest.raises(CursorExpired):
        pulled(account, cursor)
    assert ids(pulled(account)) == ["a"]


def test_shuffled_pages_repeat_but_lose_nothing(account: MemoryAccount) -> None:
    account.page_size = 1
    for n in range(20):
        account.add(message(str(n)))
    account.reorder = 7
    pages = pulled(account)
    assert ids(pages) == ids(pulled(account)) != [str(n) for n in range(20)]
    assert len(pages) > 20
    assert set(ids(pages)) == {str(n) for n in range(20)}
    assert {page.cursor for page in pages[:-1]} == {"0:0"}
    assert pulled(account, pages[-1].cursor) == []


@pytest.mark.parametrize(("item", "kind"), [(DRAFT, Kind.DRAFT), (NOTE, Kind.NOTE)])
def test_what_is_ours_is_found_changed_and_taken_back(account: MemoryAccount, item: Draft | Note, kind: Kind) -> None:
    assert account.find("k") is None
    written = account.put(item, "k")
    assert (written.key, written.kind, written.edited) == ("k", kind, False)
    assert account.find("k") == written
    assert list(account.ours()) == [written]
    new = account.replace(written.ref, written.etag, replace(item, text="New."))
    assert account.find("k") == new != written
    with pytest.raises(Changed):
        account.withdraw(written.ref, written.etag)
    account.withdraw(new.ref, new.etag)
    assert (account.find("k"), account.lying()) == (None, [])
    with pytest.raises(Gone):
        account.replace(new.ref, new.etag, item)
    assert pulled(account) == [], "what is ours never comes as mail"


def test_the_users_deeds(account: MemoryAccount) -> None:
    a, b, c = (account.put(DRAFT, key) for key in "abc")
    account.user_edits("a", "Mine.")
    account.user_deletes("b")
    account.user_sends("c", NOW)
    assert [(w.key, w.edited, w.etag == a.etag) for w in account.ours()] == [("a", True, False)]
    (page,) = pulled(account)
    (sent,) = page.messages
    assert (sent.folder, sent.key, sent.text, sent.in_reply_to) == (Folder.SENT, "c", DRAFT.text, "1@example.org")
    for gone in (b, c):
        with pytest.raises(Gone):
            account.withdraw(gone.ref, gone.etag)


def test_a_listing_that_lags(account: MemoryAccount) -> None:
    account.lag = 2
    written = account.put(DRAFT, "k")
    assert [account.find("k"), account.find("k"), account.find("k")] == [None, None, written]
    account.withdraw(written.ref, written.etag)
    assert [account.find("k"), account.find("k"), account.find("k")] == [written, written, None]


def test_a_lost_reply_is_a_write_done(account: MemoryAccount) -> None:
    account.lose_reply_at = {2}
    account.put(DRAFT, "a")
    with pytest.raises(Unreachable):
        account.put(DRAFT, "b")
    assert account.find("b") is not None


def test_requests_that_are_not_done(account: MemoryAccount) -> None:
    account.fail_at, account.busy_at = {1}, {2}
    with pytest.raises(Unreachable):
        account.put(DRAFT, "k")
    with pytest.raises(Busy) as busy:
        account.put(DRAFT, "k")
    assert busy.value.retry_after > 0
    account.read_only = True
    with pytest.raises(Unwritable):
        account.put(DRAFT, "k")
    account.signed_out = True
    with pytest.raises(AuthNeeded):
        pulled(account)
    assert account.lying() == []


def test_a_kill_loses_the_callers_side_only(account: MemoryAccount) -> None:
    account.kill_before, account.kill_after = {1}, {2}
    with pytest.raises(Killed):
        account.put(DRAFT, "k")
    assert account.lying() == []
    with pytest.raises(Killed):
        account.put(DRAFT, "k")
    assert account.lying() == [DRAFT]
    assert account.requests == [("killed", ""), ("put", "k")]
