"""The outbox beside the user: edits, deletes and sends win; failures are kept apart; the breaker opens."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from connectors.errors import AuthNeeded
from connectors.memory import MemoryAccount
from connectors.types import Address, Draft, Event, Interest, Item, Kind, Line, Note, Ref, Status
from daemon.core.model import Action, Mail, Put, Replace, State, Withdraw
from daemon.outbox import observe, perform
from daemon.store import Store, open_store
from tests.perils import Ledger

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = MORNING + timedelta(hours=1)


def draft(text: str = "I am behind with the deck.") -> Draft:
    return Draft((Address("bo@example.org"),), (), "The deck", text)


def note(text: str = "The deck is due.") -> Note:
    return Note(MORNING, LATER, "The deck", text, "high")


def line(text: str = "You owe Bo the deck here.") -> Line:
    return Line(LUNCH.ref, text)


LUNCH = Event(Ref("me", "lunch"), "lunch", MORNING, LATER, False, "Lunch w/ Bo", (), True, Status.CONFIRMED, True)
ITEMS: dict[Kind, Callable[..., Item]] = {Kind.DRAFT: draft, Kind.NOTE: note, Kind.LINE: line}


def put(key: str, item: Item | None = None) -> Put:
    return Put(key, item or draft(), ("p-" + key,))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path}/ledger.sqlite") as opened:
        yield opened


@pytest.fixture
def account() -> MemoryAccount:
    made = MemoryAccount("me")
    made.add_event(LUNCH)
    return made


def state(store: Store, key: str = "k") -> State:
    return next(row for row in store.posted() if row.key == key).state


@pytest.mark.parametrize("kind", Kind)
def test_a_put_is_written_once_and_known(store: Store, account: MemoryAccount, kind: Kind) -> None:
    item = ITEMS[kind]()
    assert perform([put("k", item)], "me", account, store, MORNING).written == ("k",)
    assert perform([put("k", item)], "me", account, store, LATER).written == ()
    assert account.lying() == [item]
    row = store.posted("me")[0]
    assert (row.state, row.kind, row.promises, row.attempts) == (State.WRITTEN, kind, ("p-k",), 1)
    assert [method for method, _ in account.requests] == ["put"]


@pytest.mark.parametrize("kind", Kind)
def test_what_the_user_edits_is_theirs(store: Store, account: MemoryAccount, kind: Kind) -> None:
    perform([put("k", ITEMS[kind]())], "me", account, store, MORNING)
    account.user_edits("k", "Mine.")
    observe("me", account, store, LATER)
    assert state(store) is State.TOUCHED
    perform([Replace("k", ITEMS[kind]("new"), ("p",)), Withdraw("k"), put("k")], "me", account, store, LATER)
    assert [item.text for item in account.lying()] == ["Mine."]


@pytest.mark.parametrize("kind", Kind)
def test_an_edit_under_our_hands_wins(store: Store, account: MemoryAccount, kind: Kind) -> None:
    perform([put("k", ITEMS[kind]())], "me", account, store, MORNING)
    account.user_edits("k", "Mine.")
    perform([Replace("k", ITEMS[kind]("new"), ("p",))], "me", account, store, MORNING)
    assert state(store) is State.TOUCHED
    assert [item.text for item in account.lying()] == ["Mine."]


@pytest.mark.parametrize("kind", Kind)
def test_what_the_user_deletes_never_comes_back(store: Store, account: MemoryAccount, kind: Kind) -> None:
    perform([put("k", ITEMS[kind]())], "me", account, store, MORNING)
    account.user_deletes("k")
    observe("me", account, store, LATER)
    assert state(store) is State.DECLINED
    perform([put("k", ITEMS[kind]("new"))], "me", account, store, LATER)
    assert account.lying() == []


@pytest.mark.parametrize("action", [Replace("k", draft("new"), ("p",)), Withdraw("k")], ids=["replace", "withdraw"])
def test_deleted_under_our_hands_is_declined(store: Store, account: MemoryAccount, action: Replace | Withdraw) -> None:
    perform([put("k")], "me", account, store, MORNING)
    account.user_deletes("k")
    perform([action], "me", account, store, MORNING)
    assert state(store) is State.DECLINED
    assert account.lying() == []


def test_a_line_without_a_place_is_not_tried_again(store: Store, account: MemoryAccount) -> None:
    account.remove(LUNCH.ref)
    outcome = perform([put("k", line())], "me", account, store, MORNING)
    assert (outcome.written, outcome.failed) == ((), ())
    assert state(store) is State.DECLINED
    perform([put("k", line())], "me", account, store, LATER)
    assert [method for method, _ in account.requests] == ["put"]


def test_what_the_user_sends_was_said(store: Store, account: MemoryAccount) -> None:
    perform([put("k")], "me", account, store, MORNING)
    account.user_edits("k", "In my own words.")
    account.user_sends("k", LATER)
    observe("me", account, store, LATER)
    assert state(store) is State.DECLINED, "its mail has not come in yet"
    keep_sent(store, account)
    observe("me", account, store, LATER)
    assert state(store) is State.SENT
    perform([put("k", draft("new"))], "me", account, store, LATER)
    assert account.lying() == []


def keep_sent(store: Store, account: MemoryAccount) -> None:
    for page in account.pull(None, Interest()):
        mails = [
            Mail(m.message_id, m.ref, m.message_id, frozenset(), m.sent_at, True, m.from_, m.to, m.cc, m.subject,
                 reader=1, heads_up=m.key)
            for m in page.messages
        ]  # fmt: skip
        store.keep("me", mails, (), (), (), page.cursor, LATER)


def test_a_replace_and_a_withdraw(store: Store, account: MemoryAccount) -> None:
    perform([put("k")], "me", account, store, MORNING)
    assert perform([Replace("k", draft("new"), ("p", "q"))], "me", account, store, MORNING).replaced == ("k",)
    assert account.lying() == [draft("new")]
    assert store.posted()[0].promises == ("p", "q")
    assert perform([Withdraw("k")], "me", account, store, MORNING).withdrawn == ("k",)
    assert account.lying() == []
    assert observe("me", account, store, LATER) == ()
    assert state(store) is State.WITHDRAWN


def test_what_was_taken_back_may_be_wanted_again_but_not_at_once(store: Store, account: MemoryAccount) -> None:
    perform([put("k")], "me", account, store, MORNING)
    perform([Withdraw("k")], "me", account, store, MORNING)
    assert perform([put("k")], "me", account, store, MORNING).held == ("k",)
    assert perform([put("k")], "me", account, store, LATER).written == ("k",)
    assert len(account.lying()) == 1


def test_a_lost_reply_is_looked_up_and_the_users_edit_since_is_seen(store: Store, account: MemoryAccount) -> None:
    account.lose_reply_at = {1, 2}
    assert perform([put("a"), put("b")], "me", account, store, MORNING).held == ("a", "b")
    account.user_edits("b", "Mine.")
    observe("me", account, store, MORNING)
    assert (state(store, "a"), state(store, "b")) == (State.WRITTEN, State.TOUCHED)
    perform([Replace("b", draft("new"), ("p",)), Withdraw("b")], "me", account, store, LATER)
    assert [item.text for item in account.lying("b")] == ["Mine."]


def test_an_attempt_in_doubt_is_only_looked_up(store: Store, account: MemoryAccount) -> None:
    account.fail_at = {1}
    assert perform([put("k")], "me", account, store, MORNING).held == ("k",)
    assert perform([put("k")], "me", account, store, MORNING + timedelta(minutes=5)).held == ("k",)
    assert account.lying() == []
    assert perform([put("k")], "me", account, store, LATER).written == ("k",)
    assert store.posted()[0].attempts == 2


def test_a_put_in_doubt_that_nobody_wants_any_more(store: Store, account: MemoryAccount) -> None:
    account.fail_at = {1}
    account.lose_reply_at = {1}
    perform([put("a"), put("b")], "me", account, store, MORNING)
    outcome = perform([Withdraw("a"), Withdraw("b")], "me", account, store, LATER)
    assert outcome.withdrawn == ("b",)
    assert (state(store, "a"), state(store, "b")) == (State.WITHDRAWN, State.WITHDRAWN)
    assert account.lying() == []


def test_one_that_fails_does_not_stop_the_others(store: Store, account: MemoryAccount) -> None:
    account.busy_at = {2}
    outcome = perform([put("a"), put("b"), put("c")], "me", account, store, MORNING)
    assert outcome.written == ("a", "c")
    assert outcome.failed == (("b", "account me: the provider asks to wait a second"),)
    assert state(store, "b") is State.FAILED
    assert perform([put("b")], "me", account, store, MORNING).written == ("b",), "tried again at the next turn"


@pytest.mark.parametrize("action", [Replace("k", draft("new"), ("p",)), Withdraw("k")], ids=["replace", "withdraw"])
def test_what_cannot_be_changed_stays_as_it_was(
    store: Store, account: MemoryAccount, action: Replace | Withdraw
) -> None:
    perform([put("k")], "me", account, store, MORNING)
    before = store.posted()[0]
    account.read_only = True
    outcome = perform([action], "me", account, store, LATER)
    assert [key for key, _ in outcome.failed] == ["k"]
    row = store.posted()[0]
    assert (row.state, row.digest) == (State.WRITTEN, before.digest)
    assert "cannot be written" in row.reason or "nothing can be written" in row.reason
    account.read_only = False
    done = perform([action], "me", account, store, LATER)
    assert done.replaced or done.withdrawn


def test_a_read_only_provider_is_tried_each_turn_and_never_trips_the_breaker(
    store: Store, account: MemoryAccount
) -> None:
    account.read_only = True
    for turn in range(20):
        assert perform([put("k")], "me", account, store, MORNING + timedelta(minutes=turn)).alert == ""
    account.read_only = False
    assert perform([put("k")], "me", account, store, LATER).written == ("k",)


def test_a_missing_sign_in_stops_at_once(store: Store, account: MemoryAccount) -> None:
    account.signed_out = True
    with pytest.raises(AuthNeeded):
        perform([put("a"), put("b")], "me", account, store, MORNING)
    assert len(account.requests) == 1
    account.signed_out = False
    assert perform([put("a"), put("b")], "me", account, store, MORNING).written == ("a", "b")


def test_after_a_lost_ledger_what_is_ours_is_known_again(store: Store, tmp_path: Path) -> None:
    account = MemoryAccount("me")
    perform([put("a"), put("b")], "me", account, store, MORNING)
    account.user_edits("b", "Mine.")
    with open_store(f"sqlite:///{tmp_path}/new.sqlite") as new:
        found = observe("me", account, new, LATER)
        assert {row.key: row.state for row in found} == {"a": State.WRITTEN, "b": State.TOUCHED}
        actions: list[Action] = [Replace("a", draft("new"), ("p",)), put("b")]
        assert perform(actions, "me", account, new, LATER).replaced == ("a",)
    assert sorted(item.text for item in account.lying()) == ["Mine.", "new"]


def test_the_rows_of_another_account_are_left_alone(store: Store, account: MemoryAccount) -> None:
    perform([put("k")], "me", account, store, MORNING)
    assert observe("other", MemoryAccount("other"), store, LATER) == ()
    assert state(store) is State.WRITTEN


def test_the_breaker_opens_when_nothing_is_ever_found(store: Store, account: MemoryAccount) -> None:
    """Look-up broken and every reply lost: each turn would put the draft again."""
    account.blind = True
    account.lose_reply_at = set(range(1, 1000))
    alerts = []
    for turn in range(14 * 4):
        now = MORNING + timedelta(minutes=15 * turn)
        before = len(account.lying())
        outcome = perform([put("k"), put("j")], "me", account, store, now, cap=3)
        alerts.append((len(account.lying()) - before, bool(outcome.alert)))
    assert len(account.lying()) == 3
    assert next(n for n, (_, alert) in enumerate(alerts) if alert) == 2, "at the turn that would have put the fourth"
    next_day = perform([put("k"), put("j")], "me", account, store, MORNING + timedelta(days=1), cap=3)
    assert next_day.alert == ""


def test_many_new_keys_are_capped_too(store: Store, account: MemoryAccount) -> None:
    outcome = perform([put(f"k{n}") for n in range(10)], "me", account, store, MORNING, cap=3)
    assert outcome.written == ("k0", "k1", "k2")
    assert len(outcome.held) == 7
    assert outcome.alert.startswith("no more than 3 new drafts a day")
    assert perform([put("n", note())], "me", account, store, MORNING, cap=3).written == ("n",)


def test_no_foreign_edit_is_lost_whatever_the_order() -> None:
    """1,000 random interleavings of the user's deeds and our writes, with lost replies and a lagging listing."""
    for seed in range(1000):
        interleave(Random(seed))


def interleave(rng: Random) -> None:
    account = MemoryAccount("me", lag=rng.randrange(4), lose_reply_at={n for n in range(1, 9) if rng.random() < 0.3})
    rows, now, theirs = Ledger(), MORNING, None
    for step in range(12):
        now += pause(account, long=rng.random() < 0.5)
        deed = rng.choice(("edit", "turn", "turn", "write", "delete" if step > 8 else "write"))
        if deed == "edit" and account.lying("k"):
            theirs = f"Mine, {step}."
            account.user_edits("k", theirs)
        elif deed == "delete":
            theirs = None
            account.user_deletes("k")
        elif deed == "turn":
            observe("me", account, rows, now)
        else:
            action: Action = rng.choice(
                (put("k", draft(f"{step}")), Replace("k", draft(f"{step}"), ("p",)), Withdraw("k"))
            )
            perform([action], "me", account, rows, now, cap=99)
        assert len(account.lying("k")) <= 1
        assert theirs is None or [item.text for item in account.lying("k")] == [theirs]


def pause(account: MemoryAccount, *, long: bool) -> timedelta:
    """Five minutes, or longer than any listing lags."""
    if long:
        for _ in range(account.lag + 1):
            list(account.ours())
    return timedelta(minutes=45 if long else 5)
