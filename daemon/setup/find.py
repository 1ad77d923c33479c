"""A folder in, the mailboxes and calendars in it out, bounded in depth and number; contents are only sniffed at."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

MAX_DEPTH = 8
MAX_FILES = 50_000
# From so many calendar files in one folder on, the folder is named instead of each file.
MANY_CALENDARS = 4
# Folders that hold no mail of anybody, and are large; and what this program writes itself.
SKIP = frozenset({".git", ".cache", ".venv", "venv", "node_modules", "__pycache__", "Cache", "cache2", "Drafts"})
OUR_NOTES = "headsup.ics"


class Form(StrEnum):
    """How mail or events lie in the file system."""

    MBOX = "mbox"
    MAILDIR = "maildir"
    EML = "eml"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Place:
    """A mailbox or a calendar: a file, or a folder of them."""

    path: Path
    form: Form


def places(root: Path) -> Iterator[Place]:
    """Every mailbox and calendar at or below `root`, in the order of names. A path that is not there has none."""
    if root.is_file():
        alone = root.suffix.lower() == ".eml"
        yield from [Place(root, Form.EML)] if alone else _files(root.parent, [root.name])
        return
    seen = 0
    for name, folders, files in os.walk(root):
        folder = Path(name)
        if "cur" in folders and "new" in folders:
            yield Place(folder, Form.MAILDIR)
            folders[:] = [f for f in folders if f not in {"cur", "new", "tmp"}]
            files.clear()
        deep = len(folder.relative_to(root).parts) >= MAX_DEPTH
        folders[:] = [] if deep else sorted(f for f in folders if f not in SKIP)
        seen += len(files)
        if seen > MAX_FILES:
            return
        yield from _files(folder, sorted(files))


def _files(folder: Path, names: list[str]) -> Iterator[Place]:
    """What lies directly in `folder`: .eml files make it one mailbox, many .ics files one calendar."""
    letters = [n for n in names if n.lower().endswith(".eml")]
    calendars = [n for n in names if n.lower().endswith((".ics", ".ical")) and n != OUR_NOTES]
    if letters:
        yield Place(folder, Form.EML)
    if len(calendars) >= MANY_CALENDARS:
        yield Place(folder, Form.CALENDAR)
    else:
        yield from (Place(folder / n, Form.CALENDAR) for n in calendars)
    others = set(names) - set(letters) - set(calendars)
    yield from (Place(folder / n, Form.MBOX) for n in names if n in others and _is_mbox(folder / n))


def _is_mbox(path: Path) -> bool:
    """Whether it begins as RFC 4155 says: a "From " line, then a header field."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            if file.read(5) != b"From ":
                return False
            file.readline(1_000)
            name, colon, _ = file.readline(1_000).partition(b":")
    except OSError:
        return False
    return bool(colon) and bool(name) and not any(c <= 32 or c > 126 for c in name.removeprefix(b">"))
