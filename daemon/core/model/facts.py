"""The facts: what is kept of a mail, and the human's word."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from connectors.types import Address, Ref


class Cue(StrEnum):
    """Why a sentence of a mail is kept as a fact."""

    PROMISE = "promise"
    OFFER = "offer"
    ATTENDANCE = "attendance"
    DELEGATED = "delegated"
    DELIVERY = "delivery"  # "attached is the draft", "here are the numbers"
    DONE = "done"  # "I have called Bob"
    MOVED = "moved"  # "need until Monday", "will be a day late"
    DROPPED = "dropped"  # "no longer needed", "I won't be able to"
    CHASE = "chase"  # "any news on the deck?"
    THANKS = "thanks"  # "got it", "thanks for sending"
    ASK = "ask"  # "could you send me the deck by Friday?"
    EFFORT = "effort"  # "the costing is roughly five hours"
    OPEN_ASK = "open ask"  # "could somebody take the minutes on Thursday?"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with a cue, as a fact: at most 300 characters, [start, end) counted in the decoded body.

    `text` is exactly body[start:end] (cut at 300). `answers` is the quoted request it replies to ("" where none):
    the one piece of somebody else's text that is kept, because "Yes, by Friday" means nothing without it.
    """

    cue: Cue
    start: int
    end: int
    text: str
    score: float = 1.0
    hedged: bool = False
    waits_for: str | None = None
    to_name: str | None = None
    answers: str = ""
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    """What is kept of a mail: its header row and its sentences. The body stays at the provider.

    `key` is the mail's identity across folders, accounts and machines (Message-ID or else provider id, sender, date).
    `links` are what ties it to its thread: Message-IDs (its own, In-Reply-To, References), the provider's thread id,
    and "subject\\nperson" for each person beside the owner; two mails are of one thread when they share a link.
    `own` is True for what the owner wrote. `skipped` says why its text was not read. `reader` is the version of the
    reader that found the sentences, 0 where the body has not been read yet.
    `heads_up` is our own key, where the mail is a heads-up of ours that the owner sent.
    """

    key: str
    ref: Ref
    message_id: str
    links: frozenset[str]
    sent_at: datetime
    own: bool
    from_: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    attachments: tuple[str, ...] = ()
    skipped: str | None = None
    reader: int = 0
    sentences: tuple[Sentence, ...] = ()
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    thread: str | None = None
    heads_up: str | None = None


class Verdict(StrEnum):
    """What the human may say of a promise."""

    KEPT = "kept"
    DROPPED = "dropped"
    NOT_A_PROMISE = "not a promise"
    HUSH = "hush"
    MOVED = "moved"
    EFFORT = "effort"


@dataclass(frozen=True, slots=True)
class Mark:
    """The human's word on one promise; it outranks any inference. `by` is the new due moment of a MOVED.

    `hours` are those of work that an EFFORT says it takes, which is no word on how it stands.

    `source` and `words` let it re-attach by overlap in the same mail, when a better reader moves the span.
    """

    promise: str
    verdict: Verdict
    made_at: datetime
    by: datetime | None = None
    source: str = ""
    words: str = ""
    hours: float | None = None
