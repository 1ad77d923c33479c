"""The one thing a draft offers beside its date, and what it says was delivered already."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connectors.types import Event, Folder, Message, Ref, Status
from daemon.core import reading
from daemon.core.model import Case, Cue, Says
from daemon.core.weighing import new_date, weigh
from tests.core.builders import ANNA, BOB, MARA, at, due, event, evidence, mail, owner, promise, sentence
from tests.core.cases import case
from tests.core.test_wording import THURSDAY, drafted, owing

CHASED = (evidence(Says.CHASED, "wed 8:00"),)
OFFSITE = event("Offsite", "mon 9:00", "thu 17:00")
MEETING = event("Budget round", "thu 16:00", "thu 17:00", people=[ANNA])
BOTH = "I'll send you the guest list and the seating chart by Thursday noon"


def behind(**seen: Any) -> str:
    return drafted(owing("wed 9:00", hours=4, **seen), events=[OFFSITE]).draft.text


def offers(text: str) -> int:
    return sum(words in text for words in ("We meet on", "I'm free for a call", "tell me which part"))


def test_a_meeting_that_is_ahead_anyway_comes_first() -> None:
    text = behind(evidence=CHASED, meetings=(MEETING,))
    assert "We meet on Thursday 7 March at 16:00: I can show you then how far it is." in text
    assert "Budget round" not in text
    assert offers(text) == 1


def test_a_talk_of_two_is_better_than_a_round_of_many() -> None:
    round_of_many = event("Standup", "thu 9:15", "thu 9:30", people=[ANNA, BOB])
    assert "We meet on Thursday 7 March at 16:00" in behind(meetings=(round_of_many, MEETING))


@pytest.mark.parametrize(
    "of_no_use",
    [
        replace(MEETING, status=Status.TENTATIVE),
        replace(MEETING, busy=False),
        replace(MEETING, all_day=True),
        event("Review", "mon+1 9:00", "mon+1 10:00", people=[ANNA]),
        event("Standup", "wed 10:30", "wed 10:45", people=[ANNA]),
        event("1:1", "thu 16:00", "thu 17:00", people=[BOB]),
    ],
)
def test_a_meeting_too_soon_or_too_late_or_not_sure_or_with_others_is_none(of_no_use: Event) -> None:
    assert "We meet" not in behind(meetings=(of_no_use,))


def test_who_asked_is_offered_a_call_before_the_date() -> None:
    text = behind(evidence=CHASED)
    assert "If you'd rather talk about it, I'm free for a call on Friday 8 March at 9:00." in text
    assert offers(text) == 1
    assert offers(behind()) == 0


def test_a_client_is_offered_a_call_where_it_is_late_and_a_peer_is_not() -> None:
    late = owing("fri 9:00", hours=12)
    assert "I'm free for a call on Friday 8 March at noon." in drafted(late, whose=owner()).draft.text
    assert offers(drafted(late).draft.text) == 0


def test_a_call_is_never_offered_at_the_last_minute() -> None:
    shortly_before = owing("fri 10:30", hours=12)
    assert "call on Friday 8 March at 17:00" not in drafted(shortly_before, whose=owner()).draft.text
    assert "call on Monday 11 March at 9:00" in drafted(shortly_before, whose=owner()).draft.text


def test_one_of_several_things_may_come_first() -> None:
    text = behind(words=BOTH)
    assert "If you need some of it sooner, tell me which part and I'll do that first." in text
    assert "If that's too late" not in text
    assert offers(text) == 1


def test_what_was_delivered_and_what_is_still_to_come_are_named() -> None:
    made = promise(BOTH, by=THURSDAY)
    sent = mail("m5", "wed 9:00", sentence(Cue.DELIVERY, "Attached is the guest list."), answers="m1")
    seen = weigh(made, sent, owner())
    assert [e.says for e in seen] == [Says.PARTLY]
    text = drafted(case("fri 9:00", promise=made, evidence=seen)).draft.text
    assert "You have had the guest list since Wednesday 6 March; still to come: the seating chart." in text
    assert "You'll have the rest by" in text
    assert offers(text) == 0


@pytest.mark.parametrize("why", ["they thanked you for part of it", "your mail brings guest list, seating chart"])
def test_where_the_words_blur_the_parts_the_rest_is_not_named(why: str) -> None:
    seen = (replace(evidence(Says.PARTLY, "wed 9:00"), why=why),)
    text = drafted(case("fri 9:00", promise=promise(BOTH, by=THURSDAY), evidence=seen)).draft.text
    assert "You have had part of it since Wednesday 6 March; the rest is still to come." in text


@pytest.mark.parametrize(
    ("words", "brought", "told"),
    [
        (
            "the floor plan and the budget",
            "floor",
            "You have had the floor plan since Wednesday 6 March; still to come: the budget.",
        ),
        ("the budget and the contract draft", "budget", "still to come: the contract draft."),
        ("the site report and call the city", "site report", "the rest is still to come."),
    ],
)
def test_a_thing_is_named_whole_and_a_talk_is_none(words: str, brought: str, told: str) -> None:
    seen = (replace(evidence(Says.PARTLY, "wed 9:00"), why=f"your mail brings {brought}"),)
    owed = promise(f"I'll send you {words} by Thursday noon", by=THURSDAY)
    assert told in drafted(case("fri 9:00", promise=owed, evidence=seen)).draft.text


GATE = replace(event("FYI: guest list to the printer", "thu 13:00", "thu 14:00", people=[ANNA]), busy=False)


def needing(gate: Event) -> str:
    guests = owing("wed 9:00", "You'll have the guest list by Thursday noon", hours=4, meetings=(gate,))
    return drafted(guests, events=[OFFSITE]).draft.text


def test_what_they_need_it_for_is_kept_in_mind() -> None:
    text = needing(GATE)
    assert "I know that is after Thursday 7 March at 13:00: tell me what you need by then and I'll start there." in text
    assert "printer" not in text
    later = needing(replace(GATE, starts_at=GATE.starts_at + timedelta(days=4)))
    assert (
        "You'll have it by the end of Friday 8 March. That is still before Monday 11 March at 13:00, when I think"
        in later
    )
    assert "If that's too late for you" in later


@pytest.mark.parametrize("gate", [replace(GATE, title="FYI: dentist"), replace(GATE, people=(BOB,))])
def test_an_event_about_something_else_or_of_others_is_not_theirs(gate: Event) -> None:
    assert "at 13:00" not in needing(gate)


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("You'll have the budget by Thursday noon", {}),
        ("You'll have the budget by Thursday noon", {"evidence": CHASED}),
        ("You'll have the budget by Thursday noon", {"evidence": CHASED, "meetings": (MEETING,)}),
        ("You'll have the guest list by Thursday noon", {"meetings": (GATE,)}),
        (
            "You'll have the guest list by Thursday noon",
            {"meetings": (replace(GATE, starts_at=GATE.starts_at + timedelta(days=4)),)},
        ),
        (BOTH, {}),
        ("Will do!", {"evidence": CHASED}),
    ],
)
def test_a_draft_that_was_sent_is_read_as_its_new_date(words: str, seen: dict[str, Any]) -> None:
    draft = drafted(owing("wed 9:00", words, hours=4, **seen), events=[OFFSITE]).draft
    sent_at = at("wed 10:00")
    sent = Message(
        Ref("work", "s"), "s", "m1", (), None, Folder.SENT, sent_at, None, None, MARA, draft.to, (), draft.subject,
        draft.text, key="d1",
    )  # fmt: skip
    new = new_date(reading.read(sent, frozenset({MARA.email})), owner())
    assert new is not None
    assert (new[0].date(), new[0].hour) == (at("fri 0:00").date(), 23)


def test_another_time_is_not_asked_for_at_the_last_minute() -> None:
    call = owing("thu 14:30", "I'll ring you at noon on Thursday", by=due("thu 12:00", start="thu 12:00"))
    assert "Would Friday 8 March at 9:00 work for you instead?" in drafted(call).draft.text


def test_what_asks_for_another_time_offers_nothing_else() -> None:
    parade = event("Parade", "thu 12:00", "thu 16:00")
    call: Case = owing(
        words="I'll ring you at noon on Thursday",
        by=due("thu 12:00", start="thu 12:00"),
        clashes=(parade,),
        evidence=CHASED,
        meetings=(MEETING,),
    )
    assert offers(drafted(call, events=[parade]).draft.text) == 0
