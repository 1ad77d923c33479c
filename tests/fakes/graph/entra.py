"""Entra ID, the sign-in side: consent, codes, devices and tokens; what a bearer token may do.

Sources: learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow, .../v2-oauth2-device-code,
.../v2-protocols-oidc, .../id-token-claims-reference, .../refresh-tokens; RFC 7636 for the code challenge. Refresh
tokens rotate: each use gives a new one, and the one before stays good until its own time.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.fakes.google.oauth import as_asked, challenge_of
from tests.fakes.google.world import World, deed
from tests.fakes.graph.aadsts import Denied
from tests.fakes.graph.errors import Json, Refusal

TENANT = "72f1a3d0-0000-4000-8000-5a1c0b7d9e11"
USER_ID = "0a8d6f3e-0000-4000-8000-c2b1e4f70b66"
OPENID = frozenset({"openid", "profile", "email", "offline_access"})
_GRAPH = "https://graph.microsoft.com/"
_CODE = timedelta(minutes=10)
_DEVICE = timedelta(minutes=15)
_DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass(slots=True)
class Grant:
    """A sign-in: what it may do, and until when its refresh token is good. `denied` is why it is good no longer."""

    scopes: frozenset[str]
    access_token: str
    expires_at: datetime
    refresh_token: str
    lapses_at: datetime
    denied: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code, and what its redemption must fit."""

    scopes: frozenset[str]
    redirect_uri: str
    challenge: str
    nonce: str
    until: datetime


@dataclass(slots=True)
class Device:
    """A device that waits for its owner to enter the code. `answer` is what the owner consented to."""

    asked: frozenset[str]
    user_code: str
    until: datetime
    answer: frozenset[str] | None = None
    denied: str = ""


@dataclass(slots=True)
class Entra:
    """The directory with one user and one public client.

    `consent` says which of the asked scopes are granted (fewer or more), or None where the user declines. `refuses` is
    the code of the error that the consent page answers with ("AADSTS90094"), `token_refuses` that of the token endpoint
    ("AADSTS50076"). `waits` leaves devices pending until `user_enters`. `life` and `refresh_life` are how long the
    tokens last; `token_calls` counts POSTs to the token endpoint.
    """

    world: World
    client_id: str = "3d5c1f9a-0000-4000-8000-9b7e2a6c4d10"
    consent: Callable[[frozenset[str]], Iterable[str] | None] = as_asked
    refuses: str = ""
    token_refuses: str = ""
    waits: bool = False
    interval: int = 5
    life: timedelta = timedelta(seconds=3599)
    refresh_life: timedelta = timedelta(days=90)
    token_calls: int = 0
    grants: list[Grant] = field(default_factory=list)
    _codes: dict[str, Code] = field(default_factory=dict)
    _devices: dict[str, Device] = field(default_factory=dict)
    _access: dict[str, tuple[Grant, datetime]] = field(default_factory=dict)
    _refresh: dict[str, tuple[Grant, datetime]] = field(default_factory=dict)
    _consented: frozenset[str] = frozenset()
    _made: int = 0

    @deed
    def grant(self, *scopes: str) -> Grant:
        """Sign in without a browser: a grant of these scopes, with both tokens."""
        return self._grant(frozenset(scopes) | OPENID)

    @deed
    def revoke(self, why: str = "AADSTS50173") -> None:
        """No token works any more: of a changed password (AADSTS50173), a withdrawn consent (AADSTS65001), .."""
        for grant in self.grants:
            grant.denied = why
        self._access.clear()
        self._consented = frozenset()

    @deed
    def expire(self) -> None:
        """All access tokens lapse now; refresh tokens stay good."""
        self._access.clear()

    @deed
    def user_enters(self, user_code: str, *, declines: bool = False) -> None:
        """The owner enters the code that the device shows, and consents or declines."""
        device = next(one for one in self._devices.values() if one.user_code == user_code)
        self._decide(device, declines=declines)

    def bearer(self, headers: Mapping[str, str]) -> Grant:
        """The grant behind the Authorization header. Raises Refusal (401)."""
        kind, _, token = headers.get("authorization", "").partition(" ")
        grant, until = self._access.get(token, (None, self.world.now))
        if kind.lower() != "bearer" or grant is None or until <= self.world.now:
            raise Refusal("InvalidAuthenticationToken")
        return grant

    def code(self, said: Mapping[str, str]) -> str:
        """An authorization code for a consent request that is well formed. Raises Denied."""
        if self.refuses:
            raise Denied(self.refuses)
        asked = plain(said.get("scope", ""))
        granted = self.consent(asked)
        if granted is None:
            raise Denied("AADSTS65004")
        code = f"1.AX{self._secret('code')}"
        until = self.world.now + _CODE
        challenge = said.get("code_challenge", "")
        scopes = self._granted(asked, granted)
        self._codes[code] = Code(scopes, said["redirect_uri"], challenge, said.get("nonce", ""), until)
        return code

    def device(self, said: Mapping[str, str], url: str) -> Json:
        """A device code and what to tell the user. Raises Denied."""
        self._check_client(said)
        code, user_code = self._secret("device"), self._secret("user")[:9].upper()
        made = Device(plain(said.get("scope", "")), user_code, self.world.now + _DEVICE)
        self._devices[code] = made
        if not self.waits:
            self._decide(made, declines=False)
        page = f"{url}/devicelogin"
        return {
            "user_code": user_code,
            "device_code": code,
            "verification_uri": page,
            "expires_in": int(_DEVICE.total_seconds()),
            "interval": self.interval,
            "message": f"To sign in, open the page {page} and enter the code {user_code} to authenticate.",
        }

    def token(self, said: Mapping[str, str], issuer: str) -> Json:
        """The tokens that a form asks for. Raises Denied."""
        self.token_calls += 1
        self._check_client(said)
        if self.token_refuses:
            raise Denied(self.token_refuses)
        kind = said.get("grant_type", "")
        if kind == "authorization_code":
            code = self._redeemed(said)
            return self._told(self._grant(code.scopes), said, issuer, code.nonce)
        if kind == "refresh_token":
            return self._told(self._refreshed(said), said, issuer, "")
        if kind in {_DEVICE_GRANT, "device_code"}:
            return self._told(self._grant(self._of_device(said.get("device_code", ""))), said, issuer, "")
        raise Denied("AADSTS70003")

    def _check_client(self, said: Mapping[str, str]) -> None:
        if said.get("client_id") != self.client_id:
            raise Denied("AADSTS700016")
        if "client_secret" in said:
            raise Denied("AADSTS700025")

    def _redeemed(self, said: Mapping[str, str]) -> Code:
        """The code, which is good once, with the verifier that its challenge asks for (RFC 7636, 4.6)."""
        code = self._codes.pop(said.get("code", ""), None)
        if code is None:
            raise Denied("AADSTS70000")
        if code.until <= self.world.now:
            raise Denied("AADSTS70008")
        if said.get("redirect_uri") != code.redirect_uri:
            raise Denied("AADSTS500112")
        if code.challenge and challenge_of(said.get("code_verifier", "")) != code.challenge:
            raise Denied("AADSTS501481")
        return code

    def _refreshed(self, said: Mapping[str, str]) -> Grant:
        grant, lapses_at = self._refresh.get(said.get("refresh_token", ""), (None, self.world.now))
        if grant is None:
            raise Denied("AADSTS9002313")
        if grant.denied:
            raise Denied(grant.denied)
        if lapses_at <= self.world.now:
            raise Denied("AADSTS700082")
        if not plain(said.get("scope", "")) - {".default"} <= grant.scopes | OPENID:
            raise Denied("AADSTS65001")
        self._renew(grant)
        return grant

    def _of_device(self, code: str) -> frozenset[str]:
        device = self._devices.get(code)
        if device is None:
            raise Denied("AADSTS70000")
        if device.until <= self.world.now:
            raise Denied("AADSTS70020")
        if device.denied:
            raise Denied(device.denied)
        if device.answer is None:
            raise Denied("AADSTS70016")
        del self._devices[code]
        return device.answer

    def _decide(self, device: Device, *, declines: bool) -> None:
        granted = None if declines else self.consent(device.asked)
        device.denied = self.refuses or ("" if granted is not None else "authorization_declined")
        device.answer = self._granted(device.asked, granted or ())

    def _granted(self, asked: frozenset[str], granted: Iterable[str]) -> frozenset[str]:
        """All that is consented to by now: what was consented to earlier is granted again."""
        self._consented |= frozenset(granted) | (asked & OPENID)
        return self._consented

    def _grant(self, scopes: frozenset[str]) -> Grant:
        grant = Grant(scopes, "", self.world.now, "", self.world.now)
        self.grants.append(grant)
        self._renew(grant)
        return grant

    def _renew(self, grant: Grant) -> None:
        grant.access_token, grant.refresh_token = f"eyJ0.{self._secret('access')}", f"1.AR{self._secret('refresh')}"
        grant.expires_at, grant.lapses_at = self.world.now + self.life, self.world.now + self.refresh_life
        self._access[grant.access_token] = (grant, grant.expires_at)
        self._refresh[grant.refresh_token] = (grant, grant.lapses_at)

    def _told(self, grant: Grant, said: Mapping[str, str], issuer: str, nonce: str) -> Json:
        """The answer of the token endpoint. The openid scopes that are asked for decide what comes with it."""
        found: Json = {
            "token_type": "Bearer",
            "scope": " ".join(sorted(grant.scopes - {"offline_access"})),
            "expires_in": int(self.life.total_seconds()),
            "ext_expires_in": int(self.life.total_seconds()),
            "access_token": grant.access_token,
        }
        if "offline_access" in grant.scopes:
            found["refresh_token"] = grant.refresh_token
        if "openid" in grant.scopes:
            found["id_token"] = self._id_token(issuer, nonce)
        if said.get("client_info") == "1":
            found["client_info"] = _packed({"uid": USER_ID, "utid": TENANT})
        return found

    def _id_token(self, issuer: str, nonce: str) -> str:
        """Claims about the owner. Their times are the machine's, against whose clock msal holds them."""
        now = int(datetime.now(UTC).timestamp())
        claims: Json = {
            "ver": "2.0",
            "iss": issuer,
            "aud": self.client_id,
            "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
            "oid": USER_ID,
            "tid": TENANT,
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
            "name": self.world.owner.partition("@")[0],
            "preferred_username": self.world.owner,
            "email": self.world.owner,
        }
        if nonce:
            claims["nonce"] = nonce
        return f"{_packed({'typ': 'JWT', 'alg': 'RS256', 'kid': 'twin'})}.{_packed(claims)}.c2lnbmF0dXJl"

    def _secret(self, kind: str) -> str:
        self._made += 1
        return hashlib.sha256(f"{kind} {self._made}".encode()).hexdigest()[:40]


def plain(scopes: str) -> frozenset[str]:
    """Scopes without the address of Graph, which may stand before them or not."""
    return frozenset(one.removeprefix(_GRAPH) for one in scopes.split())


def _packed(said: Json) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
