"""What the owner shuts out, said of a mail at Gmail: its header and labels in, yes or no out."""

from collections.abc import Iterable, Mapping
from typing import Any

from connectors import _mime
from connectors._interest import bars
from connectors.google import messages
from connectors.types import Ignore, Message


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
    blind = _mime.addresses(", ".join(messages.headers_of(resource).all("bcc")))
    return bars(ignore, row, blind)
