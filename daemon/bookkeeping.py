"""Between the store and the core: what is derived from new facts, and what is thought of the ledger at a moment.

`derive` works on what changed and what is near it, `think` on what is live: neither grows with the ledger. `whole`
looks at everything, at any moment.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from connectors.types import Address, Event, Ignore, Interest, Ref
from daemon.core import abroad, capacity, effort, judge, plan, record, review, shadow
from daemon.core import derive as deriving
from daemon.core.ahead import MEETINGS_AHEAD
from daemon.core.ledger import Known, Ledger, fold
from daemon.core.marks import followed
from daemon.core.model import LIVE, Mail, Owner, Promise, Record, Says
from daemon.core.standing import closed
from daemon.errors import NotFound
from daemon.household import LOOK_AHEAD, Household
from daemon.store import Pending, Store

# A meeting or a day off of the past weeks still says something of a promise (a call that was to take place).
LOOK_BACK = timedelta(days=60)

_END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)
_LINKING = frozenset({Says.MOVED, Says.REPEATED})


def watched(store: Store, account: str, now: datetime) -> tuple[frozenset[str], frozenset[str]]:
    """The threads and the people of what is live at `now`: of these a connector shall bring the bodies at once."""
    live = store.live_promises(now)
    threads = {link.removeprefix(f"t:{account}:") for p in live for link in p.links if "\n" not in link}
    return frozenset(threads), frozenset(a.email for p in live for a in p.to)


def wanting(store: Store, owner: Owner, ignore: Ignore) -> list[Ref]:
    """Refs of mails of which only the header is known, but that may speak of a promise: they are to be read.

    Either the mail is new and near a known promise or the owner's own, or a promise is new and the mail is near it.
    """
    return _wanting(store, store.pending(), owner, ignore)


def _wanting(store: Store, pending: Pending, owner: Owner, ignore: Ignore) -> list[Ref]:
    fresh = _fresh(store, pending, owner)
    refs = set(store.unread_near_promises(ignore))
    refs |= {m.ref for m in pending.mails if m.own and m.reader == 0 and not m.skipped}
    if fresh:
        near_fresh = Interest(
            threads=frozenset(link for p in fresh for link in p.links),
            people=frozenset(a.email for p in fresh for a in p.to),
            since=min(p.made_at for p in fresh),
            ignore=ignore,
        )
        refs.update(store.unread(near_fresh))
    return sorted(refs)


def derive(store: Store, home: Household, account: str) -> None:
    """Bring what is derived up to the facts, as far as `account` can. Killed half-way, it starts anew with the same.

    What must still be read in another account stays pending for that account's turn.
    """
    pending = _with_clocks(store, store.pending())
    if pending.mails or pending.gone:
        _derive(store, home, pending, _elsewhere(store, home, account))


def _derive(store: Store, home: Household, pending: Pending, still: Collection[Ref]) -> None:
    """All is found before the first word is replaced, in one transaction: an error leaves what was derived before."""
    touched = {*(m.key for m in pending.mails), *pending.gone}
    fresh = _fresh(store, pending, home.owner)
    known = [p for p in _near(store, pending.mails) if p.source not in touched]
    shaken = store.evidence_from(touched).keys() | {p.key for p in _kin(store, store.promises_from(touched))}
    mails = {m.key: m for m in (*pending.mails, *_near_mails(store, fresh))}
    box = judge.Mailbox(mails.values())
    found = [e for p in (*fresh, *known) for e in box.evidence(p, home.owner)]
    store.derive(touched, fresh, found, still)
    # A known promise of which nothing new was said stands as it stood, however many the same people were owed.
    settle(store, home.owner, {p.key for p in fresh} | {e.promise for e in found} | shaken)


def _elsewhere(store: Store, home: Household, account: str) -> list[Ref]:
    """What is wanted of other accounts than this one."""
    if list(home.settings.accounts) == [account]:
        return []
    others = home.settings.accounts.keys() - {account}
    return [ref for ref in wanting(store, home.owner, home.ignore) if ref.account in others]


def settle(store: Store, owner: Owner, keys: Collection[str]) -> None:
    """Note of these promises, and of those they are linked with, from when on they are closed."""
    kin = _kin(store, store.promises_by_key(keys))
    evidence = store.evidence([p.key for p in kin])
    marks = store.marks()
    found = fold(kin, evidence, (), marks, owner, _END_OF_TIME, started(store))
    came = origins(found.promises)
    live = {key for p in found.promises if not closed(found.standings[p.key]) for key in lineage(p.key, came)}
    words = _last_words(kin, evidence, found)
    store.settle({p.key: None if p.key in live else words[p.key] for p in kin})


def origins(promises: Iterable[Promise]) -> dict[str, str]:
    """Of each promise that came from another the key of that one."""
    return {p.key: p.origin for p in promises if p.origin}


def lineage(key: str, came: Mapping[str, str]) -> list[str]:
    """The key and those of all that it came from (see `origins`): what it says again or moves, and so on."""
    keys = [key]
    while (origin := came.get(keys[-1])) and origin not in keys:
        keys.append(origin)
    return keys


def rebuild(store: Store, home: Household) -> int:
    """Derive everything anew from the facts; the number of promises. Marks and the outbox are facts and stay."""
    mails = sorted(store.all_mails(), key=lambda mail: (mail.sent_at, mail.key))
    others = {p.source for p in (*store.promises(), *store.spoken())} | set(store.pending().gone)
    everything = Pending(tuple(mails), tuple(sorted(others - {m.key for m in mails})))
    _derive(store, home, everything, _wanting(store, everything, home.owner, home.ignore))
    return len(store.promises())


def think(store: Store, home: Household, now: datetime) -> judge.Judged:
    """The review of what is live at `now`."""
    return _judged(store, home, now, _kin(store, store.live_promises(now)), lately(store, home, now))


def whole(store: Store, home: Household, now: datetime) -> judge.Judged:
    """The review of everything, closed promises too, as of `now`."""
    return _judged(store, home, now, store.promises())


def since(store: Store, home: Household, start: datetime, now: datetime) -> judge.Judged:
    """The review at `now` of what is live then, or was at any moment after `start`."""
    return _judged(store, home, now, _kin(store, store.live_promises(start)), lately(store, home, now))


def free_time(store: Store, home: Household, now: datetime) -> capacity.FreeTime:
    """The owner's free time around `now`: enough to reckon new dates by."""
    window = now - review.LOOK_BACK, now + MEETINGS_AHEAD * 2
    return capacity.free_time(store.events(*window), *window, home.owner.calendar)


def past(store: Store, home: Household, first: date, last: date) -> shadow.Past:
    """What shadow mode needs to know of the ledger to go from `first` to `last`. Raises NotFound where it is empty."""
    promises = store.promises()
    near = _near_mails(store, promises)
    if not near and not any(row.last_turn_at for row in store.accounts()):
        raise NotFound("the ledger holds no mail yet; run `headsup once` first")
    box = judge.Mailbox(near)
    sources = {p.source: _as_mail(p, home.owner) for p in promises} | {
        m.key: m for m in store.mails([p.source for p in promises])
    }
    start, end = (datetime.combine(day, time(), home.zone) for day in (first, last))
    earliest = min([start - LOOK_BACK, *(p.made_at for p in promises)])
    return shadow.Past(
        promises=promises,
        evidence=store.evidence([p.key for p in promises]),
        events=store.events(earliest, end + LOOK_AHEAD),
        marks=store.marks(),
        sources=sources,
        own=shadow.own_words(promises, box),
        until=max((m.sent_at for m in near), default=end),
    )


def lately(store: Store, home: Household, now: datetime) -> Record:
    """The owner's record at `now`: of what may have been live within its window, however much lies before that."""
    promises = _kin(store, store.live_promises(record.begins(now)))
    return record.at(_folded(store, home, now, promises, events(store, now, promises)), home.owner, now)


def started(store: Store) -> Mapping[str, datetime]:
    """The moment of each account's first turn."""
    return {row.name: row.first_turn_at for row in store.accounts()}


def _folded(
    store: Store, home: Household, now: datetime, promises: Sequence[Promise], nearby: Sequence[Event]
) -> Ledger:
    evidence = store.evidence([p.key for p in promises])
    return fold(promises, evidence, nearby, store.marks(), home.owner, now, started(store))


def _judged(
    store: Store, home: Household, now: datetime, promises: Sequence[Promise], known: Record | None = None
) -> judge.Judged:
    """`known` is the owner's record, where these promises are not all there are."""
    owner, nearby = home.owner, events(store, now, promises)
    found = _folded(store, home, now, promises, nearby)
    known = known or record.at(found, owner, now)
    words = store.last_words([p for p in found.promises if found.standings[p.key] in LIVE], now)
    usual = effort.learned(store.promises_with_hours(now, effort.MOST_OBSERVED), store.marks(), now)
    cases = review.cases(found, nearby, words, owner, now, known, usual)
    named = {p.source for p in found.promises} | {e.source for some in found.evidence.values() for e in some}
    mails = {m.key: m for m in store.mails(named)}
    mails |= {p.source: _as_mail(p, owner) for p in found.promises if p.source not in mails}
    decided = plan.settled(followed(store.posted(), found.promises))
    thought = review.review(cases, home.rules, owner, home.speak, now, mails, nearby, decided)
    return judge.Judged(found, thought, mails)


def events(store: Store, now: datetime, promises: Iterable[Promise]) -> list[Event]:
    """The calendar around `now`, as far as anything in it may matter to these promises."""
    early = now - LOOK_BACK
    hanging = (p.made_at for p in promises if p.made_at < early and deriving.hangs_on_calendar(p))
    return store.events(min(hanging, default=early), now + LOOK_AHEAD)


def _fresh(store: Store, pending: Pending, owner: Owner) -> list[Promise]:
    """The promises of what is pending, and those the owner added by hand to it or aloud."""
    keys = {*(m.key for m in pending.mails), *pending.gone}
    read = [p for m in pending.mails if m.own for p in deriving.promises_of(m, owner, _clock(store, m))]
    return [*read, *(p for p in store.spoken() if p.source in keys)]


def _clock(store: Store, mail: Mail) -> tzinfo | None:
    """The clock of whoever the mail went to, where a promise in it needs it."""
    if not abroad.asks(mail):
        return None
    return abroad.clock(mail, store.mails_near(frozenset(), frozenset(person.email for person in mail.to), None))


def _with_clocks(store: Store, pending: Pending) -> Pending:
    """What is pending, and the mails whose promises hang on a clock that one of the pending mails shows."""
    foreign = [m for m in pending.mails if not m.own]
    hanging = {p.source for p in _near(store, foreign) for m in foreign if abroad.hangs_on(p, m)}
    again = store.mails(hanging - {m.key for m in pending.mails})
    return replace(pending, mails=(*pending.mails, *again))


def _near(store: Store, mails: Sequence[Mail]) -> list[Promise]:
    return store.promises_near(
        frozenset(link for m in mails for link in m.links), frozenset(email for m in mails for email in _people(m))
    )


def _near_mails(store: Store, promises: Sequence[Promise]) -> list[Mail]:
    if not promises:
        return []
    links = frozenset(link for p in promises for link in p.links)
    people = frozenset(a.email for p in promises for a in p.to)
    return store.mails_near(links, people, min(p.made_at for p in promises))


def _kin(store: Store, promises: Sequence[Promise]) -> list[Promise]:
    """These promises and all that say one of them again, move it, or were moved by it, however often."""
    found = {p.key: p for p in promises}
    fresh = list(promises)
    while fresh:
        evidence = store.evidence([p.key for p in fresh])
        said_in = {e.source for some in evidence.values() for e in some if e.says in _LINKING}
        spoken_of = store.evidence_from({p.source for p in fresh})
        before = [key for key, some in spoken_of.items() if any(e.says in _LINKING for e in some)]
        kin = [*store.promises_from(said_in), *store.promises_by_key(before)]
        fresh = [p for p in {p.key: p for p in kin}.values() if p.key not in found]
        found |= {p.key: p for p in fresh}
    return sorted(found.values(), key=lambda p: p.key)


def _last_words(kin: Iterable[Promise], evidence: Known, found: Ledger) -> dict[str, datetime]:
    """After this moment nothing is known of each, or of what it was moved to: it is as closed as it ever gets."""
    words = {p.key: max([p.made_at, *(e.at for e in evidence.get(p.key, ()))]) for p in kin}
    came = origins(found.promises)
    for mark in found.marks:
        for key in lineage(mark.promise, came):
            if key in words:
                words[key] = max(words[key], mark.made_at)
    return words


def _people(mail: Mail) -> frozenset[str]:
    return frozenset(a.email for a in (mail.from_, *mail.to, *mail.cc))


def _as_mail(promise: Promise, owner: Owner) -> Mail:
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
