"""Mails that sum up what is owed to one person: under which key, when on a schedule, made of what, and what to do.

In: the ledger reviewed, a person, the outbox rows. Out: a Summary, and the orders that lay it into the drafts. There is
one live draft of each purpose for a person: a new one takes the place of an earlier one that nobody touched.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from connectors.types import Draft
from daemon.core import plan, speech
from daemon.core.desk import Desk
from daemon.core.model import SUMMARIES, Action, Posted, Promise, Purpose, Put, State, Withdraw
from daemon.core.wording import clean, keys, templates, tone
from daemon.core.wording.filling import Paragraphs, filled, signature, signed
from daemon.core.wording.phrases import Phrases

REMEMBERED = 92  # days back to which the key of a summary is known again
GRACE = timedelta(days=3)  # so long after its moment one that was missed (a weekend off) is still written

Slots = Callable[[Phrases], Mapping[str, object]]
"""What a template may ask for, in the words of a language."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """A moment of the week, in the owner's local wall time; Monday is 0."""

    weekday: int
    at: time


@dataclass(frozen=True, slots=True)
class Summary:
    """A mail wanted in the drafts, its `draft`; `provenance` pairs each sentence with where it comes from."""

    put: Put
    draft: Draft
    provenance: tuple[tuple[str, str], ...]


def key(purpose: Purpose, email: str, day: date) -> str:
    """The key of the summary for that person on that day, the same after a lost ledger."""
    return keys.key(email, f"{purpose} {day.isoformat()}", SUMMARIES[purpose])


def days(rows: Iterable[Posted], purpose: Purpose, email: str, today: date) -> dict[str, date]:
    """Of those rows that are summaries of this purpose for the person the day, by key; `REMEMBERED` days back."""
    known = {key(purpose, email, day): day for day in (today - timedelta(days=n) for n in range(REMEMBERED))}
    return {row.key: known[row.key] for row in rows if row.key in known}


def last_told(rows: Iterable[Posted], known: Mapping[str, date]) -> datetime | None:
    """When the last one that the owner sent was written; None where none was."""
    return max((r.attempt_at for r in rows if r.key in known and r.state is State.SENT), default=None)


def latest(weekly: Weekly, now: datetime) -> datetime:
    """The last such moment by `now`, which is on the owner's clock."""
    day = now.date() - timedelta(days=(now.weekday() - weekly.weekday) % 7)
    moment = datetime.combine(day, weekly.at, now.tzinfo)
    return moment if moment <= now else datetime.combine(day - timedelta(days=7), weekly.at, now.tzinfo)


def is_due(moment: datetime, row: Posted | None, now: datetime) -> bool:
    """Whether the summary of that moment of the schedule is to be written, or kept up to date; `row` is its own."""
    if row is None or row.state is State.WITHDRAWN:
        return now < moment + GRACE
    return row.state in plan.LYING_THERE | plan.PENDING


def place(desk: Desk, rows: Iterable[Posted], known: Mapping[str, date], accounts: Sequence[str]) -> str:
    """The account for it: where one lies already, else that of the last promise to them, else the first."""
    lying = [r.account for r in rows if r.key in known and r.state in plan.LYING_THERE and r.account in accounts]
    cases = sorted((c.promise for c, _ in desk.cases()), key=lambda p: p.made_at, reverse=True)
    return next(iter([*lying, *(p.ref.account for p in cases if p.ref.account in accounts)]), accounts[0])


def orders(
    wanted: Summary | None, rows: Iterable[Posted], known: Mapping[str, date], *, new: bool
) -> tuple[Action, ...]:
    """What to do: take back the earlier ones that lie there untouched, and write the one wanted (None: nothing is).

    `known` are those of `days`; `new` says whether what does not lie there yet may be written now.
    """
    ours = {row.key: row for row in rows if row.key in known}
    row = ours.pop(wanted.put.key, None) if wanted else None
    if wanted and not new and (row is None or row.state is State.WITHDRAWN):
        return ()
    takes = [Withdraw(key) for key, earlier in sorted(ours.items()) if earlier.state in plan.LYING_THERE]
    write = plan.write(wanted.put, row, new=new) if wanted else None
    return (*takes, *([write] if write else []))


def summary(desk: Desk, purpose: Purpose, day: date, promises: Sequence[Promise], slots: Slots) -> Summary:
    """The mail about these promises, by the template of its purpose.

    Where that does not pass the examination (a template of the owner's gone wrong), the shipped one is used, and
    without the quotes.
    """
    try:
        draft, paragraphs = _written(desk, purpose, slots, desk.speak.templates, quoting=True)
    except (clean.Unsafe, templates.Broken):
        draft, paragraphs = _written(desk, purpose, slots, {}, quoting=False)
    name = signature(desk.speak, desk.owner)
    mail = signed(draft, name)
    put = Put(
        key=key(purpose, desk.person.email, day),
        item=mail,
        promises=tuple(p.key for p in promises),
        said=tuple((p.source, p.words) for p in promises),
        purpose=purpose,
    )
    said = [sentence for paragraph in paragraphs for sentence in paragraph]
    return Summary(put, mail, (*said, *([(name, "settings")] if name else [])))


def _written(
    desk: Desk, purpose: Purpose, slots: Slots, own: Mapping[str, str], *, quoting: bool
) -> tuple[Draft, Paragraphs]:
    """The mail before it is signed, and its paragraphs; the first line of its template is the subject.

    Raises clean.Unsafe, templates.Broken.
    """
    language, to = desk.speak.language, (desk.person,)
    with templates.phrased(language, own) as say:
        shared = slots(say)
    always = {
        "name": speech.first_name(desk.person),
        "tone": tone.of(to, desk.owner, desk.speak).value,
        "quoting": quoting,
    }
    subject, *paragraphs = templates.render(purpose.value, language, own, {**always, **shared})
    empty = Draft(to=to, cc=(), subject=" ".join(text for text, _ in subject), text="")
    return filled(empty, paragraphs, {desk.person.email}), paragraphs
