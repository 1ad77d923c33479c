"""How an hour and its minutes are written: "10", "four thirty", "6.45", "1730 hours", "nine o'clock"."""

from daemon.core.due.amounts import cardinal
from daemon.core.due.tokens import Token
from daemon.core.due.values import Clock
from daemon.core.due.zones import zone_name

_HOURS = frozenset({*range(1, 19), 22, 23})  # of "1730"; 19.. and 20.. are years
_ARMY = frozenset({"hours", "hrs", "h"})
ZONED = frozenset({"utc", "gmt", "zulu", "local"})  # behind four figures of the clock


def army(tokens: list[Token], i: int) -> tuple[Clock, int] | None:
    """ "(oh) nine hundred hours", and "8h" where a zone, a day or "at" makes it no length of time."""
    token = tokens[i]
    if token.kind == "amount" and isinstance(token.value, tuple):
        hour, unit = int(token.value[0]), token.value[1]
        led = i > 0 and (tokens[i - 1].text in {"at", "@"} or tokens[i - 1].kind in {"weekday", "date"})
        fits = unit == "hour" and hour <= 24 and token.text.endswith("h")
        return (Clock(hour, half="24"), i + 1) if fits and (led or zone_name(words_at(tokens, i + 1))) else None
    if token.kind != "cardinal" or "hundred" not in (tokens[i + 1].text, tokens[i + 2].text):
        return None
    number = cardinal(tokens, i)
    if not number or number[0] > 23 or [t.text for t in tokens[number[1] : number[1] + 2]] != ["hundred", "hours"]:
        return None
    return Clock(int(number[0]), half="24"), number[1] + 2


def words_at(tokens: list[Token], i: int) -> list[str]:
    """The words with which a time zone may be named at a place."""
    return [t.text for t in tokens[i : i + 5]]


def past_oclock(tokens: list[Token], i: int) -> int | None:
    """The place after "o'clock", however it is written."""
    if tokens[i].text in {"o'clock", "oclock", "o’clock"}:
        return i + 1
    if tokens[i].text != "o":
        return None
    at = i + 2 if tokens[i + 1].kind in {"mark", "dash"} else i + 1
    return at + 1 if tokens[at].text == "clock" else None


def hour_minute(tokens: list[Token], i: int) -> tuple[Clock, int] | None:
    """ "10", "four thirty", "6.45" """
    token = tokens[i]
    if token.kind == "pair" and isinstance(token.value, tuple):
        hour, mark, minute = int(token.value[0]), token.value[1], int(str(token.value[-1]))
        fits = mark == "." and hour <= 23 and minute <= 59 and len(token.text.rpartition(".")[2]) == 2
        return (Clock(hour, minute), i + 1) if fits else None
    if token.kind == "num" and isinstance(token.value, int):
        value = token.value
        if len(token.text) <= 2:
            return _apart(tokens, i) or ((Clock(value), i + 1) if 0 <= value <= 24 else None)
        zero = token.text[0] == "0"
        army = value < 2400 and (tokens[i + 1].text in _ARMY | ZONED)
        fits = value % 100 <= 59 and (army or (value // 100 < 10 if zero else value // 100 in _HOURS))
        return (Clock(value // 100, value % 100, half="24" if zero else None), i + 1) if fits else None
    return _spelled(tokens, i) if token.kind == "cardinal" else None


def _apart(tokens: list[Token], i: int) -> tuple[Clock, int] | None:
    """ "7 30 pm" """
    hour, minute = tokens[i].value, tokens[i + 1].value
    fits = tokens[i + 1].kind == "num" and len(tokens[i + 1].text) == 2 and tokens[i + 2].kind == "ampm"
    if not fits or not isinstance(hour, int) or not isinstance(minute, int):
        return None
    return (Clock(hour, minute), i + 2) if 1 <= hour <= 12 and minute <= 59 else None


def _spelled(tokens: list[Token], i: int) -> tuple[Clock, int] | None:
    """ "four thirty", "nine oh five", and by the 24 hours "fifteen thirty" """
    hour = tokens[i].value
    if not isinstance(hour, int) or not 1 <= hour <= 19:
        return None
    gap = i + 2 if tokens[i + 1].kind == "dash" else i + 1
    zero = tokens[gap].text in {"oh", "o"} and tokens[gap + 1].kind == "cardinal"
    minutes = cardinal(tokens, gap + zero) if tokens[gap + zero].kind == "cardinal" else None
    if minutes and (1 <= minutes[0] <= 9 if zero else 10 <= minutes[0] <= 59 and (hour <= 12 or minutes[0] % 5 == 0)):
        return Clock(hour, int(minutes[0])), minutes[1]
    return (Clock(hour), i + 1) if hour <= 12 else None


def offset(tokens: list[Token], i: int) -> tuple[str, int] | None:
    """ "15:00:00 -0400", as mail headers have it: only behind seconds, for else it would be a range."""
    away = tokens[i + 1]
    tight = tokens[i].text == "-" and tokens[i].end == away.start and tokens[i - 1].text.count(":") == 2
    fits = tight and len(away.text) in {4, 5} and away.text.replace(":", "").isdecimal() and away.text[:2] <= "14"
    return (f"utc-{away.text}", 2) if fits else None
