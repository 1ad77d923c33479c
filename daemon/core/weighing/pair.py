"""A promise beside a later mail: how the two are tied, and whether words of the one name the thing of the other."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from connectors.types import Address
from daemon.core import matter, people
from daemon.core.due import find, resolve
from daemon.core.due.aim import last_moment
from daemon.core.matter import Matter
from daemon.core.model import Cue, Due, Evidence, Mail, Owner, Promise, Says, Sentence, WorkingCalendar

WINDOW = timedelta(days=60)  # after the due (or the promise), a mail outside the thread is of another time
FRESH = timedelta(days=8)  # so long one telling word is enough there

_WORD = re.compile(r"[\w&'’-]+")
_REPLY = re.compile(r"^(?:\W*(?:re|fw|fwd|aw|sv|antw)\s*:\s*)+", re.IGNORECASE)

NOT = re.compile(
    r"\b(?:not|cannot|never|still|unable|yet to|almost|nearly|partly|working on|will|missing)\b|n['’]t\b|\btrying\b"
    r"|(?:'|’)ll\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A promise beside a later mail: what the promise is about, and how the two are tied."""

    promise: Promise
    matter: Matter
    about: frozenset[str]
    mail: Mail
    threaded: bool
    owner: Owner

    @property
    def fresh(self) -> bool:
        """Has the promise been made, or fallen due, only days ago?"""
        return self.mail.sent_at <= _its_moment(self.promise) + FRESH

    def when(self, text: str) -> Due | None:
        """What `text` of the mail says is due, reckoned on the owner's wall clock."""
        return _due_in(text, self.mail.sent_at.astimezone(UTC), self.owner.calendar)

    def day_in(self, text: str) -> datetime | None:
        """The last moment of the first time that `text` names ("I need until Monday" is no deadline, but a day)."""
        return next(iter(_days_in(text, self.mail.sent_at.astimezone(UTC), self.owner.calendar)), None)

    def last_day_in(self, text: str) -> datetime | None:
        """The last moment of the last time that `text` names ("not by Friday, it will be Tuesday")."""
        days = _days_in(text, self.mail.sent_at.astimezone(UTC), self.owner.calendar)
        return days[-1] if days else None

    def without_days(self, text: str) -> str:
        """The text without its words about time."""
        at = self.mail.sent_at.astimezone(self.owner.calendar.zone)
        for found in reversed(find(text, at, self.owner.calendar)):
            text = text[: found.start_char] + text[found.end_char :]
        return text

    def says(self, what: Says, quote: str, why: str, by: datetime | None = None) -> Evidence:
        """That piece of evidence, dated by the mail."""
        return Evidence(self.promise.key, self.mail.key, self.mail.sent_at, what, quote[:300], why, by)


def near(promise: Promise, mail: Mail) -> bool:
    """Could `mail` speak of `promise`? It shares a link, or a person owed is on it while its time lasts."""
    if not promise.links.isdisjoint(mail.links):
        return True
    owed = {a.email for a in promise.to}
    return mail.sent_at <= until(promise) and any(a.email in owed for a in (mail.from_, *mail.to, *mail.cc))


def until(promise: Promise) -> datetime:
    """The last moment at which a mail outside the thread may speak of it."""
    return _its_moment(promise) + WINDOW


def matter_of(promise: Promise) -> Matter:
    """What the promise is about, without its words about time, its condition and the names of the people owed."""
    return _matter(promise.words, promise.due.said if promise.due else "", promise.waits_for or "", promise.to)


@lru_cache(1024)  # a promise stands beside many mails, its matter is always the same
def _matter(words: str, when: str, condition: str, to: tuple[Address, ...]) -> Matter:
    found = matter.of(words, when, condition)
    names = {matter.stem(people.first_name(a)) for a in to}
    parts = tuple(part for p in found.parts if (part := p - names))
    return Matter(found.acts, found.verbs, parts)


_things = lru_cache(1024)(matter.things)


# A mail stands beside many promises, and what its words say of days is always the same. By moments in UTC: on a wall
# clock that is set back, two of them would be one.
@lru_cache(16384)
def _due_in(text: str, sent_at: datetime, calendar: WorkingCalendar) -> Due | None:
    return resolve(text, sent_at.astimezone(calendar.zone), calendar)


@lru_cache(16384)
def _days_in(text: str, sent_at: datetime, calendar: WorkingCalendar) -> tuple[datetime, ...]:
    at = sent_at.astimezone(calendar.zone)
    firsts = ((found.rule, found.readings[0]) for found in find(text, at, calendar) if found.readings)
    ends = (last_moment(reading, rule, at, calendar) for rule, reading in firsts if reading.end)
    return tuple(end for end in ends if end and end >= at)


def covered(pair: Pair, stems: frozenset[str]) -> tuple[frozenset[str], ...]:
    """The parts of the promise that `stems` name (see `_names`).

    A word that several parts share tells only where no other does: "the guest list" is not "the price list" too.
    """
    named = [part for part in pair.matter.parts if _names(part, stems, pair)]
    if len(named) < 2:
        return tuple(named)
    often = Counter(word for part in pair.matter.parts for word in part)
    told = [part for part in named if matter.shared((w for w in part if often[w] == 1), stems)]
    return tuple(told or named)


def on_the_matter(pair: Pair, sentence: Sentence, *, bare: bool) -> bool:
    """Does the sentence name the promised thing, or nothing at all in its thread (`bare`: that is enough)?"""
    stems = matter.stems(sentence.text)
    if covered(pair, stems):
        return True
    if not pair.threaded:
        return False
    if not pair.matter.parts:
        return bare or bool(pair.about and matter.shared(pair.about, stems))
    return bare and not matter.things(pair.without_days(sentence.text))


def told(mail: Mail, cue: Cue) -> Iterator[Sentence]:
    """The sentences of that cue that do not lie in a promise: what is still to come shows nothing."""
    promised = [(s.start, s.end) for s in mail.sentences if s.cue is Cue.PROMISE]
    for sentence in mail.sentences:
        if sentence.cue is cue and not any(a < sentence.end and sentence.start < b for a, b in promised):
            yield sentence


def subject(pair: Pair) -> frozenset[str]:
    """The things that the mail's subject names."""
    return matter.things(_REPLY.sub("", pair.mail.subject))


def in_words(pair: Pair, parts: tuple[frozenset[str], ...]) -> str:
    """Those parts in the promise's own words."""
    stems = frozenset().union(*parts)
    return " ".join(w for w in _WORD.findall(pair.promise.words) if stems & matter.things(w)) or "it"


def pair_of(promise: Promise, mail: Mail, owner: Owner) -> Pair:
    """The two side by side."""
    threaded = not promise.links.isdisjoint(mail.links)
    return Pair(promise, matter_of(promise), _things(promise.about), mail, threaded, owner)


def _its_moment(promise: Promise) -> datetime:
    """When it is due, or else was made; in UTC, where days are 24 hours, whether it was just read or kept."""
    due = promise.due
    return (due.end if due and due.end else promise.made_at).astimezone(UTC)


def _names(part: frozenset[str], stems: frozenset[str], pair: Pair) -> bool:
    """Half of its words in the thread; outside of it two telling ones, or one while the matter is fresh."""
    hits = matter.shared(part, stems)
    telling = [w for w in hits if not matter.is_vague((w,))]
    named = not matter.capitals(pair.promise.words).isdisjoint(telling)
    if pair.threaded:
        return bool(hits) and (named or 2 * len(hits) >= len(part))
    if len(telling) >= 2 and 2 * len(hits) >= len(part):
        return True
    return pair.fresh and bool(telling) and (named or 2 * len(hits) >= len(part) <= 3)
