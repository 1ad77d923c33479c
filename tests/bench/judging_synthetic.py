"""A busy owner who never was: promises, a calendar and a record of any size, the same at every run.

In: numbers. Out: values of the model. Words, people, days and kinds are drawn from short lists by a seeded generator:
nearly every promise has words of its own, some were asked for, some put off, some are a call at an hour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from connectors.types import Address, Event, Ref, Status
from daemon.core import record
from daemon.core.model import Due, Evidence, Outcome, Owner, Promise, Record, Says, Standing, WorkingCalendar

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 3, 2, 10, tzinfo=ZONE)
ME = Address("mara@north.example", "Mara Lind")
AHEAD_DAYS = 26 * 7
MADE_DAYS = 60  # how far back promises were made
PEOPLE = 300
OUTCOMES = 400  # of the last half year: about three a working day

_FIRST = (
    *("Anna", "Bo", "Cleo", "Dan", "Edda", "Finn", "Gus", "Hana", "Ivo", "June"),
    *("Kai", "Lena", "Milo", "Nora", "Olaf"),
)
_LAST = (
    *("Ash", "Berg", "Cole", "Dahl", "Engel", "Frey", "Gale", "Hale", "Ibsen", "Jung"),
    *("Kern", "Lund", "Moss", "Nagy", "Ott", "Park", "Quist", "Roth", "Stone", "Thorn"),
)
_ACTS = (
    *("I'll send you the {}", "You will have the {}", "I'll get the {} to you", "I'll review the {}"),
    *("I'll write the {} and let you know", "I will look at the {} myself", "I'll forward the {}"),
    *("Let me check the {} and get back to you", "I'll give you the list for the {}", "We'll finish the {}"),
)
_TALK = "I'll call you about the {}"
_HOW = (
    *("first", "new", "final", "short", "revised", "spring"),
    *("autumn", "northern", "internal", "joint", "printed", "lost"),
)
_WHAT = (
    *("budget", "deck", "report", "floor plan", "costing", "contract", "survey", "slides", "quote", "memo", "drawings"),
    *("samples", "minutes", "forecast", "inventory", "notes", "proposal", "schedule", "boards", "figures"),
)
_TITLES = ("Sync with {}", "1:1 {}", "Review {}", "{} and the budget", "Planning", "Board", "Call {}", "Design crit")


@dataclass(frozen=True, slots=True)
class Owed:
    """Open promises, and by Promise.key what is known of each."""

    promises: tuple[Promise, ...]
    evidence: Mapping[str, tuple[Evidence, ...]]
    standings: Mapping[str, Standing]
    slips: Mapping[str, int]
    last_words: Mapping[str, datetime]


def owner() -> Owner:
    """Mara Lind, who works in Chicago."""
    return Owner(frozenset({ME.email}), ME.name, WorkingCalendar(ZONE))


def people() -> tuple[Address, ...]:
    """Those she writes to: `PEOPLE` of them."""
    names = ((first, last) for last in _LAST for first in _FIRST)
    return tuple(Address(f"{a}.{b}@south.example".lower(), f"{a} {b}") for a, b in names)[:PEOPLE]


def owed(number: int) -> Owed:
    """So many open promises of the last weeks: a third without a date, the others due in the coming half year."""
    draw, known = Random(number), people()
    promises = [_promise(n, draw, known) for n in range(number)]
    keys = [p.key for p in promises]
    asked = {p.key: (_chase(p),) for p in promises if draw.random() < 0.05}
    return Owed(
        tuple(promises),
        asked,
        dict.fromkeys(keys, Standing.OPEN),
        {key: draw.randint(1, 2) for key in keys if draw.random() < 0.05},
        {p.key: NOW - draw.random() * (NOW - p.made_at) for p in promises},
    )


def calendar(number: int) -> list[Event]:
    """So many events from four weeks back to half a year ahead: one in ten of a weekly series."""
    draw, known = Random(number), people()
    single = [_event(f"e{n}", _hour(draw), draw, known) for n in range(number - number // 10)]
    return single + [event for n in range(-(-number // 260)) for event in _series(n, draw, known)][: number // 10]


def past() -> Record:
    """What came of what she promised in the last half year: one in five was late."""
    draw = Random(1)
    ends = sorted(NOW - timedelta(days=draw.random() * record.WINDOW.days) for _ in range(OUTCOMES))
    alike = [record.groups_of(p, ZONE) for p in owed(OUTCOMES).promises]
    came = (Outcome(at.astimezone(UTC), draw.random() < 0.2, some) for at, some in zip(ends, alike, strict=True))
    return record.of(came, ZONE)


def _promise(number: int, draw: Random, known: Sequence[Address]) -> Promise:
    talk = draw.random() < 0.04
    matter = f"{draw.choice(_HOW)} {draw.choice(_WHAT)} {draw.randint(1, 400)}"
    due = _due(draw, talk) if talk or draw.random() < 2 / 3 else None
    words = (_TALK if talk else draw.choice(_ACTS)).format(matter)
    source = f"m{number}"
    return Promise(
        key=f"{number:020x}",
        source=source,
        ref=Ref("work", source),
        to=(draw.choice(known),),
        words=f"{words} {due.said}." if due else f"{words}.",
        made_at=NOW - timedelta(minutes=draw.randint(1, MADE_DAYS * 24 * 60)),
        due=due,
        links=frozenset({f"{source}@north.example"}),
        hedged=draw.random() < 0.1,
        about=f"{matter}",
    )


def _due(draw: Random, talk: bool) -> Due:
    day = NOW.date() + timedelta(days=draw.randint(0, AHEAD_DAYS - 1))
    if talk:
        at = datetime.combine(day, time(draw.randint(11, 16)), ZONE)
        return Due(at, at, at, "minute", f"on {day:%d %B} at {at:%H}")
    end, aim = datetime.combine(day, time(23, 59, 59), ZONE), datetime.combine(day, time(17), ZONE)
    return Due(None, end, aim, "day", f"by {day:%d %B}")


def _chase(promise: Promise) -> Evidence:
    at = promise.made_at + (NOW - promise.made_at) / 2
    return Evidence(promise.key, f"c{promise.source}", at, Says.CHASED, "Any news?", "they asked about it")


def _hour(draw: Random) -> datetime:
    day = NOW.date() + timedelta(days=draw.randint(-28, AHEAD_DAYS))
    return datetime.combine(day, time(draw.randint(8, 17), draw.choice((0, 30))), ZONE)


def _event(id_: str, at: datetime, draw: Random, known: Sequence[Address]) -> Event:
    met = tuple(draw.sample(known, draw.randint(0, 3)))
    title = draw.choice(_TITLES).format(met[0].name if met else "the team")
    return _of(id_, id_, at, title, met, draw)


def _series(number: int, draw: Random, known: Sequence[Address]) -> list[Event]:
    """The 26 weekly occurrences of one event."""
    first, met = _hour(draw), tuple(draw.sample(known, 2))
    start = first.replace(year=NOW.year, month=NOW.month, day=NOW.day) + timedelta(days=number % 5)
    days = (start + timedelta(days=7 * week) for week in range(26))
    return [_of(f"s{number}_{week}", f"s{number}", at, "Weekly sync", met, draw) for week, at in enumerate(days)]


def _of(id_: str, uid: str, at: datetime, title: str, met: tuple[Address, ...], draw: Random) -> Event:
    status = draw.choices((Status.CONFIRMED, Status.TENTATIVE, Status.DECLINED), (90, 6, 4))[0]
    busy, mine = draw.random() < 0.95, draw.random() < 0.9
    return Event(Ref("work", id_), uid, at, at + timedelta(minutes=30), False, title, met, busy, status, mine)
