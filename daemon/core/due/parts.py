"""Rules for parts of the day and the end of the working day: "late afternoon", "first thing Monday", "EOD"."""

from daemon.core.due.almanac import DAY
from daemon.core.due.clocks import is_free
from daemon.core.due.hours import in_day
from daemon.core.due.lexicon import PART_HOURS, WHICH
from daemon.core.due.tokens import Token
from daemon.core.due.values import Atom, Close, Now, Part
from daemon.core.due.zones import zone_name

_MEALS = frozenset({"breakfast", "brunch", "lunch", "dinner", "supper"})
_TIMED = frozenset({"night", "lunch", "dinner", "supper", "breakfast"})
_DAILY = frozenset({"paper", "papers", "news", "edition", "show", "shift", "traffic"})  # "in the morning paper"
_NO_MORNING = frozenset({"when", "that", "i", "we", "you", "is", "to"})  # "the first thing when we sit down"
_BUSINESS = frozenset({"business", "biz"})
_SHADES = {"early": (0, 4), "late": (3, 0)}
_SHADE_OF = ("early", "mid", "late", "late", "early", "")  # by the order of QUALIFIERS
_SHADED = {"early": (18, 21), "late": (21, 24), "later": (18, 24)}
_IN_THE_DAY = {"early": (6, 12, "am"), "late": (15, 18, "pm"), "later": (12, 24, "pm")}
_SCHOOL = (15, 21)  # hours after school
_AFTER_HOURS = 21  # until when "after work" lasts


def part(tokens: list[Token], i: int, bare: bool) -> tuple[Part, int] | None:
    """ "morning", "late afternoon", "early in the evening" """
    shade, begin, this = "", i, False
    if tokens[i].kind == "qualifier":
        shade = _SHADE_OF[int(str(tokens[i].value))] if tokens[i].text != "top" else ""
        if not shade:
            return None
        i += 1
        i += _past_of(tokens, i)
        i += 1 if tokens[i].kind == "dash" else 0
        i += 2 if [t.text for t in tokens[i : i + 2]] == ["in", "the"] else 0
        this = tokens[i].text == "this"
        i += 1 if this or tokens[i].text == "in" else 0
    if tokens[i].kind != "part" or tokens[i].text not in PART_HOURS or tokens[i + 1].text in _DAILY:
        return None
    name = "mid" + tokens[i].text if shade == "mid" and "mid" + tokens[i].text in PART_HOURS else tokens[i].text
    first, last, half = PART_HOURS[name]
    more, less = _SHADES.get(shade, (0, 0))
    narrow = (first + more, last - less if last - less > first + more else last)
    told = shade and is_free(tokens[i + 1]) and tokens[i].text not in _MEALS and i > begin
    alone = this or shade == "mid" or tokens[i].text.startswith(("mid", "overnight")) or told
    if tokens[i].text == "overnight" and not is_free(tokens[i + 1]):  # overnight mail
        return None
    ends = tokens[begin].text in {"end", "close"}
    name = f"{'end of' if ends else shade} {tokens[i].text}" if told and not this else tokens[i].text
    return Part(name, narrow[0], narrow[1], half, bare and not alone), _past_time(tokens, i + 1)


def _past_of(tokens: list[Token], i: int) -> int:
    """How many words "of (the)" takes before a part of the day; the end or middle "of the night" is but a story."""
    words = [t.text for t in tokens[i : i + 3]]
    told = 0 if words[0] != "of" else 2 if words[1] == "the" else 1
    return 0 if "night" in words else told


def _past_time(tokens: list[Token], i: int) -> int:
    """The place after "time" in "lunch time", "night-time"."""
    at = i + 1 if tokens[i].kind == "dash" else i
    return at + 1 if tokens[at].text == "time" and tokens[i - 1].text in _TIMED else i


def close(tokens: list[Token], i: int) -> tuple[Close, int] | None:
    """ "EOD", "close of business", "end of the working day", "end of play"; perhaps somewhere: "EOD Pacific" """
    if tokens[i].kind == "close" and i and tokens[i - 1].text == "in":  # "he served in EOD"
        return None
    found = i + 1 if tokens[i].kind == "close" else _closed(tokens, i)
    if not found:
        return None
    zone = zone_name([t.text for t in tokens[found : found + 5]])
    return (Close(zone=zone[0]), found + zone[1]) if zone else (Close(), found)


def _closed(tokens: list[Token], i: int) -> int | None:
    dashed = [t.text for t in tokens[i + 1 : i + 4]] == ["-", "of", "-"]  # "end-of-day"
    if tokens[i].text not in {"end", "close"} or not (dashed or tokens[i + 1].text in {"of", "the"}):
        return None
    if dashed:
        return i + 5 if tokens[i + 4].text in {"day", "play", "shift", *_BUSINESS} else None
    stop = i + 2
    while tokens[stop].text in {"the", "of", "my", "your", "our", "working", "work", *_BUSINESS} and stop < i + 5:
        stop += 1
    if tokens[stop].text in {"day", "play", "shift"}:
        return stop + 1
    if stop == i + 3 and tokens[i + 2].text == "work" and is_free(tokens[stop]):  # "end of work"
        return stop
    return stop if tokens[stop - 1].text in _BUSINESS else None


def half_day(token: Token, bare: bool = False) -> Part:
    """ "Friday pm", "this a.m.", "in the am" """
    return Part("afternoon", 12, 18, "pm", bare) if token.value else Part("morning", 6, 12, "am", bare)


def _which_part(tokens: list[Token], i: int) -> tuple[str, Part, int] | None:
    """Which one, and the part."""
    if tokens[i].kind != "which":
        return None
    if tokens[i + 1].kind == "ampm":
        return WHICH[int(str(tokens[i].value))], half_day(tokens[i + 1]), i + 2
    found = part(tokens, i + 1, bare=False)
    return (WHICH[int(str(tokens[i].value))], found[0], found[1]) if found else None


def bare_part(tokens: list[Token], i: int, _now: Now) -> tuple[Atom, int] | None:
    """A part of the day, of which the words alone may not say which day."""
    return part(tokens, i, bare=True)


def closing(tokens: list[Token], i: int, now: Now) -> tuple[Atom, int] | None:
    """The end of the working day; "end of" before the name of a day."""
    found = _start_of_work(tokens, i, now) or close(tokens, i)
    if found and [t.text for t in tokens[found[1] - 1 : found[1] + 2]] == ["day", "after", "tomorrow"]:
        return found[0], found[1] - 1
    if found or tokens[i].text not in {"end", "close"}:
        return found
    on = tokens[i].text == "close" and tokens[i + 1].text == "on"
    at = i + 2 if on or tokens[i + 1].text == "of" else i + 1
    at += 1 if tokens[at].kind == "the" and tokens[at + 1].kind == "weekday" else 0
    return (Close(), at) if tokens[at].kind in {"weekday", "day"} else None


def _start_of_work(tokens: list[Token], i: int, now: Now) -> tuple[Part, int] | None:
    """ "start of business", "the start of the day": until the owner's working day begins."""
    at = i + 3 if tokens[i + 2].kind == "the" else i + 2
    fits = tokens[i].text in {"start", "beginning"} and tokens[i + 1].text == "of"
    fits = fits and (tokens[at].text in _BUSINESS or (tokens[at].text == "day" and is_free(tokens[at + 1])))
    return (Part("start of work", 0, now.calendar.starts.hour, "am", bare=False), at + 1) if fits else None


def tonight(_tokens: list[Token], i: int, _now: Now) -> tuple[Atom, int] | None:
    """ "tonight", "tonite" """
    return Part("tonight", 18, 24, "pm"), i + 1


def this_part(tokens: list[Token], i: int, now: Now) -> tuple[Atom, int] | None:
    """ "this afternoon", "next evening", "last night" """
    found = _which_part(tokens, i)
    if not found:
        return None
    which, named, stop = found
    if which == "this":
        return named, stop
    return in_day(now.today + DAY * (-1 if which == "last" else 1), named), stop


def early_day(tokens: list[Token], i: int, _now: Now) -> tuple[Atom, int] | None:
    """ "first thing tomorrow", "early Friday", "late Thursday", "last thing today" """
    if tokens[i].text == "last" and tokens[i + 1].text == "thing":
        return Part("late", 15, 24, "pm"), i + 2
    if tokens[i].text == "first" and tokens[i + 1].text == "thing":
        stop = i + 2
        if tokens[stop].text in _NO_MORNING:
            return None
        if tokens[stop].text == "this" and tokens[stop + 1].kind in {"part", "ampm"}:
            return Part("this first thing", 6, 12, "am", bare=False), stop + 2
        words = [t.text for t in tokens[stop : stop + 3]]
        stop += 3 if words == ["in", "the", "morning"] else 0
        return Part("first thing", 6, 12, "am", bare=False), stop
    if tokens[i].text in _SHADED and tokens[i + 1].kind == "tonight":
        return Part(f"{tokens[i].text} tonight", *_SHADED[tokens[i].text], "pm"), i + 2
    if tokens[i].text in _IN_THE_DAY and [t.text for t in tokens[i + 1 : i + 4]] == ["in", "the", "day"]:
        return Part(f"{tokens[i].text} in the day", *_IN_THE_DAY[tokens[i].text]), i + 4
    at = i + 2 if tokens[i + 1].text == "on" else i + 1  # "early on Monday"
    named = tokens[at].kind == "weekday" or (tokens[at].kind == "day" and tokens[at].value in {0, 1})
    if tokens[i].text not in {"early", "late"} or not named:
        return None
    return (Part("early", 6, 12, "am") if tokens[i].text == "early" else Part("late", 15, 24, "pm")), at


def around_work(tokens: list[Token], i: int, now: Now) -> tuple[Atom, int] | None:
    """ "after work", "before work", "after school": the owner's working hours tell when that is."""
    at = i + 2 if tokens[i + 1].kind == "dash" else i + 1
    place = tokens[at].text
    if place not in {"work", "school"} or not is_free(tokens[at + 1]):
        return None
    if tokens[i].text == "before" and place == "work":
        return Part("before work", 0, now.calendar.starts.hour, "am"), at + 1
    if tokens[i].text != "after":
        return None
    ends = now.calendar.ends.hour
    first, last = _SCHOOL if place == "school" else (ends, max(_AFTER_HOURS, ends + 2))
    return Part(f"after {place}", first, min(last, 24), "pm"), at + 1
