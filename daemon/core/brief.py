"""What the owner should know this morning. In: what was thought of the ledger, the outbox rows; out: a Brief.

It is for the owner's eyes: it quotes their own promises, and of others' mail one ask that they may take up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, tzinfo

from connectors.types import Address, Event, Kind
from daemon.core import asks, timing
from daemon.core.asks import Suggestion
from daemon.core.model import Case, Level, Posted, Purpose, Risk, Standing, State, WorkingCalendar

_LYING = frozenset({State.WRITTEN, State.TOUCHED})

Judgement = tuple[Case, Risk]


@dataclass(frozen=True, slots=True)
class Reading:
    """How far an account has been read: its last whole turn (None: never had one), and what keeps it from the next."""

    account: str
    last_turn_at: datetime | None
    set_aside: int = 0
    hindered: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of today with people the owner owes something, and what they are owed."""

    event: Event
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that waits for the owner: to whom, the first promise it is about, whether the owner has edited it."""

    to: tuple[Address, ...]
    words: str
    since: datetime
    edited: bool
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the page may show, most urgent first in each part; `at` is the moment, in the owner's zone."""

    at: datetime
    due: tuple[Judgement, ...]
    at_risk: tuple[Judgement, ...]
    meetings: tuple[Meeting, ...]
    drafts: tuple[Waiting, ...]
    questions: tuple[Case, ...]
    help: Suggestion | None
    readings: tuple[Reading, ...]


def brief(
    judged: Sequence[Judgement],
    posted: Iterable[Posted],
    suggestions: Sequence[Suggestion],
    readings: Sequence[Reading],
    at: datetime,
) -> Brief:
    """The brief of the moment `at`, which is in the owner's zone.

    `judged` are the cases of a review in its order, `posted` the rows of all accounts as they are now: what lies in the
    drafts waits, whatever `at` is. A promise that the owner hushed is not spoken of.
    """
    loud = [(c, r) for c, r in judged if not c.hushed]
    open_ = [(c, r) for c, r in loud if c.standing is Standing.OPEN]
    due = [(c, r) for c, r in open_ if r.level is Level.LATE or _is_due_on(c, at)]
    due.sort(key=lambda found: timing.is_past(found[0]))  # what nobody waits for any more comes behind all else
    at_risk = [(c, r) for c, r in open_ if r.level is Level.HIGH and (c, r) not in due]
    return Brief(
        at=at,
        due=tuple(due),
        at_risk=tuple(at_risk),
        meetings=_meetings([c for c, _ in loud if c.standing in (Standing.OPEN, Standing.WAITING)], at),
        drafts=_drafts(posted, {c.promise.key: c for c, _ in judged}),
        questions=tuple(c for c, _ in loud if c.standing is Standing.UNCLEAR),
        help=suggestions[0] if suggestions else None,
        readings=tuple(readings),
    )


def _is_due_on(case: Case, at: datetime) -> bool:
    due = case.promise.due
    return due is not None and due.end is not None and due.end.astimezone(at.tzinfo).date() == at.date()


def _meetings(cases: Iterable[Case], at: datetime) -> tuple[Meeting, ...]:
    found: dict[Event, list[Case]] = {}
    for case in cases:
        for event in case.meetings:
            if event.starts_at.astimezone(at.tzinfo).date() == at.date():
                found.setdefault(event, []).append(case)
    ordered = sorted(found.items(), key=lambda pair: (pair[0].starts_at, pair[0].ref))
    return tuple(Meeting(event, tuple(cases)) for event, cases in ordered)


def _drafts(posted: Iterable[Posted], cases: Mapping[str, Case]) -> tuple[Waiting, ...]:
    lying = [r for r in posted if r.kind is Kind.DRAFT and r.state in _LYING]
    found = []
    for row in sorted(lying, key=lambda row: (row.first_at, row.key)):
        about = [cases[key].promise for key in row.promises if key in cases]
        if about:
            found.append(Waiting(about[0].to, about[0].words, row.first_at, row.state is State.TOUCHED, row.purpose))
    return tuple(found)


def is_wanted(at: datetime, clock: time, calendar: WorkingCalendar) -> bool:
    """Whether a brief for `clock` each working day fits the moment `at`: no sooner, and not when work is over."""
    local = at.astimezone(calendar.zone)
    works = local.weekday() in calendar.days and local.date() not in calendar.holidays
    return works and clock <= local.time() and (local.time() < calendar.ends or calendar.ends <= clock)


def as_json(found: Brief, zone: tzinfo) -> dict[str, object]:
    """The brief as `headsup brief --json` prints it: all of each part, moments in `zone`."""
    return {
        "at": found.at.isoformat(),
        "due": [_row(c, r, zone) for c, r in found.due],
        "at_risk": [_row(c, r, zone) for c, r in found.at_risk],
        "meetings": [
            {
                "id": m.event.ref.id,
                "starts_at": _local(m.event.starts_at, zone),
                "title": m.event.title,
                "promises": [c.promise.key for c in m.cases],
            }
            for m in found.meetings
        ],
        "drafts": [
            {
                "to": [a.email for a in d.to],
                "text": d.words,
                "since": _local(d.since, zone),
                "edited": d.edited,
                "purpose": str(d.purpose),
            }
            for d in found.drafts
        ],
        "questions": [{"key": c.promise.key, "text": c.promise.words} for c in found.questions],
        "help": asks.as_json(found.help, zone) if found.help else None,
        "readings": [
            {
                "account": r.account,
                "last_turn_at": _local(r.last_turn_at, zone),
                "set_aside": r.set_aside,
                "hindered": r.hindered or None,
            }
            for r in found.readings
        ],
    }


def _row(case: Case, risk: Risk, zone: tzinfo) -> dict[str, object]:
    due = case.promise.due
    return {
        "key": case.promise.key,
        "text": case.promise.words,
        "to": [a.email for a in case.promise.to],
        "due_end": _local(due.end if due else None, zone),
        "level": str(risk.level),
        "why": [signal.why for signal in risk.signals],
    }


def _local(at: datetime | None, zone: tzinfo) -> str | None:
    return at.astimezone(zone).isoformat() if at else None
