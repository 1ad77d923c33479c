"""When a word is said: from what moment on, in which hours, how many a day, and which first. A week of Mara's."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from connectors.types import Address, Draft, Kind
from daemon.core import plan, review, rules, timing
from daemon.core.ledger import Ledger
from daemon.core.model import Evidence, Owner, Posted, Promise, Put, Review, Says, Speak, Standing, State
from tests.core.builders import ANNA, BOB, at, due, mail, owner, promise
from tests.core.cases import case

RULES = rules.configure({})
SPEAK = Speak(from_start=True)


def thought(
    *promises: Promise, now: datetime, standing: Standing = Standing.OPEN, whose: Owner | None = None
) -> Review:
    whose = whose or owner()
    ledger = Ledger(promises, {}, {p.key: standing for p in promises}, {}, ())
    sources = {p.source: mail(p.source, "mon 9:00", to=p.to) for p in promises}
    return review.review(review.cases(ledger, (), {}, whose, now), RULES, whose, SPEAK, now, sources)


def drafted(
    *promises: Promise,
    now: str | datetime,
    speak: Speak = SPEAK,
    posted: Sequence[Posted] = (),
    whose: Owner | None = None,
) -> list[Put]:
    moment = at(now) if isinstance(now, str) else now
    found = thought(*promises, now=moment, whose=whose)
    orders = plan.plan(found, posted, speak, whose or owner(), at("mon 9:00"), moment)
    return [order for order in orders if isinstance(order, Put) and isinstance(order.item, Draft)]


def owed(number: int, *, by: str = "tue 12:00") -> Promise:
    """One of many promises, each to somebody else and in a thread of its own."""
    to = Address(f"person{number}@south.test", f"Person Number{chr(97 + number % 26)}")
    return promise("You'll have the budget", by=due(by), to=(to,), source=f"m{number}")


BUDGET = replace(promise("You'll have the budget by Thursday", by=due("thu 17:00")), effort_hours=2.0)
EVENING = replace(BUDGET, due=replace(due("wed 23:59"), aim=at("wed 17:00")))
LATE = promise("You'll have the budget on Tuesday", by=due("tue 12:00"))


def test_what_looks_safe_is_spoken_of_from_its_last_decent_moment_on() -> None:
    assert drafted(BUDGET, now="thu 9:00") == []
    assert drafted(BUDGET, now="thu 14:00") == []
    assert len(drafted(BUDGET, now="thu 14:30")) == 1


def test_two_weeks_of_silence_after_its_end_a_word_comes_too_late() -> None:
    fortnight = at("tue 12:00") + timedelta(days=14)
    assert len(drafted(LATE, now=fortnight)) == 1
    assert drafted(LATE, now=fortnight + timedelta(days=1)) == []


def test_who_asks_later_gets_a_word_later() -> None:
    asked = Evidence(LATE.key, "m9", at("mon+3 9:00"), Says.CHASED, "Any news?", "Anna asked about it")
    assert timing.is_past(case("tue+3 9:00", promise=LATE))
    assert not timing.is_past(case("tue+3 9:00", promise=LATE, evidence=(asked,)))


def test_an_errand_of_today_is_none_of_the_mornings_business() -> None:
    errand = replace(promise("I'll forward the invoice", by=due("thu 17:00")), effort_hours=0.25)
    assert drafted(errand, now="thu 9:00") == []
    assert drafted(errand, now="thu 16:00") == []


def test_past_the_aim_the_word_stays_until_it_is_late() -> None:
    found = [thought(EVENING, now=at(now)).heads_ups for now in ("wed 16:00", "wed 17:01", "wed 22:00", "thu 0:01")]
    assert all(found)


@pytest.mark.parametrize("standing", [s for s in Standing if s is not Standing.OPEN])
def test_nothing_is_said_while_it_is_unclear_nor_once_it_is_closed(standing: Standing) -> None:
    found = thought(LATE, BUDGET, now=at("fri 10:00"), standing=standing)
    assert (found.heads_ups, found.reminders) == ((), ())


@pytest.mark.parametrize(
    ("now", "written"),
    [("wed 8:59", 0), ("wed 9:00", 1), ("wed 16:59", 1), ("wed 17:00", 0), ("wed 23:00", 0), ("sat 10:00", 0)],
)
def test_a_new_draft_waits_for_working_hours(now: str, written: int) -> None:
    assert len(drafted(LATE, now=now)) == written
    assert len(drafted(LATE, now=now, speak=replace(SPEAK, working_hours_only=False))) == 1


def test_one_that_would_come_too_late_in_the_morning_does_not_wait() -> None:
    assert len(drafted(EVENING, now="wed 18:00")) == 1


def test_the_quiet_hours_are_kept_even_then() -> None:
    assert drafted(EVENING, now="wed 21:00", speak=replace(SPEAK, quiet=(time(20), time(7)))) == []


def test_one_under_way_is_finished_at_night_too() -> None:
    (put,) = drafted(LATE, now="wed 10:00")
    under_way = Posted(put.key, "work", Kind.DRAFT, put.promises, State.INTENDED, "", at("wed 16:59"), at("wed 16:59"))
    assert [order.key for order in drafted(LATE, now="wed 23:00", posted=[under_way])] == [put.key]


def test_todays_share_goes_to_whom_it_matters_to_most() -> None:
    to_bob = promise("You'll have the plan", by=due("tue 12:00"), to=(BOB,), source="m2")
    for whose, first in ((owner({ANNA.email: 2.0}), ANNA), (owner({BOB.email: 2.0}), BOB)):
        (put,) = drafted(LATE, to_bob, now="wed 10:00", speak=replace(SPEAK, cap_per_day=1), whose=whose)
        assert isinstance(put.item, Draft)
        assert put.item.to == (first,)


@pytest.mark.parametrize("owing", [1, 10, 200])
def test_the_number_of_drafts_does_not_grow_with_the_debt(owing: int) -> None:
    debts = [owed(n) for n in range(owing)]
    assert len(drafted(*debts, now="wed 10:00")) == min(owing, SPEAK.cap_per_day)
    posted: list[Posted] = []
    moment = at("wed 9:00")
    for _ in range(8):  # the turns of a day
        moment += timedelta(hours=1)
        for put in drafted(*debts, now=moment, posted=posted):
            posted.append(
                Posted(put.key, "work", Kind.DRAFT, put.promises, State.SENT, plan.digest(put.item), moment, moment)
            )
    assert len(posted) == min(owing, SPEAK.cap_per_day)


@pytest.mark.parametrize("owing", [1, 10, 200])
def test_all_that_is_owed_to_one_person_is_one_draft(owing: int) -> None:
    debts = [promise(f"You'll have part {n}", by=due("tue 12:00"), source=f"m{n}") for n in range(owing)]
    assert len(drafted(*debts, now="wed 10:00")) == 1
