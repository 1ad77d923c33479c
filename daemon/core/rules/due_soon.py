"""The moment when it is wanted is near."""

from daemon.core import speech
from daemon.core.model import Case, Signal


def check(case: Case, *, days: float = 3.0, weight: float = 0.25) -> Signal | None:
    """Speaks in the last `days` before the aim, the louder the nearer, and at full weight from the aim to the end."""
    aim, end = case.aim, case.end
    if aim is None or end is None or case.now > end:
        return None
    left = (aim - case.now).total_seconds() / 86400
    nearness = 1 - max(0.0, left) / days if days > 0 else float(left <= 0)
    if nearness <= 0:
        return None
    why = f"It is wanted by {speech.short_when(aim, case.calendar.zone)}."
    return Signal("due_soon", round(weight * nearness, 6), why, (case.promise.source,))
