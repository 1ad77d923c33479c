"""What the options of several kinds of account have in common: how they are checked, and the secrets among them.

In: what stands in `[accounts.NAME]`. Out: values that can be used, or Misconfigured with a sentence that names the
option.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, runtime_checkable
from urllib.parse import urlsplit

from connectors._allow import checked_root
from connectors.errors import Misconfigured

KEYS = ("keyring", "systemd", "file")


@runtime_checkable
class Sealed(Protocol):
    """A secret that the house looks up only when it is asked for."""

    def reveal(self) -> str:
        """The value, for the one call that needs it."""


def check(name: str, option: str, holds: bool, wanted: str) -> None:
    """Raise Misconfigured where an option of the account `name` does not hold; `wanted` says what it must be."""
    if not holds:
        raise Misconfigured(f"accounts.{name}: {option} must be {wanted}")


def check_days(name: str, days: object) -> None:
    """Check how many days back a first import goes. Raises Misconfigured."""
    check(name, "since_days", type(days) is int and 1 <= days <= 3650, "a whole number of days from 1 to 3650")


def token_key(name: str, options: Mapping[str, object]) -> str | None:
    """Where the key to the tokens lies; None: wherever it is safest here. Raises Misconfigured."""
    key = options.get("token_key")
    check(name, "token_key", key is None or key in KEYS, f"one of {', '.join(KEYS)}")
    return str(key) if key else None


def address(name: str, option: str, options: Mapping[str, object], default: str) -> str:
    """An address to go to, `default` where none is given. Raises Misconfigured."""
    given = options.get(option) or default
    check(name, option, isinstance(given, str) and _is_safe(given), "an address such as https://HOST/")
    return str(given)


def ca_bundle(name: str, options: Mapping[str, object], home: Path) -> str | None:
    """A file of certificates to trust; a relative path starts at `home`. Raises Misconfigured."""
    bundle = options.get("ca_bundle")
    file = str(home / Path(bundle).expanduser()) if isinstance(bundle, str) else None
    there = bundle is None or (file is not None and os.access(file, os.R_OK))
    check(name, "ca_bundle", there, "a file of certificates (PEM) that can be read")
    return file


def origin(address: str) -> str:
    """The scheme, host and port of an address."""
    there = urlsplit(address)
    return f"{there.scheme}://{there.netloc}"


def _is_safe(address: str) -> bool:
    try:
        return bool(checked_root(address))
    except (Misconfigured, ValueError):
        return False
