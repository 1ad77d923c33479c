"""The values the grammar speaks of. Times are naive local wall time of the writer, intervals [start, end).

An *atom* is the meaning of one phrase ("Friday", "3pm", "next week"); `moment.py` joins atoms into Spans.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from daemon.core.model import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Now:
    """Where the writer stands: wall clock, its zone, the working calendar, the zone "your time" means (if known)."""

    wall: datetime
    zone: tzinfo
    calendar: WorkingCalendar
    theirs: tzinfo | None = None

    @property
    def today(self) -> datetime:
        """The midnight with which the writer's day began."""
        return self.wall.replace(hour=0, minute=0, second=0, microsecond=0)

    def aware(self, wall: datetime) -> datetime:
        """Wall time with the writer's zone; a time that the clocks skip is moved forward by the gap."""
        there = wall.replace(tzinfo=self.zone)
        if there.utcoffset() == there.replace(fold=1).utcoffset():
            return there
        return there.astimezone(UTC).astimezone(self.zone)

    def later(self, passed: timedelta) -> datetime:
        """The wall clock after so much elapsed time, whatever the clocks do in between."""
        moved = self.wall.replace(tzinfo=self.zone).astimezone(UTC) + passed
        return moved.astimezone(self.zone).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) of wall time; a point has end == start.

    `rule` names what made it; `tail` marks "end of X", where "before" already means "by".
    """

    start: datetime
    end: datetime
    grain: str
    rule: str
    tail: bool = False
    other: tuple["Span", ...] = ()  # further fair readings


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, Monday 0. `which` is "", "this", "next" or "last"; `weeks` are added ("Friday week")."""

    day: int
    which: str = ""
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class Date:
    """A day of a month, perhaps without a year; `swap` where day and month could change places (10/12)."""

    day: int
    month: int
    year: int | None = None
    swap: bool = False


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """The 15th, of a month still open."""

    day: int


@dataclass(frozen=True, slots=True)
class Clock:
    """A time on the clock. `half` is "am", "pm" or None where the words leave it open; `zone` as named ("pt")."""

    hour: int
    minute: int = 0
    second: int = 0
    half: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class ClockRange:
    """From one time on the clock to another."""

    first: Clock
    last: Clock


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day: [first, last) in hours; `bare` where the words alone do not say of which day."""

    name: str
    first: int
    last: int
    half: str
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Close:
    """The end of the working day: EOD, COB, end of play; `zone` where it is that of another place."""

    zone: str | None = None


Atom = Span | Weekday | Date | DayOfMonth | Clock | ClockRange | Part | Close


@dataclass(frozen=True, slots=True)
class Bound:
    """What stands at a place of the text: fair Spans, preferred first, and how they bind the act."""

    spans: tuple[Span, ...]
    rule: str
    open: str | None = None
    anchor: str | None = None
