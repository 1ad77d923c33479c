"""Words and the moment they were written in; out comes when they say something is due.

`find` lists every expression of time in a text, `resolve` picks the deadline of a promise. A typed grammar in pure
Python: tokens -> atoms (clocks, dates, periods, amounts) -> moments -> bounds -> readings. Linear in the text.

The grammar takes 3 MB and is loaded with the first text: an idle daemon reads none.
"""

from datetime import datetime, tzinfo

from daemon.core.model import Due, TimeExpression, WorkingCalendar

__all__ = ["find", "resolve"]


def find(
    text: str, at: datetime, calendar: WorkingCalendar, theirs: tzinfo | None = None
) -> tuple[TimeExpression, ...]:
    """Every expression of time in a text written at `at` (aware), in order; see `finding.find`."""
    from daemon.core.due import finding

    return finding.find(text, at, calendar, theirs)


def resolve(text: str, at: datetime, calendar: WorkingCalendar, theirs: tzinfo | None = None) -> Due | None:
    """By when the promise with these words, written at `at` (aware), is due; see `resolving.resolve`."""
    from daemon.core.due import resolving

    return resolving.resolve(text, at, calendar, theirs)
