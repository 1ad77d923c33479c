"""When to speak of a promise that looks safe but is not done: its last decent moment. In: a case, the working time.

A word is decent while the person owed can still do something about it, and while the work could still be done:

    the work    the last moment from which it still fits before the aim, with a quarter of it to spare
    the person  half a working day before the aim, where something else than its nearness speaks against it

The earlier of both counts. Each hangs on facts only (the promise, the calendar, what was said), never on `now`: once it
has come, a later `now` does not take it back. A promise that is wanted outside working hours has none, nor has a talk
at a fixed moment: neither is work that runs out of time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import prod

from daemon.core import effort, speech
from daemon.core.capacity import GIVEN_UP, FreeTime, free_time
from daemon.core.model import Case, LastMoment, Signal, Standing, WorkingCalendar

AHEAD = timedelta(days=14)  # no last decent moment lies further before an aim, or it would be a deadline of its own
REACT_HOURS = 4.0  # half a working day
SPARE_SHARE = 0.25
LEAST_SPARE = 0.25  # hours
CONSIDERABLE = 0.35  # of risk: more than nearness alone, less than what calls for a word by itself
_MOMENT = timedelta(seconds=1)
# Rules whose word ends with the hour or the day, though no fact has changed.
_PASSING = frozenset({"backsliding", "meeting_first", "overcommitted_now"})


def is_near(case: Case) -> bool:
    """Whether the promise is open, not late, and wanted within `AHEAD`, so that it may have a last decent moment."""
    if case.standing is not Standing.OPEN or case.aim is None or case.end is None:
        return False
    return case.aim <= case.now + AHEAD and case.now <= case.end


def last_moment(case: Case, signals: Sequence[Signal], free: FreeTime, working: FreeTime) -> LastMoment | None:
    """The last decent moment of a promise that `is_near`, None where it has none.

    `signals` are those of its risk; `free` is the owner's free time, `working` the same without any event.
    """
    if case.aim is None or not _is_work(case, case.aim, working):
        return None
    of_work = _of_work(case, case.aim, free)
    if _lasting(signals) >= CONSIDERABLE and (of_person := _of_person(case, case.aim, working)) < of_work:
        return LastMoment(of_person, of_work=False)
    return LastMoment(of_work, of_work=True)


def is_past(case: Case) -> bool:
    """Whether it is too late for a word: its end passed two weeks ago, and nothing was heard of it since.

    Who has waited so long in silence waits for it no more; who let a draft lie so long will not send it.
    """
    if case.end is None:
        return False
    heard = max((e.at for e in case.evidence), default=case.end)
    return case.now - max(case.end, heard) > GIVEN_UP


def away_until(now: datetime, calendar: WorkingCalendar) -> datetime | None:
    """When the owner works again, in the coming `AHEAD` or after it; None while they work."""
    ahead = free_time((), now, now + AHEAD, calendar)
    if ahead.begins and ahead.begins[0] <= now.timestamp():
        return None
    return ahead.gap(now, 0.0) or now + AHEAD


def why(case: Case, moment: LastMoment) -> str:
    """A sentence on why the case's last decent moment is that one."""
    aim = speech.short_when(case.aim, case.calendar.zone) if case.aim else "it is wanted"
    if moment.of_work:
        return f"From then on {speech.hours(case.hours)} of work hardly fit before {aim}."
    return f"After that {speech.people(case.promise.to) or 'they'} can hardly act on it before {aim}."


def _is_work(case: Case, aim: datetime, working: FreeTime) -> bool:
    """Whether it is work to be done by an aim within working hours, the last moment of them included.

    What begins after its aim ("on Sunday morning") is planned for the owner's own time.
    """
    due = case.promise.due
    begins_later = due is not None and due.start is not None and due.start > aim
    if begins_later or effort.is_appointment(case.promise):
        return False
    last = working.last_before(aim + _MOMENT)
    return last is not None and last >= aim


def _of_work(case: Case, aim: datetime, free: FreeTime) -> datetime:
    """Where it never fitted it was not decent later than when it was promised; nor does what was never spare count."""
    made = case.promise.made_at
    spare = free.until(aim, case.hours + max(LEAST_SPARE, SPARE_SHARE * case.hours))
    if spare and spare >= made:
        return spare
    return max(made, free.until(aim, case.hours) or made)


def _of_person(case: Case, aim: datetime, working: FreeTime) -> datetime:
    made = case.promise.made_at
    return max(made, working.until(aim, REACT_HOURS) or made)


def _lasting(signals: Sequence[Signal]) -> float:
    """The risk that does not go by itself with the hours."""
    return 1 - prod([1 - signal.weight for signal in signals if signal.rule not in _PASSING])
