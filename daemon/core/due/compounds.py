"""What a blob of figures is made of: one part, or several ("2027Q1", "5-7pm", "2026-03-28T17:00/2026-03-29T21:00")."""

import re
from dataclasses import replace

from daemon.core.due.blobs import Value, classify, clock, year_first
from daemon.core.due.lexicon import MONTHS
from daemon.core.due.values import Clock

# kind, text, value, and the place [start, end) in the text
Piece = tuple[str, str, Value, int, int]

_ISH = re.compile(r"-?ish$", re.IGNORECASE)
_STAMP = re.compile(
    r"(\d{4}-\d\d-\d\d|\d{8})T(\d\d:?\d\d(?::?\d\d)?)(?:[.,]\d{1,6})?(Z|[+-]\d\d(?::?\d\d)?)?", re.IGNORECASE
)
_WEEK = re.compile(r"(\d{4})-?W(\d\d)(?:-([1-7]))?", re.IGNORECASE)
_YEAR_QUARTER = re.compile(r"((?:19|20)\d\d)[-/]?([qh][1-4])", re.IGNORECASE)
_QUARTER_FIRST = re.compile(r"([1-4])([qQ])((?:20)?\d\d)?|([12])(H|h(?=20))((?:20)?\d\d)")  # "1h45" is no half
_YEAR_NAME = re.compile(r"((?:19|20)\d\d)/([A-Za-z]{3,9})", re.IGNORECASE)
_CHAIN = re.compile(r"(?:\d{1,3}(?:mo|min|[ywdhms])){2,4}")
_LINK = re.compile(r"(\d{1,3})(mo|min|[ywdhms])")
_LINKS = {"y": "year", "mo": "month", "w": "week", "d": "day", "h": "hour", "m": "minute", "s": "second"}
_LINKS |= {"min": "minute"}
_DAY_YEAR = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?([-/.])((?:19|20)\d\d)", re.IGNORECASE)
_DAY_SHORT_YEAR = re.compile(r"(\d{1,2})/(\d\d)")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-–]([A-Za-z]{3,9})", re.IGNORECASE)
_TERM = re.compile(r"(\d\d)-([A-Za-z]{3,9})(\d\d)")
_EXTENSION = re.compile(r"\d{1,2}[-–][1-9]\d{3}")  # of a telephone: "3-1808", but for an hour: "9-1130"
_HOUR = re.compile(r"(?:1\d|2[0-3])[0-5][05]")
_DAY_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)/(\d{1,2})(?:st|nd|rd|th)", re.IGNORECASE)
_MOMENTS = frozenset({"date", "clock"})


def pieces(blob: str, start: int) -> list[Piece]:
    """The parts of a blob, with a dash or comma between; [] where it is no time."""
    for pattern, made in _COMPOUNDS:
        found = pattern.fullmatch(blob)
        if found:
            return made(found, start)
    bare = _ISH.sub("", blob)
    known = classify(bare)
    if known:
        return [_ish(known[0], bare, known[1], start, start + len(blob))]
    return _parted(blob, start)


def after_month(blob: str, start: int, marked: bool, glued: bool) -> list[Piece]:
    """A blob behind the name of a month and a mark ("june/15/2027") or none ("june 21-july 3"): its day comes first."""
    term = _TERM.fullmatch(blob)
    if term and glued and term[2].lower() in MONTHS:
        return _term(term, start)
    year = _DAY_YEAR.fullmatch(blob)
    if year and 1 <= int(year[1]) <= 31:
        return _three("num", int(year[1]), year[2], "num", int(year[3]), (blob, start, year.start(3), year.start(2)))
    short = _DAY_SHORT_YEAR.fullmatch(blob)
    if short and marked and 1 <= int(short[1]) <= 31:  # "Oct/2/18"
        place = (blob, start, short.start(2), short.end(1))
        return _three("num", int(short[1]), "/", "num", 2000 + int(short[2]), place)
    pair = _DAY_DAY.fullmatch(blob)
    if pair:
        place = (blob, start, pair.start(2), pair.start(2) - 1)
        return _three("num", int(pair[1]), "-", "ordinal", int(pair[2]), place)
    month = _DAY_MONTH.fullmatch(blob)
    if month and month[2].lower() in MONTHS:
        value = MONTHS[month[2].lower()]
        return _three("num", int(month[1]), "-", "month", value, (blob, start, month.start(2), month.start(2) - 1))
    return []


def _term(term: re.Match[str], start: int) -> list[Piece]:
    """ "(Dec)26-Mar27": months of one year or two that follow; days in "(Dec)15-Dec20", "(Jul)15-Aug02"."""
    century = "20" if 0 <= int(term[3]) - int(term[1]) <= 1 else ""
    first, last = f"{century}{term[1]}", f"{century}{term[3]}"
    return [
        ("num", first, int(first), start, start + term.end(1)),
        ("dash", "-", 0, start + term.end(1), start + term.start(2)),
        ("month", term[2].lower(), MONTHS[term[2].lower()], start + term.start(2), start + term.end(2)),
        ("num", last, int(last), start + term.start(3), start + term.end(3)),
    ]


def _three(first: str, left: int, mark: str, last: str, right: int, place: tuple[str, int, int, int]) -> list[Piece]:
    blob, start, second, cut = place
    return [
        (first, str(left), left, start, start + cut),
        ("dash" if last in {"month", "ordinal"} else "mark", mark, 0, start + cut, start + second),
        (last, str(right) if last == "num" else blob[second:].lower(), right, start + second, start + len(blob)),
    ]


def _ish(kind: str, bare: str, value: Value, start: int, end: int) -> Piece:
    """ "7ish" is an hour of the clock, whatever "7" would be."""
    if kind == "num" and end - start > len(bare) and isinstance(value, int) and 1 <= value <= 12:
        return "clock", bare.lower(), Clock(value), start, end
    return kind, bare.lower(), value, start, end


def _parted(blob: str, start: int) -> list[Piece]:
    if _EXTENSION.fullmatch(blob) and not _HOUR.fullmatch(blob[-4:]):
        return []
    for dash in "-–,/":
        left, found, right = blob.partition(dash)
        if not found or dash in right.replace("-", "", 2 * (dash == "/")) or (dash == "," and len(right) == 3):
            continue
        first, last = pieces(left, start), pieces(right, start + len(left) + 1) or _named(right, start + len(left) + 1)
        if not first or not last or (dash == "/" and not {p[0] for p in first + last} <= _MOMENTS):
            continue
        cut = start + len(left)
        return [*first, ("mark" if dash == "," else "dash", dash, 0, cut, cut + 1), *last]
    return []


def _named(word: str, start: int) -> list[Piece]:
    month = MONTHS.get(word.lower())
    return [("month", word.lower(), month, start, start + len(word))] if month else []


def _quartered(found: re.Match[str], start: int) -> list[Piece]:
    """ "2027Q1", "2027-H2": a year and its quarter or half in one."""
    year: Piece = ("num", found[1], int(found[1]), start, start + 4)
    return [year, ("quarter", found[2].lower(), 0, start + found.start(2), start + found.end())]


def _quarter_first(found: re.Match[str], start: int) -> list[Piece]:
    """ "3Q27", "2H2027", "3Q": a quarter or half whose number stands first, perhaps with its year."""
    number, name, year = found.groups()[:3] if found[1] else found.groups()[3:]
    cut = start + 2
    named: Piece = ("quarter", f"{name.lower()}{number}", 0, start, cut)
    if not year:
        return [named]
    return [named, ("num", f"20{year[-2:]}", 2000 + int(year[-2:]), cut, start + found.end())]


def _year_name(found: re.Match[str], start: int) -> list[Piece]:
    """ "2027/Aug" """
    month = _named(found[2], start + 5)
    year: Piece = ("num", found[1], int(found[1]), start, start + 4)
    return [year, ("mark", "/", 0, start + 4, start + 5), *month] if month else []


def _chained(found: re.Match[str], start: int) -> list[Piece]:
    """ "2d5h", "1h20m30s": amounts in one."""
    links = _LINK.finditer(found[0])
    return [("amount", m[0], (int(m[1]), _LINKS[m[2]]), start + m.start(), start + m.end()) for m in links]


def _week(found: re.Match[str], start: int) -> list[Piece]:
    """ "2027-W09", "2027-W09-5" (ISO 8601): the week times ten, and its day."""
    place = 10 * int(found[2]) + int(found[3] or 0)
    fits = 10 <= place <= 537
    return [("isoweek", found[0].lower(), (int(found[1]), "w", place), start, start + found.end())] if fits else []


def _stamped(stamp: re.Match[str], start: int) -> list[Piece]:
    """A date and a time of RFC 3339 in one, or in the basic form of ISO 8601."""
    day = stamp[1] if "-" in stamp[1] else f"{stamp[1][:4]}-{stamp[1][4:6]}-{stamp[1][6:]}"
    hour = stamp[2] if ":" in stamp[2] else ":".join(stamp[2][n : n + 2] for n in range(0, len(stamp[2]), 2))
    date, time = year_first(day), clock(hour)
    if not date or not time or not isinstance(time[1], Clock):
        return []
    zone = (stamp[3] or "").lower()
    value = replace(time[1], half="24", zone=zone if zone in {"", "z"} else f"utc{zone}")
    cut = start + stamp.start(2)
    return [
        ("date", stamp[1], date[1], start, cut - 1),
        ("clock", stamp[2], replace(value, zone=value.zone or None), cut, start + stamp.end()),
    ]


_COMPOUNDS = (
    (_STAMP, _stamped),
    (_WEEK, _week),
    (_YEAR_QUARTER, _quartered),
    (_QUARTER_FIRST, _quarter_first),
    (_YEAR_NAME, _year_name),
    (_CHAIN, _chained),
)
