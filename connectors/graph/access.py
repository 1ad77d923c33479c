"""Microsoft's tokens: how an access token is renewed, and why one no longer is.

At rest lie msal's cache as text (it holds the refresh token) and beside it the access token, so that a light look needs
no msal.
Source: learn.microsoft.com/entra/identity-platform/refresh-tokens.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connectors import _access
from connectors._access import UNREFUSED
from connectors._tokens import TokenFile
from connectors.errors import AuthNeeded
from connectors.graph import scopes
from connectors.graph.causes import refusal
from connectors.graph.identity import Identity
from connectors.graph.options import Options
from connectors.types import Clock


class Access(_access.Access):
    """The tokens of one account at Microsoft."""

    def __init__(self, options: Options, file: TokenFile, clock: Clock) -> None:
        super().__init__(file, clock, "Microsoft", options.client_id)
        self._options = options

    def _renew(self, known: Mapping[str, Any]) -> None:
        identity = Identity(self._options, self._clock, known["cache"])
        wanted = scopes.asked(read_only=self._options.read_only, categories=self._options.categories)
        answer = identity.renewed([s.name for s in wanted if s.name in known["scopes"]])
        # The lock does not hold off an owner who removes the files by hand: what is gone must not come back.
        if self._read()["cache"] != known["cache"]:
            return
        if answer and "access_token" in answer:
            self._renewed(known, str(answer["access_token"]), **at_rest(answer, identity, self._clock.now()))
            return
        error = refusal(self._file.account, self._options, answer or {})
        if isinstance(error, AuthNeeded):
            self._keep(known, access_token="", refused=True, why=str(error))
        raise error

    def _needed(self, known: Mapping[str, Any]) -> AuthNeeded:
        return AuthNeeded(str(known["why"]))


def signed_in(answer: Mapping[str, Any], identity: Identity, options: Options, now: datetime) -> dict[str, Any]:
    """The tokens of a new sign-in, as they lie at rest."""
    return {
        **UNREFUSED,
        **at_rest(answer, identity, now),
        "access_token": str(answer["access_token"]),
        "client_id": options.client_id,
        "why": "",
    }


def at_rest(answer: Mapping[str, Any], identity: Identity, now: datetime) -> dict[str, Any]:
    """What an answer of the token endpoint changes in the tokens at rest, beside the access token."""
    lasts = answer.get("expires_in")
    return {
        "expires_at": now.timestamp() + (lasts if isinstance(lasts, (int, float)) else 3600),
        "scopes": scopes.granted(str(answer.get("scope") or "")),
        "cache": identity.cache,
    }
