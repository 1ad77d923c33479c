"""What one new mail and a turn with nothing new cost, in ledgers of very different size: real files of SQLite.

In: nothing. Out: milliseconds and a ratio. The many mails of a ledger are put into its tables straight; the few that
are timed go the way of any mail.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from sqlalchemy import Table, insert
from sqlalchemy.dialects import sqlite

from connectors.memory import MemoryAccount
from connectors.types import STILL, Ref
from daemon import bookkeeping, cycle, tables
from daemon.core import derive, version
from daemon.core.model import Cue, Evidence, Mail, Promise, Says, Sentence
from daemon.household import Household, household
from daemon.store import Store, open_store
from daemon.store.base import encode, ties
from tests import worlds
from tests.bench import judging_synthetic as synthetic
from tests.bench.tables import Goal

RUNS = 9
REJUDGED = (1_000, 100_000)
IDLE = (1_000, 1_000_000)
OPEN = 200  # promises in the ledger of an idle turn, and half as many events
A_DAY = 100  # mails
_THREAD = 10  # mails
GOALS: dict[str, Goal] = {"rejudge_ms": ("<=", 10), "idle_turn_growth": ("<=", 1.2)}

_ACCOUNT = "work"
_BITE = 20_000
_NOW = synthetic.NOW
_PEOPLE = synthetic.people()


def figures() -> tuple[dict[str, float], dict[str, str]]:
    """The figures, in processor time, and what each stands beside."""
    mail = {size: _rejudging(size) * 1000 for size in REJUDGED}
    turn = {size: _idling(size) * 1000 for size in IDLE}
    small, large = IDLE
    beside = ", ".join(f"{size:,} mails: {ms:.1f}" for size, ms in mail.items())
    idle = ", ".join(f"{size:,} mails: {ms:.1f} ms" for size, ms in turn.items())
    return (
        {"rejudge_ms": max(mail.values()), "idle_turn_growth": turn[large] / turn[small]},
        {"rejudge_ms": beside, "idle_turn_growth": f"{idle}; {OPEN} open promises"},
    )


def _rejudging(size: int) -> float:
    """The seconds in which one new mail is derived from, where the ledger holds so many."""
    with _ledger(size) as (store, home):
        _promised(store, home, list(_mails(size)))
        times = []
        for mail in _news(size):
            store.keep(_ACCOUNT, [mail], (), (), (), None, _NOW)
            began = process_time()
            bookkeeping.derive(store, home, _ACCOUNT)
            times.append(process_time() - began)
        return median(times)


def _promised(store: Store, home: Household, mails: Iterable[Mail]) -> None:
    """The promises of these mails, all but those of the last month kept a day later."""
    found = [p for mail in mails for p in derive.promises_of(mail, home.owner)]
    old = [p for p in found if p.made_at < _NOW - timedelta(days=30)]
    store.derive((), found, [_kept(p) for p in old])
    store.settle({p.key: p.made_at + timedelta(days=1) for p in old})


def _kept(promise: Promise) -> Evidence:
    at = promise.made_at + timedelta(days=1)
    return Evidence(promise.key, f"d{promise.source}", at, Says.DONE, "Here it is.", "your mail brings it")


def _idling(size: int) -> float:
    """The seconds of a turn with nothing new, where the ledger holds so many mails and `OPEN` open promises."""
    with _ledger(size) as (store, home):
        store.derive((), synthetic.owed(OPEN).promises, ())
        account = MemoryAccount(_ACCOUNT, owner=synthetic.ME.email)
        for event in synthetic.calendar(OPEN // 2):
            account.add_event(event)
        for _ in range(3):  # the calendar comes in, notes are written and seen
            cycle.turn(_ACCOUNT, account, store, home, _NOW)
        times = []
        for _ in range(RUNS):
            began = process_time()
            done = cycle.turn(_ACCOUNT, account, store, home, _NOW)
            times.append(process_time() - began)
            assert not any(done.counts()[what] for what in ("mails", "bodies", "events", "written", "replaced"))
        return median(times)


@contextmanager
def _ledger(size: int) -> Iterator[tuple[Store, Household]]:
    """A ledger that holds so many mails, of which nothing is derived yet and nothing waits to be."""
    with TemporaryDirectory(prefix="headsup-bench-") as name:
        folder = Path(name)
        home = household(worlds.settings(folder), STILL)
        with open_store(f"sqlite:///{folder}/ledger.sqlite") as store:
            store.started(_ACCOUNT, _NOW - timedelta(days=5000))
        _fill(folder / "ledger.sqlite", _mails(size))
        with open_store(f"sqlite:///{folder}/ledger.sqlite") as store:
            yield store, home


def _fill(file: Path, mails: Iterator[Mail]) -> None:
    """Put the mails and their ties into the tables, as the store does (daemon/store/merging.py)."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        while some := list(islice(mails, _BITE)):
            connection.executemany(_insert(tables.mails), map(_row, some))
            connection.executemany(_insert(tables.ties), (row for mail in some for row in _ties(mail)))
            connection.commit()


def _insert(table: Table) -> str:
    return str(insert(table).compile(dialect=sqlite.dialect(paramstyle="qmark")))


def _row(mail: Mail) -> tuple[object, ...]:
    return mail.ref.account, mail.ref.id, mail.key, mail.from_.email, mail.reader, mail.heads_up, encode(mail)


def _ties(mail: Mail) -> Iterator[tuple[object, ...]]:
    people = {a.email for a in (mail.from_, *mail.to)}
    for tie in ties(mail.links, people):
        yield mail.ref.account, mail.ref.id, tie, tables.microseconds(mail.sent_at), mail.key, mail.own, False


def _mails(size: int) -> Iterator[Mail]:
    """So many mails, `A_DAY` of them a day, the last one an hour ago; ten to a thread."""
    apart = timedelta(days=1) / A_DAY
    return (_mail(n, n // _THREAD, n % _THREAD, _NOW - timedelta(hours=1) - apart * (size - n)) for n in range(size))


def _news(size: int) -> Iterator[Mail]:
    """Mails of today in the latest threads of a ledger of that size: promises, deliveries, questions."""
    return (_mail(size + n, size // _THREAD - 1 - 7 * n, (0, 2, 7)[n % 3], _NOW) for n in range(RUNS))


def _mail(number: int, thread: int, place: int, sent_at: datetime) -> Mail:
    """The mail at that place of a thread with one person: half are the owner's; the first promises, one brings."""
    other, own = _PEOPLE[thread * 7919 % len(_PEOPLE)], place < _THREAD / 2
    id_ = f"m{number:08d}@north.example"
    return Mail(
        key=f"{number:016x}",
        ref=Ref(_ACCOUNT, f"m{number:08d}"),
        message_id=id_,
        links=frozenset({id_, f"plan {thread}\n{other.email}"}),
        sent_at=sent_at,
        own=own,
        from_=synthetic.ME if own else other,
        to=(other,) if own else (synthetic.ME,),
        cc=(),
        subject=f"Plan {thread}",
        reader=version.READER,
        sentences=tuple(_said(place, f"report {thread} of the northern site")),
    )


def _said(place: int, thing: str) -> Iterator[Sentence]:
    match place:
        case 0:
            yield _sentence(Cue.PROMISE, f"I'll send you the {thing} by Friday.")
        case 2:
            yield _sentence(Cue.DELIVERY, f"Attached is the {thing}.")
        case 7:
            yield _sentence(Cue.CHASE, f"Any news on the {thing}?")


def _sentence(cue: Cue, text: str) -> Sentence:
    return Sentence(cue, 0, len(text), text)
