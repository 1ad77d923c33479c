"""Joins atoms into moments: "Friday at 4:30pm", "tomorrow morning", "Monday 19 May, by noon", "EOD Friday"."""

from collections.abc import Callable
from dataclasses import replace

from daemon.core.due.almanac import DAY, day_span
from daemon.core.due.clocks import clock, clock_range, close, half_day, is_free, part, this_part
from daemon.core.due.dates import (
    day_month,
    day_number,
    day_of_month,
    figures,
    holiday,
    month_day,
    relative_day,
    spaced,
    weekday,
)
from daemon.core.due.days import days, fits_weekday
from daemon.core.due.hours import in_day, own_day, timed
from daemon.core.due.periods import period
from daemon.core.due.tokens import Token
from daemon.core.due.values import Atom, Bound, Clock, ClockRange, Close, Date, DayOfMonth, Now, Part, Span, Weekday

_BINDS = {"by": "before", "before": "before", "until": "before", "till": "before", "after": "after"}
_JOINS = frozenset({"at", "@", "on", "of", "in", "from", "between", "around", "about", "for", "during"}) | set(_BINDS)
_CLOCKED = frozenset({"at", "@", "by", "around", "about", "before", "after"})  # never the day of a month
_LOOSE = _JOINS - {"of", "in", "on", "for", "during"}
_SHADED = {"early": (18, 21), "late": (21, 24), "later": (18, 24)}
_MOST_ATOMS = 5
_LONGEST = 4  # hours of a meeting: "Monday 1-3" is a time, "Friday 7-6" a date


def moment(tokens: list[Token], i: int, now: Now, loose: bool = False) -> tuple[Bound, int] | None:
    """What begins at a token: all that belongs together, resolved. `loose`: a bare number may be a time."""
    atoms, stop, bind = _collect(tokens, i, now, loose)
    if not atoms:
        return None
    spans = _resolve(atoms, now, stands_alone=_opened(tokens, i))
    return (Bound(tuple(spans), spans[0].rule, bind), stop) if spans else None


def _opened(tokens: list[Token], i: int) -> bool:
    """Whether a bare part of the day may stand alone here: "in the morning", "by evening"."""
    before = [t.text for t in tokens[max(0, i - 2) : i]]
    return before in (["in", "the"], ["during", "the"]) or (before[-1:] or [""])[0] in {
        "in",
        "by",
        "before",
        "at",
        "after",
        "around",
        "about",
        "over",
        "during",
    }


def _collect(tokens: list[Token], i: int, now: Now, loose: bool) -> tuple[list[Atom], int, str | None]:
    atoms: list[Atom] = []
    stop, bind = i, None
    while len(atoms) < _MOST_ATOMS:
        at, word = _joined(tokens, stop) if atoms else (stop, "")
        found = _atom(
            tokens, at, now, loose or word in _LOOSE or _lets_number(atoms, word), [] if word in _CLOCKED else atoms
        )
        if (
            not found
            or not _fits(atoms, found[0])
            or (tokens[stop].text == "(" and not _told_twice(atoms, found[0]))
            or (word in _BINDS and not isinstance(found[0], Clock | Part | Close))
        ):
            break
        atoms.append(found[0])
        stop = found[1]
        bind = _BINDS.get(word, bind)
        loose = False
    return atoms, stop, bind


def _told_twice(atoms: list[Atom], new: Atom) -> bool:
    """ "Monday (15 June)", "15 June (Monday)": brackets give the same day another name."""
    return {_slot(new), *map(_slot, atoms)} >= {"weekday", "date"} and _slot(new) in {"weekday", "date"}


def _lets_number(atoms: list[Atom], word: str) -> bool:
    return bool(atoms) and not word and isinstance(atoms[-1], Weekday | Span | Date | DayOfMonth)


def _joined(tokens: list[Token], i: int) -> tuple[int, str]:
    """Past a comma, a joining word, "the": the place of the next atom, and the word."""
    word = ""
    i += 1 if tokens[i].text in {",", "("} else 0
    for _ in range(2):
        if tokens[i].text in _JOINS:
            word = tokens[i].text if not word or word in {"at", "on"} else word
            i += 1
    return (i + 1 if tokens[i].kind == "the" else i), word


def _atom(tokens: list[Token], i: int, now: Now, loose: bool, before: list[Atom]) -> tuple[Atom, int] | None:
    kind = tokens[i].kind
    if kind in {"num", "pair"} and before and isinstance(before[-1], Weekday):
        found = _number_after_weekday(tokens, i, before[-1].day, now)
        if found:
            return found
    if kind == "ampm" and before:
        return half_day(tokens[i]), i + 1
    for rule in _ATOMS.get(kind, ()):
        atom = rule(tokens, i, now)
        if atom:
            return atom
    if kind == "num" and i and tokens[i - 1].text == "on":
        return _number_on(tokens, i)
    if kind in _CLOCKS:
        return clock_range(tokens, i, loose) or clock(tokens, i, loose)
    return None


def _number_on(tokens: list[Token], i: int) -> tuple[Atom, int] | None:
    """ "on 15" """
    day = day_number(tokens, i)
    return (DayOfMonth(day[0]), day[1]) if day and is_free(tokens[day[1]]) else None


def _number_after_weekday(tokens: list[Token], i: int, weekday: int, now: Now) -> tuple[Atom, int] | None:
    """ "Wednesday 23", and "Friday 7-6" where the figures are that Friday's date."""
    value = tokens[i].value
    if tokens[i].kind == "pair" and isinstance(value, tuple):
        date = _matching_date(int(value[0]), int(str(value[-1])), weekday, now)
        return (date, i + 1) if date else None
    day = day_number(tokens, i)
    if not day:
        return None
    second = day_number(tokens, i + 2) if tokens[i + 1].kind == "dash" else None
    timed = second is not None and (0 < second[0] - day[0] <= _LONGEST or tokens[second[1]].kind == "ampm")
    if second and second[0] <= 12 and is_free(tokens[second[1]]) and not timed:
        date = _matching_date(day[0], second[0], weekday, now)
        return (date, second[1]) if date else None
    free = is_free(tokens[day[1]]) and tokens[day[1]].kind not in {"ampm", "dash", "month"}
    return (DayOfMonth(day[0]), day[1]) if free and fits_weekday(day[0], weekday, now) else None


def _matching_date(left: int, right: int, weekday: int, now: Now) -> Date | None:
    for day, month in ((right, left), (left, right)):
        spans = days([Date(day, month)], now) if month <= 12 else []
        if spans and spans[0].start.weekday() == weekday:
            return Date(day, month)
    return None


def _part(tokens: list[Token], i: int, _now: Now) -> tuple[Atom, int] | None:
    return part(tokens, i, bare=True)


def _close(tokens: list[Token], i: int, now: Now) -> tuple[Atom, int] | None:
    """The end of the working day; "end of" before the name of a day."""
    found = close(tokens, i)
    if found or tokens[i].text not in {"end", "close"}:
        return found
    at = i + 2 if tokens[i + 1].text == "of" else i + 1
    return (Close(), at) if tokens[at].kind in {"weekday", "day"} else None


def _tonight(_tokens: list[Token], i: int, _now: Now) -> tuple[Atom, int] | None:
    return Part("tonight", 18, 24, "pm"), i + 1


def _this_part(tokens: list[Token], i: int, now: Now) -> tuple[Atom, int] | None:
    found = this_part(tokens, i)
    if not found:
        return None
    which, named, stop = found
    if which == "this":
        return named, stop
    return in_day(now.today + DAY * (-1 if which == "last" else 1), named), stop


def _early_day(tokens: list[Token], i: int, _now: Now) -> tuple[Atom, int] | None:
    """ "first thing tomorrow", "early Friday", "late Thursday" """
    if tokens[i].text == "first" and tokens[i + 1].text == "thing":
        stop = i + 2
        words = [t.text for t in tokens[stop : stop + 3]]
        stop += 3 if words == ["in", "the", "morning"] else 0
        return Part("first thing", 6, 12, "am", bare=False), stop
    if tokens[i].text in _SHADED and tokens[i + 1].kind == "tonight":
        return Part(f"{tokens[i].text} tonight", *_SHADED[tokens[i].text], "pm"), i + 2
    named = tokens[i + 1].kind == "weekday" or (tokens[i + 1].kind == "day" and tokens[i + 1].value in {0, 1})
    if tokens[i].text not in {"early", "late"} or not named:
        return None
    return (Part("early", 6, 12, "am") if tokens[i].text == "early" else Part("late", 15, 24, "pm")), i + 1


AtomRule = Callable[[list[Token], int, Now], tuple[Atom, int] | None]
_ATOMS: dict[str, tuple[AtomRule, ...]] = {
    "weekday": (weekday,),
    "which": (holiday, weekday, relative_day, _this_part, period),
    "day": (relative_day,),
    "unit": (relative_day, period),
    "month": (holiday, month_day, period),
    "season": (period,),
    "midst": (period,),
    "whole": (period,),
    "num": (day_month, spaced, period),
    "cardinal": (day_month, period, day_of_month),
    "ordinal": (day_month, period, day_of_month),
    "ordword": (_early_day, day_month, period, day_of_month),
    "pair": (figures,),
    "date": (figures,),
    "yearmonth": (figures,),
    "tonight": (_tonight,),
    "part": (_part,),
    "qualifier": (_close, _part, _early_day, relative_day, period),
    "close": (_close,),
    "closing": (period,),
    "quarter": (period,),
    "holiday": (holiday,),
}
_CLOCKS = frozenset({"clock", "num", "cardinal", "pair", "noon", "a", "half", "unit"})


def _slot(atom: Atom) -> str:
    if isinstance(atom, Span):
        return "date" if atom.grain == "day" else "period"
    if isinstance(atom, Weekday):
        return "weekday"
    if isinstance(atom, Date | DayOfMonth):
        return "date"
    return "clock" if isinstance(atom, Clock | ClockRange) else "part"


def _fits(atoms: list[Atom], new: Atom) -> bool:
    """Whether one more atom says the same moment more precisely; else it begins another one."""
    slot, taken = _slot(new), {_slot(a): a for a in atoms}
    if slot in taken:
        return False
    whole = new if slot == "period" else taken.get("period")
    if isinstance(whole, Span) and len(atoms):
        return _fits_period(slot, taken, whole, new)
    if slot == "weekday" or "weekday" in taken:
        other = taken.get("date", new)
        return not (isinstance(other, Span) and {slot, *taken} >= {"weekday", "date"} and not _same_day(atoms, new))
    return True


def _fits_period(slot: str, taken: dict[str, Atom], whole: Span, new: Atom) -> bool:
    """A week takes a weekday, a month takes a day of the month; times only come with those."""
    if slot == "clock" and whole.grain == "daypart":
        return True
    if slot in {"clock", "part"}:
        return "weekday" in taken or "date" in taken
    if whole.grain == "week":
        return slot == "weekday" or "weekday" in taken
    numbers = [a for a in (new, *taken.values()) if isinstance(a, DayOfMonth)]
    return whole.grain == "month" and bool(numbers)


def _same_day(atoms: list[Atom], new: Atom) -> bool:
    both = [*atoms, new]
    name = next(a for a in both if isinstance(a, Weekday))
    return any(isinstance(a, Span) and a.start.weekday() == name.day for a in both)


def _resolve(atoms: list[Atom], now: Now, stands_alone: bool) -> list[Span]:
    """The fair readings of atoms that belong together, preferred first."""
    found = days(atoms, now)
    if not found and any(isinstance(a, Weekday | Date | DayOfMonth) for a in atoms):
        return []
    named = next((a for a in atoms if isinstance(a, Part)), None)
    time = next((a for a in atoms if isinstance(a, Clock | ClockRange)), None)
    if time and found and found[0].grain == "daypart":
        named = Part("part", 0, 24, "am" if found[0].start.hour < 12 else "pm")
        found = [day_span(found[0].start.replace(hour=0))]
    if time:
        return timed(time, found, named, now)
    if any(isinstance(a, Close) for a in atoms):
        return [replace(d, grain="day", rule="end of day", tail=True) for d in found or [day_span(now.today)]]
    if named:
        if not found and named.bare and not stands_alone:
            return []
        return [in_day(d.start, named) for d in found or [own_day(named, now)]]
    return found
