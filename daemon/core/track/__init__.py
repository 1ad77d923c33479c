"""The track record: week by week, how far the owner's word can be relied on.

In: a Ledger at a moment. Out: its Words, and of them the Track: counts of all, by week and by person, a score, and what
the weeks tell. `score` has the formula and its reasons, `values` the terms, `svg` a picture of it.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from daemon.core.track import counting, score, trend
from daemon.core.track.fates import monday, words
from daemon.core.track.values import (
    Alarm,
    Counts,
    Direction,
    Fate,
    Hours,
    Person,
    Streak,
    Track,
    Trend,
    Week,
    Word,
)

__all__ = [
    "Alarm",
    "Counts",
    "Direction",
    "Fate",
    "Hours",
    "Person",
    "Streak",
    "Track",
    "Trend",
    "Week",
    "Word",
    "track",
    "words",
]


def track(words: Sequence[Word], today: date, weeks: int, to: str | None = None) -> Track:
    """The record of the last so many weeks, that of `today` (a day of the owner's) included; of the words given to the
    address `to` alone, where one is given."""
    known = [w for w in words if to is None or to in {a.email for a in w.to}]
    last = monday(today)
    first = last - timedelta(weeks=weeks - 1)
    people = counting.by_person(known, first, last)
    return Track(
        first=first,
        last=today,
        overall=counting.counts(known, first, last),
        weeks=counting.by_week(known, first, last),
        people=tuple(p for p in people if to in (None, p.address.email)),
        score=score.score(score.totals(known), last),
        trend=trend.trend(known, last),
        alarm=trend.alarm(known, last),
        streak=trend.streak(known, last),
    )
