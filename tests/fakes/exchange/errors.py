"""Refusals as Exchange words them: a code in, the response message, fault or HTTP answer out.

Codes: learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/responsecode; back-off:
.../exchange-web-services/ews-throttling-in-exchange (a fault, HTTP 500, with the milliseconds in MessageXml).
"""

from tests.fakes._http import Response
from tests.fakes.exchange.soap import KIND, enveloped, made

_KNOWN = {
    "ErrorAccessDenied": "Access is denied. Check credentials and try again.",
    "ErrorCalendarEndDateIsEarlierThanStartDate": "End Date is earlier than Start Date.",
    "ErrorCalendarViewRangeTooBig": "The specified view range exceeds the maximum range of two years.",
    "ErrorChangeKeyRequiredForWriteOperations": "A change key is required for this operation.",
    "ErrorExceededFindCountLimit": "You have exceeded the maximum number of objects that can be returned.",
    "ErrorFolderExists": "A folder with the specified name already exists.",
    "ErrorFolderNotFound": "The specified folder could not be found in the store.",
    "ErrorInternalServerError": "An internal server error occurred. The operation failed.",
    "ErrorInvalidIdMalformed": "Id is malformed.",
    "ErrorInvalidOperation": "The twin does not have this operation.",
    "ErrorInvalidPropertyForOperation": "The property is not valid for this operation.",
    "ErrorInvalidPropertySet": "Set action is invalid for property.",
    "ErrorInvalidServerVersion": "The specified server version is invalid.",
    "ErrorInvalidSyncStateData": "Synchronization state data is corrupt or otherwise invalid.",
    "ErrorIrresolvableConflict": (
        "The send or update operation could not be performed because the change key passed in the request does not "
        "match the current change key for the item."
    ),
    "ErrorItemNotFound": "The specified object was not found in the store.",
    "ErrorMailboxMoveInProgress": "Mailbox move in progress. Try again later.",
    "ErrorMailboxStoreUnavailable": "The mailbox database is temporarily unavailable.",
    "ErrorMessageDispositionRequired": "The MessageDisposition attribute is required.",
    "ErrorNameResolutionMultipleResults": "Multiple results were found.",
    "ErrorNameResolutionNoResults": "No results were found.",
    "ErrorPropertyValidationFailure": "At least one property failed validation.",
    "ErrorQuotaExceeded": "The mailbox has exceeded its quota.",
    "ErrorSchemaValidation": "The request failed schema validation.",
    "ErrorSendMeetingCancellationsRequired": "Send meeting cancellations required.",
    "ErrorSendMeetingInvitationsOrCancellationsRequired": "Send meeting invitations or cancellations required.",
    "ErrorSendMeetingInvitationsRequired": "Send meeting invitations required.",
    "ErrorServerBusy": "The server cannot service this request right now. Try again later.",
    "ErrorTimeZone": "The time zone is invalid.",
    "ErrorTooManyObjectsOpened": "Too many objects are opened.",
}


class Refusal(Exception):
    """One part of a request fails: a response message of the class Error, amid others that may not."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message or sentence(code)


class SoapFault(Exception):
    """A whole request fails: HTTP 500 with a fault. `back_off` is what BackOffMilliseconds says, None for nothing."""

    def __init__(self, code: str, message: str = "", back_off: str | None = None, status: int = 500) -> None:
        super().__init__(code)
        self.code = code
        self._message = message or sentence(code)
        self._back_off = back_off
        self._status = status

    def response(self) -> Response:
        """The whole answer."""
        code = made("e:ResponseCode", self.code)
        detail = made("detail", code, made("e:Message", self._message))
        if self._back_off is not None:
            detail.append(made("t:MessageXml", made("t:Value", self._back_off, Name="BackOffMilliseconds")))
        kind = "Server" if self.code in {"ErrorServerBusy", "ErrorInternalServerError"} else "Client"
        fault = made("s:Fault", made("faultcode", f"s:{kind}"), made("faultstring", self._message), detail)
        return Response(self._status, {"Content-Type": KIND}, enveloped(fault))


def sentence(code: str) -> str:
    """The message that goes with a code."""
    return _KNOWN.get(code, f"{code}.")


def plain(status: int, retry_after: str | None = None) -> Response:
    """What stands before Exchange answers, as a web server does: a page without SOAP."""
    more = {} if retry_after is None else {"Retry-After": retry_after}
    return Response(
        status, {"Content-Type": "text/html", **more}, b"<html><body>The service is unavailable.</body></html>"
    )
