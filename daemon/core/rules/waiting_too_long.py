"""It waits for somebody else's act, and has for long."""

from daemon.core import speech
from daemon.core.model import Case, Signal, Standing

STANDINGS = frozenset({Standing.WAITING})


def check(case: Case, *, days: float = 10.0, weight: float = 0.15) -> Signal | None:
    """Speaks of a promise whose condition has not come within `days`."""
    said = case.promise
    if case.standing is not Standing.WAITING or not said.waits_for:
        return None
    if (case.now - said.made_at).total_seconds() < days * 86400:
        return None
    zone = case.calendar.zone
    since, last = (speech.short_day(m.astimezone(zone)) for m in (said.made_at, case.last_word_at))
    who = speech.people(said.to) or "them"
    why = f"It has waited for {speech.cut(said.waits_for, 60)!r} since {since}; you last wrote to {who} on {last}."
    return Signal("waiting_too_long", weight, why, (said.source,), f"ask {who} whether it is coming")
