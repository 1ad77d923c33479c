"""The error tree of the daemon.

HeadsupError        base; its text is one sentence for the owner: what happened, what to do next
|-- NotFound        no promise, person or mail answers to what was asked for
|-- Ambiguous       more than one does
|-- Emptied         an account no longer shows much of what it held
|-- Occupied        another turn of the account is under way
`-- (StoreError)    the ledger: see daemon.store
"""


class HeadsupError(Exception):
    """Anything the daemon raises on purpose."""


class NotFound(HeadsupError):
    """Nothing answers to what was asked for."""


class Emptied(HeadsupError):
    """An account no longer shows much of what it held."""


class Occupied(HeadsupError):
    """Another turn of the account is under way."""


class Ambiguous(HeadsupError):
    """More than one thing answers to what was asked for."""
