"""The options of an account of this kind, checked, as one frozen value.

In: what stands in `[accounts.NAME]`. Out: Options, or Misconfigured.
Source: techcommunity.microsoft.com, "Retirement of Exchange Web Services in Exchange Online".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import requests

from connectors._allow import checked_root
from connectors._options import Sealed, address, ca_bundle, check
from connectors.errors import Misconfigured

AUTH = ("basic", "ntlm", "oauth")
VERSIONS = ("2010_SP2", "2013", "2013_SP1", "2016", "2019")
_CLOUD = ("office365.com", "office.com", "outlook.com", "live.com", "office365.us", "outlook.cn", "microsoftonline.com")


@dataclass(frozen=True, slots=True)
class Options:
    """What the owner chose. `endpoint` is the address of the web services; "": found by the mail address.

    `auth` is one of AUTH, "" to ask the server; `version` one of VERSIONS, "" for 2013 and all later ones. `secret` is
    the password, of "oauth" the access token.
    """

    mailbox: str
    user: str
    secret: str | Sealed = field(repr=False)
    endpoint: str = ""
    auth: str = ""
    version: str = ""
    ca_bundle: str | None = None

    def revealed(self) -> str:
        """The password or token, for the one call that needs it."""
        return self.secret if isinstance(self.secret, str) else self.secret.reveal()


def read(name: str, options: Mapping[str, object], home: Path, addresses: frozenset[str]) -> Options:
    """The options of the account `name`; names that are unknown here are others' business.

    Relative paths start at `home`; the mailbox is that of the owner's first address where none is given. Raises
    Misconfigured.
    """
    user, secret, mailbox = options.get("user"), options.get("password"), options.get("mailbox") or min(addresses)
    auth, version = options.get("auth_type") or "", options.get("version") or ""
    check(
        name, "user", isinstance(user, str) and user != "", r"how you sign in, such as DOMAIN\you or you@firm.example"
    )
    check(name, "password", isinstance(secret, (str, Sealed)) and secret != "", "the password, or where it lies")
    check(name, "mailbox", isinstance(mailbox, str) and "@" in mailbox, "the mail address of the mailbox")
    check(name, "auth_type", auth == "" or auth in AUTH, f"one of {', '.join(AUTH)}")
    check(name, "version", version == "" or version in VERSIONS, f"one of {', '.join(VERSIONS)}")
    endpoint = _as_sent(address(name, "service_endpoint", options, "")) if options.get("service_endpoint") else ""
    _refuse_the_cloud(name, endpoint, str(mailbox))
    return Options(
        mailbox=str(mailbox),
        user=str(user),
        secret=cast("str | Sealed", secret),
        endpoint=endpoint,
        auth=str(auth),
        version=str(version),
        ca_bundle=ca_bundle(name, options, home),
    )


def checked_endpoint(found: str) -> str:
    """An address that autodiscover told, if we may go there. Raises Misconfigured."""
    if is_cloud(found):
        raise Misconfigured('This mailbox has moved to Microsoft\'s cloud; use kind = "graph".')
    checked_root(found)
    return _as_sent(found)


def _as_sent(address: str) -> str:
    """An address as it goes over the wire, which may be written in other ways."""
    return requests.Request("POST", address).prepare().url or ""


def is_cloud(address: str) -> bool:
    """Whether an address is at Microsoft's cloud."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    return any(host == cloud or host.endswith(f".{cloud}") for cloud in _CLOUD)


def _refuse_the_cloud(name: str, endpoint: str, mailbox: str) -> None:
    address = endpoint or f"https://{mailbox.rpartition('@')[2]}"
    if is_cloud(address):
        host = urlsplit(address).hostname
        raise Misconfigured(
            f"accounts.{name}: {host} is Microsoft's cloud, which switches EWS off from October 2026 and "
            'for good in April 2027; use kind = "graph".'
        )
