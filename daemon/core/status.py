"""The status mail: how what is owed to one person stands. In: what is on the desk; out: a Summary, if any.

Late or at risk, with the date that can be kept now; done since the last one; on track; without a date; waiting. What
cannot be known (a call that may have taken place) is left out, and so is what is long past, with a date or without:
whoever waited for it has stopped waiting.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from daemon.core import timing
from daemon.core.desk import Desk, is_urgent
from daemon.core.model import Case, Purpose, Risk, Standing
from daemon.core.points import Teller
from daemon.core.standing import LONG_AGO
from daemon.core.summaries import Summary, summary
from daemon.core.wording import slots
from daemon.core.wording.phrases import Phrases

MOST_UNDATED = 5
"""So many promises without a date are named, the latest ones."""

_KEPT = frozenset({Standing.KEPT, Standing.KEPT_LATE})
_FROM_YOU = re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE)


def status(desk: Desk, day: date, since: datetime) -> Summary | None:
    """The status mail of `day`, None where there is nothing to tell. `since` is the moment of the last one."""
    heads = _under_heads(desk, since)
    if not heads:
        return None
    undated = heads.pop("undated", [])
    named = undated[-MOST_UNDATED:]

    def facts(say: Phrases) -> Mapping[str, object]:
        teller = Teller(desk, say)
        return {
            "since": say.day(since.astimezone(desk.owner.calendar.zone)),
            "at_risk": teller.owed(heads.get("at_risk", ())),
            **{head: teller.points(heads.get(head, ())) for head in ("kept", "on_track", "depends", "waiting")},
            "undated": teller.points(named),
            "older": say.number(len(undated) - len(named)) if len(undated) > len(named) else "",
        }

    promises = [case.promise for cases in (*heads.values(), named) for case in cases]
    return summary(desk, Purpose.STATUS, day, promises, facts)


def _under_heads(desk: Desk, since: datetime) -> dict[str, Sequence[Case]]:
    """What is told, by the head it stands under: what is due first stands first, or what was promised first."""
    found: dict[str, list[Case]] = defaultdict(list)
    for case, risk in sorted(desk.cases(), key=lambda judged: slots.by_due(judged[0])):
        if head := _head(case, risk, desk, since):
            found[head].append(case)
    return dict(found)


def _head(case: Case, risk: Risk, desk: Desk, since: datetime) -> str:
    """Under which head it stands; "" where it is left out."""
    if case.standing in _KEPT:
        return "kept" if desk.closed_at(case) > since else ""
    if case.standing is Standing.OPEN and is_urgent(risk):
        return "" if timing.is_past(case) else "at_risk"
    dated = case.promise.due is not None and case.promise.due.end is not None
    if case.standing is Standing.OPEN and dated:
        return "on_track"
    if case.now - case.promise.made_at > LONG_AGO:
        return ""
    if case.standing is Standing.WAITING:
        return "waiting" if _FROM_YOU.search(case.promise.waits_for or "") else "depends"
    return "undated" if case.standing is Standing.OPEN else ""
