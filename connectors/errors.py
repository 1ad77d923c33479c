"""The error tree of the border.

    ConnectorError                 base; its text is one sentence for the owner: what happened, what to do next
    |-- Misconfigured              the account's options are wrong (unknown kind, unknown option, a path that is none)
    |-- AuthNeeded                 the sign-in is missing or no longer valid; only the owner can mend it
    |-- CursorExpired              the provider forgot our cursor: wipe that mirror and pull anew
    |-- Busy(retry_after)          the provider asks to wait that many seconds
    |-- Unreachable                no answer; a write may or may not have happened
    |-- Refused                    the provider (or our own allow-list) will not do this; trying again is pointless
    |   `-- Unwritable             drafts or notes cannot be written there now (read-only, disk full)
    |-- Changed                    somebody edited the item since we last saw it (HTTP 412)
    `-- Gone                       the item is no longer there (HTTP 404, 410)

No text of a mail and no secret ever stands in an error.
"""


class ConnectorError(Exception):
    """Anything a connector raises on purpose."""


class Misconfigured(ConnectorError):
    """The options of the account are wrong."""


class AuthNeeded(ConnectorError):
    """The sign-in is missing or no longer valid."""


class CursorExpired(ConnectorError):
    """The provider no longer knows the cursor."""


class Busy(ConnectorError):
    """The provider asks to wait `retry_after` seconds."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unreachable(ConnectorError):
    """No answer came; a write may or may not have happened."""


class Refused(ConnectorError):
    """This will not be done, however often it is tried."""


class Unwritable(Refused):
    """Drafts or notes cannot be written there now."""


class Changed(ConnectorError):
    """Somebody edited the item since it was last seen."""


class Gone(ConnectorError):
    """The item is no longer there."""
