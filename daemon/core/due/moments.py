"""Joins atoms into moments: "Friday at 4:30pm", "tomorrow morning", "Monday 19 May, by noon", "EOD Friday"."""

from collections.abc import Callable

from daemon.core.due.almanac import day_span
from daemon.core.due.clocks import clock, clock_range, is_free
from daemon.core.due.dates import (
    day_month,
    day_number,
    day_of_month,
    figures,
    month_day,
    relative_day,
    spaced,
    weekday,
    year_day,
)
from daemon.core.due.days import days, fits_weekday
from daemon.core.due.festive import holiday
from daemon.core.due.hours import closed, in_day, own_day, timed
from daemon.core.due.parts import around_work, bare_part, closing, early_day, half_day, this_part, tonight
from daemon.core.due.periods import period
from daemon.core.due.tokens import Token
from daemon.core.due.values import Atom, Bound, Clock, ClockRange, Close, Date, DayOfMonth, Now, Part, Span, Weekday
from daemon.core.due.zones import zone_name

_BINDS = {"by": "before", "before": "before", "until": "before", "till": "before", "after": "after"}
_JOINS = frozenset({"at", "@", "on", "of", "in", "from", "between", "around", "about", "for", "during"}) | set(_BINDS)
_JOINS |= {"approximately", "circa"}
_CLOCKED = frozenset(
    {"at", "@", "by", "around", "about", "before", "after", "between", "from"}
)  # never the day of a month
_LOOSE = _JOINS - {"of", "in", "on", "for", "during"}
_SHADES = frozenset({"early", "late", "first thing"})  # "late tomorrow afternoon"
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
    if before[-1:] == ["the"]:
        return before[0] in _BINDS or before[0] in {"in", "during"}
    return (before[-1:] or [""])[0] in {
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
        stop = found[1] + (tokens[stop].text == "(" and tokens[found[1]].text == ")")
        bind = _BINDS.get(word, bind)
        loose = False
    return *_placed(tokens, atoms, stop), bind


def _placed(tokens: list[Token], atoms: list[Atom], stop: int) -> tuple[list[Atom], int]:
    """ "EOD Friday, Pacific": the zone of a closing hour may stand at the end."""
    shut = next((a for a in atoms if isinstance(a, Close) and a.zone is None), None)
    zone = zone_name([t.text for t in tokens[stop : stop + 3]]) if shut else None
    return ([Close(zone[0]) if a is shut else a for a in atoms], stop + zone[1]) if zone else (atoms, stop)


def _told_twice(atoms: list[Atom], new: Atom) -> bool:
    """ "Monday (15 June)", "15 June (Monday)": brackets give the same day another name."""
    return {_slot(new), *map(_slot, atoms)} >= {"weekday", "date"} and _slot(new) in {"weekday", "date"}


def _lets_number(atoms: list[Atom], word: str) -> bool:
    return bool(atoms) and not word and isinstance(atoms[-1], Weekday | Span | Date | DayOfMonth)


def _joined(tokens: list[Token], i: int) -> tuple[int, str]:
    """Past a comma, a joining word, "the": the place of the next atom, and the word."""
    word = ""
    if tokens[i].kind == "bound" and tokens[i + 1].text in {"work", "school"}:
        return i, word
    i += 1 if tokens[i].text in {",", "("} else 0
    if tokens[i].text == "'s" and tokens[i + 1].kind == "part":  # "tomorrow's lunch"
        return i + 1, word
    for _ in range(2):
        if tokens[i].text in _JOINS:
            word = tokens[i].text if not word or word in {"at", "on"} else word
            i += 1
    return (i + 1 if tokens[i].kind == "the" else i), word


def _atom(tokens: list[Token], i: int, now: Now, loose: bool, before: list[Atom]) -> tuple[Atom, int] | None:
    kind = tokens[i].kind
    if kind in {"num", "pair", "cardinal"} and before and isinstance(before[-1], Weekday):
        found = _number_after_weekday(tokens, i, before[-1].day, now)
        if found:
            return found
    if kind == "ampm" and (before or tokens[i - 1].kind == "the"):
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
    if not day or (tokens[i].kind == "cardinal" and tokens[day[1] - 1].kind != "ordword"):
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


AtomRule = Callable[[list[Token], int, Now], tuple[Atom, int] | None]
_ATOMS: dict[str, tuple[AtomRule, ...]] = {
    "weekday": (weekday,),
    "which": (early_day, holiday, weekday, relative_day, this_part, period),
    "day": (relative_day,),
    "unit": (holiday, relative_day, period),
    "month": (holiday, month_day, period),
    "season": (holiday, period),
    "midst": (period,),
    "whole": (holiday, period),
    "num": (year_day, day_month, spaced, period),
    "cardinal": (holiday, day_month, period, day_of_month),
    "ordinal": (day_month, period, day_of_month),
    "ordword": (early_day, day_month, period, day_of_month),
    "pair": (figures,),
    "date": (figures,),
    "yearmonth": (figures,),
    "isoweek": (period,),
    "tonight": (tonight,),
    "bound": (around_work,),
    "part": (bare_part,),
    "qualifier": (holiday, closing, bare_part, early_day, relative_day, period),
    "close": (closing,),
    "closing": (period,),
    "era": (period,),
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
        return slot == "part" and len(atoms) > 1 and getattr(taken[slot], "name", "") in _SHADES
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
    parts = [a for a in atoms if isinstance(a, Part)]
    named = parts[-1 if parts[0].name in {"early", "late"} else 0] if parts else None
    time = next((a for a in atoms if isinstance(a, Clock | ClockRange)), None)
    if time and found and found[0].grain == "daypart":
        named = Part("part", 0, 24, "am" if found[0].start.hour < 12 else "pm")
        found = [day_span(found[0].start.replace(hour=0))]
    if time:
        return timed(time, found, named, now)
    shut = next((a for a in atoms if isinstance(a, Close)), None)
    if shut:
        return [closed(d, shut, now) for d in found or [day_span(now.today)]]
    if named:
        if not found and named.bare and not stands_alone:
            return []
        return [in_day(d.start, named) for d in found or [own_day(named, now)]]
    return found
