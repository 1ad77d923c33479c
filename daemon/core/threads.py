"""What ties a mail to others: its identity, the links of its thread, its subject without what replies put before it."""

import re
from collections.abc import Iterator
from datetime import UTC
from hashlib import sha256

from connectors.types import Message, Ref
from daemon.core.model import Mail

# Reply and forward marks of mail programs in several languages; "[2]" and "(fwd)" as some count and mark them.
_MARK = re.compile(
    r"\s*(?:(?:re|fw|fwd|aw|wg|sv|vs|vb|vl|antw|doorst|tr|rv|enc|res|rif|i|odp|pd|ynt|回复|答复|转发)"
    r"\s*(?:\[\d+\]|\(\d+\))?\s*[:：]|\[(?:ext|external|fwd?)\]|\(fwd?\))\s*",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w")
_LONGEST = 500  # characters of a subject


def mail_key(message: Message) -> str:
    """Return the identity of a mail, the same in every folder and account that holds it (16 hex digits)."""
    moment = message.sent_at.astimezone(UTC).isoformat()
    parts = (message.message_id or message.ref.id, message.from_.email, moment)
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def rank(mail: Mail) -> tuple[bool, bool, bool, Ref]:
    """Of the copies of one mail, the least of these stands for it: one that was read, or else the owner's own."""
    return mail.reader == 0, not mail.own, mail.heads_up is None, mail.ref


def links(message: Message, owner: frozenset[str]) -> frozenset[str]:
    """Return what the mail shares with the others of its thread.

    Message-IDs stand as they are, a provider's thread as "t:account:thread", and a subject of at least one word as
    "subject\\nperson" for each participant who is not the owner (addresses in lower case).
    """
    return frozenset(_links(message, owner))


def normal_subject(subject: str) -> str:
    """Return the subject without "Re:", "Fwd:" and their like, case folded, spaces collapsed."""
    rest = " ".join(subject[:_LONGEST].split())
    at = 0
    while mark := _MARK.match(rest, at):
        at = mark.end()
    return rest[at:].removesuffix(" (fwd)").strip().casefold()


def _links(message: Message, owner: frozenset[str]) -> Iterator[str]:
    yield from (id_ for id_ in (message.message_id, message.in_reply_to, *message.references) if id_)
    if message.thread:
        yield f"t:{message.ref.account}:{message.thread}"
    subject = normal_subject(message.subject)
    if _WORD.search(subject):
        people = {a.email for a in (message.from_, *message.to, *message.cc)} - owner
        yield from (f"{subject}\n{person}" for person in people if person)
