"""A mailbox as large as years at a desk leave one, made up by numbers: the same for the same moment.

In: how many mails, and the moment they lead up to. Out: the mails with the time of each, oldest first. Conversations of
one to four mails with two hundred people; one in ten holds a promise, and most of those are kept by a later mail.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

OWNER = "mara@north.example"
NAME = "Mara Lind"
ZONE = "Europe/Berlin"
MEETINGS = 40

_SPAN = timedelta(days=75)
_BETWEEN = timedelta(hours=20)
_PEOPLE = 200
_FIRST = ("Anna", "Bo", "Cleo", "Dan", "Eva", "Finn", "Gita", "Hugo", "Ines", "Jon")
_LAST = ("Frost", "March", "Holm", "Berg", "Stone", "Vale", "Reed", "Hart", "Lake", "Moss")
_THINGS = ("floor plan", "price list", "meeting notes", "site photos", "test report", "draft contract", "parts list")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_TALK = (
    "The hall is smaller than the drawings say, so the long table has to go along the window.",
    "Both suppliers have answered by now, and the second one is cheaper by a tenth.",
    "The lights came yesterday and two of them were broken, which the carrier has already taken note of.",
    "On the ground floor nothing changes; upstairs the two small rooms become one.",
    "That the doors open outwards was not our idea but that of the fire brigade.",
    "The figures of the spring are better than those of last year, mostly because of the fair.",
    "From the talk with the printers I remember that the paper takes three weeks to arrive.",
    "Nobody objected to the new colours, and the old signs are in the cellar for now.",
)


@dataclass(frozen=True, slots=True)
class Posting:
    """A mail, when it was sent, and by whom: the owner, or somebody who answers her."""

    raw: bytes
    at: datetime
    own: bool = True


@dataclass(frozen=True, slots=True)
class _Talk:
    """A conversation by its number; what is said in it follows from that."""

    number: int
    begun: datetime

    @property
    def length(self) -> int:
        """How many mails the owner writes in it."""
        return 1 + self.number % 4

    @property
    def promises(self) -> bool:
        """Whether its first mail holds a promise; every tenth does."""
        return self.number % 10 == 3

    @property
    def thing(self) -> str:
        """What it is about."""
        return _THINGS[self.number % len(_THINGS)]

    @property
    def other(self) -> tuple[str, str]:
        """Name and address of the other side."""
        at = self.number * 37 % _PEOPLE
        first, last = _FIRST[at % 10], _LAST[at // 10 % 10]
        return f"{first} {last}", f"{first}.{last}{at // 100}@south.example".lower()


def postings(sent: int, received: int, now: datetime) -> list[Posting]:
    """So many mails sent and received within 80 days before `now`, oldest first."""
    talks = [_Talk(number, now) for number in range(-(-sent * 2 // 5) + 4)]
    step = _SPAN / len(talks)
    talks = [_Talk(talk.number, now - _SPAN - 4 * _BETWEEN + talk.number * step) for talk in talks]
    own = [(talk, place) for talk in talks for place in range(talk.length)][:sent]
    answers = [
        talk for talk in talks if talk.number * received // len(talks) != (talk.number + 1) * received // len(talks)
    ]
    found = [_sent(talk, place) for talk, place in own] + [_answer(talk) for talk in answers]
    return sorted(found, key=lambda posting: posting.at)


def meeting_at(number: int, now: datetime) -> datetime:
    """When the meeting of that number begins: one a day, from twenty days before `now` on."""
    return (now + timedelta(days=number - 20)).replace(hour=9 + number % 7, minute=0, second=0, microsecond=0)


def fresh(number: int, at: datetime) -> Posting:
    """A new mail of the owner's that belongs to no conversation so far, with a promise in it."""
    return _sent(_Talk(1_000_000 + number * 10 + 3, at), 0)


def _sent(talk: _Talk, place: int) -> Posting:
    """What the owner writes: what she promised comes with the second mail, but in every eighth conversation."""
    name, address = talk.other
    delivers = talk.promises and place == 1 and talk.number % 80 != 3
    said = _promise(talk) if talk.promises and place == 0 else f"Attached is the {talk.thing}." if delivers else ""
    text = _text(name.split()[0], said, talk.number * 5 + place, quoted=place > 0)
    at = talk.begun + place * _BETWEEN
    head = _head(talk, f"s{talk.number}.{place}", f"{NAME} <{OWNER}>", f"{name} <{address}>", at, answers=place > 0)
    if delivers:
        return Posting(head + _parts("mixed", _plain(text), _attachment(talk.thing)), at)
    rich = (talk.number + place) % 3 == 0
    return Posting(head + (_parts("alternative", _plain(text), _rich(text)) if rich else _plain(text)), at)


def _answer(talk: _Talk) -> Posting:
    name, address = talk.other
    at = talk.begun + timedelta(hours=5)
    head = _head(talk, f"r{talk.number}", f"{name} <{address}>", f"{NAME} <{OWNER}>", at, answers=True)
    return Posting(head + _plain(_text("Mara", "", talk.number * 5 + 4, quoted=True)), at, own=False)


def _promise(talk: _Talk) -> str:
    return f"I'll send you the {talk.thing} by {_DAYS[talk.number // 10 % 5]}."


def _head(talk: _Talk, name: str, from_: str, to: str, at: datetime, *, answers: bool) -> bytes:
    first = f"<s{talk.number}.0@north.example>"
    above = f"In-Reply-To: {first}\nReferences: {first}\n" if answers else ""
    lines = [
        f"Message-ID: <{name}@north.example>",
        f"Date: {format_datetime(at)}",
        f"From: {from_}",
        f"To: {to}",
        f"Subject: {'Re: ' if answers else ''}The {talk.thing} for hall {talk.number}",
        "MIME-Version: 1.0",
    ]
    return ("\n".join(lines) + "\n" + above).encode()


def _text(first: str, said: str, number: int, *, quoted: bool) -> str:
    talk = [_TALK[(number + 3 * step) % len(_TALK)] for step in range(3)]
    parts = [f"Hi {first},", " ".join(talk), *([said] if said else []), _TALK[number // 3 % len(_TALK)], "Mara"]
    above = (
        ["On another day somebody wrote:\n" + "\n".join(f"> {line}" for line in _TALK[number % 4 :])] if quoted else []
    )
    return "\n\n".join(parts + above) + "\n"


def _plain(text: str) -> bytes:
    return f"Content-Type: text/plain; charset=utf-8\n\n{text}".encode()


def _rich(text: str) -> bytes:
    paragraphs = "".join(f"<p style='margin:0'>{one}</p>" for one in text.replace(">", "&gt;").split("\n\n"))
    return f"Content-Type: text/html; charset=utf-8\n\n<html><body>{paragraphs}</body></html>\n".encode()


def _attachment(thing: str) -> bytes:
    head = f'Content-Type: application/pdf\nContent-Disposition: attachment; filename="{thing}.pdf"\n'
    return f"{head}Content-Transfer-Encoding: base64\n\n{'JVBERi0xLjQK' * 200}\n".encode()


def _parts(kind: str, *parts: bytes) -> bytes:
    packed = b"".join(b"--bound\n" + part + b"\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="bound"\n\n'.encode() + packed + b"--bound--\n"
