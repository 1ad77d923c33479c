"""What the outbox needs of the store, and how long an attempt stays in doubt."""

from datetime import datetime, timedelta
from typing import Protocol

from connectors.types import Kind
from daemon.core.model import Posted, Purpose

QUARANTINE = timedelta(minutes=30)
"""Longer than any provider's listing lags (minutes) together with the longest turn (moments are those of its start)."""


class Rows(Protocol):
    """What the outbox needs of the store."""

    def posted(self, account: str | None = None) -> list[Posted]:
        """See Store.posted."""

    def save_posted(self, row: Posted) -> None:
        """See Store.save_posted."""

    def put_since(self, kind: Kind, purpose: Purpose, start: datetime) -> int:
        """See Store.put_since."""

    def sent_heads_ups(self) -> frozenset[str]:
        """See Store.sent_heads_ups."""
