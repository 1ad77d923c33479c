"""One turn of one account: pull, think, plan, put. The same code for `once`, `run` and a team's worker.

In: an open connector, the store, the household, the moment. Out: a Turn, which says in numbers what happened.
A crash at any place repeats a page or an action at the next turn; it never loses or doubles one.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from connectors.border import Connector, kind_of
from connectors.types import Folder, Interest, Kind, Line, Message, Page, Ref, SetAside
from daemon import bookkeeping, briefing, outbox, speaking
from daemon.core import plan, version
from daemon.core.judge import Judged
from daemon.core.marks import followed
from daemon.core.model import Action, HeadsUp, Mail, Owner, Posted, Purpose, Reminder, Review, Withdraw
from daemon.errors import Emptied
from daemon.household import Household
from daemon.store import Store

# Bodies asked for at once: a batch is one transaction, and a stop waits for it.
_BATCH = 300
# More than this part of an account's mail gone at once, and more than a few, is not believed.
_A_FIFTH = 0.2
_FEW = 20

_LONG_AGO = datetime.min.replace(tzinfo=UTC)

_never: Callable[[], bool] = lambda: False  # noqa: E731


@dataclass(slots=True)
class Turn:
    """What one turn did. `skipped` counts mails by the reason why their text was not read."""

    pages: int = 0
    mails: int = 0
    bodies: int = 0
    events: int = 0
    gone: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    set_aside: tuple[SetAside, ...] = ()
    outcome: outbox.Outcome = field(default_factory=outbox.Outcome)
    notices: tuple[str, ...] = ()
    judged: Judged | None = None
    stopped: bool = False

    def counts(self) -> dict[str, object]:
        """The turn in numbers: nothing of the content of any mail."""
        return {
            "pages": self.pages,
            "mails": self.mails,
            "bodies": self.bodies,
            "events": self.events,
            "gone": self.gone,
            "skipped": dict(self.skipped),
            "set_aside": len(self.set_aside),
            "written": len(self.outcome.written),
            "replaced": len(self.outcome.replaced),
            "withdrawn": len(self.outcome.withdrawn),
            "failed": len(self.outcome.failed),
            "notices": list(self.notices),
            "stopped": self.stopped,
        }


def turn(
    account: str,
    connector: Connector,
    store: Store,
    home: Household,
    now: datetime,
    stopping: Callable[[], bool] = _never,
) -> Turn:
    """Run one turn of `account` at the moment `now`. Raises ConnectorError and StoreError; what was kept stays kept.

    `stopping` is asked between pages and before anything is written: when it says so, the turn ends early and well.
    """
    done, began = Turn(), home.clock.monotonic()
    now = now.astimezone(home.zone)  # the outbox counts its days in the zone of `now`, as the plan does
    _pull(account, connector, store, home, now, stopping, done)
    if stopping():
        done.stopped = True
        return done
    bookkeeping.derive(store, home, account)
    if done.pages or not connector.covers_ours or _unsettled(account, connector, store, now):
        outbox.observe(account, connector, store, now, quarantine=connector.slack)
    orders = _orders(account, connector, store, home, now, done)
    # What is in doubt is so from the attempt on: a pull at a provider's pace may have taken an hour by now.
    spent = timedelta(seconds=home.clock.monotonic() - began)
    done.outcome = outbox.perform(
        orders, account, connector, store, now + spent, cap=home.speak.cap_per_day, quarantine=connector.slack
    )
    done.notices = tuple(connector.notices())
    store.turned(account, now)
    return done


def idle_turn(account: str, connector: Connector, store: Store, home: Household, now: datetime) -> Turn | None:
    """The turn of an account at which nothing happened and nothing is to be done; None where a whole turn is needed.

    It asks the connector no more than `idle`, so that its heavy libraries stay out of a process that lives long.
    Raises ConnectorError and StoreError.
    """
    now = now.astimezone(home.zone)
    row = store.account(account)
    if row is None or row.last_turn_at is None or not connector.covers_ours:
        return None
    if _unsettled(account, connector, store, now) or _unread(account, store, home):
        return None
    if not connector.idle(row.cursor, _wanted(account, store, home, now)):
        return None
    done = Turn()
    bookkeeping.derive(store, home, account)
    if _orders(account, connector, store, home, now, done):
        return None
    done.notices = tuple(connector.notices())
    store.turned(account, now)
    return done


def _orders(
    account: str, connector: Connector, store: Store, home: Household, now: datetime, done: Turn
) -> tuple[Action, ...]:
    """Think of everything, and plan what this account shall do about it, of what can be done there."""
    done.judged = bookkeeping.think(store, home, now)
    rows = followed(store.posted(), done.judged.ledger.promises)
    review = _of_account(done.judged, account, home, [r for r in rows if r.purpose is Purpose.HEADS_UP])
    here, elsewhere = [r for r in rows if r.account == account], [r for r in rows if r.account != account]
    orders = plan.plan(review, here, home.speak, home.owner, store.started(account, now), now, elsewhere)
    orders = (*orders, *speaking.scheduled(store, home, account, rows, now))
    orders = (*orders, *briefing.scheduled(store, home, account, done.judged, rows, now))
    known, possible = {row.key: row.kind for row in here}, connector.kinds
    return tuple(order for order in orders if _kind(order, known) in possible)


def _kind(order: Action, known: Mapping[str, Kind]) -> Kind:
    if isinstance(order, Withdraw):
        return known[order.key]
    return kind_of(order.item)


def _unsettled(account: str, connector: Connector, store: Store, now: datetime) -> bool:
    """Whether an attempt is in doubt, or it can be told only since the last turn what became of something written."""
    row = store.account(account)
    last = (row.last_turn_at if row else None) or _LONG_AGO
    possible = connector.kinds
    posted = [post for post in store.posted(account) if post.kind in possible]
    return any(p.state in plan.PENDING or last < p.attempt_at + connector.slack <= now for p in posted)


def _wanted(account: str, store: Store, home: Household, now: datetime) -> Interest:
    return home.interest(now, *bookkeeping.watched(store, account, now))


def _pull(
    account: str,
    connector: Connector,
    store: Store,
    home: Household,
    now: datetime,
    stopping: Callable[[], bool],
    done: Turn,
) -> None:
    """Bring in what is new; then, of what only the header is known, the bodies that may speak of a promise."""
    row = store.account(account)
    for page in connector.pull(row.cursor if row else None, _wanted(account, store, home, now)):
        done.pages += 1
        _keep(account, page, store, home, now, done)
        if stopping():
            return
    asked: set[Ref] = set()
    while refs := sorted(_unread(account, store, home) - asked):
        asked.update(refs)
        own = False
        for batch in (refs[at : at + _BATCH] for at in range(0, len(refs), _BATCH)):
            messages = tuple(connector.read(batch))
            own |= any(m.folder is Folder.SENT or m.from_.email in home.owner.addresses for m in messages)
            _keep(account, Page(messages=messages), store, home, now, done)
            if stopping():
                return
        if not own:  # only the owner's own words make promises, and so more mail worth reading
            return


def _unread(account: str, store: Store, home: Household) -> set[Ref]:
    """What an older reader read, and what was not read and may speak of a promise."""
    refs = {*store.outdated(version.READER), *bookkeeping.wanting(store, home.owner, home.ignore)}
    return {ref for ref in refs if ref.account == account}


def _keep(account: str, page: Page, store: Store, home: Household, now: datetime, done: Turn) -> None:
    """One page into the facts, with its cursor, in one transaction. Raises Emptied where too much is gone at once."""
    if not home.trusting:
        _doubt(account, page, store)
    mails, broken = _read(page.messages, home.owner)
    aside = (*page.set_aside, *broken)
    store.keep(account, mails, page.events, page.gone, aside, page.cursor or None, now, page.sweeps)
    if broken:
        store.tried([item.ref for item in broken], version.READER)
    done.mails += sum(m.text is None or m.folder is Folder.SENT for m in page.messages)
    done.bodies += sum(m.text is not None for m in page.messages)
    done.events += len(page.events)
    done.gone += len(page.gone)
    done.skipped.update(m.skipped for m in mails if m.skipped)
    done.set_aside += aside


def _doubt(account: str, page: Page, store: Store) -> None:
    """Raise Emptied where a whole listing lacks more than a fifth of the mail: rather a fault there than a deed."""
    for sweep in page.sweeps:
        known, absent = store.missed(account, sweep)
        if absent > max(_FEW, known * _A_FIFTH):
            raise Emptied(
                f"{absent} of {known} mails of account {account} are gone at once, so nothing is concluded for now; "
                f"look there, and if it is right run `headsup once --account {account} --gone`"
            )


def _read(messages: Iterable[Message], owner: Owner) -> tuple[list[Mail], tuple[SetAside, ...]]:
    """Each message by itself: one that breaks the reader is set aside, the others go on."""
    from daemon.core import reading  # where mail is read: a daemon whose turns run in a child never loads it

    mails: list[Mail] = []
    aside: list[SetAside] = []
    for message in messages:
        try:
            mails.append(reading.read(message, owner.addresses))
        except Exception as error:  # noqa: BLE001 - a mail may hold anything; its text must not end the turn
            aside.append(SetAside(message.ref, f"the reader could not make sense of it ({type(error).__name__})"))
    return mails, tuple(aside)


def _of_account(judged: Judged, account: str, home: Household, rows: Iterable[Posted]) -> Review:
    """What this account shall speak of: promises made in its mail, and, for the first account, those made aloud.

    Where something of ours lies in another account already, as the mail came in there first, that account goes on.
    """
    accounts = list(home.settings.accounts)
    homes = {case.promise.key: case.promise.ref.account for case, _ in judged.review.cases}
    lying = [row for row in rows if row.state in plan.LYING_THERE | plan.PENDING and row.account in accounts]
    places = {row.key: row.account for row in lying}
    drafts = {promise: row.account for row in lying if row.kind is Kind.DRAFT for promise in row.promises}

    def at_home(place: str | None, promise: str) -> bool:
        chosen = place or homes[promise]
        return account == (chosen if chosen in accounts else accounts[0])

    return replace(
        judged.review,
        heads_ups=tuple(h for h in judged.review.heads_ups if at_home(_first(h, drafts), h.promises[0])),
        reminders=tuple(r for r in judged.review.reminders if at_home(places.get(r.key) or _of_event(r), r.promise)),
    )


def _of_event(wanted: Reminder) -> str | None:
    """The account of the event, of a line."""
    return wanted.note.event.account if isinstance(wanted.note, Line) else None


def _first(word: HeadsUp, drafts: Mapping[str, str]) -> str | None:
    """The account in which a draft about one of its promises lies."""
    return next((drafts[promise] for promise in word.promises if promise in drafts), None)
