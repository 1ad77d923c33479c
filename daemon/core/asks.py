"""Asks to a group that nobody has taken up and that would fit into the owner's free time. In: facts; out: Suggestions.

Of received mail the sentences with an open ask count ("could somebody take the minutes?"), where the owner is one of
several it went to. Whatever was said in the thread since is taken for an answer: better silent than late. Nothing is
drafted for a suggestion.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from connectors.types import Event
from daemon.core import capacity, derive, effort, people
from daemon.core.due import resolve
from daemon.core.model import Case, Cue, Due, Mail, Mark, Owner, Sentence, Standing, Verdict

OPEN_FOR = timedelta(days=10)  # what nobody took up for longer has been settled aloud, or is wanted no more
WITHIN = timedelta(days=7)  # when an ask that names no day is taken to be wanted

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class OpenAsk:
    """An ask to a group: the mail it stands in, its words, by when they say it is wanted. `key` is as a promise's."""

    key: str
    mail: Mail
    words: str
    due: Due | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An ask the owner could take up: about `hours` of work by `by`, of `free_hours` not yet owed until then."""

    ask: OpenAsk
    hours: float
    free_hours: float
    by: datetime


def asking(mails: Iterable[Mail], owner: Owner, now: datetime) -> list[Mail]:
    """The mails of the last days before `now` that ask a group with the owner in it."""
    return [m for m in mails if now - OPEN_FOR <= m.sent_at <= now and _is_to_a_group(m, owner) and _said(m, owner)]


def untaken(mails: Iterable[Mail], later: Iterable[Mail], owner: Owner, now: datetime) -> tuple[OpenAsk, ...]:
    """The asks of these `mails` (see `asking`) that are open at `now`, the latest first: one for each thread.

    `later` are the mails that share a link with them; one sent since, whoever wrote it, takes the ask up. An ask whose
    day has passed is over.
    """
    seen = [m for m in later if m.sent_at <= now]
    last = [m for m in mails if not any(m.links & o.links and o.sent_at > m.sent_at for o in seen)]
    found = [_ask(m, _said(m, owner)[-1], owner) for m in sorted(last, key=lambda m: (m.sent_at, m.key), reverse=True)]
    return tuple(ask for ask in found if ask.due is None or ask.due.end is None or ask.due.end > now)


def dismissed(asks: Iterable[OpenAsk], marks: Iterable[Mark], now: datetime) -> tuple[OpenAsk, ...]:
    """The asks without those that the owner has hushed by `now`."""
    hushed = {m.promise for m in marks if m.verdict is Verdict.HUSH and m.made_at <= now}
    return tuple(ask for ask in asks if ask.key not in hushed)


def fitting(
    asks: Iterable[OpenAsk],
    cases: Iterable[Case],
    events: Sequence[Event],
    owner: Owner,
    now: datetime,
    usual: Mapping[effort.Act, float] = effort.USUAL,
) -> tuple[Suggestion, ...]:
    """The asks that fit between `now` and when they are wanted, soonest wanted first, each as if it were the only one.

    An ask fits where neither it nor any promise that is due after it would lack an hour, and where nothing lacks one
    already. `usual` are the hours that each kind of act takes the owner.
    """
    open_ = [c for c in cases if c.standing is Standing.OPEN]
    if any(c.load and c.load.first for c in open_):
        return ()
    free = capacity.free_time(events, now, now + WITHIN + OPEN_FOR, owner.calendar)
    found = []
    for ask in asks:
        by = _wanted_by(ask, now)
        hours = effort.said(ask.words) or usual[effort.act(ask.words, ask.mail.subject)]
        left = _left(open_, by, free.hours(now, by))
        if hours <= left:
            found.append(Suggestion(ask, hours, left, by))
    return tuple(sorted(found, key=lambda s: (s.by, s.ask.mail.sent_at, s.ask.key)))


def _is_to_a_group(mail: Mail, owner: Owner) -> bool:
    """The owner is one of several it went to, or it went to one address that is not the owner's: that of a list.

    Who only got a copy was not asked.
    """
    if mail.own or mail.skipped:
        return False
    to = {a.email for a in mail.to}
    if to & owner.addresses:
        others = {a.email for a in (*mail.to, *mail.cc)} - owner.addresses - {mail.from_.email}
        return bool(others)
    return len(to) == 1 and to != {mail.from_.email} and owner.addresses.isdisjoint(a.email for a in mail.cc)


def _said(mail: Mail, owner: Owner) -> list[Sentence]:
    """Its open asks, but for those that name others it went to and not the owner ("Ann or Bo, could one of you")."""
    others = {people.first_name(a) for a in people.others((*mail.to, *mail.cc), owner)}
    own = {word.lower() for word in _WORD.findall(owner.name)}
    return [s for s in mail.sentences if s.cue is Cue.OPEN_ASK and not _names_others(s.text, others, own)]


def _names_others(text: str, others: Collection[str], own: Collection[str]) -> bool:
    words = {word.lower() for word in _WORD.findall(text) if word[0].isupper()}
    return not words.isdisjoint(others) and words.isdisjoint(own)


def _ask(mail: Mail, said: Sentence, owner: Owner) -> OpenAsk:
    due = resolve(said.text, mail.sent_at.astimezone(owner.calendar.zone), owner.calendar)
    return OpenAsk(derive.key_of(mail, said.text), mail, said.text, due)


def _wanted_by(ask: OpenAsk, now: datetime) -> datetime:
    """When a colleague would want it; where that is gone by or unknown, when it would still do."""
    said = (ask.due.aim, ask.due.end) if ask.due else ()
    return next((at for at in said if at and at > now), now + WITHIN)


def _left(open_: Iterable[Case], by: datetime, free_hours: float) -> float:
    """Of the hours free until `by` those not owed until then, and not needed for what is wanted later."""
    loads = [(c.promise.due.aim, c.load) for c in open_ if c.load and c.promise.due and c.promise.due.aim]
    owed = max((load.owed_hours for aim, load in loads if aim <= by), default=0.0)
    return min([free_hours - owed, *(load.free_hours - load.owed_hours for aim, load in loads if aim > by)])


def as_json(suggestion: Suggestion, zone: tzinfo) -> dict[str, object]:
    """A suggestion as `list --asks --json` and `brief --json` show it; moments in `zone`."""
    ask = suggestion.ask
    return {
        "key": ask.key,
        "text": ask.words,
        "from": ask.mail.from_.email,
        "asked_at": ask.mail.sent_at.isoformat(),
        "source": {"account": ask.mail.ref.account, "id": ask.mail.ref.id, "thread": ask.mail.thread},
        "by": suggestion.by.astimezone(zone).isoformat(),
        "dated": ask.due is not None,
        "hours": round(suggestion.hours, 2),
        "free_hours": round(suggestion.free_hours, 2),
    }
