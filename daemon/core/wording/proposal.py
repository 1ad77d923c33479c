"""By when could it be done instead? In: the hours of work and the free time; out: a date that can be kept.

A proposal is reckoned from a fact (the last word about the promise, or the moment it fell due), not from `now`, and
stands as long as the work still fits before it with half its margin. Only when it does not is a new one made, reckoned
from that moment. So a draft does not change at every turn, and whenever it is sent, its date does not look tight at
once.
"""

from datetime import UTC, datetime, timedelta

from daemon.core.capacity import FreeTime
from daemon.core.model import Case, WorkingCalendar

LEAST_HOURS = 0.5
LEAST_MARGIN = 1.0
SHARE_MARGIN = 0.5
SHARE_LEFT = 0.25  # of the work; with less than a fifth of the time to spare, the calendar is called crowded
STRIDE = timedelta(days=28)  # facts older than this are brought forward by whole strides
MEETING_HOURS = 0.5
NOTICE = timedelta(hours=2)  # a talk sooner than that would be over before the draft is read


def new_date(case: Case, before: float, free: FreeTime) -> datetime | None:
    """The end of the first working half-day by which the work can be done, with a margin of half of it.

    `before` are the hours of what is to be done first. None where the calendar ahead has no room for it.
    """
    work = max(LEAST_HOURS, case.hours) + before
    since = _since(case)
    while True:
        done = free.after(since, work + max(LEAST_MARGIN, SHARE_MARGIN * work))
        if done is None:
            return None
        proposal = _half_day_end(done, case.calendar)
        stands_until = free.until(proposal, work + SHARE_LEFT * work)
        if stands_until is None or stands_until > case.now:
            return proposal
        since = stands_until


def new_moment(case: Case, free: FreeTime) -> datetime | None:
    """The first free half-hour for a call or meeting after its moment, at a quarter of an hour, with `NOTICE`."""
    due = case.promise.due
    return _talk(case, free, due.end if due and due.end else case.promise.made_at)


def new_call(case: Case, free: FreeTime, before: datetime | None) -> datetime | None:
    """A free half-hour for a call, not in the half-day of the last word and with `NOTICE`.

    None where there is none before the moment `before` (None: ever).
    """
    moment = _talk(case, free, _half_day_end(_since(case), case.calendar))
    return None if moment and before and moment >= before else moment


def _talk(case: Case, free: FreeTime, since: datetime) -> datetime | None:
    """The first free half-hour from `since` on; once that is too near, the first from the end of its half-day on."""
    while True:
        moment = free.gap(_quarter(since), MEETING_HOURS)
        if moment is None or moment > case.now + NOTICE:
            return moment
        since = _half_day_end(max(moment, since + timedelta(minutes=15)), case.calendar)


def _since(case: Case) -> datetime:
    """The latest fact a date can be reckoned from."""
    due = case.promise.due
    facts = [case.promise.made_at, case.last_word_at, *(e.at for e in case.evidence)]
    if due and due.end:
        facts.append(due.end)
    latest = max(fact for fact in facts if fact <= case.now).astimezone(UTC)
    return latest + (case.now - latest) // STRIDE * STRIDE


def _half_day_end(moment: datetime, calendar: WorkingCalendar) -> datetime:
    """Noon or the end of the working day, whichever comes first at or after the moment of a working day."""
    local = moment.astimezone(calendar.zone)
    noon = local.replace(hour=12, minute=0, second=0, microsecond=0)
    if local <= noon and calendar.starts < noon.time() < calendar.ends:
        return noon
    end = noon.replace(hour=calendar.ends.hour, minute=calendar.ends.minute)
    return max(local, end)


def _quarter(moment: datetime) -> datetime:
    """The next full quarter of an hour."""
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment if not past else moment - past + timedelta(minutes=15)
