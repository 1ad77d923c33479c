"""Promises like this one were often late before: by kind, person, lead time or hedging."""

from datetime import datetime
from functools import lru_cache

from daemon.core import record, speech
from daemon.core.effort import Act
from daemon.core.model import Case, Group, Record, Signal, Trait
from daemon.core.record import Lateness, Odds

_KINDS = {
    Act.ERRAND: "of small errands",
    Act.REPLY: "to answer or let somebody know",
    Act.CALL: "to call",
    Act.MEET: "to meet",
    Act.REVIEW: "to look something over",
    Act.LIST: "of lists and figures",
    Act.DOCUMENT: "of documents",
    Act.THING: "to hand something over",
    Act.OTHER: "of this kind",
}


def check(case: Case, *, weight: float = 0.3, least: int = 8) -> Signal | None:
    """Speaks before the end, once what tells rests on `least` outcomes; the more probable lateness is, the louder.

    Full `weight` where it is sure to be late, nothing where it is no more probable than of anybody.
    """
    if case.record is None or case.end is None or case.now > case.end:
        return None
    found = _odds(case.record, case.now).lateness(case.promise)
    excess = (found.probability - record.PRIOR) / (1 - record.PRIOR)
    if found.tally.total < least or excess <= 0:
        return None
    lower = "take more time: name a later date while it can still be named"
    return Signal("record", round(weight * excess, 6), _why(found, case), (case.promise.source,), lower)


@lru_cache(4)
def _odds(known: Record, _now: datetime) -> Odds:
    """The same for all promises of a review."""
    return Odds(known)


def _why(found: Lateness, case: Case) -> str:
    late, total = found.tally.late, found.tally.total
    return f"Of {total} promises {_alike(found.group, case)} {late} {'was' if late == 1 else 'were'} late."


def _alike(group: Group | None, case: Case) -> str:
    match group:
        case None:
            return "with a date"
        case (Trait.LEAD, _):
            return "with this lead time"
        case (Trait.HEDGED, _):
            return "worded as carefully as this one"
        case (Trait.PERSON, email):
            return f"to {speech.people(tuple(a for a in case.promise.to if a.email == email)) or email}"
        case (_, kind):
            return _KINDS[Act(kind)]
