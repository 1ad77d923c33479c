"""The options of an account of this kind, checked, as one frozen value.

In: what stands in `[accounts.NAME]`. Out: Options, or Misconfigured. A sovereign cloud is its `authority` and its
`graph_base` together (learn.microsoft.com/graph/deployments).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from connectors._options import address, ca_bundle, check, token_key

AUTHORITY = "https://login.microsoftonline.com"
GRAPH = "https://graph.microsoft.com/v1.0"
_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,253}")


@dataclass(frozen=True, slots=True)
class Options:
    """What the owner chose. `token_key` is where the key to the tokens lies; None: wherever it is safest here.

    `tenant` is the directory's id or domain, or "common" for work and private accounts alike. `instance_discovery`: ask
    Microsoft's public cloud whether the authority is one of its own. `categories`: colour notes by categories of ours.
    `own_events`: add a line of ours to events of the owner's own.
    """

    client_id: str
    tenant: str
    authority: str
    graph_base: str
    instance_discovery: bool
    read_only: bool
    categories: bool
    own_events: bool
    token_key: str | None
    ca_bundle: str | None


def read(name: str, options: Mapping[str, object], home: Path) -> Options:
    """The options of the account `name`; names that are unknown here are others' business.

    Relative paths start at `home`. Raises Misconfigured.
    """
    client, tenant = options.get("client_id"), options.get("tenant", "common")
    known = isinstance(tenant, str) and _TENANT.fullmatch(tenant) is not None
    check(name, "client_id", isinstance(client, str) and client != "", "the application (client) ID of your own app")
    check(name, "tenant", known, 'the directory\'s ID or domain, or "common"')
    return Options(
        client_id=str(client),
        tenant=str(tenant),
        authority=address(name, "authority", options, AUTHORITY).rstrip("/"),
        graph_base=address(name, "graph_base", options, GRAPH).rstrip("/"),
        instance_discovery=_flag(name, "instance_discovery", options),
        read_only=_flag(name, "read_only", options),
        categories=_flag(name, "categories", options),
        own_events=_flag(name, "own_events", options),
        token_key=token_key(name, options),
        ca_bundle=ca_bundle(name, options, home),
    )


def _flag(name: str, option: str, options: Mapping[str, object]) -> bool:
    value = options.get(option, False)
    check(name, option, isinstance(value, bool), "true or false")
    return bool(value)
