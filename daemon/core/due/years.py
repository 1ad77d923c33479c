"""Rules for years that follow a date, month or quarter: ", 2027", "of next year", "'27", "twenty twenty seven"."""

from daemon.core.due.almanac import FIRST_YEAR, LAST_YEAR
from daemon.core.due.amounts import cardinal
from daemon.core.due.clocks import is_free
from daemon.core.due.lexicon import WHICH
from daemon.core.due.tokens import Token
from daemon.core.due.values import Now

YEARS_AWAY = {"this": 0, "next": 1, "last": -1, "coming": 1}
_LEADS = frozenset({",", "of", "in", "'", "’", "/", "-", "fy"})
_CENTURIES = {19: 1900, 20: 2000}
_NEAR = range(-2, 13)  # years from now that two bare figures may name


def year_after(tokens: list[Token], i: int, now: Now) -> tuple[int | None, int]:
    """The year that stands at a place, perhaps after "of" or a comma; where there is none, the place stays."""
    at = i + 1 if tokens[i].text in _LEADS else i
    at += 1 if at > i and tokens[at].text in {"'", "’"} else 0  # "of '17"
    found = figures_of_year(tokens[at])
    if found:
        return found, at + 1
    if tokens[at - 1].text in {"'", "’"} and tokens[at].kind == "num" and len(tokens[at].text) == 2:
        return 2000 + int(str(tokens[at].value)), at + 1
    other = spelled_year(tokens, at) or _named_year(tokens, at, now)
    return other or (None, i)


def figures_of_year(token: Token) -> int | None:
    """Four figures that can be a year."""
    fits = token.kind == "num" and isinstance(token.value, int) and len(token.text) == 4
    return token.value if fits and isinstance(token.value, int) and FIRST_YEAR <= token.value <= LAST_YEAR else None


def spelled_year(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """ "two thousand and seven", "twenty twenty six" """
    if tokens[i].kind != "cardinal":
        return None
    if tokens[i].text == "two" and tokens[i + 1].text == "thousand":
        at = i + 3 if tokens[i + 2].text == "and" else i + 2
        rest = cardinal(tokens, at) if tokens[at].kind == "cardinal" else None
        return (2000 + round(rest[0]), rest[1]) if rest and rest[0] < 100 else (2000, i + 2)
    century = _CENTURIES.get(int(str(tokens[i].value)))
    rest = cardinal(tokens, i + 1) if century and tokens[i + 1].kind == "cardinal" else None
    return (century + round(rest[0]), rest[1]) if century and rest and 10 <= rest[0] <= 99 else None


def short_year(tokens: list[Token], i: int, now: Now) -> int | None:
    """Two bare figures after "14th April" or "Q4", where they name a year about now and no hour would do."""
    token = tokens[i]
    if token.kind != "num" or not isinstance(token.value, int) or len(token.text) != 2 or not is_free(tokens[i + 1]):
        return None
    if token.value <= 12 and token.text[0] != "0":
        return None
    year = 2000 + token.value
    return year if year - now.wall.year in _NEAR else None


def _named_year(tokens: list[Token], i: int, now: Now) -> tuple[int, int] | None:
    """ "next year", "(of) the following year" """
    at = i + 1 if tokens[i].kind == "the" else i
    if [t.text for t in tokens[at : at + 3]] == ["year", "after", "next"]:
        return now.wall.year + 2, at + 3
    if tokens[at].kind != "which" or tokens[at + 1].text != "year" or tokens[at + 2].text == "'s":
        return None
    return now.wall.year + YEARS_AWAY[WHICH[int(str(tokens[at].value))]], at + 2
