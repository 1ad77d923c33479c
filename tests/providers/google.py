"""Google, as whole stories need it."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Self

import requests

from connectors.types import Surroundings
from tests.fakes.google import Fault, GoogleTwin, contract, serving, settings
from tests.fakes.google.loading import load_calendar, load_mbox
from tests.google_tokens import sign_in
from tests.provider_story import ZONE, Letter, Meeting
from tests.providers import LyingDraft, LyingNote, Provider, in_mails, parsed


@dataclass
class AtGoogle(Provider):
    """Somebody's account at the Google twin."""

    twin: GoogleTwin

    kind: ClassVar[str] = "google"
    options: ClassVar[Mapping[str, object]] = {**Provider.options, "quota_units_per_minute": 10**6}
    anywhere: ClassVar[Mapping[str, Fault]] = {
        "500": Fault(500),
        "503 after 120 s": Fault(503, retry_after="120"),
        "429 after 20 s": Fault(429, retry_after="20"),
        "429": Fault(429),
        "403 rateLimitExceeded": Fault(403, "rateLimitExceeded"),
        "401": Fault(401),
        "dropped": Fault(dropped=True),
        "reply lost": Fault(lost_reply=True),
        "truncated": Fault(truncated=True),
    }
    # At what only reads the door cannot tell this one from the 403 above.
    at_writes: ClassVar[Mapping[str, Fault]] = {"403 userRateLimitExceeded": Fault(403, "userRateLimitExceeded")}
    inside: ClassVar[Mapping[str, Fault]] = {"429": Fault(429, "rateLimitExceeded"), "500": Fault(500)}
    forgotten: ClassVar[Mapping[str, tuple[str, Fault]]] = {
        "gmail.users.history.list": ("startHistoryId", Fault(404)),
        "calendar.events.list": ("syncToken", Fault(410, "fullSyncRequired")),
    }
    writes: ClassVar[frozenset[str]] = frozenset(
        {"gmail.users.drafts.create", "gmail.users.drafts.update", "gmail.users.drafts.delete"}
        | {"calendar.calendars.insert", "calendar.events.insert", "calendar.events.update", "calendar.events.delete"}
    )
    created: ClassVar[str] = "gmail.users.drafts.create"
    changed: ClassVar[tuple[str, str]] = ("calendar.events.update", "calendar.events.delete")

    @classmethod
    def of(cls, owner: str, zone: str, *, checked: bool = False) -> Self:
        return cls(GoogleTwin(owner, zone, checked=checked))

    def copied(self) -> Self:
        """Only functions are not copied with what they hold, so that of these none may be left."""
        assert not self.twin.lag, "what is due to be listed later cannot be copied"
        return deepcopy(self, {id(shared): shared for shared in (self.twin.world.lock, contract.google())})

    def serving(self) -> AbstractContextManager[str]:
        return serving(self.twin)

    def settings(self, url: str) -> Mapping[str, object]:
        return settings(url, self.twin)

    def sign_in(self, around: Surroundings, options: Mapping[str, object]) -> None:
        sign_in(self.twin, around.state)

    def end_sign_in(self) -> None:
        self.twin.oauth.revoke()

    def session(self) -> requests.Session:
        return requests.Session()

    def load(self, mailbox: Path) -> None:
        load_mbox(self.twin, mailbox / "sent.mbox", labels={"SENT"})
        load_mbox(self.twin, mailbox / "inbox.mbox", labels={"INBOX"})
        load_calendar(self.twin, mailbox / "calendar.ics")

    def deliver(self, letter: Letter) -> None:
        self.twin.mail.deliver(letter.raw(), labels={"SENT" if letter.own else "INBOX"}, at=letter.at)

    def meet(self, meeting: Meeting, *, shared: bool = False) -> None:
        calendar = self.twin.calendars.add("Harbour", role="reader") if shared else "primary"
        said: dict[str, object] = {
            "id": meeting.name.encode().hex(),
            "iCalUID": meeting.name,
            "summary": meeting.title,
            "attendees": [{"email": email, "responseStatus": "accepted"} for email in meeting.people],
            "start": _at(meeting.start),
            "end": _at(meeting.end),
        }
        if meeting.weeks:
            said["recurrence"] = [f"RRULE:FREQ=WEEKLY;COUNT={meeting.weeks}"]
        if meeting.tentative:
            said["status"] = "tentative"
        self.twin.calendars.put(calendar, said)

    def postpone(self, name: str, start: datetime, end: datetime) -> None:
        self.twin.calendars.change("primary", name.encode().hex(), start=_at(start), end=_at(end))

    def edit_draft(self, who: str, text: str) -> None:
        self.twin.mail.user_edits_draft(self._draft_to(who), text)

    def delete_draft(self, who: str) -> None:
        self.twin.mail.user_deletes_draft(self._draft_to(who))

    def send_draft(self, who: str) -> None:
        self.twin.mail.user_sends_draft(self._draft_to(who))

    def drafts(self) -> list[LyingDraft]:
        return in_mails(self.twin.mail.mails[mail].raw for mail in self.twin.mail.drafts.values())

    def notes(self) -> list[LyingNote]:
        ours = [one for one in self.twin.calendars.all.values() if one.ours and not one.gone]
        lying = [versions[-1].event for one in ours for versions in one.events.values()]
        return sorted(_note(event) for event in lying if event["status"] != "cancelled")

    def calendars(self) -> int:
        return sum(one.ours for one in self.twin.calendars.all.values())

    def _draft_to(self, who: str) -> str:
        mails = self.twin.mail.mails
        return next(d for d, m in self.twin.mail.drafts.items() if f"{who}@" in str(parsed(mails[m].raw)["To"]))


def _at(moment: datetime) -> dict[str, str]:
    return {"dateTime": moment.isoformat(), "timeZone": ZONE.key}


def _note(event: Mapping[str, Any]) -> LyingNote:
    key = event["extendedProperties"]["private"]["headsupKey"]
    starts_at, ends_at = (datetime.fromisoformat(event[side]["dateTime"]) for side in ("start", "end"))
    return LyingNote(key, event["summary"], event["description"], starts_at, ends_at, event["colorId"])
