"""`make bench-outlook`: accounts at the twins of Graph and Exchange with 10,000 sent mails each, by the real commands.

In: each twin in this process, `headsup` in processes of its own. Out: a table and a JSON line (tests/bench/tables.py),
in which all figures stand twice, as `graph_..` and `exchange_..`.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from connectors.exchange import cursor as exchange_cursor
from connectors.graph import cursor as graph_cursor
from daemon.store import open_store
from tests.bench import account, outlook_exchangelib, outlook_o365
from tests.bench.account import GOALS, SENT, Figures, Found, Home, Measures
from tests.bench.mailbox import MEETINGS, OWNER, ZONE, Posting, meeting_at, postings
from tests.bench.tables import Goal, report
from tests.fakes import exchange, graph
from tests.fakes.exchange import ExchangeTwin
from tests.fakes.graph import GraphTwin
from tests.graph_tokens import signed_in

_T = TypeVar("_T")
Outlook = GraphTwin | ExchangeTwin
Cursor = graph_cursor.Cursor | exchange_cursor.Cursor


def main() -> None:
    """Measure and report."""
    now = datetime.now(UTC)
    whole = "--faults" in sys.argv
    found = {"graph": _graph(now, whole=whole), "exchange": _exchange(now, whole=whole)}
    figures, notes = account.together((_named(kind, one), _named(kind, told)) for kind, (one, told) in found.items())
    goals = {name: goal for kind, (one, _) in found.items() for name, goal in _named(kind, _goals(one)).items()}
    report("outlook", figures, goals, notes)


def _goals(figures: Figures) -> dict[str, Goal]:
    asked: dict[str, Goal] = {"idle_requests": ("<=", figures["idle_watched"])}
    if "yardstick_requests" in figures:
        asked["import_requests"] = ("<=", figures["yardstick_requests"])
    return {**asked, **GOALS}


def _named(kind: str, told: Mapping[str, _T]) -> dict[str, _T]:
    return {f"{kind}_{name}": one for name, one in told.items()}


# --- the mailbox ------------------------------------------------------------------------------------------------------


def loaded(twin: Outlook, sent: int, now: datetime) -> None:
    """So many sent mails come to lie in the twin, and three calendars of forty events each."""
    for posting in postings(sent, 0, now):
        deliver(twin, posting)
    team = twin.calendars.add("Team", owner="bo@south.example", can_edit=False)
    for calendar in ("", team, twin.calendars.add("House", owner=OWNER)):
        for number in range(MEETINGS):
            twin.calendars.put(calendar, _meeting(number, now))


def deliver(twin: Outlook, posting: Posting) -> None:
    """The mail comes to lie in the mailbox."""
    twin.mail.deliver(posting.raw, folder="sentitems" if posting.own else "inbox", at=posting.at)


def _meeting(number: int, now: datetime) -> dict[str, object]:
    start = meeting_at(number, now)
    said = {"subject": f"Round {number}", "start": _at(start), "end": _at(start + timedelta(hours=1))}
    return {**said, **({"recurrence": _weekly(start)} if number % 8 == 0 else {})}


def _at(moment: datetime) -> dict[str, str]:
    return {"dateTime": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}


def _weekly(start: datetime) -> dict[str, object]:
    name = f"{start:%A}".lower()
    pattern = {"type": "weekly", "interval": 1, "daysOfWeek": [name], "firstDayOfWeek": "monday"}
    return {
        "pattern": pattern,
        "range": {"type": "numbered", "startDate": f"{start:%Y-%m-%d}", "numberOfOccurrences": 10},
    }


# --- the two accounts -------------------------------------------------------------------------------------------------


def _graph(now: datetime, *, whole: bool) -> Found:
    twin = GraphTwin(OWNER, ZONE, checked=False)
    loaded(twin, SENT, now - timedelta(hours=2))
    idle = partial(_idle, graph_cursor.load)
    measures = Measures(account.imported, partial(outlook_o365.beside, twin), idle, partial(deliver, twin))
    with at_graph(twin) as home:
        return account.measured(home, measures, now, whole=whole)


def _exchange(now: datetime, *, whole: bool) -> Found:
    twin = ExchangeTwin(OWNER, ZONE, checked=False)
    loaded(twin, SENT, now - timedelta(hours=2))
    idle = partial(_idle, exchange_cursor.load)
    measures = Measures(account.imported, outlook_exchangelib.beside, idle, partial(deliver, twin))
    with at_exchange(twin) as home:
        return account.measured(home, measures, now, whole=whole)


@contextmanager
def at_graph(twin: GraphTwin) -> Iterator[Home]:
    """A home whose owner has signed in at the twin of Graph."""

    def options(url: str) -> dict[str, object]:
        return {"token_key": "file", **graph.settings(url, twin)}

    with account.opened(twin, "graph", graph.serving(twin), options) as home:
        signed_in(twin, home.around, home.options)
        yield home


@contextmanager
def at_exchange(twin: ExchangeTwin) -> Iterator[Home]:
    """A home whose owner has a password at the twin of Exchange."""
    options = partial(exchange.settings, twin=twin)
    with account.opened(twin, "exchange", exchange.serving(twin), options) as home:
        yield home


def _idle(load: Callable[[str | None], Cursor], home: Home) -> Found:
    """Idle turns, beside how many folders and calendars are watched by the cursor that the ledger keeps."""
    (figures, notes), light = account.idle(home)
    with open_store(home.store) as store:
        row = store.account("work")
    cursor = load(row.cursor if row else None)
    folders, calendars = len(cursor.folders), len(cursor.calendars)
    figures |= {"idle_watched": float(folders + calendars), "idle_light": float(light)}
    notes |= {
        "idle_requests": "a turn",
        "idle_watched": f"{folders} folders and {calendars} calendars",
        "idle_light": f"of {account.IDLE_TURNS} turns, done by a look in the service's own process",
    }
    return figures, notes


if __name__ == "__main__":
    main()
