"""Lines in; out comes where an attribution begins ("On Monday, Anna Berg <anna@south.example> wrote:"), in any order.

It is found by its end: a line that ends in a colon, or in "wrote" where a date and an address stand before it. It may
be wrapped over up to four lines.
"""

import re

from daemon.core.authored.lines import Lines

_WRAPPED = 3
_LONGEST = 500
_BARE = ("wrote", "schrieb", "écrit", "schreef", "escribió", "skrev")

_WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb(?:en)?|a [ée]crit|escribi[óo]|ha scritto|schreef|geschreven|skrev|escreveu|"
    r"napisał(?:\(a\)|a)?|napsala?|napisal[ao]?|je napisao(?:/la)?|kirjoitti|kirjutas|rašė|rakstīja|пишет|пише|"
    r"написала?|написав|написа|yazdı|ezt írta|a scris|va escriure|đã viết|menulis|έγραψε)(?!\w)|"
    r"写道|寫道|書きました|작성|כתב|كتب|เขียนว่า"
)
_STARTS = re.compile(
    r"(?:on|am|le|el|il|op|den|em|dnia|på|at|w dniu|vào|ter|pe|dne)\b[^\n]{0,80}\d|"
    r"(?:on|am|le|el|il|op|em) \w{2,9}[,.]? |[^\n]{0,12}\d{1,4}[./:-]\d|\d{4}年"
)
_DATE_FIRST = re.compile(
    r"\d{4}[/-]\d{1,2}[/-]\d{1,2}[^\n]{1,80}<[^\n<>]+@[^\n<>]+>:?$|"
    r"[^\n]{0,12}\d[^\n]{0,120}[\s<\"(][^\s<>@]+@[^\n<>@]+[>\")][^\n:]{0,30}[:：]$"
)
_ADDRESS = re.compile(r"<[^\n<>]+@")
_TAIL = re.compile(r"(?:[^:：]{0,60}|[ ](?:on\b|at\b|\()[^\n]{0,60})[:：]$")
_ABBREVIATED = re.compile(r"[ap]\.m\.|\b\w{1,4}\.$")
_FROM_DAY = re.compile(r"(?:on|am|le|el|il|op|den|em|dnia|på|at|w dniu|vào|ter|pe)\b")


def begins(lines: Lines, i: int) -> int | None:
    """Return the first line of the attribution that ends with line i, None where none does."""
    words = lines.low[i]
    colon = words[-1:] in (":", "：") or (words[-1:] == ">" and "@" in words)
    if not colon and not words.endswith(_BARE):
        return None
    strong = weak = None
    for start in range(i, max(-1, i - 1 - _WRAPPED), -1):
        if start < i:
            if not _goes_on(lines, start):
                break
            words = f"{lines.low[start].strip()} {words}"
        dated = _STARTS.match(lines.low[start].lstrip(" \t-*"))
        if (dated or _names_writer(lines.low[start])) and len(words) <= _LONGEST and _attributes(words, colon):
            strong, weak = (start, weak) if dated else (strong, start)
    return weak if strong is None else strong


def is_certain(lines: Lines, start: int, end: int) -> bool:
    """Does it name an address or a date? Without, "As Bob wrote:" may precede the author's own words."""
    return any("@" in low or re.search(r"\d", low) for low in lines.low[start : end + 1])


def _goes_on(lines: Lines, i: int) -> bool:
    """Could line i be the beginning of a sentence that goes on below?"""
    low = lines.low[i]
    if not low or lines.marked[i] or low[-1] in ":!?：" or len(low) > 160:
        return False
    return low[-1] != "." or _ABBREVIATED.search(low) is not None


def _names_writer(low: str) -> bool:
    return _ADDRESS.search(low) is not None or _WROTE.search(low) is not None


def _attributes(words: str, colon: bool) -> bool:
    words = words.lstrip(" \t-*")
    if not colon:
        return "@" in words and _FROM_DAY.match(words) is not None and re.search(r"\d", words) is not None
    wrote = _WROTE.search(words)
    if wrote is None:
        return _DATE_FIRST.match(words) is not None
    near = wrote.start() <= 160 or _FROM_DAY.match(words) is not None
    return near and _TAIL.match(words, wrote.end()) is not None
