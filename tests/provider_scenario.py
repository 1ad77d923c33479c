"""Three days of Ada's at the twin of a provider, from the sign-in on: the same story each time, whatever goes wrong.

In: faults by the number of a request. Out: how it ends: what the ledger knows, and what lies there.

Her deeds and those of others happen at fixed moments. A turn that fails is run again as the service would run it, so
that what went wrong is over before the next deed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from config.settings import Me
from connectors import sign_in_of
from connectors._signing import Owner
from connectors._tokens import TokenFile
from connectors.border import Connector
from connectors.errors import AuthNeeded, Busy, ConnectorError
from daemon import cycle
from daemon.core.model import State
from daemon.service import SIGNED_OUT
from tests.fakes.google import Fault
from tests.provider_house import House
from tests.provider_story import BEFORE, ME, MEETINGS, NEW, SHARED, ZONE, day
from tests.providers import LyingDraft, LyingNote, Person, Provider
from tests.providers.exchange import AtExchange
from tests.providers.google import AtGoogle
from tests.providers.graph import AtGraph

KINDS: Mapping[str, type[Provider]] = {"exchange": AtExchange, "google": AtGoogle, "graph": AtGraph}
ADA = Person(Me(addresses=(ME,), zone=ZONE, name="Ada Lind"), Path(), cap=50)
EVERY = timedelta(minutes=5)
APART = timedelta(minutes=31)  # more than a listing may lag
LAST = day(3, 7)
_MOST = 20  # turns until what went wrong is over


@dataclass(frozen=True)
class End:
    """What there is when all is over; two that tell the same story are equal.

    `rows` are key, kind and state of the outbox. `calendars` counts those of ours.
    """

    promises: Sequence[dict[str, Any]]
    rows: Sequence[tuple[str, ...]]
    mails: Sequence[tuple[object, ...]]
    events: Sequence[tuple[object, ...]]
    drafts: Sequence[LyingDraft]
    notes: Sequence[LyingNote]
    calendars: int


@dataclass
class Life(House):
    """A house whose owner signs in herself. `doubled` is the most that lay there twice after any turn."""

    doubled: int = 0
    retried: int = 0
    idle: bool = False

    @property
    def there(self) -> Provider:
        """The provider."""
        assert self.provider is not None
        return self.provider

    def opened(self) -> Connector:
        """The account, opened anew as for each turn."""
        return self.home.open("work")

    def turn(self) -> cycle.Turn:
        """A turn as the service makes it: a light look first."""
        connector = self.opened()
        calm = cycle.idle_turn("work", connector, self.store, self.home, self.now)
        turn = calm or cycle.turn("work", connector, self.store, self.home, self.now)
        self.idle = turn.pages == 0
        return turn

    def turns(self) -> None:
        """Turns as the service makes them, until one of them has nothing left to do."""
        for _ in range(_MOST):
            wait = self._tried()
            self.doubled = max(self.doubled, self.there.doubled())
            if wait is None:
                return
            self.retried += 1
            self.at(self.now + wait)
        raise AssertionError("no end of it")

    def rest(self) -> None:
        """Turns until two in a row bring nothing and nothing is under way any more."""
        calm = 0
        for _ in range(_MOST):
            self.at(self.now + APART)
            self.turns()
            calm = calm + 1 if self.idle else 0
            if calm == 2 and all(row.state is not State.INTENDED for row in self.store.posted()):
                return
        raise AssertionError("no rest")

    def end(self) -> End:
        """How it ended, as of a moment that is the same for all."""
        self.at(LAST)
        posted = sorted((row.key, row.kind.value, row.state.value) for row in self.store.posted())
        mails = sorted((m.message_id, m.sent_at, m.own, m.skipped, m.sentences) for m in self.store.all_mails())
        events = self.store.events(day(-60, 0), day(60, 0))
        shown = sorted((e.uid, e.starts_at, e.ends_at, e.title, e.status, e.mine) for e in events)
        there = self.there
        return End(self.facts(), posted, mails, shown, there.drafts(), there.notes(), there.calendars())

    def _tried(self) -> timedelta | None:
        """A turn; how long the service waits for the next one, None where that would have nothing to do."""
        try:
            outcome = self.turn().outcome
        except Busy as fault:
            return timedelta(seconds=fault.retry_after)
        except AuthNeeded:
            return SIGNED_OUT
        except ConnectorError:
            return EVERY
        return EVERY if outcome.failed or outcome.held else None

    def _signed_in(self, provider: Provider) -> dict[str, object]:
        """Ada signs in, with a browser on another machine; she tries again until it is done."""
        self.at(self.now)
        url = self._stack.enter_context(provider.serving())
        options = {**provider.settings(url), **provider.options, **self.options}
        file = TokenFile(self.folder, "work", "file")
        before = file.load()
        if before:
            file.save(dict(provider.moved(before, url)))
            return options
        module = sign_in_of(provider.kind)
        if provider.by_password:
            return options
        assert module is not None
        shown: list[str] = []
        ada = Owner(shown.append, lambda asked: _consented(provider, "\n".join(shown), url), None)
        for _ in range(_MOST):
            try:
                module.sign_in("work", self._around(), options, ada)
            except ConnectorError:
                self.at(self.now + EVERY)
            else:
                return options
        raise AssertionError("there is no signing in")


def _consented(provider: Provider, shown: str, url: str) -> str:
    """Where the browser ends that consents at the address shown last. A page that does not come is loaded again."""
    address = [line for line in shown.splitlines() if line.startswith(url)][-1]
    with provider.session() as browser:
        for _ in range(_MOST):
            try:
                answer = browser.get(address, timeout=5, allow_redirects=False)
            except requests.exceptions.RequestException:
                continue
            if "Location" in answer.headers:
                return answer.headers["Location"]
    raise AssertionError("the page does not come")


# --- the story --------------------------------------------------------------------------------------------------------


def _comes(name: str) -> Callable[[Life], None]:
    letter = NEW[name]

    def deed(life: Life) -> None:
        life.there.deliver(letter)

    return deed


def _edits(life: Life) -> None:
    life.there.edit_draft("finn", "On Thursday, I hope.")


def _deletes(life: Life) -> None:
    life.there.delete_draft("gil")


def _sends(life: Life) -> None:
    life.there.send_draft("hal")


def _postpones(life: Life) -> None:
    life.there.postpone("eve", day(2, 15), day(2, 16))


STORY: tuple[tuple[datetime, Callable[[Life], None]], ...] = (
    (day(0, 9), Life.turns),
    (day(0, 13), Life.turns),
    (day(0, 14, 30), _comes("moved")),
    (day(0, 15), _edits),
    (day(0, 15, 5), _deletes),
    (day(0, 15, 10), _sends),
    (day(0, 16), Life.turns),
    (day(1, 9), Life.turns),
    (day(1, 10, 30), _comes("asked")),
    (day(1, 11), _comes("kept")),
    (day(1, 12), _comes("pressed")),
    (day(1, 12, 30), _comes("made")),
    (day(1, 13), Life.turns),
    (day(1, 14), _postpones),
    (day(1, 16), Life.turns),
    (day(2, 9), Life.turns),
    (day(2, 13), Life.turns),
    (day(2, 16), Life.turns),
    (day(2, 20), Life.turns),
)


@dataclass(frozen=True)
class Moment:
    """The world before a step of the story, kept to go on from there more than once. `files` are the house's own."""

    step: int
    now: datetime
    provider: Provider
    files: Mapping[Path, bytes]

    @classmethod
    def of(cls, life: Life, step: int) -> "Moment":
        """The world of that life as it is now."""
        files = {path.relative_to(life.folder): path.read_bytes() for path in life.folder.rglob("*") if path.is_file()}
        return cls(step, life.now, life.there.copied(), files)

    def again(self, folder: Path) -> Provider:
        """The same world once more; the files of the house go to `folder`."""
        for path, content in self.files.items():
            (folder / path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
            (folder / path).chmod(0o600)
        return self.provider.copied()


def world(kind: str, *, lag: int = 0, checked: bool = False) -> Provider:
    """A provider before Ada signs in."""
    made = KINDS[kind].of(ME, ZONE.key, checked=checked)
    made.twin.lag = lag
    for letter in BEFORE:
        made.deliver(letter)
    for meeting in MEETINGS:
        made.meet(meeting)
    made.meet(SHARED, shared=True)
    return made


@dataclass(frozen=True)
class Told:
    """A life that was lived: how it ended, what lay there twice meanwhile, and the provider with all its requests."""

    end: End
    doubled: int
    retried: int
    provider: Provider


def lived(
    folder: Path,
    started: Provider | Moment,
    faults: Mapping[int, Fault] | None = None,
    *,
    kind: type[Life] = Life,
    later: timedelta = timedelta(0),
    keep: Callable[[Life, int], None] = lambda life, step: None,
) -> Told:
    """Live the story, from its begin in an empty folder or on from a moment of it, with all turns `later` than told.

    `keep` is called before every step.
    """
    before = started if isinstance(started, Moment) else None
    provider = started.again(folder) if isinstance(started, Moment) else started
    for index, fault in (faults or {}).items():
        provider.twin.faults[index] = fault
    with kind(folder, ADA, before.now if before else day(0, 8, 30), provider) as life:
        for step, (moment, deed) in list(enumerate(STORY))[before.step if before else 0 :]:
            life.at(moment + (later if deed is Life.turns else timedelta(0)))
            keep(life, step)
            deed(life)
        life.rest()
        return Told(life.end(), life.doubled, life.retried, provider)
