"""What the person owed is told to have: a thing, an answer, or that it is done; by the words of the promise."""

import pytest

from daemon.core.wording import outcomes
from daemon.core.wording.outcomes import Outcome
from tests.core.builders import due, promise
from tests.core.test_wording import drafted, owing

THING, ANSWER, DEED = Outcome.THING, Outcome.ANSWER, Outcome.DEED


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("You'll have the budget by Thursday", THING),
        ("I'll send the budget on Thursday", THING),
        ("I'll get the numbers to you by Thursday", THING),
        ("I'll send Anna the budget", THING),
        ("I'll send you the notes for my talk with Cleo", THING),
        ("I'll send you the site report and call the city", THING),
        ("I'll give you my comments on the draft", THING),
        ("I'll let you know by Thursday", ANSWER),
        ("I'll answer by Thursday", ANSWER),
        ("I'll read the report by Thursday", DEED),
        ("I'll review your contract", DEED),
        ("I'll get the contract signed", DEED),
        ("I'll finish the budget", DEED),
        ("I'll book the hotel for you", DEED),
        ("I'll send Cleo the budget", DEED),
        ("I'll send him the budget", DEED),
        ("I'll forward the budget to Cleo", DEED),
        ("I'll share the notes with the team", DEED),
        ("I'll let Cleo know by Thursday", DEED),
        ("I'll call the city by Thursday", DEED),
    ],
)
def test_what_there_is_for_them(words: str, expected: Outcome) -> None:
    assert outcomes.outcome(promise(words)) is expected


@pytest.mark.parametrize(
    ("words", "talk"),
    [
        ("I'll call you at noon", True),
        ("I'll give you a call at noon", True),
        ("I'll come by on Thursday", True),
        ("I'll call Anna on Thursday", True),
        ("I'll call Cleo on Thursday", False),
        ("I'll ring the printer on Thursday", False),
        ("I'll call you and send you the list", False),
        ("I'll send you the list", False),
    ],
)
def test_only_a_talk_with_them_asks_for_another_time(words: str, talk: bool) -> None:
    assert outcomes.is_talk(promise(words)) is talk
    late = drafted(owing("fri 9:00", words, by=due("thu 12:00"))).draft.text
    assert ("work for you instead" in late) is talk
