"""A case in one line: what a rule sees of one promise of Mara's."""

from dataclasses import replace
from datetime import UTC
from typing import Any

from daemon.core import capacity, effort
from daemon.core.model import Case, Due, Load, Meeting, Promise, Standing
from tests.core.builders import at, owner, promise

DECK = "You'll have the deck by Thursday noon"


def case(now: str = "wed 9:00", *, by: Due | None = None, hours: float | None = None, **seen: Any) -> Case:
    """An open promise of Monday 9:00 (`by`: its due, `hours`: its effort) at `now`; `seen` are fields of Case."""
    made: Promise = seen.pop("promise", promise(DECK, by=by))
    if hours is not None:
        made = replace(made, effort_hours=hours)
    meetings = seen.get("meetings", ())
    fields: dict[str, Any] = {
        "standing": Standing.OPEN,
        "evidence": (),
        "load": None,
        "aim": capacity.in_utc(made.due.aim) if made.due else None,
        "end": capacity.in_utc(made.due.end) if made.due else None,
        "meetings": (),
        "meeting": Meeting(meetings[0].starts_at.astimezone(UTC), meetings[0], made.to) if meetings else None,
        "last_word_at": made.made_at,
        "slips": 0,
        "importance": 1.0,
        "hours": effort.hours(made),
    }
    return Case(promise=made, now=at(now), calendar=owner().calendar, **fields | seen)


def load(owed: float, free: float) -> Load:
    return Load(owed, free, 0.0)
