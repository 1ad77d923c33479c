"""Whatever goes wrong at a provider, three days end as if nothing had: the same ledger, drafts and notes, once.

The whole sweep (`make test-faults`) meets every request of the scenario with every kind of fault; some of
them, drawn with a seed, run with all other tests.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.border import Connector
from connectors.types import Ref, Written
from tests.perils import Peril, Perilous
from tests.provider_scenario import KINDS, End, Life, lived, world
from tests.provider_sweep import LOST, Case, Outcome, calm, everything, figures, outcome, swept, table

pytest.importorskip("googleapiclient", reason="google-api-python-client is not installed (extra google)")
pytest.importorskip("google_auth_oauthlib", reason="google-auth-oauthlib is not installed (extra google)")
pytest.importorskip("exchangelib", reason="exchangelib is not installed (extra exchange)")
pytest.importorskip("msal", reason="msal is not installed (extra graph)")

STATES = {"written", "withdrawn", "touched", "declined", "sent"}


@pytest.fixture(params=sorted(KINDS))
def at(request: pytest.FixtureRequest) -> str:
    """The kind of provider."""
    return str(request.param)


def indices(at: str, template: str) -> list[int]:
    """The numbers of the requests of one method in the calm life."""
    return [row.index for row in calm(at).told.provider.twin.requests if row.template == template]


def bad(outcomes: list[Outcome]) -> list[str]:
    return [str(one) for one in outcomes if not one.is_well]


# --- the story itself -------------------------------------------------------------------------------------------------


def test_the_story_writes_replaces_withdraws_and_meets_every_deed_of_the_owner(tmp_path: Path, at: str) -> None:
    told = lived(tmp_path / "house", world(at, checked=True))
    twin = told.provider.twin
    assert (twin.violations, twin.offences, told.doubled, told.retried) == ([], [], 0, 0)
    assert {row.template for row in twin.writes} == KINDS[at].writes
    assert {state for _, kind, state in told.end.rows if kind == "draft"} == STATES
    assert {state for _, kind, state in told.end.rows if kind == "note"} == {"written", "withdrawn"}
    assert len({row["standing"] for row in told.end.promises}) > 3
    assert (told.end.calendars, len(twin.requests) > 200) == (1, True)


def test_the_story_is_the_same_at_every_provider() -> None:
    stories = [retold(calm(at).told.end) for at in KINDS]
    assert stories[1:] == stories[:-1]


def retold(end: End) -> tuple[object, ...]:
    """What two providers agree on: Outlook gives a draft another Message-ID, from which all keys of its mail follow."""
    promises = sorted((row["text"], row["standing"], row["made_at"][:10], str(row["due"])) for row in end.promises)
    drafts = sorted((one.to, one.subject, one.text.split()) for one in end.drafts)
    notes = sorted((one.title, one.text, one.starts_at, one.ends_at) for one in end.notes)
    own = [event for event in end.events if event[-1]]  # calendars of others are not read everywhere
    return promises, drafts, notes, own, sorted(row[1:] for row in end.rows)


def test_the_story_is_the_same_from_any_of_its_steps_on(tmp_path: Path, at: str) -> None:
    for moment in calm(at).moments[::6]:
        assert lived(tmp_path / str(moment.step), moment).end == calm(at).told.end


@pytest.mark.parametrize("minutes", [7, 25])  # an hour later the working day would be over
def test_the_story_does_not_hang_on_minutes(tmp_path: Path, at: str, minutes: int) -> None:
    assert lived(tmp_path / "house", world(at), later=timedelta(minutes=minutes)).end == calm(at).told.end


# --- whatever goes wrong ----------------------------------------------------------------------------------------------


def test_some_of_all_faults_leave_nothing_twice_and_lose_nothing(at: str) -> None:
    assert bad(swept(random.Random(20).sample(everything(at), KINDS[at].some))) == []


@pytest.mark.slow
def test_every_fault_at_every_request_leaves_nothing_twice_and_loses_nothing(at: str) -> None:
    outcomes = swept(everything(at))
    print(f"\n{at}\n{table(outcomes)}\n{figures(outcomes)}")
    assert bad(outcomes) == []


# --- what is told to have been edited ---------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("deed", ["overwritten", "deleted"])
def test_a_note_that_is_said_to_have_been_edited_is_let_be_and_all_else_is_as_ever(
    tmp_path: Path, at: str, deed: str
) -> None:
    overwritten, deleted = KINDS[at].changed
    met = 0
    for index in indices(at, overwritten if deed == "overwritten" else deleted):
        started = calm(at).before(index)
        assert started is not None
        end = lived(tmp_path / str(index), started, {index: KINDS[at].edited}).end
        for key in (row[0] for row in end.rows if row[1:] == ("note", "touched")):
            met += 1
            assert [note.key for note in end.notes].count(key) == 1
            assert without(end, key) == without(calm(at).told.end, key)
    assert met > 5, "where drafts are written by the same request, they are met as well"


def without(end: End, key: str) -> End:
    """All but the thing with that key."""
    rows = [row for row in end.rows if row[0] != key]
    return replace(end, rows=rows, notes=[note for note in end.notes if note.key != key])


# --- the proof can fail -----------------------------------------------------------------------------------------------


class Blind(Perilous):
    """A connector that finds again only what it was told to have written."""

    told: frozenset[str] = frozenset()

    def find(self, key: str, ref: Ref | None = None) -> Written | None:
        return None

    def ours(self) -> Iterator[Written]:
        return (written for written in self.inner.ours() if written.key in self.told)


class Unseeing(Life):
    """A life with such a connector."""

    def opened(self) -> Connector:
        blind = Blind(super().opened(), Peril())
        blind.told = frozenset(row.key for row in self.store.posted() if row.ref)
        return blind


def test_without_the_look_up_a_lost_reply_writes_twice(at: str) -> None:
    for index in indices(at, KINDS[at].created)[:2]:
        case = Case(at, "reply lost", {index: LOST})
        assert (outcome(case, Unseeing).doubled, outcome(case).doubled) == (1, 0)
