"""The promised moment has passed and nothing shows that it was kept.

The weight grows from `weight` towards 1 with the days that have passed, so that the longest overdue comes first.
"""

from daemon.core import speech
from daemon.core.model import Case, Signal


def check(case: Case, *, weight: float = 0.95, half_days: float = 7.0) -> Signal | None:
    """Speaks once the last moment has passed; every `half_days` overdue halve what is missing to 1."""
    end = case.end
    if end is None or case.now <= end:
        return None
    days = (case.now - end).total_seconds() / 86400
    heavier = 1 - (1 - weight) * 0.5 ** min(days / half_days, 30)
    why = f"It was due {speech.short_when(end, case.calendar.zone)}, and nothing shows that it was done."
    lower = f"deliver it, or write to {speech.people(case.promise.to) or 'them'} and name a new date"
    return Signal("overdue", round(heavier, 6), why, (case.promise.source,), lower)
