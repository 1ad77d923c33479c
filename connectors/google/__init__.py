"""Gmail and Google Calendar by Google's own API."""

from typing import TYPE_CHECKING

from connectors._options import check, check_days
from connectors.types import Surroundings

if TYPE_CHECKING:
    from connectors.google.account import GoogleAccount

APART = True
"""Google's client library is heavy: the service gives each turn that needs it a process of its own."""


def connect(  # noqa: PLR0913  # each of them is an option of the account
    name: str,
    around: Surroundings,
    *,
    client_id: str,
    client_secret: str,
    user: str = "me",
    since_days: int = 90,
    own_events: bool = False,
    quota_units_per_minute: int | None = None,
    token_key: str | None = None,
    api_root: str = "",
    auth_uri: str = "",
    token_uri: str = "",
    ca_bundle: str | None = None,
) -> "GoogleAccount":
    """Open the account `name` with the owner's own OAuth client; no request is made. Raises Misconfigured.

    `since_days` is how far back the first import goes. `user` is the mailbox, "me" that of whoever signed in.
    `own_events` asks for the right to add a line to the owner's own events. `token_key` is where the key to the tokens
    lies: keyring, systemd or file. The others point at a stand-in for Google (see `options.Endpoints`).
    """
    from connectors.google.account import GoogleAccount
    from connectors.google.options import read

    given = {
        "client_id": client_id,
        "client_secret": client_secret,
        "own_events": own_events,
        "token_key": token_key,
        "api_root": api_root,
        "auth_uri": auth_uri,
        "token_uri": token_uri,
        "ca_bundle": ca_bundle,
    }
    quota = {} if quota_units_per_minute is None else {"quota_units_per_minute": quota_units_per_minute}
    check_days(name, since_days)
    check(name, "user", isinstance(user, str) and user != "", '"me" or a mail address')
    return GoogleAccount(name, around, read(name, given | quota, around.home), since_days, user)
