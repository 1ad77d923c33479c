"""Which folders are read: the sent items, the inbox with all below it, the archive, and Drafts for what befell ours.

In: the owner's folders. Out: their ids with what each is to us, what is not read for want of room, where the trash is.
Source: learn.microsoft.com/graph/api/resources/mailfolder, "well-known folder names".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from connectors._folders import Role
from connectors.errors import ConnectorError, Gone
from connectors.graph.wire import Resource, Wire, query, segment
from connectors.types import Ignore

MOST = 30
"""Folders of received mail that are watched: each costs a request at every look."""

PACE = "odata.maxpagesize=1000"
"""How many ids of mails a page of a folder's delta holds."""

_FIELDS = "id,displayName,childFolderCount"
_ROLES = {"sentitems": Role.SENT, "inbox": Role.RECEIVED, "archive": Role.RECEIVED, "drafts": Role.DRAFTS}
_TRASH = ("deleteditems", "junkemail")
# Folders that are looked at to find others: far more than anybody keeps.
_LOOKS = 200
_PAGE = "100"


@dataclass(frozen=True, slots=True)
class Tree:
    """`watched` by id; `left` names the folders for which there was no room; `trash` are those of thrown-away mail.

    What is shut out belongs to none of them.
    """

    watched: Mapping[str, Role]
    sent: str
    trash: tuple[str, ...]
    left: tuple[str, ...]


def look(wire: Wire, ignore: Ignore) -> Tree:
    """The folders as they are now. Raises ConnectorError."""
    known = _known(wire)
    watched = {str(known[name]["id"]): role for name, role in _ROLES.items() if name in known}
    nested = [one for name in ("inbox", "archive") if name in known for one in _below(wire, known[name], ignore)]
    room = MOST - sum(role is Role.RECEIVED for role in watched.values())
    watched |= {str(one["id"]): Role.RECEIVED for one in nested[:room]}
    trash = [str(one["id"]) for name in _TRASH if name in known for one in (known[name], *_below(wire, known[name]))]
    left = tuple(str(one.get("displayName", "")) for one in nested[room:])
    return Tree(watched, str(known["sentitems"]["id"]), tuple(trash), left)


def _known(wire: Wire) -> dict[str, Resource]:
    """The folders that every mailbox has, as far as this one has them. Raises ConnectorError."""
    paths = {name: query(f"/me/mailFolders/{name}", select=_FIELDS) for name in (*_ROLES, *_TRASH)}
    found: dict[str, Resource] = {}
    for name, answer in wire.each(paths).items():
        if isinstance(answer, ConnectorError):
            if name == "sentitems" or not isinstance(answer, Gone):
                raise answer
        else:
            found[name] = answer
    return found


def _below(wire: Wire, top: Resource, ignore: Ignore | None = None) -> Iterator[Resource]:
    """The folders below one, the upper ones first; what is shut out is left out with all that is below it."""
    waiting, looks = [top], 0
    while waiting and looks < _LOOKS:
        parent = waiting.pop(0)
        if not parent.get("childFolderCount"):
            continue
        looks += 1
        for child in _children(wire, str(parent["id"])):
            if ignore is None or not _is_shut_out(child, ignore):
                waiting.append(child)
                yield child


def _children(wire: Wire, id_: str) -> Iterator[Resource]:
    start = wire.get(f"/me/mailFolders/{segment(id_)}/childFolders", select=_FIELDS, top=_PAGE)
    for answer in wire.pages(start):
        yield from answer.get("value", ())


def _is_shut_out(folder: Resource, ignore: Ignore) -> bool:
    return str(folder.get("displayName", "")).strip().lower() in ignore.folders | ignore.labels
