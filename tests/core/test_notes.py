"""The notes on Mara's own calendar."""

from dataclasses import replace
from typing import Any

import pytest

from connectors.types import Event, Line, Note, NoteKind, Ref
from daemon.core import risk, rules
from daemon.core.blocks import Block
from daemon.core.model import Case, Promise
from daemon.core.wording import notes
from tests.core.builders import ANNA, at, due, event, promise
from tests.core.cases import case

RULES = rules.configure({})


def owing(now: str = "wed 9:00", **seen: Any) -> Case:
    by = seen.pop("by", due("thu 12:00"))
    made: Promise = promise("You'll have the budget by Thursday noon.", by=by)
    return case(now, promise=made, **seen)


def written(some: Case, block: Block | None = None) -> list[Note]:
    found = notes.reminders(some, risk.assess(some, RULES), some.now, block)
    return [r.note for r in found if isinstance(r.note, Note)]


def lines(some: Case) -> list[Line]:
    found = notes.reminders(some, risk.assess(some, RULES), some.now)
    return [r.note for r in found if isinstance(r.note, Line)]


def noted(some: Case) -> list[tuple[str, str]]:
    return [(note.kind.value, note.title) for note in written(some)]


def test_a_note_stands_at_the_aim_and_ends_there() -> None:
    (note,) = written(owing())
    assert (note.starts_at, note.ends_at) == (at("thu 11:45"), at("thu 12:00"))
    assert note.title == "Owed to Anna: “You'll have the budget by Thursday noon.”"
    assert note.text == "You wrote on Monday 4 March: “You'll have the budget by Thursday noon.”"
    assert note.colour == "low"


def test_a_note_on_what_was_said_aloud_or_moved_names_no_day_of_writing() -> None:
    made = promise("send the seating chart", by=due("thu 12:00"))
    aloud = case(promise=replace(made, ref=Ref("aloud", "x")))
    assert written(aloud)[0].text == "You promised: “send the seating chart”"
    moved = case(promise=replace(made, origin="m0:x", due=replace(due("thu 12:00"), rule="mark")))
    assert written(moved)[0].text == "You wrote: “send the seating chart”"


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
        contents |= set(written(owing(now)))
    assert len(contents) == 1


def test_time_for_what_hardly_fits_stands_in_its_block() -> None:
    note = written(owing(), (at("wed 10:00"), at("wed 12:00")))[-1]
    assert (note.kind, note.starts_at, note.ends_at) == (NoteKind.WORK, at("wed 10:00"), at("wed 12:00"))
    assert note.title == "Time for “You'll have the budget by Thursday noon.”, owed to Anna"


def test_a_line_stands_on_the_owners_own_event_before_it_is_due() -> None:
    own = event("Lunch w/ Anna", "wed 12:00", "wed 13:00")
    (line,) = lines(owing(meetings=(own,)))
    assert line == Line(own.ref, "You owe Anna here: “You'll have the budget by Thursday noon.”")


@pytest.mark.parametrize(
    "meeting",
    [
        pytest.param(event("1:1 Anna", "wed 12:00", "wed 13:00", people=[ANNA]), id="others take part"),
        pytest.param(event("Lunch w/ Anna", "wed 12:00", "wed 13:00", mine=False), id="somebody else's"),
        pytest.param(event("Lunch w/ Anna", "thu 12:30", "thu 13:00"), id="after it is due"),
    ],
)
def test_no_line_stands_where_others_would_read_it_or_it_comes_too_late(meeting: Event) -> None:
    assert lines(owing(meetings=(meeting,))) == []


def test_a_line_about_what_is_late_stands_on_the_next_event() -> None:
    own = event("Lunch w/ Anna", "fri 12:00", "fri 13:00")
    assert lines(owing("fri 9:00", meetings=(own,)))
    assert lines(owing("fri 9:00", meetings=(own,), hushed=True)) == []


def test_another_event_is_another_line() -> None:
    keys = set()
    for day in ("wed", "thu"):
        some = owing(meetings=(event("Lunch w/ Anna", f"{day} 9:30", f"{day} 10:00"),))
        keys |= {r.key for r in notes.reminders(some, risk.assess(some, RULES), some.now) if isinstance(r.note, Line)}
    assert len(keys) == 2, "it is taken out of the one and put into the other"
