"""Text in, tokens of time out: one linear pass; what is no time (versions, prices, phones, links) becomes "junk"."""

import re
from dataclasses import replace
from typing import NamedTuple

from daemon.core.due.almanac import HOLIDAY_STARTS
from daemon.core.due.lexicon import MONTHS, UNITS, WORDS
from daemon.core.due.values import Clock, Date

Value = int | Date | Clock | tuple[int, str, int] | tuple[int, str]


class Token(NamedTuple):
    """`kind` is "" for a word that says nothing about time; `text` is in lower case; [start, end) in the text."""

    kind: str
    text: str
    value: Value
    start: int
    end: int


END = Token("", "", 0, 0, 0)
LOOKAHEAD = 24  # tokens that a rule may look at beyond its own place

_TOKEN = re.compile(
    r"""(?P<link>(?:https?://|www\.)\S+)
    |(?P<number>\d[0-9A-Za-z]*(?:[.:/,\-–'’](?=[0-9A-Za-z])[0-9A-Za-z]+)*(?:(?<=\d[ap]\.m)\.)?)
    |(?P<quarter>(?:q[1-4]|h[12])\b)
    |(?P<half>[ap]\s?\.\s?m\b(?:\s?\.)?|[ap]\s?m\b)
    |(?P<weekly>w/[ce]\b)
    |(?P<word>mid-(?:day|night)\b|[A-Za-z]+(?:['’](?!s\b)[A-Za-z]+)?)
    |(?P<mark>['’]s\b|[^\sA-Za-z0-9])""",
    re.VERBOSE | re.IGNORECASE,
)
_LONGEST = 40
_HALF = r"(?:(a|p|am|pm|a\.m|p\.m))?"
_CLOCK = re.compile(rf"(\d{{1,2}})[:h](\d\d)(?::(\d\d))?{_HALF}", re.IGNORECASE)
_HOUR = re.compile(r"(\d{1,2})(?:[.](\d\d))?(a|p|am|pm|a\.m|p\.m)", re.IGNORECASE)
_YMD = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_NUMDATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)")
_PAIR = re.compile(r"(\d{1,2})([/.])(\d{1,2})")
_YEAR_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})|(\d{1,2})/(\d{4})")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/.]?([A-Za-z]{3,9})(?:[-/.]?(\d{4}|\d\d))?")
_NAMED_YMD = re.compile(r"(\d{4})[-/]([A-Za-z]{3,9})[-/](\d{1,2})")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)", re.IGNORECASE)
_AMOUNT = re.compile(r"(\d{1,3})([A-Za-z]{1,7})")
_SHORT_UNITS = {"m": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "mos": "month", "y": "year"}
_YEAR_QUARTER = re.compile(r"((?:19|20)\d\d)[-/]?([qh][1-4])", re.IGNORECASE)
_ISH = re.compile(r"-?ish$", re.IGNORECASE)
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d)?)(Z?)", re.IGNORECASE)
_KNOWN = frozenset(WORDS) | HOLIDAY_STARTS
_RISKY = frozenset({"may", "march", "mar", "sat", "sun"})
_FOLLOWING = re.compile(r"\s{1,3}(?:the\s)?([A-Za-z]{1,20})")
# "may 3rd", "march the 28th", "may twenty-ninth": no small number in words, for one may second a motion
_NUMBERED = re.compile(
    r"[ ./-]{0,2}(?:the\s)?(?:\d|(?:twenty|thirty|twentieth|thirtieth|fourth|fifth|sixth|seventh|eighth|ninth)\b)",
    re.IGNORECASE,
)
_LEADS_WORDS = "in on by of until till before since during after from for mid early late"
_LEADS = frozenset(_LEADS_WORDS.split())
_CAPITAL_LEADS_WORDS = "this to and or through thru , / coming"
_CAPITAL_LEADS = frozenset(_CAPITAL_LEADS_WORDS.split())
_MONEY = "$€£¥#\\_=&"


def scan(text: str) -> list[Token]:
    """The tokens of a text, padded with END so that rules may look ahead freely."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "word":  # four tokens in five: no call for a word that says nothing about time
            word = match.group().lower()
            if word not in _KNOWN:
                tokens.append(Token("", word, 0, match.start(), match.end()))
                continue
        _LEXERS[match.lastgroup or ""](text, match, tokens)
    tokens.extend([END] * LOOKAHEAD)
    return tokens


def _word(text: str, match: re.Match[str], out: list[Token]) -> None:
    word = match.group().lower()
    kind, value = WORDS.get(word, ("", 0))
    if not kind and word in HOLIDAY_STARTS:
        kind = "holiday"
    if word in _RISKY and not _meant(text, match, out[-1] if out else END):
        kind = ""
    out.append(Token(kind, word, value, match.start(), match.end()))


def _meant(text: str, match: re.Match[str], before: Token) -> bool:
    """Whether "may", "march", "sat", "sun" is a name of time: by its neighbours, else by its capital."""
    word = match.group()
    month = word.lower() in {"may", "march", "mar"}
    if before.text in _LEADS or before.kind in {"ordinal", "qualifier", "dash"} or before.text in {"next", "last"}:
        return True
    if month and (before.kind == "num" or _NUMBERED.match(text, match.end())):
        return True
    if word.lower() == "may":
        following = _FOLLOWING.match(text, match.end())
        if word == "May" and following and WORDS.get(following[1].lower(), ("", 0))[0] in {"cardinal", "ordword"}:
            return True
        return word != "may" and (before.text in _CAPITAL_LEADS)
    return (word[0].isupper() and not word.isupper()) or before.text == "this"


def _mark(_text: str, match: re.Match[str], out: list[Token]) -> None:
    text = match.group().replace("’", "'").lower()
    kind = "dash" if text in "-–—~" else "mark"
    out.append(Token(kind, text, 0, match.start(), match.end()))


def _half(_text: str, match: re.Match[str], out: list[Token]) -> None:
    text = match.group().lower()
    out.append(Token("ampm", text, 0 if text[0] == "a" else 1, match.start(), match.end()))


def _weekly(_text: str, match: re.Match[str], out: list[Token]) -> None:
    """ "w/c" and "w/e": week commencing, week ending."""
    text = match.group().lower()
    out.append(Token("unit", text, WORDS[text][1], match.start(), match.end()))


def _quarter(_text: str, match: re.Match[str], out: list[Token]) -> None:
    out.append(Token("quarter", match.group().lower(), 0, match.start(), match.end()))


def _link(_text: str, match: re.Match[str], out: list[Token]) -> None:
    out.append(Token("junk", "", 0, match.start(), match.end()))


def _number(text: str, match: re.Match[str], out: list[Token]) -> None:
    start, end = match.span()
    before, after = text[start - 1 : start], text[end : end + 1]
    if end - start > _LONGEST or (before and before in _MONEY) or after == "%":
        out.append(Token("junk", "", 0, start, end))
        return
    out.extend(_pieces(match.group().removesuffix("."), start) or [Token("junk", match.group().lower(), 0, start, end)])


_LEXERS = {
    "word": _word,
    "mark": _mark,
    "half": _half,
    "link": _link,
    "quarter": _quarter,
    "weekly": _weekly,
    "number": _number,
}


def _pieces(blob: str, start: int) -> list[Token]:
    """A blob of digits as one token, or as two with a dash or comma between; [] where it is no time."""
    stamp = _STAMP.fullmatch(blob)
    if stamp:
        return _stamped(stamp, start)
    quarter = _YEAR_QUARTER.fullmatch(blob)
    if quarter:
        return _quartered(quarter, start)
    bare = _ISH.sub("", blob)
    known = _classify(bare)
    if known:
        return [Token(known[0], bare.lower(), known[1], start, start + len(blob))]
    for dash in "-–,":
        left, found, right = blob.partition(dash)
        if not found or dash in right or (dash == "," and len(right) == 3):
            continue
        first, last = _classify(left), _classify(right) or _named(right)
        if first and last:
            cut = start + len(left)
            kind = "mark" if dash == "," else "dash"
            return [
                Token(first[0], left.lower(), first[1], start, cut),
                Token(kind, dash, 0, cut, cut + 1),
                Token(last[0], right.lower(), last[1], cut + 1, start + len(blob)),
            ]
    return []


def _quartered(found: re.Match[str], start: int) -> list[Token]:
    """ "2027Q1", "2027-H2": a year and its quarter or half in one."""
    year = Token("num", found[1], int(found[1]), start, start + 4)
    return [year, Token("quarter", found[2].lower(), 0, start + found.start(2), start + found.end())]


def _stamped(stamp: re.Match[str], start: int) -> list[Token]:
    """A date and a time of RFC 3339 in one."""
    date, time = _year_first(stamp[1]), _clock(stamp[2])
    if not date or not time or not isinstance(time[1], Clock):
        return []
    clock = replace(time[1], half="24", zone="z" if stamp[3] else None)
    cut = start + stamp.start(2)
    return [
        Token("date", stamp[1], date[1], start, cut - 1),
        Token("clock", stamp[2], clock, cut, start + stamp.end()),
    ]


def _named(word: str) -> tuple[str, Value] | None:
    return ("month", MONTHS[word.lower()]) if word.lower() in MONTHS else None


def _classify(blob: str) -> tuple[str, Value] | None:
    if blob.isdecimal():
        return _digits(blob)
    for rule in (_ordinal, _clock, _year_first, _numdate, _pair, _year_month, _with_month, _amount):
        found = rule(blob)
        if found:
            return found
    return ("day", 1) if blob.lower() == "2moro" else None


def _digits(blob: str) -> tuple[str, Value] | None:
    if len(blob) == 8 and blob[:2] in {"19", "20"} and 1 <= int(blob[4:6]) <= 12 and 1 <= int(blob[6:]) <= 31:
        return "date", Date(int(blob[6:]), int(blob[4:6]), int(blob[:4]))
    return ("num", int(blob)) if len(blob) <= 4 else None


def _ordinal(blob: str) -> tuple[str, Value] | None:
    match = _ORDINAL.fullmatch(blob)
    return ("ordinal", int(match[1])) if match and 1 <= int(match[1]) <= 31 else None


def _clock(blob: str) -> tuple[str, Value] | None:
    match = _CLOCK.fullmatch(blob)
    if match:
        hour, minute, second, half = int(match[1]), int(match[2]), int(match[3] or 0), match[4]
    else:
        match = _HOUR.fullmatch(blob)
        if not match:
            return ("clock", Clock(int(blob[:-1]), half="24")) if _is_hour(blob) else None
        hour, minute, second, half = int(match[1]), int(match[2] or 0), 0, match[3]
    if hour > 24 or minute > 59 or second > 59 or (half and not 1 <= hour <= 12):
        return None
    zero = "24" if blob[0] == "0" or "h" in blob.lower() else None
    return "clock", Clock(hour, minute, second, half[0].lower() + "m" if half else zero)


def _is_hour(blob: str) -> bool:
    return blob[-1:] == "h" and blob[:-1].isdecimal() and 13 <= int(blob[:-1][:3]) <= 24


def _year_first(blob: str) -> tuple[str, Value] | None:
    match = _YMD.fullmatch(blob)
    if match:
        return _date(int(match[4]), int(match[3]), match[1])
    match = _NAMED_YMD.fullmatch(blob)
    return _date(int(match[3]), MONTHS.get(match[2].lower(), 0), match[1]) if match else None


def _numdate(blob: str) -> tuple[str, Value] | None:
    match = _NUMDATE.fullmatch(blob)
    if not match:
        return None
    first, second = int(match[1]), int(match[3])
    if match[2] == ".":
        if len(match[4]) == 2 and len(blob) < 8:  # 1.1.30 is a version
            return None
        return _date(first, second, match[4])
    return _date(second, first, match[4], swap=True) or _date(first, second, match[4])


def _pair(blob: str) -> tuple[str, Value] | None:
    match = _PAIR.fullmatch(blob)
    return ("pair", (int(match[1]), match[2], int(match[3]))) if match and blob != "24/7" else None


def _year_month(blob: str) -> tuple[str, Value] | None:
    match = _YEAR_MONTH.fullmatch(blob)
    if not match:
        return None
    year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
    fits = 1 <= int(month) <= 12 and 1900 <= int(year) <= 2199
    return ("yearmonth", (int(year), "-", int(month))) if fits else None


def _with_month(blob: str) -> tuple[str, Value] | None:
    match = _NAMED.fullmatch(blob)
    return _date(int(match[1]), MONTHS.get(match[2].lower(), 0), match[3]) if match else None


def _amount(blob: str) -> tuple[str, Value] | None:
    match = _AMOUNT.fullmatch(blob)
    if not match:
        return None
    name = match[2]
    kind, value = WORDS.get(name.lower(), ("", 0))
    unit = UNITS[value] if kind == "unit" else _SHORT_UNITS.get(name)
    return ("amount", (int(match[1]), unit)) if unit else None


def _date(day: int, month: int, year: str | None, swap: bool = False) -> tuple[str, Value] | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    full = int(year) if year else None
    if full is not None and full < 100:
        full += 2000 if full < 70 else 1900
    return "date", Date(day, month, full, swap and day <= 12)
