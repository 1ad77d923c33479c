"""You meet the person before it is done."""

from datetime import timedelta

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
    at = speech.short_when(meeting.starts_at, case.calendar.zone)
    to = speech.people(case.promise.to) or "them"
    why = f"You meet {to} on {at} ({speech.title(meeting)}) before it is done."
    return Signal("meeting_first", weight, why, (meeting.ref.id,))
