"""A desk made of letters: what the owner and others wrote, read and judged at a moment."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from connectors.types import Address, Event
from daemon.core import capacity, judge, reading
from daemon.core.desk import Desk
from daemon.core.model import Mark, Owner, Speak, WorkingCalendar
from daemon.core.rules import configure
from tests.worlds import ANNA, ME, MONDAY, Letter

OWNER = Owner(frozenset({ME.email}), ME.name, WorkingCalendar(MONDAY.tzinfo), {}, None)  # type: ignore[arg-type]
SPEAK = Speak(from_start=True, signature="Mara")


def desk(
    letters: Sequence[Letter],
    now: datetime,
    *,
    person: Address = ANNA,
    marks: Sequence[Mark] = (),
    events: Sequence[Event] = (),
    speak: Speak = SPEAK,
) -> Desk:
    """What lies on the table at `now` for `person`."""
    mails = [reading.read(letter.message("work"), OWNER.addresses) for letter in letters]
    judged = judge.judge(mails, events, marks, OWNER, now, None, configure({}), speak)
    free = capacity.free_time(events, now - timedelta(days=35), now + timedelta(days=56), OWNER.calendar)
    return Desk(person, judged, free, OWNER, speak)
