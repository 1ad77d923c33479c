"""How long things take, as people say it and as a rule."""

from dataclasses import replace

import pytest

from daemon.core import effort
from daemon.core.effort import Act
from daemon.core.model import Cue
from tests.core.builders import promise, sentence


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
