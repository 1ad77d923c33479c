"""`headsup login`, `once` and `run` as real processes, against each provider's twin over real HTTP."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import sleep

import pytest

from connectors.exchange import cursor as exchange_cursor
from connectors.google import cursor as google_cursor
from connectors.graph import cursor as graph_cursor
from daemon.store import open_store
from tests.newcomer import PARENT_MB, Newcomer
from tests.provider_scenario import KINDS
from tests.provider_story import ME, ZONE

pytest.importorskip("googleapiclient", reason="google-api-python-client is not installed (extra google)")
pytest.importorskip("msal", reason="msal is not installed (extra graph)")
pytest.importorskip("exchangelib", reason="exchangelib is not installed (extra exchange)")

Load = Callable[[str | None], google_cursor.Cursor | graph_cursor.Cursor | exchange_cursor.Cursor]
CURSORS: Mapping[str, Load] = {
    "google": google_cursor.load,
    "graph": graph_cursor.load,
    "exchange": exchange_cursor.load,
}


@pytest.fixture(params=sorted(KINDS))
def ada(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Newcomer]:
    """Somebody who promised a floor plan six days ago for the day after."""
    provider = KINDS[request.param].of(ME, ZONE.key, checked=True)
    with provider.serving() as url:
        newcomer = Newcomer(tmp_path, provider, url)
        newcomer.sends("I'll send you the floor plan tomorrow.", days_ago=6)
        yield newcomer
    assert (provider.twin.violations, provider.twin.offences) == ([], [])


def watched(ada: Newcomer) -> int:
    """How many folders and calendars are watched, by the cursor that the ledger keeps; Google's mail is one."""
    with open_store(f"sqlite:///{ada.folder / 'ledger.sqlite'}") as store:
        row = store.account("me")
    cursor = CURSORS[ada.provider.kind](row.cursor if row else None)
    return len(getattr(cursor, "folders", "1")) + len(cursor.calendars)


def test_two_commands_from_a_config_to_a_draft(ada: Newcomer) -> None:
    assert "signed in" in ada.run("login", "me")
    assert "2 written" in ada.run("once")
    (draft,) = ada.provider.drafts()
    assert "the floor plan tomorrow" in draft.text


def test_the_service_works_apart_stays_small_and_asks_once_for_each_folder(ada: Newcomer) -> None:
    ada.run("login", "me")
    requests = ada.provider.twin.requests
    with ada.running() as service:
        service.turns(3)
        assert service.resident_mb() <= PARENT_MB
        before = len(requests)
        service.turns(4)
        assert 0 < len(requests) - before <= watched(ada), [row.template for row in requests[before:]]
        ada.sends("I'll send you the guest list tomorrow.", days_ago=5, subject="The guests")
        service.logs("mails=1", 2)  # the first turn has met the other one
        (draft,) = ada.provider.drafts()
        assert ("floor plan" in draft.text, "guest list" in draft.text) == (True, True)
    assert "guest list" not in service.log()


def test_a_sign_in_that_ends_is_tried_once_and_said_once(ada: Newcomer) -> None:
    ada.run("login", "me")
    with ada.running() as service:
        service.turns(2)
        ada.provider.end_sign_in()
        service.logs("turn failed")
        before = len(ada.provider.twin.requests)
        sleep(14)  # two more turns would have come
        assert service.log().count("turn failed") == 1
        assert len(ada.provider.twin.requests) == before, "a password tried again and again locks its owner out"
