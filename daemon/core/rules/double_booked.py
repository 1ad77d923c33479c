"""A promised call or meeting has two things at its moment, or nothing in the calendar that stands for it."""

from datetime import timedelta, tzinfo

from connectors.types import Event
from daemon.core import speech
from daemon.core.model import Case, Signal


def check(case: Case, *, weight: float = 0.6, rival: float = 0.3, missing: float = 0.1) -> Signal | None:
    """`weight` where an event lies over the moment, `rival` where somebody else was promised it too.

    `missing` where the calendar, if there is one, has no event for it: it is easily forgotten, no more.
    """
    end, zone = case.end, case.calendar.zone
    if end is None or case.now > end:
        return None
    if case.clashes:
        event = case.clashes[0]
        why = f"{speech.title(event)} stands in your calendar {_lasts(event, zone)}, over the time you promised."
        return Signal("double_booked", weight, why, tuple(e.ref.id for e in case.clashes), "propose another time")
    if case.rivals:
        other = case.rivals[0]
        who = speech.people(other.to) or "somebody else"
        why = f"You promised {who} “{speech.cut(other.words, 60)}” for the same time."
        refs = (case.promise.source, *(p.source for p in case.rivals))
        return Signal("double_booked", rival, why, tuple(dict.fromkeys(refs)))
    if not case.booked:
        why = f"Nothing in your calendar stands for it on {speech.short_when(end, zone)}."
        return Signal("double_booked", missing, why, (case.promise.source,), "put it into your calendar")
    return None


def _lasts(event: Event, zone: tzinfo) -> str:
    """From when to when; of what lasts whole days the days, the last one included."""
    if not event.all_day:
        return f"from {speech.short_when(event.starts_at, zone)} to {speech.short_when(event.ends_at, zone)}"
    first, last = event.starts_at.date(), (event.ends_at - timedelta(microseconds=1)).date()
    if last <= first:
        return f"on {speech.short_day(first)}"
    return f"from {speech.short_day(first)} to {speech.short_day(last)}"
