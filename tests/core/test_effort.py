"""How long things take, as people say it and as a rule."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core import effort
from daemon.core.effort import USUAL, Act
from daemon.core.model import Cue, Mark, Promise, Verdict
from tests.core.builders import at, promise, sentence

NOW = at("fri 9:00")


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Sorting the invoices is roughly six hours.", 6),
        ("I need some two hours more for the index.", 2),
        ("It's three and a half hours of measuring.", 3.5),
        ("Figure two or three hours of reading.", 3),
        ("That takes me 2-4 hours.", 4),
        ("I only need to see it in daylight, half an hour.", 0.5),
        ("About two days of work.", 14),
        ("Labels: 1 row to fix (20 min), the rest is done", 1 / 3),
        ("You get it within 24 hours.", None),
        ("The bus is two hours late.", None),
        ("We have a two hour meeting with them.", None),
        ("See you in three days.", None),
        ("No time at all.", None),
    ],
)
def test_hours_of_work_are_told_from_other_spans(text: str, hours: float | None) -> None:
    assert effort.said(text) == (pytest.approx(hours) if hours else None)


@pytest.mark.parametrize(
    ("words", "act"),
    [
        ("I'll call you back tomorrow", Act.CALL),
        ("let me try calling Delaine in the morning", Act.CALL),
        ("I'll phone the vendor today", Act.CALL),
        ("I'll give Bob a ring", Act.CALL),
        ("I'll update the call list", Act.LIST),
        ("I'll call it a day", Act.OTHER),
        ("I'll let you know", Act.REPLY),
        ("You'll get my comments on the contract", Act.REVIEW),
        ("The budget will be with you by Monday", Act.DOCUMENT),
        ("I'll send the guest list", Act.LIST),
        ("I'll drop by at three", Act.MEET),
        ("You'll have them on Friday", Act.THING),
        ("Will do", Act.OTHER),
    ],
)
def test_the_kind_of_act(words: str, act: Act) -> None:
    assert effort.act(words) is act


def test_what_will_do_means_stands_in_the_request() -> None:
    assert effort.act("Will do", "Could you review chapter two?") is Act.REVIEW


def test_what_was_said_outranks_the_rule() -> None:
    deck = promise("I'll send the deck")
    assert effort.hours(deck) == 3
    assert effort.hours(replace(deck, effort_hours=0.5)) == 0.5


def test_what_such_acts_take_is_learned_from_the_owner() -> None:
    said = [replace(promise(f"I'll send the deck {i}", source=f"m{i}"), effort_hours=7.0) for i in range(4)]
    assert effort.learned([], [], NOW) == USUAL
    assert effort.learned(said, [], NOW) == {**USUAL, Act.DOCUMENT: (4 * 3 + 4 * 7) / 8}
    assert effort.hours(promise("I'll send the report"), effort.learned(said, [], NOW)) == 5


def test_what_was_marked_is_learned_once_and_outranks_what_was_said() -> None:
    deck = replace(promise("I'll send the deck"), effort_hours=7.0)
    marks = [hours_marked(deck, 20, "mon 10:00"), hours_marked(deck, 8, "mon 11:00")]
    assert effort.learned([deck], marks, NOW)[Act.DOCUMENT] == (4 * 3 + 8) / 5
    assert effort.learned([deck], [hours_marked(deck, 8, "fri+1 11:00")], NOW)[Act.DOCUMENT] == (4 * 3 + 7) / 5
    assert effort.learned([], [replace(marks[0], verdict=Verdict.KEPT), replace(marks[0], hours=None)], NOW) == USUAL


def test_only_the_latest_are_looked_at() -> None:
    many = [
        replace(
            promise("I'll send the deck", source=f"m{i}"), made_at=NOW - timedelta(minutes=i), effort_hours=float(i)
        )
        for i in range(1, 500)
    ]
    kept = range(1, effort.MOST_OBSERVED + 1)
    found = effort.learned(many, [], NOW)[Act.DOCUMENT]
    assert found == pytest.approx((12 + sum(kept)) / (4 + len(kept)))


@given(st.lists(st.floats(0.25, 40), max_size=8), st.randoms(use_true_random=False))
def test_learning_stays_between_the_prior_and_what_was_seen(hours: list[float], random: Random) -> None:
    said = [replace(promise("I'll send the deck", source=f"m{i}"), effort_hours=h) for i, h in enumerate(hours)]
    found = effort.learned(said, [], NOW)[Act.DOCUMENT]
    assert min([3.0, *hours]) - 1e-9 <= found <= max([3.0, *hours]) + 1e-9
    random.shuffle(said)
    assert effort.learned(said, [], NOW)[Act.DOCUMENT] == pytest.approx(found)


def hours_marked(promise: Promise, hours: float, when: str) -> Mark:
    return Mark(promise.key, Verdict.EFFORT, at(when), None, promise.source, promise.words, hours)


@given(st.data())
def test_the_pieces_that_are_looked_for_first_stand_in_all_words_of_an_act(data: st.DataObject) -> None:
    for act, roots, cue in effort._CUES:
        text = data.draw(st.from_regex(cue))
        assert any(root in text.casefold() for root in roots), (act, text)


def test_a_sentence_about_work_belongs_to_the_promise_it_shares_words_with() -> None:
    labels = sentence(Cue.PROMISE, "I'll get you the labels by Tuesday.")
    costs = sentence(Cue.PROMISE, "The costed options follow on Thursday.", start=40)
    thanks = sentence(Cue.PROMISE, "I'll thank Bob for you.", start=80)
    work = sentence(Cue.EFFORT, "The costing is about five hours.", start=120)
    said = (labels, costs, thanks, work)
    assert [effort.told(s, said) for s in said[:3]] == [None, 5, None]


def test_without_shared_words_it_belongs_to_the_promise_before_it() -> None:
    one = sentence(Cue.PROMISE, "I'll get you the labels by Tuesday.")
    two = sentence(Cue.PROMISE, "I'll phone Bob.", start=90)
    work = sentence(Cue.EFFORT, "Takes two hours.", start=50)
    assert (effort.told(one, (one, two, work)), effort.told(two, (one, two, work))) == (2, None)


def test_hours_in_the_promise_or_its_request_count() -> None:
    assert effort.told(sentence(Cue.PROMISE, "I'll do it, takes about two hours."), ()) == 2
    assert (
        effort.told(sentence(Cue.PROMISE, "Yes.", answers="Could you read it? Figure three hours of reading."), ()) == 3
    )
