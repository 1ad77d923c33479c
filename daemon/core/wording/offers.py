"""What a draft says beside the new date. In: the cases, their new dates, the free time. Out: one offer, and a day.

Soonest and cheapest first: a meeting that is in the calendar anyway, a part of the thing, a call. The day is one of
theirs: what the owner has noted of it in the calendar without going there ("FYI: gate") is what they wait for it for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from connectors.types import Address, Event, Status
from daemon.core import matter, people, risk
from daemon.core.capacity import FreeTime
from daemon.core.model import Case, Says, Tone
from daemon.core.wording import outcomes, parts, proposal


@dataclass(frozen=True, slots=True)
class Offer:
    """At most one of: the meeting at which it can be shown, a part first, a moment for a call.

    `needed` is when they need it, as far as the calendar tells, and `too_late` whether the new date lies behind it.
    """

    meeting: datetime | None = None
    part: bool = False
    call: datetime | None = None
    needed: datetime | None = None
    too_late: bool = False


NOTHING = Offer()


def offer(
    cases: Sequence[Case], dates: Sequence[datetime | None], to: Sequence[Address], tone: Tone, free: FreeTime
) -> Offer:
    """What fits: `dates` are the new ones, beside `cases`; what is no sooner than they are offers nothing."""
    named = [date for date in dates if date]
    last = max(named) if len(named) == len(dates) else None
    needed = _needed(cases[0], to) if len(cases) == 1 else None
    until = min((moment for moment in (last, needed) if moment), default=None)
    beside = Offer(needed=needed, too_late=needed is not None and last is not None and last > needed)
    if meeting := _meeting(cases[0], to, until):
        return replace(beside, meeting=meeting)
    if len(cases) == 1 and _comes_apart(cases[0]):
        return replace(beside, part=True)
    if any(_wants_a_talk(case, tone) for case in cases):
        return replace(beside, call=proposal.new_call(cases[0], free, until))
    return beside


def _meeting(case: Case, to: Sequence[Address], before: datetime | None) -> datetime | None:
    """When the owner sees all of these people next, where that is sooner; rather alone than among many."""
    first = case.now + proposal.NOTICE
    meetings = [m for m in _events(case, to) if m.busy and not m.all_day and m.starts_at > first]
    sooner = [m for m in meetings if before is None or m.starts_at < before]
    return min(sooner, key=lambda m: (len(m.people), m.starts_at)).starts_at if sooner else None


def _needed(case: Case, to: Sequence[Address]) -> datetime | None:
    """When the first event of theirs begins that is about the same thing and that the owner does not go to."""
    about = matter.things(f"{case.promise.words} {case.promise.about}")
    theirs = ((m.starts_at, matter.things(m.title)) for m in _events(case, to) if not m.busy)
    return next((at for at, title in theirs if not matter.is_vague(matter.shared(about, title))), None)


def _events(case: Case, to: Sequence[Address]) -> Iterator[Event]:
    """The coming ones that are sure, and at which all of these people are."""
    sure = (m for m in case.meetings if m.status is Status.CONFIRMED and m.starts_at > case.now)
    return (m for m in sure if all(people.meets(m, (who,)) for who in to))


def _comes_apart(case: Case) -> bool:
    """Several things to hand over, none of them late or delivered."""
    whole = not any(e.says is Says.PARTLY for e in case.evidence)
    return (
        whole
        and not risk.is_late(case)
        and parts.number(case) > 1
        and outcomes.outcome(case.promise) is outcomes.Outcome.THING
    )


def _wants_a_talk(case: Case, tone: Tone) -> bool:
    """They asked, or it is late for somebody who is no colleague."""
    chased = any(e.says is Says.CHASED and e.at <= case.now for e in case.evidence)
    return chased or (risk.is_late(case) and tone is not Tone.PEER)
