"""Whether one more atom says the same moment more precisely, or begins another one."""

from daemon.core.due.values import Atom, Clock, ClockRange, Date, DayOfMonth, Span, Weekday

_SHADES = frozenset({"early", "late", "first thing"})  # "late tomorrow afternoon"


def slot_of(atom: Atom) -> str:
    """What an atom tells of a moment, of which each can be told but once: day, hour, part of the day, .."""
    if isinstance(atom, Span):
        return "date" if atom.grain == "day" else "period"
    if isinstance(atom, Weekday):
        return "weekday"
    if isinstance(atom, Date | DayOfMonth):
        return "date"
    return "clock" if isinstance(atom, Clock | ClockRange) else "part"


def told_twice(atoms: list[Atom], new: Atom) -> bool:
    """ "Monday (15 June)", "15 June (Monday)": brackets give the same day another name."""
    slots = {slot_of(new), *map(slot_of, atoms)}
    if slots == {"clock", "weekday"} and isinstance(new, Clock | ClockRange):  # "Sunday (10:30)"
        return True
    return slots >= {"weekday", "date"} or (slots >= {"clock", "date"} and isinstance(new, ClockRange))


def fits(atoms: list[Atom], new: Atom) -> bool:
    """Whether one more atom says the same moment more precisely; else it begins another one."""
    slot, taken = slot_of(new), {slot_of(a): a for a in atoms}
    if slot in taken:
        names = {getattr(taken[slot], "name", ""), "first thing" if getattr(new, "name", "") == "first thing" else ""}
        return slot == "part" and len(atoms) > 1 and not names.isdisjoint(_SHADES)
    whole = new if slot == "period" else taken.get("period")
    if isinstance(whole, Span) and len(atoms):
        return _fits_period(slot, taken, whole, new)
    if slot == "weekday" or "weekday" in taken:
        other = taken.get("date", new)
        return not (isinstance(other, Span) and {slot, *taken} >= {"weekday", "date"} and not _same_day(atoms, new))
    return True


def _fits_period(slot: str, taken: dict[str, Atom], whole: Span, new: Atom) -> bool:
    """A week takes a weekday, a month takes a day of the month; times only come with those."""
    part = new if slot == "part" else taken.get("part")
    if whole.grain == "week" and getattr(part, "name", "") == "first thing":  # "first thing next week"
        return True
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
