"""A promise that hangs on a meeting in, the same promise with the moment of that meeting out.

"Before our next 1:1" is due when the 1:1 starts, as the calendar has it now: moved there, it moves with it.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from connectors.types import Event
from daemon.core import matter, people
from daemon.core.model import Due, Owner, Promise

_ONE_TO_ONE = re.compile(r"\b(?:1\s*[:/-]\s*1|1\s*on\s*1|one[- ](?:on|to)[- ]one)\b", re.IGNORECASE)
_SOME_MEETING = re.compile(r"\b(?:meet(?:ing)?|call|talk|speak|see|sync|catch[- ]up)\b", re.IGNORECASE)


def hang(promise: Promise, events: Iterable[Event], owner: Owner) -> Promise:
    """The promise with its due set to the start of the first meeting after it that its words can mean."""
    due = promise.due
    if due is None or not due.anchor or due.end is not None:
        return promise
    coming = sorted((e for e in events if e.starts_at > promise.made_at), key=lambda e: (e.starts_at, e.ref))
    meant = next((e for e in coming if _meant(e, due.anchor, promise)), None)
    return replace(promise, due=_at(due, meant.starts_at.astimezone(owner.calendar.zone))) if meant else promise


def _meant(event: Event, anchor: str, promise: Promise) -> bool:
    """A 1:1 is one with the person owed; a named meeting says its name in the title; else any with that person."""
    if _ONE_TO_ONE.search(anchor):
        return bool(_ONE_TO_ONE.search(event.title)) and (people.meets(event, promise.to) or not promise.to)
    if matter.shared(matter.things(anchor), matter.things(event.title)):
        return True
    return bool(_SOME_MEETING.search(anchor)) and not matter.things(anchor) and people.meets(event, promise.to)


def _at(due: Due, moment: datetime) -> Due:
    return replace(due, end=moment, aim=moment, grain="minute")
