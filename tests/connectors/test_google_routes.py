"""What an account of kind `google` may ask of Google: every method of both APIs is held against the list."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import responses

from connectors._http import Door
from connectors.errors import Refused
from connectors.google import routes
from connectors.google.options import CALENDAR, GMAIL
from connectors.types import STILL

discovery_cache = pytest.importorskip("googleapiclient.discovery_cache", reason="needs the extra `google`")

SOURCES = Path(__file__).resolve().parents[2]
MAY = {
    "gmail.users.getProfile",
    "gmail.users.labels.list",
    "gmail.users.messages.list",
    "gmail.users.messages.get",
    "gmail.users.messages.attachments.get",
    "gmail.users.history.list",
    "gmail.users.drafts.list",
    "gmail.users.drafts.get",
    "gmail.users.drafts.create",
    "gmail.users.drafts.update",
    "gmail.users.drafts.delete",
    "calendar.calendarList.list",
    "calendar.calendars.insert",
    "calendar.events.list",
    "calendar.events.get",
    "calendar.events.insert",
    "calendar.events.update",
    "calendar.events.patch",
    "calendar.events.delete",
}
WRITES = {"create", "update", "patch", "delete", "insert"}


def methods(resource: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from resource.get("methods", {}).values()
    for inner in resource.get("resources", {}).values():
        yield from methods(inner)


def addresses() -> Iterator[tuple[str, str, str]]:
    """Every method of both APIs as (id, method, address), and once more for each way to upload to it."""
    for name, root in (("gmail.v1", GMAIL), ("calendar.v3", CALENDAR)):
        api, version = name.split(".")
        document = json.loads(discovery_cache.get_static_doc(api, version))
        for method in methods(document):
            path = re.sub(r"\{[^}]+\}", "a1", method["path"])
            yield method["id"], method["httpMethod"], f"{root}/{document['servicePath']}{path}"
            for protocol in method.get("mediaUpload", {}).get("protocols", {}).values():
                upload = re.sub(r"\{[^}]+\}", "a1", protocol["path"])
                yield f"upload {method['id']}", method["httpMethod"], root + upload


@pytest.fixture
def doors() -> dict[str, Door]:
    return {GMAIL: Door(GMAIL, routes.GMAIL, STILL), CALENDAR: Door(CALENDAR, routes.CALENDAR, STILL)}


def test_of_all_methods_of_both_apis_only_these_leave(doors: dict[str, Door]) -> None:
    let_out, refused = {}, 0
    with responses.RequestsMock() as web:
        for name, method, url in addresses():
            door = next(door for root, door in doors.items() if url.startswith(root))
            try:
                let_out[name] = door.route(method, url)
            except Refused:
                with pytest.raises(Refused):
                    door.request(method, url, body=b"{}")
                refused += 1
        assert len(web.calls) == 0
    assert set(let_out) == MAY
    assert refused > 80
    assert {name for name, route in let_out.items() if route.write} == {
        name for name in MAY if name.rpartition(".")[2] in WRITES
    }


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gmail/v1/users/me/drafts/send"),
        ("POST", "/gmail/v1/users/me/messages/send"),
        ("POST", "/gmail/v1/users/me/drafts/../messages/send"),
        ("POST", "/gmail/v1/users/me/drafts/%2e%2e/messages/send"),
        ("POST", "/gmail/v1/users/me%2Fdrafts/messages/send"),
        ("POST", "/gmail/v1/users/me//drafts"),
        ("POST", "/upload/gmail/v1/users/me/drafts"),
        ("POST", "/resumable/upload/gmail/v1/users/me/messages/send"),
        ("POST", "/batch"),
        ("POST", "/batch/calendar/v3"),
        ("DELETE", "/gmail/v1/users/me/messages/a1"),
        ("POST", "/gmail/v1/users/me/messages"),
    ],
)
def test_no_way_leads_to_what_sends_or_deletes(doors: dict[str, Door], method: str, path: str) -> None:
    with responses.RequestsMock() as web:
        with pytest.raises(Refused):
            doors[GMAIL].request(method, GMAIL + path)
        assert len(web.calls) == 0


def test_a_get_that_the_library_turned_into_a_post_is_refused(doors: dict[str, Door]) -> None:
    override = {"x-http-method-override": "GET", "content-type": "application/x-www-form-urlencoded"}
    for root, path in ((GMAIL, "/gmail/v1/users/me/drafts"), (CALENDAR, "/calendar/v3/calendars/a1/events")):
        with pytest.raises(Refused):
            doors[root].request("POST", root + path, headers=override, body=b"q=x")


def test_the_parts_of_a_message_cost_what_google_says(doors: dict[str, Door]) -> None:
    units = {
        "/gmail/v1/users/me/profile": 1,
        "/gmail/v1/users/me/history": 2,
        "/gmail/v1/users/me/messages": 5,
        "/gmail/v1/users/me/messages/a1": 20,
        "/gmail/v1/users/me/drafts/a1": 20,
    }
    assert {path: doors[GMAIL].route("GET", GMAIL + path).units for path in units} == units


@pytest.mark.parametrize(
    ("token_uri", "revoked_at"),
    [
        ("https://oauth2.example/token", "https://oauth2.example/revoke"),
        ("http://127.0.0.1:8001/o/token", "http://127.0.0.1:8001/o/revoke"),
    ],
)
def test_tokens_are_traded_and_revoked_at_one_place(token_uri: str, revoked_at: str) -> None:
    assert routes.revoke_uri(token_uri) == revoked_at
    assert [route.write for route in routes.refreshing(token_uri)] == [False, False]
    assert [(route.template, route.write) for route in routes.exchanging(token_uri)] == [
        (f"/{token_uri.split('/', 3)[3]}", True)
    ]


def test_the_word_for_sending_stands_nowhere_in_the_connectors() -> None:
    sending = re.compile(r"messages\W{1,4}send|drafts\W{1,4}send|(?<!super\(\))\.send\(|/send\b")
    files = [*(SOURCES / "connectors").rglob("*.py"), *(SOURCES / "daemon").rglob("*.py")]
    assert [file.name for file in files if sending.search(file.read_text(encoding="utf-8"))] == []
