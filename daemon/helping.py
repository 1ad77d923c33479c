"""Between the store and `core.asks`: what the owner could help with, and the owner's word that they will not."""

from collections.abc import Sequence
from datetime import datetime

from daemon import bookkeeping
from daemon.core import asks, effort
from daemon.core.asks import OpenAsk, Suggestion
from daemon.core.judge import Judged
from daemon.core.model import Case, Mark, Verdict
from daemon.errors import Ambiguous
from daemon.household import Household
from daemon.store import Store


def suggestions(store: Store, home: Household, judged: Judged, now: datetime) -> tuple[Suggestion, ...]:
    """The asks nobody has taken up that fit into the owner's free time beside what is owed, soonest wanted first.

    `judged` is what was thought of the ledger at `now`.
    """
    cases = [case for case, _ in judged.review.cases]
    found = _open(store, home, cases, now)
    if not found:
        return ()
    events = bookkeeping.events(store, now, ())
    usual = effort.learned(store.promises_with_hours(now, effort.MOST_OBSERVED), store.marks(), now)
    return asks.fitting(found, cases, events, home.owner, now, usual)


def hush(store: Store, home: Household, prefix: str, now: datetime) -> OpenAsk | None:
    """Keep the owner's word that the ask whose key starts with `prefix` is not for them; the ask, None where none has
    such a key. Raises Ambiguous."""
    cases = [case for case, _ in bookkeeping.think(store, home, now).review.cases]
    found = [ask for ask in _open(store, home, cases, now) if ask.key.startswith(prefix.lower())]
    if len(found) > 1 or (found and store.promise(prefix.lower())):
        raise Ambiguous(f"more than one key starts with {prefix!r}; give more of the key")
    for ask in found:
        store.add_mark(Mark(ask.key, Verdict.HUSH, now, source=ask.mail.key, words=ask.words))
    return found[0] if found else None


def _open(store: Store, home: Household, cases: Sequence[Case], now: datetime) -> tuple[OpenAsk, ...]:
    """What is open and not hushed, in the mail to the owner and in that of the people owed, a list's too."""
    people = home.owner.addresses | {a.email for case in cases for a in case.promise.to}
    mails = asks.asking(store.mails_near(frozenset(), people, now - asks.OPEN_FOR), home.owner, now)
    if not mails:
        return ()
    links = frozenset(link for mail in mails for link in mail.links)
    later = store.mails_near(links, frozenset(), min(mail.sent_at for mail in mails))
    return asks.dismissed(asks.untaken(mails, later, home.owner, now), store.marks(), now)
