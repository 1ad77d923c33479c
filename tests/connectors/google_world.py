"""The world of `google`: Ada's mailbox and calendars at the twin, and her deeds there."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connectors.types import Address
from tests.connectors.builders import BO, ME, MONDAY, Shown, mail
from tests.connectors.provider_world import ZONE, ProviderWorld
from tests.fakes.google import GoogleTwin, serving, settings
from tests.google_tokens import ALL, sign_in


class GoogleWorld(ProviderWorld[GoogleTwin]):
    """Ada at Google, signed in. `options` go to the account beside those that point at the twin."""

    kind = "google"

    def __init__(
        self, home: Path, *, granted: tuple[str, ...] = ALL, twin: GoogleTwin | None = None, **options: object
    ) -> None:
        super().__init__(home, twin or GoogleTwin(owner=ME.email, zone=ZONE), granted, options)

    def sign_in(self, *granted: str) -> None:
        sign_in(self.twin, self.around.state, granted=granted)

    def _served(self) -> AbstractContextManager[str]:
        return serving(self.twin)

    def _pointing(self) -> Mapping[str, object]:
        return settings(self.url, self.twin)

    # --- deeds -------------------------------------------------------------------------------------------------------

    def receives(self, number: int, text: str, sender: Address = BO) -> None:
        raw = mail(text, number=number, from_=f"{sender.name} <{sender.email}>", to=ME.email)
        self.deliver(raw, "INBOX", "UNREAD")

    def sends(self, number: int, text: str, to: Address = BO) -> None:
        self.deliver(mail(text, number=number, to=to.email), "SENT")

    def deliver(self, raw: bytes, *labels: str, at: datetime = MONDAY) -> str:
        """A mail comes to lie there; its id."""
        return self.twin.mail.deliver(raw, labels=set(labels), at=at)

    def meets(self, uid: str, starts_at: datetime, ends_at: datetime, *, with_bo: bool = False) -> None:
        self.puts(uid, starts_at, ends_at, attendees=[{"email": BO.email}] if with_bo else [])

    def describes(self, uid: str, text: str) -> None:
        self.twin.calendars.change("primary", uid.encode().hex(), description=text)

    def description(self, uid: str) -> str:
        return str(self.event(uid).get("description", ""))

    def cancels(self, uid: str) -> None:
        self.twin.calendars.remove("primary", uid.encode().hex())

    def shown(self, key: str) -> Shown | None:
        (event,) = [event for event in self.notes() if event["id"] == self.note(key)]
        return Shown(
            private=event["visibility"] == "private",
            free=event["transparency"] == "transparent",
            people=len(event.get("attendees", ())),
            colour=event["colorId"],
        )

    def puts(self, uid: str, starts_at: datetime, ends_at: datetime, calendar: str = "primary", **more: object) -> str:
        """An event comes to lie on a calendar; its id."""
        start, end = ({"dateTime": at.astimezone(UTC).isoformat()} for at in (starts_at, ends_at))
        event = uid.encode().hex()  # of the characters that Google allows
        said = {"id": event, "iCalUID": uid, "summary": "Review", "start": start, "end": end, **more}
        self.twin.calendars.put(calendar, said)
        return event

    def edits(self, key: str, *, keeps_headers: bool = True) -> None:
        draft, lined = self.draft(key), self.lined(key)
        if draft is not None:
            self.twin.mail.user_edits_draft(draft, keeps_headers=keeps_headers)
        elif lined is not None:
            self.twin.calendars.change("primary", lined["id"], description=f"Mine: {lined['description'][-9:]}")
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

    def event(self, uid: str) -> dict[str, Any]:
        """An event on the owner's first calendar."""
        return self.twin.calendars.event(self.twin.calendars.named("primary"), uid.encode().hex())

    def lined(self, key: str) -> dict[str, Any] | None:
        """The event there that holds our line with that key."""
        kept = [versions[-1].event for versions in self.twin.calendars.named("primary").events.values()]
        return next(
            (e for e in kept if f"headsupLine-{key}" in e.get("extendedProperties", {}).get("private", {})), None
        )

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
