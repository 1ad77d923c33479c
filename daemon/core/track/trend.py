"""Words in; where the score goes, whether it slides back, and whether it has gone well for weeks out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import comb

from daemon.core.track import score
from daemon.core.track.values import GOOD, SETTLED, Alarm, Direction, Streak, Trend, Word

LOOK_BACK = 4  # weeks over which the trend is told
LEAST = 4  # settled words on either side: fewer tell nothing
STEP = 0.03  # of the score: less is steady
TURNS = range(1, 7)  # whole weeks since the turn that an alarm looks for
BEFORE = 8  # weeks before the turn
CHANCE = 0.05  # an alarm that would come by chance more often than so is none
STREAK = 3  # weeks worth telling

_WEEK = timedelta(weeks=1)


def trend(words: Sequence[Word], week: date) -> Trend | None:
    """From the score `LOOK_BACK` weeks before the week of this Monday to that at its end; None where few were settled
    since, or none before."""
    since = week - _WEEK * (LOOK_BACK - 1)
    totals = score.totals(words)
    now, then = score.score(totals, week), score.score(totals, since - _WEEK)
    if now is None or then is None or sum(n for monday, (n, _) in totals.items() if since <= monday <= week) < LEAST:
        return None
    change = now - then
    direction = Direction.STEADY if abs(change) < STEP else Direction.RISING if change > 0 else Direction.FALLING
    return Trend(change, since, direction)


def alarm(words: Sequence[Word], week: date) -> Alarm | None:
    """The turn for the worse that chance explains least, if it hardly explains it; None after a streak since.

    Fisher's exact test, one-sided (R. A. Fisher, Statistical Methods for Research Workers, 5th edition, 1934, 21.02).
    """
    if streak(words, week):
        return None
    settled = _by_week(words)
    turns = [_turn(settled, week - _WEEK * back, week) for back in TURNS]
    told = [a for a in turns if min(a.settled_before, a.settled_since) >= LEAST and _by_chance(a) <= CHANCE]
    return min(told, key=_by_chance, default=None)


def streak(words: Iterable[Word], week: date) -> Streak | None:
    """The weeks up to that of this Monday in which nothing slipped, where they are worth telling.

    A week in which nothing was settled neither counts nor breaks it.
    """
    weeks, number, since = 0, 0, week
    for monday, (good, settled) in sorted(_by_week(words).items(), reverse=True):
        if monday > week:
            continue
        if good < settled:
            break
        weeks, number, since = weeks + 1, number + settled, monday
    return Streak(since, weeks, number) if weeks >= STREAK else None


def _by_week(words: Iterable[Word]) -> dict[date, tuple[int, int]]:
    """By Monday how many were kept or moved in time, of how many settled."""
    settled = [w for w in words if w.fate in SETTLED]
    good = Counter(w.week for w in settled if w.fate in GOOD)
    return {monday: (good[monday], number) for monday, number in Counter(w.week for w in settled).items()}


def _turn(settled: dict[date, tuple[int, int]], turned: date, week: date) -> Alarm:
    earliest = turned - _WEEK * BEFORE
    before = {monday: counted for monday, counted in settled.items() if earliest <= monday < turned}
    since = [counted for monday, counted in settled.items() if turned <= monday <= week]
    return Alarm(min(before, default=turned), turned, *_sums(before.values()), *_sums(since))


def _sums(counted: Iterable[tuple[int, int]]) -> tuple[int, int]:
    known = tuple(counted)
    return sum(good for good, _ in known), sum(number for _, number in known)


def _by_chance(turn: Alarm) -> float:
    """How probable it is that so few good ones, or fewer, lie after the turn, if they were dealt out at random."""
    number, good = turn.settled_before + turn.settled_since, turn.good_before + turn.good_since
    fewer = range(turn.good_since + 1)
    dealt = sum(comb(good, k) * comb(number - good, turn.settled_since - k) for k in fewer)
    return dealt / comb(number, turn.settled_since)
