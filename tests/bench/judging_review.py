"""How fast a review is, and how it grows: capacity, cases and the risk of each by every rule.

No heads-up and no note is worded here: of these a turn writes few, however many promises there are.
"""

import gc
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import log
from statistics import linear_regression, median
from time import process_time

from connectors.types import Event
from daemon.__main__ import look_for_circles_seldom
from daemon.core import review, risk, rules
from daemon.core.ledger import Ledger
from daemon.core.model import Record, Risk
from tests.bench import judging_synthetic as synthetic
from tests.bench.judging_synthetic import Owed
from tests.bench.tables import Goal

RUNS = 5
APART = timedelta(minutes=5)  # from run to run, as the turns of a daemon
SIZES = (12_500, 25_000, 50_000, 100_000)
GOALS: dict[str, Goal] = {"us_per_promise": ("<=", 20), "growth_exponent": ("<=", 1.15)}

_RULES = rules.configure({})
_OWNER = synthetic.owner()


def figures() -> tuple[dict[str, float], dict[str, str]]:
    """The figures, in processor time, and what each stands beside."""
    look_for_circles_seldom()  # as the program does
    known = synthetic.past()
    times = {size: _times(size, known) for size in SIZES}
    usual = {size: median(some) for size, some in times.items()}
    slope = linear_regression([log(size) for size in SIZES], [log(usual[size]) for size in SIZES]).slope
    most = SIZES[-1]
    spread = ", ".join(f"{size:,}: {usual[size] / size * 1e6:.1f}" for size in SIZES)
    first = f"{most:,} open promises, {most // 2:,} events; the first time {times[most][0] / most * 1e6:.1f}"
    return (
        {"us_per_promise": usual[most] / most * 1e6, "growth_exponent": slope},
        {"us_per_promise": first, "growth_exponent": f"us a promise at {spread}"},
    )


def _times(size: int, known: Record) -> list[float]:
    """The seconds of each run, the first with nothing remembered from a run before."""
    owed, events = synthetic.owed(size), synthetic.calendar(size // 2)
    gc.collect()
    gc.freeze()  # what is handed in is no garbage, and no part of what is measured
    try:
        return [_timed(owed, events, replace(known), synthetic.NOW + APART * run) for run in range(RUNS)]
    finally:
        gc.unfreeze()


def _timed(owed: Owed, events: Sequence[Event], known: Record, now: datetime) -> float:
    began = process_time()
    found = _risks(owed, events, known, now)
    spent = process_time() - began
    assert len(found) == len(owed.promises)
    return spent


def _risks(owed: Owed, events: Sequence[Event], known: Record, now: datetime) -> list[Risk]:
    ledger = Ledger(owed.promises, owed.evidence, owed.standings, owed.slips)
    cases = review.cases(ledger, events, owed.last_words, _OWNER, now, known)
    return [found for _, found in risk.assess_all(cases, _RULES)]
