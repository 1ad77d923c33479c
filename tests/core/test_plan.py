"""What is put, replaced and taken back, and when nothing is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.types import Draft, Kind, Note
from daemon.core import plan
from daemon.core.model import Action, HeadsUp, Posted, Put, Reminder, Replace, Review, Speak, State, Withdraw
from tests.core.builders import ANNA, at, owner

STARTED = at("mon 9:00")
NOW = at("mon+1 10:00")
SPEAK = Speak()


def word(key: str = "d1", *promises: str, text: str = "Hi Anna") -> HeadsUp:
    return HeadsUp(key, promises or (f"p-{key}",), Draft((ANNA,), (), "Re: Deck", text))


def reminder(key: str = "n1", *, hour: int = 12) -> Reminder:
    note = Note(at(f"thu+1 {hour}:00"), at(f"thu+1 {hour}:15"), "Owed to Anna", "the deck", "low")
    return Reminder(key, f"p-{key}", note)


def wanted(*items: HeadsUp | Reminder) -> Review:
    words = tuple(i for i in items if isinstance(i, HeadsUp))
    return Review((), words, tuple(i for i in items if isinstance(i, Reminder)))


def planned(
    review: Review, posted: Sequence[Posted] = (), *, speak: Speak = SPEAK, now: datetime = NOW
) -> tuple[Action, ...]:
    return plan.plan(review, posted, speak, owner(), STARTED, now)


def row(item: HeadsUp | Reminder, state: State = State.WRITTEN, *, first: datetime = STARTED) -> Posted:
    word = isinstance(item, HeadsUp)
    promises = item.promises if isinstance(item, HeadsUp) else (item.promise,)
    content = item.draft if isinstance(item, HeadsUp) else item.note
    kind = Kind.DRAFT if word else Kind.NOTE
    return Posted(item.key, "work", kind, promises, state, plan.digest(content), first, first)


def carried_out(orders: Sequence[Action], posted: Sequence[Posted], now: datetime) -> list[Posted]:
    """The rows after a turn in which everything went well."""
    rows = {r.key: r for r in posted}
    for order in orders:
        if isinstance(order, Withdraw):
            rows[order.key] = replace(rows[order.key], state=State.WITHDRAWN)
            continue
        kind = Kind.DRAFT if isinstance(order.item, Draft) else Kind.NOTE
        first = rows[order.key].first_at if order.key in rows else now
        digest = plan.digest(order.item)
        rows[order.key] = Posted(order.key, "work", kind, order.promises, State.WRITTEN, digest, first, now)
    return list(rows.values())


def test_what_is_wanted_is_put_drafts_before_notes() -> None:
    orders = planned(wanted(word(), reminder()))
    assert orders == (Put("d1", word().draft, ("p-d1",)), Put("n1", reminder().note, ("p-n1",)))


def test_what_lies_there_as_wanted_is_left_alone() -> None:
    assert planned(wanted(word(), reminder()), [row(word()), row(reminder())]) == ()


def test_when_the_facts_change_it_is_replaced() -> None:
    newer = word(text="Hi Anna, now it is late")
    assert planned(wanted(newer), [row(word())]) == (Replace("d1", newer.draft, ("p-d1",)),)


def test_a_moved_note_is_replaced() -> None:
    moved = reminder(hour=15)
    assert planned(wanted(moved), [row(reminder())]) == (Replace("n1", moved.note, ("p-n1",)),)


def test_what_nobody_needs_any_more_is_taken_back() -> None:
    assert planned(wanted(), [row(word()), row(reminder())]) == (Withdraw("d1"), Withdraw("n1"))


@pytest.mark.parametrize("state", [State.TOUCHED, State.DECLINED, State.SENT])
def test_what_the_owner_decided_is_final(state: State) -> None:
    posted = [row(word(), state), row(reminder(), state)]
    assert planned(wanted(word(text="new"), reminder(hour=15)), posted) == ()
    assert planned(wanted(), posted) == ()


@pytest.mark.parametrize("state", [State.INTENDED, State.FAILED])
def test_an_unfinished_one_is_ordered_again_even_over_the_cap(state: State) -> None:
    speak = Speak(cap_per_day=0)
    assert planned(wanted(word()), [row(word(), state)], speak=speak) == (Put("d1", word().draft, ("p-d1",)),)


def test_one_live_draft_per_promise() -> None:
    both = word("d0", "p-d1", "p-d2", text="Two things")
    assert planned(wanted(both), [row(word())]) == (Replace("d1", both.draft, both.promises),)
    merged = carried_out(planned(wanted(both), [row(word())]), [row(word())], NOW)
    assert planned(wanted(both), merged) == ()


@pytest.mark.parametrize("turned", [False, True])
def test_one_draft_that_became_two(turned: bool) -> None:
    one, other = word("d1", "p-d1"), word("d2", "p-d2")
    posted = [row(word("d1", "p-d1", "p-d2", text="Two things"))]
    review = wanted(other, one) if turned else wanted(one, other)
    orders = planned(review, posted)
    assert set(orders) == {Replace("d1", one.draft, ("p-d1",)), Put("d2", other.draft, ("p-d2",))}
    assert planned(review, carried_out(orders, posted, NOW)) == ()


def test_what_was_drafted_and_decided_in_another_account_counts_here() -> None:
    there = row(word("d2", "p-d1"), State.SENT, first=NOW)
    assert plan.plan(wanted(word()), (), SPEAK, owner(), STARTED, NOW, [there]) == ()
    elsewhere = [row(word(f"e{n}"), first=NOW) for n in range(SPEAK.cap_per_day)]
    assert plan.plan(wanted(word()), (), SPEAK, owner(), STARTED, NOW, elsewhere) == ()


def test_two_drafts_that_became_one() -> None:
    both = word("d0", "p-d1", "p-d2", text="Two things")
    orders = planned(wanted(both), [row(word("d1")), row(word("d2"))])
    assert orders == (Withdraw("d2"), Replace("d1", both.draft, both.promises))


def test_what_was_declined_does_not_come_back_under_another_key() -> None:
    assert planned(wanted(word("d9", "p-d1")), [row(word(), State.DECLINED)]) == ()
    assert plan.settled([row(word(), State.DECLINED), row(reminder(), State.DECLINED)]) == {"p-d1"}


def test_the_most_urgent_fit_under_the_cap_of_the_day() -> None:
    words = [word(f"d{i}") for i in range(5)]
    today = row(word("d9"), State.SENT, first=NOW - timedelta(hours=1))
    yesterday = row(word("d8"), State.SENT, first=NOW - timedelta(days=1))
    orders = planned(wanted(*words), [today, yesterday])
    assert [o.key for o in orders] == ["d0", "d1"]


def test_the_day_of_the_cap_is_the_owners() -> None:
    late_evening = at("sun 23:30")
    speak = Speak(cap_per_day=1, from_start=True, working_hours_only=False)
    assert planned(wanted(word()), [row(word("d9"), State.SENT, first=late_evening)], speak=speak, now=at("mon+1 0:30"))


@pytest.mark.parametrize(("clock", "written"), [("6:59", 0), ("7:00", 1), ("21:59", 1), ("22:00", 0), ("0:00", 0)])
def test_quiet_hours_may_pass_midnight(clock: str, written: int) -> None:
    speak = Speak(quiet=(time(22), time(7)), working_hours_only=False)
    orders = planned(wanted(word(), reminder()), speak=speak, now=at(f"tue+1 {clock}"))
    assert [o.key for o in orders] == [*["d1"][:written], "n1"]


def test_the_first_three_days_only_show() -> None:
    review = wanted(word(), reminder())
    assert planned(review, now=STARTED + timedelta(days=2, hours=23)) == ()
    assert len(planned(review, now=STARTED + timedelta(days=3))) == 2
    assert len(planned(review, now=STARTED, speak=Speak(from_start=True))) == 2


def test_the_digest_sees_every_field_and_nothing_else() -> None:
    draft = word().draft
    assert plan.digest(draft) == plan.digest(word().draft)
    other = [
        replace(draft, subject="x"),
        replace(draft, text="x"),
        replace(draft, in_reply_to="x"),
        replace(draft, references=("x",)),
        replace(draft, thread="x"),
        replace(draft, to=()),
    ]
    assert len({plan.digest(d) for d in (draft, *other)}) == 7


keys = st.lists(st.sampled_from(["d1", "d2", "d3", "d4"]), unique=True, max_size=4)
reviews = st.builds(
    lambda ks, share, ns, text: wanted(
        *(word(k, *(("p-shared",) if share else ()), f"p-{k}", text=text) for k in ks), *(reminder(n) for n in ns)
    ),
    keys,
    st.booleans(),
    st.lists(st.sampled_from(["n1", "n2"]), unique=True, max_size=2),
    st.sampled_from(["a", "b"]),
)
rows = st.lists(
    st.tuples(st.sampled_from(["d1", "d2", "d3", "d5"]), st.sampled_from(State)),
    max_size=4,
    unique_by=lambda pair: pair[0],
)


@given(reviews, rows, st.integers(0, 3))
def test_twice_is_once_when_the_cap_allows(review: Review, rows: list[tuple[str, State]], cap: int) -> None:
    """A second plan, with nothing changed, writes nothing, but for what the cap had held back."""
    posted = [row(word(key), state) for key, state in rows]
    speak = Speak(cap_per_day=cap)
    after = carried_out(planned(review, posted, speak=speak), posted, NOW)
    again = planned(review, after, speak=Speak(cap_per_day=0), now=NOW + timedelta(minutes=5))
    assert again == ()


@given(reviews, rows)
def test_at_most_one_live_draft_speaks_of_a_promise_alone(review: Review, rows: list[tuple[str, State]]) -> None:
    posted = [row(word(key), state) for key, state in rows]
    after = carried_out(planned(review, posted, speak=Speak(cap_per_day=99)), posted, NOW)
    live = [r for r in after if r.kind is Kind.DRAFT and r.state is State.WRITTEN]
    for key in {p for r in live for p in r.promises} - {"p-shared"}:
        assert sum(key in r.promises for r in live) == 1
