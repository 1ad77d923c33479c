"""Between store, accounts and `core.brief`: the brief of a moment, and the draft of it to the owner.

What the brief rests on is in the ledger; nothing is asked of any provider for it.
"""

from collections.abc import Sequence
from datetime import datetime

from connectors.errors import AuthNeeded, ConnectorError
from connectors.types import Address, Draft
from daemon import bookkeeping, helping, speaking
from daemon.core import brief, brief_text, plan, speech, summaries
from daemon.core.brief import Brief, Reading
from daemon.core.judge import Judged
from daemon.core.model import Action, Owner, Posted, Purpose, Put
from daemon.core.summaries import Summary
from daemon.household import Household
from daemon.store import Store


def brief_of(store: Store, home: Household, at: datetime, judged: Judged | None = None) -> Brief:
    """The brief of the moment `at`; `judged` is what was thought of the ledger at it (None: it is thought now)."""
    at = at.astimezone(home.zone)
    judged = judged or bookkeeping.think(store, home, at)
    readings = [_reading(name, store, home) for name in home.settings.accounts]
    suggestions = helping.suggestions(store, home, judged, at)
    return brief.brief(judged.review.cases, store.posted(), suggestions, readings, at)


def scheduled(
    store: Store, home: Household, account: str, judged: Judged, rows: Sequence[Posted], now: datetime
) -> tuple[Action, ...]:
    """What `account` shall do about the draft of the brief that `[brief]` asks for; `rows` are those of all accounts.

    It is written once a day, in place of an earlier one that nobody touched, and then left as it is.
    """
    chosen, calendar = home.settings.brief, home.owner.calendar
    if chosen.by != "draft" or chosen.at is None or account != _place(home):
        return ()
    if not brief.is_wanted(now, chosen.at, calendar) or _lies_there(home.owner, rows, now):
        return ()
    return _orders(_summary(brief_of(store, home, now, judged), home), home.owner, rows, account, now)


def draft(store: Store, home: Household, found: Brief) -> Posted | None:
    """Lay the brief into the drafts of the first account, in place of an earlier one that nobody touched; its row.

    Raises HeadsupError, ConnectorError and StoreError.
    """
    return speaking.lay(store, home, _place(home), _summary(found, home), _email(home.owner), found.at)


def _summary(found: Brief, home: Household) -> Summary:
    """The draft to the owner, under the key of its day."""
    to, text = Address(_email(home.owner), home.owner.name), brief_text.page(found, home.zone)
    item = Draft(to=(to,), cc=(), subject=f"Your promises, {speech.day(found.at)}", text=text)
    put = Put(summaries.key(Purpose.BRIEF, to.email, found.at.date()), item, (), purpose=Purpose.BRIEF)
    return Summary(put, item, ((text, "the ledger"),))


def _orders(wanted: Summary, owner: Owner, rows: Sequence[Posted], account: str, now: datetime) -> tuple[Action, ...]:
    here = [row for row in rows if row.account == account]
    known = summaries.days(here, Purpose.BRIEF, _email(owner), now.astimezone(owner.calendar.zone).date())
    return summaries.orders(wanted, here, known, new=True)


def _lies_there(owner: Owner, rows: Sequence[Posted], now: datetime) -> bool:
    """Whether today's was written, whatever became of it since."""
    today = summaries.key(Purpose.BRIEF, _email(owner), now.astimezone(owner.calendar.zone).date())
    return any(row.key == today and row.state not in plan.PENDING for row in rows)


def _place(home: Household) -> str:
    """The account the draft goes to: the first."""
    return next(iter(home.settings.accounts))


def _email(owner: Owner) -> str:
    """The address the owner writes to: of several always the same."""
    return min(owner.addresses)


def _reading(account: str, store: Store, home: Household) -> Reading:
    row = store.account(account)
    last = row.last_turn_at if row else None
    return Reading(account, last, len(store.set_aside(account)), _hindered(account, home))


def _hindered(account: str, home: Household) -> str:
    """What keeps the account from being read, as far as it shows without a request: "" where nothing does."""
    try:
        _ = home.open(account).kinds
    except AuthNeeded:
        return f"sign in: `headsup login {account}`"
    except ConnectorError:
        return "see `headsup check`"
    return ""
