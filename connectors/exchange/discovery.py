"""Where the web services of a mailbox are, by autodiscover, and how its server signs people in.

In: a mail address. Out: the address of its web services. Only the hosts that follow from the mail address are asked, by
TLS: whatever points elsewhere without it (plain http, DNS) could be anybody's. What exchangelib finds it would keep in
the temporary folder that everybody shares; here it stays in memory, and `known` keeps it.
Source: learn.microsoft.com/exchange/client-developer/exchange-web-services/autodiscover-for-exchange.
"""

from typing import Any

from exchangelib import OAuth2AuthorizationCodeCredentials
from exchangelib.autodiscover import AutodiscoverProtocol, Autodiscovery, discovery
from exchangelib.errors import AutoDiscoverFailed, TransportError
from exchangelib.protocol import BaseProtocol
from exchangelib.transport import BASIC, NTLM, OAUTH2, get_auth_method_from_response

from connectors.errors import Misconfigured, Unreachable
from connectors.exchange.guard import Guard, Place
from connectors.exchange.options import Options, checked_endpoint, is_cloud

AUTH = {"basic": BASIC, "ntlm": NTLM, "oauth": OAUTH2}
_HOSTS = ("", "autodiscover.")
_PATIENCE = 30.0


class _Memory(dict[Any, AutodiscoverProtocol]):
    """In place of the library's cache."""

    def __enter__(self) -> None:
        """Nobody else is there."""

    def __exit__(self, *raised: object) -> None:
        """Nobody else is there."""


discovery.autodiscover_cache = _Memory()
BaseProtocol.HTTP_ADAPTER_CLS = Guard


def bearer(token: str) -> OAuth2AuthorizationCodeCredentials:
    """Credentials of an access token that somebody else renews."""
    return OAuth2AuthorizationCodeCredentials(access_token={"access_token": token, "token_type": "Bearer"})


def found(options: Options, credentials: object) -> str:
    """The address of the web services. Raises Misconfigured, Unreachable, and the library's errors."""
    domain = options.mailbox.rpartition("@")[2].lower()
    for host in _HOSTS:
        address = f"https://{host}{domain}/{Autodiscovery.URL_PATH}"
        Guard.places[address] = Place(options.ca_bundle, discovery=True)
    discovery.autodiscover_cache.clear()
    try:
        answer, _ = _Here(options.mailbox, credentials).discover()
    except TransportError:
        raise Unreachable(
            f"The web services of {domain} are not found by autodiscover at the moment; "
            "Headsup looks again by itself, or set `service_endpoint`."
        ) from None
    return checked_endpoint(str(answer.ews_url))


def auth_of(endpoint: str) -> str:
    """How the server wants people to sign in, one of AUTH; it is asked without any password. Raises Unreachable."""
    with BaseProtocol.raw_session(endpoint) as session:
        answer = session.post(endpoint, data=b"", allow_redirects=False, timeout=_PATIENCE)
    said = get_auth_method_from_response(answer) if answer.status_code == 401 else None
    for name, method in AUTH.items():
        if method == said:
            return name
    raise Unreachable("The server does not say how to sign in; Headsup asks again, or set `auth_type`.")


class _Here(Autodiscovery):  # type: ignore[misc]
    """The library's, which goes nowhere else. That a host does not exist the request itself tells."""

    def _ensure_valid_hostname(self, url: str) -> None:
        pass

    def _redirect_url_is_valid(self, url: str) -> bool:
        if is_cloud(url):
            raise Misconfigured('This mailbox has moved to Microsoft\'s cloud; use kind = "graph".')
        return False

    def _build_response(self, ad_response: Any) -> tuple[Any, None]:  # noqa: ANN401
        """What was told, and no protocol of the library's, which it would keep and use in place of ours."""
        return ad_response, None

    def _step_3(self, hostname: str) -> None:
        raise AutoDiscoverFailed(hostname)
