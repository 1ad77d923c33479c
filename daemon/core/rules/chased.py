"""The other side has asked about it."""

from connectors.types import Address
from daemon.core import speech
from daemon.core.model import Case, Evidence, Says, Signal

_ASKED = " asked about it"


def check(case: Case, *, weight: float = 0.5, answered: float = 0.25) -> Signal | None:
    """`weight` while the latest question is unanswered, `answered` once the owner has written since."""
    if not case.evidence:
        return None
    chases = [e for e in case.evidence if e.says is Says.CHASED and e.at <= case.now]
    if not chases:
        return None
    last = max(chases, key=lambda e: (e.at, e.source))
    who = asker(last)
    said = f"{speech.people((who,))}{_ASKED}" if who else last.why
    refs = tuple(sorted({e.source for e in chases}))  # a mail that asks twice asks once
    times = {1: "", 2: " for the second time"}.get(len(refs), f" ({len(refs)} times in all)")
    on = speech.short_day(last.at.astimezone(case.calendar.zone))
    why = f"{said} on {on}{times}."
    if case.last_word_at > last.at:
        return Signal("chased", answered, why, refs, "deliver it")
    return Signal(
        "chased", weight, why, refs, f"answer {speech.people((who,)) if who else 'them'}: when it will be there"
    )


def asker(chase: Evidence) -> Address | None:
    """Who asked, by name or by address, as the evidence says it; None where it does not."""
    who = chase.why.removesuffix(_ASKED)
    if who == chase.why or not who:
        return None
    return Address(who) if "@" in who else Address("", who)
