"""Who the owner is and how they want to speak: what the settings mean to the core."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, tzinfo
from enum import StrEnum


class Tone(StrEnum):
    """What somebody is to the owner: it sets how they are greeted and asked, never what they are told."""

    CLIENT = "client"
    BOSS = "boss"
    PEER = "peer"


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
    """Whose word is kept. Addresses in lower case. `people` maps an address to its importance (1.0 is ordinary).

    `tones` are what somebody is to the owner, by address or domain, where it is not what `wording.tone` would take.
    """

    addresses: frozenset[str]
    name: str
    calendar: WorkingCalendar
    people: Mapping[str, float] = field(default_factory=dict)
    boss: str | None = None
    tones: Mapping[str, Tone] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Speak:
    """How and how often drafts are written. `quiet` is [from, to) in local wall time and may pass midnight.

    `templates` are the owner's own by name, which go before those of `language`; `tone` is that of every draft, None
    where it goes by the people. `working_hours_only`: new drafts wait for the owner's working hours.
    """

    from_start: bool = False
    cap_per_day: int = 3
    quiet: tuple[time, time] | None = None
    language: str = "en"
    signature: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)
    tone: Tone | None = None
    working_hours_only: bool = True
