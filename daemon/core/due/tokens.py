"""Text in, tokens of time out: one linear pass; what is no time (versions, prices, phones, links) becomes "junk"."""

import re
from itertools import starmap
from typing import NamedTuple

from daemon.core.due.blobs import Value
from daemon.core.due.compounds import Piece, after_month, pieces
from daemon.core.due.holidays import HOLIDAY_STARTS
from daemon.core.due.lexicon import FREE, HOURISH, WORDS
from daemon.core.due.slips import MEANT
from daemon.core.due.values import Clock, Date


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
    |(?P<number>\d[0-9A-Za-z]*(?:(?!(?<=[a-z])['’]s\b)[.:/,\-–'’](?=[0-9A-Za-z])[0-9A-Za-z]+)*(?:(?<=\d[ap]\.m)\.)?)
    |(?P<quarter>(?:q[1-4]|h[12])\b)
    |(?P<half>[ap]\s?\.\s?m\b(?:\s?\.)?|[ap]\s?m\b)
    |(?P<weekly>w/[bce]\b|[ec]\.o\.[bdmpqwy]\b\.?)
    |(?P<word>['’‘]til\b|mid-(?:day|night)\b|[A-Za-z]+(?:['’](?!s\b)[A-Za-z]+)?)
    |(?P<mark>['’]s\b|[^\sA-Za-z0-9])""",
    re.VERBOSE | re.IGNORECASE,
)
_LONGEST = 40
_KNOWN = frozenset(WORDS) | HOLIDAY_STARTS | MEANT.keys() | HOURISH.keys() | {"’til", "‘til"}
_TO_OPEN = frozenset({"the", "at", "by", "from", "since", "until", "till"})
_OPENINGS = frozenset({"bow", "bom", "boq", "boy"})
_RISKY = frozenset({"may", "march", "mar", "sat", "sun"})
_FOLLOWING = re.compile(r"\s{1,3}(?:the\s)?([A-Za-z]{1,20})")
# "may 3rd", "march the 28th", "may twenty-ninth": no small number in words, for one may second a motion
_NUMBERED = re.compile(
    r"[ ./-]{0,2}(?:the\s)?['’]?(?:\d|(?:twenty|thirty|twentieth|thirtieth|fourth|fifth|sixth|seventh|eighth|ninth)\b)"
    r"| the (?:first|second|third|tenth|eleventh|twelfth|\w+teenth)\b",
    re.IGNORECASE,
)
_DATED = re.compile(r"\.?,? ?\d{1,2}(?:st|nd|rd|th)?\b|\.?,? ?\d{1,2}[ -]?[A-Za-z]{3}")  # "SUN 15SEP"
_OF_YEAR = re.compile(r" of (?:two thousand|twenty|next|this|last|the|\d{4})\b")  # "opens May of next year"
_PARTED = re.compile(r"(?: (?:morn|morning|afternoon|evening|night|nite|am|pm|a\.m|p\.m)\b|: ?\d)", re.IGNORECASE)
_LEADS_WORDS = "in on by of until till before since during after from for mid early late"
_LEADS = frozenset(_LEADS_WORDS.split())
_THROUGH = frozenset({"thru", "through", "to"})
_ANY_ORDINAL = re.compile(r" (?:first|second|third|tenth|eleventh|twelfth|\w+teenth)\b")
_CAPITAL_LEADS_WORDS = "this to and or through thru , / coming"
_CAPITAL_LEADS = frozenset(_CAPITAL_LEADS_WORDS.split())
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.(?!\w)")
_DOTTED_WHOLE = re.compile(r"\d\d\.\d\d\.[,;)]")
_DOTTED_LEADS_WORDS = "on by until till before after from since the due"
_DOTTED_LEADS = frozenset(_DOTTED_LEADS_WORDS.split())
_LONE = 5  # characters of a text that is a short name of a day or month
_MONEY = "$€£¥#\\_=&"
_NAMED = re.compile(r"(?i:\w+\.(?:com|net|org|co)\b)|wed to ")  # "monday.com", "wed to that idea"
# Short for a day, a month, a unit: the dot behind belongs to it where the sentence goes on.
_SHORT_WORDS = (
    "mon tue tues wed weds thu thur thurs fri sat sun jan feb mar apr jun jul aug sept sep oct nov dec sec secs min "
    "mins hr hrs wk wks mos yr yrs qtr approx"
)
_SHORT = frozenset(_SHORT_WORDS.split())
_GOES_ON = re.compile(r"\.(?: ?[a-z0-9]|,)")
_STUCK = re.compile(r"\d[AP]")  # "exit 11A", "rule 144A": what stands before tells whether it is a time
_CLOCK_LEADS_WORDS = "at @ by from to until till before after around about and - –"
_CLOCK_LEADS = frozenset(_CLOCK_LEADS_WORDS.split())
_CLOCK_KINDS = frozenset({"weekday", "day", "date", "month", "dash"})
_CALLED = re.compile(r"\d{3}\)[ .-]?$")
_NUMBERED_SECTION = re.compile(r"\d\d\.\d\d\.\d\d")  # "02.01.03 Air permits": a date only where a word leads to it
_DATED_BLOB = re.compile(r"\d{4}-\d\d-\d\d")  # "due=2026-05-01"


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
    word = "til" if word.endswith("til") and len(word) == 4 else MEANT.get(word, word)
    kind, value = WORDS.get(word, ("", 0))
    if word in HOURISH:
        out.append(Token("clock", word, Clock(HOURISH[word]), match.start(), match.end()))
        return
    if word in _OPENINGS and not (
        match.group().isupper() and (len(text) <= _LONE or (out and out[-1].text in _TO_OPEN))
    ):
        kind = ""  # a boy, a bow; a trader's BOM is the balance of the month
    if not kind and word in HOLIDAY_STARTS:
        kind = "holiday"
    if word in _RISKY and not _meant(text, match, out[-1] if out else END):
        kind = ""
    if match.group() == "HR" and not (out and out[-1].kind in {"num", "cardinal", "pair"}):
        kind = ""  # the people of Human Resources
    if kind in {"weekday", "month"} and _NAMED.match(text, match.start()):
        kind = ""
    if kind == "month" and _is_acronym(text, match, out[-1] if out else END):
        kind = ""
    out.append(Token(kind, word, value, match.start(), match.end()))


def _is_acronym(text: str, match: re.Match[str], before: Token) -> bool:
    """ "no NOV will be issued": capitals in a text of small letters, beside which no figure and no lead stands."""
    if match.end() - match.start() != 3 or not match.group().isupper() or text.isupper():
        return False
    told = before.kind in {"num", "ordinal", "weekday", "dash", "qualifier"} or before.text in _LEADS
    return not told and not _NUMBERED.match(text, match.end())


def _meant(text: str, match: re.Match[str], before: Token) -> bool:
    """Whether "may", "march", "sat", "sun" is a name of time: by its neighbours, else by its capital."""
    if len(text) <= _LONE:  # "sun.", and nothing else
        return True
    word = match.group()
    month = word.lower() in {"may", "march", "mar"}
    if (
        before.text in _LEADS
        or before.kind in {"ordinal", "ordword", "qualifier", "dash"}
        or before.text in {"next", "last"}
    ):
        return True
    if month and (before.kind == "num" or _NUMBERED.match(text, match.end())):
        return True
    if word.lower() == "may":
        if before.text in _THROUGH and _ANY_ORDINAL.match(text, match.end()):
            return True
        following = _FOLLOWING.match(text, match.end())
        if word == "May" and following and WORDS.get(following[1].lower(), ("", 0))[0] in {"cardinal", "ordword"}:
            return True
        return word != "may" and (before.text in _CAPITAL_LEADS or _OF_YEAR.match(text, match.end()) is not None)
    if before.text == "this" or before.kind == "clock" or _DATED.match(text, match.end()):
        return True
    if _PARTED.match(text, match.end()) or _OF_YEAR.match(text, match.end()):  # "sat of next week"
        return True
    following = _FOLLOWING.match(text, match.end())
    named = following is not None and not (following[1].lower() in WORDS or following[1].lower() in FREE)
    return word[0].isupper() and not word.isupper() and not named


def _mark(text: str, match: re.Match[str], out: list[Token]) -> None:
    if out and out[-1].end > match.start():  # the dot of "15.06."
        return
    if out and out[-1].end == match.start() and out[-1].text in _SHORT and _GOES_ON.match(text, match.start()):
        return
    mark = match.group().replace("’", "'").lower()
    kind = "dash" if mark in "-–—~" else "mark"
    out.append(Token(kind, mark, 0, match.start(), match.end()))


def _half(_text: str, match: re.Match[str], out: list[Token]) -> None:
    text = match.group().lower()
    out.append(Token("ampm", text, 0 if text[0] == "a" else 1, match.start(), match.end()))


def _weekly(_text: str, match: re.Match[str], out: list[Token]) -> None:
    """ "w/c" and "w/e": week commencing, week ending; "e.o.d.", "c.o.b." """
    text = match.group().lower().replace(".", "")
    kind, value = WORDS.get(text, ("", 0))
    out.append(Token(kind, text, value, match.start(), match.end()))


def _quarter(_text: str, match: re.Match[str], out: list[Token]) -> None:
    out.append(Token("quarter", match.group().lower(), 0, match.start(), match.end()))


def _link(_text: str, match: re.Match[str], out: list[Token]) -> None:
    out.append(Token("junk", "", 0, match.start(), match.end()))


def _number(text: str, match: re.Match[str], out: list[Token]) -> None:
    start, end = match.span()
    before, after = text[start - 1 : start], text[end : end + 1]
    priced = before and before in _MONEY and not _DATED_BLOB.match(text, start)
    called = _CALLED.search(text, max(0, start - 8), start) is not None  # "(212) 299-2146"
    if end - start > _LONGEST or priced or called or after == "%" or _is_label(text, match, out):
        out.append(Token("junk", "", 0, start, end))
        return
    blob = match.group().removesuffix(".")
    found = (_after_month(blob, start, out) if out else []) or pieces(blob, start)
    out.extend(starmap(Token, found) if found else [Token("junk", blob.lower(), 0, start, end)])
    led = not out[:-1] or out[-2].text in _DOTTED_LEADS or out[-2].kind == "weekday"
    if _DOTTED_WHOLE.match(text, start) or (led and _DOTTED.match(text, start)):
        _dot(out)


def _is_label(text: str, match: re.Match[str], out: list[Token]) -> bool:
    """ "exit 11A", "rule 144A": a capital behind a number makes it a time only where a word before leads to one."""
    if _NUMBERED_SECTION.fullmatch(text, match.start(), match.end()) and len(text) > match.end() - match.start() + 1:
        return not out or not (out[-1].text in _DOTTED_LEADS | {","} or out[-1].kind in {"weekday", "day"})
    if not _STUCK.fullmatch(text, match.end() - 2, match.end()) or not out:
        return False
    return out[-1].text not in _CLOCK_LEADS and out[-1].kind not in _CLOCK_KINDS


def _after_month(blob: str, start: int, out: list[Token]) -> list[Piece]:
    """The parts of a blob right behind the name of a month: "june 21-july 3", "june/15/2027"."""
    marked = len(out) > 1 and out[-1].text in {"/", "-", "."} and out[-2].kind == "month"
    glued = out[-1].kind == "month" and out[-1].end == start
    return after_month(blob, start, marked, glued) if out[-1].kind == "month" or marked else []


def _dot(out: list[Token]) -> None:
    """ "15.06.", as most of Europe writes a day and its month: the last dot belongs to it."""
    value = out[-1].value
    if out[-1].kind == "pair" and isinstance(value, tuple) and value[1] == ".":
        day, month = int(value[0]), int(str(value[-1]))
        if 1 <= day <= 31 and 1 <= month <= 12:
            out[-1] = out[-1]._replace(kind="date", value=Date(day, month), end=out[-1].end + 1)


_LEXERS = {
    "word": _word,
    "mark": _mark,
    "half": _half,
    "link": _link,
    "quarter": _quarter,
    "weekly": _weekly,
    "number": _number,
}
