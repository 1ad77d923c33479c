"""Series: a patterned recurrence or an RRULE in, the other, or the starts of the occurrences in a window, out.

Sources: learn.microsoft.com/en-us/graph/api/resources/recurrencepattern and .../recurrencerange; RFC 5545, 3.3.10.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from tests.fakes.google import recurrence
from tests.fakes.graph.errors import Json, Refusal
from tests.fakes.graph.zones import windows_name, zone_of

Window = tuple[datetime, datetime]

_DAYS = {
    "MO": "monday",
    "TU": "tuesday",
    "WE": "wednesday",
    "TH": "thursday",
    "FR": "friday",
    "SA": "saturday",
    "SU": "sunday",
}
_CODES = {day: code for code, day in _DAYS.items()}
_PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_FREQUENCIES = {
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "absoluteMonthly": "MONTHLY",
    "relativeMonthly": "MONTHLY",
    "absoluteYearly": "YEARLY",
    "relativeYearly": "YEARLY",
}
_NTH = re.compile(r"(-?\d)([A-Z]{2})")


def starts(start: datetime, end: datetime, zone: str, series: Json, window: Window) -> list[datetime]:
    """When each occurrence begins whose end lies after the begin of the window and whose begin lies before its end."""
    iana = zone_of(zone).key
    said = {
        "start": {"dateTime": start.astimezone(zone_of(zone)).isoformat(), "timeZone": iana},
        "end": {"dateTime": end.astimezone(zone_of(zone)).isoformat(), "timeZone": iana},
        "recurrence": [f"RRULE:{rule(series, zone)}"],
    }
    found = recurrence.starts(said, *window, zone_of(zone))
    return [datetime.fromisoformat(one["dateTime"]) for one in found]


def rule(series: Json, zone: str) -> str:
    """The RRULE of a patterned recurrence whose times are of that zone. Raises Refusal for a pattern that is none."""
    pattern, until = series["pattern"], series["range"]
    if pattern.get("type") not in _FREQUENCIES:
        raise Refusal("ErrorPropertyValidationFailure")
    parts = {"FREQ": _FREQUENCIES[pattern["type"]], "INTERVAL": str(pattern.get("interval") or 1)}
    days = ",".join(_CODES[day] for day in pattern.get("daysOfWeek") or [])
    if days and pattern["type"] != "daily":
        parts |= {"BYDAY": days, "WKST": _CODES[pattern.get("firstDayOfWeek") or "sunday"]}
    if pattern["type"].startswith("relative"):
        parts["BYSETPOS"] = str(_PLACES[pattern.get("index") or "first"])
    if pattern["type"].startswith("absolute"):
        parts["BYMONTHDAY"] = str(pattern["dayOfMonth"])
    if pattern["type"].endswith("Yearly"):
        parts["BYMONTH"] = str(pattern["month"])
    return ";".join(f"{name}={value}" for name, value in {**parts, **_end(until, zone)}.items())


def patterned(said: Mapping[str, list[object]], start: datetime, zone: str) -> Json:
    """The patterned recurrence of an RRULE (as icalendar reads it). Raises ValueError where Outlook has none."""
    unknown = said.keys() - {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL", "WKST"}
    days = [str(day) for day in said.get("BYDAY", [])]
    nth = _NTH.fullmatch(days[0]) if len(days) == 1 else None
    if unknown or (nth is None and any(day not in _DAYS for day in days)):
        raise ValueError("a recurrence that Outlook does not know")
    place = int(nth[1]) if nth else int(str(said.get("BYSETPOS", [0])[0]))
    weekdays = [_DAYS[nth[2]]] if nth else [_DAYS[day] for day in days]
    pattern: Json = {"interval": int(str(said.get("INTERVAL", [1])[0])), "firstDayOfWeek": "monday"}
    pattern |= dict(_kind(str(said["FREQ"][0]), weekdays, place, start))
    return {"pattern": pattern, "range": _range(said, start, zone)}


def _kind(frequency: str, weekdays: list[str], place: int, start: datetime) -> Iterator[tuple[str, object]]:
    """Type, and what goes with the type."""
    if frequency == "DAILY" and not weekdays:
        yield "type", "daily"
        return
    if frequency in {"DAILY", "WEEKLY"}:
        yield "type", "weekly"
        yield "daysOfWeek", weekdays or [list(_DAYS.values())[start.weekday()]]
        return
    yield "type", ("relative" if weekdays else "absolute") + frequency.capitalize()
    if weekdays:
        yield "daysOfWeek", weekdays
        yield "index", next(name for name, at in _PLACES.items() if at == place)
    else:
        yield "dayOfMonth", start.day
    if frequency == "YEARLY":
        yield "month", start.month


def _range(said: Mapping[str, list[object]], start: datetime, zone: str) -> Json:
    found: Json = {"startDate": start.date().isoformat(), "recurrenceTimeZone": windows_name(zone)}
    if "COUNT" in said:
        return {**found, "type": "numbered", "numberOfOccurrences": int(str(said["COUNT"][0]))}
    until = said.get("UNTIL", [None])[0]
    if isinstance(until, datetime) and until.tzinfo:
        until = until.astimezone(zone_of(zone))
    if isinstance(until, date):
        return {**found, "type": "endDate", "endDate": f"{until:%Y-%m-%d}"}
    return {**found, "type": "noEnd"}


def _end(until: Json, zone: str) -> dict[str, str]:
    if until.get("type") == "numbered":
        return {"COUNT": str(until["numberOfOccurrences"])}
    if until.get("type") == "endDate":
        day = datetime.fromisoformat(until["endDate"]).replace(tzinfo=zone_of(zone)) + timedelta(hours=23, minutes=59)
        return {"UNTIL": f"{day.astimezone(UTC):%Y%m%dT%H%M%SZ}"}
    return {}
