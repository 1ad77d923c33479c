"""Patterned recurrences: Exchange's element in, that of the state out; and back.

Source: learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/recurrence-recurrencetype. The state
keeps Graph's resource, which says the same in other words.
"""

import calendar
from xml.etree.ElementTree import Element

from tests.fakes.exchange.errors import Refusal
from tests.fakes.exchange.soap import local, made, text
from tests.fakes.graph.errors import Json

_PATTERNS = {
    "daily": "DailyRecurrence",
    "weekly": "WeeklyRecurrence",
    "absoluteMonthly": "AbsoluteMonthlyRecurrence",
    "relativeMonthly": "RelativeMonthlyRecurrence",
    "absoluteYearly": "AbsoluteYearlyRecurrence",
    "relativeYearly": "RelativeYearlyRecurrence",
}
_KINDS = {name: kind for kind, name in _PATTERNS.items()}
_MONTHS = list(calendar.month_name)


def shown(said: Json) -> Element:
    """The Recurrence of a series."""
    pattern, until = said["pattern"], said["range"]
    start = made("t:StartDate", until["startDate"])
    if until["type"] == "numbered":
        end = made("t:NumberedRecurrence", start, made("t:NumberOfOccurrences", str(until["numberOfOccurrences"])))
    elif until["type"] == "endDate":
        end = made("t:EndDateRecurrence", start, made("t:EndDate", until["endDate"]))
    else:
        end = made("t:NoEndRecurrence", start)
    return made("t:Recurrence", made(f"t:{_PATTERNS[pattern['type']]}", *_parts(pattern)), end)


def read(said: Element, zone: str) -> Json:
    """The series of a Recurrence. Raises Refusal for a pattern that a calendar does not have."""
    pattern, until = list(said)
    kind = _KINDS.get(local(pattern))
    if kind is None:
        raise Refusal("ErrorRecurrenceHasNoOccurrence")
    found: Json = {"type": kind, "interval": int(text(pattern, "t:Interval", "1"))}
    days = text(pattern, "t:DaysOfWeek").lower().split()
    more: Json = {
        "daysOfWeek": days,
        "index": text(pattern, "t:DayOfWeekIndex").lower(),
        "dayOfMonth": int(text(pattern, "t:DayOfMonth") or 0),
        "firstDayOfWeek": text(pattern, "t:FirstDayOfWeek").lower(),
        "month": _MONTHS.index(text(pattern, "t:Month")),
    }
    return {"pattern": {**found, **{k: v for k, v in more.items() if v}}, "range": _range(until, zone)}


def _parts(pattern: Json) -> list[Element]:
    kind, days = pattern["type"], " ".join(day.capitalize() for day in pattern.get("daysOfWeek", []))
    parts = [] if kind.endswith("Yearly") else [made("t:Interval", str(pattern["interval"]))]
    if kind.startswith("absolute"):
        parts.append(made("t:DayOfMonth", str(pattern["dayOfMonth"])))
    elif kind != "daily":
        parts.append(made("t:DaysOfWeek", days))
    if kind.startswith("relative"):
        parts.append(made("t:DayOfWeekIndex", pattern["index"].capitalize()))
    if kind.endswith("Yearly"):
        parts.append(made("t:Month", _MONTHS[pattern["month"]]))
    return parts


def _range(until: Element, zone: str) -> Json:
    found: Json = {"startDate": text(until, "t:StartDate")[:10], "recurrenceTimeZone": zone, "type": "noEnd"}
    if local(until) == "NumberedRecurrence":
        return {**found, "type": "numbered", "numberOfOccurrences": int(text(until, "t:NumberOfOccurrences"))}
    if local(until) == "EndDateRecurrence":
        return {**found, "type": "endDate", "endDate": text(until, "t:EndDate")[:10]}
    return found
