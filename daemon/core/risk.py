"""Will this promise slip? In: a Case and the rules. Out: a Risk.

The signals are joined as a noisy-or (J. Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, 4.3.2): each is
one way to slip, taken as independent of the others.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from math import prod
from operator import attrgetter

from daemon.core.model import LIVE, Case, Level, Risk, Signal, Standing
from daemon.core.rules import Rules

HIGH = 0.5

_LIVE = tuple(LIVE)  # the three of them are sooner compared than hashed
_AT_A_TIME = 1000
_WEIGHT = attrgetter("weight")


def assess(case: Case, rules: Rules) -> Risk:
    """The risk of one promise.

    Closed: nothing, 0. Waiting for its condition, or not to be known from mail: low, whatever a rule that speaks of
    such says. Open: late once its last moment has passed, high from `HIGH` on, low else. The heaviest signal comes
    first; equal ones in the order of the rules.
    """
    return assess_all((case,), rules)[0][1]


def assess_all(cases: Iterable[Case], rules: Rules) -> list[tuple[Case, Risk]]:
    """Each case with its risk, in their order.

    Rule by rule over some cases at a time: a processor runs one rule many times in a row a good deal faster than all of
    them in turn, as long as the cases stay in its cache.
    """
    left, judged = iter(cases), list[tuple[Case, Risk]]()
    while some := list(islice(left, _AT_A_TIME)):
        judged += zip(some, _assessed(some, rules), strict=True)
    return judged


def _assessed(cases: Sequence[Case], rules: Rules) -> Iterable[Risk]:
    spoken: list[list[Signal]] = [[] for _ in cases]
    for rule in rules:
        check, standings = rule.check, rule.standings
        for case, signals in zip(cases, spoken, strict=True):
            if case.standing in standings and (signal := check(case)):
                signals.append(signal)
    return map(_joined, cases, spoken)


def _joined(case: Case, signals: list[Signal]) -> Risk:
    if case.standing not in _LIVE:
        return Risk(case.promise.key, 0.0, Level.NONE, ())
    signals.sort(key=_WEIGHT, reverse=True)
    score = round(1 - prod([1 - signal.weight for signal in signals]), 6)
    return Risk(case.promise.key, score, _level(case, score), tuple(signals))


def lower(found: Risk) -> str:
    """What would lower it: the clause of the heaviest signal that has one, "" where none has."""
    return next((signal.lower for signal in found.signals if signal.lower), "")


def is_late(case: Case) -> bool:
    """Whether the last moment to keep it has passed."""
    return case.end is not None and case.now > case.end


def _level(case: Case, score: float) -> Level:
    if case.standing is not Standing.OPEN:
        return Level.LOW
    if is_late(case):
        return Level.LATE
    return Level.HIGH if score >= HIGH else Level.LOW
