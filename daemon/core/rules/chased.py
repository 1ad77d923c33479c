"""The other side has asked about it."""

from daemon.core import speech
from daemon.core.model import Case, Says, Signal


def check(case: Case, *, weight: float = 0.5, answered: float = 0.25) -> Signal | None:
    """`weight` while the latest question is unanswered, `answered` once the owner has written since."""
    chases = [e for e in case.evidence if e.says is Says.CHASED and e.at <= case.now]
    if not chases:
        return None
    last = max(chases, key=lambda e: (e.at, e.source))
    who = speech.people(case.promise.to[:1])
    times = {1: "", 2: " for the second time"}.get(len(chases), f" ({len(chases)} times in all)")
    on = speech.short_day(last.at.astimezone(case.calendar.zone))
    why = f"{who or 'The other side'} asked about it on {on}{times}."
    refs = tuple(sorted({e.source for e in chases}))
    if case.last_word_at > last.at:
        return Signal("chased", answered, why, refs, "deliver it")
    return Signal("chased", weight, why, refs, f"answer {who or 'them'}: when it will be there")
