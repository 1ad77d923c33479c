"""Where a pull left off: opaque text to everybody else. One state per source, kept small.

`known` is what was read of a source, id by id, with a stamp that tells a changed item; it is packed, because it lies in
the ledger after every page.
"""

import json
import zlib
from base64 import b85decode, b85encode
from binascii import Error
from dataclasses import dataclass, field
from typing import Any

_VERSION = 1


@dataclass(slots=True)
class State:
    """What is known of one source.

    `size`, `mtime`, `inode`: of the file as last seen; mtime 0 while it has not been read to its end.
    `read_to`: how far an mbox has been read; `last`: where its last mail begins. `head`, `tail`: digests of samples.
    `known`: stamp by id. `before`: ids known before a rewrite, not yet met again. `missing`: it could not be read.
    `scope`: what was shut out then. `since`: the bound of the first import, which holds for good.
    """

    size: int = 0
    mtime: int = 0
    inode: int = 0
    read_to: int = 0
    last: int = 0
    head: str = ""
    tail: str = ""
    known: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    missing: bool = False
    scope: str = ""
    since: str = ""


def dump(states: dict[str, State]) -> str:
    """The cursor for these states, by the name of their source."""
    return json.dumps({"v": _VERSION, "sources": {name: _thin(state) for name, state in states.items()}})


def load(cursor: str | None) -> dict[str, State]:
    """The states in a cursor; none where there is no cursor, or one that cannot be read (then all is read anew)."""
    try:
        data = json.loads(cursor or "{}")
        if data.get("v") != _VERSION:
            return {}
        return {name: _full(thin) for name, thin in data["sources"].items()}
    except (ValueError, TypeError, AttributeError, KeyError, zlib.error, Error):
        return {}


def _thin(state: State) -> dict[str, Any]:
    thin: dict[str, Any] = {name: getattr(state, name) for name in State.__slots__ if getattr(state, name)}
    for name in ("known", "before"):
        if name in thin:
            thin[name] = _packed(thin[name])
    return thin


def _full(thin: dict[str, Any]) -> State:
    unpacked: dict[str, Any] = {name: _unpacked(thin[name]) for name in ("known", "before") if name in thin}
    return State(**(thin | unpacked))


def _packed(known: dict[str, str]) -> str:
    lines = "\n".join(f"{stamp} {item}" for item, stamp in known.items())
    return b85encode(zlib.compress(lines.encode("utf-8"), 1)).decode("ascii")


def _unpacked(text: str) -> dict[str, str]:
    lines = zlib.decompress(b85decode(text)).decode("utf-8").split("\n")
    known: dict[str, str] = {}
    for line in lines:
        stamp, _, item = line.partition(" ")
        known[item] = stamp
    return known
