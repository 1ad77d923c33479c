"""The letter: how a talk about lost trust may begin. In: what is on the desk; out: a Summary, if anything slipped.

The record supplies the facts: which dates did not hold, what is owed now and by when, how that can be checked. What
only the owner can say stands as a slot in [brackets].
"""

from collections.abc import Mapping
from datetime import date, datetime

from daemon.core.desk import Desk, is_urgent
from daemon.core.model import Case, Purpose, Standing
from daemon.core.points import Teller
from daemon.core.summaries import Summary, Weekly, summary
from daemon.core.wording import slots
from daemon.core.wording.phrases import Phrases

MOST_NAMED = 8
"""So many dates that did not hold are named, the latest ones; a longer list is not read to its end."""

_CLOSED = frozenset({Standing.KEPT, Standing.KEPT_LATE, Standing.DROPPED})


def letter(desk: Desk, day: date, since: datetime, weekly: Weekly | None) -> Summary | None:
    """The letter of `day`, None where no date given to the person slipped.

    `since` is how far back the record goes; `weekly` is when the person gets a status mail, None where they get none.
    """
    dated = sorted((c for c, _ in desk.cases() if _has_an_outcome(c, desk, since)), key=lambda c: _begun(c, desk))
    slipped = [case for case in dated if desk.has_slipped(case)]
    if not slipped:
        return None
    named = slipped[-MOST_NAMED:]
    at_risk, on_track, undated = _owed(desk)

    def facts(say: Phrases) -> Mapping[str, object]:
        teller = Teller(desk, say)
        return {
            "total": len(dated),
            "slips": len(slipped),
            "since": say.day(max(since, _begun(dated[0], desk)).astimezone(desk.owner.calendar.zone)),
            "slipped": teller.points(named),
            "more": say.number(len(slipped) - len(named)) if len(slipped) > len(named) else "",
            "at_risk": teller.owed(at_risk),
            "on_track": teller.points(on_track),
            "undated": bool(undated),
            "weekday": say.said["days"].split(",")[weekly.weekday].strip() if weekly else "",
        }

    promises = {case.promise.key: case.promise for case in (*named, *at_risk, *on_track)}
    return summary(desk, Purpose.LETTER, day, list(promises.values()), facts)


def _begun(case: Case, desk: Desk) -> datetime:
    """When it was first promised."""
    return desk.story(case)[0].made_at


def _has_an_outcome(case: Case, desk: Desk, since: datetime) -> bool:
    """Whether a date of its story held or did not, after `since`."""
    if not any(p.due and p.due.end for p in desk.story(case)):
        return False
    closed = case.standing in _CLOSED and desk.closed_at(case) > since
    return closed or (case.standing is Standing.OPEN and desk.has_slipped(case))


def _owed(desk: Desk) -> tuple[list[Case], list[Case], list[Case]]:
    """What is open and late or at risk, what is on track for its date, and what has none; what is due first first."""
    open_ = sorted(
        ((case, risk) for case, risk in desk.cases() if case.standing is Standing.OPEN),
        key=lambda judged: slots.by_due(judged[0]),
    )
    at_risk = [case for case, risk in open_ if is_urgent(risk)]
    calm = [case for case, risk in open_ if not is_urgent(risk)]
    return at_risk, [c for c in calm if _has_date(c)], [c for c in calm if not _has_date(c)]


def _has_date(case: Case) -> bool:
    return case.promise.due is not None and case.promise.due.end is not None
