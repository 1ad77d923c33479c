"""Words and the moment they were written in; out comes when they say something is due.

`find` lists every expression of time in a text, `resolve` picks the deadline of a promise. A typed grammar in pure
Python: tokens -> atoms (clocks, dates, periods, amounts) -> moments -> bounds -> readings. Linear in the text.
"""

from daemon.core.due.finding import find
from daemon.core.due.resolving import resolve

__all__ = ["find", "resolve"]
