"""Days told in a list behind one month: "June 3, 5 and 9"."""

from daemon.core.due.almanac import day_span, valid
from daemon.core.due.clocks import is_free
from daemon.core.due.dates import COMING_DATE, DATE_OF_YEAR, day_number
from daemon.core.due.tokens import Token
from daemon.core.due.values import Bound

_LINKS = frozenset({",", "and", "&", "or"})
_TIMED = frozenset({"ampm", "clock", "month", "dash", "unit"})


def begins_list(tokens: list[Token], i: int) -> bool:
    """Whether a comma after a date leads to further days, no hour: "June 3, 5 and 9"."""
    second = day_number(tokens, i + 1) if tokens[i].text == "," else None
    return second is not None and tokens[second[1]].text in _LINKS and day_number(tokens, second[1] + 1) is not None


def next_of_list(tokens: list[Token], i: int, before: tuple[Bound, int]) -> tuple[Bound, int] | None:
    """A further day of the month that was named last."""
    found, stop = before
    day = day_number(tokens, i) if tokens[i].kind in {"num", "ordinal"} and found.spans else None
    led = {t.text for t in tokens[stop:i]}
    if not day or not led or not led <= _LINKS | {"the"} or i - stop > 3 or found.open is not None:
        return None
    span = found.spans[0]
    if span.rule not in {COMING_DATE, DATE_OF_YEAR} or span.grain != "day" or tokens[day[1]].kind in _TIMED:
        return None
    then = valid(span.start.year, span.start.month, day[0]) if is_free(tokens[day[1]]) else None
    return (Bound((day_span(then, span.rule),), "listed date"), day[1]) if then and then > span.start else None
