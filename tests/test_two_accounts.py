"""An owner with an account at Google and one at Microsoft: one ledger, in which nothing counts twice."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from config.settings import Account, Me, Settings, Speak, Store
from connectors._tokens import TokenFile
from connectors.types import Clock, Surroundings
from daemon import bookkeeping, service
from daemon.core import judge
from daemon.household import household
from daemon.store import open_store
from tests.provider_scenario import KINDS
from tests.provider_story import BEFORE, ME, MEETINGS, ZONE, day
from tests.providers import Provider

pytest.importorskip("googleapiclient", reason="google-api-python-client is not installed (extra google)")
pytest.importorskip("msal", reason="msal is not installed (extra graph)")

NOW = day(0, 9)
BOTH = ("google", "graph")


@contextmanager
def ledger(folder: Path, *kinds: str) -> Iterator[tuple[list[dict[str, object]], list[Provider]]]:
    """What the ledger makes of the same mailbox and calendar at each of these kinds, and what lies there then."""
    there = {kind: KINDS[kind].of(ME, ZONE.key) for kind in kinds}
    clock = Clock(lambda: NOW, lambda: 0.0, lambda seconds: None)
    with ExitStack() as stack:
        accounts = {}
        for kind, provider in there.items():
            provider.twin.now = NOW
            for letter in BEFORE:
                provider.deliver(letter)
            for meeting in MEETINGS:
                provider.meet(meeting)
            url = stack.enter_context(provider.serving())
            options = {**provider.settings(url), **provider.options, "token_key": "file"}
            provider.sign_in(Surroundings(folder, ZONE.key, frozenset({ME}), folder, clock), options)
            TokenFile(folder, kind, "file").save(TokenFile(folder, "work", "file").load() or {})
            accounts[kind] = Account(kind=kind, options=options)
        url = f"sqlite:///{folder / 'ledger.sqlite'}"
        me = Me(addresses=(ME,), zone=ZONE, name="Ada Lind")
        speak = Speak(from_start=True, cap_per_day=50)
        home = household(Settings(home=folder, me=me, accounts=accounts, speak=speak, store=Store(url=url)), clock)
        store = stack.enter_context(open_store(url))
        for minutes in (0, 5):
            ended = service.run_once(home, store, NOW + timedelta(minutes=minutes))
            assert [one for one in ended.values() if isinstance(one, Exception)] == []
        yield judge.as_json(bookkeeping.whole(store, home, NOW)), list(there.values())


def told(rows: list[dict[str, object]]) -> list[tuple[str, str, str]]:
    """Promises by key, with how they stand and what is said of their risk: hours owed and hours free among it."""
    return sorted((str(row["key"]), str(row["standing"]), without_refs(row["risk"])) for row in rows)


def without_refs(risk: object) -> str:
    assert isinstance(risk, dict)
    return str([(signal["rule"], signal["weight"], signal["why"]) for signal in risk["signals"]])


@pytest.mark.parametrize("one", BOTH)
def test_the_same_mail_and_meetings_in_both_accounts_count_once(tmp_path: Path, one: str) -> None:
    for folder in ("one", "both"):
        (tmp_path / folder).mkdir()
    with ledger(tmp_path / "one", one) as (alone, _), ledger(tmp_path / "both", *BOTH) as (both, there):
        assert len(alone) > 5
        assert told(both) == told(alone)
        drafts = [draft.key for provider in there for draft in provider.drafts()]
        assert len(drafts) == len(set(drafts)) > 0, "one heads-up, at one of them"
        notes = [note.key for provider in there for note in provider.notes()]
        assert len(notes) == len(set(notes)) > 0
