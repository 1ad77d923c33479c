"""Every kill point x every kill point x {reply lost or not} x {lag 0..3}: exactly one object each, none lost.

A schedule runs turns (observe, plan, perform) against a provider that outlives the process. A kill ends a turn before
or after any request and before or after any commit; the next turn starts with what the ledger and the provider hold.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from itertools import product
from pathlib import Path
from shutil import rmtree
from sqlite3 import connect as sqlite
from zoneinfo import ZoneInfo

import pytest

from connectors import open_account
from connectors.border import Connector
from connectors.memory import Killed, MemoryAccount
from connectors.types import Address, Draft, Event, Item, Kind, Line, Note, Ref, Status, Surroundings
from daemon import outbox
from daemon.core.model import HeadsUp, Owner, Reminder, Review, Speak, State, WorkingCalendar
from daemon.core.plan import plan
from daemon.store import Store, open_store
from tests.perils import Ledger, Peril, Perilous, PerilousLedger

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TURN = timedelta(minutes=5)  # six of them to the quarantine: two die, and three look-ups may lag
KEY = "a1b2"
PUT_SCHEDULES = 2948  # of each kind; it moves only with the number of requests and commits of a turn
OWNER = Owner(frozenset({"ann@example.org"}), "Ann", WorkingCalendar(ZoneInfo("UTC")))
SPEAK = Speak(from_start=True, cap_per_day=50, working_hours_only=False)


def draft(text: str) -> Draft:
    return Draft((Address("bo@example.org"),), (), "The deck", text)


def note(text: str) -> Note:
    return Note(START, START + timedelta(hours=1), "The deck is due", text, "high")


def line(text: str) -> Line:
    return Line(LUNCH.ref, text)


HOUR = timedelta(hours=1)
LUNCH = Event(Ref("me", "e1"), "e1", START, START + HOUR, False, "Lunch w/ Bo", (), True, Status.CONFIRMED, True)
ITEMS: dict[Kind, Callable[[str], Item]] = {Kind.DRAFT: draft, Kind.NOTE: note, Kind.LINE: line}
IN_FILES = (Kind.DRAFT, Kind.NOTE)


@dataclass(frozen=True)
class Provider:
    """A connector, and what really lies behind it: the texts of our drafts, notes and lines."""

    connector: Connector
    texts: Callable[[], list[str]]


def memory(lag: int) -> Provider:
    account = MemoryAccount("me", lag=lag)
    account.add_event(LUNCH)
    return Provider(account, lambda: [item.text for item in account.lying()])


def local(home: Path) -> Callable[[int], Provider]:
    """Folders that are emptied for each schedule; files do not lag."""
    around = Surroundings(home, "UTC", frozenset({"ann@example.org"}), home / "state")

    def texts() -> list[str]:
        drafts = [message_from_bytes(file.read_bytes()).get_payload() for file in (home / "Drafts").glob("cur/*")]
        notes = (home / "notes.ics").read_text() if (home / "notes.ics").exists() else ""
        return [str(text).strip() for text in [*drafts, *re.findall(r"^DESCRIPTION:(\w+)", notes, re.MULTILINE)]]

    def empty(_lag: int) -> Provider:
        rmtree(home)
        home.mkdir()
        (home / "sent").mkdir()
        options: dict[str, object] = {"sent": ["sent"], "drafts": "Drafts", "notes": "notes.ics"}
        return Provider(open_account("me", "local", options, around), texts)

    return empty


@dataclass
class Story:
    """One schedule: what is wanted, turn after turn, at a provider, with a ledger."""

    ledger: outbox.Rows
    provider: "Provider"
    kind: Kind
    quarantine: timedelta = outbox.QUARANTINE
    now: datetime = START

    def turns(self, wanted: str | None, peril: Peril) -> None:
        """Run turns until some in a row had nothing to do, so that every lag has passed."""
        calm = 0
        for _ in range(40):
            try:
                calm = 0 if self._turn(wanted, peril) else calm + 1
            except Killed:
                calm = 0
            self.now += TURN
            if calm == 5:
                return
        raise AssertionError("no end of it")

    def check(self, wanted: str | None) -> None:
        """Exactly the one thing wanted lies there, and the ledger knows."""
        assert self.provider.texts() == ([wanted] if wanted else [])
        assert [row.state for row in self.ledger.posted()] == [State.WRITTEN if wanted else State.WITHDRAWN]

    def _turn(self, wanted: str | None, peril: Peril) -> bool:
        """Whether there was anything to do."""
        name = "me"
        connector, ledger = Perilous(self.provider.connector, peril), PerilousLedger(self.ledger, peril)
        seen = outbox.observe(name, connector, ledger, self.now, quarantine=self.quarantine)
        orders = plan(self._review(wanted), ledger.posted(name), SPEAK, OWNER, START, self.now)
        outbox.perform(orders, name, connector, ledger, self.now, cap=50, quarantine=self.quarantine)
        return bool(seen or orders)

    def _review(self, wanted: str | None) -> Review:
        item = ITEMS[self.kind](wanted) if wanted else None
        return Review(
            cases=(),
            heads_ups=(HeadsUp(KEY, ("p",), item),) if isinstance(item, Draft) else (),
            reminders=(Reminder(KEY, "p", item),) if isinstance(item, (Note, Line)) else (),
        )


@dataclass(frozen=True)
class Act:
    """What is settled before, one after the other, and what is wanted then (None: nothing)."""

    name: str
    before: tuple[str | None, ...]
    wanted: str | None


PUT, REPLACE, WITHDRAW = Act("put", (), "one"), Act("replace", ("one",), "two"), Act("withdraw", ("one",), None)
AGAIN = Act("put again", ("one", None), "three")


@dataclass(frozen=True)
class Stage:
    """What all schedules of a kind share; `play` puts one up with a provider and a ledger of its own."""

    act: Act
    kind: Kind
    ledger: Callable[[], outbox.Rows] = Ledger
    quarantine: timedelta = outbox.QUARANTINE
    provider: Callable[[int], Provider] = memory
    lags: tuple[int, ...] = (0, 1, 2, 3)

    def play(self, *kills: int, lost: bool, lag: int) -> tuple[Story, Peril]:
        story = Story(self.ledger(), self.provider(lag), self.kind, self.quarantine)
        for wanted in self.act.before:
            story.turns(wanted, Peril())
        peril = Peril(frozenset(kills), lost)
        story.turns(self.act.wanted, peril)
        return story, peril

    def singles(self) -> Iterator[tuple[Story, int, int, bool, int]]:
        """{reply lost or not} x {lag}: nobody dies, then a death at each point in turn."""
        for lost, lag in product((False, True), self.lags):
            calm, peril = self.play(lost=lost, lag=lag)
            yield calm, peril.passed, peril.passed, lost, lag
            for first in range(1, peril.passed + 1):
                story, again = self.play(first, lost=lost, lag=lag)
                yield story, first, again.passed, lost, lag

    def pairs(self) -> Iterator[Story]:
        """Every schedule, with two deaths at most."""
        for story, first, points, lost, lag in self.singles():
            yield story
            for second in range(first + 1, points + 1):
                yield self.play(first, second, lost=lost, lag=lag)[0]


def played(stories: Iterable[Story], wanted: str | None) -> int:
    """Check each; how many there were."""
    number = 0
    for story in stories:
        story.check(wanted)
        number += 1
    return number


@pytest.mark.parametrize("kind", Kind)
def test_every_put_schedule_ends_with_exactly_one(kind: Kind) -> None:
    assert played(Stage(PUT, kind).pairs(), "one") == PUT_SCHEDULES


@pytest.mark.slow
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("act", [REPLACE, WITHDRAW, AGAIN], ids=lambda act: str(act.name))
def test_every_other_schedule_ends_with_what_is_wanted(act: Act, kind: Kind) -> None:
    assert played(Stage(act, kind).pairs(), act.wanted) >= PUT_SCHEDULES


@pytest.mark.parametrize("kind", IN_FILES)
@pytest.mark.parametrize("act", [PUT, REPLACE, WITHDRAW], ids=lambda act: str(act.name))
def test_one_death_on_local_files(act: Act, kind: Kind, tmp_path: Path) -> None:
    stage = Stage(act, kind, provider=local(tmp_path), lags=(0,))
    assert played((story for story, *_ in stage.singles()), act.wanted) > 20


@pytest.mark.slow
@pytest.mark.parametrize("kind", IN_FILES)
@pytest.mark.parametrize("act", [PUT, REPLACE, WITHDRAW], ids=lambda act: str(act.name))
def test_every_schedule_on_local_files(act: Act, kind: Kind, tmp_path: Path) -> None:
    assert played(Stage(act, kind, provider=local(tmp_path), lags=(0,)).pairs(), act.wanted) > 500


@pytest.mark.parametrize(("act", "kind"), [(PUT, Kind.NOTE), (REPLACE, Kind.DRAFT)], ids=["put", "replace"])
def test_one_death_on_a_ledger_of_sqlite(act: Act, kind: Kind, tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/ledger.sqlite") as store:

        def emptied() -> Store:
            with closing(sqlite(store.path)) as ledger, ledger:
                ledger.execute("DELETE FROM outbox")
            return store

        stage = Stage(act, kind, emptied)
        _, peril = stage.play(lost=True, lag=3)
        for first in range(1, peril.passed + 1):
            stage.play(first, lost=True, lag=3)[0].check(act.wanted)


def test_the_schedules_bite() -> None:
    """Without the quarantine the same schedules write twice: a lagging listing is taken for the truth."""
    stage = Stage(PUT, Kind.DRAFT, quarantine=timedelta(0))
    assert sum(len(story.provider.texts()) > 1 for story, *_ in stage.singles()) > 10
