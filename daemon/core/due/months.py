"""Rules for months and quarters by their names: "August", "next June", "the month of May", "Q3", "H1 2026"."""

from daemon.core.due.almanac import add_months, month_span
from daemon.core.due.clocks import is_free
from daemon.core.due.lexicon import WHICH
from daemon.core.due.portions import tail
from daemon.core.due.tokens import Token
from daemon.core.due.values import Now, Span
from daemon.core.due.years import short_year, year_after

_PEOPLE = frozenset({"april", "may", "june", "august", "jan"})
_CALLED_WORDS = "hi hello dear hey thanks ask asked tell told with cc mr ms mrs contact call see copy copying let"
_CALLED = frozenset(_CALLED_WORDS.split())
_DOES_WORDS = "will would can could should is has had was said says wants needs thinks asked told sent did does and 's"
_DOES = frozenset(_DOES_WORDS.split())
_SPOKEN_WORDS = "please can could would will i you thanks thank do did what have let here attached as per are"
_SPOKEN = frozenset(_SPOKEN_WORDS.split())
_LEADS = frozenset({"prep", "bound", "qualifier", "which", "dash"})
_LED = frozenset({"of", "to", "and", "or", "than", "-"})


def month(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "August", "October 2026", "Dec/2018", "March of next year" """
    at = i + (1 if tokens[i + 1].text == "." else 0)
    year, stop = year_after(tokens, at + 1, now)
    number = int(str(tokens[i].value))
    if year:
        return month_span(now.today.replace(year=year, month=number, day=1)), stop
    if not (is_free(tokens[i + 1]) or tokens[i + 1].text in {".", "-", "end"} or tokens[i + 1].kind == "dash"):
        return None
    of_them = [t.text for t in tokens[i + 1 : i + 3]] == ["of", "the"] and tokens[i + 3].kind != "which"
    if _is_someone(tokens, i) or of_them:  # "March of the ..." is a film
        return None
    past = number < now.wall.month
    span = month_span(now.today.replace(year=now.wall.year + past, month=number, day=1))
    ends = tokens[i + 1].text == "end" and is_free(tokens[i + 2])
    return (tail(span, now), i + 2) if ends else (span, i + 1)


def month_of(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "the month of June" """
    return month(tokens, i + 2, now) if tokens[i + 1].text == "of" and tokens[i + 2].kind == "month" else None


def which_month(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "this June", "next June" (the coming one), "last June" """
    found = month(tokens, i + 1, now) if tokens[i + 1].kind == "month" else None
    if not found or WHICH[int(str(tokens[i].value))] != "last":
        return found
    span = found[0]
    return month_span(span.start, -12 if span.start > now.today else 0), found[1]


def _is_someone(tokens: list[Token], i: int) -> bool:
    """Whether "April", "June", "Jan" is a person: called, or about to do something."""
    if tokens[i].text not in _PEOPLE:
        return False
    if i == 0 and tokens[1].text == "," and tokens[2].text in _SPOKEN:  # "June, please call them"
        return True
    called = i > 0 and (tokens[i - 1].text in _CALLED or (tokens[i - 1].text == "and" and not tokens[i - 2].kind))
    led = i > 0 and (tokens[i - 1].kind in _LEADS or tokens[i - 1].text in _LED)
    return called or (not led and tokens[i + 1].text in _DOES)


def quarter(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """ "Q3", "H1 2026", "Q1 next year" """
    name, number = tokens[i].text[0], int(tokens[i].text[1])
    year, stop = year_after(tokens, i + 1, now)
    at = i + 2 if tokens[i + 1].text == "of" else i + 1
    short = short_year(tokens, at, now) if not year else None
    if short:
        year, stop = short, at + 1
    if not year and [t.text for t in tokens[i + 1 : i + 4]] == ["of", "the", "year"]:
        stop = i + 4
    ends = tokens[stop].text in {"end", "close"} and is_free(tokens[stop + 1])
    if not ends and not is_free(tokens[stop]):  # "Q3 numbers"
        return None
    months = 3 if name == "q" else 6
    start = now.today.replace(year=year or now.wall.year, month=(number - 1) * months + 1, day=1)
    if not year and add_months(start, months) <= now.today:
        start = add_months(start, 12)
    span = Span(start, add_months(start, months), "quarter" if months == 3 else "days", "quarter")
    return (tail(span, now), stop + 1) if ends else (span, stop)
