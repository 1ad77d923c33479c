"""Entra's sign-in by msal, all of whose requests go through the one door.

In: the options and the token cache as text. Out: msal's application.
Source: learn.microsoft.com/entra/msal/python.
"""

import json
import logging
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from connectors._http import Door
from connectors.errors import Misconfigured, Unreachable
from connectors.graph import routes
from connectors.graph.options import Options
from connectors.types import Clock

# It logs addresses, user names and what the service said.
logging.getLogger("msal").setLevel(logging.CRITICAL)

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Identity:
    """msal's application of one account. Raises Misconfigured, Unreachable, Busy."""

    def __init__(self, options: Options, clock: Clock, cache: str = "", *, once: bool = False) -> None:
        try:
            import msal  # type: ignore[import-untyped]
        except ImportError:
            raise Misconfigured("Microsoft's library is missing; run `pip install 'headsup[graph]'`.") from None
        door = Door(options.authority, routes.entra(options, once=once), clock, ca_bundle=options.ca_bundle)
        self._cache = msal.SerializableTokenCache()
        self._cache.deserialize(cache or None)
        try:
            self.app = msal.PublicClientApplication(
                options.client_id,
                authority=f"{options.authority}/{options.tenant}",
                instance_discovery=options.instance_discovery,
                http_client=_Transport(door),
                token_cache=self._cache,
            )
        except (ValueError, KeyError):
            raise Unreachable(
                "What answers in place of Microsoft's sign-in is not Microsoft, or there is no such tenant; look at "
                "network, authority and tenant."
            ) from None

    @property
    def cache(self) -> str:
        """The token cache as text."""
        return str(self._cache.serialize())

    def begun(self, names: list[str], redirect: str) -> dict[str, Any]:
        """A sign-in by a code that comes back to `redirect`: the address to open (`auth_uri`), and what to keep of it.

        The code comes in the address, which alone can be carried over from a browser on another machine by hand.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # msal would rather have it posted
            flow: dict[str, Any] = self.app.initiate_auth_code_flow(
                names, redirect_uri=redirect, prompt="select_account"
            )
        return flow

    def renewed(self, names: list[str]) -> dict[str, Any] | None:
        """A new access token by the refresh token, or Entra's error; None where there is nothing to renew."""
        accounts = self.app.get_accounts()
        if not accounts:
            return None
        try:
            found: dict[str, Any] | None = self.app.acquire_token_silent_with_error(
                names, accounts[0], force_refresh=True
            )
        except (ValueError, KeyError):
            raise garbled() from None
        return found


def garbled() -> Unreachable:
    """The error for an answer that cannot be read."""
    return Unreachable("The answer of Microsoft's sign-in could not be read; Headsup tries again by itself.")


@dataclass(frozen=True, slots=True, repr=False)
class _Reply:
    """An answer in the shape that msal wants."""

    status_code: int
    headers: Mapping[str, str]
    text: str

    def raise_for_status(self) -> None:
        """The door has made an error of what is none of msal's business."""

    def json(self) -> Any:  # noqa: ANN401 - as the shape has it
        return json.loads(self.text)


class _Transport:
    """What msal takes for a requests session: every request goes through the door."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def get(self, url: str, params: Mapping[str, str] | None = None, **more: Any) -> _Reply:  # noqa: ANN401
        """GET. Raises ConnectorError."""
        return self._made("GET", f"{url}?{urlencode(params)}" if params else url, more.get("headers"), None)

    def post(self, url: str, data: Mapping[str, Any] | None = None, **more: Any) -> _Reply:  # noqa: ANN401
        """POST a form. Raises ConnectorError."""
        form = {field: value for field, value in (data or {}).items() if value is not None}
        return self._made("POST", url, {**(more.get("headers") or {}), **_FORM}, urlencode(form).encode())

    def close(self) -> None:
        """Nothing to close."""

    def _made(self, method: str, url: str, headers: Mapping[str, str] | None, body: bytes | None) -> _Reply:
        answer = self._door.request(method, url, headers=headers or {}, body=body)
        return _Reply(answer.status, answer.headers, answer.body.decode("utf-8", "replace"))
