"""The world of `google` at an emulator: Ada's account as the house has it, and her own deeds there.

Her deeds are requests of another client, which may do what ours must not. What an emulator lacks is said in words.
"""

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from connectors import open_account
from connectors._memo import Memo, MemoFile
from connectors._tokens import TokenFile
from connectors.types import Address, Clock, Ref, Surroundings
from tests.connectors.builders import BO, ME, MONDAY, mail
from tests.connectors.google_world import GoogleWorld
from tests.emulators.programs import NOTES, Running, running
from tests.emulators.relay import Relay
from tests.fakes._http import serving
from tests.google_tokens import ALL

_PATIENCE = 30.0
_GMAIL, _CALENDARS = "/gmail/v1/users/me", "/calendar/v3/calendars"
LACKS: Mapping[str, Mapping[str, str]] = {
    "emulate": {
        "strangers": "it takes any bearer token for one of its first user's",
        "negation": "it takes -in: for words to look for, so a listing of received mail is always empty",
        "sync": "it gives no sync tokens, so every pull lists the calendar anew",
        "expiry": "no history id is ever too old for it",
        "notes": "it can neither get nor update an event, nor keep its id and extended properties",
    },
    "myworld": {
        "deletions of mail": "its history leaves out mails that were deleted for good",
        "headers": "it drops X-Ref from a draft and replaces its Message-ID, so the key is lost",
        "revival": "an update does not bring a deleted event back",
    },
}


class EmulatedWorld:
    """Ada at an emulator, signed in by hand, her calendar for notes known from before."""

    def __init__(self, home: Path, name: str, there: Running, url: str) -> None:
        self.name, self._there = name, there
        clock = Clock(lambda: MONDAY, time.monotonic, time.sleep)
        self._around = Surroundings(home, "Europe/Berlin", frozenset({ME.email}), home / "state", clock)
        self._options = {
            "api_root": url,
            "auth_uri": f"{url}/o/oauth2/v2/auth",
            "token_uri": there.token_uri,
            "client_id": "ada.apps.example",
            "client_secret": "none of Google's",
            "token_key": "file",
        }
        self.sign_in(there.access_token)
        MemoFile(self._around.state, "google", "work").save(Memo(NOTES))
        self.account = open_account("work", "google", self._options, self._around)

    def sign_in(self, access_token: str, *, lasts: float = 3600.0, refresh_token: str = "") -> None:
        """The tokens as `headsup login` leaves them, and the account opened anew."""
        tokens = {
            "refresh_token": refresh_token or self._there.refresh_token,
            "access_token": access_token,
            "expires_at": MONDAY.timestamp() + lasts,
            "scopes": sorted(ALL),
            "refresh_expires_at": None,
            "refused": False,
            "refusals": 0,
            "refused_at": None,
            "client_id": self._options["client_id"],
        }
        TokenFile(self._around.state, "work", "file").save(tokens)
        self.account = open_account("work", "google", self._options, self._around)

    def token_runs_out(self) -> None:
        """An hour has passed."""
        self.sign_in(self._there.access_token, lasts=0.0)

    def token_is_spoilt(self) -> None:
        """The access token is not taken, though it should be good for an hour."""
        self.sign_in("spoilt")

    def sign_in_is_withdrawn(self) -> None:
        """Neither token is taken any more."""
        self.sign_in("spoilt", refresh_token="withdrawn")

    def needs(self, what: str) -> None:
        """Skip the test where this emulator lacks something."""
        if reason := LACKS[self.name].get(what):
            pytest.skip(f"{self.name}: {reason}")

    # --- deeds -------------------------------------------------------------------------------------------------------

    def receives(self, number: int, text: str, sender: Address = BO) -> None:
        """Somebody's mail comes in."""
        raw = mail(text, number=number, from_=f"{sender.name} <{sender.email}>", to=ME.email)
        self._deliver(raw, "INBOX", "UNREAD")

    def sends(self, number: int, text: str, to: Address = BO) -> None:
        """The owner sends a mail."""
        self._deliver(mail(text, number=number, to=to.email), "SENT")

    def throws_away(self, ref: Ref) -> None:
        """A mail goes to the bin."""
        self._asked("POST", f"{_GMAIL}/messages/{last(ref)}/trash")

    def deletes_mail(self, ref: Ref) -> None:
        """A mail is deleted for good."""
        self._asked("DELETE", f"{_GMAIL}/messages/{last(ref)}")

    def meets(self, uid: str, starts_at: datetime, ends_at: datetime) -> None:
        """A meeting is put on the calendar."""
        start, end = ({"dateTime": at.astimezone(UTC).isoformat()} for at in (starts_at, ends_at))
        said = {"id": uid.encode().hex(), "summary": "Review", "start": start, "end": end}
        self._asked("POST", f"{_CALENDARS}/primary/events", said)

    def calls_off(self, ref: Ref) -> None:
        """A meeting is deleted."""
        self._asked("DELETE", f"{_CALENDARS}/primary/events/{last(ref)}")

    def edits(self, key: str) -> None:
        """The owner edits our draft, or where there is none, our note: there is never more than one of them."""
        if drafts := self.drafts():
            said = _unpacked(self.draft(drafts[0])["message"]["raw"]) + b"\r\nAnd one more line.\r\n"
            self._asked("PUT", f"{_GMAIL}/drafts/{drafts[0]}", {"message": {"raw": _packed(said)}})
        else:
            (note,) = self.notes()
            self._asked("PATCH", f"{_CALENDARS}/{NOTES}/events/{note['id']}", {"summary": "Mine: the deck"})

    def deletes(self, key: str) -> None:
        """The owner deletes our draft, or where there is none, our note."""
        if drafts := self.drafts():
            self._asked("DELETE", f"{_GMAIL}/drafts/{drafts[0]}")
        else:
            self._asked("DELETE", f"{_CALENDARS}/{NOTES}/events/{self.notes()[0]['id']}")

    def forget_history(self, cursor: str) -> str:
        """A cursor from so long ago that its history id is no longer known."""
        return json.dumps({**json.loads(cursor), "history": "1"})

    # --- what lies there ---------------------------------------------------------------------------------------------

    def drafts(self) -> list[str]:
        """The ids of all drafts."""
        return [str(one["id"]) for one in self._asked("GET", f"{_GMAIL}/drafts").get("drafts", ())]

    def draft(self, draft_id: str) -> dict[str, Any]:
        """A draft with its raw text."""
        return self._asked("GET", f"{_GMAIL}/drafts/{draft_id}?format=raw")

    def thread(self, ref: Ref) -> str:
        """The thread that a draft of ours lies in."""
        return str(self.draft(last(ref))["message"]["threadId"])

    def notes(self) -> list[dict[str, Any]]:
        """The events on our calendar that are not deleted."""
        found: list[dict[str, Any]] = self._asked("GET", f"{_CALENDARS}/{NOTES}/events")["items"]
        return found

    def _deliver(self, raw: bytes, *labels: str) -> None:
        body = {"raw": _packed(raw.replace(b"\n", b"\r\n")), "labelIds": labels}
        self._asked("POST", f"{_GMAIL}/messages", body)

    def _asked(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._there.access_token}"}
        url = f"{self._there.root}{path}"
        got = requests.request(method, url, json=body, headers=headers, timeout=_PATIENCE)
        assert got.ok, f"{self.name} answers {got.status_code} to {method} {path}"
        return got.json() if got.content else {}


class TwinWorld(GoogleWorld):
    """The same deeds at our own twin, which lacks nothing."""

    def needs(self, what: str) -> None:
        """No reason to skip."""

    def token_runs_out(self) -> None:
        self.hands.pass_by(timedelta(hours=1))

    def token_is_spoilt(self) -> None:
        file = TokenFile(self.around.state, "work", "file")
        file.save({**(file.load() or {}), "access_token": "spoilt"})

    def sign_in_is_withdrawn(self) -> None:
        self.twin.oauth.revoke()

    def thread(self, ref: Ref) -> str:
        return self.twin.mail.mails[self.twin.mail.drafts[last(ref)]].thread

    def throws_away(self, ref: Ref) -> None:
        self.twin.mail.relabel(last(ref), add={"TRASH"}, remove=set())

    def deletes_mail(self, ref: Ref) -> None:
        self.twin.mail.delete(last(ref))

    def calls_off(self, ref: Ref) -> None:
        self.twin.calendars.remove("primary", last(ref))

    def forget_history(self, cursor: str) -> str:
        self.twin.mail.forget_history()
        return cursor


World = EmulatedWorld | TwinWorld


def last(ref: Ref) -> str:
    """Google's own id in a ref: what stands last in it."""
    return ref.id.rpartition("/")[2]


@contextmanager
def emulated(name: str, home: Path) -> Iterator[EmulatedWorld]:
    """The world of that emulator, until the block ends. Skips where it does not run."""
    folder = home / "program"
    folder.mkdir()
    with running(name, folder) as there, serving(Relay(there.root)) as url:
        yield EmulatedWorld(home, name, there, url)


def _unpacked(raw: str) -> bytes:
    return urlsafe_b64decode(raw + "=" * (-len(raw) % 4))


def _packed(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode("ascii")
