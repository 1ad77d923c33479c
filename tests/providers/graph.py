"""Outlook, and Microsoft Graph, as whole stories need it."""

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Self

import requests

from connectors.graph import properties
from connectors.types import Surroundings
from tests.fakes.exchange import ExchangeTwin
from tests.fakes.exchange.properties import IN_REPLY_TO, of_mail
from tests.fakes.graph import Fault, GraphTwin, serving, settings
from tests.fakes.graph.client import trusting
from tests.fakes.graph.loading import load_calendar, load_mbox
from tests.fakes.graph.mails import Mail
from tests.fakes.graph.mime import recipient
from tests.graph_tokens import signed_in
from tests.provider_story import ZONE, Letter, Meeting
from tests.providers import LyingDraft, LyingNote, Provider, named

_INSIDE = "/me/calendars/{calendar}/events/{id}"


@dataclass
class AtOutlook(Provider):
    """Somebody's account at a twin of Outlook, whatever language it speaks."""

    twin: GraphTwin | ExchangeTwin

    def copied(self) -> Self:
        assert not self.twin.lag, "what is due to be listed later cannot be copied"
        locks = self.twin.world.lock, self.twin.throttle._lock
        return deepcopy(self, {id(shared): shared for shared in locks})

    def load(self, mailbox: Path) -> None:
        load_mbox(self.twin, mailbox / "sent.mbox", folder="sentitems")
        load_mbox(self.twin, mailbox / "inbox.mbox", folder="inbox")
        load_calendar(self.twin, mailbox / "calendar.ics")

    def deliver(self, letter: Letter) -> None:
        self.twin.mail.deliver(letter.raw(), folder="sentitems" if letter.own else "inbox", at=letter.at)

    def meet(self, meeting: Meeting, *, shared: bool = False) -> None:
        calendar = self.twin.calendars.add("Harbour", owner="bo@harbour.example", can_edit=False) if shared else ""
        said: dict[str, object] = {
            "iCalUId": meeting.name,
            "subject": meeting.title,
            "attendees": [{**recipient(email), "type": "required", "status": _ACCEPTED} for email in meeting.people],
            "start": _at(meeting.start),
            "end": _at(meeting.end),
            "showAs": "tentative" if meeting.tentative else "busy",
        }
        if meeting.weeks:
            said["recurrence"] = _weekly(meeting)
        self.twin.calendars.put(calendar, said)

    def postpone(self, name: str, start: datetime, end: datetime) -> None:
        kept = (versions[-1].event for versions in self.twin.calendars.named("").kept.values())
        found = next(one for one in kept if one is not None and one.said.get("iCalUId") == name)
        self.twin.calendars.alter(found.immutable_id, start=_at(start), end=_at(end))

    def edit_draft(self, who: str, text: str) -> None:
        self.twin.mail.user_edits_draft(self._draft_to(who), text)

    def delete_draft(self, who: str) -> None:
        self.twin.mail.user_deletes_draft(self._draft_to(who))

    def send_draft(self, who: str) -> None:
        """Outlook gives it another Message-ID; here one that does not hang on how much was written before."""
        draft = self._draft_to(who)
        self.twin.mail.alter(
            self.twin.mail.mail(draft), {"internetMessageId": f"<sent-to-{who}@outlook.example>"}, lag=False
        )
        self.twin.mail.user_sends_draft(draft)

    def drafts(self) -> list[LyingDraft]:
        return sorted(_draft(one) for one in self._lying())

    def notes(self) -> list[LyingNote]:
        ours = [one for one in self.twin.calendars.all.values() if one.ours and not one.gone]
        lying = [versions[-1].event for one in ours for versions in one.kept.values()]
        return sorted(_note(event.said, event.start, event.end) for event in lying if event is not None)

    def calendars(self) -> int:
        return sum(one.ours for one in self.twin.calendars.all.values())

    def _draft_to(self, who: str) -> str:
        return next(one.immutable_id for one in self._lying() if f"{who}@" in _draft(one).to)

    def _lying(self) -> list[Mail]:
        """What lies in Drafts."""
        place = self.twin.mail.folder("drafts").id
        return [one for one in self.twin.mail.mails.values() if one.folder == place]


@dataclass
class AtGraph(AtOutlook):
    """Somebody's account at the Graph twin."""

    twin: GraphTwin

    kind: ClassVar[str] = "graph"
    anywhere: ClassVar[Mapping[str, Fault]] = {
        "500": Fault(500),
        "503 after 120 s": Fault(503, retry_after="120"),
        "429 after 20 s": Fault(429, retry_after="20"),
        "429": Fault(429),
        "504": Fault(504),
        "401": Fault(401),
        "dropped": Fault(dropped=True),
        "reply lost": Fault(lost_reply=True),
        "truncated": Fault(truncated=True),
    }
    inside: ClassVar[Mapping[str, Fault]] = {"429": Fault(429), "500": Fault(500)}
    forgotten: ClassVar[Mapping[str, tuple[str, Fault]]] = {
        "GET /me/mailFolders/{id}/messages/delta": ("$deltatoken", Fault(410)),
        "GET /me/calendarView/delta": ("$deltatoken", Fault(410)),
    }
    writes: ClassVar[frozenset[str]] = frozenset(
        {"POST /me/messages", "PATCH /me/messages/{id}", "DELETE /me/messages/{id}", "POST /me/calendars"}
        | {"POST /me/calendars/{id}/events", f"PATCH {_INSIDE}", f"DELETE {_INSIDE}"}
    )
    created: ClassVar[str] = "POST /me/messages"
    changed: ClassVar[tuple[str, str]] = (f"PATCH {_INSIDE}", f"DELETE {_INSIDE}")

    @classmethod
    def of(cls, owner: str, zone: str, *, checked: bool = False) -> Self:
        return cls(GraphTwin(owner, zone, checked=checked))

    def serving(self) -> AbstractContextManager[str]:
        return serving(self.twin)

    def settings(self, url: str) -> Mapping[str, object]:
        return settings(url, self.twin)

    def sign_in(self, around: Surroundings, options: Mapping[str, object]) -> None:
        signed_in(self.twin, around, options)

    def end_sign_in(self) -> None:
        self.twin.entra.revoke()

    def moved(self, tokens: Mapping[str, object], url: str) -> Mapping[str, object]:
        """msal keeps beside each token where it came from."""
        here = url.removeprefix("https://")
        return {**tokens, "cache": re.sub(r"127\.0\.0\.1:\d+", here, str(tokens["cache"]))}

    def session(self) -> requests.Session:
        return trusting()


_ACCEPTED = {"response": "accepted", "time": "0001-01-01T00:00:00Z"}


def _at(moment: datetime) -> dict[str, str]:
    return {"dateTime": f"{moment:%Y-%m-%dT%H:%M:%S}", "timeZone": ZONE.key}


def _weekly(meeting: Meeting) -> dict[str, object]:
    day, name = f"{meeting.start:%Y-%m-%d}", f"{meeting.start:%A}".lower()
    pattern = {"type": "weekly", "interval": 1, "daysOfWeek": [name], "firstDayOfWeek": "monday"}
    return {"pattern": pattern, "range": {"type": "numbered", "startDate": day, "numberOfOccurrences": meeting.weeks}}


def _draft(mail: Mail) -> LyingDraft:
    carried = properties.of(mail.said)
    people = [one["emailAddress"] for one in mail.get("toRecipients")]
    return LyingDraft(
        key=carried.get(properties.KEY, ""),
        to=named(
            ("" if one.get("name") == one["address"] else one.get("name") or "", one["address"]) for one in people
        ),
        subject=mail.get("subject"),
        in_reply_to=carried.get(properties.IN_REPLY_TO) or str(of_mail(mail, IN_REPLY_TO) or ""),
        text=mail.body[1].replace("\r\n", "\n"),
    )


def _note(said: Mapping[str, Any], starts_at: datetime, ends_at: datetime) -> LyingNote:
    key, colour = properties.of(said)[properties.KEY], ",".join(said["categories"])
    title, text = said["subject"], said["body"]["content"]
    return LyingNote(key, title, text, starts_at.astimezone(UTC), ends_at.astimezone(UTC), colour)
