"""What may stand in a draft: text cleaned before it goes in, and a draft examined before it goes out."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from connectors.types import Address, Draft
from daemon.core import speech

QUOTE_LENGTH = 120

_URL = re.compile(r"(?:\b[a-z][a-z0-9+.-]{1,11}://|\bwww\.|\bmailto:)[^\s<>\"“”]*", re.IGNORECASE)
_BARE = re.compile(
    r"\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.(?:com|net|org|io|co|info|biz|ru|cn|xyz|app|dev|ly|me)\b(?:/\S*)?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}")
_ENUMERATED = re.compile(r"^\(?\d{1,2}[.)] +")
_PLAIN_EMAIL = re.compile(r"[^\s\x00-\x20\x7f<>,;:\"()\[\]\\@]{1,64}@[^\s\x00-\x20\x7f<>,;:\"()\[\]\\@]{1,255}")
_UNREAD = re.compile(r"(?:^|[._+-])(?:no|do[._-]?not)[._-]?reply(?=[._+@-])|^mailer-daemon@", re.IGNORECASE)


class Unsafe(ValueError):
    """A draft holds what was not meant to be in it; it must not be written."""


def line(text: str) -> str:
    """One line without control, format (bidi) and private characters, spaces collapsed."""
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text if _shown(c))
    return " ".join(text.split())


def quote(words: str) -> str:
    """The promise's own words, fit to be quoted: one line, at most `QUOTE_LENGTH` long, "" where no word is left.

    For an address of any kind an ellipsis stands.
    """
    plain = line(words[:1000])
    while holds_address(plain):  # what is left of two may be a third
        for pattern in (_URL, _EMAIL, _BARE):
            plain = pattern.sub("…", plain)
    if not any(map(str.isalnum, plain)):
        return ""
    plain = " ".join(plain.replace("“", "'").replace("”", "'").replace('"', "'").split())
    return speech.cut(_ENUMERATED.sub("", plain.strip(" -*•>|'")), QUOTE_LENGTH)


def subject(text: str) -> str:
    """`Re:` and the subject, on one line, without addresses."""
    plain = line(_URL.sub("", text[:400])) or "what I promised"
    return plain if plain.lower().startswith("re:") else f"Re: {plain}"


def address(who: Address) -> Address:
    """The address with its displayed name on one line, without anything that looks like another address."""
    name = line(who.name[:200])
    return Address(who.email, "" if "@" in name or _URL.search(name) else name)


def writable(who: Address) -> bool:
    """Whether the address can stand in a header at all."""
    return _PLAIN_EMAIL.fullmatch(who.email) is not None


def is_read(who: Address) -> bool:
    """Whether somebody reads what is sent there, as far as the address tells ("noreply@" says that nobody does)."""
    return _UNREAD.search(who.email) is None


def examine(draft: Draft, allowed: Collection[str], sentences: Iterable[str]) -> None:
    """Raise Unsafe unless the draft goes to `allowed` addresses only and says `sentences` only, cleanly."""
    if not draft.to or any(a.email not in allowed for a in (*draft.to, *draft.cc)):
        raise Unsafe("a draft would go to somebody who was not in the original mail; it is not written")
    said = [s for block in sentences for s in block.split("\n")]
    left = draft.text
    for sentence in said:
        left = left.replace(sentence, "", 1)
    if left.strip():
        raise Unsafe("a draft holds a sentence that no template made; it is not written")
    lines = [draft.subject, *(a.name for a in draft.to), *said]
    if any(text != line(text) for text in lines):
        raise Unsafe("a draft holds control characters; it is not written")
    if any(map(holds_address, said)):
        raise Unsafe("a draft holds an address of a page or a mailbox; it is not written")


def holds_address(text: str) -> bool:
    """Whether it holds the address of a page or of a mailbox, or what a mail program would take for one."""
    return any(pattern.search(text) for pattern in (_URL, _EMAIL, _BARE))


def _shown(char: str) -> bool:
    return unicodedata.category(char) not in ("Cf", "Co", "Cs", "Cn")
