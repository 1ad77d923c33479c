"""The brief that comes by itself: once each working day, where and when `[brief]` says.

The day of the last one is kept in a file of the state folder, written before anything goes out: rather none than two.
"""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from config.settings import Settings
from daemon import apart
from daemon.core import brief
from daemon.core.model import Owner

_FILE = "brief-notified"


def notify(
    settings: Settings, owner: Owner, config_file: Path | None, at: datetime, stopping: Callable[[], bool]
) -> None:
    """Notify the brief if it is wanted at `at` and was not notified that day. Raises HeadsupError: it was not."""
    clock, today = settings.brief.at, at.astimezone(owner.calendar.zone).date()
    if settings.brief.by != "notify" or clock is None or not brief.is_wanted(at, clock, owner.calendar):
        return
    file = settings.state / _FILE
    if _day(file) != today:
        file.write_text(today.isoformat(), encoding="ascii")
        apart.notify_brief(config_file, stopping)


def _day(file: Path) -> date | None:
    """The day that stands in the file; None where there is none."""
    try:
        return date.fromisoformat(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
