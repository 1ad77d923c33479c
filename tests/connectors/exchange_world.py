"""The world of `exchange`: Ada's mailbox and calendar at the twin, and her deeds there."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import ClassVar

from tests.connectors.builders import ME
from tests.connectors.graph_world import OutlookWorld
from tests.connectors.provider_world import ZONE
from tests.fakes.exchange import ExchangeTwin, serving, settings


class ExchangeWorld(OutlookWorld[ExchangeTwin]):
    """Ada at Exchange. `auth` is how she signs in; `options` go to the account beside those that point at the twin."""

    kind = "exchange"
    usual: ClassVar[Mapping[str, object]] = {}

    def __init__(self, home: Path, *, auth: str = "basic", twin: ExchangeTwin | None = None, **options: object) -> None:
        self._auth = auth
        super().__init__(home, twin or ExchangeTwin(owner=ME.email, zone=ZONE), (), options)

    def sign_in(self, *granted: str) -> None:
        """A password in the options is all there is."""

    def _served(self) -> AbstractContextManager[str]:
        return serving(self.twin)

    def _pointing(self) -> Mapping[str, object]:
        return settings(self.url, self.twin, self._auth)
