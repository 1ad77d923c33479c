"""You are away when it is wanted, so the last moment to work on it is earlier."""

from daemon.core import speech
from daemon.core.model import Case, Signal


def check(case: Case, *, days: float = 7.0, weight: float = 0.3) -> Signal | None:
    """Speaks in the last `days` before the owner leaves, the louder the nearer, and at full weight from then on."""
    aim, last = case.aim, case.last_working
    if aim is None or last is None or case.now > aim:
        return None
    left = (last - case.now).total_seconds() / 86400
    nearness = 1 - max(0.0, left) / days if days > 0 else float(left <= 0)
    if nearness <= 0:
        return None
    zone = case.calendar.zone
    what = speech.title(case.away[0]) if case.away else "a day off"
    why = (
        f"You are away on {speech.short_when(aim, zone)} ({what}): "
        f"the last moment to work on it is {speech.short_when(last, zone)}."
    )
    refs = tuple(e.ref.id for e in case.away) or (case.promise.source,)
    return Signal("out_before_due", round(weight * nearness, 6), why, refs)
