"""Rules for amounts counted from a moment: "in two weeks", "within 48 hours", "a week from Monday", "3 days ago"."""

from dataclasses import replace

from daemon.core.due.almanac import DAY, weekend_span
from daemon.core.due.amounts import Amount, amount, moved
from daemon.core.due.clocks import is_free
from daemon.core.due.lexicon import UNITS
from daemon.core.due.moments import moment
from daemon.core.due.tokens import LOOKAHEAD, Token
from daemon.core.due.units import so_many
from daemon.core.due.values import Bound, Now, Span

COUNTED_FROM = "counted from"  # the rule of "3 days before Friday"
_COUNTS = frozenset({"num", "cardinal", "few"})
_NOW = frozenset({"now", "today"})
_AHEAD = frozenset({"later", "hence"})
_ENDS = frozenset({"", ".", ",", ";", "!", "?"})
_LEADS = (
    (("in", "the", "next"), "within"),
    (("over", "the", "next"), "within"),
    (("during", "the", "next"), "within"),
    (("within", "the", "next"), "within"),
    (("within", "the"), "within"),
    (("in", "less", "than"), "within"),
    (("in", "under"), "within"),
    (("in", "no", "more", "than"), "within"),
    (("less", "than"), "within"),
    (("within", "next"), "within"),
    (("within",), "within"),
    (("inside", "of"), "within"),
    (("inside", "the"), "within"),
    (("inside",), "within"),
    (("another",), "in"),
    (("in",), "in"),
    (("after",), "after"),
    (("+",), "in"),
)
_ROUGHLY_WORDS = (
    "about around approximately approx roughly just only maybe another exactly under at most least up to some "
    "precisely over more than well"
)
_ROUGHLY = frozenset(_ROUGHLY_WORDS.split())
_MONTHLY = frozenset({"month", "quarter", "year"})
_FITTED = frozenset({"fit", "squeeze", "slot"})  # "fit in an hour"
_LONE = frozenset({"week", "fortnight", "month", "hour"})  # "another day" may be any
_FROM = {"in": ("from", "after"), "after": ("from", "after"), "within": ("from", "after", "of")}
_BY_FIRST = {words[0]: [lead for lead in _LEADS if lead[0][0] == words[0]] for words, _ in _LEADS}


def lead(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """ "in 2 weeks' time", "within the hour", "in the next couple of days", "after 5 days" """
    leads = _BY_FIRST.get(tokens[i].text)
    if not leads:
        return None
    if tokens[i].text == "in" and i and tokens[i - 1].text in _FITTED:
        return None
    days = _weekdays_ahead(tokens, i + 1, now, led=True) if tokens[i].text == "in" else None
    coming = days or _within_which(tokens, i, now)
    if coming:
        return coming
    words = tuple(t.text for t in tokens[i : i + 4])
    for names, sense in leads:
        if words[: len(names)] == names:
            return _led(tokens, i + len(names), sense, now)
    return None


def counted(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """An amount followed by what it is counted from: "3 days from now", "a week from Monday", "2 hours ago"."""
    found = _weekdays_ahead(tokens, i, now)
    if found:
        return found
    if tokens[i].text in {"this", "same"}:
        return _same_time(tokens, i, now)
    size = amount(tokens, i) or _one(tokens, i)
    if not size:
        return None
    at, word = size[1], tokens[size[1]].text
    if word == "later" and i and tokens[i - 1].text == "not":  # "at six, and not a minute later"
        return None
    going_on = _going_on(tokens, i, size, now)
    if going_on:
        return going_on
    sign = _from_now(tokens, at, size[0].fine)
    if sign:
        return _whole(moved(now, now.wall, size[0], sign), "from now" if sign > 0 else "ago"), at + 1
    named = tokens[at].kind in {"day", "weekday"} or (word == "this" and tokens[at + 1].kind == "weekday")
    if size[0].parts[-1][1] in {"week", "fortnight"} and (named or word == "on"):
        return _counted_from(tokens, at if word == "on" else at - 1, size[0], now)
    if [word, tokens[at + 1].text] in (["prior", "to"], ["ahead", "of"]):
        tokens = [*tokens[:at], tokens[at]._replace(text="before"), *tokens[at + 2 :]]
        found = _counted_from(tokens, at, size[0], now)
        return (found[0], found[1] + 1) if found else None
    return _counted_from(tokens, at, size[0], now) if word in {"from", "after", "before"} else None


def _from_now(tokens: list[Token], i: int, fine: bool) -> int:
    """1 where an amount counts ahead from now ("later", "away"), -1 where back ("ago", "earlier"), else 0."""
    word, ends = tokens[i].text, tokens[i + 1].text in _ENDS
    if word == "ago" or (ends and (word in {"earlier", "back"} or (word == "before" and fine))):
        return -1
    return int(word in _AHEAD or (ends and word in {"after", "out", "away"}))


def _one(tokens: list[Token], i: int) -> tuple[Amount, int] | None:
    """ "(a) week from Friday", "the minute after": one of a unit, though no word counts it."""
    if tokens[i].kind != "unit" or tokens[i].text.endswith("s"):
        return None
    unit, word = UNITS[int(str(tokens[i].value))], tokens[i + 1].text
    week = unit in {"week", "fortnight"} and word == "from" and tokens[i + 2].kind in {"weekday", "day", "which"}
    next_one = unit in {"minute", "hour"} and word == "after" and tokens[i + 2].text in _ENDS
    return (Amount(((1.0, unit),)), i + 1) if week or (next_one and tokens[i - 1].kind == "the") else None


def _same_time(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """ "this time tomorrow", "same time next week", "this day next month" """
    if tokens[i + 1].text not in {"time", "day"}:
        return None
    at = i + 3 if tokens[i + 2].kind == "prep" else i + 2
    if tokens[at].kind == "which" and tokens[at].text == "next" and tokens[at + 1].kind == "unit":
        unit = UNITS[int(str(tokens[at + 1].value))]
        fits = unit in {"week", "month", "quarter", "year"}
        day, stop = (moved(now, now.wall, Amount(((1.0, unit),))).start if fits else None), at + 2
    else:
        found = moment(tokens, at, now) if tokens[at].kind in {"day", "weekday", "which"} else None
        named = found and found[0].spans[0].grain == "day"
        day, stop = (found[0].spans[0].start, found[1]) if found and named else (None, at)
    if not day:
        return None
    point = day + (now.wall - now.today)
    if tokens[i + 1].text == "day":
        return Bound((Span(day, day + DAY, "day", "same day"),), "same day"), stop
    return Bound((Span(point, point, "minute", "same time"),), "same time"), stop


def _going_on(tokens: list[Token], i: int, size: tuple[Amount, int], now: Now) -> tuple[Bound, int] | None:
    """ "for 2 days from tomorrow", "3 hours starting at 4pm": so long, from then on."""
    at = size[1]
    starts = tokens[at].text in {"starting", "beginning", "commencing"}
    if not starts and not (tokens[at].text == "from" and i and tokens[i - 1].text == "for"):
        return None
    at += 2 if tokens[at + 1].text in {"at", "on", "from"} else 1
    at += 1 if tokens[at].kind == "the" else 0
    base = moment(tokens, at, now, loose=True)
    if not base or base[0].open:
        return None
    start = base[0].spans[0].start
    exact = not any(t.kind == "few" for t in tokens[i:at])
    dated = exact and tokens[at].text not in _NOW and not size[0].fine and base[0].spans[0].grain == "day"
    if dated and size[0].parts[-1][1] in {"day", "week", "month"}:
        return Bound((Span(start, moved(now, start, size[0]).start, "days", "going on"),), "going on"), base[1]
    if not (size[0].fine or base[0].spans[0].grain in {"hour", "minute"}):
        return None
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    end = moved(now, start, size[0]).end if size[0].fine else start + (moved(now, start, size[0]).start - midnight)
    return Bound((Span(start, end, "minute", "going on"),), "going on"), base[1]


def _within_which(tokens: list[Token], i: int, now: Now) -> tuple[Bound, int] | None:
    """ "within the coming 3 weeks", "in the following two days": as many as are counted."""
    at = i + (2 if tokens[i + 1].kind == "the" else 1)
    if tokens[i].text not in {"in", "within"} or tokens[at].text not in {"coming", "upcoming", "following", "next"}:
        return None
    return _led(tokens, at + 1, "within", now) if tokens[at + 1].kind in _COUNTS else None


def _led(tokens: list[Token], i: int, sense: str, now: Now) -> tuple[Bound, int] | None:
    while tokens[i].text in _ROUGHLY and i:
        i += 1
    if sense == "within" and [t.text for t in tokens[i - 1 : i + 1]] == ["the", "day"]:
        return Bound((Span(now.wall, now.today + DAY, "day", "within"),), "within", "before"), i + 1
    found = amount(tokens, i)
    lone = sense == "within" or (tokens[i - 1].text == "another" and tokens[i].text in _LONE)
    if not found and lone and tokens[i].kind == "unit":
        found = amount([tokens[i]._replace(kind="a", value=1), *tokens[i : i + LOOKAHEAD]], 0)
        found = (found[0], i + found[1] - 1) if found else None
    if not found:
        return None
    size, stop = found
    after = _counted_from(tokens, stop, size, now) if tokens[stop].text in _FROM[sense] else None
    stop = after[1] if after else _past_time(tokens, stop)
    span = after[0].spans[0] if after else moved(now, now.wall, size)
    if not after and sense == "within" and tokens[i - 1].text == "next" and size.parts[-1][1] == "quarter":
        span = so_many(now, "next", size)
    if sense == "in":
        counts = tokens[stop].text == "of" or (tokens[i - 1].text == "another" and not is_free(tokens[stop]))
        return None if counts else (_whole(span, "in"), stop)
    if sense == "after":
        return Bound((span,), "after amount", "after"), stop
    return Bound((Span(now.wall, span.end, span.grain, "within"),), "within", "before"), stop


def _past_time(tokens: list[Token], i: int) -> int:
    """Past "time" in "in 2 weeks' time", and "or so" in "in a week or so"."""
    at = i + 1 if tokens[i].text in {"'", "'s", "’"} else i
    if tokens[at].text == "time":
        return at + 1
    return i + 2 if [t.text for t in tokens[i : i + 2]] == ["or", "so"] else i


def _counted_from(tokens: list[Token], i: int, size: Amount, now: Now) -> tuple[Bound, int] | None:
    sign = -1 if tokens[i].text == "before" else 1
    at = i + 1 + (1 if tokens[i + 1].text in {"right", "the"} else 0)
    if tokens[at].text in _NOW:
        return _whole(moved(now, now.wall, size, sign), "from now"), at + 1
    base = moment(tokens, at, now, loose=size.fine and tokens[i].text != "of")
    if not base:
        return None
    span = base[0].spans[0]
    if span.grain == "month" and {unit for _, unit in size.parts} <= _MONTHLY:  # "a year from July"
        first, last = (moved(now, edge, size, sign).start for edge in (span.start, span.end))
        return _whole(Span(first, last, "month", COUNTED_FROM), COUNTED_FROM), base[1]
    return _whole(replace(moved(now, span.start, size, sign), rule=COUNTED_FROM), COUNTED_FROM), base[1]


def _weekdays_ahead(tokens: list[Token], i: int, now: Now, led: bool = False) -> tuple[Bound, int] | None:
    """ "three Fridays from now", and where `led` by "in" just "three Fridays" """
    count = tokens[i].value
    weekend = tokens[i + 1].text in {"weekend", "weekends"}
    named = weekend or tokens[i + 1].kind == "weekday"
    if tokens[i].kind not in {"num", "cardinal", "ordinal", "ordword"} or not isinstance(count, int) or not named:
        return None
    words = [t.text for t in tokens[i + 2 : i + 4]]
    if led and tokens[i + 1].text.endswith("s"):
        words = ["from", "now"]
    if not 1 <= count <= 60 or not (words in (["from", "now"], ["from", "today"]) or words[0] in _AHEAD):
        return None
    stop = i + (2 if led else 3 if words[0] in _AHEAD else 4)
    if weekend:
        return _whole(weekend_span(now.today, count - (now.wall.weekday() < 5)), "from now"), stop
    first = (int(str(tokens[i + 1].value)) - now.wall.weekday()) % 7 or 7
    day = now.today + (first + 7 * (count - 1)) * DAY
    return _whole(Span(day, day + DAY, "day", "weekdays ahead"), "from now"), stop


def _whole(span: Span, rule: str) -> Bound:
    return Bound((span,), rule)
