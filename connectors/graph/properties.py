"""MAPI properties that Graph has no field for, by their ids; ours among them.

In: a resource with `singleValueExtendedProperties`. Out: their values by id.
Source: learn.microsoft.com/graph/api/resources/extended-properties-overview; MS-OXPROPS for the tags.
"""

from collections.abc import Mapping
from typing import Any

_OURS = "String {5f9a3c1e-7a54-4d0c-8b6e-0c1d7f2e9b43} Name"
KEY, SEAL, LINES = (f"{_OURS} headsup{name}" for name in ("Key", "Seal", "Lines"))
IN_REPLY_TO = "String 0x1042"  # PidTagInReplyToId
REFERENCES = "String 0x1039"  # PidTagInternetReferences
CLASS = "String 0x1a"  # PidTagMessageClass


def expanded(*ids: str) -> str:
    """What `$expand` must say for these to come with a resource."""
    wanted = " or ".join(f"id eq '{id_}'" for id_ in ids)
    return f"singleValueExtendedProperties($filter={wanted})"


def carrying(key: str) -> str:
    """What `$filter` must say for what carries this key of ours."""
    value = key.replace("'", "''")
    return f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY}' and ep/value eq '{value}')"


def having(id_: str) -> str:
    """What `$filter` must say for what has that property at all."""
    return f"singleValueExtendedProperties/Any(ep: ep/id eq '{id_}' and ep/value ne null)"


def given(**values: str) -> list[dict[str, str]]:
    """`key`, `seal`, `in_reply_to` and `references` as they go into a resource; what is empty is left out."""
    ids = {"key": KEY, "seal": SEAL, "in_reply_to": IN_REPLY_TO, "references": REFERENCES}
    return [{"id": ids[name], "value": value} for name, value in values.items() if value]


def of(resource: Mapping[str, Any]) -> dict[str, str]:
    """The values by id; ids differ in case from answer to answer, so they are as they are written here."""
    known = {id_.lower(): id_ for id_ in (KEY, SEAL, LINES, IN_REPLY_TO, REFERENCES, CLASS)}
    found = {_same(str(one.get("id", ""))): str(one.get("value") or "") for one in _all(resource)}
    return {known[id_]: value for id_, value in found.items() if id_ in known}


def _all(resource: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = resource.get("singleValueExtendedProperties") or ()
    return [one for one in found if isinstance(one, dict)]


def _same(id_: str) -> str:
    """An id in lower case, a tag without its leading noughts: 0x001A is 0x1a."""
    kind, _, rest = id_.lower().partition(" ")
    return f"{kind} 0x{rest[2:].lstrip('0')}" if rest.startswith("0x") else f"{kind} {rest}"
