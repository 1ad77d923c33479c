"""The options of an account of this kind, checked, as one frozen value.

In: what stands in `[accounts.NAME]`. Out: Options, or Misconfigured.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from connectors._options import Sealed, address, ca_bundle, check, token_key

GMAIL = "https://gmail.googleapis.com"
CALENDAR = "https://www.googleapis.com"
AUTH = "https://accounts.google.com/o/oauth2/v2/auth"
TOKEN = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address, no secret
# What a user of a project made since May 2026 has a minute (older projects: 15,000).
UNITS_PER_MINUTE = 6_000


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the provider is: Google, or what stands in for it. `ca_bundle` is a file of certificates to trust."""

    gmail: str = GMAIL
    calendar: str = CALENDAR
    auth: str = AUTH
    token: str = TOKEN
    ca_bundle: str | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What the owner chose. `token_key` is where the key to the tokens lies; None: wherever it is safest here."""

    client_id: str
    client_secret: str | Sealed = field(repr=False)
    endpoints: Endpoints
    token_key: str | None
    quota_units_per_minute: int
    own_events: bool

    def secret(self) -> str:
        """The client's secret, for the one call that needs it."""
        return self.client_secret if isinstance(self.client_secret, str) else self.client_secret.reveal()


def read(name: str, options: Mapping[str, object], home: Path) -> Options:
    """The options of the account `name`; names that are unknown here are others' business.

    Relative paths start at `home`. Raises Misconfigured.
    """
    secret, units = options.get("client_secret"), options.get("quota_units_per_minute", UNITS_PER_MINUTE)
    own_events, client = options.get("own_events", False), options.get("client_id")
    check(name, "client_id", isinstance(client, str) and client != "", "the client ID of your own OAuth client")
    check(name, "client_secret", isinstance(secret, (str, Sealed)) and secret != "", "its secret, or where it lies")
    check(name, "quota_units_per_minute", type(units) is int and units > 0, "a whole number above 0")
    check(name, "own_events", isinstance(own_events, bool), "true or false")
    return Options(
        client_id=str(client),
        client_secret=cast("str | Sealed", secret),
        endpoints=_endpoints(name, options, home),
        token_key=token_key(name, options),
        quota_units_per_minute=cast("int", units),
        own_events=bool(own_events),
    )


def _endpoints(name: str, options: Mapping[str, object], home: Path) -> Endpoints:
    root = address(name, "api_root", options, GMAIL).rstrip("/")
    return Endpoints(
        gmail=root,
        calendar=root if options.get("api_root") else CALENDAR,
        auth=address(name, "auth_uri", options, AUTH),
        token=address(name, "token_uri", options, TOKEN),
        ca_bundle=ca_bundle(name, options, home),
    )
