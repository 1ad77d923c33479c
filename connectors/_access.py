"""A bearer token for the next request: from the file, renewed a minute before it ends, or the reason why not.

In: the tokens at rest. Out: an access token, or AuthNeeded with the likely cause. After a refusal nothing is asked
again until the owner signs in anew: the owner has been told, and repeated failures only make a provider suspicious.
Source: RFC 6749, 5.2 and 6.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from connectors._http import Answer, Door
from connectors._tokens import TokenFile
from connectors.errors import AuthNeeded
from connectors.types import Clock

_NOTHING: Mapping[str, str] = MappingProxyType({})
# Seconds before its end at which an access token counts as used up.
_EARLY = 60.0
# How many renewed tokens in a row may be turned away, and the seconds between two such tries.
_REFUSALS = 3
_BETWEEN = 15 * 60.0

UNREFUSED: Mapping[str, Any] = MappingProxyType({"refused": False, "refusals": 0, "refused_at": None})
"""What the tokens of a new sign-in say of refusals."""


class Access(ABC):
    """The tokens of one account, shared with other processes by their file.

    `service` is what the provider is called, `client_id` the client the owner has signed in with. The tokens at rest
    have at least client_id, access_token, expires_at (seconds since 1970), scopes, and what `UNREFUSED` has.
    """

    def __init__(self, file: TokenFile, clock: Clock, service: str, client_id: str) -> None:
        self._file, self._clock = file, clock
        self._service, self._client_id = service, client_id
        self._tokens: dict[str, Any] | None = None
        self._unproven = ""

    @property
    def granted(self) -> frozenset[str]:
        """The names of the scopes that were really granted. Raises AuthNeeded."""
        return frozenset(self._known()["scopes"])

    @property
    def is_at_hand(self) -> bool:
        """Whether the next token needs no renewal. Raises AuthNeeded."""
        return self._is_fresh(self._known()) or self._is_fresh(self._read())

    def token(self) -> str:
        """An access token for the next minute. Raises AuthNeeded, Unreachable, Busy, Misconfigured, Unwritable."""
        if not self._is_fresh(self._known()):
            with self._file.locked():
                known = self._read()
                if not self._is_fresh(known):
                    self._check_refusals(known)
                    self._renew(known)
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
        """Count that a token was turned away right after its renewal; the error that says so."""
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
        self._known()
        damaged = f"The newest tokens of {self._file.account} were damaged; those before them are in use."
        return [damaged] if self._file.fell_back else []

    def request(
        self, door: Door, method: str, url: str, *, headers: Mapping[str, str] = _NOTHING, body: bytes | None = None
    ) -> Answer:
        """Make the request with a token. One that is turned away (401) is renewed once; nothing was done with it then.

        Raises AuthNeeded, Busy, Unreachable, Refused.
        """
        door.route(method, url)
        for last in (False, True):
            token = self.token()
            answer = door.request(method, url, headers={**headers, "Authorization": f"Bearer {token}"}, body=body)
            if answer.status != 401:
                self.accept()
                return answer
            if last or self.is_unproven(token):
                break
            self.drop(token)
        raise self.refuse()

    @abstractmethod
    def _renew(self, known: Mapping[str, Any]) -> None:
        """Ask for a new access token, and keep it. Raises AuthNeeded, Unreachable, Busy, Misconfigured."""

    @abstractmethod
    def _needed(self, known: Mapping[str, Any]) -> AuthNeeded:
        """The error that says why the owner must sign in again."""

    def _renewed(self, known: Mapping[str, Any], token: str, **changes: object) -> None:
        """Keep a new access token, which nobody has taken so far."""
        self._keep(known, access_token=token, **changes)
        self._unproven = token

    def _known(self) -> dict[str, Any]:
        return self._tokens if self._tokens is not None else self._read()

    def _read(self) -> dict[str, Any]:
        """The tokens as they lie in the file now. Raises AuthNeeded."""
        name = self._file.account
        known = self._file.load()
        if known is None:
            raise AuthNeeded(f"Account {name} is not signed in yet; run `headsup login {name}`.")
        if known["client_id"] != self._client_id:
            raise AuthNeeded(f"Account {name} is signed in by another OAuth client; run `headsup login {name}` anew.")
        self._tokens = known
        return known

    def _keep(self, known: Mapping[str, Any], **changes: object) -> None:
        self._tokens = {**known, **changes}
        self._file.save(self._tokens)

    def _check_refusals(self, known: Mapping[str, Any]) -> None:
        """Raise AuthNeeded where asking again would be pointless, or too soon."""
        if known["refused"]:
            raise self._needed(known)
        since = self._now() - (known["refused_at"] or 0.0)
        if known["refusals"] >= _REFUSALS or (known["refusals"] and 0.0 <= since < _BETWEEN):
            raise self._turned_away()

    def _turned_away(self) -> AuthNeeded:
        name = self._file.account
        return AuthNeeded(f"{self._service} turns away even new tokens of account {name}; run `headsup login {name}`.")

    def _is_fresh(self, known: Mapping[str, Any]) -> bool:
        return bool(known["access_token"]) and self._now() < known["expires_at"] - _EARLY

    def _now(self) -> float:
        return self._clock.now().timestamp()
