"""Something else stands in the calendar at the very moment of a promised call or meeting."""

from daemon.core import speech
from daemon.core.model import Case, Signal


def check(case: Case, *, weight: float = 0.6) -> Signal | None:
    """Speaks of the first event that lies over the moment."""
    due = case.promise.due
    if not case.clashes or due is None or due.end is None or case.now > due.end:
        return None
    event = case.clashes[0]
    zone = case.calendar.zone
    why = (
        f"{speech.title(event)} stands in your calendar from {speech.short_when(event.starts_at, zone)}"
        f" to {speech.short_when(event.ends_at, zone)}, over the time you promised."
    )
    return Signal("clash", weight, why, tuple(e.ref.id for e in case.clashes))
