"""A provider as whole stories need it, whichever it is: its twin, deeds of the owner there, what lies there of ours.

What lies there is told so that two lives can be compared: without any id that a provider gives.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formataddr, getaddresses
from pathlib import Path
from typing import ClassVar, Self

import requests

from config.settings import Me
from connectors.types import Surroundings
from tests.fakes.exchange import ExchangeTwin
from tests.fakes.google import Fault, GoogleTwin, Logged
from tests.fakes.graph import GraphTwin
from tests.provider_story import Letter, Meeting


@dataclass(frozen=True, slots=True)
class Person:
    """Whose mailbox it is, and the folder it lies in: sent.mbox, inbox.mbox, calendar.ics."""

    me: Me
    mailbox: Path
    cap: int = 5


@dataclass(frozen=True, slots=True, order=True)
class LyingDraft:
    """A draft of ours; `to` names the people as a mail does."""

    key: str
    to: str
    subject: str
    in_reply_to: str
    text: str


@dataclass(frozen=True, slots=True, order=True)
class LyingNote:
    """A note of ours."""

    key: str
    title: str
    text: str
    starts_at: datetime
    ends_at: datetime
    colour: str


class Provider(ABC):
    """Somebody's account at a twin."""

    kind: ClassVar[str]
    options: ClassVar[Mapping[str, object]] = {"token_key": "file"}
    """Options of the account that a story wants, beside those that point at the twin."""
    by_password: ClassVar[bool] = False
    """Whether a password in the options is all there is to its sign-in."""
    some: ClassVar[int] = 8
    """Lives with a fault that are lived in the normal suite, in a few seconds."""
    anywhere: ClassVar[Mapping[str, Fault]]
    """What may go wrong with any request, by name."""
    at_writes: ClassVar[Mapping[str, Fault]] = {}
    """What goes wrong with writes only."""
    inside: ClassVar[Mapping[str, Fault]]
    """What may go wrong with a request within a batch."""
    forgotten: ClassVar[Mapping[str, tuple[str, Fault]]]
    """By the template of a request: the part of its query that says where we were, and the answer that forgot it."""
    edited: ClassVar[Fault] = Fault(412)
    """The answer to a write that says somebody else wrote there."""
    writes: ClassVar[frozenset[str]]
    """The templates of all writes that a story makes."""
    created: ClassVar[str]
    """The template by which a draft is made."""
    changed: ClassVar[tuple[str, str]]
    """The templates by which a note is overwritten and deleted."""
    twin: GoogleTwin | GraphTwin | ExchangeTwin

    @classmethod
    @abstractmethod
    def of(cls, owner: str, zone: str, *, checked: bool = False) -> Self:
        """An empty account."""

    @classmethod
    def loaded(cls, person: Person) -> Self:
        """An account with somebody's mailbox and calendar."""
        made = cls.of(person.me.addresses[0], person.me.zone.key)
        made.load(person.mailbox)
        return made

    @abstractmethod
    def copied(self) -> Self:
        """The same once more: what happens to one does not happen to the other."""

    # --- the account -------------------------------------------------------------------------------------------------

    @abstractmethod
    def serving(self) -> AbstractContextManager[str]:
        """The twin, served at an address."""

    @abstractmethod
    def settings(self, url: str) -> Mapping[str, object]:
        """The options that point at the twin."""

    @abstractmethod
    def sign_in(self, around: Surroundings, options: Mapping[str, object]) -> None:
        """The owner has signed in."""

    @abstractmethod
    def end_sign_in(self) -> None:
        """What the owner signed in with is good no more: a consent was withdrawn, a password changed."""

    def moved(self, tokens: Mapping[str, object], url: str) -> Mapping[str, object]:
        """Tokens at rest from before the twin was served at `url`, as they are good there."""
        return tokens

    @abstractmethod
    def session(self) -> requests.Session:
        """A browser of the owner's, which trusts the twin."""

    @staticmethod
    def is_write(row: Logged) -> bool:
        """Whether a request changes anything there."""
        return row.method != "GET" and row.template != "batch" and not row.template.startswith(("oauth.", "entra."))

    # --- deeds -------------------------------------------------------------------------------------------------------

    @abstractmethod
    def load(self, mailbox: Path) -> None:
        """What lies in a folder of files comes to lie there."""

    @abstractmethod
    def deliver(self, letter: Letter) -> None:
        """A mail is sent, or comes."""

    @abstractmethod
    def meet(self, meeting: Meeting, *, shared: bool = False) -> None:
        """An event comes to lie on the owner's calendar, or on one of somebody else's."""

    @abstractmethod
    def postpone(self, name: str, start: datetime, end: datetime) -> None:
        """An event is moved."""

    @abstractmethod
    def edit_draft(self, who: str, text: str) -> None:
        """The owner adds a line to our draft to somebody."""

    @abstractmethod
    def delete_draft(self, who: str) -> None:
        """The owner throws our draft to somebody away."""

    @abstractmethod
    def send_draft(self, who: str) -> None:
        """The owner sends our draft to somebody."""

    # --- what lies there ---------------------------------------------------------------------------------------------

    @abstractmethod
    def drafts(self) -> list[LyingDraft]:
        """Our drafts, in the order of their keys."""

    @abstractmethod
    def notes(self) -> list[LyingNote]:
        """Our notes, in the order of their keys."""

    @abstractmethod
    def calendars(self) -> int:
        """How many calendars of ours there are, those that are deleted too."""

    def doubled(self) -> int:
        """How many drafts, notes and calendars of ours lie there beside another one that is the same."""
        keys = Counter([*(draft.key for draft in self.drafts()), *(note.key for note in self.notes())])
        keys["calendar"] = self.calendars()
        return sum(number - 1 for number in keys.values() if number > 1)


def parsed(raw: bytes) -> EmailMessage:
    """A mail as the standard library reads it."""
    return message_from_bytes(raw, EmailMessage, policy=policy.default)


def in_mails(raw: Iterable[bytes]) -> list[LyingDraft]:
    """Our drafts, where they lie as mails."""
    return sorted(_in_mail(parsed(one)) for one in raw)


def named(people: Iterable[tuple[str, str]]) -> str:
    """People, each a name and an address, as a mail names them."""
    return ", ".join(formataddr(one) for one in people)


def _in_mail(mail: EmailMessage) -> LyingDraft:
    people = getaddresses([str(mail["To"])])
    text = str(mail.get_content()).replace("\r\n", "\n")
    key = str(mail["X-Ref"]).partition(";")[0]
    return LyingDraft(key, named(people), str(mail["Subject"]), str(mail["In-Reply-To"] or ""), text)
