"""Who the owner is and how they want to speak: what the settings mean to the core."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, tzinfo


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """When the owner works. `days` are ISO weekdays minus one (Monday 0); hours are local wall time in `zone`
    (a ZoneInfo; a fixed offset where only the Date header of one mail tells it).

    `end_of_day` is when a colleague wants what was promised for "EOD"; `day_first` reads 10/12 as 10 December.
    """

    zone: tzinfo
    starts: time = time(9, 0)
    ends: time = time(17, 0)
    days: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    holidays: frozenset[date] = frozenset()
    end_of_day: time = time(17, 0)
    day_first: bool = False


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose word is kept. Addresses in lower case. `people` maps an address to its importance (1.0 is ordinary)."""

    addresses: frozenset[str]
    name: str
    calendar: WorkingCalendar
    people: Mapping[str, float] = field(default_factory=dict)
    boss: str | None = None


@dataclass(frozen=True, slots=True)
class Speak:
    """How and how often drafts are written. `quiet` is [from, to) in local wall time and may pass midnight."""

    from_start: bool = False
    cap_per_day: int = 3
    quiet: tuple[time, time] | None = None
    language: str = "en"
    signature: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)
