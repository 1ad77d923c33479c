"""Who may ask: Basic, NTLM and OAuth, as Exchange's web server takes them.

Source: learn.microsoft.com/en-us/exchange/client-developer/exchange-web-services/authentication-and-ews-in-exchange.
NTLM signs in a connection, the others each request.
"""

import base64
import binascii
from dataclasses import dataclass, field

from tests.fakes._http import Request, Response
from tests.fakes.exchange.ntlm import Ntlm
from tests.fakes.google.world import World
from tests.fakes.graph.entra import Entra
from tests.fakes.graph.errors import Refusal

SCOPE = "EWS.AccessAsUser.All"
_REALMS = {
    "NTLM": "NTLM",
    "Basic": 'Basic realm="harbour.example"',
    "Bearer": 'Bearer client_id="", trusted_issuers=""',
}


@dataclass(slots=True)
class Access:
    """`offers` are the ways of signing in that the server takes; `user` is the owner's name there (HARBOUR\\ada).

    The address of the owner's mailbox is as good a name as that.
    """

    world: World
    entra: Entra
    user: str = ""
    password: str = "lighthouse-7"
    offers: tuple[str, ...] = ("NTLM", "Basic", "Bearer")
    _ntlm: Ntlm = field(default_factory=Ntlm)

    def __post_init__(self) -> None:
        name, _, domain = self.world.owner.partition("@")
        self.user = self.user or f"{domain.partition('.')[0].upper()}\\{name}"

    def refusal(self, request: Request) -> Response | None:
        """What a request is answered that is not signed in; None for one that is."""
        kind, _, said = request.headers.get("authorization", "").partition(" ")
        if kind.upper() == "NTLM" and "NTLM" in self.offers:
            token = self._ntlm.challenge(request.connection, said.strip(), self._passwords)
            if token is not None:
                return Response(401, {"WWW-Authenticate": f"NTLM {token}"})
        return None if self._is_signed_in(request, kind, said) else self.refused()

    def refused(self) -> Response:
        """The answer to whom is not signed in: the ways to do so."""
        more = {"MS-Diagnostics-Public": '2000002;reason="Modern Auth"'} if self.offers == ("Bearer",) else {}
        return Response(401, {"WWW-Authenticate": ", ".join(_REALMS[one] for one in self.offers), **more})

    @property
    def _passwords(self) -> dict[str, str]:
        return {self.user: self.password, self.world.owner: self.password}

    def _is_signed_in(self, request: Request, kind: str, said: str) -> bool:
        if kind.lower() == "basic" and "Basic" in self.offers:
            return self._is_password(said)
        if kind.lower() == "bearer" and "Bearer" in self.offers:
            return self._is_token(request)
        return "NTLM" in self.offers and request.connection in self._ntlm.signed_in

    def _is_password(self, said: str) -> bool:
        try:
            user, _, password = base64.b64decode(said, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        return self._passwords.get(user) == password

    def _is_token(self, request: Request) -> bool:
        try:
            grant = self.entra.bearer(request.headers)
        except Refusal:
            return False
        return any(one.rpartition("/")[2] == SCOPE for one in grant.scopes)
