"""One turn of an account at a time, whoever runs it: the service, its child, or `headsup once` by hand.

Two turns at once would each look, find nothing and write: the protocol of the outbox holds for one writer.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from daemon.errors import Occupied


@contextmanager
def alone(state: Path, account: str) -> Iterator[None]:
    """Hold the account; let go at the end, also at that of the process. Raises Occupied where another turn has it."""
    folder = state / "turns"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / quote(account, safe=""), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(descriptor, account)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, account: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Occupied(f"another turn of account {account} is under way; try again when it has ended") from None
