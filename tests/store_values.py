"""Mails, meetings and promises for the tests of the ledger."""

from datetime import UTC, datetime, timedelta, timezone

from connectors.types import Address, Event, Ref, Status
from daemon.core.model import (
    Cue,
    Due,
    Evidence,
    Mail,
    Promise,
    Reading,
    Says,
    Sentence,
)
from daemon.store import Changes, Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CHICAGO = timezone(timedelta(hours=-6))
ME, BO = Address("ann@example.org", "Ann"), Address("bo@example.org")


def mail(id_: str, key: str = "", *, read: bool = True, own: bool = True, account: str = "me", day: int = 0) -> Mail:
    key = key or id_
    sentence = Sentence(Cue.PROMISE, 0, 30, "I'll send the deck by Friday.", score=0.93, why=("will", "by"))
    return Mail(
        key=key,
        ref=Ref(account, id_),
        message_id=f"{key}@example.org",
        links=frozenset({f"{key}@example.org", "the deck\nbo@example.org"}),
        sent_at=datetime(2026, 2, 1, 17, 3, 21, 5, tzinfo=CHICAGO) + timedelta(days=day),
        own=own,
        from_=ME if own else BO,
        to=(BO if own else ME,),
        cc=(),
        subject="The deck",
        reader=1 if read else 0,
        sentences=(sentence,) if read else (),
        references=("one@example.org", "two@example.org"),
    )


def meeting(id_: str, day: int) -> Event:
    starts = datetime(2026, 3, day, 10, 0, tzinfo=CHICAGO)
    ends = starts + timedelta(hours=1)
    return Event(Ref("me", id_), id_, starts, ends, False, "Review", (BO,), True, Status.CONFIRMED, True)


def promise(key: str, source: str, link: str = "one@example.org", to: Address = BO) -> Promise:
    due = Due(None, NOW, NOW - timedelta(hours=6), "day", "by Friday", readings=(Reading(None, NOW, "day"),))
    return Promise(key, source, Ref("me", source), (to,), "I'll send it by Friday.", NOW, due, frozenset({link}))


def says(promise_key: str, source: str, hours: int = 0) -> Evidence:
    return Evidence(promise_key, source, NOW + timedelta(hours=hours), Says.DONE, "Here it is.", "an attachment")


def keep(store: Store, *mails: Mail, gone: tuple[Ref, ...] = (), cursor: str | None = "1") -> Changes:
    account = mails[0].ref.account if mails else gone[0].account
    return store.keep(account, mails, (), gone, (), cursor, NOW)
