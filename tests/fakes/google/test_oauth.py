"""The sign-in side of the twin, asked by google-auth-oauthlib's own flow with a browser that is a thread."""

import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.fakes.google import GoogleTwin, serving, settings
from tests.fakes.google.client import AT, twin

flows = pytest.importorskip("google_auth_oauthlib.flow", reason="needs the extra `google`")
exceptions = pytest.importorskip("google.auth.exceptions", reason="needs the extra `google`")
transport = pytest.importorskip("google.auth.transport.requests", reason="needs the extra `google`")
refusals = pytest.importorskip("oauthlib.oauth2.rfc6749.errors", reason="needs the extra `google`")

ASKED = [f"{AT}gmail.readonly", f"{AT}gmail.compose"]


class Browser(webbrowser.BaseBrowser):
    """Opens an address and follows it to where it leads."""

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        threading.Thread(target=requests.get, args=(url,), kwargs={"timeout": 5}).start()
        return True


@pytest.fixture(autouse=True)
def _plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    webbrowser.register("twin", None, Browser("twin"))


def flow_of(url: str, world: GoogleTwin) -> Any:
    said = settings(url, world)
    client = {name: said[name] for name in ("auth_uri", "token_uri", "client_id", "client_secret")}
    return flows.InstalledAppFlow.from_client_config(
        {"installed": {**client, "redirect_uris": ["http://localhost"]}}, ASKED
    )


@contextmanager
def at_the_door(world: GoogleTwin) -> Iterator[tuple[Any, str]]:
    with serving(world) as url:
        flow = flow_of(url, world)
        yield flow, url
        flow.oauth2session.close()


def sign_in(flow: Any) -> Any:
    return flow.run_local_server(
        host="127.0.0.1",
        port=0,
        browser="twin",
        authorization_prompt_message=None,
        access_type="offline",
        prompt="consent",
    )


def sent_back(flow: Any) -> str:
    """Where the consent page sends the browser."""
    flow.redirect_uri = "http://127.0.0.1:1/"
    address, _ = flow.authorization_url(access_type="offline", prompt="consent")
    return requests.get(address, allow_redirects=False, timeout=5).headers["Location"]


def refresh(credentials: Any) -> None:
    with requests.Session() as session:
        credentials.refresh(transport.Request(session))


def test_a_sign_in_from_the_browser_to_the_token() -> None:
    world = twin()
    with at_the_door(world) as (flow, url):
        credentials = sign_in(flow)
        assert credentials.granted_scopes == sorted(ASKED)
        assert credentials.refresh_token
        bearer = {"Authorization": f"Bearer {credentials.token}"}
        profile = requests.get(f"{url}/gmail/v1/users/me/profile", headers=bearer, timeout=5)
        assert profile.json()["emailAddress"] == "ada@harbour.example"
        refresh(credentials)
        assert f"Bearer {credentials.token}" != bearer["Authorization"]
    assert world.oauth.token_calls == 2
    assert [row.template for row in world.requests[:2]] == ["oauth.auth", "oauth.token"]


def test_a_code_without_its_verifier_is_refused() -> None:
    for verifier, word in ((None, "Missing"), ("x" * 50, "Invalid")):
        with at_the_door(twin()) as (flow, _):
            address = sent_back(flow)
            flow.code_verifier = verifier
            with pytest.raises(refusals.InvalidGrantError, match=f"{word} code verifier"):
                flow.fetch_token(authorization_response=address)


def test_a_code_is_good_once() -> None:
    with at_the_door(twin()) as (flow, _):
        address = sent_back(flow)
        flow.fetch_token(authorization_response=address)
        with pytest.raises(refusals.InvalidGrantError):
            flow.fetch_token(authorization_response=address)


def test_the_owner_may_tick_fewer_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")
    world = twin()
    world.oauth.consent = lambda asked: asked - {f"{AT}gmail.compose"}
    with at_the_door(world) as (flow, _):
        assert parse_qs(urlsplit(sent_back(flow)).query)["scope"] == [f"{AT}gmail.readonly"]
        assert sign_in(flow).granted_scopes == [f"{AT}gmail.readonly"]


def test_the_owner_may_say_no() -> None:
    world = twin()
    world.oauth.consent = lambda asked: None
    with at_the_door(world) as (flow, _):
        address = sent_back(flow)
        assert parse_qs(urlsplit(address).query)["error"] == ["access_denied"]
        with pytest.raises(refusals.AccessDeniedError):
            flow.fetch_token(authorization_response=address)


def test_another_client_is_turned_away() -> None:
    world = twin()
    with at_the_door(world) as (flow, _):
        address = sent_back(flow)
        world.oauth.client_secret = "another"
        with pytest.raises(refusals.InvalidClientError):
            flow.fetch_token(authorization_response=address)


def test_in_testing_mode_a_sign_in_lasts_a_week() -> None:
    world = twin()
    world.oauth.testing = True
    with at_the_door(world) as (flow, _):
        address = sent_back(flow)
        token = flow.fetch_token(authorization_response=address)
        assert token["refresh_token_expires_in"] == 7 * 24 * 3600
        refresh(flow.credentials)
        world.now += timedelta(days=7)
        with pytest.raises(exceptions.RefreshError, match="expired or revoked"):
            refresh(flow.credentials)


def test_a_token_lapses_and_can_be_withdrawn() -> None:
    world = twin()
    grant = world.oauth.grant(*ASKED)
    with serving(world) as url:

        def profile() -> requests.Response:
            bearer = {"Authorization": f"Bearer {grant.access_token}"}
            return requests.get(f"{url}/gmail/v1/users/me/profile", headers=bearer, timeout=5)

        assert profile().status_code == 200
        world.now += world.oauth.life
        lapsed = profile()
        assert lapsed.status_code == 401
        assert 'error="invalid_token"' in lapsed.headers["WWW-Authenticate"]
        assert lapsed.json()["error"]["errors"][0]["reason"] == "authError"
        world.now -= world.oauth.life
        assert requests.post(f"{url}/revoke", data={"token": grant.refresh_token}, timeout=5).status_code == 200
        assert profile().status_code == 401
