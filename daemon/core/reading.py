"""A message of the border in, the facts about it out: its header row, and each sentence that may matter.

In the owner's own mail promises are looked for, in all mail what may be evidence; only in what the author wrote.
"""

from dataclasses import dataclass, replace

from connectors.types import Folder, Message
from daemon.core import authored, evidence, leads, promises, retold, threads, version, visits
from daemon.core.model import SUMMARIES, Mail, Sentence, purpose_of
from daemon.core.promises.language import is_english


@dataclass(frozen=True, slots=True)
class Look:
    """What a first look at a message shows: where its author's own words are ([start, end) in characters), why it is
    not to be read (None: it is), and the sentences in it that owe something, by start."""

    authored: tuple[authored.Span, ...]
    skipped: str | None
    owing: tuple[Sentence, ...]


def look(message: Message, owner: frozenset[str]) -> Look:
    """Look for promises only: most mails hold none, and then nothing else of them need be read."""
    text = message.text or ""
    spans = authored.split(text).authored if text else ()
    skipped = _skipped(message, spans)
    looked_at = not skipped and spans and _is_own(message, owner)
    owing = promises.find(text, spans) if looked_at else ()
    if message.in_reply_to:
        owing = tuple(visits.set_in_answer(owing, message.sent_at))
    return Look(spans, skipped, leads.led(text, spans, owing, message.sent_at))


def read(message: Message, owner: frozenset[str]) -> Mail:
    """Return the facts about `message`; `owner` holds the owner's addresses in lower case.

    A message without a body (`text` None) comes back with `reader` 0: it has not been read yet. Where the text is not
    to be read, `skipped` says why: "automatic: ...", the reason of `unreadable`, or "language". Of a draft of ours that
    names its promises only the points are facts.
    """
    seen = look(message, owner)
    if seen.skipped:
        return facts(message, owner, seen)
    text = message.text or ""
    points = retold.points(text, seen.authored) if message.key else ()
    if points or purpose_of(message.key or "") in SUMMARIES:
        return facts(message, owner, replace(seen, owing=points))
    return facts(message, owner, seen, evidence.cues(text, seen.authored, _is_own(message, owner)))


def facts(message: Message, owner: frozenset[str], seen: Look, cues: tuple[Sentence, ...] = ()) -> Mail:
    """Put the facts together: the header row, what the first look saw, and what may be evidence."""
    return Mail(
        key=threads.mail_key(message),
        ref=message.ref,
        message_id=message.message_id,
        links=threads.links(message, owner),
        sent_at=message.sent_at,
        own=_is_own(message, owner),
        from_=message.from_,
        to=message.to,
        cc=message.cc,
        subject=message.subject,
        attachments=tuple(attachment.name for attachment in message.attachments),
        skipped=seen.skipped,
        reader=0 if message.text is None and seen.skipped is None else version.READER,
        sentences=tuple(sorted((*seen.owing, *cues), key=_place)),
        in_reply_to=message.in_reply_to,
        references=message.references,
        thread=message.thread,
        heads_up=message.key,
    )


def _is_own(message: Message, owner: frozenset[str]) -> bool:
    return message.folder is Folder.SENT or message.from_.email in owner


def _skipped(message: Message, spans: tuple[authored.Span, ...]) -> str | None:
    if message.automatic:
        return f"automatic: {message.automatic}"
    if message.unreadable:
        return message.unreadable
    text = message.text or ""
    return None if is_english("\n".join(text[start:end] for start, end in spans)) else "language"


def _place(sentence: Sentence) -> tuple[int, int, str]:
    return sentence.start, sentence.end, sentence.cue
