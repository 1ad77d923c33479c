"""Which titles say that the owner is on the way, or out."""

import pytest

from daemon.core import absence


@pytest.mark.parametrize(
    ("title", "travel", "out"),
    [
        ("Travel to Lyon", True, False),
        ("Flight to Oslo (XY 1234)", True, False),
        ("Flight XY123", True, False),
        ("Flight: OSL-MAD", True, False),
        ("Train Bern – Milan", True, False),
        ("Drive home", True, False),
        ("Driving", True, False),
        ("OOO", False, True),
        ("Out of office", False, True),
        ("Vacation until Monday", False, True),
        ("On leave (dentist)", False, True),
        ("Training", False, False),
        ("Train the trainers", False, False),
        ("Drive sales in Q3", False, False),
        ("Flight review", False, False),
        ("Offsite", False, False),
        ("Holiday party", False, False),
        ("Vacation: Anna", False, False),
        ("Anna OOO", False, False),
    ],
)
def test_only_plain_words_count(title: str, travel: bool, out: bool) -> None:
    assert (absence.is_travel(title), absence.is_out(title)) == (travel, out)


def test_whoever_it_is_that_is_away() -> None:
    assert all(absence.ABSENT.search(title) for title in ("Anna OOO", "Bob on vacation", "Flight Anna", "Out sick"))
    assert not absence.ABSENT.search("Budget with Anna")
