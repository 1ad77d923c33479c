"""Words in; how many came out how: of all of them, by week, by person."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from statistics import median

from connectors.types import Address
from daemon.core.track import score
from daemon.core.track.values import Counts, Fate, Hours, Person, Week, Word

_WEEK = timedelta(weeks=1)


def counts(words: Iterable[Word], first: date, last: date) -> Counts:
    """The words given and those that came to their fates in the weeks from the Monday `first` to the Monday `last`."""
    known = tuple(words)
    came = [w for w in known if first <= w.week <= last]
    return Counts(
        promised=sum(first <= w.given <= last for w in known),
        fates=Counter(w.fate for w in came),
        silent=sum(w.silent for w in came),
        notice=_median(w for w in came if w.fate is Fate.MOVED_IN_TIME),
        lateness=_median(w for w in came if w.fate is Fate.KEPT_LATE),
    )


def by_week(words: Sequence[Word], first: date, last: date) -> tuple[Week, ...]:
    """One row for each week from the Monday `first` to the Monday `last`, empty ones too."""
    near: dict[date, list[Word]] = defaultdict(list)
    for word in words:
        for monday in {word.given, word.week}:
            near[monday].append(word)
    totals = score.totals(words)
    mondays = [first + _WEEK * n for n in range((last - first) // _WEEK + 1)]
    return tuple(Week(m, counts(near[m], m, m), score.score(totals, m)) for m in mondays)


def by_person(words: Iterable[Word], first: date, last: date) -> tuple[Person, ...]:
    """One row for each person to whom a word was given or came to its fate in these weeks."""
    owed: dict[str, list[Word]] = defaultdict(list)
    names: dict[str, Address] = {}
    for word in words:
        for email in {a.email for a in word.to}:
            owed[email].append(word)
        for person in word.to:
            if person.name or person.email not in names:
                names[person.email] = person
    rows = (
        Person(names[email], counts(some, first, last), score.score(score.totals(some), last))
        for email, some in owed.items()
    )
    met = (row for row in rows if row.counts.promised or row.counts.fates)
    return tuple(sorted(met, key=lambda p: (-p.counts.settled, -p.counts.promised, p.address.email)))


def _median(words: Iterable[Word]) -> Hours | None:
    found = [(w.hours, w.working_hours) for w in words]
    if not found:
        return None
    clock, working = (median(column) for column in zip(*found, strict=True))
    return Hours(round(clock, 2), round(working, 2))
