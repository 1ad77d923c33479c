"""Refusals as Microsoft Graph words them: a code in, the JSON of an error out.

Shapes: learn.microsoft.com/en-us/graph/errors; the codes of Outlook are those of Exchange:
.../exchange/client-developer/web-service-reference/responsecode; throttling: .../graph/throttling-limits.
"""

import base64
import hashlib
import json
from typing import Any

from tests.fakes._http import Response

Json = dict[str, Any]

# code: status, message
_KNOWN = {
    "BadRequest": (400, "The request is malformed or incorrect."),
    "ErrorInvalidIdMalformed": (400, "Id is malformed."),
    "ErrorInvalidRequest": (400, "The request is invalid."),
    "ErrorInvalidPropertySet": (400, "Set action is invalid for property."),
    "ErrorMimeContentInvalidBase64String": (400, "Invalid base64 string for MIME content."),
    "ErrorCalendarEndDateIsEarlierThanStartDate": (400, "End Date is earlier than Start Date."),
    "ErrorPropertyValidationFailure": (400, "At least one property failed validation."),
    "InefficientFilter": (400, "The restriction or sort order is too complex for this operation."),
    "InvalidInternetMessageHeader": (400, "The internet message header name should start with 'x-' or 'X-'."),
    "TimeZoneNotSupportedException": (400, "A valid TimeZone value must be specified."),
    "InvalidAuthenticationToken": (401, "Access token is empty or has expired."),
    "ErrorAccessDenied": (403, "Access is denied. Check credentials and try again."),
    "ErrorQuotaExceeded": (403, "The mailbox has reached its quota."),
    "MailboxNotEnabledForRESTAPI": (404, "The mailbox is either inactive, soft-deleted, or is hosted on-premise."),
    "ErrorItemNotFound": (404, "The specified object was not found in the store."),
    "ResourceNotFound": (404, "Resource could not be discovered."),
    "ErrorFolderExists": (409, "A folder with the specified name already exists."),
    "ConcurrentItemSave": (409, "The item save has failed due to a conflict."),
    "SyncStateNotFound": (410, "The sync state generation is not found; generation=149;[highest=157][157][155][156]."),
    "SyncStateInvalid": (410, "The sync state is invalid."),
    "resyncRequired": (410, "Resync required. Replace any local items with the server's version."),
    "ErrorIrresolvableConflict": (
        412,
        "The send or update operation could not be performed because the change key passed in the request does not "
        "match the current change key for the item.",
    ),
    "ErrorMessageSizeExceeded": (413, "The message exceeds the maximum supported size."),
    "ApplicationThrottled": (429, "Application is over its MailboxConcurrency limit."),
    "TooManyRequests": (429, "Too many requests."),
    "ErrorInternalServerError": (500, "An internal server error occurred. The operation failed."),
    "NotImplemented": (501, "The twin does not have this method."),
    "BadGateway": (502, "Bad gateway."),
    "ErrorServerBusy": (503, "The server cannot service this request right now. Try again later."),
    "ErrorMailboxStoreUnavailable": (503, "The mailbox database is temporarily unavailable."),
    "serviceNotAvailable": (503, "The service is temporarily unavailable."),
    "UnknownError": (504, ""),
    "ErrorInsufficientStorage": (507, "The mailbox is full."),
    "ActivityLimitReached": (509, "The app or user has been throttled."),
}
_USUAL = {
    400: "BadRequest",
    401: "InvalidAuthenticationToken",
    403: "ErrorAccessDenied",
    404: "ErrorItemNotFound",
    409: "ConcurrentItemSave",
    410: "SyncStateNotFound",
    412: "ErrorIrresolvableConflict",
    413: "ErrorMessageSizeExceeded",
    429: "ApplicationThrottled",
    500: "ErrorInternalServerError",
    501: "NotImplemented",
    502: "BadGateway",
    503: "ErrorServerBusy",
    507: "ErrorInsufficientStorage",
    509: "ActivityLimitReached",
}
_CLAIMS = json.dumps({"access_token": {"nbf": {"essential": True, "value": "1741000000"}}})


class Refusal(Exception):
    """The twin says no: with the code given, or else with the one that goes with the status.

    `challenge` makes a 401 the claims challenge of continuous access evaluation (learn.microsoft.com/en-us/entra/
    identity-platform/claims-challenge).
    """

    def __init__(
        self,
        code: str = "",
        message: str = "",
        status: int = 0,
        retry_after: str | None = None,
        *,
        challenge: bool = False,
    ) -> None:
        super().__init__(code or str(status))
        self.code = code or _USUAL.get(status, "UnknownError")
        usual, text = _KNOWN.get(self.code, (400, self.code))
        self.status = status or usual
        self.message = message or text
        self.retry_after = retry_after
        self.challenge = challenge

    def body(self) -> Json:
        """The JSON of the error."""
        number = hashlib.sha256(self.message.encode()).hexdigest()
        request = f"{number[:8]}-{number[8:12]}-{number[12:16]}-{number[16:20]}-{number[20:32]}"
        inner = {"date": "2025-03-03T09:30:00", "request-id": request, "client-request-id": request}
        return {"error": {"code": self.code, "message": self.message, "innerError": inner}}

    def headers(self) -> dict[str, str]:
        """WWW-Authenticate where a token is wrong, Retry-After where it is said."""
        said = {} if self.retry_after is None else {"Retry-After": self.retry_after}
        if self.status == 401:
            said["WWW-Authenticate"] = 'Bearer realm="", authorization_uri="https://127.0.0.1/common/oauth2/authorize"'
        if self.challenge:
            packed = base64.b64encode(_CLAIMS.encode()).decode()
            said["WWW-Authenticate"] += f', error="insufficient_claims", claims="{packed}"'
        return said

    def response(self) -> Response:
        """The whole answer."""
        return json_response(self.body(), self.status, self.headers())


def json_response(said: Json, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON as an answer."""
    kind = {"Content-Type": "application/json"}
    return Response(status, {**kind, **(headers or {})}, json.dumps(said).encode())
