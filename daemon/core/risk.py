"""Will this promise slip? In: a Case and the rules. Out: a Risk.

The signals are joined as a noisy-or (J. Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, 4.3.2): each is
one way to slip, taken as independent of the others.
"""

from collections.abc import Sequence
from math import prod

from daemon.core.model import LIVE, Case, Level, Risk, Signal, Standing
from daemon.core.rules import Rules

HIGH = 0.5


def assess(case: Case, rules: Rules) -> Risk:
    """The risk of one promise.

    Closed: nothing, 0. Waiting for its condition, or not to be known from mail: low, whatever a rule that speaks of
    such says. Open: late once its last moment has passed, high from `HIGH` on, low else.
    """
    key = case.promise.key
    if case.standing not in LIVE:
        return Risk(key, 0.0, Level.NONE, ())
    spoken = [signal for rule in rules if case.standing in rule.standings and (signal := rule.check(case))]
    spoken.sort(key=lambda signal: (-signal.weight, signal.rule))
    score = _score(spoken)
    return Risk(key, score, _level(case, score), tuple(spoken))


def lower(found: Risk) -> str:
    """What would lower it: the clause of the heaviest signal that has one, "" where none has."""
    return next((signal.lower for signal in found.signals if signal.lower), "")


def is_late(case: Case) -> bool:
    """Whether the last moment to keep it has passed."""
    due = case.promise.due
    return due is not None and due.end is not None and case.now > due.end


def _score(signals: Sequence[Signal]) -> float:
    return round(1 - prod([1 - signal.weight for signal in signals]), 6)


def _level(case: Case, score: float) -> Level:
    if case.standing is not Standing.OPEN:
        return Level.LOW
    if is_late(case):
        return Level.LATE
    return Level.HIGH if score >= HIGH else Level.LOW
