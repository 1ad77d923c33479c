"""How the tables of deadlines are read: on Wednesday 10 June 2026, 9:30 in New York."""

from datetime import datetime
from zoneinfo import ZoneInfo

from daemon.core.due import find
from daemon.core.due.format import predictions
from daemon.core.model import WorkingCalendar

NEW_YORK = ZoneInfo("America/New_York")
OFFICE = WorkingCalendar(zone=NEW_YORK)
WEDNESDAY = datetime(2026, 6, 10, 9, 30, tzinfo=NEW_YORK)


def told(text: str) -> str:
    """What `when` says: the start and end of each expression."""
    found = predictions(find(text, WEDNESDAY, OFFICE))
    return "; ".join(f"{_short(p['start'])}..{_short(p['end'])}" for p in found)


def _short(moment: object) -> str:
    return str(moment or "").removesuffix(":00").removesuffix("T00:00")
