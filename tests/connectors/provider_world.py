"""What the worlds of all providers share: a twin, its owner's clock, the account as the house has it, pages kept.

The clock stands until a test moves it; who sleeps moves it. A twin that was closed answers nobody.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Generic, Self, TypeVar

from connectors import open_account
from connectors.border import Connector
from connectors.types import Clock, Event, Interest, Message, Page, Ref, Surroundings, Sweep
from tests.connectors.builders import ME, MONDAY
from tests.fakes.exchange import ExchangeTwin
from tests.fakes.google import Fault, GoogleTwin
from tests.fakes.graph import GraphTwin

ZONE = "Europe/Berlin"

T = TypeVar("T", GoogleTwin, GraphTwin, ExchangeTwin)


class Hands:
    """A clock that moves when somebody sleeps, or a test turns it; the twin's goes with it."""

    def __init__(self, twin: GoogleTwin | GraphTwin | ExchangeTwin) -> None:
        self._twin = twin
        self.slept: list[float] = []
        self._started = twin.now

    def pass_by(self, time: timedelta) -> None:
        """Time goes by."""
        self._twin.now = self._twin.now + time

    def clock(self) -> Clock:
        """What the connector is given."""
        return Clock(lambda: self._twin.now, self._seconds, self._sleep)

    def _seconds(self) -> float:
        return (self._twin.now - self._started).total_seconds()

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.pass_by(timedelta(seconds=seconds))


class ProviderWorld(ABC, Generic[T]):
    """Ada's account at a twin, signed in. `options` go to the account beside those that point at the twin.

    A context manager: the twin goes with it.
    """

    kind: str
    usual: ClassVar[Mapping[str, object]] = {"token_key": "file"}
    """Options of every account of the kind."""

    def __init__(self, home: Path, twin: T, granted: tuple[str, ...], options: Mapping[str, object]) -> None:
        self.home = home
        self.twin: T = twin
        twin.now = MONDAY
        self.hands = Hands(twin)
        self._stack = ExitStack()
        self.url = self._stack.enter_context(self._served())
        self.around = Surroundings(home, ZONE, frozenset({ME.email}), home / "state", self.hands.clock())
        self.options = {**self._pointing(), **self.usual, **options}
        self.sign_in(*granted)
        self.forget_requests()
        self.account = self.opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The twin goes; what it was asked must have been right."""
        self._stack.close()
        assert self.twin.violations == []
        assert self.twin.offences == []

    def opened(self) -> Connector:
        """The account, opened anew as after a restart."""
        return open_account("work", self.kind, self.options, self.around)

    @abstractmethod
    def sign_in(self, *granted: str) -> None:
        """Ada consents to these scopes."""

    @abstractmethod
    def _served(self) -> AbstractContextManager[str]:
        """The twin, served at an address."""

    @abstractmethod
    def _pointing(self) -> Mapping[str, object]:
        """The options that point at the twin."""

    def asked(self, template: str = "") -> int:
        """How many requests were made, or how many of one method, those inside batches too."""
        if not template:
            return len(self.twin.requests)
        return sum((row.template == template) + row.inner.count(template) for row in self.twin.requests)

    def forget_requests(self) -> None:
        """From here on requests are counted anew."""
        self.twin.requests.clear()

    def meet(self, number: int, fault: Fault) -> None:
        """From now on the request of that number (the next one is 1) meets a fault."""
        self.twin.faults[self.twin.world.index + number] = fault


class Mirror:
    """What is left of pages when they are kept as the ledger keeps them: items by Ref, sweeps obeyed."""

    def __init__(self) -> None:
        self.items: dict[Ref, object] = {}
        self.cursor: str | None = None

    def keep(self, page: Page) -> None:
        """One page, in one go."""
        for sweep in page.sweeps:
            gone = [r for r, item in self.items.items() if _sweeps(sweep, r, item)]
            for ref in gone:
                del self.items[ref]
        for ref in page.gone:
            self.items.pop(ref, None)
        for items in (page.messages, page.events, page.set_aside):
            self.items |= {item.ref: item for item in items}
        self.cursor = page.cursor or self.cursor

    def pull(self, account: Connector, wanted: Interest, pages: int | None = None) -> int:
        """Keep the pages of a pull, at most so many; how many they were."""
        walk = account.pull(self.cursor, wanted)
        kept = 0
        for page in walk:
            self.keep(page)
            kept += 1
            if kept == pages:
                walk.close()  # type: ignore[attr-defined]  # the connectors' pulls are generators
                break
        return kept

    def events(self) -> dict[str, Event]:
        """The events by UID; of a series, the last one met."""
        return {item.uid: item for item in self.items.values() if isinstance(item, Event)}

    def mails(self) -> dict[str, Message]:
        """The mails by Message-ID."""
        return {item.message_id: item for item in self.items.values() if isinstance(item, Message)}


def _sweeps(sweep: Sweep, ref: Ref, item: object) -> bool:
    if not ref.id.startswith(sweep.prefix) or ref.id in sweep.present:
        return False
    at = getattr(item, "sent_at", None) or getattr(item, "starts_at", None)
    return at is None or ((sweep.since is None or at >= sweep.since) and (sweep.until is None or at < sweep.until))
