"""Refusals as Google words them: status and reason in, the JSON of an error out.

Shapes: developers.google.com/workspace/gmail/api/guides/handle-errors and .../calendar/api/guides/errors; those of
OAuth: RFC 6749, 5.2.
"""

import json
from typing import Any

from tests.fakes._http import Response

Json = dict[str, Any]

# reason: status, message, domain
_KNOWN = {
    "badRequest": (400, "Bad Request", "global"),
    "invalid": (400, "Invalid Value", "global"),
    "invalidArgument": (400, "Invalid argument", "global"),
    "failedPrecondition": (400, "Precondition check failed.", "global"),
    "required": (400, "Required", "global"),
    "parseError": (400, "Parse Error", "global"),
    "timeRangeEmpty": (400, "The specified time range is empty.", "calendar"),
    "authError": (401, "Invalid Credentials", "global"),
    "insufficientPermissions": (403, "Request had insufficient authentication scopes.", "global"),
    "forbidden": (403, "Forbidden", "global"),
    "rateLimitExceeded": (403, "Rate Limit Exceeded", "usageLimits"),
    "userRateLimitExceeded": (403, "User Rate Limit Exceeded", "usageLimits"),
    "dailyLimitExceeded": (403, "Daily Limit Exceeded", "usageLimits"),
    "quotaExceeded": (403, "Calendar usage limits exceeded.", "usageLimits"),
    "domainPolicy": (403, "The domain administrators have disabled Gmail apps.", "global"),
    "notFound": (404, "Requested entity was not found.", "global"),
    "duplicate": (409, "The requested identifier already exists.", "global"),
    "deleted": (410, "Resource has been deleted", "global"),
    "fullSyncRequired": (410, "Sync token is no longer valid, a full sync is required.", "calendar"),
    "updatedMinTooLongAgo": (410, "The requested minimum modification time lies too far in the past.", "calendar"),
    "conditionNotMet": (412, "Precondition Failed", "global"),
    "backendError": (500, "Backend Error", "global"),
}
_USUAL = {
    400: "badRequest",
    401: "authError",
    403: "forbidden",
    404: "notFound",
    409: "duplicate",
    410: "fullSyncRequired",
    412: "conditionNotMet",
    429: "rateLimitExceeded",
}
_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
_LOCATED = {
    "authError": ("header", "Authorization"),
    "conditionNotMet": ("header", "If-Match"),
    "fullSyncRequired": ("parameter", "syncToken"),
    "updatedMinTooLongAgo": ("parameter", "updatedMin"),
    "timeRangeEmpty": ("parameter", "timeMax"),
}
_OAUTH = {"invalid_grant", "invalid_client", "invalid_request", "invalid_token", "unsupported_grant_type"}


class Refusal(Exception):
    """A call that the twin will not carry out. `status` 0 takes the one the reason usually comes with."""

    def __init__(
        self, reason: str = "", message: str = "", status: int = 0, retry_after: str | None = None, scopes: str = ""
    ) -> None:
        super().__init__(reason or str(status))
        self.reason = reason or _USUAL.get(status, "backendError")
        usual, text, self.domain = _KNOWN.get(self.reason, (400, self.reason, "global"))
        self.status = status or usual
        self.message = message or text
        self.retry_after = retry_after
        self.scopes = scopes

    def body(self, *, gmail: bool) -> Json:
        """The JSON of the error; Gmail's also carries the word for the status."""
        detail = {"message": self.message, "domain": self.domain, "reason": self.reason}
        if self.reason in _LOCATED:
            detail["locationType"], detail["location"] = _LOCATED[self.reason]
        said: Json = {"code": self.status, "message": self.message, "errors": [detail]}
        if gmail:
            said["status"] = _STATUS.get(self.status, "UNKNOWN")
        return {"error": said}

    def headers(self) -> dict[str, str]:
        """WWW-Authenticate where a token is wrong or narrow (RFC 6750, 3), Retry-After where it is said."""
        said = {} if self.retry_after is None else {"Retry-After": self.retry_after}
        realm = 'Bearer realm="https://accounts.google.com/"'
        if self.reason == "authError":
            said["WWW-Authenticate"] = f'{realm}, error="invalid_token"'
        elif self.reason == "insufficientPermissions":
            said["WWW-Authenticate"] = f'{realm}, error="insufficient_scope", scope="{self.scopes}"'
        return said

    def response(self, *, gmail: bool = True) -> Response:
        """The whole answer; the errors of OAuth have a shape of their own."""
        if self.reason in _OAUTH:
            return json_response({"error": self.reason, "error_description": self.message}, self.status)
        return json_response(self.body(gmail=gmail), self.status, self.headers())


def json_response(said: Json, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON as an answer."""
    kind = {"Content-Type": "application/json; charset=UTF-8"}
    return Response(status, {**kind, **(headers or {})}, json.dumps(said).encode())
