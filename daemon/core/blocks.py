"""Time for what hardly fits: one block of work for a promise. In: cases with their risk, free time. Out: Blocks.

A block is the first free stretch of a half-day that is long enough, ends before the aim and has not passed yet. The
half-days are those of the calendar, not counted from `now`: a block stays where it is until something is put over it,
or until it has passed without a delivery. Of two promises the one wanted first has the choice.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import islice
from math import ceil

from daemon.core import timing
from daemon.core.capacity import FreeTime
from daemon.core.model import Case, Risk

LEAST_HOURS, MIDDLE_HOURS, MOST_HOURS = 0.5, 1.0, 2.0
A_WEEK = 5
MOST_TRIED = 50  # promises: where so many do not fit, further blocks help nobody

Block = tuple[datetime, datetime]  # [start, end)


def blocks(judged: Iterable[tuple[Case, Risk]], free: FreeTime) -> dict[str, Block]:
    """By Promise.key the block of each promise that hardly fits, at most `A_WEEK` of a week.

    `free` is the owner's free time, from a day before `now` on.
    """
    found: dict[str, Block] = {}
    taken: list[Block] = []
    weeks: Counter[tuple[int, int]] = Counter()
    short = sorted((c for c, r in judged if _is_short(c, r)), key=lambda c: (_aim(c), c.promise.key))
    for case in islice(short, MOST_TRIED):
        walked = _walked(case, free, taken)
        if walked and weeks[_week(walked[-1])] < A_WEEK:
            weeks[_week(walked[-1])] += 1
            found[case.promise.key] = walked[-1]
            taken += walked
    return found


def _is_short(case: Case, found: Risk) -> bool:
    """Whether the time before the aim is short for it, and some is left."""
    if not timing.is_near(case) or case.hushed or case.now >= _aim(case):
        return False
    load = case.load
    too_much = load is not None and load.owed_hours > load.free_hours
    return too_much or any(signal.rule == "crowded" for signal in found.signals)


def _walked(case: Case, free: FreeTime, taken: Sequence[Block]) -> list[Block]:
    """The block, after those of the last half-days, which have passed; a short one where a long one does not fit."""
    wanted = min(max(ceil(case.hours * 4) / 4, LEAST_HOURS), MOST_HOURS)
    for hours in (wanted, min(wanted, MIDDLE_HOURS), LEAST_HOURS):
        walked = list(_walk(case, free, hours, taken))
        if walked and walked[-1][1] > case.now:
            return walked
    return []


def _walk(case: Case, free: FreeTime, hours: float, taken: Sequence[Block]) -> Iterator[Block]:
    """One block of each half-day, from the last half-day on until one has not passed, or the aim comes first."""
    zone = case.calendar.zone
    start = max(_half_day(_half_day(case.now, zone) - timedelta(minutes=1), zone), case.promise.made_at)
    while (at := _gap(free, start, hours, taken)) and (end := at + timedelta(hours=hours)) <= _aim(case):
        yield at, end
        if end > case.now:
            return
        start = max(_half_day(at, zone) + timedelta(hours=12), end)


def _gap(free: FreeTime, start: datetime, hours: float, taken: Sequence[Block]) -> datetime | None:
    """The first free stretch of so many hours at or after `start` that no block lies over."""
    at = free.gap(start, hours)
    while at and (over := [end for begin, end in taken if begin < at + timedelta(hours=hours) and end > at]):
        at = free.gap(max(over), hours)
    return at


def _half_day(moment: datetime, zone: tzinfo) -> datetime:
    """The midnight or noon at or before it."""
    local = moment.astimezone(zone)
    return local.replace(hour=local.hour // 12 * 12, minute=0, second=0, microsecond=0)


def _week(block: Block) -> tuple[int, int]:
    year, week, _ = block[0].isocalendar()
    return year, week


def _aim(case: Case) -> datetime:
    """Its aim; of what has none, and so no block, the moment itself."""
    return case.aim or case.now
