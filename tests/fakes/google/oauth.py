"""Google's OAuth: consent and token requests in, codes and tokens out; what a bearer token may do.

Sources: developers.google.com/identity/protocols/oauth2/native-app (loopback redirect, PKCE, refresh, revoke) and
.../oauth2#expiration (a client in testing: refresh tokens live seven days); RFC 7636 for the code challenge.
"""

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.fakes._http import Request, Response
from tests.fakes.google.errors import Json, Refusal, json_response
from tests.fakes.google.world import World, deed

AUTH_PATHS = {"/o/oauth2/v2/auth", "/o/oauth2/auth"}
TOKEN_PATHS = {"/token", "/oauth2/v4/token"}
REVOKE_PATHS = {"/revoke", "/o/oauth2/revoke"}
_TESTING = timedelta(days=7)
_CODE = timedelta(minutes=10)


@dataclass(slots=True)
class Grant:
    """What the owner has consented to, with its tokens. `refresh_token` is "" where none was given."""

    scopes: frozenset[str]
    refresh_token: str
    access_token: str
    expires_at: datetime
    refresh_expires_at: datetime | None = None
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class _Code:
    scopes: frozenset[str]
    redirect_uri: str
    challenge: str
    plain: bool
    offline: bool
    until: datetime


def as_asked(scopes: frozenset[str]) -> Iterable[str]:
    """The owner who ticks every box."""
    return scopes


@dataclass(slots=True)
class OAuth:
    """The sign-in side of the twin.

    `consent` says which of the asked scopes the owner grants (fewer or more), or None for "access denied". `testing`
    puts the client into testing mode, where a sign-in lasts `testing_lasts`. `life` is how long an access token lasts.
    `token_calls` counts POSTs to /token.
    """

    world: World
    client_id: str = "headsup.apps.twin.example"
    client_secret: str = "twin-client-secret"
    consent: Callable[[frozenset[str]], Iterable[str] | None] = as_asked
    testing: bool = False
    testing_lasts: timedelta = _TESTING
    life: timedelta = timedelta(seconds=3599)
    token_calls: int = 0
    _codes: dict[str, _Code] = field(default_factory=dict)
    _grants: list[Grant] = field(default_factory=list)
    _access: dict[str, tuple[Grant, datetime]] = field(default_factory=dict)
    _made: int = 0

    @deed
    def grant(self, *scopes: str) -> Grant:
        """Sign in without a browser: a grant of these scopes (full URLs), with both tokens."""
        return self._grant(frozenset(scopes), offline=True)

    @deed
    def revoke(self) -> None:
        """The owner withdraws every grant: no token works any more."""
        for grant in self._grants:
            grant.revoked = True

    @deed
    def expire(self) -> None:
        """All access tokens lapse now; refresh tokens stay good."""
        self._access.clear()

    def bearer(self, headers: Mapping[str, str]) -> Grant:
        """The grant behind the Authorization header. Raises Refusal (401)."""
        kind, _, token = headers.get("authorization", "").partition(" ")
        grant, until = self._access.get(token, (None, self.world.now))
        if kind.lower() != "bearer" or grant is None or grant.revoked or until <= self.world.now:
            raise Refusal("authError")
        return grant

    def answer(self, request: Request) -> Response:
        """The consent page, the token and the revoke endpoint."""
        try:
            if request.path in AUTH_PATHS:
                return self._consent(request.query)
            form = parse_qs(request.body.decode("ascii", "replace"), keep_blank_values=True)
            said = {name: values[0] for name, values in {**request.query, **form}.items()}
            if request.path in REVOKE_PATHS:
                return self._revoke(said)
            self.token_calls += 1
            return json_response(self._token(said, request.headers))
        except Refusal as refusal:
            return refusal.response()

    def _consent(self, query: Mapping[str, list[str]]) -> Response:
        said = {name: values[0] for name, values in query.items()}
        fault = _fault_of_consent(said, self.client_id)
        if fault:
            return Response(400, {"Content-Type": "text/html"}, f"Error 400: {fault}".encode())
        asked = frozenset(said["scope"].split())
        granted = self.consent(asked)
        if granted is None:
            return _redirect(said, {"error": "access_denied"})
        scopes = frozenset(granted) | (self._granted() if said.get("include_granted_scopes") == "true" else frozenset())
        offline = said.get("access_type") == "offline" and (said.get("prompt") == "consent" or not self._granted())
        code = f"4/{self._secret('code')}"
        self._codes[code] = _Code(
            scopes=scopes,
            redirect_uri=said["redirect_uri"],
            challenge=said.get("code_challenge", ""),
            plain=said.get("code_challenge_method", "plain") == "plain",
            offline=offline,
            until=self.world.now + _CODE,
        )
        return _redirect(said, {"code": code, "scope": " ".join(sorted(scopes))})

    def _granted(self) -> frozenset[str]:
        return frozenset().union(*(grant.scopes for grant in self._grants if not grant.revoked))

    def _token(self, said: Mapping[str, str], headers: Mapping[str, str]) -> Json:
        self._check_client(said, headers)
        kind = said.get("grant_type", "")
        if kind == "authorization_code":
            code = self._redeem(said)
            return self._told(self._grant(code.scopes, offline=code.offline), with_refresh=True)
        if kind == "refresh_token":
            grant = self._refreshable(said.get("refresh_token", ""))
            self._renew(grant)
            return self._told(grant, with_refresh=False)
        raise Refusal("unsupported_grant_type", f"Invalid grant_type: {kind}")

    def _check_client(self, said: Mapping[str, str], headers: Mapping[str, str]) -> None:
        client, secret = said.get("client_id", ""), said.get("client_secret", "")
        kind, _, packed = headers.get("authorization", "").partition(" ")
        if kind.lower() == "basic":
            client, _, secret = base64.b64decode(packed).decode().partition(":")
        if client != self.client_id:
            raise Refusal("invalid_client", "The OAuth client was not found.", 401)
        if secret != self.client_secret:
            raise Refusal("invalid_client", "Unauthorized", 401)

    def _redeem(self, said: Mapping[str, str]) -> _Code:
        """The code, which is good once, with the verifier that its challenge asks for (RFC 7636, 4.6)."""
        code = self._codes.pop(said.get("code", ""), None)
        if code is None or code.until <= self.world.now:
            raise Refusal("invalid_grant", "Malformed auth code.")
        if said.get("redirect_uri") != code.redirect_uri:
            raise Refusal("invalid_request", "redirect_uri_mismatch")
        verifier = said.get("code_verifier", "")
        if code.challenge and not verifier:
            raise Refusal("invalid_grant", "Missing code verifier.")
        if code.challenge and (verifier if code.plain else challenge_of(verifier)) != code.challenge:
            raise Refusal("invalid_grant", "Invalid code verifier.")
        return code

    def _refreshable(self, token: str) -> Grant:
        grant = next((one for one in self._grants if token and one.refresh_token == token), None)
        lapsed = (
            grant is not None and grant.refresh_expires_at is not None and grant.refresh_expires_at <= self.world.now
        )
        if grant is None or grant.revoked or lapsed:
            raise Refusal("invalid_grant", "Token has been expired or revoked.")
        return grant

    def _grant(self, scopes: frozenset[str], *, offline: bool) -> Grant:
        grant = Grant(scopes, f"1//{self._secret('refresh')}" if offline else "", "", self.world.now)
        grant.refresh_expires_at = self.world.now + self.testing_lasts if offline and self.testing else None
        self._grants.append(grant)
        self._renew(grant)
        return grant

    def _renew(self, grant: Grant) -> None:
        """A new access token. The one before works on until its own time, as Google's do."""
        grant.access_token = f"ya29.{self._secret('access')}"
        grant.expires_at = self.world.now + self.life
        self._access[grant.access_token] = (grant, grant.expires_at)

    def _told(self, grant: Grant, *, with_refresh: bool) -> Json:
        said: Json = {
            "access_token": grant.access_token,
            "expires_in": int(self.life.total_seconds()),
            "scope": " ".join(sorted(grant.scopes)),
            "token_type": "Bearer",
        }
        if with_refresh and grant.refresh_token:
            said["refresh_token"] = grant.refresh_token
        if grant.refresh_expires_at is not None:
            said["refresh_token_expires_in"] = int((grant.refresh_expires_at - self.world.now).total_seconds())
        return said

    def _revoke(self, said: Mapping[str, str]) -> Response:
        token = said.get("token", "")
        grant = next((one for one in self._grants if token and token in {one.refresh_token, one.access_token}), None)
        if grant is None or grant.revoked:
            raise Refusal("invalid_token", "Token expired or revoked")
        grant.revoked = True
        return json_response({})

    def _secret(self, kind: str) -> str:
        self._made += 1
        return hashlib.sha256(f"{kind} {self._made}".encode()).hexdigest()[:40]


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _fault_of_consent(said: Mapping[str, str], client_id: str) -> str:
    if said.get("client_id") != client_id:
        return "invalid_client"
    if urlsplit(said.get("redirect_uri", "")).hostname not in {"127.0.0.1", "localhost", "::1"}:
        return "redirect_uri_mismatch"
    wrong = said.get("response_type") != "code" or not said.get("scope")
    return "invalid_request" if wrong or said.get("code_challenge_method", "S256") not in {"S256", "plain"} else ""


def _redirect(said: Mapping[str, str], answer: dict[str, str]) -> Response:
    if "state" in said:
        answer = {"state": said["state"], **answer}
    return Response(302, {"Location": f"{said['redirect_uri']}?{urlencode(answer)}"})
