"""Nothing has been said in the thread for a while, and it is wanted soon (or no date was given)."""

from daemon.core import speech
from daemon.core.model import Case, Signal


def check(case: Case, *, days: float = 3.0, within: float = 5.0, weight: float = 0.1) -> Signal | None:
    """Speaks after `days` without a word of the owner, where the aim is at most `within` days away."""
    aim, now = case.aim, case.now
    if aim is not None and (aim - now).total_seconds() > within * 86400:
        return None
    if (now - case.last_word_at).total_seconds() < days * 86400:
        return None
    last = speech.short_day(case.last_word_at.astimezone(case.calendar.zone))
    to = speech.people(case.promise.to) or "them"
    why, lower = f"You last wrote to {to} on {last}.", f"write to {to} how it stands"
    return Signal("silence", weight, why, (case.promise.source,), lower)
