"""You meet the person before it is done."""

from datetime import datetime, tzinfo
from functools import lru_cache

from daemon.core import speech
from daemon.core.model import Case, Meeting, Signal


def check(case: Case, *, days: float = 3.0, weight: float = 0.2) -> Signal | None:
    """Speaks of the next meeting with a person owed, in the coming `days`, where it comes before the aim."""
    meeting, aim, now = case.meeting, case.aim, case.now
    if meeting is None or (meeting.at - now).total_seconds() > days * 86400:
        return None
    if aim is not None and meeting.at > aim and meeting.at > now:
        return None
    return Signal("meeting_first", weight, _why(meeting, now, case.calendar.zone), (meeting.event.ref.id,))


@lru_cache(1024)  # the same in a review for all that somebody is owed
def _why(meeting: Meeting, _now: datetime, zone: tzinfo) -> str:
    who = speech.people(meeting.people) or "them"
    return f"You meet {who} on {speech.short_when(meeting.at, zone)} ({speech.title(meeting.event)}) before it is done."
