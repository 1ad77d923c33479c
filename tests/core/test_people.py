"""Who is owed, who matters, and whom a meeting is with."""

import pytest

from connectors.types import Address, Status
from daemon.core import people
from daemon.core.model import Cue
from tests.core.builders import ANNA, BOB, CLEO, MARA, event, mail, owner, sentence


def _owed(text: str, to: tuple[Address, ...], cc: tuple[Address, ...] = (), to_name: str | None = None) -> set[str]:
    said = sentence(Cue.PROMISE, text)
    if to_name:
        said = type(said)(said.cue, said.start, said.end, said.text, to_name=to_name)
    return {a.email for a in people.owed(said, mail("m1", "mon 9:00", to=to, cc=cc), owner())}


def test_the_recipients_are_owed_and_the_owner_is_not() -> None:
    assert _owed("I'll send you the plan.", (ANNA, BOB, MARA), (CLEO,)) == {ANNA.email, BOB.email}


def test_cc_is_owed_only_where_nobody_stands_in_to() -> None:
    assert _owed("I'll send you the plan.", (), (CLEO,)) == {CLEO.email}


@pytest.mark.parametrize(
    ("text", "to", "cc"),
    [
        ("Cleo, the tracker will be with you on Monday.", (ANNA,), (CLEO,)),
        ("The tracker reaches you, Cleo, on Monday.", (ANNA, BOB), (CLEO,)),
        ("Cleo gets the tracker on Friday as announced.", (ANNA,), (CLEO,)),
    ],
)
def test_who_is_named_is_owed(text: str, to: tuple[Address, ...], cc: tuple[Address, ...]) -> None:
    assert _owed(text, to, cc) == {CLEO.email}


def test_the_one_greeted_is_you() -> None:
    assert _owed("I'll send you the plan.", (ANNA, BOB), to_name="Bob") == {BOB.email}


def test_a_stranger_named_is_spoken_of_not_owed() -> None:
    assert _owed("I'll talk to Henry tomorrow.", (ANNA,)) == {ANNA.email}


def test_a_note_to_oneself_is_owed_to_nobody() -> None:
    assert _owed("I'll buy the tickets.", (MARA,)) == set()


def test_importance_is_that_of_the_most_important() -> None:
    me = owner({ANNA.email: 1.5, CLEO.email: 0.5}, boss=BOB.email)
    assert people.importance((ANNA, CLEO), me) == 1.5
    assert people.importance((CLEO,), me) == 0.5
    assert people.importance((BOB, ANNA), me) == people.BOSS
    assert people.importance((), me) == 1.0


def test_same_person_by_mailbox_or_by_full_name_in_one_domain() -> None:
    assert people.same_person(ANNA, Address(ANNA.email))
    assert people.same_person(ANNA, Address("aberg@south.test", "Berg, Anna"))
    assert not people.same_person(ANNA, Address("anna@west.test", "Anna Berg"))
    assert not people.same_person(Address("a@south.test", "Anna"), Address("b@south.test", "Anna"))


@pytest.mark.parametrize(
    ("title", "meets"),
    [
        ("Lunch w/ Anna", True),
        ("1:1 Anna / Mara", True),
        ("Budget - Anna Berg", True),
        ("Anna B. about the budget", True),
        ("Anna Berg - Oncall", False),
        ("Anna Berg vacation", False),
        ("Lunch w/ Anna Smith", False),
        ("Annapolis trip", False),
        ("Anna's birthday", False),
        ("Budget review", False),
    ],
)
def test_names_in_a_title(title: str, meets: bool) -> None:
    assert people.meets(event(title, "tue 9:00", "tue 10:00"), (ANNA,)) is meets


def test_a_mailbox_without_a_name_still_has_one() -> None:
    assert people.meets(event("Lunch w/ Anna", "tue 9:00", "tue 10:00"), (Address("anna.b@south.test"),))


def test_attendees_meet_unless_the_event_is_off() -> None:
    assert people.meets(event("Sync", "tue 9:00", "tue 10:00", people=(ANNA,)), (ANNA,))
    off = event("Sync", "tue 9:00", "tue 10:00", people=(ANNA,), status=Status.CANCELLED)
    assert not people.meets(off, (ANNA,))
