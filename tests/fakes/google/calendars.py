"""The calendars: which there are, and every version of every event in them; and the deeds of their owners.

Every change has a number; a sync token is such a number, and what changed after it is found by comparing two versions.
Changes through the API are listed after the world's lag, deeds at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakes.google import events
from tests.fakes.google.errors import Json, Refusal
from tests.fakes.google.world import World, deed


@dataclass(frozen=True, slots=True)
class Version:
    """An event as it was from a change on, and from which request on listings know."""

    changed: int
    listed_from: int
    event: Json


@dataclass(slots=True)
class Calendar:
    """A calendar as the owner of the account sees it. `ours` says whether this client created it."""

    id: str
    summary: str
    zone: ZoneInfo
    role: str
    description: str = ""
    primary: bool = False
    selected: bool = True
    hidden: bool = False
    ours: bool = False
    gone: bool = False
    changed: int = 0
    listed_from: int = 0
    events: dict[str, list[Version]] = field(default_factory=dict)

    def entry(self) -> Json:
        """The CalendarListEntry."""
        said: Json = {"kind": "calendar#calendarListEntry", "etag": etag(self.changed), "id": self.id}
        if self.gone:
            return {**said, "deleted": True}
        flags = {"primary": self.primary, "selected": self.selected, "hidden": self.hidden}
        return {
            **said,
            **{name: True for name, value in flags.items() if value},
            **self.about(),
            "accessRole": self.role,
            "defaultReminders": [],
            "colorId": "14",
        }

    def about(self) -> Json:
        """Title, description and zone."""
        said = {"summary": self.summary, "timeZone": self.zone.key}
        return {**said, "description": self.description} if self.description else said


@dataclass(slots=True)
class Calendars:
    """Calendar's side of the twin. `send_updates` is what each write said about notifications."""

    world: World
    all: dict[str, Calendar] = field(default_factory=dict)
    send_updates: list[str | None] = field(default_factory=list)
    change_number: int = 1
    token_age: dict[str, int] = field(default_factory=dict)
    page_age: int = 0
    _made: int = 0

    def __post_init__(self) -> None:
        self.add(self.world.owner, primary=True, name=self.world.owner)

    @deed
    def add(
        self,
        summary: str,
        *,
        role: str = "owner",
        name: str | None = None,
        zone: str | None = None,
        primary: bool = False,
        selected: bool = True,
        hidden: bool = False,
    ) -> str:
        """A calendar comes into the owner's list; returns its id. `role` is owner, writer, reader or freeBusyReader."""
        made = name or self._new_id()
        found = Calendar(made, summary, ZoneInfo(zone) if zone else self.world.zone, role, primary=primary)
        found.selected, found.hidden, found.changed = selected, hidden, self.next_change()
        self.all[made] = found
        return made

    @deed
    def show(self, calendar: str, *, selected: bool, hidden: bool = False) -> None:
        """The owner ticks or hides a calendar."""
        found = self.named(calendar)
        found.selected, found.hidden, found.changed = selected, hidden, self.next_change()

    @deed
    def unsubscribe(self, calendar: str) -> None:
        """A calendar goes from the owner's list."""
        found = self.named(calendar)
        found.gone, found.changed = True, self.next_change()

    @deed
    def put(self, calendar: str, event: Mapping[str, Any]) -> str:
        """An event is made, with an id of its own if it has none; returns the id. Nothing about it is checked."""
        found = self.named(calendar)
        said = {**event, "id": event.get("id") or self.new_event_id()}
        self.store(found, events.completed(said, found.zone, self.world.owner, self.world.now), lag=False)
        return str(said["id"])

    @deed
    def change(self, calendar: str, event: str, /, **fields: Any) -> None:
        """Fields of an event change; that of one occurrence makes it an exception of its series."""
        found = self.named(calendar)
        old = self.event(found, event)
        new = events.merged(old, fields)
        new["start"], new["end"] = events.when(new["start"], found.zone), events.when(new["end"], found.zone)
        self.store(found, new, lag=False)

    @deed
    def remove(self, calendar: str, event: str) -> None:
        """An event is deleted, or one occurrence of a series."""
        found = self.named(calendar)
        self.store(found, {**self.event(found, event), "status": "cancelled"}, lag=False)

    @deed
    def expire_tokens(self, calendar: str | None = None) -> None:
        """Sync tokens given so far are no longer valid: of one calendar's events, or all and that of the list."""
        for name in [calendar] if calendar else [*self.all, ""]:
            key = self.world.owner if name == "primary" else name
            self.token_age[key] = self.token_age.get(key, 0) + 1

    @deed
    def expire_pages(self) -> None:
        """Page tokens given so far are no longer good."""
        self.page_age += 1

    def named(self, name: str) -> Calendar:
        """A calendar by its id, or "primary". Raises Refusal (404)."""
        found = self.all.get(self.world.owner if name == "primary" else name)
        if found is None or found.gone:
            raise Refusal("notFound", "Not Found")
        return found

    def create(self, said: Json) -> Calendar:
        """A secondary calendar of this client."""
        found = Calendar(self._new_id(), said["summary"], ZoneInfo(said.get("timeZone", "UTC")), "owner", ours=True)
        found.description = said.get("description", "")
        found.changed, found.listed_from = self.next_change(), self.world.listed_from
        self.all[found.id] = found
        return found

    def event(self, calendar: Calendar, name: str) -> Json:
        """An event, an exception, or an occurrence that is made up from its series. Raises Refusal (404)."""
        if name in calendar.events:
            return calendar.events[name][-1].event
        master, _, said = name.rpartition("_")
        series = calendar.events.get(master)
        if series is None or "recurrence" not in series[-1].event:
            raise Refusal("notFound", "Not Found")
        return self._occurrence(series[-1].event, said)

    def store(self, calendar: Calendar, event: Json, *, lag: bool) -> Json:
        """A new version of an event, as it is now kept."""
        number = self.next_change()
        kept = {**event, "etag": etag(number), "updated": events.stamp(self.world.now)}
        seen = self.world.listed_from if lag else 0
        calendar.events.setdefault(event["id"], []).append(Version(number, seen, kept))
        return kept

    def next_change(self) -> int:
        """The number of the change that happens now."""
        self.change_number += 1
        return self.change_number

    def new_event_id(self) -> str:
        """An id for an event that has none."""
        self._made += 1
        return events.made_id(f"event {self._made}")

    def _occurrence(self, master: Json, said: str) -> Json:
        """The occurrence that the second half of an id names."""
        try:
            if "date" in master["start"]:
                original = {"date": f"{said[:4]}-{said[4:6]}-{said[6:8]}"}
            else:
                original = events.when({**master["start"], "dateTime": said}, self.world.zone)
            found = events.instance(master, original)
        except (ValueError, Refusal) as fault:
            raise Refusal("notFound", "Not Found") from fault
        if not found["id"].endswith(said):
            raise Refusal("notFound", "Not Found")
        return found

    def _new_id(self) -> str:
        self._made += 1
        return f"c_{events.made_id(f'calendar {self._made}')}@group.calendar.twin.example"


def etag(number: int) -> str:
    """The etag of a change."""
    return f'"{3_400_000_000_000_000 + number * 2}"'
