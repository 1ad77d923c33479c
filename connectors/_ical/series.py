"""A recurring event in, its occurrences in a window out (RFC 5545, 3.8.5), by recurring-ical-events behind `guard`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from connectors._ical.guard import DATES, Budget, TooMany, check_rule
from connectors._ical.lines import Component
from connectors._ical.moments import moment, moment_of
from connectors._ical.zones import Zones
from connectors.types import Event, Ref

if TYPE_CHECKING:
    import icalendar

_TWO_YEARS = timedelta(days=731)
_NUMBER = "X-HEADSUP-NUMBER"  # which of the entries an occurrence comes from


@dataclass(frozen=True, slots=True)
class Entry:
    """A VEVENT that could be read: the event as it first occurs, and the component for its recurrence."""

    event: Event
    component: Component

    @property
    def recurs(self) -> bool:
        """Whether it says that it comes again."""
        return bool(self.rules) or any(line.value.strip() for line in self.component.properties.get("RDATE", []))

    @property
    def rules(self) -> list[str]:
        """Its rules, blanks and empty ones left out, as programs write them."""
        said = ["".join(line.value.split()).strip(";") for line in self.component.properties.get("RRULE", [])]
        return [rule for rule in said if rule]


def unroll(
    entries: list[Entry], zones: Zones, since: datetime | None, until: datetime | None, budget: Budget
) -> Iterator[Event]:
    """The occurrences between `since` and `until` (at most two years from the first where it is None).

    Raises TooMany before anything is unrolled.
    """
    first = min(entry.event.starts_at for entry in entries)
    begin = max(first, since) if since else first
    end = until or first + _TWO_YEARS
    if end < begin:
        return
    calendar = _calendar(entries, zones, end, budget)
    import recurring_ical_events  # type: ignore[import-untyped]

    try:
        found = recurring_ical_events.of(calendar).between(begin.astimezone(UTC), end.astimezone(UTC))
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError) as fault:
        raise TooMany("has a rule that cannot be read") from fault
    if len(found) > DATES:
        raise TooMany("has more dates than can be kept")
    for component in found:
        yield _occurrence(component, entries[int(component[_NUMBER])].event)


def _calendar(entries: list[Entry], zones: Zones, end: datetime, budget: Budget) -> "icalendar.Calendar":
    """A calendar of what matters for the recurrence only, its zones resolved."""
    import icalendar

    calendar = icalendar.Calendar()
    for number, entry in enumerate(entries):
        for rule in entry.rules:
            budget.spend(check_rule(rule, entry.event.starts_at, end))
        try:
            calendar.add_component(_skeleton(number, entry, zones))
        except TooMany:
            raise
        except (ValueError, TypeError, LookupError, AttributeError) as fault:
            raise TooMany("has a rule that cannot be read") from fault
    return calendar


def _skeleton(number: int, entry: Entry, zones: Zones) -> "icalendar.Event":
    import icalendar

    event, said = entry.event, entry.component
    bare = icalendar.Event()
    bare.add("UID", event.uid)
    bare.add("SEQUENCE", sequence(said))
    bare.add("DTSTART", _plain(event.starts_at, all_day=event.all_day))
    bare.add("DTEND", _plain(event.ends_at, all_day=event.all_day))
    bare.add(_NUMBER, str(number))
    for rule in entry.rules[:4]:
        bare.add("RRULE", icalendar.vRecur.from_ical(rule))
    for name in ("RDATE", "EXDATE"):
        for moments in _lists(name, entry, zones):
            bare.add(name, moments)
    original = said.first("RECURRENCE-ID")
    if original is not None:
        at = moment(original, zones)
        bare.add("RECURRENCE-ID", _plain(at.at, all_day=at.date_only))
    return bare


def _lists(name: str, entry: Entry, zones: Zones) -> Iterable[list[date]]:
    """The dates of every RDATE or EXDATE line; of a PERIOD its start."""
    total = 0
    for line in entry.component.properties.get(name, []):
        values = [piece.partition("/")[0].strip() for piece in line.value.split(",") if piece.strip()]
        total += len(values)
        if total > DATES:
            raise TooMany("has more dates than can be kept")
        found = [moment_of(value, line.parameters.get("TZID", ""), zones) for value in values]
        yield [_plain(one.at, all_day=entry.event.all_day) for one in found]


def sequence(component: Component) -> int:
    """The number of the revision, 0 where it says none."""
    text = component.text("SEQUENCE")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _plain(at: datetime, *, all_day: bool) -> date:
    return at.date() if all_day else at


def _occurrence(component: "icalendar.Component", event: Event) -> Event:
    starts_at, ends_at = (_moment(component.decoded(name), event) for name in ("DTSTART", "DTEND"))
    original = _moment(component.decoded("RECURRENCE-ID"), event) if "RECURRENCE-ID" in component else starts_at
    ref = Ref(event.ref.account, f"{event.ref.id}@{stamp(original, all_day=event.all_day)}")
    return replace(event, ref=ref, starts_at=starts_at, ends_at=ends_at)


def stamp(at: datetime, *, all_day: bool) -> str:
    """Which occurrence: its day, or its moment in UTC."""
    return f"{at:%Y%m%d}" if all_day else f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _moment(at: date, event: Event) -> datetime:
    zone = event.starts_at.tzinfo
    if not isinstance(at, datetime):
        return datetime(at.year, at.month, at.day, tzinfo=zone)
    return at if at.tzinfo else at.replace(tzinfo=zone)
