"""Calendar arithmetic on naive dates: weeks start on Monday (ISO 8601)."""

from calendar import monthrange
from datetime import date, datetime, timedelta

from daemon.core.due.values import Span
from daemon.core.model import WorkingCalendar

DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1900, 2199


def midnight(day: date) -> datetime:
    """The beginning of a day."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - naive wall time by design


def day_span(day: datetime, rule: str = "day") -> Span:
    """The whole day."""
    return Span(day, day + DAY, "day", rule)


def week_span(day: datetime, weeks: int = 0, rule: str = "week") -> Span:
    """The week of a day, Monday to Monday, moved by so many weeks."""
    start = day - DAY * day.weekday() + weeks * 7 * DAY
    return Span(start, start + 7 * DAY, "week", rule)


def month_span(day: datetime, months: int = 0, rule: str = "month") -> Span:
    """The month of a day, moved by so many months."""
    start = add_months(day.replace(day=1), months)
    return Span(start, add_months(start, 1), "month", rule)


def quarter_span(day: datetime, quarters: int = 0, rule: str = "quarter") -> Span:
    """The quarter of a day, moved by so many quarters."""
    start = add_months(day.replace(day=1, month=day.month - (day.month - 1) % 3), 3 * quarters)
    return Span(start, add_months(start, 3), "quarter", rule)


def year_span(year: int, rule: str = "year") -> Span:
    """A calendar year."""
    start = midnight(date(year, 1, 1))
    return Span(start, add_months(start, 12), "year", rule)


def weekend_span(day: datetime, weeks: int = 0, rule: str = "weekend") -> Span:
    """Saturday and Sunday of the week of a day."""
    start = week_span(day, weeks).start + 5 * DAY
    return Span(start, start + 2 * DAY, "weekend", rule)


def add_months(day: datetime, months: int) -> datetime:
    """The same day of a later (or earlier) month, its last day where it is shorter; held within 1900 to 2199."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    year = max(FIRST_YEAR, min(LAST_YEAR, year))
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def valid(year: int, month: int, day: int) -> datetime | None:
    """The beginning of that day, None where the calendar has no such day."""
    if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        return midnight(date(year, month, day))
    return None


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth such weekday of a month; -1 is the last one."""
    if nth < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - DAY * ((last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + DAY * ((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def works(calendar: WorkingCalendar, day: datetime) -> bool:
    """Whether a day is a working day of the owner."""
    return day.weekday() in calendar.days and day.date() not in calendar.holidays


def working_day(calendar: WorkingCalendar, day: datetime, count: int) -> datetime:
    """The count-th working day after a day, before it where negative; without working days every day counts."""
    step = day
    for _ in range(min(abs(count), 300)):
        step = _next_working(calendar, step, DAY if count > 0 else -DAY)
    return step


def _next_working(calendar: WorkingCalendar, day: datetime, step: timedelta) -> datetime:
    for ahead in range(1, 30):
        if works(calendar, day + ahead * step):
            return day + ahead * step
    return day + step
