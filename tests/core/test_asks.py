"""What somebody asked a group with Mara in it: who took it up, and whether it fits into her time. It is Wednesday."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.types import Address, Event
from daemon.core import asks, capacity, effort, evidence
from daemon.core.asks import OpenAsk, Suggestion
from daemon.core.model import Case, Cue, Mail, Promise, Standing, Verdict
from tests.core.builders import ANNA, BOB, CLEO, MARA, at, due, event, mail, mark, owner, promise, sentence
from tests.core.cases import case

OWNER = owner()
NOW = at("wed 9:00")
MINUTES = "Could somebody take the minutes on Friday?"
CREW = Address("crew@south.test")


def asked(name: str = "a1", when: str = "tue 10:00", text: str = MINUTES, **more: object) -> Mail:
    """Anna asks Mara and Bob."""
    fields: dict[str, object] = {"from_": ANNA, "to": (MARA, BOB), "subject": "Offsite"}
    return mail(name, when, sentence(Cue.OPEN_ASK, text), **(fields | more))  # type: ignore[arg-type]


def untaken(*mails: Mail, now: datetime = NOW) -> tuple[OpenAsk, ...]:
    return asks.untaken(asks.asking(mails, OWNER, now), mails, OWNER, now)


def owing(aim: str, hours: float, key: str = "m1") -> tuple[Promise, float]:
    return promise(f"I'll send the report {key}", by=due(aim), source=key), hours


def fitting(*owed: tuple[Promise, float], ask: Mail | None = None, events: Sequence[Event] = ()) -> list[Suggestion]:
    """The suggestions where these promises are open, with their hours."""
    hours = {p.key: h for p, h in owed}
    loads = capacity.loads([p for p, _ in owed], events, OWNER, NOW, hours)
    cases: list[Case] = [case(promise=p, load=loads.get(p.key)) for p, _ in owed]
    return list(asks.fitting(untaken(ask or asked()), cases, events, OWNER, NOW))


@pytest.mark.parametrize(
    "text",
    [
        MINUTES,
        "Tomorrow is full, so could anyone else take the tour?",
        "Hi team, can one of you please send Cleo the floor plan?",
        "Who can review the tender by Thursday?",
        "Who's up for presenting the drawings?",
        "Any volunteers for the fire drill?",
        "We need two volunteers for Saturday.",
        "I still need someone to check the invoices.",
        "It would be great if one of you could water the plants.",
        "If anybody has time to proofread the flyer, please shout.",
        "Anyone able to cover the front desk at noon?",
        "Does anybody have an hour to test the new form?",
        "Someone please call the caterer.",
    ],
)
def test_an_ask_to_anyone_is_a_cue(text: str) -> None:
    found = evidence.cues(text, [(0, len(text))], own=False)
    assert [s.text for s in found if s.cue is Cue.OPEN_ASK] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Can you take the minutes?",
        "Anna is the one who can review the tender.",
        "Who can I call about the badge?",
        "Who can blame them?",
        "Can anyone open the attachment?",
        "Could someone from legal join us?",
        "If anyone has questions, please let me know.",
        "We will have someone from the printer with us.",
        "Somebody took the minutes.",
        "I need someone to be responsible for the stand.",
    ],
)
def test_what_asks_nobody_or_somebody_else_is_no_cue(text: str) -> None:
    assert Cue.OPEN_ASK not in {s.cue for s in evidence.cues(text, [(0, len(text))], own=False)}


def test_the_owner_asks_for_help_without_being_suggested_it() -> None:
    assert Cue.OPEN_ASK not in {s.cue for s in evidence.cues(MINUTES, [(0, len(MINUTES))], own=True)}


def test_an_ask_nobody_answered_is_open() -> None:
    (ask,) = untaken(asked())
    assert ask.words == MINUTES
    assert ask.due is not None
    assert ask.due.end is not None
    assert ask.due.end.date() == at("fri 9:00").date()


@pytest.mark.parametrize("by", [MARA, BOB, ANNA])
def test_any_word_in_the_thread_since_takes_it_up(by: Address) -> None:
    answer = mail("a2", "tue 11:00", from_=by, to=(ANNA, MARA), answers="a1", subject="Re: Offsite")
    assert untaken(asked(), answer) == ()


def test_an_answer_that_comes_after_the_moment_is_not_seen_yet() -> None:
    answer = mail("a2", "wed 9:01", from_=BOB, to=(ANNA, MARA), answers="a1", subject="Re: Offsite")
    assert len(untaken(asked(), answer)) == 1


def test_of_an_ask_said_again_the_last_one_stands() -> None:
    again = asked("a2", "wed 8:00", "Could one of you take the minutes, please?", answers="a1")
    assert [ask.mail.key for ask in untaken(asked(), again)] == ["a2"]


def test_an_old_ask_and_one_whose_day_has_passed_are_over() -> None:
    assert untaken(asked(text="Any volunteers?"), now=at("fri+1 11:00")) == ()
    assert len(untaken(asked(text="Any volunteers?"), now=at("fri+1 9:00"))) == 1
    assert untaken(asked(), now=at("sat 9:00")) == ()


@pytest.mark.parametrize(
    "mail_",
    [
        asked(to=(MARA,)),
        asked(to=(BOB, CLEO), cc=(MARA,)),
        asked(to=(BOB, CLEO)),
        asked(from_=MARA, to=(ANNA, BOB)),
        asked(text="Bob or Cleo, could one of you take the minutes?", to=(MARA, BOB, CLEO)),
        asked(skipped="language"),
    ],
    ids=["to her alone", "a copy", "not to her", "her own", "others by name", "not read"],
)
def test_what_was_not_asked_of_her_among_others_is_left_out(mail_: Mail) -> None:
    assert untaken(mail_) == ()


def test_a_list_and_her_own_name_among_others_count() -> None:
    assert len(untaken(asked(to=(CREW,)))) == 1
    assert len(untaken(asked(text="Mara or Bob, could one of you take the minutes?"))) == 1


def test_it_fits_into_a_free_week() -> None:
    (found,) = fitting()
    assert found.hours == effort.USUAL[effort.Act.LIST]
    assert found.by == at("fri 17:00")
    assert found.free_hours == 24


def test_hours_said_in_the_ask_count() -> None:
    (found,) = fitting(ask=asked(text="Could anyone sort the archive, roughly five hours of work?"))
    assert found.hours == 5
    assert found.by == NOW + asks.WITHIN


def test_what_is_owed_before_it_takes_its_time() -> None:
    assert [s.free_hours for s in fitting(owing("thu 17:00", 14))] == [10]
    assert fitting(owing("fri 12:00", 18), owing("fri 16:00", 1, "m2"), ask=asked(text="Any volunteers by noon?")) == []


def test_what_is_owed_after_it_is_not_crowded_out() -> None:
    assert [s.free_hours for s in fitting(owing("mon+1 17:00", 30))] == [2]
    assert fitting(owing("mon+1 17:00", 31)) == []


def test_whoever_already_owes_too_much_is_asked_for_nothing() -> None:
    assert fitting(owing("wed 12:00", 8), ask=asked(text="Any volunteers for next week?")) == []


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 7)), max_size=5))
def test_more_meetings_never_make_more_room(spans: list[tuple[int, int]]) -> None:
    days = ("wed", "thu", "fri")
    events = [
        event(f"m{n}", f"{days[n % 3]} {9 + a // 2}:00", f"{days[n % 3]} {9 + a // 2 + b}:00")
        for n, (a, b) in enumerate(spans)
    ]
    room = [s.free_hours for s in fitting(events=events)]
    fewer = [s.free_hours for s in fitting(events=events[1:])]
    assert len(room) <= len(fewer)
    assert all(a <= b for a, b in zip(room, fewer, strict=False))


def test_a_hushed_ask_is_gone_from_then_on() -> None:
    found = untaken(asked())
    hush = mark(Verdict.HUSH, "wed 8:00", key=found[0].key)
    assert asks.dismissed(found, [hush], NOW) == ()
    assert asks.dismissed(found, [hush], at("tue 12:00")) == found
    assert asks.dismissed(found, [mark(Verdict.KEPT, "wed 8:00", key=found[0].key)], NOW) == found


def test_promises_that_are_not_open_take_no_time() -> None:
    kept = case(promise=promise("I'll send it", by=due("wed 12:00")), standing=Standing.KEPT)
    assert asks.fitting(untaken(asked()), [kept], (), OWNER, NOW)[0].free_hours == 24
