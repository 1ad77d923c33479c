"""Notes for the owner's own calendar. In: a case, its risk and its block of work. Out: Reminders, few per promise.

A note's text holds facts only (words, dates, who asked when), nothing that ages: it is the same at the next turn.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from connectors.types import Event, Line, Note, NoteKind
from daemon.core import risk, speech
from daemon.core.blocks import Block
from daemon.core.model import Case, Level, Reminder, Risk, Standing
from daemon.core.wording import clean
from daemon.core.wording.keys import key
from daemon.core.wording.saying import is_aloud, is_moved

BEFORE = timedelta(minutes=15)
AHEAD = timedelta(days=28)
BEHIND = timedelta(days=14)
PREPARE_AHEAD = timedelta(days=7)
# The rules whose words do not come and go with the hours of a day.
_LASTING = frozenset(
    {"overdue", "chased", "slipped_before", "double_booked", "no_date", "out_before_due", "overcommitted_now"}
)


def reminders(case: Case, found: Risk, now: datetime, block: Block | None = None) -> Iterator[Reminder]:
    """What is noted of an open promise: a note at its aim, one before the next meeting with somebody it is owed to.

    Further a note for the time to work on it, where there is a `block`, and a line on the owner's own next event with
    such a person, where there is one before it is due.
    """
    if case.standing is not Standing.OPEN or case.hushed:
        return
    if case.aim and now - BEHIND <= case.aim <= now + AHEAD:
        yield _reminder(case, _due_note(case, found, case.aim))
    meeting = next((m for m in case.meetings if now <= m.starts_at <= now + PREPARE_AHEAD and not m.all_day), None)
    if meeting and (case.aim is None or risk.is_late(case) or meeting.starts_at < case.aim):
        title = f"Before {speech.title(meeting)}, owed to {_whom(case)}: {_short(case)}"
        yield _reminder(case, _note(case, found, _before(meeting.starts_at, case), title, NoteKind.PREPARE))
    if block:
        title = f"Time for {_short(case)}, owed to {_whom(case)}"
        yield _reminder(case, _note(case, found, block, title, NoteKind.WORK))
    if event := _own_event(case, now):
        line = Line(event.ref, f"You owe {_whom(case)} here: {_short(case)}")
        yield Reminder(key(case.promise.key, f"line {event.ref.id}", "l"), case.promise.key, line)


def _reminder(case: Case, note: Note) -> Reminder:
    return Reminder(key(case.promise.key, note.kind.value, "n"), case.promise.key, note)


def _own_event(case: Case, now: datetime) -> Event | None:
    """The next event of the owner's with a person owed, before it is due, in which nobody else takes part."""
    until = case.end if case.end and not risk.is_late(case) else now + PREPARE_AHEAD
    return next((m for m in case.meetings if m.mine and not m.people and now <= m.starts_at <= until), None)


def _due_note(case: Case, found: Risk, aim: datetime) -> Note:
    late = "Late: owed" if found.level is Level.LATE else "Owed"
    title = f"{late} to {_whom(case)}: {_short(case)}"
    return _note(case, found, _before(aim, case), title, NoteKind.DUE)


def _before(moment: datetime, case: Case) -> Block:
    """The quarter of an hour that ends at a moment."""
    ends = moment.astimezone(case.calendar.zone).replace(second=0, microsecond=0)
    return ends - BEFORE, ends


def _note(case: Case, found: Risk, span: Block, title: str, kind: NoteKind) -> Note:
    made = speech.day(case.promise.made_at.astimezone(case.calendar.zone))
    said = "promised" if is_aloud(case.promise) else "wrote" if is_moved(case.promise) else f"wrote on {made}"
    lines = [f"You {said}: “{clean.quote(case.promise.words)}”"]
    lines += [signal.why for signal in found.signals if signal.rule in _LASTING]
    if found.level is Level.HIGH:
        lines.append("It may not work out in time: a word now is better than one afterwards.")
    return Note(*span, clean.line(title), "\n".join(lines), found.level.value, kind)


def _whom(case: Case) -> str:
    return clean.line(speech.people(case.promise.to)) or "yourself"


def _short(case: Case) -> str:
    return f"“{speech.cut(clean.quote(case.promise.words), 60)}”"
