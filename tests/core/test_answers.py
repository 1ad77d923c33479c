"""Short answers: a yes to what stands quoted, and what only looks like one. All words here are invented."""

import pytest

from daemon.core import authored, promises
from daemon.core.model import Cue, Sentence


def found(text: str) -> tuple[Sentence, ...]:
    return promises.find(text, authored.split(text).authored)


def promised(text: str) -> list[str]:
    return [s.text for s in found(text) if s.cue is Cue.PROMISE]


def test_an_answer_between_quotes_carries_its_request() -> None:
    text = "> Hello Mara,\n>\n> could you send me the slides by Monday?\n\n"
    text += "Yes, will do.\n\n> Are you coming to the fair?\n\nNo.\n"
    (sentence,) = [s for s in found(text) if s.cue is Cue.PROMISE]
    assert sentence.answers == "could you send me the slides by Monday?"


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        ("Yes - by the 19th.", "Could you let me have the seating plan?"),
        ("No problem!", "Please sign the form and send it back by Thursday."),
        ("Yes, he can.", "May I know if he can have the pages by 7pm?"),
        ("Sure thing, tomorrow.", "Can I get two prints of the poster?"),
    ],
)
def test_a_yes_to_a_request_is_a_promise(answer: str, asked: str) -> None:
    (sentence,) = found(f"{answer}\n\nOn Mon, 4 Mar 2024 Anna wrote:\n> Dear Mara,\n> {asked}\n")
    assert sentence.cue is Cue.PROMISE
    assert sentence.answers == asked


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        ("Yes.", "Is the fair on Friday?"),
        ("Sure.", "Will you be at the fair on Friday?"),
        ("No problem.", "Sorry for the late reply."),
        ("Yes, I liked it very much.", "Could you see the stage?"),
        ("Yes?", "Could you send me the plan?"),
    ],
)
def test_a_yes_to_anything_else_is_none(answer: str, asked: str) -> None:
    assert promised(f"{answer}\n\nOn Mon, 4 Mar 2024 Anna wrote:\n> {asked}\n") == []


def test_a_yes_without_a_request_is_none() -> None:
    assert promised("Yes, no problem!") == []


def test_a_yes_that_is_spelt_out_is_no_second_promise() -> None:
    text = "Of course. You'll have the list on Monday.\n\nOn Mon, 4 Mar 2024 Anna wrote:\n> Could I have the list?\n"
    assert promised(text) == ["You'll have the list on Monday"]


def test_trying_answers_to_a_request() -> None:
    (sentence,) = found("I'll try to, yes.\n\nOn Mon, 4 Mar 2024 Anna wrote:\n> Could I get your notes by the 18th?\n")
    assert sentence.answers == "Could I get your notes by the 18th?"


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        ("Yes, attached.", "Could you send the contract by Friday?"),
        ("Yes, on Monday I sent it.", "Could you send the contract by Friday?"),
        ("Sure, only Bob has the file.", "Could you send the contract by Friday?"),
        ("No worries!", "Please consider the environment before printing this email."),
        ("Of course you can!", "Can I have the day off on Friday?"),
        ("Yes!", "Can I get you anything from the bakery?"),
    ],
)
def test_a_yes_that_grants_nothing_is_none(answer: str, asked: str) -> None:
    assert promised(f"{answer}\n\nOn Mon, 4 Mar 2024 Anna wrote:\n> {asked}\n") == []


def test_a_yes_does_not_answer_ones_own_older_question() -> None:
    quoted = "> Sorry for the delay, you get it on Monday.\n>\n> On Mon, 4 Mar 2024 Mara wrote:\n"
    quoted += ">> Could you send me the report by Friday?\n"
    assert promised(f"No problem!\n\nOn Tue, 5 Mar 2024 Anna wrote:\n{quoted}") == []


def test_a_yes_answers_a_request_under_a_line_of_dashes_or_an_introduction_in_another_language() -> None:
    outlook = (
        "________________________________\nFrom: Anna\nSent: Monday\nTo: Mara\nSubject: List\n\nCan I have the list?\n"
    )
    assert promised(f"No problem.\n\n{outlook}") == ["No problem."]
    spanish = "El lun, 4 mar 2024 a las 11:00, Anna (<anna@south.test>) escribió:\n\n> Can I have the list?\n"
    assert promised(f"No problem.\n\n{spanish}") == ["No problem."]


def test_a_signature_between_the_yes_and_the_request_is_stepped_over() -> None:
    quoted = "_____________\nFrom: Anna\nSent: Monday\nTo: Mara\nSubject: Plan\n\nMay I know if he can have the plan?\n"
    assert promised(f"Yes, he can.\n\nRegards,\nMara Lind\n\n{quoted}") == ["Yes, he can."]


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        ("Remarks on Monday, 3 June, before we close.", "Could I have your remarks on the floor plan?"),
        ("Plan: Thursday.", "Could you send me the plan?"),
        ("Fine, by Thursday.", "Could you send me the plan by Thursday?"),
        ("Yes to both, by Thursday.", "Could you send me the plan and the map?"),
        ("You bet!", "Please send me the plan by Thursday."),
    ],
)
def test_the_thing_asked_for_and_a_time_are_an_answer(answer: str, asked: str) -> None:
    (sentence,) = found(f"{answer}\n\nOn Mon, 4 Mar 2024 Anna wrote:\n> Dear Mara,\n>\n> {asked}\n")
    assert sentence.cue is Cue.PROMISE
    assert sentence.answers == asked


@pytest.mark.parametrize("answer", ["Ok.", "Lunch on Friday.", "The plan is better on Friday.", "The plan on Friday?"])
def test_another_thing_a_remark_and_a_bare_ok_are_none(answer: str) -> None:
    assert promised(f"{answer}\n\nOn Mon, 4 Mar 2024 Anna wrote:\n> Could you send me the plan?\n") == []
