"""Addresses and sentences in, who is owed out; names of calendar titles against addresses.

An address is the person; a name alone is believed only where it can hardly be anybody else.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from connectors.types import Address, Event, Status
from daemon.core.model import Mail, Owner, Sentence

BOSS = 2.0  # how much the boss matters where the owner has not said otherwise

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_YOU = re.compile(r"\b(?:you|your|yours|u)\b", re.IGNORECASE)
_OWN_DUTY = re.compile(
    r"\b(?:on[- ]?call|vacation|out of (?:the )?office|ooo|pto|leave|holidays?|birthday|anniversary|duty"
    r"|cover(?:ing|s)?"
    r"|off|out|away|travel(?:l?ing)?|cancell?ed)\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:w/|with\b|1[:-]1|one[- ]on[- ]one|lunch|dinner|breakfast|coffee|call|phone|meet(?:ing)?|mtg|sync"
    r"|catch[- ]up"
    r"|chat|interview|review|visit)|\s/\s|\bw/",
    re.IGNORECASE,
)


def same_person(one: Address, other: Address) -> bool:
    """Same mailbox, or the same full name (two words at least) in the same domain."""
    if one.email == other.email:
        return True
    names = _names(one), _names(other)
    return len(names[0]) > 1 and names[0] == names[1] and _domain(one) == _domain(other)


def owed(sentence: Sentence, mail: Mail, owner: Owner) -> tuple[Address, ...]:
    """Who may say "you told me that you would": the named one, else all in To (cc only where To is empty).

    Empty where the mail went to nobody but the owner (a note to oneself), or where its header names nobody.
    """
    to, cc = others(mail.to, owner), others(mail.cc, owner)
    recipients = to or cc
    named = _named(sentence, (*to, *cc))
    return named or recipients


def others(addresses: Iterable[Address], owner: Owner) -> tuple[Address, ...]:
    """The addresses without the owner's own, each once, in order."""
    return tuple({a.email: a for a in addresses if a.email not in owner.addresses}.values())


def importance(addresses: Iterable[Address], owner: Owner) -> float:
    """That of the most important of them; 1.0 is ordinary."""
    return max((_importance(a, owner) for a in addresses), default=1.0)


def meets(event: Event, people: Sequence[Address]) -> bool:
    """Does the owner see one of `people` there? By attendees; by names in the title only where they are plain.

    "Lunch w/ Anna" is Anna Berg when she is among `people`; "John Buchanan - Oncall" is somebody's duty.
    """
    if event.status in (Status.CANCELLED, Status.DECLINED):
        return False
    attending = {a.email for a in event.people}
    return any(p.email in attending or _in_title(event.title, p) for p in people)


def first_name(address: Address) -> str:
    """In lower case, "" where neither name nor mailbox shows one ("info@...")."""
    names = _names(address)
    return names[0] if names else ""


def _importance(address: Address, owner: Owner) -> float:
    given = owner.people.get(address.email)
    if given is not None:
        return given
    return BOSS if address.email == owner.boss else 1.0


def _named(sentence: Sentence, candidates: Sequence[Address]) -> tuple[Address, ...]:
    """The candidates the sentence speaks to ("Ingrid, the tracker will ...") or of ("Jaime gets the list")."""
    if sentence.to_name:
        wanted = {w.lower() for w in _WORD.findall(sentence.to_name)}
        if greeted := tuple(a for a in candidates if wanted & set(_names(a))):
            return greeted
    spoken_to = tuple(a for a in candidates if _vocative(sentence.text, first_name(a)))
    if spoken_to or _YOU.search(sentence.text):
        return spoken_to
    words = set(_WORD.findall(sentence.text))
    return tuple(a for a in candidates if first_name(a).capitalize() in words)


def _vocative(text: str, name: str) -> bool:
    if len(name) < 2:
        return False
    pattern = (
        rf"(?:^\W*(?:dear |hi |hello )?{re.escape(name)}\b[^.!?\n]{{0,20}}?[,:!–-]|,\s*{re.escape(name)}\s*[,.!?])"
    )
    return re.search(pattern, text, re.IGNORECASE) is not None


def _in_title(title: str, person: Address) -> bool:
    """By first and last name (or its initial) anywhere; by the first name alone only where two people come"
    " together."""
    names = _names(person)
    words = [w.lower() for w in _WORD.findall(title)]
    if not names or names[0] not in words or _OWN_DUTY.search(title):
        return False
    following = "".join(words[words.index(names[0]) + 1 :][:1])
    if len(names) > 1 and following and (following == names[-1] or following == names[-1][0]):
        return True
    if not _TOGETHER.search(title):
        return False
    return re.search(rf"(?i:\b{re.escape(names[0])})\s+[A-Z]", title) is None  # with another surname: somebody else


@lru_cache(4096)  # the same few people stand in every mail
def _names(address: Address) -> tuple[str, ...]:
    """First name ... last name in lower case, from the display name ("Berg, Anna" turned round), else the mailbox."""
    name = address.name.split("@")[0] if address.name else ""
    if "," in name:
        last, _, first = name.partition(",")
        name = f"{first} {last}"
    if not name.strip():
        name = re.sub(r"[._\d-]+", " ", address.email.split("@")[0])
    return tuple(w.lower() for w in _WORD.findall(name))


def _domain(address: Address) -> str:
    return address.email.rpartition("@")[2]
