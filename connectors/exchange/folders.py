"""Which folders are read: the sent items, the inbox with all below it, Drafts and the calendars.

In: the mailbox. Out: their ids with what each is to us, and what is not read for want of room.
Source: learn.microsoft.com/exchange/client-developer/exchange-web-services/folders-and-items-in-ews-in-exchange.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from connectors._folders import Role
from connectors.exchange.wire import Wire
from connectors.types import Ignore

MOST = 30
"""Folders of received mail that are watched: each costs a request at every look."""


@dataclass(frozen=True, slots=True)
class Tree:
    """`watched` by id; `left` names the folders for which there was no room. What is shut out belongs to neither."""

    watched: Mapping[str, Role]
    left: tuple[str, ...]


def look(wire: Wire, ignore: Ignore) -> Tree:
    """The folders as they are now. Raises ConnectorError."""
    return wire.read(lambda: _looked(wire, ignore))


def _looked(wire: Wire, ignore: Ignore) -> Tree:
    account = wire.account
    watched = {str(account.sent.id): Role.SENT, str(account.drafts.id): Role.DRAFTS}
    received = [account.inbox, *_below(account.inbox, ignore)]
    watched |= {str(folder.id): Role.RECEIVED for folder in received[:MOST]}
    return Tree(watched, tuple(str(folder.name) for folder in received[MOST:]))


def _below(top: object, ignore: Ignore) -> list[object]:
    """The mail folders below one, the upper ones first; what is shut out is left out with all that is below it."""
    found: list[object] = []
    waiting = [top]
    while waiting:
        for child in waiting.pop(0).children:  # type: ignore[attr-defined]
            if str(child.name).strip().lower() not in ignore.folders | ignore.labels:
                waiting.append(child)
                found.append(child)
    return found
