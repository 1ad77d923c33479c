"""A line of ours in the description of an event: a description in, the same with the line, or without it again, out.

Every other character stays as it is. What was put in is remembered with the break before it, so that exactly that is
taken out; a web editor may have written the break in its own way since.
"""

import re

_BREAK = r"(?:\r?\n|<br\s*/?>)"


def with_line(description: str, line: str) -> tuple[str, str]:
    """The description with the line at its end, and what was put in."""
    inserted = f"\n{line}" if description else line
    return description + inserted, inserted


def without_line(description: str, inserted: str) -> str | None:
    """The description without what was put in; None where it does not stand there, or more than once."""
    found = list(re.finditer(_pattern(inserted), description))
    if len(found) != 1:
        return None
    (only,) = found
    return description[: only.start()] + description[only.end() :]


def _pattern(inserted: str) -> str:
    line = inserted.removeprefix("\n")
    before = _BREAK if line != inserted else r"(?<![^\n>])"  # at the beginning, or after a break
    return rf"{before}{re.escape(line)}(?=\r?\n|<br|\Z)"
