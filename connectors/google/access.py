"""Google's tokens: how an access token is renewed, and why one no longer is.

Source: RFC 6749, 5.2 and 6; developers.google.com/identity/protocols/oauth2, "Refresh token expiration".
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from connectors import _access
from connectors._http import Answer, Door
from connectors._options import origin
from connectors._tokens import TokenFile
from connectors.errors import AuthNeeded, ConnectorError, Misconfigured, Unreachable
from connectors.google.options import Options
from connectors.google.routes import refreshing
from connectors.types import Clock

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
_WRONG_CLIENT = {"invalid_client", "unauthorized_client", "deleted_client", "disabled_client"}


class Access(_access.Access):
    """The tokens of one account at Google."""

    def __init__(self, options: Options, file: TokenFile, clock: Clock) -> None:
        super().__init__(file, clock, "Google", options.client_id)
        self._options, endpoints = options, options.endpoints
        routes = refreshing(endpoints.token)
        self._door = Door(origin(endpoints.token), routes, clock, ca_bundle=endpoints.ca_bundle)

    def notices(self) -> list[str]:
        """Sentences the owner should read while all is still well. Raises AuthNeeded."""
        ending = expiry_notice(self._known(), self._clock.now())
        return [*([ending] if ending else []), *super().notices()]

    def _renew(self, known: Mapping[str, Any]) -> None:
        answer = self._door.request(
            "POST", self._options.endpoints.token, headers=FORM, body=_form(self._options, known["refresh_token"])
        )
        # The lock does not hold off an owner who removes the files by hand: what is gone must not come back.
        if self._read()["refresh_token"] != known["refresh_token"]:
            return
        fields, error = fields_of(answer), error_of(answer)
        if "access_token" in fields and not error:
            changes = renewed(fields, self._clock.now())
            self._renewed(known, changes.pop("access_token"), **changes)
        elif error == "invalid_grant":
            self._keep(known, access_token="", refused=True)
            raise self._needed(known)
        else:
            raise not_granted(self._file.account, error)

    def _needed(self, known: Mapping[str, Any]) -> AuthNeeded:
        name, ends = self._file.account, known["refresh_expires_at"]
        if ends is not None and self._now() >= ends:
            why = "the OAuth project is in testing mode, where a sign-in lasts seven days"
            return AuthNeeded(f"The sign-in of account {name} is over ({why}); run `headsup login {name}`.")
        why = "the password was changed, access was withdrawn, or it was not used for six months"
        return AuthNeeded(f"Google no longer takes the sign-in of account {name} ({why}); run `headsup login {name}`.")


def expiry_notice(tokens: Mapping[str, Any], now: datetime) -> str | None:
    """A warning where the sign-in ends within a day; None where it does not. `now` is aware.

    Google tells so for projects in testing mode only, whose sign-ins last seven days.
    """
    ends = tokens["refresh_expires_at"]
    if ends is None or ends - now.timestamp() > timedelta(days=1).total_seconds():
        return None
    at = datetime.fromtimestamp(ends, now.tzinfo)
    return f"The sign-in ends on {at:%A at %H:%M %Z} (OAuth project in testing mode); run `headsup login` before then."


def renewed(fields: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What an answer of the token endpoint changes in the tokens at rest."""
    lasts = fields.get("expires_in")
    changes = {
        "access_token": str(fields["access_token"]),
        "expires_at": now.timestamp() + (lasts if isinstance(lasts, (int, float)) else 3600),
    }
    return changes | ({"refresh_token": str(fields["refresh_token"])} if fields.get("refresh_token") else {})


def fields_of(answer: Answer) -> dict[str, Any]:
    """The JSON object in an answer; empty where there is none."""
    try:
        fields = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def error_of(answer: Answer) -> str | None:
    """The OAuth error in an answer (RFC 6749, 5.2); None where there is none."""
    error = fields_of(answer).get("error")
    return str(error) if error else None


def not_granted(account: str, error: str | None) -> ConnectorError:
    """The error for an answer of the token endpoint that grants nothing, whatever the reason."""
    if error in _WRONG_CLIENT:
        return Misconfigured(
            f"Google does not know this OAuth client; correct accounts.{account}: client_id, client_secret."
        )
    return Unreachable(
        "What answers in the place of Google's sign-in is not Google; look at the network and token_uri."
    )


def _form(options: Options, refresh_token: str) -> bytes:
    fields = {
        "grant_type": "refresh_token",
        "client_id": options.client_id,
        "client_secret": options.secret(),
        "refresh_token": refresh_token,
    }
    return urlencode(fields).encode("ascii")
