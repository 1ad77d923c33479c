"""The calendars: which there are, and every version of every event in them; and the deeds of their owners.

Every change has a number; a delta token is such a number, and what changed after it is found by comparing two versions.
Changes through the API are listed after the world's lag, deeds at once. Deeds and handlers take either id of an event;
deeds give the one that lasts.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tests.fakes.google.world import World, deed
from tests.fakes.graph import events, recurrence
from tests.fakes.graph.errors import Json, Refusal
from tests.fakes.graph.events import SERIES, Event
from tests.fakes.graph.mails import made_id
from tests.fakes.graph.recurrence import Window
from tests.fakes.graph.zones import windows_name


@dataclass(frozen=True, slots=True)
class Version:
    """An event as it was from a change on (None: gone), and from which request on listings know."""

    changed: int
    listed_from: int
    event: Event | None


@dataclass(slots=True)
class Calendar:
    """A calendar as the owner of the account sees it. `ours` says whether this client created it."""

    id: str
    name: str
    owner: str
    can_edit: bool = True
    default: bool = False
    ours: bool = False
    gone: bool = False
    color: str = "auto"
    changed: int = 0
    listed_from: int = 0
    properties: list[Json] = field(default_factory=list)
    kept: dict[str, list[Version]] = field(default_factory=dict)

    def resource(self) -> Json:
        """The calendar as Graph shows it."""
        return {
            "id": self.id,
            "name": self.name,
            "color": self.color,
            "hexColor": "",
            "isDefaultCalendar": self.default,
            "changeKey": f"nfZyf7VcrEKLNoU37KWlkQAAA{self.changed:06d}==",
            "canShare": self.can_edit,
            "canViewPrivateItems": self.can_edit,
            "canEdit": self.can_edit,
            "isTallyingResponses": self.default,
            "isRemovable": not self.default,
            "allowedOnlineMeetingProviders": ["teamsForBusiness"],
            "defaultOnlineMeetingProvider": "teamsForBusiness",
            "owner": {"name": self.owner.partition("@")[0], "address": self.owner},
        }

    def listed(self, index: int) -> dict[str, Event | None]:
        """The newest version of each event that a listing of that request knows."""
        return self._newest(lambda one: one.listed_from <= index)

    def as_of(self, change: int) -> dict[str, Event | None]:
        """The events as they were when that change had happened."""
        return self._newest(lambda one: one.changed <= change)

    def known(self, index: int, newest: int) -> int:
        """The newest change before which every event is listed by now."""
        late = [one.changed for kept in self.kept.values() for one in kept if one.listed_from > index]
        return min(late) - 1 if late else newest

    def _newest(self, fits: Callable[[Version], bool]) -> dict[str, Event | None]:
        found = {key: [one.event for one in kept if fits(one)] for key, kept in self.kept.items()}
        return {key: versions[-1] for key, versions in found.items() if versions}


@dataclass(slots=True)
class Calendars:
    """Outlook's calendars. `annotates` lets a client change what the owner's own events say, and mark them."""

    world: World
    annotates: bool = False
    categories: list[Json] = field(default_factory=list)
    all: dict[str, Calendar] = field(default_factory=dict)
    change: int = 1
    token_age: dict[str, int] = field(default_factory=dict)
    _by_id: dict[str, tuple[Calendar, str]] = field(default_factory=dict)
    _made: int = 0

    def __post_init__(self) -> None:
        self.all[self.default] = Calendar(self.default, "Calendar", self.world.owner, default=True)

    @property
    def default(self) -> str:
        """The id of the owner's own calendar."""
        return made_id("AAMkADI5cal", "calendar", "default")

    @property
    def zone(self) -> str:
        """The zone of the mailbox, by Windows' name."""
        return windows_name(self.world.zone.key)

    @deed
    def add(self, name: str, *, owner: str = "", can_edit: bool = True) -> str:
        """A calendar comes into the owner's list; returns its id."""
        return self.create(name, owner=owner, can_edit=can_edit, ours=False).id

    @deed
    def drop(self, calendar: str) -> None:
        """A calendar goes from the owner's list."""
        found = self.named(calendar)
        found.gone, found.changed = True, self._next()

    @deed
    def put(self, calendar: str, said: Mapping[str, Any]) -> str:
        """An event is made on a calendar ("" for the owner's own), as a resource states it; returns its id."""
        found = self.named(calendar)
        made = events.made(self._key(), said, self.zone, self.world.now)
        return self.store(found, made, lag=False).immutable_id

    @deed
    def alter(self, event: str, /, **said: Any) -> None:
        """Properties of an event change; those of one occurrence make it an exception of its series."""
        calendar, old = self.event(event)
        self.store(calendar, events.changed(old, said, self.zone, self.world.now), lag=False)

    @deed
    def remove(self, event: str) -> None:
        """An event is deleted, or one occurrence of a series."""
        calendar, old = self.event(event)
        self.forget(calendar, old, lag=False)

    @deed
    def occurrence(self, series: str, start: datetime) -> str:
        """The id of the occurrence of a series that begins then by its pattern."""
        calendar, found = self.event(series)
        return self._register(calendar, events.occurrence(found, start)).immutable_id

    @deed
    def expire_tokens(self, calendar: str | None = None) -> None:
        """Delta links given so far are no longer good: of one calendar, or of all."""
        for name in [self.named(calendar).id] if calendar is not None else self.all:
            self.token_age[name] = self.token_age.get(name, 0) + 1

    def named(self, name: str) -> Calendar:
        """A calendar by its id, "" for the owner's own. Raises Refusal (404)."""
        found = self.all.get(name or self.default)
        if found is None or found.gone:
            raise Refusal("ErrorItemNotFound")
        return found

    def create(self, name: str, *, owner: str = "", can_edit: bool = True, ours: bool, lag: bool = False) -> Calendar:
        """A new calendar. Raises Refusal (409) where there is one of that name."""
        if any(one.name.lower() == name.lower() and not one.gone for one in self.all.values()):
            raise Refusal("ErrorFolderExists")
        self._made += 1
        found = Calendar(made_id("AAMkADI5cal", "calendar", self._made), name, owner or self.world.owner, can_edit)
        found.ours, found.changed, found.listed_from = ours, self._next(), self._listed_from(lag)
        self.all[found.id] = found
        return found

    def event(self, name: str) -> tuple[Calendar, Event]:
        """An event by either id, with its calendar. Raises Refusal: 400 for what can be no id, 404 for what is gone."""
        if not name.endswith("="):
            raise Refusal("ErrorInvalidIdMalformed")
        calendar, key = self._by_id.get(name, (None, ""))
        found = self._current(calendar, key) if calendar is not None and not calendar.gone else None
        if calendar is None or found is None:
            raise Refusal("ErrorItemNotFound")
        return calendar, found

    def store(self, calendar: Calendar, event: Event, *, lag: bool) -> Event:
        """A new version of an event, as it is now kept."""
        kept = replace(event, changed=self._next(), modified=self.world.now)
        calendar.kept.setdefault(kept.key, []).append(Version(kept.changed, self._listed_from(lag), kept))
        return self._register(calendar, kept)

    def forget(self, calendar: Calendar, event: Event, *, lag: bool) -> None:
        """An event goes; with a series go its exceptions."""
        keys = [key for key in calendar.kept if key.startswith(f"{event.key}_")] if event.kind == SERIES else []
        for key in [event.key, *keys]:
            calendar.kept.setdefault(key, []).append(Version(self._next(), self._listed_from(lag), None))

    def create_event(self, calendar: Calendar, said: Json) -> Event:
        """An event through the API; the one that is there for its transaction, where there is one."""
        number = said.get("transactionId")
        current = (kept[-1].event for kept in calendar.kept.values())
        same = next((one for one in current if one and number and one.said.get("transactionId") == number), None)
        return same or self.store(calendar, events.made(self._key(), said, self.zone, self.world.now), lag=True)

    def flat(self, calendar: Calendar, found: dict[str, Event | None], window: Window) -> Iterator[Event]:
        """Single events, occurrences and exceptions in a window, and before its occurrences each series."""
        for event in [one for one in found.values() if one is not None]:
            if event.kind == SERIES:
                unrolled = [self._register(calendar, one) for one in self._unrolled(event, found, window)]
                yield from [event, *unrolled] if unrolled else []
            elif event.start < window[1] and event.end > window[0]:
                yield event

    def _unrolled(self, series: Event, found: dict[str, Event | None], window: Window) -> Iterator[Event]:
        """The occurrences of a series that are as the series says."""
        zone = "UTC" if series.all_day else series.zone
        for start in recurrence.starts(series.start, series.end, zone, series.said["recurrence"], window):
            one = events.occurrence(series, start)
            if one.key not in found:
                yield one

    def _current(self, calendar: Calendar, key: str) -> Event | None:
        """An event as it is, an occurrence as its series has it."""
        if key in calendar.kept:
            return calendar.kept[key][-1].event
        master, _, at = key.partition("_")
        series = calendar.kept[master][-1].event
        return events.occurrence(series, datetime.fromisoformat(at)) if series is not None else None

    def _register(self, calendar: Calendar, event: Event) -> Event:
        """From now on the ids of an event lead to it."""
        self._by_id[event.immutable_id] = self._by_id[event.id] = (calendar, event.key)
        return event

    def _key(self) -> str:
        self._made += 1
        return f"e{self._made}"

    def _listed_from(self, lag: bool) -> int:
        return self.world.listed_from if lag and self.world.lag else 0

    def _next(self) -> int:
        self.change += 1
        return self.change
