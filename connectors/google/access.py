"""A bearer token for the next request: from the file, refreshed a minute before it ends, or the reason why not.

In: the tokens at rest. Out: an access token, or AuthNeeded with the likely cause. After a refusal nothing is asked
again until the owner signs in anew: the owner has been told, and repeated failures only make Google suspicious.
Source: RFC 6749, 5.2 and 6; developers.google.com/identity/protocols/oauth2, "Refresh token expiration".
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from connectors._http import Answer, Door
from connectors._tokens import TokenFile
from connectors.errors import AuthNeeded, ConnectorError, Misconfigured, Unreachable
from connectors.google.options import Options, origin
from connectors.google.routes import refreshing
from connectors.types import Clock

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
# Seconds before its end at which an access token counts as used up.
_EARLY = 60.0
# How many refreshed tokens in a row may be turned away, and the seconds between two such tries.
_REFUSALS = 3
_BETWEEN = 15 * 60.0
_WRONG_CLIENT = {"invalid_client", "unauthorized_client", "deleted_client", "disabled_client"}


class Access:
    """The tokens of one account, shared with other processes by their file."""

    def __init__(self, options: Options, file: TokenFile, clock: Clock) -> None:
        self._options, self._file, self._clock = options, file, clock
        self._tokens: dict[str, Any] | None = None
        self._unproven = ""
        endpoints = options.endpoints
        routes = refreshing(endpoints.token)
        self._door = Door(origin(endpoints.token), routes, clock, ca_bundle=endpoints.ca_bundle)

    @property
    def granted(self) -> frozenset[str]:
        """The names of the scopes that were really granted. Raises AuthNeeded."""
        return frozenset(self._known()["scopes"])

    def token(self) -> str:
        """An access token for the next minute. Raises AuthNeeded, Unreachable, Busy, Misconfigured, Unwritable."""
        if not self._is_fresh(self._known()):
            with self._file.locked():
                known = self._read()
                if not self._is_fresh(known):
                    self._refresh(known)
        return str(self._known()["access_token"])

    def is_unproven(self, token: str) -> bool:
        """Whether that access token has just been renewed here and was never taken so far."""
        return token == self._unproven

    def drop(self, token: str) -> None:
        """Forget an access token that was turned away, unless another process has renewed it meanwhile."""
        with self._file.locked():
            known = self._read()
            if known["access_token"] == token:
                self._keep(known, access_token="")

    def refuse(self) -> AuthNeeded:
        """Count that a token was turned away right after its refresh; the error that says so."""
        with self._file.locked():
            known = self._read()
            self._keep(known, access_token="", refusals=known["refusals"] + 1, refused_at=self._now())
        return self._turned_away()

    def accept(self) -> None:
        """Count that a token was taken: what was turned away before is forgotten."""
        self._unproven = ""
        if self._known()["refusals"]:
            with self._file.locked():
                self._keep(self._read(), refusals=0)

    def notices(self) -> list[str]:
        """Sentences the owner should read while all is still well. Raises AuthNeeded."""
        known, name = self._known(), self._file.account
        older = (
            f"The newest tokens of {name} were damaged; those before them are in use." if self._file.fell_back else None
        )
        return [said for said in (expiry_notice(known, self._clock.now()), older) if said]

    def _known(self) -> dict[str, Any]:
        return self._tokens if self._tokens is not None else self._read()

    def _read(self) -> dict[str, Any]:
        """The tokens as they lie in the file now. Raises AuthNeeded."""
        name = self._file.account
        known = self._file.load()
        if known is None:
            raise AuthNeeded(f"Account {name} is not signed in yet; run `headsup login {name}`.")
        if known["client_id"] != self._options.client_id:
            raise AuthNeeded(f"Account {name} is signed in by another OAuth client; run `headsup login {name}` anew.")
        self._tokens = known
        return known

    def _keep(self, known: Mapping[str, Any], **changes: object) -> None:
        self._tokens = {**known, **changes}
        self._file.save(self._tokens)

    def _refresh(self, known: Mapping[str, Any]) -> None:
        self._check_refusals(known)
        answer = self._door.request(
            "POST", self._options.endpoints.token, headers=FORM, body=_form(self._options, known["refresh_token"])
        )
        # The lock does not hold off an owner who removes the files by hand: what is gone must not come back.
        if self._read()["refresh_token"] != known["refresh_token"]:
            return
        fields, error = fields_of(answer), error_of(answer)
        if "access_token" in fields and not error:
            self._keep(known, **renewed(fields, self._clock.now()))
            self._unproven = str(fields["access_token"])
        elif error == "invalid_grant":
            self._keep(known, access_token="", refused=True)
            raise self._needed(known)
        else:
            raise not_granted(self._file.account, error)

    def _check_refusals(self, known: Mapping[str, Any]) -> None:
        """Raise AuthNeeded where asking again would be pointless, or too soon."""
        if known["refused"]:
            raise self._needed(known)
        since = self._now() - (known["refused_at"] or 0.0)
        if known["refusals"] >= _REFUSALS or (known["refusals"] and 0.0 <= since < _BETWEEN):
            raise self._turned_away()

    def _needed(self, known: Mapping[str, Any]) -> AuthNeeded:
        name, ends = self._file.account, known["refresh_expires_at"]
        if ends is not None and self._now() >= ends:
            why = "the OAuth project is in testing mode, where a sign-in lasts seven days"
            return AuthNeeded(f"The sign-in of account {name} is over ({why}); run `headsup login {name}`.")
        why = "the password was changed, access was withdrawn, or it was not used for six months"
        return AuthNeeded(f"Google no longer takes the sign-in of account {name} ({why}); run `headsup login {name}`.")

    def _turned_away(self) -> AuthNeeded:
        name = self._file.account
        return AuthNeeded(f"Google turns away even new tokens of account {name}; run `headsup login {name}`.")

    def _is_fresh(self, known: Mapping[str, Any]) -> bool:
        return bool(known["access_token"]) and self._now() < known["expires_at"] - _EARLY

    def _now(self) -> float:
        return self._clock.now().timestamp()


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
