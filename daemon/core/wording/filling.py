"""Sentences in, the text of a draft out: examined, and signed."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from connectors.types import Address, Draft
from daemon.core import speech
from daemon.core.model import Owner, Speak
from daemon.core.wording import clean, templates

Paragraphs = Sequence[Sequence[templates.Sentence]]


def filled(empty: Draft, paragraphs: Paragraphs, there: Collection[str]) -> Draft:
    """The draft with its text, examined: it goes to the addresses `there` only. Raises clean.Unsafe."""
    draft = replace(empty, text="\n\n".join(_flowing(paragraph) for paragraph in paragraphs))
    clean.examine(draft, there, [text for paragraph in paragraphs for text, _ in paragraph])
    return draft


def signature(speak: Speak, owner: Owner) -> str:
    """What stands below a draft: the owner's signature, else the first name, "" where neither is known."""
    return speak.signature.strip() or speech.first_name(Address("", owner.name))


def signed(draft: Draft, name: str) -> Draft:
    """The draft with its signature below the text."""
    return replace(draft, text="\n".join(filter(None, (draft.text, name))) + "\n")


def _flowing(paragraph: Sequence[templates.Sentence]) -> str:
    """The sentences of a paragraph on one line; points of a list each on their own."""
    texts = [text for text, _ in paragraph]
    return ("\n" if any(t.startswith("- ") for t in texts) else " ").join(texts)
