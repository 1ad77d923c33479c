"""Whole small worlds for tests of turns: accounts in memory, a ledger on disk, people who write to each other.

In: letters (who, what, when, as an answer to what). Out: a household whose turns can be run at any moment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from config.settings import Account, Me, Settings, Speak
from connectors.memory import MemoryAccount
from connectors.types import STILL, Address, Attachment, Draft, Event, Folder, Message, Ref, Status
from daemon import bookkeeping, cycle
from daemon.core import judge, reading
from daemon.core.model import LIVE, Mail, Mark
from daemon.household import Household, household
from daemon.store import Store, open_store

ME = Address("mara@north.example", "Mara Lind")
CLEO = Address("cleo@west.example", "Cleo Roth")
ANNA = Address("anna@south.example", "Anna Berg")
BOB = Address("bob@south.example", "Bob Hale")
ZONE = "America/Chicago"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo(ZONE))  # daylight saving begins on the Sunday after it
WRITES = frozenset({"put", "replace", "withdraw"})

HOURS_AHEAD = 6  # Bob's clock against the owner's

THINGS = ("budget deck", "site report", "floor plan")
OWN = (
    "I'll send you the {} by Friday.",
    "I'll send you the {} by Tuesday and the contract by Thursday.",
    "You will have the {} tomorrow.",
    "I'll get the {} to you next week.",
    "Once I hear from the printer, I'll send you the {}.",
    "I'll call you about the {} tomorrow at 3pm.",
    "I'll send the {} before our next 1:1.",
    "I'll send the {} after the planning.",
    "You will have the {} by Thursday, it takes me about five hours.",
    "Will do.",
    "Attached is the {}.",
    "I have sent the {}.",
    "I need until Monday for the {}.",
    "I won't be able to send the {}.",
    "Sorry, it will be a day late.",
    "Thanks for the {}.",
    "Lunch was fun.",
)
OTHERS = (
    "Any news on the {}?",
    "Thanks for sending the {}.",
    "Never mind the {}.",
    "Could you send me the {} by Wednesday?",
    "I am still waiting for the {}.",
    "The printer has answered.",
    "Got it, thanks.",
    "Lunch was fun.",
)
SUBJECTS = ("Spring plan", "Autumn plan")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail before it lies anywhere: written at MONDAY plus `hour`, there from `delay` hours later on."""

    name: str
    own: bool
    other: Address
    text: str
    hour: int
    delay: int = 0
    subject: str = SUBJECTS[0]
    answers: str | None = None
    accounts: tuple[str, ...] = ("work",)
    attached: bool = False
    gone_after: int | None = None

    @property
    def sent_at(self) -> datetime:
        """When it was written."""
        return MONDAY + timedelta(hours=self.hour)

    @property
    def there_at(self) -> datetime:
        """When it comes in."""
        return self.sent_at + timedelta(hours=self.delay)

    def message(self, account: str) -> Message:
        """It, as it lies in that account: among what was sent, where the owner wrote it."""
        parent = f"{self.answers}@x.example" if self.answers else None
        return Message(
            ref=Ref(account, self.name),
            message_id=f"{self.name}@x.example",
            in_reply_to=parent,
            references=(parent,) if parent else (),
            thread=None,
            folder=Folder.SENT if self.own else Folder.RECEIVED,
            sent_at=self.sent_at,
            received_at=None,
            sender=None,
            from_=ME if self.own else self.other,
            to=(self.other,) if self.own else (ME,),
            cc=(),
            subject=("Re: " if self.answers else "") + self.subject,
            text=self.text,
            attachments=(Attachment("plan.pdf", "application/pdf", 1000),) if self.attached else (),
        )


@st.composite
def letters(draw: st.DrawFn, name: str, before: Sequence[str], accounts: Sequence[tuple[str, ...]]) -> Letter:
    """A letter of the owner's or to her within three weeks, perhaps an answer, perhaps late, perhaps thrown away."""
    own = draw(st.booleans())
    thing = draw(st.sampled_from(THINGS))
    said = draw(st.lists(st.sampled_from(OWN if own else OTHERS), min_size=1, max_size=2, unique=True))
    quoted = draw(st.sampled_from(("", "", "\n\nOn Monday Anna Berg wrote:\n> I'll send you the memo by Monday.\n")))
    return Letter(
        name=name,
        own=own,
        other=draw(st.sampled_from((ANNA, BOB))),
        text=("Hi,\n\n" + " ".join(said).format(thing, thing) + "\n\nRegards" + quoted),
        hour=draw(st.integers(0, 24 * 20)),
        delay=draw(st.sampled_from((0, 0, 0, 30, 100))),
        subject=draw(st.sampled_from(SUBJECTS)),
        answers=draw(st.sampled_from((None, *before))),
        accounts=draw(st.sampled_from(accounts)),
        attached=draw(st.booleans()),
        gone_after=draw(st.sampled_from((None, None, None, 60, 200))),
    )


@st.composite
def bundles(
    draw: st.DrawFn, accounts: Sequence[tuple[str, ...]] = (("work",),), most: int = 7, gone: bool = True
) -> tuple[Letter, ...]:
    """Some letters, in any order."""
    found: list[Letter] = []
    for n in range(draw(st.integers(1, most))):
        letter = draw(letters(f"m{n}", [found_.name for found_ in found], accounts))
        found.append(letter if gone else replace(letter, gone_after=None))
    return tuple(draw(st.permutations(found)))


def meeting(name: str, hour: int, title: str = "1:1 with Anna", *people: Address) -> Event:
    """An hour on the calendar of the account `work`."""
    start = MONDAY + timedelta(hours=hour)
    ref = Ref("work", name)
    return Event(ref, name, start, start + timedelta(hours=1), False, title, people, True, Status.CONFIRMED, True)


def settings(folder: Path, zone: str = ZONE, accounts: Sequence[str] = ("work",), cap: int = 3) -> Settings:
    """The settings of Mara's house."""
    return Settings(
        home=folder,
        me=Me(addresses=(ME.email,), zone=ZoneInfo(zone), name=ME.name, working_hours=(time(9), time(17))),
        accounts={name: Account(kind="memory", options={}) for name in accounts},
        speak=Speak(from_start=True, cap_per_day=cap),
    )


@dataclass
class World:
    """A household with its accounts and its ledger. A context manager: the ledger ends with it."""

    accounts: Sequence[str] = ("work",)
    zone: str = ZONE
    cap: int = 100
    events: tuple[Event, ...] = ()
    boxes: dict[str, MemoryAccount] = field(default_factory=dict)
    there: set[tuple[str, str]] = field(default_factory=set)

    def __enter__(self) -> Self:
        self._folder = TemporaryDirectory()
        folder = Path(self._folder.name)
        self.home: Household = household(settings(folder, self.zone, self.accounts, self.cap), STILL)
        self.store: Store = open_store(f"sqlite:///{folder}/ledger.sqlite")
        self.boxes = {name: MemoryAccount(name, owner=ME.email, page_size=3) for name in self.accounts}
        for event in self.events:
            self.boxes[event.ref.account].add_event(event)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()
        self._folder.cleanup()

    def arrive(self, letters: Iterable[Letter], now: datetime) -> None:
        """All that has come in by `now` lies there, and what was thrown away by then no longer does.

        The hours of a letter are those of a clock in the world's zone.
        """
        for letter in letters:
            for account in letter.accounts:
                there_at, sent_at = (m.replace(tzinfo=ZoneInfo(self.zone)) for m in (letter.there_at, letter.sent_at))
                if there_at <= now and (account, letter.name) not in self.there:
                    self.there.add((account, letter.name))
                    if not letter.own and letter.other == BOB:
                        sent_at = _abroad(sent_at)
                    self.boxes[account].add(replace(letter.message(account), sent_at=sent_at))
                gone = letter.gone_after
                if gone is not None and there_at + timedelta(hours=gone) <= now:
                    self.boxes[account].remove(Ref(account, letter.name))

    def turn(self, now: datetime, *accounts: str) -> int:
        """A turn of each account (in that order; none named: all); the number of writes at the providers."""
        before = self.writes()
        for name in accounts or self.accounts:
            cycle.turn(name, self.boxes[name], self.store, self.home, now)
        return self.writes() - before

    def writes(self) -> int:
        """How often anything was written at a provider."""
        return sum(method in WRITES for box in self.boxes.values() for method, _ in box.requests)

    def drafts(self, key: str | None = None) -> list[Draft]:
        """Our drafts that lie at any provider, or those under `key`."""
        return [item for box in self.boxes.values() for item in box.lying(key) if isinstance(item, Draft)]

    def drafted(self) -> list[tuple[str, str]]:
        """Of each promise, the key of each draft about it that lies at a provider."""
        return [(p, row.key) for row in self.store.posted() for _ in self.drafts(row.key) for p in row.promises]

    def mails(self) -> list[Mail]:
        """Every mail that lies anywhere, whole, as the reader reads it."""
        found = [m for box in self.boxes.values() for m in box._messages.values()]
        return [reading.read(m, self.home.owner.addresses) for m in found]

    def judged(self, now: datetime, marks: Sequence[Mark] = ()) -> judge.Judged:
        """The pure function of the mailboxes."""
        home, events = self.home, [e for box in self.boxes.values() for e in box._events.values()]
        started = bookkeeping.started(self.store)
        return judge.judge(self.mails(), events, marks, home.owner, now, started, home.rules, home.speak)

    def whole(self, now: datetime) -> list[dict[str, Any]]:
        """What the ledger makes of everything at `now`."""
        return judge.as_json(bookkeeping.whole(self.store, self.home, now))

    def live(self, now: datetime) -> list[dict[str, Any]]:
        """What a turn at `now` makes of what is live."""
        return alive(judge.as_json(bookkeeping.think(self.store, self.home, now)))


def _abroad(moment: datetime) -> datetime:
    """The same moment as Bob's clock has it."""
    offset = moment.utcoffset()
    assert offset is not None
    return moment.astimezone(timezone(offset + timedelta(hours=HOURS_AHEAD)))


def alive(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of what is live."""
    return [row for row in rows if row["standing"] in {str(s) for s in LIVE}]


def facts(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows without what is to be said, which what the owner decided changes."""
    return [{k: v for k, v in row.items() if k != "heads_up"} for row in rows]
