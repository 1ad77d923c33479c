"""The sample mailbox: three weeks of an invented project lead, as text files, and the moment they are looked at.

In: a folder. Out: the mailbox, the calendar and a config laid into it. STORY.md says what a careful reader finds.
"""

from datetime import datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

# Thursday morning: two promises are late, two are due tomorrow, and the calendar is full.
NOW = datetime(2026, 3, 19, 9, 0, tzinfo=ZoneInfo("America/New_York"))

CONFIG = "config.toml"
FILES = ("sent.mbox", "inbox.mbox", "calendar.ics", CONFIG)


def lay(folder: Path) -> Path:
    """Write the sample into `folder`, which is made where it is missing; returns the path of its config."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (folder / name).write_bytes(files(__name__).joinpath(name).read_bytes())
    return folder / CONFIG
