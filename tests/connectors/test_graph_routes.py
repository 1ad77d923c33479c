"""What an account of kind `graph` may ask of Microsoft: every route the twin has, and all ways to send, are tried."""

import json

import pytest
import responses

from connectors._http import Door
from connectors.errors import Refused
from connectors.graph import routes
from connectors.graph.options import AUTHORITY, GRAPH, Options
from connectors.types import STILL
from tests.fakes.graph.routes import ROUTES

MAY = {
    "GET /me",
    "GET /me/mailFolders/delta",  # to the list it is a folder of that name, which may be read
    "GET /me/mailFolders/{id}",
    "GET /me/mailFolders/{id}/childFolders",
    "GET /me/mailFolders/{id}/messages",
    "GET /me/messages",
    "GET /me/messages/{id}",
    "GET /me/calendars",
    "GET /me/mailFolders/{id}/messages/delta",
    "GET /me/calendarView/delta",
    "GET /me/calendars/{id}/calendarView",
    "GET /me/calendars/{id}/events",
    "GET /me/calendars/{calendar}/events/{id}",
    "GET /me/outlook/masterCategories",
    "POST /me/messages",
    "PATCH /me/messages/{id}",
    "DELETE /me/messages/{id}",
    "POST /me/calendars",
    "POST /me/calendars/{id}/events",
    "PATCH /me/calendars/{calendar}/events/{id}",
    "DELETE /me/calendars/{calendar}/events/{id}",
    "POST /me/outlook/masterCategories",
}


@pytest.fixture
def door() -> Door:
    return Door(GRAPH, routes.GRAPH, STILL)


def path(template: str) -> str:
    return "/".join("a1=" if piece.startswith("{") else piece for piece in template.split("/"))


def test_of_all_routes_only_these_leave(door: Door) -> None:
    let_out = {}
    with responses.RequestsMock() as web:
        for known in ROUTES:
            url = GRAPH + path(known.template)
            try:
                let_out[known.name] = door.route(known.method, url)
            except Refused:
                with pytest.raises(Refused):
                    door.request(known.method, url, body=b"{}")
        assert len(web.calls) == 0
    assert set(let_out) == MAY
    assert {name for name, route in let_out.items() if route.write} == {
        name for name in MAY if not name.startswith("GET")
    }


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/me/sendMail"),
        ("POST", "/me/messages/a1/send"),
        ("POST", "/me/messages/a1/reply"),
        ("POST", "/me/messages/a1/forward"),
        ("POST", "/me/messages/a1/move"),
        ("POST", "/me/messages/a1/createReply"),
        ("POST", "/me/messages/../sendMail"),
        ("POST", "/me/messages/%2e%2e/sendMail"),
        ("POST", "/me/messages/a1%2Fsend"),
        ("POST", "/me/events"),
        ("POST", "/me/calendars/a1/events/a2/forward"),
        ("PATCH", "/me/events/a1"),
        ("DELETE", "/me/calendars/a1"),
        ("DELETE", "/me/mailFolders/a1"),
        ("POST", "/users/eve@harbour.example/sendMail"),
        ("PATCH", "/me/mailboxSettings"),
    ],
)
def test_no_way_leads_to_what_sends_or_tells(door: Door, method: str, path: str) -> None:
    with responses.RequestsMock() as web:
        with pytest.raises(Refused):
            door.request(method, GRAPH + path, body=b"{}")
        assert len(web.calls) == 0


@pytest.mark.parametrize(
    "inner",
    [
        {"id": "1", "method": "POST", "url": "/me/sendMail", "body": {}},
        {"id": "1", "method": "POST", "url": "/me/messages"},
        {"id": "1", "method": "DELETE", "url": "/me/messages/a1"},
        {"id": "1", "method": "POST", "url": "/$batch"},
        {"id": "1", "method": "GET", "url": "https://elsewhere.example/me"},
        {"id": "1", "method": "GET", "url": "/me", "headers": {"X-HTTP-Method-Override": "POST"}},
    ],
)
def test_a_batch_holds_nothing_but_what_may_be_read(door: Door, inner: dict[str, object]) -> None:
    body = json.dumps({"requests": [inner]}).encode()
    with responses.RequestsMock() as web:
        with pytest.raises(Refused):
            door.request("POST", f"{GRAPH}/$batch", headers={"Content-Type": "application/json"}, body=body)
        assert len(web.calls) == 0


def test_at_the_authority_only_the_sign_in_is_asked() -> None:
    options = Options("c", "common", AUTHORITY, GRAPH, False, False, False, False, None, None)
    found = {(route.method, route.template, route.write) for route in routes.entra(options, once=True)}
    assert found == {
        ("GET", "/common/v2.0/.well-known/openid-configuration", False),
        ("POST", "/common/oauth2/v2.0/token", True),
        ("POST", "/common/oauth2/v2.0/devicecode", True),
    }
    assert [route.write for route in routes.entra(options, once=False)] == [False] * 3
