"""A whole household whose account is at a provider's twin, or the same mailbox in local files, and its turns.

The clock stands where a test puts it, and moves when somebody sleeps; that of the twin goes with it.
"""

import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from config.settings import Account, Settings, Speak, Store
from connectors.types import Clock, Surroundings
from daemon import bookkeeping, cycle, service
from daemon.core import judge
from daemon.household import Household, household
from daemon.store import open_store
from tests.providers import Person, Provider

FILES = ("sent.mbox", "inbox.mbox", "calendar.ics")


@dataclass
class House:
    """A household with one account, `work`, in an empty folder. A context manager: the twin goes with it."""

    folder: Path
    person: Person
    now: datetime
    provider: Provider | None = None
    options: Mapping[str, object] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._slept = 0.0
        self._clock = Clock(lambda: self.now, lambda: self._slept, self._sleep)
        self._stack = ExitStack()
        with ExitStack() as unless_opened:  # a twin that is served ends also where what follows fails
            unless_opened.callback(self._stack.close)
            self._open()
            unless_opened.pop_all()
        return self

    def _open(self) -> None:
        options = self._signed_in(self.provider) if self.provider else self._laid()
        url = f"sqlite:///{self.folder / 'ledger.sqlite'}"
        made = Settings(
            home=self.folder,
            me=self.person.me,
            accounts={"work": Account(kind=self.provider.kind if self.provider else "local", options=options)},
            speak=Speak(from_start=True, cap_per_day=self.person.cap),
            store=Store(url=url),
        )
        self.home: Household = household(made, self._clock)
        self.store = self._stack.enter_context(open_store(url))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def at(self, moment: datetime) -> None:
        """It is that moment, here and at the provider."""
        self.now = moment
        if self.provider:
            self.provider.twin.now = moment

    def turn(self) -> cycle.Turn:
        """A turn now. Raises what ended it."""
        ended = service.run_once(self.home, self.store, self.now)["work"]
        if isinstance(ended, Exception):
            raise ended
        return ended

    def facts(self) -> list[dict[str, Any]]:
        """What the ledger makes of everything now, without the ids that each provider gives."""
        rows = judge.as_json(bookkeeping.whole(self.store, self.home, self.now))
        return sorted((_nameless(row) for row in rows), key=lambda row: str(row["key"]))

    def _sleep(self, seconds: float) -> None:
        self._slept += seconds
        self.at(self.now + timedelta(seconds=seconds))

    def _laid(self) -> dict[str, object]:
        for name in FILES:
            shutil.copy(self.person.mailbox / name, self.folder / name)
        return {
            "sent": ["sent.mbox"],
            "received": ["inbox.mbox"],
            "calendars": ["calendar.ics"],
            "drafts": "Drafts",
            "notes": "headsup.ics",
        }

    def _signed_in(self, provider: Provider) -> dict[str, object]:
        self.at(self.now)
        url = self._stack.enter_context(provider.serving())
        options = {**provider.settings(url), **provider.options, **self.options}
        provider.sign_in(self._around(), options)
        return options

    def _around(self) -> Surroundings:
        me = self.person.me
        return Surroundings(self.folder, me.zone.key, frozenset(me.addresses), self.folder, self._clock)


def _nameless(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `judge.as_json` without what only one provider can say."""
    evidence = [{k: v for k, v in said.items() if k != "source"} for said in row["evidence"]]
    signals = [{k: v for k, v in signal.items() if k != "refs"} for signal in row["risk"]["signals"]]
    risk = {**row["risk"], "signals": signals}
    return {**{k: v for k, v in row.items() if k != "source"}, "evidence": evidence, "risk": risk}
