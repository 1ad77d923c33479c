"""Status mails and letters: what the ledger has to tell one person, and the draft of it at an account.

In: the store, the household, a person, the moment. Out: Summaries, and the orders or the writing of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from connectors.types import Kind
from daemon import bookkeeping, outbox, turnstile
from daemon.core import desk as desks
from daemon.core import plan, record, summaries
from daemon.core.desk import Desk
from daemon.core.letter import letter
from daemon.core.model import Action, Posted, Purpose
from daemon.core.status import status
from daemon.core.summaries import Summary, Weekly
from daemon.errors import HeadsupError, NotFound
from daemon.household import Household
from daemon.store import Store

FIRST_LOOK_BACK = timedelta(days=14)
"""How far back the first status mail to somebody tells what was done."""

_NOTHING = {
    Purpose.STATUS: "there is nothing to tell {} now; `headsup list --to` shows what is known of them",
    Purpose.LETTER: "no date that you gave {} is known to have slipped, so the record has nothing to own up to",
}


@dataclass(frozen=True, slots=True)
class Written:
    """A summary, the account it belongs to, and its outbox row (None: only shown)."""

    summary: Summary
    account: str
    row: Posted | None


def scheduled(store: Store, home: Household, account: str, rows: Sequence[Posted], now: datetime) -> Iterator[Action]:
    """What `account` shall do about the status mails of the schedule; `rows` are those of all accounts."""
    for email, weekly in sorted(home.status.items()):
        yield from _scheduled(store, home, account, rows, email, weekly, now)


def write(store: Store, home: Household, purpose: Purpose, email: str, now: datetime, *, show: bool = False) -> Written:
    """Draft the summary for the person, now, by the owner's wish; with `show`, only make it.

    Raises NotFound where there is nothing to tell, ConnectorError and StoreError.
    """
    rows = store.posted()
    desk, summary = _made(store, home, purpose, email, now.date(), rows, now)
    if summary is None:
        raise NotFound(_NOTHING[purpose].format(email))
    known = summaries.days(rows, purpose, email, now.date())
    account = summaries.place(desk, rows, known, list(home.settings.accounts))
    row = None if show else lay(store, home, account, summary, email, now)
    return Written(summary, account, row)


def _scheduled(
    store: Store,
    home: Household,
    account: str,
    rows: Sequence[Posted],
    email: str,
    weekly: Weekly,
    now: datetime,
) -> tuple[Action, ...]:
    moment = summaries.latest(weekly, now)
    day, known = moment.date(), summaries.days(rows, Purpose.STATUS, email, now.date())
    own = next((row for row in rows if known.get(row.key) == day), None)
    if max(known.values(), default=day) > day or not summaries.is_due(moment, own, now):
        return ()
    desk, wanted = _made(store, home, Purpose.STATUS, email, day, rows, now)
    if summaries.place(desk, rows, known, list(home.settings.accounts)) != account:
        return ()
    here = [row for row in rows if row.account == account]
    return summaries.orders(wanted, here, known, new=_may_speak(home, store.started(account, now), now))


def _may_speak(home: Household, started: datetime, now: datetime) -> bool:
    """Whether the first days are over, and it is no quiet hour."""
    speaking = home.speak.from_start or now - started >= plan.ONLY_SHOW
    return speaking and not plan.is_quiet(now.time(), home.speak.quiet)


def _made(
    store: Store, home: Household, purpose: Purpose, email: str, day: date, rows: Sequence[Posted], now: datetime
) -> tuple[Desk, Summary | None]:
    if purpose is Purpose.LETTER:
        since = record.begins(now)
        desk = _desk(store, home, email, since, now)
        return desk, letter(desk, day, since, home.status.get(email))
    told = summaries.last_told(rows, summaries.days(rows, purpose, email, now.date()))
    since = told or datetime.combine(day, time(), home.zone) - FIRST_LOOK_BACK
    desk = _desk(store, home, email, since, now)
    return desk, status(desk, day, since)


def _desk(store: Store, home: Household, email: str, since: datetime, now: datetime) -> Desk:
    judged = bookkeeping.since(store, home, since, now)
    person = desks.person(email, judged.ledger.promises)
    return Desk(person, judged, bookkeeping.free_time(store, home, now), home.owner, home.speak)


def lay(store: Store, home: Household, account: str, summary: Summary, email: str, now: datetime) -> Posted | None:
    """The row of the summary for `email`, once it lies in the drafts of `account` as far as that can be had.

    Raises HeadsupError, ConnectorError and StoreError.
    """
    connector, put = home.open(account), summary.put
    if Kind.DRAFT not in connector.kinds:
        raise HeadsupError(f"account {account} takes no drafts; `headsup check` says why")
    with turnstile.alone(home.settings.state, account):
        outbox.observe(account, connector, store, now, quarantine=connector.slack)
        rows = store.posted(account)
        known = summaries.days(rows, put.purpose, email, now.date())
        orders = summaries.orders(summary, rows, known, new=True)
        done = outbox.perform(orders, account, connector, store, now, quarantine=connector.slack)
    if done.failed or done.alert:
        raise HeadsupError("; ".join(filter(None, (*(why for _, why in done.failed), done.alert))))
    return next((row for row in store.posted(account) if row.key == put.key), None)
