"""What the owner shuts out and what is wanted, said of a mail at Gmail: its header and labels in, yes or no out."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from connectors import _mime
from connectors.google import messages
from connectors.types import Folder, Ignore, Interest, Message


def scope(ignore: Ignore) -> str:
    """A short name for what is shut out: when it changes, all mail must be looked at again."""
    shut = [sorted(ignore.people), sorted(ignore.domains), sorted(ignore.folders), sorted(ignore.labels)]
    return hashlib.blake2b(repr(shut).encode(), digest_size=6).hexdigest()


def shuts_out(ignore: Ignore) -> bool:
    """Whether anything is shut out at all."""
    return bool(ignore.people or ignore.domains or names(ignore))


def names(ignore: Ignore) -> frozenset[str]:
    """The labels that are shut out, by name in lower case; a label is Gmail's folder."""
    return ignore.labels | ignore.folders


def hidden(labels: Iterable[Mapping[str, Any]], ignore: Ignore) -> frozenset[str]:
    """The ids of the labels that are shut out, of those of the mailbox. A label covers those nested in it."""
    found = {str(label.get("id", "")): str(label.get("name", "")).lower() for label in labels}
    return frozenset(id_ for id_, name in found.items() if not _spellings(id_, name).isdisjoint(names(ignore)))


def _spellings(id_: str, name: str) -> set[str]:
    """All that the owner may call a label: "work/old" is also "work"; CATEGORY_SOCIAL is shown as Social."""
    nests = name.split("/")
    return {"/".join(nests[:depth]) for depth in range(1, len(nests) + 1)} | {
        id_.lower(),
        id_.lower().removeprefix("category_"),
    }


def is_shut_out(resource: messages.Resource, row: Message, ignore: Ignore, hidden_ids: frozenset[str]) -> bool:
    """Whether the mail bears a label, comes from or goes to anybody (Bcc too) whom the owner shuts out."""
    if not messages.labels(resource).isdisjoint(hidden_ids) or row.folder.value in names(ignore):
        return True
    if not (ignore.people or ignore.domains):
        return False
    blind = _mime.addresses(", ".join(messages.headers_of(resource).all("bcc")))
    return any(ignore.covers(person.email) for person in (row.from_, *row.to, *row.cc, *blind))


def is_wanted(row: Message, wanted: Interest, owner: frozenset[str]) -> bool:
    """Whether its body is wanted: the owner's own words (also where another program sent them), a thread, a person."""
    return row.folder is Folder.SENT or row.from_.email in owner or wanted.names(row)
