"""Who said what, and when: whom a draft thanks for asking, and what it says of words that were moved or said aloud."""

from dataclasses import replace

import pytest

from connectors.types import Address, Ref
from daemon.core.model import Says
from tests.core.builders import ANNA, CLEO, at, due, evidence, mail, promise
from tests.core.cases import case
from tests.core.test_wording import THURSDAY, WORDS, drafted, owing


def test_only_who_asked_is_thanked() -> None:
    by_another = (evidence(Says.CHASED, "wed 8:00", who=CLEO),)
    assert "Thank you" not in drafted(owing("fri 9:00", evidence=by_another)).draft.text
    both = (evidence(Says.CHASED, "tue 8:00"), *by_another)
    assert "Thank you for asking on Tuesday 5 March." in drafted(owing("fri 9:00", evidence=both)).draft.text
    short = (evidence(Says.CHASED, "wed 8:00", who=Address("anna@home.test", "Anna")),)
    assert "Thank you for asking on" in drafted(owing("fri 9:00", evidence=short)).draft.text
    bare = mail("m1", "mon 9:00", to=[Address(ANNA.email)])
    to_bare = owing("fri 9:00", to=(Address(ANNA.email),), evidence=(evidence(Says.CHASED, "wed 8:00"),))
    assert "Thank you for asking on" in drafted(to_bare, source=bare).draft.text


def test_who_was_answered_since_is_not_thanked_again() -> None:
    asked = (evidence(Says.CHASED, "wed 8:00"),)
    answered = owing("fri 9:00", evidence=asked, last_word_at=at("wed 10:00"))
    assert "Thank you" not in drafted(answered).draft.text


@pytest.mark.parametrize("rule", ["mark", "moved"])
def test_what_was_moved_was_not_said_on_the_day_of_the_move(rule: str) -> None:
    moved = replace(promise(WORDS, made="tue 9:00", by=replace(due("thu 23:59"), rule=rule)), origin="m0:x")
    text = drafted(case("fri 9:00", promise=moved)).draft.text
    assert (
        "I wrote: “You'll have the budget by Thursday noon”, and then moved it to Thursday 7 March. That time has"
        in text
    )
    assert "On Tuesday" not in text
    listed = drafted(case("fri 9:00", promise=moved), owing("fri 9:00", "I'll call Bob for you")).draft.text
    assert "(Tuesday 5 March)" not in listed
    assert "”: that was for Thursday 7 March, after I had moved it." in listed
    nod = drafted(case("fri 9:00", promise=replace(moved, words="Will do!"))).draft.text
    assert "I said yes to what you asked for in this thread, and then moved it to Thursday 7 March." in nod


def test_words_of_their_own_that_move_a_promise_keep_their_day() -> None:
    again = replace(promise(WORDS, made="tue 9:00", by=THURSDAY), origin="m0:x")
    assert "On Tuesday 5 March I wrote: “" in drafted(case("fri 9:00", promise=again)).draft.text


def test_what_was_said_aloud_was_not_written() -> None:
    made = replace(promise("send the seating chart", by=THURSDAY), ref=Ref("aloud", "x"))
    draft = drafted(case("fri 9:00", promise=made), source=mail("m1", "mon 9:00", subject=made.words)).draft
    assert draft.subject == "send the seating chart"
    assert "Hi Anna,\n\nI promised you: “send the seating chart”. That was for" in draft.text
