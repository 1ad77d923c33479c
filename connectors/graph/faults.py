"""What an error answer of Graph's means: status and body in, an error of `connectors.errors` out.

Source: learn.microsoft.com/graph/errors; "Synchronize changes with delta query" for 410; the codes are those of
Exchange's own web services.
"""

import json

from connectors.errors import AuthNeeded, Busy, Changed, ConnectorError, Gone, Refused, Unreachable, Unwritable


class Invalid(Refused):
    """Graph takes a value of the request for wrong (400)."""


class Taken(Refused):
    """There is something of that name or id already (409)."""


_LOST = frozenset({"SyncStateNotFound", "SyncStateInvalid", "resyncRequired", "ErrorInvalidSyncStateData"})
_NO_ID = "ErrorInvalidIdMalformed"
_FULL = frozenset({"ErrorQuotaExceeded", "ErrorMessageSizeExceeded", "ErrorMailboxMoveInProgress"})
_ELSEWHERE = frozenset({"MailboxNotEnabledForRESTAPI", "MailboxNotSupportedForRESTAPI", "ResourceNotFound"})


def error(status: int, body: bytes, said: float | None = None) -> ConnectorError:
    """The error that an answer stands for; `said` is how many seconds it asks to wait. Nothing of its text is kept."""
    why = code(body)
    if why in _ELSEWHERE:
        return Refused(
            "This mailbox is not in Microsoft's cloud or has no licence; for one in the house use kind exchange."
        )
    if status == 410 or why in _LOST or status == 404 or why == _NO_ID:
        return Gone("This is no longer there at Microsoft; Headsup leaves it at that.")
    if status == 412 or why == "ErrorIrresolvableConflict":
        return Changed("This was edited in Outlook; it stays as it is.")
    if status == 401:
        return AuthNeeded("Microsoft no longer takes the sign-in; run `headsup login` for this account.")
    if status == 507 or why in _FULL:
        return Unwritable("The mailbox takes nothing more at the moment; make room in Outlook.")
    if status == 403:
        return Refused("Microsoft does not allow this for your account; ask whoever administers it.")
    if status in {429, 503, 504}:
        return Busy("Microsoft asks to wait; Headsup tries again by itself.", said or 0.0)
    if status >= 500:
        return Unreachable(f"Microsoft has a fault of its own ({status}); Headsup tries again by itself.")
    kind = {400: Invalid, 409: Taken}.get(status, Refused)
    return kind(f"Microsoft refused a request ({status}); report this as a bug.")


def code(body: bytes) -> str:
    """The word by which programs tell errors apart; "" where there is none."""
    try:
        return str(json.loads(body)["error"]["code"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
