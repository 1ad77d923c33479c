"""Joins atoms into moments: "Friday at 4:30pm", "tomorrow morning", "Monday 19 May, by noon", "EOD Friday"."""

from collections.abc import Callable
from dataclasses import replace

from daemon.core.due.almanac import day_span
from daemon.core.due.clock_ranges import clock_range
from daemon.core.due.clocks import clock, is_free
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
from daemon.core.due.days import dashed, days, number_after_weekday
from daemon.core.due.festive import holiday
from daemon.core.due.fitting import fits, slot_of, told_twice
from daemon.core.due.hours import closed, in_day, own_day, timed
from daemon.core.due.lexicon import EVENTS
from daemon.core.due.lists import begins_list
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
_SOMETIME = frozenset({"anytime", "sometime"})
_MOST_ATOMS = 5


def moment(tokens: list[Token], i: int, now: Now, loose: bool = False) -> tuple[Bound, int] | None:
    """What begins at a token: all that belongs together, resolved. `loose`: a bare number may be a time."""
    atoms, stop, bind = _collect(tokens, i, now, loose)
    if not atoms:
        return None
    spans = _resolve(atoms, now, stands_alone=_opened(tokens, i))
    bound = tuple(_edge(s, bind) for s in spans)
    return (Bound(bound, bound[0].rule, _BINDS.get(bind or "")), stop) if bound else None


def _edge(span: Span, word: str | None) -> Span:
    """Of a part of the day what its own preposition leaves: "tomorrow before lunch", "Friday after lunch"."""
    if span.grain != "daypart" or word not in {"before", "after"}:
        return span
    return replace(span, end=span.start) if word == "before" else replace(span, start=span.end)


def _opened(tokens: list[Token], i: int) -> bool:
    """Whether a bare part of the day may stand alone here: "in the morning", "by evening"."""
    before = [t.text for t in tokens[max(0, i - 2) : i]]
    if not before and not tokens[i + 1].text:  # "lunch", and nothing else
        return True
    if before == ["now", "and"]:
        return True
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
        at, word = _joined(tokens, _past_event(tokens, stop, atoms)) if atoms else (stop, "")
        found = _atom(
            tokens,
            at,
            now,
            loose or word in _LOOSE or _lets_number(atoms, word, at == stop),
            [] if word in _CLOCKED else atoms,
        )
        if (
            not found
            or not fits(atoms, found[0])
            or (tokens[stop].text == "(" and not told_twice(atoms, found[0]))
            or (tokens[stop].kind == "dash" and not _told_after_dash(tokens, atoms, stop, found))
            or (slot_of(found[0]) == "clock" and begins_list(tokens, stop))
            or (word in _BINDS and not isinstance(found[0], Clock | Part | Close))
        ):
            break
        atoms.append(found[0])
        stop = found[1] + (tokens[stop].text == "(" and tokens[found[1]].text == ")")
        bind = word if word in _BINDS else bind
        loose = False
    return *_placed(tokens, atoms, stop), bind


def _placed(tokens: list[Token], atoms: list[Atom], stop: int) -> tuple[list[Atom], int]:
    """ "EOD Friday, Pacific": the zone of a closing hour may stand at the end."""
    shut = next((a for a in atoms if isinstance(a, Close) and a.zone is None), None)
    zone = zone_name([t.text for t in tokens[stop : stop + 5]]) if shut else None
    return ([Close(zone[0]) if a is shut else a for a in atoms], stop + zone[1]) if zone else (atoms, stop)


def _told_after_dash(tokens: list[Token], atoms: list[Atom], dash: int, new: tuple[Atom, int]) -> bool:
    """ "Friday - 3pm", "3:00 PM - July 5", "Sun-5-Jul-2026": a dash between a day and its time begins no range."""
    slots, slot = {slot_of(a) for a in atoms}, slot_of(new[0])
    if slot == "clock" and slots <= {"weekday", "date"}:
        whole = tokens[dash + 1].kind == "clock" or tokens[new[1] - 1].kind == "ampm"
        return whole and tokens[new[1]].kind not in {"weekday", "day", "month", "date", "dash"}
    if slots == {"clock"} and slot == "date":
        return isinstance(new[0], Date) and tokens[new[1]].kind not in {"clock", "num", "dash"}
    return slots == {"weekday"} and tokens[dash + 1].kind == "date" and tokens[dash].end == tokens[dash + 1].start


def _lets_number(atoms: list[Atom], word: str, near: bool) -> bool:
    after_part = near and len(atoms) > 1 and isinstance(atoms[-1], Part)  # "tomorrow morning 9-11"
    return bool(atoms) and not word and (after_part or isinstance(atoms[-1], Weekday | Span | Date | DayOfMonth))


def _past_event(tokens: list[Token], i: int, atoms: list[Atom]) -> int:
    """ "the 2pm call tomorrow": between a time and its day stands what happens then."""
    held = tokens[i].text in EVENTS and isinstance(atoms[-1], Clock) and len(atoms) == 1
    at = i + 2 if tokens[i + 1].text == "on" else i + 1
    return i + 1 if held and tokens[at].kind in {"day", "weekday"} else i


def _joined(tokens: list[Token], i: int) -> tuple[int, str]:
    """Past a comma, a joining word, "the": the place of the next atom, and the word."""
    word = ""
    if tokens[i].kind == "bound" and tokens[i + 1].text in {"work", "school"}:
        return i, word
    i += 1 if tokens[i].text in {",", "("} or tokens[i].kind == "dash" else 0
    if _glued(tokens, i):
        return i + 1, word
    if tokens[i].text == "say" and tokens[i - 1].text == ",":
        return i + (2 if tokens[i + 1].text in {"around", "about", "at"} else 1), "around"
    i += _sometime(tokens, i)
    for _ in range(2):
        if tokens[i].text in _JOINS:
            word = tokens[i].text if not word or word in {"at", "on"} else word
            i += 1
    i += 1 if tokens[i].text == "this" and tokens[i + 1].kind == "which" else 0  # "(Monday of) this coming week"
    return (i + 1 if tokens[i].kind == "the" else i), word


def _glued(tokens: list[Token], i: int) -> bool:
    """Whether a mark ties what follows to a day: "tomorrow's lunch", "Mon/10am", "Monday: 10am"."""
    mark, clocked = tokens[i].text, tokens[i + 1].kind == "clock"
    if mark == "'s":
        return tokens[i + 1].kind in {"part", "noon"}
    return clocked and (mark == "/" or (mark == ":" and tokens[i - 1].kind == "weekday"))


def _sometime(tokens: list[Token], i: int) -> int:
    """How many words of "any time (after)", "sometime (before)" stand here."""
    count = 2 if [t.text for t in tokens[i : i + 2]] == ["any", "time"] else int(tokens[i].text in _SOMETIME)
    return count if count and tokens[i + count].text in _JOINS else 0


def _atom(tokens: list[Token], i: int, now: Now, loose: bool, before: list[Atom]) -> tuple[Atom, int] | None:
    kind = tokens[i].kind
    if kind in {"num", "pair", "cardinal", "ordinal"} and before and isinstance(before[-1], Weekday):
        found = number_after_weekday(tokens, i, before[-1].day, now)
        if found:
            return found
    if kind == "ampm" and (before or tokens[i - 1].kind == "the"):
        return half_day(tokens[i], bare=not before), i + 1
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


AtomRule = Callable[[list[Token], int, Now], tuple[Atom, int] | None]
_ATOMS: dict[str, tuple[AtomRule, ...]] = {
    "weekday": (weekday,),
    "which": (early_day, holiday, weekday, relative_day, this_part, period),
    "day": (relative_day,),
    "unit": (holiday, relative_day, period),
    "month": (holiday, month_day, period),
    "season": (holiday, period),
    "midst": (period,),
    "lastly": (period,),
    "whole": (holiday, period),
    "num": (year_day, day_month, spaced, dashed, period),
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
    "opening": (period,),
    "half": (period,),
    "era": (period,),
    "quarter": (period,),
    "holiday": (holiday,),
}
_CLOCKS = frozenset({"clock", "num", "cardinal", "pair", "noon", "a", "half", "unit", "amount"})


def _resolve(atoms: list[Atom], now: Now, stands_alone: bool) -> list[Span]:
    """The fair readings of atoms that belong together, preferred first."""
    found = days(atoms, now)
    if not found and any(isinstance(a, Weekday | Date | DayOfMonth) for a in atoms):
        return []
    parts = [a for a in atoms if isinstance(a, Part)]
    named = parts[-1 if parts[0].name in {"early", "late"} else 0] if parts else None
    if named and named.name == "first thing" and found and found[0].grain == "week":
        found = [day_span(found[0].start)]
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
