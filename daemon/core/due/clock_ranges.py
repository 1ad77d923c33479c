"""Rules for ranges of the clock: "3:30-4:30pm", "from 9 to 11", "noon to 2"."""

from dataclasses import replace

from daemon.core.due.clocks import day_named, in_a_part, is_free, noon, opens, past, plain, with_zone
from daemon.core.due.numerals import hour_minute
from daemon.core.due.tokens import Token
from daemon.core.due.values import Clock, ClockRange

_TO = frozenset({"to", "until", "till", "til", "untill", "and", "through", "thru"})
_BETWEEN = frozenset({"from", "between", "btw", "btwn", "w"})  # "b/w"
_NEAR = 4  # tokens between "between" and the hours
_LONGEST = 10  # hours between two bare numbers


def clock_range(tokens: list[Token], i: int, loose: bool = False) -> tuple[ClockRange, int] | None:
    """ "3:30-4:30pm", "from 9 to 11", "8am until 6": at least one side must look like a clock, unless `loose`."""
    first = _end_of_range(tokens, i)
    first = with_zone(tokens, *first) if first else None
    if not first or not (tokens[first[1]].kind == "dash" or tokens[first[1]].text in _TO or _both(tokens, i, first[1])):
        return None
    if tokens[first[1]].text == "and" and not any(t.text in _BETWEEN for t in tokens[max(0, i - _NEAR) : i]):
        return None  # "lines at 7:30 and 8:15"
    second = _end_of_range(tokens, first[1] + 1)
    if not second or _minutes_to(tokens, i, second[0]):
        return None
    at = first[1] + 1
    if tokens[second[1]].kind == "month" and tokens[at].kind == "num":  # "3 April 08:00 to 5 April"
        return None
    told = plain(tokens, i) or plain(tokens, at) or noon(tokens, at) or _told(tokens, i)
    told = told or (second if in_a_part(tokens, second[1]) else None)
    free = opens(tokens, i) or (tokens[first[1]].kind == "dash" and tokens[first[1]].end == tokens[at].start)
    bare = loose or (free and day_named(tokens, second[1]))
    if not told and not (
        bare and is_free(tokens[second[1]]) and (_in_a_day(first[0], second[0]) or _ranged(tokens, i))
    ):
        return None
    last, stop = with_zone(tokens, *second)
    begin = first[0] if first[0].zone else replace(first[0], zone=last.zone)
    if begin.hour == 24 and last.hour < 12 and last.half != "pm":  # "midnight to 6"
        begin = replace(begin, hour=0)
    return ClockRange(_matched(begin, last), last), stop


def _told(tokens: list[Token], i: int) -> tuple[Clock, int] | None:
    """ "noon (to 2)", "half past two (to four)": words that can only begin a range of the clock."""
    army = len(tokens[i].text) == len(tokens[i + 2].text) == 4 and tokens[i].text[0] == "0"  # "0900-1030"
    begins = tokens[i].text in {"half", "quarter"} or (army and tokens[i + 1].kind == "dash")
    found = noon(tokens, i) or (_end_of_range(tokens, i) if begins else None)
    second = _end_of_range(tokens, found[1] + 1) if found else None
    return found if second and is_free(tokens[second[1]]) else None


def _in_a_day(first: Clock, last: Clock) -> bool:
    """Whether two bare numbers are fair working hours: "9-5", "11 to 1", but not "2-1"."""
    return (last.hour - first.hour) % 12 <= _LONGEST


def _both(tokens: list[Token], i: int, stop: int) -> bool:
    """ "between 3 & 5pm" """
    return tokens[stop].text == "&" and i > 0 and tokens[i - 1].text == "between"


def _ranged(tokens: list[Token], i: int) -> bool:
    return i > 0 and tokens[i - 1].text in _BETWEEN


def _minutes_to(tokens: list[Token], i: int, last: Clock) -> bool:
    """Whether "20 to 3pm", "five to midnight" counts minutes: no hour has such a number, or nothing begins a range."""
    count = tokens[i].value
    if tokens[i].kind not in {"num", "cardinal"} or not isinstance(count, int):
        return False
    if _ranged(tokens, i):
        return False
    if count > 12:
        return last.half in {"am", "pm"} and count % 5 == 0
    if tokens[i].kind == "cardinal" and count in {5, 10} and (last.half or tokens[i - 1].text in {"at", "for"}):
        return True  # "at ten to five"
    return count in {5, 10} and last.hour in {12, 24} and last.half is not None


def _end_of_range(tokens: list[Token], i: int) -> tuple[Clock, int] | None:
    if tokens[i].text in {"half", "quarter"} or (tokens[i].kind == "a" and tokens[i + 1].text == "quarter"):
        return past(tokens, i, loose=False)
    return plain(tokens, i) or noon(tokens, i) or hour_minute(tokens, i)


def _matched(first: Clock, last: Clock) -> Clock:
    """Give the first end of a range the half of the second, where that keeps the order: "1-3 pm", but "11-1 pm"."""
    if first.half or not last.half or first.hour > 12:
        return first
    forward = first.hour % 12 * 60 + first.minute < last.hour % 12 * 60 + last.minute
    other = {"am": "pm", "pm": "am"}.get(last.half, "")
    return replace(first, half=(last.half if forward else other) or None)
