"""The world of `google`: Ada's mailbox and calendars at the twin, her deeds there, and the account as the house has it.

The clock stands until a test moves it; who sleeps moves it. A twin that was closed answers nobody.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from connectors import open_account
from connectors.border import Connector
from connectors.types import Address, Clock, Event, Interest, Message, Page, Ref, Surroundings, Sweep
from tests.connectors.builders import BO, ME, MONDAY, mail
from tests.fakes.google import GoogleTwin, serving, settings
from tests.google_tokens import ALL, sign_in

ZONE = "Europe/Berlin"


class Hands:
    """A clock that moves when somebody sleeps, or a test turns it; the twin's goes with it."""

    def __init__(self, twin: GoogleTwin) -> None:
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


class GoogleWorld:
    """Ada at Google, signed in. `options` go to the account beside those that point at the twin."""

    def __init__(
        self, home: Path, *, granted: tuple[str, ...] = ALL, twin: GoogleTwin | None = None, **options: object
    ) -> None:
        self.home = home
        self.twin = twin or GoogleTwin(owner=ME.email, zone=ZONE)
        self.twin.now = MONDAY
        self.hands = Hands(self.twin)
        self._stack = ExitStack()
        self.url = self._stack.enter_context(serving(self.twin))
        self.around = Surroundings(home, ZONE, frozenset({ME.email}), home / "state", self.hands.clock())
        self.options = {**settings(self.url, self.twin), "token_key": "file", **options}
        self.sign_in(*granted)
        self.account = self.opened()

    def close(self) -> None:
        """The twin goes; what it was asked must have been right."""
        self._stack.close()
        assert self.twin.violations == []
        assert self.twin.offences == []

    def opened(self) -> Connector:
        """The account, opened anew as after a restart."""
        return open_account("work", "google", self.options, self.around)

    def sign_in(self, *granted: str) -> None:
        """Ada consents to these scopes."""
        sign_in(self.twin, self.around.state, granted=granted)

    # --- deeds -------------------------------------------------------------------------------------------------------

    def receives(self, number: int, text: str, sender: Address = BO) -> None:
        raw = mail(text, number=number, from_=f"{sender.name} <{sender.email}>", to=ME.email)
        self.deliver(raw, "INBOX", "UNREAD")

    def sends(self, number: int, text: str, to: Address = BO) -> None:
        self.deliver(mail(text, number=number, to=to.email), "SENT")

    def deliver(self, raw: bytes, *labels: str, at: datetime = MONDAY) -> str:
        """A mail comes to lie there; its id."""
        return self.twin.mail.deliver(raw, labels=set(labels), at=at)

    def meets(self, uid: str, starts_at: datetime, ends_at: datetime) -> None:
        self.puts(uid, starts_at, ends_at)

    def puts(self, uid: str, starts_at: datetime, ends_at: datetime, calendar: str = "primary", **more: object) -> str:
        """An event comes to lie on a calendar; its id."""
        start, end = ({"dateTime": at.astimezone(UTC).isoformat()} for at in (starts_at, ends_at))
        event = uid.encode().hex()  # of the characters that Google allows
        said = {"id": event, "iCalUID": uid, "summary": "Review", "start": start, "end": end, **more}
        self.twin.calendars.put(calendar, said)
        return event

    def edits(self, key: str, *, keeps_headers: bool = True) -> None:
        draft = self.draft(key)
        if draft is not None:
            self.twin.mail.user_edits_draft(draft, keeps_headers=keeps_headers)
        else:
            self.twin.calendars.change(self.calendar(), self.note(key), summary="Mine: the deck")

    def deletes(self, key: str) -> None:
        draft = self.draft(key)
        if draft is not None:
            self.twin.mail.user_deletes_draft(draft)
        else:
            self.twin.calendars.remove(self.calendar(), self.note(key))

    def sends_draft(self, key: str, *, keeps_message_id: bool = True) -> None:
        draft = self.draft(key)
        assert draft is not None
        self.twin.mail.user_sends_draft(draft, keeps_message_id=keeps_message_id)

    # --- what lies there ---------------------------------------------------------------------------------------------

    def draft(self, key: str) -> str | None:
        """The id of our draft with that key, as the twin itself knows it."""
        mails = self.twin.mail.mails
        return next((d for d, m in self.twin.mail.drafts.items() if f"X-Ref: {key};".encode() in mails[m].raw), None)

    def calendars(self) -> list[str]:
        """The ids of the calendars that this client made."""
        return [one.id for one in self.twin.calendars.all.values() if one.ours and not one.gone]

    def calendar(self) -> str:
        """The id of our calendar."""
        (found,) = self.calendars()
        return found

    def notes(self) -> list[dict[str, Any]]:
        """The events on our calendar that are not deleted."""
        kept = [versions[-1].event for versions in self.twin.calendars.all[self.calendar()].events.values()]
        return [event for event in kept if event["status"] != "cancelled"]

    def note(self, key: str) -> str:
        """The event id of our note with that key."""
        return next(
            str(e["id"]) for e in self.notes() if key in e.get("extendedProperties", {}).get("private", {}).values()
        )

    def asked(self, template: str = "") -> int:
        """How many requests were made, or how many of one method, those inside batches too."""
        if not template:
            return len(self.twin.requests)
        return sum((row.template == template) + row.inner.count(template) for row in self.twin.requests)

    def forget_requests(self) -> None:
        """From here on requests are counted anew."""
        self.twin.requests.clear()


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


@contextmanager
def world_at(home: Path, **options: Any) -> Iterator[GoogleWorld]:
    """A world that is closed again."""
    world = GoogleWorld(home, **options)
    try:
        yield world
    finally:
        world.close()
