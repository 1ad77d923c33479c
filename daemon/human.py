"""The human's word on the ledger: marks, promises added by hand, and whom or what was meant on the command line."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from connectors.types import Address, Ref
from daemon.core import derive
from daemon.core.model import Due, Mail, Mark, Owner, Promise, Verdict
from daemon.errors import Ambiguous, NotFound
from daemon.household import Household
from daemon.store import Store

_ALOUD = "aloud"


def one(promises: Sequence[Promise], prefix: str) -> Promise:
    """The promise whose key starts with `prefix`. Raises NotFound, Ambiguous."""
    found = [p for p in promises if p.key.startswith(prefix.lower())]
    if not found:
        raise NotFound(f"no promise has a key that starts with {prefix!r}; `headsup list` shows the keys")
    if len(found) > 1:
        raise Ambiguous(f"{len(found)} promises have keys that start with {prefix!r}; give more of the key")
    return found[0]


def person(said: str, people: Iterable[Address], home: Household) -> str:
    """The address that is meant by an address, a name or `boss`. Raises NotFound, Ambiguous."""
    wanted = said.strip().lower()
    named = home.settings.people.names
    if wanted == "boss" and home.owner.boss:
        return home.owner.boss
    if "@" in wanted or wanted in named:
        return named.get(wanted, wanted)
    found = {a.email for a in people if wanted in _names(a)}
    if not found:
        raise NotFound(f"nobody called {said!r} is known; give an address, or a name under [people.names]")
    if len(found) > 1:
        raise Ambiguous(f"{said!r} may be {' or '.join(sorted(found))}; give the address")
    return found.pop()


def mark(store: Store, key: str, verdict: Verdict, by: datetime | None, now: datetime) -> Promise:
    """Keep the human's word on the promise whose key starts with `key`. Raises NotFound, Ambiguous."""
    promise = one(store.promise(key.lower()), key)
    store.add_mark(Mark(promise.key, verdict, now, by, promise.source, promise.words))
    return promise


def add_aloud(store: Store, owner: Owner, words: str, to: str, by: datetime | None, now: datetime) -> Promise:
    """Keep a promise that was made aloud; it is known by its words, the person and the moment."""
    key = sha256(f"{to}\n{words}\n{now.isoformat()}".encode()).hexdigest()[:20]
    source = f"{_ALOUD}:{key}"
    promise = Promise(
        key=key,
        source=source,
        ref=Ref(_ALOUD, source),
        to=(Address(to),),
        words=words,
        made_at=now,
        due=_due(words, by, now, owner),
        links=frozenset(),
        why=("you added it",),
    )
    store.add_spoken(promise)
    return promise


def add_from_mail(store: Store, owner: Owner, words: str, mail_id: str, to: str | None, by: datetime | None) -> Promise:
    """Keep a promise that the reader missed in a mail of the owner's. Raises NotFound."""
    mail = store.mail_called(mail_id.strip("<> "))
    if mail is None or not mail.own:
        raise NotFound(f"no sent mail has the id {mail_id!r}; `headsup list --json` shows ids as `source.id`")
    to_all = tuple(a for a in (*mail.to, *mail.cc) if a.email not in owner.addresses)
    promise = Promise(
        key=derive.key_of(mail, words),
        source=mail.key,
        ref=mail.ref,
        to=tuple(a for a in to_all if a.email == to) or ((Address(to),) if to else to_all),
        words=words,
        made_at=mail.sent_at,
        due=_due(words, by, mail.sent_at, owner),
        links=mail.links,
        why=("you added it",),
    )
    store.add_spoken(promise)
    return promise


def as_mail(promise: Promise, owner: Owner) -> Mail:
    """The mail that a promise made aloud would have been: what a heads-up about it goes out from."""
    return Mail(
        key=promise.source,
        ref=promise.ref,
        message_id="",
        links=promise.links,
        sent_at=promise.made_at,
        own=True,
        from_=Address(min(owner.addresses), owner.name),
        to=promise.to,
        cc=(),
        subject=promise.words[:80],
    )


def _due(words: str, by: datetime | None, said_at: datetime, owner: Owner) -> Due | None:
    if by is None:
        return derive.resolve(words, said_at.astimezone(owner.calendar.zone), owner.calendar)
    return Due(None, by, by, "minute", by.isoformat(), rule="said by you")


def _names(address: Address) -> frozenset[str]:
    """What a person may be called: their names, the parts of the mailbox, all of either."""
    name, mailbox = address.name.lower(), address.email.split("@")[0]
    return frozenset({name, mailbox, *name.replace(",", " ").split(), *mailbox.replace("_", ".").split(".")}) - {""}
