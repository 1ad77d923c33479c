"""The score: how far one can rely on the owner's word, from 0 to 1.

    score = (PRIOR * STRENGTH + sum of weight(week) * mean credit(week)) / (STRENGTH + sum of weight(week))
    weight(week) = sqrt(number of words settled in it) * 2 ** (-age in weeks / HALF_LIFE)

In: words, and the week it is reckoned for. Why it is so:

- A word kept counts 1, and one of which a new date was told in time nearly as much: whoever hears in time can plan
  anew. The less notice, the less it counts, and less again each time the same word is moved.
- A slip counts by how late it was, in working hours, halved every two working days: an hour is no week. Handing it over
  counts more than only saying late when it will come, and that more than still owing it, so the next honest step always
  helps. What was told before its end counts more than silence; a word taken back counts little, however early.
- A week weighs by the square root of its words, so that many good weeks count for more than many words in one. Within a
  week no order matters.
- What is old fades: trust is slow to build, and nobody shall carry a slip for ever. After two months it weighs half.
- The prior is that of a stranger in `record`. By it, one more slip never costs more than 1 / (STRENGTH + 1) of the
  scale, a sixth, and that only where nothing else is known: a single bad day must not make it pointless to go on.
- A word kept never lowers the score, not even in a bad week: each further word of a week weighs less than those before,
  so that what it adds to the weight of the week is never more than what it adds to its credit.
- What is pending, unknown, unclear, undated, dropped or lapsed counts for nothing: it shows neither.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from math import exp2, fsum, sqrt

from daemon.core import record
from daemon.core.track.values import SETTLED, Fate, Word

PRIOR = 1 - record.PRIOR
STRENGTH = 5.0  # as many weeks with one word each as the prior weighs
HALF_LIFE = 8.0  # weeks
LATE_HALVES = 16.0  # working hours in which what is late loses half of its credit: two days of eight
AMPLE_NOTICE = 8.0  # working hours by which a new date told in time has gained half of what notice can gain

_MOVED, _NOTICED = 0.75, 0.2  # with no notice worth the name; what ample notice adds
_AGAIN = 0.8  # the share left of it each time the word had been moved before
_AT_ONCE = {Fate.KEPT_LATE: 0.6, Fate.MOVED_LATE: 0.4, Fate.STILL_OWED: 0.2, Fate.TAKEN_BACK: 0.3}
_NOT_SILENT = 0.1  # what a word before its end adds

Totals = Mapping[date, tuple[int, float]]
"""By week (its Monday) the number of settled words and the sum of their credits."""


def credit(word: Word) -> float:
    """What a settled word counts for, from 0 to 1."""
    if word.fate is Fate.KEPT:
        return 1.0
    if word.fate is Fate.MOVED_IN_TIME:
        gained = 1 - exp2(-word.working_hours / AMPLE_NOTICE)
        return (_MOVED + _NOTICED * gained) * _AGAIN**word.again
    start = _AT_ONCE[word.fate] + (0.0 if word.silent else _NOT_SILENT)
    return start * exp2(-word.working_hours / LATE_HALVES)


def totals(words: Iterable[Word]) -> Totals:
    """The settled ones among the words, week by week; their order does not matter."""
    earned: dict[date, list[float]] = defaultdict(list)
    for word in words:
        if word.fate in SETTLED:
            earned[word.week].append(credit(word))
    return {monday: (len(some), fsum(some)) for monday, some in earned.items()}


def score(totals: Totals, week: date) -> float | None:
    """The score at the end of the week of this Monday, as what was settled by then stands now; None without any."""
    weighed = [(_weight(n, monday, week), total / n) for monday, (n, total) in totals.items() if monday <= week]
    if not weighed:
        return None
    gained = fsum([PRIOR * STRENGTH, *(weight * mean for weight, mean in weighed)])
    return gained / fsum([STRENGTH, *(weight for weight, _ in weighed)])


def _weight(number: int, monday: date, week: date) -> float:
    return sqrt(number) * exp2(-(week - monday).days / 7 / HALF_LIFE)
