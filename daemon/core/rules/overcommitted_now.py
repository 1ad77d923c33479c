"""You have just promised it, and it does not fit: now it is cheap to mend."""

from datetime import datetime, timedelta
from functools import lru_cache

from daemon.core import capacity, speech
from daemon.core.model import Case, Signal, WorkingCalendar

_LONG_AGO = timedelta(days=14)


def check(case: Case, *, hours: float = 8.0, weight: float = 0.15, small_hours: float = 0.75) -> Signal | None:
    """Speaks in the first working `hours` after it was promised, where more is owed by its aim than hours are free.

    `small_hours`: of work up to that long only its own hours count, as for `crowded`; past the aim it keeps
    still, as that does.
    """
    promise, load, aim, end = case.promise, case.load, case.aim, case.end
    if load is None or aim is None or end is None or case.now > aim or case.now > end:
        return None
    wanted = case.hours if case.hours <= small_hours else max(case.hours, load.owed_hours)
    if wanted <= load.free_hours or case.now - promise.made_at > _LONG_AGO:
        return None
    if _lately(case.now, case.calendar).hours(promise.made_at, case.now) > hours:
        return None
    zone = case.calendar.zone
    made, by = speech.short_day(promise.made_at.astimezone(zone)), speech.short_when(aim, zone)
    why = f"You promised it on {made} for {by}, and it does not fit before that; it is still cheap to say so."
    return Signal("overcommitted_now", weight, why, (promise.source,))


@lru_cache(4)
def _lately(now: datetime, calendar: WorkingCalendar) -> capacity.FreeTime:
    """The working time of the last days: the same for all promises of a review."""
    return capacity.free_time((), now - _LONG_AGO, now, calendar)
