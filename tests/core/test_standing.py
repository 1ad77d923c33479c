"""Evidence and Marks folded into a standing at a moment."""

import pytest

from daemon.core.model import Evidence, Mark, Promise, Says, Standing, Verdict
from daemon.core.standing import closed, stand
from tests.core.builders import at, due, evidence, mark, promise

OWED = promise("I'll send you the deck by Friday.", by=due("fri 23:59"))
MOVER = promise("You'll have it Monday.", made="thu 9:00", by=due("mon+1 23:59"), source="m2")


def _stand(
    *said: Evidence,
    promise: Promise = OWED,
    marks: tuple[Mark, ...] = (),
    moved_by: Promise | None = None,
    now: str = "mon+1 9:00",
    started: str | None = None,
) -> Standing:
    return stand(promise, said, marks, moved_by, at(now), at(started) if started else None)


def test_nothing_said_is_open_however_late() -> None:
    assert _stand() is Standing.OPEN
    assert _stand(now="mon+9 9:00") is Standing.OPEN


@pytest.mark.parametrize(
    ("says", "when", "standing"),
    [
        (Says.DONE, "thu 9:00", Standing.KEPT),
        (Says.DONE, "sat 9:00", Standing.KEPT_LATE),
        (Says.DROPPED, "thu 9:00", Standing.DROPPED),
        (Says.PARTLY, "thu 9:00", Standing.OPEN),
        (Says.CHASED, "thu 9:00", Standing.OPEN),
        (Says.PROGRESS, "thu 9:00", Standing.OPEN),
        (Says.UNCLEAR, "thu 9:00", Standing.UNCLEAR),
    ],
)
def test_one_piece_of_evidence(says: Says, when: str, standing: Standing) -> None:
    assert _stand(evidence(says, when)) is standing


def test_moved_needs_the_promise_that_moves_it() -> None:
    assert _stand(evidence(Says.MOVED, "thu 9:00"), moved_by=MOVER) is Standing.MOVED_IN_TIME
    assert _stand(evidence(Says.MOVED, "sat 9:00"), moved_by=MOVER) is Standing.MOVED_LATE
    assert _stand(evidence(Says.MOVED, "thu 9:00")) is Standing.OPEN


def test_the_first_that_closes_it_counts() -> None:
    both = (evidence(Says.MOVED, "wed 9:00"), evidence(Says.DONE, "thu 9:00", source="m3"))
    assert _stand(*both, moved_by=MOVER) is Standing.MOVED_IN_TIME
    assert _stand(*reversed(both), moved_by=MOVER) is Standing.MOVED_IN_TIME


def test_the_future_is_not_seen() -> None:
    assert _stand(evidence(Says.DONE, "thu 9:00"), now="wed 9:00") is Standing.OPEN
    assert _stand(marks=(mark(Verdict.KEPT, "thu 9:00"),), now="wed 9:00") is Standing.OPEN


def test_what_came_back_is_open_again() -> None:
    said = (evidence(Says.DONE, "wed 9:00"), evidence(Says.REOPENED, "thu 9:00"))
    assert _stand(*said) is Standing.OPEN


def test_unclear_is_open_once_somebody_complains() -> None:
    said = (evidence(Says.UNCLEAR, "thu 9:00"), evidence(Says.CHASED, "fri 9:00"))
    assert _stand(*said) is Standing.OPEN


def test_it_waits_until_its_condition_has_come() -> None:
    waiting = promise("Once you sign, I'll send it.", waits_for="Once you sign")
    assert _stand(promise=waiting) is Standing.WAITING
    assert _stand(evidence(Says.ARMED, "wed 9:00"), promise=waiting) is Standing.OPEN
    assert _stand(evidence(Says.DONE, "wed 9:00"), promise=waiting) is Standing.KEPT


@pytest.mark.parametrize(
    ("verdict", "standing"),
    [
        (Verdict.KEPT, Standing.KEPT),
        (Verdict.DROPPED, Standing.DROPPED),
        (Verdict.NOT_A_PROMISE, Standing.NOT_A_PROMISE),
        (Verdict.HUSH, Standing.OPEN),
    ],
)
def test_the_humans_word(verdict: Verdict, standing: Standing) -> None:
    assert _stand(marks=(mark(verdict, "thu 9:00"),)) is standing


def test_the_humans_word_outranks_and_the_last_one_counts() -> None:
    said = evidence(Says.DONE, "wed 9:00")
    assert _stand(said, marks=(mark(Verdict.DROPPED, "thu 9:00"),)) is Standing.DROPPED
    twice = (mark(Verdict.DROPPED, "thu 9:00"), mark(Verdict.KEPT, "fri 9:00"), mark(Verdict.HUSH, "sat 9:00"))
    assert _stand(marks=twice) is Standing.KEPT
    assert _stand(marks=(mark(Verdict.MOVED, "thu 9:00", by="mon+1 9:00"),)) is Standing.MOVED_IN_TIME
    assert _stand(marks=(mark(Verdict.MOVED, "sat 9:00", by="mon+1 9:00"),)) is Standing.MOVED_LATE


def test_what_is_long_past_at_the_first_turn_has_lapsed() -> None:
    assert _stand(started="mon+1 9:00") is Standing.OPEN
    assert _stand(started="mon+3 9:00", now="mon+3 9:00") is Standing.LAPSED
    assert _stand(evidence(Says.DONE, "thu 9:00"), started="mon+3 9:00", now="mon+3 9:00") is Standing.KEPT
    undated = promise("I'll send it.")
    assert _stand(promise=undated, started="mon+3 9:00", now="mon+3 9:00") is Standing.OPEN
    assert _stand(promise=undated, started="mon+9 9:00", now="mon+9 9:00") is Standing.LAPSED


def test_unclear_never_closes() -> None:
    assert not closed(Standing.UNCLEAR)
    assert not closed(Standing.OPEN)
    assert not closed(Standing.WAITING)
    assert closed(Standing.KEPT_LATE)
    assert closed(Standing.LAPSED)
