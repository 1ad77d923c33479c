"""The calendar leaves too little time for the work before it is wanted.

What is owed by then, earliest first, is held against the hours that are free by then; the first promise that does not
fit is named. A small errand that still fits somewhere is no risk, however much else is owed. Past the aim it keeps
still: what is left until the end ("this weekend") is the owner's own time, of which the calendar knows nothing. A talk
at a fixed moment needs no time before it.
"""

from datetime import datetime, tzinfo
from functools import lru_cache

from daemon.core import effort, speech
from daemon.core.model import Case, Load, Shortfall, Signal


def check(case: Case, *, weight: float = 0.6, tight: float = 0.8, small_hours: float = 0.75) -> Signal | None:
    """Full `weight` where the work does not fit any more, a third of it from `tight` (owed / free) on.

    `small_hours`: work up to that long only counts as crowded where there is not even that much time.
    """
    load, aim, end = case.load, case.aim, case.end
    if load is None or aim is None or end is None or case.now > aim or case.now > end:
        return None
    if effort.is_appointment(case.promise):
        return None
    heaviness = _heaviness(load, case.hours, tight, small_hours)
    if not heaviness:
        return None
    promise, first, zone = case.promise, load.first, case.calendar.zone
    heavier, why = round(weight * heaviness, 6), _why(load.owed_hours, load.free_hours, aim, zone)
    if first is None or first.promise.key == promise.key or load.owed_hours <= load.free_hours:
        return Signal("crowded", heavier, why, (promise.source,))
    source = first.promise.source
    refs = (promise.source,) if source == promise.source else (promise.source, source)
    return Signal("crowded", heavier, f"{why} {_named(first, case.now, zone)}", refs)


@lru_cache(1024)  # the same for all that is wanted at one moment
def _why(owed_hours: float, free_hours: float, aim: datetime, zone: tzinfo) -> str:
    by = speech.short_when(aim, zone)
    return f"{speech.hours(owed_hours)} of work are owed by {by}, and {speech.hours(free_hours)} are free."


@lru_cache(16)  # the same first one stands in the signals of all that come after it in a review
def _named(first: Shortfall, _now: datetime, zone: tzinfo) -> str:
    """The sentence on an earlier promise that does not fit either."""
    due, whom = first.promise.due, speech.people(first.promise.to)
    by = f" by {speech.short_when(due.aim, zone)}" if due and due.aim else ""
    return (
        f"The first that does not fit is “{speech.cut(first.promise.words, 60)}”{f' to {whom}' if whom else ''}: "
        f"{speech.hours(first.owed_hours)} owed{by}, {speech.hours(first.free_hours)} free."
    )


def _heaviness(load: Load, own: float, tight: float, small_hours: float) -> float:
    """0, a third or 1: never more where more time is free."""
    if own > load.free_hours:
        return 1.0
    if own <= small_hours:
        return 0.0
    # Half as much again: what an errand takes is only guessed, and guesses must not cry wolf.
    if load.owed_hours > 1.5 * load.free_hours:
        return 1.0
    return 1 / 3 if load.owed_hours > tight * load.free_hours else 0.0
