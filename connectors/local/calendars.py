"""An .ics file, or a folder of them: parsed where it changed; only events that are new or different are handed on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from connectors.local.cursor import State
from connectors.local.sources import Step, digest, keep, vanished
from connectors.types import Event, Interest, Ref, SetAside

_LARGEST = 64 << 20


@dataclass(slots=True)
class CalendarFile:
    """One .ics file of `account`, whose owner has `addresses` and lives in `zone`."""

    path: Path
    name: str
    account: str
    zone: ZoneInfo
    addresses: frozenset[str]

    def changes(self, state: State, wanted: Interest) -> Iterator[Step]:
        """The events that changed. The window begins where the first import began, so that no past event goes."""
        stat = self.path.stat()
        since, _, until = state.scope.partition(" ") if state.scope else (_said(wanted.since), "", "")
        horizon = _end_of_day(wanted.until)
        if (stat.st_size, stat.st_mtime_ns) == (state.size, state.mtime) and until == _said(horizon):
            return
        state = replace(state, scope=f"{since} {_said(horizon)}", missing=False)
        seen = dict(state.known)
        state.before, state.known = {**state.before, **state.known}, {}
        step = Step(state)
        for found in self._found(datetime.fromisoformat(since) if since else None, horizon, wanted):
            stamp = digest(repr(found).encode("utf-8", "replace"), size=4)
            if seen.get(found.ref.id) == stamp:
                state.known[found.ref.id] = stamp
                continue
            keep(step, found, found.ref.id, stamp)
            if step.full:
                yield step
                step = Step(state)
        step.gone = vanished(self.account, state)
        state.before, state.size, state.mtime, state.inode = {}, stat.st_size, stat.st_mtime_ns, stat.st_ino
        yield step

    def _found(self, since: datetime | None, until: datetime | None, wanted: Interest) -> Iterator[Event | SetAside]:
        from connectors import _ical

        with self.path.open("rb") as file:
            text = file.read(_LARGEST).decode("utf-8-sig", "replace")
        if "BEGIN:VCALENDAR" not in text.upper():
            if text.strip():
                reason = f"{self.name} is not a calendar file; check `calendars` in the config."
                yield SetAside(Ref(self.account, self.name), reason)
            return
        calendar = _ical.Calendar(self.account, self.name, self.zone, self.addresses, since, until)
        ignored = wanted.ignore.people
        for found in _ical.read_events(text, calendar):
            shut_out = isinstance(found, Event) and ignored and not ignored.isdisjoint(p.email for p in found.people)
            if not shut_out:
                yield found


def _said(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _end_of_day(at: datetime | None) -> datetime | None:
    """The horizon, moved once a day only, so that a calendar is not unrolled anew at every turn."""
    return at.astimezone(UTC).replace(hour=23, minute=59, second=59, microsecond=0) if at else None
