"""The notes on Mara's own calendar."""

from dataclasses import replace
from typing import Any

from connectors.types import NoteKind, Ref
from daemon.core import risk, rules
from daemon.core.model import Case, Promise
from daemon.core.wording import notes
from tests.core.builders import ANNA, at, due, event, promise
from tests.core.cases import case

RULES = rules.configure({})


def owing(now: str = "wed 9:00", **seen: Any) -> Case:
    by = seen.pop("by", due("thu 12:00"))
    made: Promise = promise("You'll have the budget by Thursday noon.", by=by)
    return case(now, promise=made, **seen)


def noted(some: Case) -> list[tuple[str, str]]:
    found = risk.assess(some, RULES)
    return [(r.note.kind.value, r.note.title) for r in notes.reminders(some, found, some.now)]


def test_a_note_stands_at_the_aim_and_ends_there() -> None:
    some = owing()
    (reminder,) = notes.reminders(some, risk.assess(some, RULES), some.now)
    assert (reminder.note.starts_at, reminder.note.ends_at) == (at("thu 11:45"), at("thu 12:00"))
    assert reminder.note.title == "Owed to Anna: “You'll have the budget by Thursday noon.”"
    assert reminder.note.text == "You wrote on Monday 4 March: “You'll have the budget by Thursday noon.”"
    assert reminder.note.colour == "low"


def test_a_note_on_what_was_said_aloud_or_moved_names_no_day_of_writing() -> None:
    made = promise("send the seating chart", by=due("thu 12:00"))
    aloud = case(promise=replace(made, ref=Ref("aloud", "x")))
    (reminder,) = notes.reminders(aloud, risk.assess(aloud, RULES), aloud.now)
    assert reminder.note.text == "You promised: “send the seating chart”"
    moved = case(promise=replace(made, origin="m0:x", due=replace(due("thu 12:00"), rule="mark")))
    (reminder,) = notes.reminders(moved, risk.assess(moved, RULES), moved.now)
    assert reminder.note.text == "You wrote: “send the seating chart”"


def test_a_note_before_a_meeting_with_the_person_owed() -> None:
    meeting = event("1:1 Anna", "thu 10:00", "thu 10:30", people=[ANNA])
    assert noted(owing(meetings=(meeting,)))[1] == (
        NoteKind.PREPARE.value,
        "Before 1:1 Anna, owed to Anna: “You'll have the budget by Thursday noon.”",
    )


def test_notes_are_few() -> None:
    assert noted(owing(by=due("mon+6 9:00"))) == []
    assert noted(owing("fri+3 9:00")) == []
    assert noted(owing(hushed=True)) == []


def test_a_note_does_not_change_with_the_hours() -> None:
    contents = set()
    for now in ("mon 10:00", "tue 9:00", "wed 9:00", "wed 23:00"):
        some = owing(now)
        contents |= {r.note for r in notes.reminders(some, risk.assess(some, RULES), some.now)}
    assert len(contents) == 1
