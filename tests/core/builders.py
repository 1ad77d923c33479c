"""Small builders of the core's values, so that a test tells only what matters to its story.

Everything happens around Mara Lind (mara@north.test), who works in Chicago; `at("mon 9:00")` is a moment of the week
that starts on Monday 4 March 2024, `at("mon+1 9:00")` one of the week after.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from connectors.types import Address, Event, Ref, Status
from daemon.core.model import (
    Cue,
    Due,
    Evidence,
    Mail,
    Mark,
    Owner,
    Promise,
    Says,
    Sentence,
    Verdict,
    WorkingCalendar,
)

ZONE = ZoneInfo("America/Chicago")
MONDAY = datetime(2024, 3, 4, tzinfo=ZONE)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

MARA = Address("mara@north.test", "Mara Lind")
ANNA = Address("anna.berg@south.test", "Anna Berg")
BOB = Address("bob.stone@south.test", "Bob Stone")
CLEO = Address("cleo@west.test", "Cleo Park")


def at(when: str) -> datetime:
    """ "wed 14:30" or "fri+1 9:00" as a moment in Chicago."""
    day, clock = when.split()
    name, _, weeks = day.partition("+")
    hour, minute = clock.split(":")
    days = DAYS.index(name) + 7 * int(weeks or 0)
    return (MONDAY + timedelta(days=days)).replace(hour=int(hour), minute=int(minute))


def owner(people: dict[str, float] | None = None, boss: str | None = None) -> Owner:
    return Owner(frozenset({MARA.email}), MARA.name, WorkingCalendar(ZONE), people or {}, boss)


def sentence(cue: Cue, text: str, *, start: int = 0, answers: str = "", waits_for: str | None = None) -> Sentence:
    return Sentence(cue, start, start + len(text), text, answers=answers, waits_for=waits_for)


def mail(
    name: str,
    when: str,
    *said: Sentence,
    from_: Address = MARA,
    to: Sequence[Address] = (ANNA,),
    cc: Sequence[Address] = (),
    subject: str = "Spring plan",
    answers: str | None = None,
    attachments: Sequence[str] = (),
    skipped: str | None = None,
    heads_up: str | None = None,
) -> Mail:
    """A mail as the reader leaves it: `name` is its Message-ID and key, `answers` that of the mail it replies to."""
    people = {a.email for a in (from_, *to, *cc)} - {MARA.email}
    plain = subject.lower().removeprefix("re: ")
    return Mail(
        key=name,
        ref=Ref("work", name),
        message_id=name,
        links=frozenset({name, *([answers] if answers else []), *(f"{plain}\n{p}" for p in people)}),
        sent_at=at(when),
        own=from_ == MARA,
        from_=from_,
        to=tuple(to),
        cc=tuple(cc),
        subject=subject,
        attachments=tuple(attachments),
        skipped=skipped,
        reader=1,
        sentences=said,
        in_reply_to=answers,
        heads_up=heads_up,
    )


def due(end: str, *, start: str | None = None, said: str = "by then") -> Due:
    return Due(at(start) if start else None, at(end), at(end), "day", said)


def promise(
    words: str,
    *,
    made: str = "mon 9:00",
    by: Due | None = None,
    to: Sequence[Address] = (ANNA,),
    source: str = "m1",
    links: Sequence[str] = (),
    about: str = "",
    waits_for: str | None = None,
) -> Promise:
    return Promise(
        key=f"{source}:{words}",
        source=source,
        ref=Ref("work", source),
        to=tuple(to),
        words=words,
        made_at=at(made),
        due=by,
        links=frozenset({source, *links}),
        waits_for=waits_for,
        end=len(words),
        about=about,
    )


def evidence(
    says: Says, when: str, *, key: str = "p", source: str = "m9", by: str | None = None, who: Address = ANNA
) -> Evidence:
    """`who` is the one who asked, of a CHASED."""
    why = f"{who.name or who.email} asked about it" if says is Says.CHASED else "a test says so"
    return Evidence(key, source, at(when), says, "so it says", why, at(by) if by else None)


def mark(verdict: Verdict, when: str, *, key: str = "p", by: str | None = None) -> Mark:
    return Mark(key, verdict, at(when), at(by) if by else None)


def event(
    title: str,
    start: str,
    end: str,
    *,
    people: Sequence[Address] = (),
    busy: bool = True,
    status: Status = Status.CONFIRMED,
    mine: bool = True,
) -> Event:
    ref = Ref("work", f"{title} {start}")
    return Event(ref, ref.id, at(start), at(end), False, title, tuple(people), busy, status, mine)
