"""Entra's addresses: requests for discovery, consent, devices and tokens in, pages and JSON out.

Sources: learn.microsoft.com/en-us/entra/identity-platform/v2-protocols-oidc (discovery), .../v2-oauth2-auth-code-flow
(`response_mode`: query, or form_post, whose page posts itself).
"""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.fakes._http import Request, Response, segments
from tests.fakes.graph.aadsts import Denied
from tests.fakes.graph.entra import OPENID, TENANT, Entra
from tests.fakes.graph.errors import Json, json_response

_TENANTS = {"common", "organizations", "consumers", TENANT}
_TEMPLATES = {
    ("v2.0", ".well-known", "openid-configuration"): "entra.openid-configuration",
    ("oauth2", "v2.0", "authorize"): "entra.authorize",
    ("oauth2", "v2.0", "token"): "entra.token",
    ("oauth2", "v2.0", "devicecode"): "entra.devicecode",
    ("discovery", "instance"): "entra.instance",
    ("discovery", "v2.0", "keys"): "entra.keys",
}
_HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass(slots=True)
class EntraPages:
    """Answers what is asked of Entra at `https://HOST/{tenant}/..`."""

    entra: Entra

    def template(self, request: Request) -> str:
        """The name of the page that a request asks for, "" for none."""
        return _TEMPLATES.get(tuple(segments(request.path)[1:]), "")

    def answer(self, request: Request) -> Response:
        """The page."""
        pages: Mapping[str, Callable[[Request], Response]] = {
            "entra.openid-configuration": self._configuration,
            "entra.authorize": self._authorize,
            "entra.token": self._token,
            "entra.devicecode": self._devicecode,
            "entra.instance": self._instance,
            "entra.keys": lambda _: json_response({"keys": []}),
        }
        try:
            if segments(request.path)[0].lower() not in _TENANTS:
                raise Denied("AADSTS90002")
            return pages[self.template(request)](request)
        except Denied as denied:
            return denied.response()

    def _configuration(self, request: Request) -> Response:
        url, tenant = _url(request), segments(request.path)[0]
        base = f"{url}/{tenant}/oauth2/v2.0"
        shown = "{tenantid}" if tenant in {"common", "organizations"} else tenant
        said: Json = {
            "issuer": f"{url}/{shown}/v2.0",
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "device_authorization_endpoint": f"{base}/devicecode",
            "jwks_uri": f"{url}/{tenant}/discovery/v2.0/keys",
            "response_modes_supported": ["query", "fragment", "form_post"],
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "scopes_supported": sorted(OPENID),
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "subject_types_supported": ["pairwise"],
            "tenant_region_scope": None,
            "cloud_instance_name": urlsplit(url).netloc,
        }
        return json_response(said)

    def _instance(self, request: Request) -> Response:
        host = request.headers.get("host", "")
        said: Json = {
            "tenant_discovery_endpoint": f"{_url(request)}/common/v2.0/.well-known/openid-configuration",
            "api-version": "1.1",
            "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
        }
        return json_response(said)

    def _authorize(self, request: Request) -> Response:
        said = {name: values[0] for name, values in request.query.items()}
        fault = self._fault_of(said)
        if fault:
            return Response(400, _HTML, f"<p>{html.escape(Denied(fault).description)}</p>".encode())
        try:
            answer = {"code": self.entra.code(said), "session_state": "00000000-0000-4000-8000-000000000001"}
        except Denied as denied:
            error = "interaction_required" if denied.error == "invalid_grant" else denied.error
            answer = {"error": error, "error_description": denied.description}
            answer |= {"error_subcode": "cancel"} if denied.error == "access_denied" else {}
        return _sent_back(said, answer)

    def _fault_of(self, said: Mapping[str, str]) -> str:
        """What is wrong with a consent request so that nobody is sent back."""
        if said.get("client_id") != self.entra.client_id:
            return "AADSTS700016"
        if urlsplit(said.get("redirect_uri", "")).hostname not in {"localhost", "127.0.0.1", "::1"}:
            return "AADSTS50011"
        pkce = said.get("code_challenge") and said.get("code_challenge_method") == "S256"
        return "" if said.get("response_type") == "code" and said.get("scope") and pkce else "AADSTS900144"

    def _token(self, request: Request) -> Response:
        return json_response(self.entra.token(_form(request), f"{_url(request)}/{TENANT}/v2.0"))

    def _devicecode(self, request: Request) -> Response:
        return json_response(self.entra.device(_form(request), _url(request)))


def _url(request: Request) -> str:
    return f"https://{request.headers.get('host', '')}"


def _form(request: Request) -> dict[str, str]:
    said = parse_qs(request.body.decode("ascii", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in said.items()}


def _sent_back(said: Mapping[str, str], answer: dict[str, str]) -> Response:
    """The browser is sent to the redirect URI, or posts a form there."""
    answer |= {"state": said["state"]} if "state" in said else {}
    if said.get("response_mode") != "form_post":
        return Response(302, {"Location": f"{said['redirect_uri']}?{urlencode(answer)}"})
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">' for name, value in answer.items()
    )
    action = html.escape(said["redirect_uri"])
    page = f'<body onload="document.forms[0].submit()"><form method="POST" action="{action}">{fields}</form></body>'
    return Response(200, _HTML, page.encode())
