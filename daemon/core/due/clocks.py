"""Rules for times of the clock: "3pm", "half past eight", "at 9"."""

from dataclasses import replace

from daemon.core.due.amounts import cardinal
from daemon.core.due.lexicon import FREE
from daemon.core.due.numerals import ZONED, army, hour_minute, offset, past_oclock, words_at
from daemon.core.due.tokens import Token
from daemon.core.due.values import Clock
from daemon.core.due.zones import zone_name

_OPENERS_WORDS = "free available back home meet call start ( : ; - –"
_OPENERS = frozenset(_OPENERS_WORDS.split())
_TELLERS = frozenset({"back", "it's", "alarm"})
_PRICED_WORDS = (
    "sold bought buy sell buying selling trading traded trades bid bids offer offered priced stock shares "
    "settled settles index puts strike swap basis"
)
_PRICED = frozenset(_PRICED_WORDS.split())
_CHANGED_WORDS = "divide divided multiply multiplied reduced increased up down off rose fell cut dropped short over"
_CHANGED = frozenset(_CHANGED_WORDS.split())
_MOVED = frozenset({"meeting", "appointment", "call", "conference", "interview"})
_EXACT = frozenset({"at", "@", "to", "until", "till"})  # what leads to an hour told in figures beyond twelve


def clock(tokens: list[Token], i: int, loose: bool = False) -> tuple[Clock, int] | None:
    """A time of the clock; `loose` where a preposition or a day beside it lets a bare number be one."""
    found = (
        plain(tokens, i)
        or noon(tokens, i)
        or past(tokens, i, loose)
        or (_bare(tokens, i) if loose or _parted(tokens, i) else None)
        or (_whole_text(tokens, i) if i == 0 or tokens[i - 1].text in _TELLERS else None)
    )
    return with_zone(tokens, *found) if found else None


def _whole_text(tokens: list[Token], i: int) -> tuple[Clock, int] | None:
    """ "(it's) eight thirty", "(back) ten to three", "15.30", "half 3": with minutes, and the end of what is said."""
    told = tokens[i].kind == "cardinal" or (tokens[i].kind == "pair" and len(tokens[i].text) == 5)
    found = past(tokens, i, loose=True) or _half_hour(tokens, i) or (hour_minute(tokens, i) if told else None)
    ends = found and not tokens[found[1] + (tokens[found[1]].text in {".", "?", "!"})].text
    return found if found and ends and found[0].minute and found[0].minute % 5 == 0 else None


def is_free(token: Token) -> bool:
    """Whether a bare number may end before this token: no noun, percent or unit that it would count."""
    if token.kind in {"weekday", "day", "tonight", "part", "month", "which", "mark", "dash", "close", "ampm"}:
        return token.text not in {"%", "'", '"', "/", "*", "$", "+", "=", "'s", "°"}
    return not token.text or token.text in FREE


def plain(tokens: list[Token], i: int) -> tuple[Clock, int] | None:
    """ "3:30", "10 am", "three twenty pm", "3 o'clock" """
    token = tokens[i]
    if isinstance(token.value, Clock):
        lasted = i > 0 and tokens[i - 1].text == "in" and ":" in token.text  # "ran it in 3:42"
        return None if lasted and tokens[i + 1].kind in {"", "mark"} else _half_given(tokens, token.value, i + 1)
    told = army(tokens, i)
    if told:
        return told
    value = hour_minute(tokens, i)
    if not value:
        return None
    found, stop = value
    sharp = past_oclock(tokens, stop)
    if sharp:
        return _half_given(tokens, found, sharp)
    figures = (len(token.text) == 4 and token.kind == "num") or (token.kind == "pair" and len(token.text) == 5)
    if figures and tokens[stop].text in {"hours", "hrs", "h"}:
        return replace(found, half="24"), stop + 1  # as armies and airlines say it
    if len(token.text) == 4 and token.kind == "num" and tokens[stop].text in ZONED:
        return replace(found, half="24"), stop
    return _half_given(tokens, found, stop) if tokens[stop].kind == "ampm" else None


def _half_given(tokens: list[Token], value: Clock, stop: int) -> tuple[Clock, int]:
    if [t.text for t in tokens[stop : stop + 3]] in (["in", "the", "pm"], ["in", "the", "am"]):
        stop += 2
    if tokens[stop].kind == "noon" and value.hour == 12 and value.half is None and not value.minute:
        return noon(tokens, stop) or (value, stop)
    zero_led = value.half == "24" and value.zone is None and tokens[stop - 1].text[:1] == "0"  # "01:14:04 PM"
    if tokens[stop].kind == "ampm" and (value.half is None or zero_led) and 1 <= value.hour <= 12:
        return replace(value, half="pm" if tokens[stop].value else "am"), stop + 1
    return value, stop + 1 if tokens[stop].kind == "ampm" else stop


def noon(tokens: list[Token], i: int) -> tuple[Clock, int] | None:
    """ "noon", "midnight", "12 noon" """
    if tokens[i].kind == "noon" and [t.text for t in tokens[i + 1 : i + 3]] != ["-", "hour"]:
        return (Clock(12, half="pm"), i + 1) if tokens[i].value == 12 else (Clock(24, half="24"), i + 1)
    if tokens[i].text in {"12", "twelve"} and tokens[i + 1].kind == "noon":
        return noon(tokens, i + 1)
    return None


def past(tokens: list[Token], i: int, loose: bool) -> tuple[Clock, int] | None:
    """ "half past eight", "quarter to 3", "20 minutes past 3pm" """
    at = i + 1 if tokens[i].kind == "a" else i
    if tokens[at].text == "half":
        minutes, stop = 30.0, at + 1
    elif tokens[at].text == "quarter":
        minutes, stop = 15.0, at + 1
    else:
        number = cardinal(tokens, at) if tokens[at].kind in {"num", "cardinal"} else None
        if not number or number[0] > 59:
            return None
        minutes, stop = number
        if tokens[stop].text in {"quarters", "quarter"} and minutes in {1, 3}:
            minutes *= 15
        said = tokens[stop].text in {"minutes", "minute", "mins", "min", "quarters", "quarter"}
        stop, loose = stop + said, loose or said
    stop += 1 if tokens[stop].kind == "dash" and tokens[stop + 1].text == "past" else 0
    if tokens[stop].text not in {"past", "after", "to", "before", "of", "till", "til", "until"}:
        return None
    return _around(tokens, stop, int(minutes), loose)


def _around(tokens: list[Token], i: int, minutes: int, loose: bool) -> tuple[Clock, int] | None:
    """The hour after "past" or "to"; a bare hour will do after a word like "half", or "past"."""
    hour = noon(tokens, i + 1) or plain(tokens, i + 1)
    told = tokens[i].text == "past" or tokens[i - 1].text in {"half", "quarter", "quarters"}
    if not hour and (told or (loose and tokens[i].text == "to")):
        hour = hour_minute(tokens, i + 1)
        at_it = tokens[max(0, i - 2)].text == "at"  # "at ten to nine outside"
        hour = hour if hour and (told or at_it or is_free(tokens[hour[1]])) else None
    elif not hour and tokens[i].text in {"to", "of"}:  # "twenty to five in the afternoon"
        bare = hour_minute(tokens, i + 1)
        hour = bare if bare and in_a_part(tokens, bare[1]) else None
    if not hour or hour[0].minute:
        return None
    value, stop = hour
    if tokens[i].text in {"past", "after"}:
        return replace(value, hour=value.hour % 24, minute=minutes), stop
    return _hour_before(value, 60 - minutes), stop


def _hour_before(value: Clock, minute: int) -> Clock:
    """So many minutes past the hour before: noon belongs to the afternoon, a quarter to it does not."""
    half = {"am": "pm", "pm": "am"}.get(value.half or "", value.half) if value.hour == 12 else value.half
    return replace(value, hour=value.hour - 1 or 12, minute=minute, half=half)


def _bare(tokens: list[Token], i: int) -> tuple[Clock, int] | None:
    """A bare number beside "at", "by" or a day: only where nothing follows that it could count."""
    found = _half_hour(tokens, i) or hour_minute(tokens, i)
    if not found or (found[0].hour == 0 and found[0].half is None):
        return None
    stop = found[1]
    priced = tokens[i - 1].text == "@" and tokens[i - 2].kind not in {"weekday", "day", "date"}
    if tokens[i].kind == "pair" and (found[0].minute % 5 or priced):  # "settled at 5.31", "@ 18.40"
        return None
    if tokens[stop].kind == "dash" and tokens[stop].end == tokens[stop + 1].start and tokens[stop + 1].kind == "num":
        return None  # "2-1" is a score or a part, where it is no range of hours
    if found[0].hour > 12 and len(tokens[i].text) < 3 and tokens[i - 1].text not in _EXACT:
        return None
    if _counts_things(tokens, i, stop):
        return None
    return found if is_free(tokens[stop]) or tokens[stop].kind == "dash" else None


def _is_price(tokens: list[Token], i: int) -> bool:
    priced = any(t.text in _PRICED for t in tokens[max(0, i - 4) : max(0, i - 1)])
    return priced and tokens[i - 1].text in {"at", "@"}


def _counts_things(tokens: list[Token], i: int, stop: int) -> bool:
    """ "about 5 of us", "around 3 or 4 people", "sold at 12": a number, but no hour."""
    lasting = tokens[stop].text in {"hrs", "hours"} and any(t.text == "for" for t in tokens[max(0, i - 2) : i])
    changed = tokens[i - 1].text == "by" and any(t.text in _CHANGED for t in tokens[max(0, i - 3) : i - 1])
    if tokens[stop].text == "of" or lasting or changed or _is_price(tokens, i):
        return True
    if tokens[stop].text not in {"or", "to", "and"} or tokens[stop + 1].kind not in {"num", "cardinal"}:
        return False
    other = hour_minute(tokens, stop + 1)
    return not other or not (is_free(tokens[other[1]]) or tokens[other[1]].kind == "ampm")


def _half_hour(tokens: list[Token], i: int) -> tuple[Clock, int] | None:
    """ "half nine": half past it, as the British say."""
    hour = hour_minute(tokens, i + 1) if tokens[i].kind == "half" else None
    return (replace(hour[0], minute=30), hour[1]) if hour and hour[0].hour <= 12 and not hour[0].minute else None


def _parted(tokens: list[Token], i: int) -> bool:
    """ "3 in the morning", and where a text begins "9 tomorrow", "7, this morning": the number is an hour."""
    found = _half_hour(tokens, i) or hour_minute(tokens, i)
    if not found:
        return False
    stop = found[1]
    dotted = tokens[i].kind == "pair" and found[0].minute % 5 == 0 and day_named(tokens, stop)  # "8.45 tomorrow"
    if dotted or in_a_part(tokens, stop):
        return True
    words = [tokens[stop].text]
    if i > 1 and tokens[i - 1].text == "to" and tokens[i - 2].text in _MOVED:  # "move the meeting to 4"
        return tokens[stop].kind == "mark" or not words[0]
    if not opens(tokens, i):
        return False
    if words[0] == "on" and tokens[stop + 1].kind == "weekday":
        return i == 0
    return day_named(tokens, stop + (1 if words[0] == "," else 0))


def in_a_part(tokens: list[Token], i: int) -> bool:
    """ "in the morning", "at night" """
    words = [t.text for t in tokens[i : i + 2]]
    at = i + (2 if words == ["in", "the"] else 1)
    return (words[0] == "in" and tokens[at].kind == "part") or words == ["at", "night"]


def opens(tokens: list[Token], i: int) -> bool:
    """Whether a bare number or range may begin a time here: at the start, or after a word like "free"."""
    return i == 0 or tokens[i - 1].text in _OPENERS


def day_named(tokens: list[Token], i: int) -> bool:
    """Whether a day is named at a place: "tomorrow", "Friday morning", "this evening"."""
    named = tokens[i].kind in {"day", "tonight"} or (tokens[i].kind == "weekday" and tokens[i + 1].kind == "part")
    return named or (tokens[i].kind == "which" and tokens[i + 1].kind in {"part", "weekday"})


def with_zone(tokens: list[Token], value: Clock, stop: int) -> tuple[Clock, int]:
    """The time with what may stand right behind it: "sharp", "-ish", the name of a zone."""
    if tokens[stop].text in {"sharp", "latest", "ish"}:
        stop += 1
    zone = zone_name(words_at(tokens, stop)) or offset(tokens, stop)
    return (replace(value, zone=zone[0]), stop + zone[1]) if zone else (value, stop)
