"""A story for the track record, week by week: Mara lets things slip, and wins back trust. And its picture.

`python -m tests.track_story > daemon/sample/report.svg` draws it.
"""

import sys
from collections.abc import Sequence
from datetime import date, timedelta

from connectors.types import Address
from daemon.core.track import Fate, Track, Word, svg, track
from tests.core.builders import ANNA

MONDAY = date(2026, 1, 5)
HEADING = "The track record of Mara Lind"

# A letter for each word that came to its fate in the week: kept, moved in time, late, still owed, unknown.
WIN_BACK = ("klso", "klo", "kls", "kkl", "klm", "kkml", "kkk", "kkm", "kkkk", "kkkm", "kkkkk", "kkkk")
_OF_LETTER = {
    "k": Word((), MONDAY, MONDAY, Fate.KEPT),
    "m": Word((), MONDAY, MONDAY, Fate.MOVED_IN_TIME, 24, 8),
    "l": Word((), MONDAY, MONDAY, Fate.KEPT_LATE, 24, 8),
    "s": Word((), MONDAY, MONDAY, Fate.KEPT_LATE, 48, 16, silent=True),
    "o": Word((), MONDAY, MONDAY, Fate.STILL_OWED, 96, 32, silent=True),
    "u": Word((), MONDAY, MONDAY, Fate.UNKNOWN),
}


def monday(week: int) -> date:
    """The Monday of the week of that number, from 0."""
    return MONDAY + timedelta(weeks=week)


def word(letter: str, week: int = 0, to: Sequence[Address] = (ANNA,)) -> Word:
    """A word given in a week, that came to its fate in it."""
    was = _OF_LETTER[letter]
    return Word(tuple(to), monday(week), monday(week), was.fate, was.hours, was.working_hours, was.silent)


def words(weeks: Sequence[str], to: Sequence[Address] = (ANNA,)) -> list[Word]:
    """The words of these weeks, a string of letters for each."""
    return [word(letter, week, to) for week, letters in enumerate(weeks) for letter in letters]


def told(weeks: Sequence[str]) -> Track:
    """The record of these weeks, on the Sunday of the last one."""
    return track(words(weeks), monday(len(weeks)) - timedelta(days=1), len(weeks))


if __name__ == "__main__":
    sys.stdout.write(svg.picture(told(WIN_BACK), HEADING))
