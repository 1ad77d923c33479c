"""Exchange on a server in the house, by its web services (EWS)."""

from typing import TYPE_CHECKING

from connectors._options import check_days
from connectors.types import Surroundings

if TYPE_CHECKING:
    from connectors._options import Sealed
    from connectors.exchange.account import ExchangeAccount

APART = True
"""exchangelib is heavy: the service gives each turn a process of its own."""


def connect(  # noqa: PLR0913  # each of them is an option of the account
    name: str,
    around: Surroundings,
    *,
    user: str,
    password: "str | Sealed",
    mailbox: str = "",
    since_days: int = 90,
    service_endpoint: str = "",
    auth_type: str = "",
    version: str = "",
    ca_bundle: str | None = None,
) -> "ExchangeAccount":
    """Open the account `name`; no request is made. Raises Misconfigured.

    `since_days` is how far back the first import goes. The others are those of `options.Options`.
    """
    from connectors.exchange.account import ExchangeAccount
    from connectors.exchange.options import read

    given = {
        "user": user,
        "password": password,
        "mailbox": mailbox,
        "service_endpoint": service_endpoint,
        "auth_type": auth_type,
        "version": version,
        "ca_bundle": ca_bundle,
    }
    check_days(name, since_days)
    return ExchangeAccount(name, around, read(name, given, around.home, around.addresses), since_days)
