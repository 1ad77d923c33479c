"""The owner's record in whole turns: the ledger's is that of the mailbox, and an idle turn does not read all of it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon import bookkeeping, human
from daemon.core import judge, record, rules
from daemon.core.model import Record, Verdict
from tests.worlds import ANNA, MONDAY, Letter, World, alive, bundles, facts, meeting

END = 24 * 28
EVENTS = (meeting("e1", 100, "1:1 Anna", ANNA), meeting("e2", 270, "1:1 Anna", ANNA))
moments = st.lists(st.integers(0, END), min_size=1, max_size=3, unique=True).map(sorted)
later = st.sampled_from((0, 24 * 7, 24 * 70, 24 * 179, 24 * 188, 24 * 210))
few = settings(max_examples=20)

EAGER = rules.configure({"record": {"least": 1}, "backsliding": {"least": 1, "rise": 0.01}})


def at(hour: int) -> datetime:
    return MONDAY + timedelta(hours=hour)


def told(world: World, now: datetime) -> Record:
    """The record by the pure function of the mailboxes and the owner's marks."""
    return record.at(world.judged(now, world.store.marks()).ledger, world.home.owner, now)


@few
@given(bundles(), moments, later)
def test_the_ledgers_record_is_that_of_the_mailbox(letters: tuple[Letter, ...], hours: list[int], more: int) -> None:
    with World(events=EVENTS) as world:
        world.home = replace(world.home, rules=EAGER)
        for hour in [*hours, hours[-1] + more]:
            world.arrive(letters, at(hour))
            world.turn(at(hour))
            assert bookkeeping.lately(world.store, world.home, at(hour)) == told(world, at(hour))
        now = at(hours[-1] + more)
        whole = world.whole(now)
        assert facts(whole) == facts(judge.as_json(world.judged(now)))
        assert alive(whole) == world.live(now)


@few
@given(bundles(gone=False), moments, later, st.data())
def test_marks_count_in_it_as_they_do_in_the_mailbox(
    letters: tuple[Letter, ...], hours: list[int], more: int, data: st.DataObject
) -> None:
    with World(events=EVENTS) as world:
        for hour in hours:
            world.arrive(letters, at(hour))
            world.turn(at(hour))
        now = at(hours[-1] + more)
        for row in world.whole(now)[:2]:
            verdict = data.draw(st.sampled_from((Verdict.KEPT, Verdict.DROPPED, Verdict.MOVED, Verdict.HUSH)))
            by = now + timedelta(days=3) if verdict is Verdict.MOVED else None
            human.mark(world.store, world.home, row["key"], verdict, by, now)
        for moment in (at(hours[0]), now, now + timedelta(days=200)):
            assert bookkeeping.lately(world.store, world.home, moment) == told(world, moment)


def kept_weekly(weeks: int) -> list[Letter]:
    """Each Monday a promise, each Tuesday it is kept."""
    found = []
    for n in range(weeks):
        hour = 24 * 7 * n
        promise = f"I'll send you the floor plan {n} by Wednesday."
        found += [
            Letter(f"p{n}", True, ANNA, promise, hour, subject=f"Plan {n}"),
            Letter(
                f"d{n}", True, ANNA, f"Attached is the floor plan {n}.", hour + 24, subject=f"Plan {n}", attached=True
            ),
        ]
    return found


@pytest.mark.parametrize("years", [1, 2])
def test_a_turn_looks_at_half_a_year_however_long_the_ledger(years: int) -> None:
    weeks = 52 * years
    with World() as world:
        world.store.started("work", at(0))
        now = at(24 * 7 * weeks)
        world.arrive(kept_weekly(weeks), now)
        world.turn(now)
        known = bookkeeping.lately(world.store, world.home, now)
        assert known.overall.total == 25
        assert len(world.store.live_promises(record.begins(now))) <= 26
