"""Outlook by Microsoft Graph: Microsoft 365 and Outlook.com."""

from typing import TYPE_CHECKING

from connectors._options import check_days
from connectors.types import Surroundings

if TYPE_CHECKING:
    from connectors.graph.account import GraphAccount

APART = True
"""A turn that reads mail loads the reader and msal: the service gives it a process of its own."""


def connect(  # noqa: PLR0913  # each of them is an option of the account
    name: str,
    around: Surroundings,
    *,
    client_id: str,
    tenant: str = "common",
    since_days: int = 90,
    read_only: bool = False,
    categories: bool = False,
    own_events: bool = False,
    token_key: str | None = None,
    authority: str = "",
    instance_discovery: bool = False,
    graph_base: str = "",
    ca_bundle: str | None = None,
) -> "GraphAccount":
    """Open the account `name` with the owner's own app registration; no request is made. Raises Misconfigured.

    `since_days` is how far back the first import goes. `read_only` asks for no right to write: nothing is drafted or
    noted then. The others are those of `options.Options`.
    """
    from connectors.graph.account import GraphAccount
    from connectors.graph.options import read

    given = {
        "client_id": client_id,
        "tenant": tenant,
        "read_only": read_only,
        "categories": categories,
        "own_events": own_events,
        "token_key": token_key,
        "authority": authority,
        "instance_discovery": instance_discovery,
        "graph_base": graph_base,
        "ca_bundle": ca_bundle,
    }
    check_days(name, since_days)
    return GraphAccount(name, around, read(name, given, around.home), since_days)
