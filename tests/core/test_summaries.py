"""Under which key and when a summary is written, and what becomes of the earlier ones."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.types import Address, Draft, Kind
from daemon.core import plan, summaries
from daemon.core.model import Posted, Purpose, Put, Replace, Review, State, Withdraw, purpose_of
from daemon.core.summaries import Summary, Weekly
from tests.core.builders import at, owner
from tests.core.desks import SPEAK, desk
from tests.worlds import ANNA, MONDAY, Letter

DAY = date(2026, 3, 6)
MAIL = Draft((Address(ANNA.email),), (), "Where it stands", "Hi Anna")
KEY = summaries.key(Purpose.STATUS, ANNA.email, DAY)
WANTED = Summary(Put(KEY, MAIL, ("p",), purpose=Purpose.STATUS), MAIL, ())


def row(day: date = DAY, state: State = State.WRITTEN, item: Draft = MAIL) -> Posted:
    key = summaries.key(Purpose.STATUS, ANNA.email, day)
    moment = at("mon 9:00")
    return Posted(key, "work", Kind.DRAFT, ("p",), state, plan.digest(item), moment, moment, purpose=Purpose.STATUS)


def known(*rows: Posted) -> dict[str, date]:
    return summaries.days(rows, Purpose.STATUS, ANNA.email, DAY)


def test_a_key_says_its_purpose_and_hides_the_rest() -> None:
    keys = {
        summaries.key(p, who, DAY) for p in (Purpose.STATUS, Purpose.LETTER) for who in ("a@x.example", "b@x.example")
    }
    assert len(keys) == 4
    assert {purpose_of(key) for key in keys} == {Purpose.STATUS, Purpose.LETTER}
    assert not any("x.example" in key or "2026" in key for key in keys)


def test_the_day_of_a_summary_is_known_by_its_key_alone() -> None:
    other = replace(row(), key=summaries.key(Purpose.LETTER, ANNA.email, DAY))
    assert known(row(), row(DAY - timedelta(days=30)), other) == {
        KEY: DAY,
        row(DAY - timedelta(days=30)).key: DAY - timedelta(days=30),
    }
    assert known(row(DAY - timedelta(days=200))) == {}


@given(
    weekday=st.integers(0, 6),
    clock=st.times().map(lambda t: t.replace(tzinfo=None)),
    minutes=st.integers(0, 60 * 24 * 30),
)
def test_the_last_moment_of_a_schedule_lies_within_the_week_before(weekday: int, clock: time, minutes: int) -> None:
    now = MONDAY + timedelta(minutes=minutes)
    moment = summaries.latest(Weekly(weekday, clock), now)
    assert (moment.weekday(), moment.time()) == (weekday, clock)
    assert moment <= now
    assert (now.date() - moment.date()).days <= 7


@pytest.mark.parametrize(
    ("state", "hours", "due"),
    [
        (None, 0, True),
        (None, 71, True),
        (None, 73, False),
        (State.WITHDRAWN, 1, True),
        (State.WRITTEN, 100, True),
        (State.FAILED, 100, True),
        (State.INTENDED, 100, True),
        (State.TOUCHED, 1, False),
        (State.DECLINED, 1, False),
        (State.SENT, 1, False),
    ],
)
def test_when_the_one_of_a_moment_is_to_be_written_or_kept_up(state: State | None, hours: int, due: bool) -> None:
    there = row(state=state) if state else None
    assert summaries.is_due(MONDAY, there, MONDAY + timedelta(hours=hours)) is due


def test_a_first_one_is_put_where_it_may_be() -> None:
    assert summaries.orders(WANTED, [], {}, new=True) == (WANTED.put,)
    assert summaries.orders(WANTED, [], {}, new=False) == ()


def test_earlier_ones_that_nobody_touched_make_room_and_only_those() -> None:
    earlier = [row(DAY - timedelta(days=n), state) for n, state in enumerate(State, 1)]
    orders = summaries.orders(WANTED, earlier, known(*earlier), new=True)
    untouched = [r.key for r in earlier if r.state in {State.INTENDED, State.WRITTEN}]
    assert orders == (*(Withdraw(key) for key in sorted(untouched)), WANTED.put)
    assert summaries.orders(WANTED, earlier, known(*earlier), new=False) == ()


@pytest.mark.parametrize("state", [State.TOUCHED, State.DECLINED, State.SENT])
def test_what_the_owner_decided_stays_decided(state: State) -> None:
    assert summaries.orders(WANTED, [row(state=state)], known(row()), new=True) == ()


def test_its_own_draft_is_replaced_where_it_reads_otherwise() -> None:
    assert summaries.orders(WANTED, [row()], known(row()), new=False) == ()
    stale = row(item=replace(MAIL, text="Hello"))
    assert summaries.orders(WANTED, [stale], known(stale), new=False) == (
        Replace(KEY, MAIL, ("p",), purpose=Purpose.STATUS),
    )


def test_where_nothing_is_left_to_tell_what_lies_there_is_taken_back() -> None:
    assert summaries.orders(None, [row()], known(row()), new=True) == (Withdraw(KEY),)


def test_the_last_that_was_sent_is_the_last_that_was_told() -> None:
    early, late = row(DAY - timedelta(days=7), State.SENT), row(state=State.SENT)
    late = replace(late, attempt_at=early.attempt_at + timedelta(days=7))
    assert summaries.last_told([early, late, row(DAY - timedelta(days=1))], known(early, late)) == late.attempt_at
    assert summaries.last_told([row()], known(row())) is None


def test_it_lies_where_one_lies_or_else_where_the_last_promise_was_made() -> None:
    letters = [Letter("m1", True, ANNA, "Hi,\n\nI'll send you the floor plan by Friday.", 0)]
    table = desk(letters, MONDAY + timedelta(hours=5))
    assert summaries.place(table, [], {}, ["home", "work"]) == "work"
    assert summaries.place(table, [], {}, ["home"]) == "home"
    elsewhere = replace(row(), account="home")
    assert summaries.place(table, [elsewhere], known(elsewhere), ["home", "work"]) == "home"


def test_the_plan_of_heads_ups_leaves_summaries_alone() -> None:
    nothing = Review((), (), ())
    moment = at("wed 9:00")
    there = [row(), row(DAY - timedelta(days=1), State.DECLINED)]
    assert plan.plan(nothing, there, SPEAK, owner(), moment, moment) == ()
    assert plan.settled(there) == frozenset()


def test_a_template_of_the_owners_gone_wrong_loses_no_mail() -> None:
    from daemon.core.status import status

    letters = [Letter("m1", True, ANNA, "Hi,\n\nI'll send you the floor plan by Friday.", 0)]
    now: datetime = MONDAY + timedelta(hours=5)
    broken = replace(SPEAK, templates={"status": "subject | Hi\n\ntemplate | {{ nothing_of_this_name }}"})
    found = status(desk(letters, now, speak=broken), DAY, MONDAY)
    assert found
    assert "what I promised on Monday 2 March: planned for Friday 6 March" in found.draft.text
    own = replace(SPEAK, templates={"status": "subject | My week\n\ntemplate | All is well, {{ name }}."})
    other = status(desk(letters, now, speak=own), DAY, MONDAY)
    assert other
    assert (other.draft.subject, other.draft.text) == ("My week", "All is well, Anna.\nMara\n")
