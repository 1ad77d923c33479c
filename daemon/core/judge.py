"""A whole mailbox in, everything that is thought of it out: the pure function that the daemon's ledger must equal.

Facts (mails, events, marks) -> promises -> evidence of each pair that is near -> ledger -> review.
As of `now`: nothing dated later is seen, but for the calendar ahead.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from connectors.types import Event
from daemon.core import abroad, derive, effort, record, review
from daemon.core.ledger import Ledger, Started, fold
from daemon.core.model import Evidence, HeadsUp, Mail, Mark, Owner, Promise, Review, Risk, Speak
from daemon.core.rules import Rules
from daemon.core.threads import rank
from daemon.core.weighing import until


@dataclass(frozen=True, slots=True)
class Judged:
    """A ledger, its review, and the mails it rests on by Mail.key."""

    ledger: Ledger
    review: Review
    mails: Mapping[str, Mail] = field(default_factory=dict)


def judge(
    mails: Iterable[Mail],
    events: Sequence[Event],
    marks: Sequence[Mark],
    owner: Owner,
    now: datetime,
    started: Started,
    rules: Rules,
    speak: Speak,
) -> Judged:
    """The ledger and the review of a mailbox at `now`; `started` is the account's first turn (None: nothing lapses)."""
    box = Mailbox(m for m in mails if m.sent_at <= now)
    promises = box.promises(owner)
    evidence = {p.key: box.evidence(p, owner) for p in promises}
    found = fold(promises, evidence, events, marks, owner, now, started)
    words = {p.key: box.last_word(p) for p in found.promises}
    known = record.at(found, owner, now)
    usual = effort.learned(promises, marks, now)
    cases = review.cases(found, events, words, owner, now, known, usual)
    return Judged(found, review.review(cases, rules, owner, speak, now, box.by_key, events), box.by_key)


class Mailbox:
    """Mails by what ties them: links and people. The same mail in two folders is one."""

    def __init__(self, mails: Iterable[Mail]) -> None:
        self.by_key = {m.key: m for m in sorted(mails, key=rank, reverse=True)}
        self._mails = sorted(self.by_key.values(), key=lambda m: (m.sent_at, m.key))
        self._linked: dict[str, list[Mail]] = defaultdict(list)
        self._with: dict[str, list[Mail]] = defaultdict(list)
        for mail in self._mails:
            for link in mail.links:
                self._linked[link].append(mail)
            for email in {a.email for a in (mail.from_, *mail.to, *mail.cc)}:
                self._with[email].append(mail)

    def promises(self, owner: Owner) -> tuple[Promise, ...]:
        """All that the owner promised, oldest first."""
        return tuple(p for mail in self._mails for p in derive.promises_of(mail, owner, self._clock(mail)))

    def evidence(self, promise: Promise, owner: Owner) -> tuple[Evidence, ...]:
        """What all later mails near it say of it, oldest first."""
        return tuple(e for mail in self.near(promise) for e in derive.weigh(promise, mail, owner))

    def near(self, promise: Promise) -> list[Mail]:
        """The later mails that could speak of it, oldest first."""
        last = until(promise)
        found = {m.key: m for link in promise.links for m in _later(self._linked.get(link, ()), promise.made_at)}
        for person in promise.to:
            found |= {m.key: m for m in _later(self._with.get(person.email, ()), promise.made_at, last)}
        return sorted(found.values(), key=lambda m: (m.sent_at, m.key))

    def _clock(self, mail: Mail) -> tzinfo | None:
        if not abroad.asks(mail):
            return None
        return abroad.clock(mail, [other for person in mail.to for other in self._with.get(person.email, ())])

    def last_word(self, promise: Promise) -> datetime:
        """When the owner last wrote to a person owed or in the thread, the promise itself included."""
        own = (m.sent_at for m in reversed(self.near(promise)) if m.own)
        return next(own, promise.made_at)


def _later(mails: Sequence[Mail], after: datetime, last: datetime | None = None) -> Sequence[Mail]:
    start = bisect_right(mails, after, key=lambda m: m.sent_at)
    end = len(mails) if last is None else bisect_right(mails, last, lo=start, key=lambda m: m.sent_at)
    return mails[start:end]


def as_json(judged: Judged) -> list[dict[str, object]]:
    """Each promise as `list --json` shows it (outside.md), with its heads-up; the most urgent first.

    Mails stand there by the provider's id.
    """
    ids = {key: mail.ref.id for key, mail in judged.mails.items()}
    heads_ups = {key: said for said in judged.review.heads_ups for key in said.promises}
    rows: list[dict[str, object]] = []
    for case, risk in judged.review.cases:
        promise = case.promise
        rows.append(
            {
                "key": promise.key,
                "standing": str(case.standing),
                "text": promise.words,
                "to": [a.email for a in promise.to],
                "made_at": promise.made_at.isoformat(),
                "source": {"account": promise.ref.account, "id": promise.ref.id, "thread": _thread(promise, judged)},
                "due": _due_json(promise, case.calendar.zone),
                "risk": _risk_json(risk, ids),
                "evidence": [_evidence_json(e, ids) for e in case.evidence],
                "slips": case.slips,
                "heads_up": _heads_up_json(heads_ups.get(promise.key)),
            }
        )
    return rows


def _thread(promise: Promise, judged: Judged) -> str | None:
    mail = judged.mails.get(promise.source)
    return mail.thread if mail else None


def _risk_json(risk: Risk, ids: Mapping[str, str]) -> dict[str, object]:
    signals = [
        {
            "rule": s.rule,
            "weight": round(s.weight, 4),
            "why": s.why,
            "refs": [ids.get(r, r) for r in s.refs],
            "lower": s.lower,
        }
        for s in risk.signals
    ]
    return {"score": round(risk.score, 4), "level": str(risk.level), "signals": signals}


def _evidence_json(evidence: Evidence, ids: Mapping[str, str]) -> dict[str, object]:
    return {
        "says": str(evidence.says),
        "source": ids.get(evidence.source, evidence.source),
        "quote": evidence.quote,
        "why": evidence.why,
    }


def _due_json(promise: Promise, zone: tzinfo) -> dict[str, object] | None:
    due = promise.due
    if due is None:
        return None
    return {
        "text": due.said,
        "due_start": _local(due.start, zone),
        "due_end": _local(due.end, zone),
        "grain": due.grain,
        "readings": [[_local(r.start, zone), _local(r.end, zone)] for r in due.readings],
    }


def _heads_up_json(said: HeadsUp | None) -> dict[str, object] | None:
    if said is None:
        return None
    draft = said.draft
    return {
        "to": [a.email for a in draft.to],
        "cc": [a.email for a in draft.cc],
        "subject": draft.subject,
        "text": draft.text,
        "in_reply_to": draft.in_reply_to,
    }


def _local(moment: datetime | None, zone: tzinfo) -> str | None:
    return moment.astimezone(zone).isoformat() if moment else None
