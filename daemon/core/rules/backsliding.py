"""Promises were kept well for some weeks, and the last ones slip."""

from datetime import datetime, timedelta
from functools import lru_cache

from daemon.core import risk
from daemon.core.model import Case, Record, Signal, Tally


def check(
    case: Case, *, days: int = 14, weeks: int = 8, least: int = 4, rise: float = 0.3, weight: float = 0.1
) -> Signal | None:
    """Speaks where the share that was late in the last `days` is at least `rise` above that of the `weeks` before.

    Either time must have `least` outcomes. What is late itself needs no such hint.
    """
    if case.record is None or risk.is_late(case):
        return None
    why = _why(case.record, case.now, days, weeks, least, rise)
    if not why:
        return None
    return Signal("backsliding", weight, why, (case.promise.source,), "promise nothing new until this is done")


@lru_cache(4)  # the same for all promises of a review
def _why(record: Record, now: datetime, days: int, weeks: int, least: int, rise: float) -> str:
    """The sentence, "" where it does not speak."""
    lately, before = _tallies(record, now, days, weeks)
    if min(lately.total, before.total) < max(least, 1) or _share(lately) - _share(before) < rise:
        return ""
    return (
        f"Of the last {days} days' {lately.total} promises {lately.late} were late,"
        f" of the {before.total} in the {weeks} weeks before {before.late}."
    )


def _tallies(record: Record, now: datetime, days: int, weeks: int) -> tuple[Tally, Tally]:
    """Of the last `days` and of the `weeks` before."""
    turned = now - timedelta(days=days)
    lately = [o.late for o in record.outcomes if turned < o.at <= now]
    before = [o.late for o in record.outcomes if turned - timedelta(weeks=weeks) < o.at <= turned]
    return Tally(sum(lately), len(lately)), Tally(sum(before), len(before))


def _share(tally: Tally) -> float:
    return tally.late / tally.total
