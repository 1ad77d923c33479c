"""No date was named, or one that hangs on an event which the calendar does not have: nobody notices when it slips."""

from daemon.core import speech
from daemon.core.model import Case, Signal


def check(case: Case, *, days: float = 7.0, weight: float = 0.1) -> Signal | None:
    """Speaks of a promise without a date once it is `days` old; at once where no event of the calendar fits it."""
    if case.end is not None:
        return None
    promise, due = case.promise, case.promise.due
    if due is not None and due.anchor:
        why = f"No event in your calendar fits “{speech.cut(due.said, 60)}”."
        return Signal("no_date", weight, why, (promise.source,))
    if (case.now - promise.made_at).total_seconds() < days * 86400:
        return None
    made = speech.short_day(promise.made_at.astimezone(case.calendar.zone))
    return Signal("no_date", weight, f"You promised it on {made} without a date.", (promise.source,))
