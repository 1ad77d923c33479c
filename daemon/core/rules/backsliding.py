"""Promises were kept well for some weeks, and the last ones slip."""

from collections.abc import Iterable
from datetime import timedelta

from daemon.core import risk
from daemon.core.model import Case, Outcome, Signal


def check(
    case: Case, *, days: int = 14, weeks: int = 8, least: int = 4, rise: float = 0.3, weight: float = 0.1
) -> Signal | None:
    """Speaks where the share that was late in the last `days` is at least `rise` above that of the `weeks` before.

    Either time must have `least` outcomes. What is late itself needs no such hint.
    """
    if case.record is None or risk.is_late(case):
        return None
    turned = case.now - timedelta(days=days)
    lately = [o for o in case.record.outcomes if turned < o.at <= case.now]
    before = [o for o in case.record.outcomes if turned - timedelta(weeks=weeks) < o.at <= turned]
    if min(len(lately), len(before)) < max(least, 1) or _share(lately) - _share(before) < rise:
        return None
    why = (
        f"Of the last {days} days' {len(lately)} promises {_late(lately)} were late,"
        f" of the {len(before)} in the {weeks} weeks before {_late(before)}."
    )
    return Signal("backsliding", weight, why, (case.promise.source,), "promise nothing new until this is done")


def _late(outcomes: Iterable[Outcome]) -> int:
    return sum(o.late for o in outcomes)


def _share(outcomes: list[Outcome]) -> float:
    return _late(outcomes) / len(outcomes)
