"""The small parts of `bench-outlook`: its mailboxes, and imports and idle turns as the bench counts them."""

from datetime import UTC, datetime, timedelta

import pytest

pytest.importorskip("msal", reason="needs the extra `graph`")
pytest.importorskip("exchangelib", reason="needs the extra `exchange`")

from tests.bench import outlook_exchangelib
from tests.bench.account import imported
from tests.bench.mailbox import OWNER, ZONE
from tests.bench.outlook import Outlook, at_exchange, at_graph, loaded
from tests.fakes.exchange import ExchangeTwin
from tests.fakes.graph import GraphTwin

NOW = datetime.now(UTC)


def filled(twin: Outlook) -> None:
    loaded(twin, 120, NOW - timedelta(hours=1))


def test_an_import_from_graph_is_counted_by_what_the_twin_was_asked_after_the_sign_in() -> None:
    twin = GraphTwin(OWNER, ZONE, checked=False)
    filled(twin)
    with at_graph(twin) as home:
        before = len(twin.requests)
        figures, notes = imported(home, NOW)
    assert (twin.violations, twin.offences) == ([], [])
    asked = twin.requests[before:]
    assert before > 0
    assert figures["import_requests"] + figures["import_writes"] == len(asked)
    assert "120 mails, 120 bodies" in notes["import_requests"]


def test_an_import_from_exchange_is_counted_beside_what_plain_exchangelib_asks() -> None:
    twin = ExchangeTwin(OWNER, ZONE, checked=False)
    filled(twin)
    with at_exchange(twin) as home:
        figures, notes = imported(home, NOW)
        asked = len(twin.requests)
        assert figures["import_requests"] + figures["import_writes"] == asked
        beside, _ = outlook_exchangelib.beside(home, sent=120)
    assert twin.offences == []
    assert "120 mails, 120 bodies" in notes["import_requests"]
    listed = [row.template for row in twin.requests[asked:]]
    assert (listed.count("FindItem"), listed.count("GetItem")) == (2, 2)
    assert beside["yardstick_requests"] == len(listed)
