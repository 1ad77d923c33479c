"""A calendar file in, its events out: single ones by our own reader, series through `series`."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from connectors._ical.guard import Budget, TooMany
from connectors._ical.lines import Component, components
from connectors._ical.moments import Moment, duration, moment
from connectors._ical.series import Entry, sequence, stamp, unroll
from connectors._ical.vevent import is_ours, person, status_of
from connectors._ical.zones import Zones, iana
from connectors._mime.headers import clean
from connectors.types import Address, Event, Ref, SetAside

# More events than any calendar of a person holds.
_EVENTS = 100_000
_LONGEST = timedelta(days=366 * 5)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Whose calendar is read, and how far: `account` and `source` name it, `owner` are the owner's addresses."""

    account: str
    source: str
    zone: ZoneInfo
    owner: frozenset[str]
    since: datetime | None = None
    until: datetime | None = None


def read_events(text: str, calendar: Calendar) -> Iterator[Event | SetAside]:
    """Every event in `text`, series unrolled; each one that cannot be read is set aside. Notes of ours are left out."""
    found = list(components(text))
    zones = _zones(found, calendar.zone)
    unnamed = count(1)
    series: dict[str, list[Entry]] = defaultdict(list)
    for component in [c for c in found if c.name == "VEVENT" and not is_ours(c)][:_EVENTS]:
        uid = clean(component.text("UID"), 255) or f"no-uid-{next(unnamed)}"
        try:
            series[uid].append(_entry(component, uid, zones, calendar))
        except ValueError as fault:
            yield _aside(calendar, uid, f"This event has {fault}; mend it in your calendar program.")
    budget = Budget()
    for uid, entries in series.items():
        yield from _occurrences(uid, entries, zones, calendar, budget)


def _zones(found: list[Component], own: ZoneInfo) -> Zones:
    named = {c.text("TZID"): c for c in found if c.name == "VTIMEZONE"}
    of_calendar = iana(found[-1].text("X-WR-TIMEZONE"))
    return Zones(own, named, of_calendar if isinstance(of_calendar, ZoneInfo) else None)


def _entry(component: Component, uid: str, zones: Zones, calendar: Calendar) -> Entry:
    """One VEVENT. Raises ValueError with a half-sentence that follows "This event has"."""
    said = component.first("DTSTART")
    if said is None:
        raise ValueError("no start")
    start = moment(said, zones)
    ends_at = _end(component, start, zones)
    people = _people(component)
    status, away = status_of(component, calendar.owner)
    free = component.word("TRANSP") == "TRANSPARENT" or component.word("X-MICROSOFT-CDO-BUSYSTATUS") == "FREE"
    event = Event(
        ref=Ref(calendar.account, f"{calendar.source}#{uid}"),
        uid=uid,
        starts_at=start.at,
        ends_at=ends_at,
        all_day=start.date_only,
        title=clean(component.text("SUMMARY"), 300),
        people=tuple(p for p in people if p.email not in calendar.owner),
        busy=not free and not away,
        status=status,
        mine=True,
        uncertain=start.uncertain,
    )
    return Entry(event, component)


def _end(component: Component, start: Moment, zones: Zones) -> datetime:
    """DTEND, or start and DURATION, else a day for a date and nothing for a time (RFC 5545, 3.6.1)."""
    end, length = component.first("DTEND"), component.first("DURATION")
    if end is not None:
        ends_at = moment(end, zones).at
    elif length is not None:
        ends_at = start.at + duration(length.value)
    else:
        ends_at = start.at + timedelta(days=1 if start.date_only else 0)
    if ends_at < start.at:
        return start.at
    if ends_at - start.at > _LONGEST:
        raise ValueError("an end more than five years after its start")
    return ends_at


def _people(component: Component) -> list[Address]:
    said = [*component.properties.get("ORGANIZER", [])[:1], *component.properties.get("ATTENDEE", [])[:500]]
    found = [person(one) for one in said]
    return list({p.email: p for p in found if p is not None}.values())


def _occurrences(
    uid: str, entries: list[Entry], zones: Zones, calendar: Calendar, budget: Budget
) -> Iterator[Event | SetAside]:
    """What one UID stands for: a single event, or a series with its exceptions."""
    newest = _newest(entries)
    if any(entry.recurs for entry in newest):
        try:
            yield from list(unroll(newest, zones, calendar.since, calendar.until, budget))
            return
        except TooMany as fault:
            reason = f"This series of events {fault}; only its first date is known. Mend it in your calendar program."
            yield _aside(calendar, f"{uid}!", reason)
    for number, entry in enumerate(newest):
        if _within(entry.event, calendar):
            yield entry.event if number == 0 else _numbered(entry)


def _newest(entries: list[Entry]) -> list[Entry]:
    """Of each occurrence the latest revision (SEQUENCE); events that only share a UID by mistake all stay."""
    if len(entries) == 1:
        return entries
    kept: dict[tuple[str, str], Entry] = {}
    for entry in sorted(entries, key=lambda e: sequence(e.component)):
        original = entry.component.text("RECURRENCE-ID")
        at = "" if original or sequence(entry.component) else entry.event.starts_at.isoformat()
        kept[original, at] = entry
    return list(kept.values())


def _numbered(entry: Entry) -> Event:
    event = entry.event
    return replace(event, ref=replace(event.ref, id=f"{event.ref.id}@{stamp(event.starts_at, all_day=event.all_day)}"))


def _within(event: Event, calendar: Calendar) -> bool:
    too_early = calendar.since is not None and event.ends_at < calendar.since
    return not too_early and (calendar.until is None or event.starts_at <= calendar.until)


def _aside(calendar: Calendar, uid: str, reason: str) -> SetAside:
    return SetAside(Ref(calendar.account, f"{calendar.source}#{uid}"), reason)
