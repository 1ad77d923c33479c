"""Exchange on a server in the house, as whole stories need it."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import ClassVar, Self

import requests

from connectors.types import Surroundings
from tests.fakes.exchange import ExchangeTwin, Fault, Logged, serving, settings
from tests.fakes.graph.client import trusting
from tests.provider_story import Meeting
from tests.providers.graph import AtOutlook


@dataclass
class AtExchange(AtOutlook):
    """Somebody's account at the Exchange twin."""

    twin: ExchangeTwin

    kind: ClassVar[str] = "exchange"
    options: ClassVar[Mapping[str, object]] = {}
    by_password: ClassVar[bool] = True
    some: ClassVar[int] = 6
    anywhere: ClassVar[Mapping[str, Fault]] = {
        "500": Fault(500),
        "503 after 120 s": Fault(503, retry_after="120"),
        "401": Fault(401),
        "ErrorServerBusy, 20 s": Fault(500, "ErrorServerBusy", retry_after="20000"),
        "ErrorServerBusy, 120 s": Fault(500, "ErrorServerBusy", retry_after="120000"),
        "ErrorServerBusy, no number": Fault(500, "ErrorServerBusy", retry_after="soon"),
        "ErrorServerBusy in the answer": Fault(200, "ErrorServerBusy"),
        "ErrorInternalServerTransientError": Fault(200, "ErrorInternalServerTransientError"),
        "ErrorMailboxMoveInProgress": Fault(200, "ErrorMailboxMoveInProgress"),
        "dropped": Fault(dropped=True),
        "reply lost": Fault(lost_reply=True),
        "truncated": Fault(truncated=True),
    }
    inside: ClassVar[Mapping[str, Fault]] = {}
    forgotten: ClassVar[Mapping[str, tuple[str, Fault]]] = {
        "SyncFolderItems": ("SyncState", Fault(200, "ErrorInvalidSyncStateData"))
    }
    edited: ClassVar[Fault] = Fault(200, "ErrorIrresolvableConflict")
    writes: ClassVar[frozenset[str]] = frozenset({"CreateItem", "UpdateItem", "DeleteItem", "CreateFolder"})
    created: ClassVar[str] = "CreateItem"
    changed: ClassVar[tuple[str, str]] = ("UpdateItem", "DeleteItem")

    @classmethod
    def of(cls, owner: str, zone: str, *, checked: bool = False) -> Self:
        return cls(ExchangeTwin(owner, zone, checked=checked))

    def serving(self) -> AbstractContextManager[str]:
        return serving(self.twin)

    def settings(self, url: str) -> Mapping[str, object]:
        return settings(url, self.twin)

    def sign_in(self, around: Surroundings, options: Mapping[str, object]) -> None:
        """A password in the options is all there is."""

    def end_sign_in(self) -> None:
        self.twin.access.password = "another-9"

    def session(self) -> requests.Session:
        return trusting()

    @staticmethod
    def is_write(row: Logged) -> bool:
        return row.template in AtExchange.writes

    def meet(self, meeting: Meeting, *, shared: bool = False) -> None:
        """Calendars of others are not read."""
        if not shared:
            super().meet(meeting)
