"""Facts in; promises, evidence and the links between promises out.

`promises_of` reads one mail of the owner's, `weigh` one promise beside one later mail, `from_events` one promise beside
the calendar. `origins` then says which promise says an earlier one again or moves it: a look-up over evidence.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from itertools import zip_longest

from connectors.types import Event
from daemon.core import effort, matter, people
from daemon.core.due import find, resolve
from daemon.core.matter import Act
from daemon.core.model import Cue, Due, Evidence, Mail, Owner, Promise, Says, Sentence
from daemon.core.naming import is_by_name
from daemon.core.weighing import matter_of, near, new_date, weigh

__all__ = [
    "from_events",
    "hangs_on_calendar",
    "key_of",
    "near",
    "origins",
    "promises_of",
    "repeated",
    "settled",
    "slips",
    "weigh",
]

_SPACES = re.compile(r"[\W_]+")
_NOD = re.compile(
    r"^\W*(?:(?:yes|yep|yeah|ok|okay|sure|no problem|of course|certainly|absolutely|noted|doable|can|will do"
    r"|on it|got it|fine)"
    r"\b[\w ,.!']{0,24})$",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*,?\s+(?:and|plus)\s+", re.IGNORECASE)
_FROM_ITS_COMING = re.compile(
    r"\bwithin\b|\bin (?:\w+ ){1,3}(?:day|hour|week)s?\b|\bsame day\b|\b(?:day|hour|week)s? (?:of|after)\b"
    r"|\bthat (?:same )?day\b",
    re.IGNORECASE,
)
_IN_WRITING = frozenset({"inform", "followup", "repl", "reply", "answer", "respond", "confirm", "report"})
_IN_PERSON = re.compile(
    r"\b(?:tell(?! you\b)|speak|talk|call|ring|phone|meet|visit|come (?:down|by|over)|stop by|drop by|chat|see you)\b",
    re.IGNORECASE,
)


def promises_of(mail: Mail, owner: Owner, theirs: tzinfo | None = None) -> tuple[Promise, ...]:
    """What the owner promised in this mail; nothing for what he wrote to himself alone.

    `theirs` is the reader's clock, if it is known: for "5pm your time".
    """
    if not mail.own or mail.skipped or ((mail.to or mail.cc) and not people.others((*mail.to, *mail.cc), owner)):
        return ()
    found = (_promise(s, mail, owner, theirs) for s in _promising(mail, owner))
    return tuple({p.key: p for p in found}.values())


def key_of(mail: Mail, words: str) -> str:
    """The same under another account name, on another machine, through another connector.

    The mail's key holds sender, Message-ID and date: programs exist that give two mails one Message-ID.
    """
    said = _SPACES.sub(" ", words.lower()).strip()
    return hashlib.sha256(f"{mail.key}\n{said}".encode()).hexdigest()[:20]


def hangs_on_calendar(promise: Promise) -> bool:
    """Does a meeting of the calendar say when it is due, or whether it may have been kept?"""
    return (promise.due is not None and bool(promise.due.anchor)) or _in_person(promise)


def from_events(promise: Promise, events: Iterable[Event], owner: Owner) -> tuple[Evidence, ...]:
    """A promised talk: whether it took place no mail can show, so once its time has passed it is unclear, not kept.

    Dated by the end of the meeting with a person owed where the calendar has one by the due, else by the due itself.
    """
    if not _in_person(promise):
        return ()
    until = promise.due.end if promise.due else None
    met = min((e for e in events if _held(e, promise, until)), key=lambda e: (e.ends_at, e.ref.id), default=None)
    if met:
        said = Evidence(
            promise.key, met.ref.id, met.ends_at, Says.UNCLEAR, met.title[:300], "you met; no mail can show more"
        )
    elif until:
        said = Evidence(
            promise.key, promise.source, until, Says.UNCLEAR, promise.words[:300], "a talk; no mail can show it"
        )
    else:
        return ()
    return (said,)


def origins(promises: Sequence[Promise], evidence: Mapping[str, Sequence[Evidence]]) -> dict[str, str]:
    """Promise key -> the key of the earlier one that it says again or moves.

    Of several earlier ones not closed by then, the latest that is itself no repeat. `promises` in any order.
    """
    ordered = sorted(promises, key=lambda p: (p.made_at, p.start, p.key))
    by_source: dict[str, list[Promise]] = {}
    for promise in ordered:
        by_source.setdefault(promise.source, []).append(promise)
    found: dict[str, str] = {}
    repeats: set[str] = set()
    for earlier in ordered:
        if earlier.key in repeats:
            continue
        for said in _again(evidence.get(earlier.key, ())):
            for later in by_source.get(said.source, ()):
                if _is_said(said, later):
                    found[later.key] = earlier.key
                    repeats |= {later.key} if said.says is Says.REPEATED else set()
    return found


def repeated(evidence: Mapping[str, Sequence[Evidence]], origin: Mapping[str, str], promise: Promise) -> bool:
    """Does it only say its origin again, with no other date? Then it is no promise of its own."""
    return any(
        said.says is Says.REPEATED and said.source == promise.source and _is_said(said, promise)
        for said in evidence.get(origin.get(promise.key, ""), ())
    )


def slips(key: str, origin: Mapping[str, str]) -> int:
    """How often the promise was moved before it came to its present date."""
    count, seen = 0, {key}
    while (key := origin.get(key, "")) and key not in seen:
        seen.add(key)
        count += 1
    return count


def settled(promise: Promise, evidence: Sequence[Evidence], owner: Owner) -> Promise:
    """The promise with the due that later mail gave it: its condition has come, or a repeat names the day."""
    if promise.due and promise.due.end:
        return promise
    for said in sorted(evidence, key=lambda e: (e.at, e.source)):
        if said.says in (Says.ARMED, Says.REPEATED) and said.by:
            words = promise.words if said.says is Says.ARMED else said.quote
            return replace(promise, due=resolve(words, said.at.astimezone(owner.calendar.zone), owner.calendar))
    return promise


def _promise(sentence: Sentence, mail: Mail, owner: Owner, theirs: tzinfo | None) -> Promise:
    said_at = mail.sent_at.astimezone(owner.calendar.zone)
    due = resolve(sentence.text, said_at, owner.calendar, theirs) or _asked(sentence, said_at, owner)
    if sentence.waits_for and due and _FROM_ITS_COMING.search(sentence.text):
        due = None
    return Promise(
        key=key_of(mail, sentence.text),
        source=mail.key,
        ref=mail.ref,
        to=people.owed(sentence, mail, owner),
        words=sentence.text,
        made_at=mail.sent_at,
        due=due,
        links=mail.links,
        hedged=sentence.hedged,
        waits_for=sentence.waits_for,
        score=sentence.score,
        start=sentence.start,
        end=sentence.end,
        why=sentence.why,
        about=f"{sentence.answers} {mail.subject}".strip(),
        effort_hours=effort.told(sentence, mail.sentences),
    )


def _asked(sentence: Sentence, said_at: datetime, owner: Owner) -> Due | None:
    """ "Yes, will do." takes its date from the request it answers, reckoned from the answer."""
    return resolve(sentence.answers, said_at, owner.calendar) if sentence.answers else None


def _promising(mail: Mail, owner: Owner) -> Iterable[Sentence]:
    """The sentences that promise; of a heads-up of ours that was sent, only the one with the new date.

    One that names its promises makes none of its own: it gives dates to them.
    """
    if is_by_name(mail):
        return ()
    if mail.heads_up:
        new = new_date(mail, owner)
        return (new[1],) if new else ()
    whole = _without_nods([s for s in mail.sentences if s.cue is Cue.PROMISE])
    return (part for sentence in whole for part in _apart(sentence, mail, owner))


def _apart(sentence: Sentence, mail: Mail, owner: Owner) -> Iterator[Sentence]:
    """ "The boards by Tuesday and the costing by Thursday" are two promises: two things, two days."""
    cut = _between_two_days(sentence.text, mail, owner)
    if cut is None:
        yield sentence
        return
    first, second = cut.start(), cut.end()
    yield replace(sentence, text=sentence.text[:first], end=sentence.start + first)
    yield replace(sentence, text=sentence.text[second:], start=sentence.start + second)


def _between_two_days(text: str, mail: Mail, owner: Owner) -> re.Match[str] | None:
    """The "and" that follows the first of two days, where a thing and the second day follow it."""
    if not _AND.search(text):
        return None
    at = mail.sent_at.astimezone(owner.calendar.zone)
    dated = [f for f in find(text, at, owner.calendar) if f.readings and f.readings[0].end]
    if len(dated) < 2:
        return None
    one, other = dated[:2]
    cut = _AND.match(text, one.end_char)
    differ = one.readings[0].end != other.readings[0].end
    return cut if cut and differ and matter.things(text[cut.end() : other.start_char]) else None


def _without_nods(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """ "Will do. You'll have the list by Friday." is one promise: the nod before it says the same."""
    for sentence, following in zip_longest(sentences, sentences[1:]):
        near_by = following is not None and following.start - sentence.end <= 40
        if not (near_by and not sentence.answers and _NOD.match(sentence.text)):
            yield sentence


def _in_person(promise: Promise) -> bool:
    """Is it kept by word of mouth alone? "I'll talk to Tim and get back to you" is not."""
    about = matter_of(promise)
    aloud = about.acts <= {Act.TALK, Act.TELL} and about.verbs.isdisjoint(_IN_WRITING)
    return aloud and _IN_PERSON.search(promise.words) is not None


def _held(event: Event, promise: Promise, until: datetime | None) -> bool:
    last = (until or promise.made_at + timedelta(days=14)) + timedelta(hours=1)
    return promise.made_at < event.starts_at <= last and people.meets(event, promise.to)


def _again(evidence: Sequence[Evidence]) -> Iterator[Evidence]:
    """What says the promise again or moves it, as long as nothing had closed it."""
    for said in sorted(evidence, key=lambda e: (e.at, e.source, e.says)):
        if said.says in (Says.DONE, Says.DROPPED):
            return
        if said.says in (Says.MOVED, Says.REPEATED):
            yield said


def _is_said(said: Evidence, later: Promise) -> bool:
    """Is `later` the promise whose words that evidence quotes?"""
    return later.words[:300] == said.quote
