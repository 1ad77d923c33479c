"""The sign-in side of the twin, asked by msal as it is, with a browser that is a thread."""

import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.fakes.graph import Fault, GraphTwin, serving, settings
from tests.fakes.graph.client import Browser, Graph, trusting, twin

msal = pytest.importorskip("msal", reason="needs the extra `graph`")

ASKED = ["User.Read", "Mail.ReadWrite", "Calendars.ReadWrite"]


@pytest.fixture(autouse=True)
def _browser() -> None:
    webbrowser.register("twin", None, Browser("twin"), preferred=True)


@contextmanager
def at_the_door(world: GraphTwin, cache: Any = None, tenant: str = "organizations") -> Iterator[tuple[Any, str]]:
    """msal's public client in front of the twin, and the twin's address."""
    with serving(world) as url, trusting() as session:
        said = settings(url, world, tenant)
        yield (
            msal.PublicClientApplication(
                said["client_id"],
                authority=f"{said['authority']}/{tenant}",
                instance_discovery=False,
                http_client=session,
                token_cache=cache,
            ),
            url,
        )


def silent(app: Any, scopes: list[str] | None = None) -> Any:
    """A refresh by what the cache holds."""
    (account,) = app.get_accounts()
    return app.acquire_token_silent_with_error(scopes or ASKED, account=account, force_refresh=True)


def by_code(app: Any, **more: Any) -> tuple[Any, str]:
    """The begin of a sign-in by code, and where the consent page sends the browser."""
    flow = app.initiate_auth_code_flow(ASKED, redirect_uri="http://localhost:1", **more)
    with trusting() as session:
        answer = session.get(flow["auth_uri"], allow_redirects=False, timeout=5)
    return flow, answer.headers["Location"]


def said_by(address: str) -> dict[str, str]:
    """The query of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@pytest.mark.filterwarnings("ignore:response_mode=:UserWarning")
def test_a_sign_in_from_the_browser_to_the_token() -> None:
    world = twin()
    with at_the_door(world) as (app, url):
        result = app.acquire_token_interactive(ASKED, timeout=10)
        assert result["id_token_claims"]["preferred_username"] == "ada@harbour.example"
        assert set(ASKED) <= set(result["scope"].split())
        graph = Graph(url, result["access_token"])
        with graph.session:
            assert graph.get("/me")["mail"] == "ada@harbour.example"
        refreshed = silent(app)
        assert refreshed["access_token"] != result["access_token"]
    assert world.entra.token_calls == 2
    assert [row.template for row in world.requests[:3]] == [
        "entra.openid-configuration",
        "entra.authorize",
        "entra.token",
    ]


def test_a_device_is_signed_in_once_its_code_is_entered() -> None:
    world = twin()
    world.entra.waits, world.entra.interval = True, 1
    with at_the_door(world) as (app, _):
        flow = app.initiate_device_flow(ASKED)
        flow["expires_at"] = 0  # one try only
        assert app.acquire_token_by_device_flow(flow)["error"] == "authorization_pending"
        world.entra.user_enters(flow["user_code"])
        assert "access_token" in app.acquire_token_by_device_flow(flow)
        assert app.acquire_token_by_device_flow(flow)["error"] == "invalid_grant"


def test_a_device_whose_owner_declines_or_dawdles() -> None:
    world = twin()
    world.entra.waits, world.entra.interval = True, 1
    with at_the_door(world) as (app, _):
        declined, late = app.initiate_device_flow(ASKED), app.initiate_device_flow(ASKED)
        world.entra.user_enters(declined["user_code"], declines=True)
        assert app.acquire_token_by_device_flow(declined)["error"] == "authorization_declined"
        world.now += timedelta(minutes=16)
        assert app.acquire_token_by_device_flow(late)["error"] == "expired_token"


def test_a_sign_in_outlives_the_process() -> None:
    world, cache = twin(), msal.SerializableTokenCache()
    with at_the_door(world, cache) as (app, url):
        app.acquire_token_by_device_flow(app.initiate_device_flow(ASKED))
        kept = msal.SerializableTokenCache()
        kept.deserialize(cache.serialize())
        again = msal.PublicClientApplication(
            world.entra.client_id,
            authority=f"{url}/organizations",
            instance_discovery=False,
            http_client=app.http_client,
            token_cache=kept,
        )
        assert "access_token" in silent(again)


def test_refresh_tokens_rotate_and_the_one_before_stays_good() -> None:
    world = twin()
    first = world.entra.grant(*ASKED).refresh_token
    with at_the_door(world) as (app, _):
        second = app.acquire_token_by_refresh_token(first, ASKED)["refresh_token"]
        assert second != first
        for token in (second, first):
            assert "access_token" in app.acquire_token_by_refresh_token(token, ASKED)
        world.now += timedelta(days=91)
        assert "AADSTS700082" in app.acquire_token_by_refresh_token(second, ASKED)["error_description"]


@pytest.mark.parametrize("why", ["AADSTS50173", "AADSTS65001", "AADSTS50057"])
def test_a_sign_in_that_was_revoked_is_an_invalid_grant(why: str) -> None:
    world = twin()
    with at_the_door(world) as (app, url):
        token = app.acquire_token_by_device_flow(app.initiate_device_flow(ASKED))["access_token"]
        world.entra.revoke(why)
        refused = silent(app)
        assert refused["error"] == "invalid_grant"
        assert refused["error_description"].startswith(f"{why}:")
        graph = Graph(url, token)
        with graph.session:
            answer = graph.ask("GET", "/me")
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "InvalidAuthenticationToken"


def test_an_access_token_lapses_and_a_refresh_helps() -> None:
    world = twin()
    with at_the_door(world) as (app, url):
        token = app.acquire_token_by_device_flow(app.initiate_device_flow(ASKED))["access_token"]
        world.now += timedelta(hours=2)
        graph = Graph(url, token)
        with graph.session:
            assert graph.ask("GET", "/me").status_code == 401
            graph.session.headers["Authorization"] = f"Bearer {silent(app)['access_token']}"
            assert graph.ask("GET", "/me").status_code == 200


@pytest.mark.filterwarnings("ignore:response_mode=:UserWarning")
def test_a_code_without_its_verifier_is_refused() -> None:
    with at_the_door(twin()) as (app, _):
        flow, address = by_code(app)
        flow["code_verifier"] = "x" * 50
        result = app.acquire_token_by_auth_code_flow(flow, said_by(address))
        assert "AADSTS501481" in result["error_description"]
        again = app.acquire_token_by_auth_code_flow(flow, said_by(address))
        assert again["error"] == "invalid_grant", "a code is good once"


@pytest.mark.filterwarnings("ignore:response_mode=:UserWarning")
@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("AADSTS65004", "access_denied"),
        ("AADSTS65001", "interaction_required"),
        ("AADSTS90094", "consent_required"),
        ("AADSTS53003", "interaction_required"),
    ],
)
def test_the_consent_page_says_no(code: str, error: str) -> None:
    world = twin()
    world.entra.refuses = code
    with at_the_door(world) as (app, _):
        flow, address = by_code(app)
        result = app.acquire_token_by_auth_code_flow(flow, said_by(address))
        assert (result["error"], result["error_description"].partition(":")[0]) == (error, code)


@pytest.mark.filterwarnings("ignore:response_mode=:UserWarning")
def test_the_user_declines() -> None:
    world = twin()
    world.entra.consent = lambda asked: None
    with at_the_door(world) as (app, _):
        assert said_by(by_code(app)[1])["error"] == "access_denied"


@pytest.mark.parametrize("code", ["AADSTS50076", "AADSTS53003"])
def test_conditional_access_asks_for_claims(code: str) -> None:
    world = twin()
    with at_the_door(world) as (app, _):
        app.acquire_token_by_device_flow(app.initiate_device_flow(ASKED))
        world.entra.token_refuses = code
        refused = silent(app)
        assert (refused["error"], refused["error_codes"]) == ("invalid_grant", [int(code.removeprefix("AADSTS"))])
        assert "capolids" in refused["claims"]


def test_fewer_scopes_are_granted_than_asked_and_more_were_before() -> None:
    world = twin()
    world.entra.consent = lambda asked: asked - {"Mail.ReadWrite"}
    with at_the_door(world) as (app, _):
        narrow = app.acquire_token_by_device_flow(app.initiate_device_flow(ASKED))
        assert "Mail.ReadWrite" not in narrow["scope"]
        assert "Mail.Send" in app.acquire_token_by_device_flow(app.initiate_device_flow(["Mail.Send"]))["scope"]
        wide = app.acquire_token_by_device_flow(app.initiate_device_flow(["User.Read"]))
        assert "Mail.Send" in wide["scope"], "what was consented to earlier comes back"


def test_a_refresh_for_more_than_was_consented_to_is_refused() -> None:
    world = twin()
    with at_the_door(world) as (app, _):
        app.acquire_token_by_device_flow(app.initiate_device_flow(["User.Read"]))
        assert silent(app, ["Mail.Read"])["error_codes"] == [65001]


def test_discovery_of_tenants_and_instances() -> None:
    world = twin()
    with at_the_door(world, tenant="common") as (app, url), trusting() as session:
        assert app.authority.device_authorization_endpoint == f"{url}/common/oauth2/v2.0/devicecode"
        instance = session.get(f"{url}/common/discovery/instance", timeout=5).json()
        assert instance["tenant_discovery_endpoint"].startswith(f"{url}/common/")
        unknown = session.get(f"{url}/nobody.example/v2.0/.well-known/openid-configuration", timeout=5)
        assert (unknown.status_code, unknown.json()["error"]) == (400, "invalid_tenant")


def test_a_wrong_client_or_a_secret_is_refused() -> None:
    world = twin()
    with serving(world) as url, trusting() as session:
        token = f"{url}/common/oauth2/v2.0/token"
        form = {"grant_type": "refresh_token", "refresh_token": "x"}
        unknown = session.post(token, {**form, "client_id": "x"}, timeout=5)
        secret = session.post(token, {**form, "client_id": world.entra.client_id, "client_secret": "x"}, timeout=5)
    assert (unknown.status_code, unknown.json()["error"]) == (401, "unauthorized_client")
    assert (secret.status_code, secret.json()["error"]) == (401, "invalid_client")


def test_the_token_endpoint_may_be_down() -> None:
    world = twin()
    grant = world.entra.grant(*ASKED)
    world.faults.every(lambda row: row.template == "entra.token", Fault(503))
    with at_the_door(world) as (app, _), pytest.raises(msal.exceptions.MsalServiceError, match="503"):
        app.acquire_token_by_refresh_token(grant.refresh_token, ASKED)
    world.faults.clear()
    with at_the_door(world) as (app, _):  # msal asks nothing again for a while that was answered so
        assert "access_token" in app.acquire_token_by_refresh_token(grant.refresh_token, ASKED)
