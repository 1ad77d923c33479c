"""Rules for the seasons of the northern year, from solstice to equinox: "this summer", "by the fall", "winter 2027"."""

from daemon.core.due.almanac import valid
from daemon.core.due.clocks import is_free
from daemon.core.due.lexicon import WHICH
from daemon.core.due.tokens import Token
from daemon.core.due.values import Now, Span
from daemon.core.due.years import YEARS_AWAY, figures_of_year, year_after

SEASON = "season"
_BOUNDS = ((3, 20), (6, 21), (9, 23), (12, 21))  # first days of spring, summer, autumn, winter
_LEADS_WORDS = "in by until till before since during after over through for of early mid late end - beginning start"
_LEADS = frozenset(_LEADS_WORDS.split())


def season(tokens: list[Token], i: int, now: Now) -> tuple[Span, int] | None:
    """A season with "this", "next", a year, or a word before it that only goes with times."""
    if tokens[i].kind == "which":
        if tokens[i + 1].text == "season" and is_free(tokens[i + 2]):
            return _by_order(now, YEARS_AWAY[WHICH[int(str(tokens[i].value))]]), i + 2
        if tokens[i + 1].kind != SEASON or not is_free(tokens[i + 2]):
            return None
        away = YEARS_AWAY[WHICH[int(str(tokens[i].value))]]
        told = away < 0 or tokens[i].text in {"next", "coming", "upcoming"}
        return _span(now, int(str(tokens[i + 1].value)), None, away if told else 0), i + 2
    if tokens[i].kind != SEASON:
        return None
    year, stop = year_after(tokens, i + 1, now)
    before = tokens[i - 1] if i else tokens[-1]
    led = tokens[i - 2].text in _LEADS if before.kind == "the" and i > 1 else before.text in _LEADS
    if year and tokens[stop].kind == "dash" and figures_of_year(tokens[stop + 1]) == year + 1:  # a winter
        stop += 2
    if not year and not (led and is_free(tokens[i + 1])):
        return None
    return _span(now, int(str(tokens[i].value)), year, 0), stop


def _by_order(now: Now, away: int) -> Span:
    """This season, the next one, the last one."""
    on = next(n for n in range(4) if _span(now, n, None, 0).start <= now.today)
    later = _span(now, (on + away) % 4, None, 0)
    return later if away >= 0 else _span(now, (on + away) % 4, None, -1)


def _span(now: Now, number: int, given: int | None, away: int) -> Span:
    """The season of a year, else the one that is on or the coming one. A winter is named by the year it begins in."""
    year = given or now.wall.year
    first, second = _BOUNDS[number], _BOUNDS[(number + 1) % 4]
    spans = []
    for start_year in (year - 1, year, year + 1):
        start = valid(start_year, *first)
        end = valid(start_year + (number == 3), *second)
        if start and end:
            spans.append(Span(start, end, "days", SEASON))
    if given:
        return next((s for s in spans if s.start.year == given), spans[0])
    place = next((n for n, s in enumerate(spans) if s.end > now.today), len(spans) - 1)
    on = spans[place].start <= now.today
    return spans[max(0, min(len(spans) - 1, place + (away if on or away < 0 else 0)))]
