"""What a template may ask for: the typed slots of one promise. In: a case, its mail, the free time; out: an Item.

Its words are the owner's own, everything else is a day, a time or a yes or no; never text of others.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.types import Address
from daemon.core import effort, risk, speech
from daemon.core.capacity import FreeTime, event_moments
from daemon.core.model import Case, Evidence, Says
from daemon.core.rules.chased import asker
from daemon.core.wording import clean, outcomes, parts, proposal
from daemon.core.wording.phrases import Phrases
from daemon.core.wording.saying import is_aloud, is_moved

_OTHER_CLOCK = re.compile(
    r"\b(?:(?:your|our|my|local|central|mountain) time|[ECMP][SD]?T|GMT|UTC|CES?T|BST|pacific|eastern)\b",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(
    r"(?:\b(?:yes|yep|yeah|no|not|a|problem|sure|ok|okay|will|do|does|can|could|i|i'?ll|we|he|she|it|this|that|you|have"
    r"|thanks|of|course|consider|done|absolutely|happy|to|try|by|on|for|the|them|him|her|worries|at|all)\b|[\W\d_])+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Item:
    """The slots of one promise; "" where there is nothing to say. `date` is the new one as a moment.

    `form` is the template that fits; `said_on`, `due`, `partly` (delivered since), `asked`, `away`, `new` (date) and
    `moment` (for a call or meeting) are days and times in words; `words` those of the promise, `had` and `rest` the
    ones of its parts. `nod`: the words name nothing; `moved_to`: the day it was moved to before.
    """

    form: str
    date: datetime | None
    late: bool
    aloud: bool
    nod: bool
    outcome: outcomes.Outcome
    words: str
    said_on: str
    due: str
    moved_to: str
    had: str
    rest: str
    partly: str
    asked: str
    away: str
    new: str
    moment: str


def item(case: Case, before: float, free: FreeTime, to: Sequence[Address], say: Phrases) -> Item:
    """The slots of one promise to `to`, before which `before` hours of work are to be done."""
    zone = case.calendar.zone
    date = proposal.new_date(case, max(before, _ahead_of(case)), free)
    form = _form(case, date)
    moment = proposal.new_moment(case, free) if form == "clash" else None
    words = clean.quote(case.promise.words)
    had, rest = parts.had_and_rest(case) or ("", "")
    return Item(
        form=form,
        date=date,
        late=risk.is_late(case),
        aloud=is_aloud(case.promise),
        nod=bool(words) and _SAYS_NOTHING.fullmatch(words) is not None,
        outcome=outcomes.outcome(case.promise),
        words=words,
        said_on=say.day(case.promise.made_at.astimezone(zone)),
        due=_due(case, say),
        moved_to=_due(case, say) if is_moved(case.promise) else "",
        had=had,
        rest=rest,
        partly=_day_of(case, [e for e in case.evidence if e.says is Says.PARTLY], say),
        asked=_day_of(case, [e for e in case.evidence if e.at > case.last_word_at and _is_asked_by(e, to)], say),
        away=_away(case, say),
        new=say.by(date.astimezone(zone)) if date else "",
        moment=when(moment, [case], say),
    )


def when(moment: datetime | None, cases: Sequence[Case], say: Phrases) -> str:
    """The moment on the owner's clock; said to be the owner's where one of the promises spoke of another clock."""
    if moment is None:
        return ""
    abroad = any(case.promise.due and _OTHER_CLOCK.search(case.promise.due.said) for case in cases)
    return (say.own_clock if abroad else say.when)(moment.astimezone(cases[0].calendar.zone))


def by_due(case: Case) -> tuple[bool, datetime, datetime, int, str]:
    """What is due first, then what was promised first; not by urgency, which changes with the hours."""
    made, end = case.promise.made_at, case.promise.due.end if case.promise.due else None
    return end is None, end or made, made, case.promise.start, case.promise.key


def _ahead_of(case: Case) -> float:
    """The hours of what is wanted before it: a day of work at most, or an old backlog would put everything off."""
    if case.load is None:
        return 0.0
    return min(max(0.0, case.load.owed_hours - case.hours), effort.WORKDAY_HOURS)


def _due(case: Case, say: Phrases) -> str:
    """The last moment; that of a whole day is the same on every clock."""
    due = case.promise.due
    if due is None or due.end is None:
        return ""
    if due.start in (None, due.end):
        return when(due.end, [case], say)
    return say.when(due.end.astimezone(case.calendar.zone))


def _form(case: Case, date: datetime | None) -> str:
    """Which of the templates fits: late, clash, keeps (it can still be kept), no_date, risk."""
    due = case.promise.due
    if outcomes.is_talk(case.promise) and (case.clashes or risk.is_late(case)):
        return "clash"
    if risk.is_late(case):
        return "late"
    if due is None or due.end is None:
        return "no_date"
    return "keeps" if date and date <= due.end else "risk"


def _day_of(case: Case, some: Iterable[Evidence], say: Phrases) -> str:
    """The day of the latest of this evidence, "" where there is none by now."""
    moments = [e.at for e in some if e.at <= case.now]
    return say.day(max(moments).astimezone(case.calendar.zone)) if moments else ""


def _is_asked_by(evidence: Evidence, to: Iterable[Address]) -> bool:
    """Whether one of these people asked: by address, or by a name that holds the other ("Anna" and "Berg, Anna")."""
    who = asker(evidence) if evidence.says is Says.CHASED else None
    if who is None:
        return False
    if who.email:
        return any(a.email == who.email for a in to)
    said = _words(who.name)
    names = (_words(a.name or speech.first_name(a)) for a in to)
    return any(name and said and (name <= said or said <= name) for name in names)


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.lower()))


def _away(case: Case, say: Phrases) -> str:
    """The days away, where they take in the due day."""
    due = case.promise.due
    if due is None or due.aim is None or risk.is_late(case):
        return ""
    zone = case.calendar.zone
    aim = due.aim.astimezone(zone).date()
    spans = [event_moments(e, zone) for e in case.away]
    if not spans:
        return ""
    first = min(begins for begins, _ in spans).astimezone(zone).date()
    last = (max(ends for _, ends in spans).astimezone(zone) - timedelta(microseconds=1)).date()
    return say.span(first, last) if first <= aim <= last else ""
