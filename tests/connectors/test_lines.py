"""A line in a description, put in and taken out again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors._lines import with_line, without_line

descriptions = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
lines = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30)


@given(descriptions, lines)
def test_in_and_out_again_is_nothing(description: str, line: str) -> None:
    there, inserted = with_line(description, line)
    assert without_line(there, inserted) in {description, None}
    if line not in description:
        assert without_line(there, inserted) == description


@given(st.sampled_from(["", "Soup", "Soup\n", "<b>Soup</b><br>"]), st.permutations(["deck", "deck and list", "list"]))
def test_several_go_in_any_order(description: str, order: list[str]) -> None:
    there, put_in = description, {}
    for thing in ("deck", "deck and list", "list"):
        there, put_in[thing] = with_line(there, f"You owe Bo here: {thing}")
    for thing in order:
        left = without_line(there, put_in[thing])
        assert left is not None
        there = left
    assert there == description


@pytest.mark.parametrize("there", ["Soup<br>You owe Bo here", "Soup<br/>You owe Bo here", "Soup\r\nYou owe Bo here"])
def test_a_break_that_an_editor_wrote_in_its_own_way_is_ours_still(there: str) -> None:
    _, inserted = with_line("Soup", "You owe Bo here")
    assert without_line(there, inserted) == "Soup"


@pytest.mark.parametrize(
    "there", ["", "Soup", "Soup\nYou owe Bo here, I know", "Soup\nYou owe Bo here\nYou owe Bo here"]
)
def test_what_reads_otherwise_or_stands_twice_is_left(there: str) -> None:
    _, inserted = with_line("Soup", "You owe Bo here")
    assert without_line(there, inserted) is None
