"""No date was named, so nobody notices when it slips."""

from datetime import timedelta

from daemon.core import speech
from daemon.core.model import Case, Signal


def check(case: Case, *, days: float = 7.0, weight: float = 0.1) -> Signal | None:
    """Speaks of a promise without a date once it is `days` old."""
    due = case.promise.due
    if due is not None and due.end is not None:
        return None
    if case.now - case.promise.made_at < timedelta(days=days):
        return None
    made = speech.short_day(case.promise.made_at.astimezone(case.calendar.zone))
    return Signal("no_date", weight, f"You promised it on {made} without a date.", (case.promise.source,))
