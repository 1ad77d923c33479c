"""The human's word on the ledger: marks, promises added by hand, and whom or what was meant on the command line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from connectors.types import Address, Ref
from daemon import bookkeeping
from daemon.core import derive, speech
from daemon.core.due import resolve
from daemon.core.model import Due, Mark, Owner, Promise, Verdict
from daemon.core.wording import clean
from daemon.core.wording.saying import ALOUD
from daemon.errors import Ambiguous, HeadsupError, NotFound
from daemon.household import Household
from daemon.store import Store


class Absurd(HeadsupError):
    """What was said of a promise cannot be so."""


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
        address = named.get(wanted, wanted)
        if not clean.writable(Address(address)):
            raise NotFound(f"{said!r} is no address; write one such as anna@example.com")
        return address
    found = {a.email for a in people if wanted in _names(a)}
    if not found and wanted == "boss":
        raise NotFound('it is not known who your boss is; write boss = "ADDRESS" under [people]')
    if not found:
        raise NotFound(f"nobody called {said!r} is known; give an address, or a name under [people.names]")
    if len(found) > 1:
        raise Ambiguous(f"{said!r} may be {' or '.join(sorted(found))}; give the address")
    return found.pop()


@dataclass(frozen=True, slots=True)
class Said:
    """A promise as the owner words it: to whom (None: whom the mail went to), by when (None: as the words say).

    `hours` of work, None where nobody said.
    """

    words: str
    to: str | None
    by: datetime | None
    hours: float | None = None


def mark(
    store: Store,
    home: Household,
    key: str,
    verdict: Verdict,
    by: datetime | None,
    now: datetime,
    hours: float | None = None,
) -> Promise:
    """Keep the human's word on the promise whose key starts with `key`. Raises NotFound, Ambiguous, Absurd.

    `by` is the new date of a MOVED, `hours` are those of an EFFORT.
    """
    # what only a new date made of a promise is in no table
    all_ = bookkeeping.whole(store, home, now).ledger.promises
    promise = one(store.promise(key.lower()) or all_, key)
    lineage = bookkeeping.lineage(promise.key, bookkeeping.origins(all_))
    made = min([promise.made_at, *(p.made_at for p in all_ if p.key in lineage)])
    if by and by < made:
        raise Absurd(f"that was before it was promised ({speech.short_when(made, home.zone)}); give a later --by")
    store.add_mark(Mark(promise.key, verdict, now, by, promise.source, promise.words, hours))
    bookkeeping.settle(store, home.owner, lineage)
    return promise


def add_aloud(store: Store, home: Household, said: Said, now: datetime) -> Promise:
    """Keep a promise that was made aloud; it is known by its words, the person and the moment. Raises Absurd."""
    key = sha256(f"{said.to}\n{said.words}\n{now.isoformat()}".encode()).hexdigest()[:20]
    promise = Promise(
        key=key,
        source=f"aloud:{key}",
        ref=Ref(ALOUD, key),
        to=(Address(said.to or ""),),
        words=said.words,
        made_at=now,
        due=_due(said, now, home.owner),
        links=frozenset(),
        why=("you added it",),
        effort_hours=said.hours,
    )
    return _added(store, home, promise)


def add_from_mail(store: Store, home: Household, said: Said, mail_id: str) -> Promise:
    """Keep a promise that the reader missed in a mail of the owner's. Raises NotFound, Absurd."""
    mail = store.mail_called(mail_id.strip("<> "))
    if mail is None or not mail.own:
        raise NotFound(f"no sent mail has the id {mail_id!r}; `headsup list --json` shows ids as source.id")
    people = tuple(a for a in (*mail.to, *mail.cc) if a.email not in home.owner.addresses)
    named = tuple(a for a in people if a.email == said.to) or ((Address(said.to),) if said.to else people)
    promise = Promise(
        key=derive.key_of(mail, said.words),
        source=mail.key,
        ref=mail.ref,
        to=named,
        words=said.words,
        made_at=mail.sent_at,
        due=_due(said, mail.sent_at, home.owner),
        links=mail.links,
        why=("you added it",),
        effort_hours=said.hours,
    )
    return _added(store, home, promise)


def _added(store: Store, home: Household, promise: Promise) -> Promise:
    if own := [a.email for a in promise.to if a.email in home.owner.addresses]:
        raise Absurd(f"{own[0]} is your own address; say to whom else you owe it")
    store.add_spoken(promise)
    bookkeeping.derive(store, home, promise.ref.account)
    return promise


def _due(said: Said, said_at: datetime, owner: Owner) -> Due | None:
    if said.by is None:
        return resolve(said.words, said_at.astimezone(owner.calendar.zone), owner.calendar)
    return Due(None, said.by, said.by, "minute", "", rule="said by you")


def _names(address: Address) -> frozenset[str]:
    """What a person may be called: their names, the parts of the mailbox, all of either."""
    name, mailbox = address.name.lower(), address.email.split("@")[0]
    return frozenset({name, mailbox, *name.replace(",", " ").split(), *mailbox.replace("_", ".").split(".")}) - {""}
