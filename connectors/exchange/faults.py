"""What an error of exchangelib's means. In: its exception. Out: an error of `connectors.errors`, without its text.

Source: learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode.
"""

from collections.abc import Callable

from exchangelib import errors as ews

from connectors.errors import AuthNeeded, Busy, Changed, ConnectorError, Gone, Refused, Unreachable, Unwritable
from connectors.exchange.known import TURNED_AWAY

# Seconds to wait where the server does not say how many.
_A_WHILE = 10.0
_LONG = 300.0


class Expired(Gone):
    """The server has forgotten the state of a synchronisation."""


class Taken(Refused):
    """There is a folder of that name already."""


_GONE = (ews.ErrorItemNotFound, ews.ErrorFolderNotFound, ews.ErrorInvalidIdMalformed, ews.ErrorInvalidId)
_CHANGED = (
    ews.ErrorIrresolvableConflict,
    ews.ErrorChangeKeyRequired,
    ews.ErrorChangeKeyRequiredForWriteOperations,
    ews.ErrorInvalidChangeKey,
    ews.ErrorStaleObject,
)
_LATER = (ews.ErrorMailboxMoveInProgress, ews.ErrorMailboxStoreUnavailable, ews.ErrorMailboxFailover)
_FULL = (ews.ErrorQuotaExceeded, ews.ErrorMessageSizeExceeded)
_AGAIN = "Headsup tries again by itself"
_BROKEN = (
    ews.ErrorInternalServerError,
    ews.ErrorInternalServerTransientError,
    ews.ErrorTimeoutExpired,
    ews.ErrorConnectionFailed,
    ews.ErrorServerBusy,
)
# What exchangelib makes of an answer that never came, or not whole.
_CLOSED = "closed connection"


def error(fault: Exception) -> ConnectorError:
    """The error that it stands for. Busy is only what was surely not carried out."""
    if isinstance(fault, ConnectorError):
        return fault
    if isinstance(fault, ews.ErrorServerBusy) and _CLOSED not in str(fault):
        return Busy(f"The Exchange server asks to wait; {_AGAIN}.", _seconds(fault.back_off))
    for kinds, made in _KNOWN:
        if isinstance(fault, kinds):
            return made()
    if isinstance(fault, ews.ResponseMessageError) and not isinstance(fault, _BROKEN):
        return Refused(f"The Exchange server refused a request ({type(fault).__name__}); report this as a bug.")
    return Unreachable(f"The Exchange server cannot be reached, or has a fault of its own; {_AGAIN}.")


def _seconds(back_off: object) -> float:
    return float(back_off) if isinstance(back_off, (int, float)) and 0 < back_off <= 86_400 else _A_WHILE


_KNOWN: tuple[tuple[tuple[type[Exception], ...], Callable[[], ConnectorError]], ...] = (
    ((ews.UnauthorizedError,), lambda: AuthNeeded(TURNED_AWAY)),
    (
        (ews.ErrorInvalidSyncStateData,),
        lambda: Expired("The Exchange server forgot its place; Headsup lists anew."),
    ),
    ((ews.ErrorFolderExists,), lambda: Taken("There is a folder of that name already; rename it in Outlook.")),
    (_GONE, lambda: Gone("This is no longer there on the Exchange server; Headsup leaves it at that.")),
    (_CHANGED, lambda: Changed("This was edited in Outlook; it stays as it is.")),
    (_LATER, lambda: Busy(f"The mailbox cannot be opened at the moment; {_AGAIN}.", _LONG)),
    (_FULL, lambda: Unwritable("The mailbox takes nothing more at the moment; make room in Outlook.")),
    ((ews.ErrorAccessDenied,), lambda: Refused("The Exchange server does not allow this; ask whoever administers it.")),
)
