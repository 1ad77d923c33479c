"""Notes for the owner's own calendar. In: a case and its risk. Out: Reminders, at most two per promise.

A note's text holds facts only (words, dates, who asked when), nothing that ages: it is the same at the next turn.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from connectors.types import Note, NoteKind
from daemon.core import risk, speech
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


def reminders(case: Case, found: Risk, now: datetime) -> Iterator[Reminder]:
    """A note at the aim of an open promise, and one before the next meeting with somebody it is owed to."""
    due = case.promise.due
    if case.standing is not Standing.OPEN or case.hushed:
        return
    if due and due.aim and now - BEHIND <= due.aim <= now + AHEAD:
        yield _reminder(case, NoteKind.DUE, _due_note(case, found, due.aim))
    meeting = next((m for m in case.meetings if now <= m.starts_at <= now + PREPARE_AHEAD and not m.all_day), None)
    if meeting and (due is None or due.aim is None or risk.is_late(case) or meeting.starts_at < due.aim):
        title = f"Before {speech.title(meeting)}, owed to {_whom(case)}: {_short(case)}"
        yield _reminder(case, NoteKind.PREPARE, _note(case, found, meeting.starts_at, title, NoteKind.PREPARE))


def _reminder(case: Case, kind: NoteKind, note: Note) -> Reminder:
    return Reminder(key(case.promise.key, kind.value, "n"), case.promise.key, note)


def _due_note(case: Case, found: Risk, aim: datetime) -> Note:
    late = "Late: owed" if found.level is Level.LATE else "Owed"
    return _note(case, found, aim, f"{late} to {_whom(case)}: {_short(case)}", NoteKind.DUE)


def _note(case: Case, found: Risk, ends: datetime, title: str, kind: NoteKind) -> Note:
    zone = case.calendar.zone
    made = speech.day(case.promise.made_at.astimezone(zone))
    said = "promised" if is_aloud(case.promise) else "wrote" if is_moved(case.promise) else f"wrote on {made}"
    lines = [f"You {said}: “{clean.quote(case.promise.words)}”"]
    lines += [signal.why for signal in found.signals if signal.rule in _LASTING]
    if found.level is Level.HIGH:
        lines.append("It may not work out in time: a word now is better than one afterwards.")
    moment = ends.astimezone(zone).replace(second=0, microsecond=0)
    return Note(moment - BEFORE, moment, clean.line(title), "\n".join(lines), found.level.value, kind)


def _whom(case: Case) -> str:
    return clean.line(speech.people(case.promise.to)) or "yourself"


def _short(case: Case) -> str:
    return f"“{speech.cut(clean.quote(case.promise.words), 60)}”"
