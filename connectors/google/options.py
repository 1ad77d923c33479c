"""The options of an account of this kind, checked, as one frozen value.

In: what stands in `[accounts.NAME]`. Out: Options, or Misconfigured.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, cast, runtime_checkable
from urllib.parse import urlsplit

from connectors._allow import checked_root
from connectors.errors import Misconfigured

GMAIL = "https://gmail.googleapis.com"
CALENDAR = "https://www.googleapis.com"
AUTH = "https://accounts.google.com/o/oauth2/v2/auth"
TOKEN = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address, no secret
# What a user of a project made since May 2026 has a minute (older projects: 15,000).
UNITS_PER_MINUTE = 6_000
KEYS = ("keyring", "systemd", "file")


@runtime_checkable
class Sealed(Protocol):
    """A secret that the house looks up only when it is asked for."""

    def reveal(self) -> str:
        """The value, for the one call that needs it."""


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
    own_events, key = options.get("own_events", False), options.get("token_key")
    client = options.get("client_id")
    _check(name, "client_id", isinstance(client, str) and client != "", "the client ID of your own OAuth client")
    _check(name, "client_secret", isinstance(secret, (str, Sealed)) and secret != "", "its secret, or where it lies")
    _check(name, "quota_units_per_minute", type(units) is int and units > 0, "a whole number above 0")
    _check(name, "own_events", isinstance(own_events, bool), "true or false")
    _check(name, "token_key", key is None or key in KEYS, f"one of {', '.join(KEYS)}")
    return Options(
        client_id=str(client),
        client_secret=cast("str | Sealed", secret),
        endpoints=_endpoints(name, options, home),
        token_key=cast("str | None", key),
        quota_units_per_minute=cast("int", units),
        own_events=bool(own_events),
    )


def _endpoints(name: str, options: Mapping[str, object], home: Path) -> Endpoints:
    given = {option: options[option] for option in ("api_root", "auth_uri", "token_uri") if options.get(option)}
    for option, address in given.items():
        _check(name, option, isinstance(address, str) and _is_safe(address), "an address such as https://HOST/")
    bundle = options.get("ca_bundle")
    file = str(home / Path(bundle).expanduser()) if isinstance(bundle, str) else None
    there = bundle is None or (file is not None and os.access(file, os.R_OK))
    _check(name, "ca_bundle", there, "a file of certificates (PEM) that can be read")
    root = str(given.get("api_root", "")).rstrip("/")
    return Endpoints(
        gmail=root or GMAIL,
        calendar=root or CALENDAR,
        auth=str(given.get("auth_uri", AUTH)),
        token=str(given.get("token_uri", TOKEN)),
        ca_bundle=file,
    )


def _is_safe(address: str) -> bool:
    try:
        return bool(checked_root(address))
    except (Misconfigured, ValueError):
        return False


def _check(name: str, option: str, holds: bool, wanted: str) -> None:
    if not holds:
        raise Misconfigured(f"accounts.{name}: {option} must be {wanted}")


def origin(address: str) -> str:
    """The scheme, host and port of an address."""
    there = urlsplit(address)
    return f"{there.scheme}://{there.netloc}"
