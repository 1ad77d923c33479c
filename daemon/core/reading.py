"""A message of the border in, the facts about it out: its header row, and each sentence that may matter.

In the owner's own mail promises are looked for, in all mail what may be evidence; only in what the author wrote.
"""

from collections.abc import Iterator

from connectors.types import Folder, Message
from daemon.core import authored, evidence, promises, threads
from daemon.core.model import Mail, Sentence
from daemon.core.promises.language import is_english

READER = 3  # raised whenever the reader finds other sentences, so that kept facts are read anew


def read(message: Message, owner: frozenset[str]) -> Mail:
    """Return the facts about `message`; `owner` holds the owner's addresses in lower case.

    A message without a body (`text` None) comes back with `reader` 0: it has not been read yet. Where the text is not
    to be read, `skipped` says why: "automatic: ...", the reason of `unreadable`, or "language".
    """
    own = message.folder is Folder.SENT or message.from_.email in owner
    spans = authored.split(message.text).authored if message.text else ()
    skipped = _skipped(message, spans)
    return Mail(
        key=threads.mail_key(message),
        ref=message.ref,
        message_id=message.message_id,
        links=threads.links(message, owner),
        sent_at=message.sent_at,
        own=own,
        from_=message.from_,
        to=message.to,
        cc=message.cc,
        subject=message.subject,
        attachments=tuple(attachment.name for attachment in message.attachments),
        skipped=skipped,
        reader=0 if message.text is None and skipped is None else READER,
        sentences=() if skipped else tuple(sorted(_sentences(message.text or "", spans, own), key=_place)),
        in_reply_to=message.in_reply_to,
        references=message.references,
        thread=message.thread,
        heads_up=message.key,
    )


def _skipped(message: Message, spans: tuple[authored.Span, ...]) -> str | None:
    if message.automatic:
        return f"automatic: {message.automatic}"
    if message.unreadable:
        return message.unreadable
    text = message.text or ""
    return None if is_english("\n".join(text[start:end] for start, end in spans)) else "language"


def _sentences(text: str, spans: tuple[authored.Span, ...], own: bool) -> Iterator[Sentence]:
    if own:
        yield from promises.find(text, spans)
    yield from evidence.cues(text, spans, own)


def _place(sentence: Sentence) -> tuple[int, int, str]:
    return sentence.start, sentence.end, sentence.cue
