"""Templates that an owner wrote: what they may ask for, what is told of one gone wrong, and the next language."""

from collections.abc import Mapping
from datetime import date, datetime
from importlib import resources

import pytest

from daemon.core import wording
from daemon.core.model import Says, Speak
from daemon.core.wording import templates
from daemon.core.wording.phrases import Phrases
from tests.core.builders import at, evidence
from tests.core.test_wording import drafted, owing

ENGLISH = templates.phrases("en", {})


def faults(**own: str) -> list[str]:
    return list(templates.faults(own))


def test_the_shipped_ones_have_no_fault() -> None:
    shipped = {
        file.name.removesuffix(".txt"): file.read_text(encoding="utf-8")
        for file in resources.files(wording).joinpath("en").iterdir()
    }
    assert shipped.keys() == templates.names() >= templates.FORMS
    assert faults(**shipped) == []


def test_one_part_is_replaced_and_the_rest_stays() -> None:
    text = drafted(owing("fri 9:00"), speak=Speak(templates={"greeting": "Ahoy {{ name }}!"})).draft.text
    assert text.startswith("Ahoy Anna!\n\nOn Monday 4 March I wrote:")


def test_an_empty_part_says_nothing() -> None:
    late = owing("fri 9:00", evidence=(evidence(Says.CHASED, "thu 18:00"),))
    assert "I'm free for a call" in drafted(late).draft.text
    assert "I'm free for a call" not in drafted(late, speak=Speak(templates={"offer": ""})).draft.text


def test_days_are_said_in_the_owners_own_words() -> None:
    own = {"phrases": "by noon | midday, {day}\nday | {day} {month}"}
    assert (
        "You'll have it by midday, 8 March."
        in drafted(owing("fri 9:00", hours=2), speak=Speak(templates=own)).draft.text
    )


@pytest.mark.parametrize(
    ("own", "fault"),
    [
        ({"lat": "x"}, "there is no template 'lat'; known are asked, clash"),
        ({"late": "Dear\n{% if %}"}, "the template 'late' cannot be read, line 2: "),
        (
            {"late": "{{ subject }} {{ new }}"},
            "the template 'late' asks for subject, which there is not; known are a",
        ),
        ({"late": "See https://x.test {{ new }}"}, "the template 'late' holds an address of a page"),
        ({"phrases": "when | {nothing}"}, "the phrases cannot be used"),
        ({"phrases": "wen | {day}"}, "there is no phrase 'wen'; known are"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(own: Mapping[str, str], fault: str) -> None:
    (told,) = faults(**own)
    assert told.startswith(fault)


def test_a_broken_phrase_loses_no_heads_up() -> None:
    text = drafted(owing("fri 9:00"), speak=Speak(templates={"phrases": "when | {nothing}"})).draft.text
    assert "Thursday 7 March at noon" in text


def test_a_broken_template_loses_no_quote() -> None:
    broken = Speak(templates={"late": "{{ 1 / 0 }}"})
    assert drafted(owing("fri 9:00"), speak=broken) == drafted(owing("fri 9:00"))


def test_an_unknown_language_is_english() -> None:
    assert templates.languages() == {"en"}
    assert drafted(owing("fri 9:00"), speak=Speak(language="xx")) == drafted(owing("fri 9:00"))


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at("thu 12:00"), "Thursday 7 March at noon"),
        (at("thu 0:00"), "Thursday 7 March at midnight"),
        (at("thu 23:59"), "Thursday 7 March"),
        (at("thu 9:05"), "Thursday 7 March at 9:05"),
    ],
)
def test_moments_are_said_as_people_say_them(moment: datetime, said: str) -> None:
    assert ENGLISH.when(moment) == said


def test_the_end_of_a_half_day_that_ends_after_noon_is_no_noon() -> None:
    assert ENGLISH.by(at("thu 12:00")) == "noon on Thursday 7 March"
    assert ENGLISH.by(at("thu 12:30")) == "the end of Thursday 7 March"


def test_spans_numbers_and_names() -> None:
    first, last = date(2024, 3, 7), date(2024, 3, 11)
    assert ENGLISH.span(first, first) == "on Thursday 7 March"
    assert ENGLISH.span(first, last) == "from Thursday 7 March to Monday 11 March"
    assert [ENGLISH.number(n) for n in (1, 9, 10)] == ["one", "nine", "10"]
    assert ENGLISH.greeted(["Anna", "Bo", "Cy"]) == "Anna, Bo and Cy"
    assert ENGLISH.greeted(["Anna", ""]) == ""
    assert ENGLISH.greeted(["A", "B", "C", "D"]) == "all"
    assert Phrases.of("and | und").joined(["Anna", "Bo"]) == "Anna und Bo"
