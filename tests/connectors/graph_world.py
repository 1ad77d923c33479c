"""The worlds of Outlook: Ada's mailbox and calendars at a twin, and her deeds there; and that of `graph`."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from connectors.graph import properties
from connectors.types import Address
from tests.connectors.builders import BO, ME, MONDAY, Shown, mail
from tests.connectors.provider_world import ZONE, ProviderWorld
from tests.fakes.exchange import ExchangeTwin
from tests.fakes.graph import GraphTwin, serving, settings
from tests.graph_tokens import ALL, signed_in

T = TypeVar("T", GraphTwin, ExchangeTwin)


class OutlookWorld(ProviderWorld[T]):
    """Ada at Outlook: what she and others do there, whatever language the account speaks."""

    # --- deeds -------------------------------------------------------------------------------------------------------

    def receives(self, number: int, text: str, sender: Address = BO) -> None:
        raw = mail(text, number=number, from_=f"{sender.name} <{sender.email}>", to=ME.email)
        self.deliver(raw, "inbox")

    def sends(self, number: int, text: str, to: Address = BO) -> None:
        self.deliver(mail(text, number=number, to=to.email), "sentitems")

    def deliver(self, raw: bytes, folder: str, at: datetime = MONDAY) -> str:
        """A mail comes to lie in a folder; its id."""
        return self.twin.mail.deliver(raw, folder=folder, at=at)

    def meets(self, uid: str, starts_at: datetime, ends_at: datetime, *, with_bo: bool = False) -> None:
        self.puts(uid, starts_at, ends_at, attendees=[attendee(BO)] if with_bo else [])

    def describes(self, uid: str, text: str) -> None:
        self.twin.calendars.alter(self.event(uid)["id"], body={"contentType": "text", "content": text})

    def description(self, uid: str) -> str:
        return str((self.event(uid).get("body") or {}).get("content") or "")

    def cancels(self, uid: str) -> None:
        self.twin.calendars.remove(self.event(uid)["id"])

    def shown(self, key: str) -> Shown | None:
        note = self.note(key)
        return Shown(
            private=note["sensitivity"] == "private",
            free=note["showAs"] == "free",
            people=len(note.get("attendees", ())),
            colour=",".join(note["categories"]),
        )

    def puts(self, uid: str, starts_at: datetime, ends_at: datetime, calendar: str = "", **more: object) -> str:
        """An event comes to lie on a calendar; its id."""
        said = {"iCalUId": uid, "subject": "Review", "start": at(starts_at), "end": at(ends_at), **more}
        return self.twin.calendars.put(calendar, said)

    def edits(self, key: str) -> None:
        draft = self.draft(key)
        lined = self.lined(key)
        if draft is not None:
            self.twin.mail.user_edits_draft(draft)
        elif lined is not None:
            self.describes(lined["iCalUId"], f"Mine: {self.description(lined['iCalUId'])[-9:]}")
        else:
            self.twin.calendars.alter(self.note(key)["id"], subject="Mine: the deck")

    def deletes(self, key: str) -> None:
        draft = self.draft(key)
        if draft is not None:
            self.twin.mail.user_deletes_draft(draft)
        else:
            self.twin.calendars.remove(self.note(key)["id"])

    def sends_draft(self, key: str, *, keeps_message_id: bool = True) -> None:
        draft = self.draft(key)
        assert draft is not None
        self.twin.mail.user_sends_draft(draft, keeps_message_id=keeps_message_id)

    # --- what lies there ---------------------------------------------------------------------------------------------

    def drafts(self) -> list[str]:
        """The ids of all that lies in Drafts."""
        drafts = self.twin.mail.folder("drafts").id
        return [one.immutable_id for one in self.twin.mail.mails.values() if one.folder == drafts]

    def draft(self, key: str) -> str | None:
        """The id of our draft with that key, as the twin itself knows it."""
        return next((one for one in self.drafts() if key_of(self.twin.mail.mail(one).said) == key), None)

    def event(self, uid: str) -> dict[str, Any]:
        """An event on the owner's first calendar, with its id."""
        return next(one for one in self._events("") if one["iCalUId"] == uid)

    def lined(self, key: str) -> dict[str, Any] | None:
        """The event there that holds our line with that key."""
        return next(
            (one for one in self._events("") if f'"{key}":' in properties.of(one).get(properties.LINES, "")), None
        )

    def calendars(self) -> list[str]:
        """The ids of the calendars that this client made."""
        return [one.id for one in self.twin.calendars.all.values() if one.ours and not one.gone]

    def calendar(self) -> str:
        """The id of our calendar."""
        (found,) = self.calendars()
        return found

    def notes(self) -> list[dict[str, Any]]:
        """The events on our calendar that are not deleted, with their ids."""
        return self._events(self.calendar())

    def note(self, key: str) -> dict[str, Any]:
        """Our note with that key."""
        return next(one for one in self.notes() if key_of(one) == key)

    def _events(self, calendar: str) -> list[dict[str, Any]]:
        kept = [versions[-1].event for versions in self.twin.calendars.named(calendar).kept.values()]
        return [{**one.said, "id": one.immutable_id} for one in kept if one is not None]


class GraphWorld(OutlookWorld[GraphTwin]):
    """Ada at Outlook, signed in. `options` go to the account beside those that point at the twin."""

    kind = "graph"

    def __init__(
        self, home: Path, *, granted: tuple[str, ...] = ALL, twin: GraphTwin | None = None, **options: object
    ) -> None:
        super().__init__(home, twin or GraphTwin(owner=ME.email, zone=ZONE), granted, options)
        self.twin.calendars.annotates = options.get("own_events") is True

    def sign_in(self, *granted: str) -> None:
        signed_in(self.twin, self.around, self.options, granted)

    def _served(self) -> AbstractContextManager[str]:
        return serving(self.twin)

    def _pointing(self) -> Mapping[str, object]:
        return settings(self.url, self.twin)


def key_of(said: Mapping[str, Any]) -> str:
    """The key of ours that a resource carries."""
    return properties.of(said).get(properties.KEY, "")


def at(moment: datetime) -> dict[str, str]:
    """A moment as a resource states it."""
    return {"dateTime": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"}


def attendee(person: Address, answer: str = "none", kind: str = "required") -> dict[str, object]:
    """Somebody who is asked to come."""
    named = {"address": person.email, "name": person.name}
    return {"emailAddress": named, "type": kind, "status": {"response": answer, "time": "0001-01-01T00:00:00Z"}}
