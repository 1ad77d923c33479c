"""Feasts that follow other calendars and the moon: Hebrew, Islamic, Chinese, Hindu, and the Orthodox Easter.

Sources: Reingold and Dershowitz, Calendrical Calculations (Hebrew calendar); Meeus, Astronomical Algorithms, chapters 8
(Julian Easter) and 49 (phases of the moon). Days are those of the feast itself, not of its eve.
"""

from datetime import UTC, date, datetime, timedelta
from math import radians, sin

_HEBREW_EPOCH = -1_373_427  # 1 Tishri of year 1, in days of date.toordinal
_JULIAN_LAG = timedelta(days=13)  # 1900 to 2099
_LUNATION = 29.530588861  # days
_LUNATION_1440 = 231  # the new moon of September 2018, before the Islamic year 1440
_AFTER_SUNSET = timedelta(hours=8, minutes=30)  # from sunset at Mecca, about 15:30 UTC, to midnight
_BEIJING = timedelta(hours=8)
_NIGHT_IN_INDIA = timedelta(hours=5.5 - 18.5)  # a night begins at 18:30


def rosh_hashanah(year: int) -> date:
    """The Hebrew new year that falls into a civil year."""
    return date.fromordinal(_new_year(year + 3761))


def passover(year: int) -> date:
    """The first day of Passover: always 163 days before the next new year."""
    return rosh_hashanah(year) - timedelta(days=163)


def hanukkah(year: int) -> date:
    """The first day of Hanukkah, 25 Kislev; the month before it has 30 days only in a full year."""
    began = rosh_hashanah(year)
    full = (rosh_hashanah(year + 1) - began).days % 10 == 5
    return began + timedelta(days=30 + 29 + full + 24)


def islamic(year: int, month: int, day: int) -> date | None:
    """The first such day of the Islamic calendar in a civil year: a month begins on the day after the evening on which
    the moon is new before the sun sets at Mecca (as Umm al-Qura reckons, to a day)."""
    for hijri in range((year - 622) * 33 // 32 - 1, (year - 622) * 33 // 32 + 3):
        began = _new_moon(_LUNATION_1440 + 12 * (hijri - 1440) + month - 1) + _AFTER_SUNSET
        found = began.date() + timedelta(days=day)
        if found.year == year:
            return found
    return None


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the Julian calendar, as a date of ours."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + _JULIAN_LAG


def chinese_new_year(year: int) -> date | None:
    """The day of the new moon between 21 January and 20 February, by the clocks of Beijing."""
    return _moon_day(date(year, 1, 21), _BEIJING)


def diwali(year: int) -> date | None:
    """The day whose night is that of the new moon between 15 October and 13 November, by the clocks of India."""
    return _moon_day(date(year, 10, 15), _NIGHT_IN_INDIA)


def _moon_day(first: date, clock: timedelta) -> date | None:
    """The day of a place's clock with the first new moon from a day on."""
    number = round(((first - date(2000, 1, 6)).days) / _LUNATION) - 1
    days = ((_new_moon(number + n) + clock).date() for n in range(4))
    return next((day for day in days if day >= first), None)


def _new_moon(number: int) -> datetime:
    """When the moon is new, the first time of 2000 being number 0; to some minutes, in universal time."""
    sun, moon = radians(2.5534 + 29.10535670 * number), radians(201.5643 + 385.81693528 * number)
    node = radians(160.7108 + 390.67050284 * number)
    days = 5.09766 + _LUNATION * number  # after 1 January 2000, 12:00 less half a day
    days += -0.40720 * sin(moon) + 0.17241 * sin(sun) + 0.01608 * sin(2 * moon) + 0.01039 * sin(2 * node)
    days += 0.00739 * sin(moon - sun) - 0.00514 * sin(moon + sun) + 0.00208 * sin(2 * sun)
    return datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=days + 0.5)


def _new_year(year: int) -> int:
    before, here, after = (_elapsed(year + n) for n in (-1, 0, 1))
    shift = 2 if after - here == 356 else 1 if here - before == 382 else 0
    return _HEBREW_EPOCH + here + shift


def _elapsed(year: int) -> int:
    months = (235 * year - 234) // 19
    days = 29 * months + (12_084 + 13_753 * months) // 25_920
    return days + 1 if 3 * (days + 1) % 7 < 3 else days
