"""From the atoms that name a day to the days they may mean: weekday with date, with week, with nothing."""

from collections.abc import Iterator
from dataclasses import replace

from daemon.core.due.almanac import DAY, add_months, day_span, valid, week_span
from daemon.core.due.clocks import is_free
from daemon.core.due.dates import DATE_OF_YEAR, coming_day, day_number, in_year, nearest
from daemon.core.due.tokens import Token
from daemon.core.due.values import Atom, Date, DayOfMonth, Now, Span, Weekday

_LEADS = frozenset({"on", "by", "before", "until", "till", "due", "since"})  # what leads to a date in figures
_TO = frozenset({"to", "until", "till"})
_LONGEST = 4  # hours of a meeting: "Monday 1-3" is a time, "Friday 7-6" a date


def days(atoms: list[Atom], now: Now) -> list[Span]:
    """The fair readings of the day or period that the atoms name, preferred first; [] where they name none."""
    name = next((a for a in atoms if isinstance(a, Weekday)), None)
    date = next((a for a in atoms if isinstance(a, Date)), None)
    number = next((a for a in atoms if isinstance(a, DayOfMonth)), None)
    spans = [a for a in atoms if isinstance(a, Span)]
    if date:
        return _dated(date, name, now)
    if number:
        return _numbered(number.day, name, spans, now)
    if name and spans and spans[0].grain == "week":
        return [day_span(spans[0].start + DAY * name.day, "weekday of week")]
    if name and not spans:
        return _named(name, now)
    return _with_others(spans)


def _with_others(spans: list[Span]) -> list[Span]:
    return [spans[0], *spans[0].other] if spans else []


def _dated(date: Date, name: Weekday | None, now: Now) -> list[Span]:
    """A date: its year is the given one, else the coming one, or the one in which the weekday is right."""
    fair = list(_orders(date, now))
    if date.year:
        found = [day_span(d, DATE_OF_YEAR) for d in (in_year(date.year, m, n) for n, m in fair) if d]
    else:
        found = [span for n, m in fair for span in nearest(n, m, now)]
    if not name:
        return found
    right = [span for span in found if span.start.weekday() == name.day]
    return right + [span for span in found if span not in right][: 0 if right else 2]


def _orders(date: Date, now: Now) -> Iterator[tuple[int, int]]:
    """(day, month) in the fair orders."""
    first = now.calendar.day_first and date.swap
    yield (date.month, date.day) if first else (date.day, date.month)
    if date.swap and date.day != date.month:
        yield (date.day, date.month) if first else (date.month, date.day)


def _numbered(day: int, name: Weekday | None, spans: list[Span], now: Now) -> list[Span]:
    if spans:
        found = valid(spans[0].start.year, spans[0].start.month, day)
        return [day_span(found, "day of month")] if found else []
    if name:
        matched = _weekday_date(day, name.day, now)
        if matched:
            return [matched]
    return coming_day(day, now)


def _weekday_date(day: int, weekday: int, now: Now, months: int = 12) -> Span | None:
    for ahead in range(months + 1):
        first = add_months(now.today.replace(day=1), ahead)
        found = valid(first.year, first.month, day)
        if found and found >= now.today and found.weekday() == weekday:
            return day_span(found, "weekday and day")
    return None


def _fits_weekday(day: int, weekday: int, now: Now) -> bool:
    """Whether a number after a weekday ("Wednesday 23") is its day of this month or one of the next two."""
    return _weekday_date(day, weekday, now, 2) is not None


def _named(name: Weekday, now: Now) -> list[Span]:
    """A weekday by its name. "Friday" is the next one to come after today; "this Friday" may be today; "next Friday" is
    that of next week, and to some the nearest one."""
    gap = (name.day - now.wall.weekday()) % 7
    coming = day_span(now.today + (gap or 7) * DAY, "weekday")
    if name.which == "last":
        return [day_span(now.today - ((now.wall.weekday() - name.day) % 7 or 7) * DAY, "last weekday")]
    if name.which == "next":
        return _next_named(name, coming, now)
    if name.which in {"this", "coming"}:
        return [day_span(now.today + gap * DAY, "this weekday")]
    found = _later(coming, name.weeks)
    return [found] if gap or name.weeks else [found, day_span(now.today, "weekday")]


def _next_named(name: Weekday, coming: Span, now: Now) -> list[Span]:
    following = day_span(week_span(now.today, 1).start + name.day * DAY, "next weekday")
    others = [] if coming.start == following.start else [replace(coming, rule="nearest weekday")]
    return [_later(following, name.weeks), *others]


def _later(span: Span, weeks: int) -> Span:
    return replace(span, start=span.start + 7 * weeks * DAY, end=span.end + 7 * weeks * DAY)


def number_after_weekday(tokens: list[Token], i: int, weekday: int, now: Now) -> tuple[Atom, int] | None:
    """ "Wednesday 23", and "Friday 7-6" where the figures are that Friday's date."""
    value = tokens[i].value
    if tokens[i].kind == "pair" and isinstance(value, tuple):
        date = _matching_date(int(value[0]), int(str(value[-1])), weekday, now)
        return (date, i + 1) if date else None
    day = day_number(tokens, i)
    if not day or (tokens[i].kind == "cardinal" and tokens[day[1] - 1].kind != "ordword"):
        return None
    on = tokens[i + 1].kind == "dash" or tokens[i + 1].text in _TO
    second = day_number(tokens, i + 2) if tokens[i].kind == "num" and on else None
    timed = second is not None and (0 < (second[0] - day[0]) % 12 <= _LONGEST or tokens[second[1]].kind == "ampm")
    dated = _matching_date(day[0], second[0], weekday, now) if second and second[0] > 12 else None
    if second and dated and tokens[i + 1].kind == "dash":  # "Wednesday (7-18)"
        return dated, second[1]
    if second and timed and tokens[i + 1].text in _TO and second[0] <= 12:  # "Saturday 11 to 2"
        return None
    if second and second[0] <= 12 and is_free(tokens[second[1]]) and not timed:
        date = _matching_date(day[0], second[0], weekday, now)
        return (date, second[1]) if date else None
    ranged = tokens[day[1]].kind == "dash" and tokens[day[1] + 1].kind == "weekday"  # "Mon 15 - Fri 19"
    free = ranged or (is_free(tokens[day[1]]) and tokens[day[1]].kind not in {"ampm", "dash", "month"})
    fits = tokens[i].kind == "ordinal" or (free and _fits_weekday(day[0], weekday, now))  # "Friday the 13th"
    return (DayOfMonth(day[0]), day[1]) if fits else None


def dashed(tokens: list[Token], i: int, now: Now) -> tuple[Atom, int] | None:
    """ "on 3-22", "by 30-12", "7-20, Friday": a day and its month, where no hours have such figures."""
    first, dash, second = tokens[i : i + 3]
    if not isinstance(first.value, int) or not isinstance(second.value, int) or second.kind != "num":
        return None
    apart = dash.kind != "dash" or first.end < dash.start or len(first.text) > 2 or len(second.text) > 2
    if apart or min(first.value, second.value) > 12 or max(first.value, second.value) <= 12:
        return None
    led = i > 0 and tokens[i - 1].text in _LEADS
    if tokens[i + 3].text == "," and tokens[i + 4].kind == "weekday":
        found = _matching_date(first.value, second.value, int(str(tokens[i + 4].value)), now)
    else:
        found = Date(max(first.value, second.value), min(first.value, second.value)) if led else None
    return (found, i + 3) if found and found.day <= 31 and is_free(tokens[i + 3]) else None


def _matching_date(left: int, right: int, weekday: int, now: Now) -> Date | None:
    for day, month in ((right, left), (left, right)):
        spans = days([Date(day, month)], now) if 1 <= month <= 12 else []
        if spans and spans[0].start.weekday() == weekday:
            return Date(day, month)
    return None
