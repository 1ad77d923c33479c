"""What only looks like a time: names, scores, prices, sayings.

All sentences are read on Wednesday 10 June 2026, 9:30 in New York.
"""

import pytest

from tests.core.due_told import told


@pytest.mark.parametrize(
    "words",
    [
        "She ran it in 3:42.",
        "Take exit 11A.",
        "It settled at 5.31.",
        "Divide it by 12.",
        "I'd go up to 7 for it.",
        "It is the account ending 0723.",
        "Monday.com is down.",
        "June, please call them.",
        "March of the Penguins is on.",
        "He is not wed to that idea.",
        "It is in the morning paper.",
        "At the end of the day, it's his call.",
        "We ate at Friday's.",
        "Meet me at the corner of 5th and Main.",
        "He worked in EOD.",
        "The wire went to 12-31-0045.",
        "I hate noon-hour traffic.",
        "My number is (212) 299-2146.",
        "02.01.03 Air permits are missing.",
        "Ask an HR partner.",
        "We sold 800 MW @ 18.40.",
        "She lives in Corpus Christi.",
        "I have a standing call on Monday mornings.",
        "We meet the first Monday of every quarter.",
        "On March 6, the court ruled for us.",
        "We sent it on 4 May.",
        "She was paid in January.",
    ],
)
def test_no_time_is_found(words: str) -> None:
    assert told(words) == ""
