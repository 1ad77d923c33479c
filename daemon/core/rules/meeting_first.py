"""You meet the person before it is done."""

from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

from connectors.types import Address
from daemon.core import speech
from daemon.core.model import Case, Signal


def check(case: Case, *, days: float = 3.0, weight: float = 0.2) -> Signal | None:
    """Speaks of the next meeting with a person owed, in the coming `days`, where it comes before the aim."""
    meeting = next((m for m in case.meetings if m.starts_at >= case.now), None)
    if meeting is None or meeting.starts_at - case.now > timedelta(days=days):
        return None
    due = case.promise.due
    if due is not None and due.aim is not None and meeting.starts_at > max(due.aim, case.now):
        return None
    why = _why(case.promise.to, meeting.starts_at, speech.title(meeting), case.calendar.zone)
    return Signal("meeting_first", weight, why, (meeting.ref.id,))


@lru_cache(1024)  # the next meeting with somebody is the same for all that they are owed
def _why(to: tuple[Address, ...], at: datetime, title: str, zone: tzinfo) -> str:
    return f"You meet {speech.people(to) or 'them'} on {speech.short_when(at, zone)} ({title}) before it is done."
