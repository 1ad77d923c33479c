"""A pattern made quick matches what its alternatives match, and nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core.patterns import any_of

ALTERNATIVES = (
    r"\bsee (?:the )?attached\b|\bhere's\b",
    r"^\W*(?:sending|forwarding)\b",
    r"(?:\bI sent|done[.!]$)",
    r"\b[(|]a\)|x",
    r"(?:on)|(?:off)",
)
_TEXT = "see the attached here's sending i sent done. (a) |a) x on off ya"
WORDS = st.lists(
    st.sampled_from(
        ["see", "the", "attached", "here's", "sending", "i", "sent", "done.", "(a)", "|a)", "x", "on", "off", "ya"]
    ),
    max_size=6,
)


@given(WORDS)
def test_it_matches_what_any_alternative_matches(words: list[str]) -> None:
    text = " ".join(words)
    plain = [re.compile(a, re.IGNORECASE) for a in ALTERNATIVES]
    assert bool(any_of(*ALTERNATIVES).search(text)) == any(p.search(text) for p in plain)


@pytest.mark.parametrize(
    ("alternatives", "pattern"),
    [
        ((r"\ba|\bb", r"^c", "d"), r"\b(?:a|b)|^(?:c)|d"),
        ((r"(?:\bI\W|^\w)",), r"\b(?:i\W)|^(?:\w)"),
        ((r"(?:a)|(?:b|c)",), r"(?:a)|(?:b|c)"),
        ((r"[|(]|\|",), r"[|(]|\|"),
    ],
)
def test_what_begins_alike_stands_together(alternatives: tuple[str, ...], pattern: str) -> None:
    assert any_of(*alternatives).pattern == pattern
