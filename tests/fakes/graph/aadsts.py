"""The errors of Entra ID, by their AADSTS codes: a code in, the JSON of the error out.

Source: learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes; suberrors and claims:
.../msal/dotnet/advanced/exceptions/msal-error-handling (conditional access and claims challenges).
"""

import json

from tests.fakes._http import Response
from tests.fakes.graph.errors import Json, json_response

# code: error, suberror, message
_KNOWN = {
    "AADSTS50076": (
        "invalid_grant",
        "basic_action",
        "Due to a configuration change made by your administrator, or because you moved to a new location, you must "
        "use multi-factor authentication to access '00000003-0000-0000-c000-000000000000'.",
    ),
    "AADSTS50079": ("invalid_grant", "basic_action", "The user must enroll in multi-factor authentication."),
    "AADSTS50173": (
        "invalid_grant",
        "bad_token",
        "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have "
        "changed or reset their password.",
    ),
    "AADSTS50011": ("invalid_request", "", "The redirect URI does not match those configured for the application."),
    "AADSTS50034": ("invalid_grant", "", "The user account does not exist in the directory."),
    "AADSTS50057": ("invalid_grant", "", "The user account is disabled."),
    "AADSTS53003": (
        "invalid_grant",
        "message_only",
        "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
    ),
    "AADSTS65001": (
        "invalid_grant",
        "consent_required",
        "The user or administrator has not consented to use the application. Send an interactive authorization "
        "request for this user and resource.",
    ),
    "AADSTS65004": ("access_denied", "", "User declined to consent to access the app."),
    "AADSTS70000": ("invalid_grant", "", "The provided authorization code or refresh token is malformed or invalid."),
    "AADSTS70003": ("unsupported_grant_type", "", "The app returned an unsupported grant type."),
    "AADSTS70008": ("invalid_grant", "", "The provided authorization code or refresh token has expired."),
    "AADSTS70011": ("invalid_scope", "", "The provided value for the input parameter 'scope' is not valid."),
    "AADSTS70016": ("authorization_pending", "", "OAuth 2.0 device flow error. Authorization is pending."),
    "AADSTS70020": ("expired_token", "", "The provided device code has expired."),
    "AADSTS700016": ("unauthorized_client", "", "Application was not found in the directory."),
    "AADSTS700025": ("invalid_client", "", "Client is public so no 'client_secret' should be presented."),
    "AADSTS700082": (
        "invalid_grant",
        "bad_token",
        "The refresh token has expired due to inactivity. The token was inactive for 90.00:00:00.",
    ),
    "AADSTS700084": ("invalid_grant", "bad_token", "The refresh token was issued to a single page app."),
    "AADSTS90002": ("invalid_tenant", "", "Tenant not found. Check to make sure you have the correct tenant ID."),
    "AADSTS90033": ("temporarily_unavailable", "", "A transient error has occurred. Please try again."),
    "AADSTS90094": ("consent_required", "", "Admin consent is required for the permissions that were requested."),
    "AADSTS500112": ("invalid_grant", "", "The reply address does not match the reply address of the code request."),
    "AADSTS501481": ("invalid_grant", "", "The Code_Verifier does not match the code_challenge supplied."),
    "AADSTS900144": ("invalid_request", "", "The request body must contain the required parameters."),
    "AADSTS9002313": ("invalid_grant", "", "Invalid request. Request is malformed or invalid."),
    "authorization_declined": ("authorization_declined", "", "The user declined to authorize the device."),
}
_CLAIMED = {"AADSTS50076", "AADSTS50079", "AADSTS53003"}
_NUMBER = "00000000-0000-4000-8000-000000000000"
_WHEN = "2025-03-03 09:30:00Z"
_CLAIMS = json.dumps({"access_token": {"capolids": {"essential": True, "values": [_NUMBER]}}})


class Denied(Exception):
    """Entra says no: the error that goes with the code."""

    def __init__(self, code: str, status: int = 0, retry_after: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.error, self.suberror, self.message = _KNOWN.get(code, (code, "", code))
        usual = 401 if self.error in {"invalid_client", "unauthorized_client"} else 400
        self.status = status or usual
        self._retry_after = retry_after

    @property
    def description(self) -> str:
        """The sentence, with the code before it."""
        ids = f"Trace ID: {_NUMBER} Correlation ID: {_NUMBER}"
        return f"{self.code}: {self.message} {ids} Timestamp: {_WHEN}"

    def body(self) -> Json:
        """The JSON of the error; where conditional access says no, with the claims that would do."""
        said: Json = {
            "error": self.error,
            "error_description": self.description,
            "error_codes": [int(self.code.removeprefix("AADSTS"))] if self.code.startswith("AADSTS") else [],
            "timestamp": _WHEN,
            "trace_id": _NUMBER,
            "correlation_id": _NUMBER,
            "error_uri": f"https://127.0.0.1/error?code={self.code.removeprefix('AADSTS')}",
        }
        if self.suberror:
            said["suberror"] = self.suberror
        if self.code in _CLAIMED:
            said["claims"] = _CLAIMS
        return said

    def response(self) -> Response:
        """The whole answer."""
        more = {} if self._retry_after is None else {"Retry-After": self._retry_after}
        return json_response(self.body(), self.status, more)
