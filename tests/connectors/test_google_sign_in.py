"""Signing in at Google, staying signed in and signing out, against the twin over real HTTP."""

import logging
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from time import sleep
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses
from click.testing import CliRunner

from connectors import sign_in_of
from connectors._landing import Landing
from connectors._signing import Owner
from connectors._tokens import TokenFile
from connectors.errors import AuthNeeded, Misconfigured, Refused, Unreachable
from connectors.google.access import expiry_notice
from connectors.google.options import read
from connectors.google.scopes import ASKED, OWN_EVENTS
from connectors.google.sign_in import revoke, sign_in
from connectors.google.wire import Wire
from connectors.types import Clock, Surroundings
from daemon.cli import headsup
from daemon.sealed import Sealed
from tests.fakes.google import Fault, GoogleTwin, serving, settings

pytest.importorskip("google_auth_oauthlib", reason="needs the extra `google`")
pytest.importorskip("googleapiclient", reason="needs the extra `google`")

NAMES = frozenset(scope.name for scope in ASKED)
AT = "https://www.googleapis.com/auth/"
PROFILE = "/gmail/v1/users/me/profile"
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
PROJECT = Path(__file__).resolve().parents[2]


@dataclass
class Desk:
    """The owner's machine: the twin it reaches, the folder it keeps its state in, a clock that the test moves."""

    twin: GoogleTwin
    url: str
    home: Path
    naps: list[float] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    at: float = 0.0

    @property
    def options(self) -> dict[str, object]:
        return {**settings(self.url, self.twin), "token_key": "file"}

    @property
    def around(self) -> Surroundings:
        clock = Clock(lambda: self.twin.now, lambda: self.at, self.sleep)
        return Surroundings(self.home, "Europe/Berlin", frozenset({"ada@harbour.example"}), self.home / "state", clock)

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.wait(timedelta(seconds=seconds))

    def wait(self, time: timedelta) -> None:
        self.at += time.total_seconds()
        self.twin.now += time

    def browse(self, address: str) -> bool:
        """A browser on this machine, whose owner consents."""
        return requests.get(address, timeout=5).ok

    def sign_in(self, **options: object) -> list[str]:
        owner = Owner(self.heard.append, lambda asked: "", self.browse)
        return sign_in("me", self.around, {**self.options, **options}, owner)

    def sign_in_from_afar(self, paste: Callable[[str], str]) -> list[str]:
        """Without a browser here: `paste` makes of the address what the owner pastes."""
        owner = Owner(self.heard.append, lambda asked: paste(self.shown()), None)
        return sign_in("me", self.around, self.options, owner)

    def shown(self) -> str:
        """The address that was shown last."""
        return next(line for line in "\n".join(self.heard[::-1]).splitlines() if line.startswith(self.url))

    def wire(self) -> Wire:
        """As another process opens it."""
        file = TokenFile(self.home / "state", "me", "file")
        return Wire(read("me", self.options, self.home), file, self.around.clock)

    def tokens(self) -> dict[str, object] | None:
        return TokenFile(self.home / "state", "me", "file").load()

    def count(self, template: str) -> int:
        return sum(row.template == template for row in self.twin.requests)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    twin = GoogleTwin()
    twin.now = START
    with serving(twin) as url:
        yield Desk(twin, url, tmp_path)
    assert twin.offences == []
    assert twin.violations == []


def redirected(address: str) -> str:
    """Where a browser ends that consents at `address`, on a machine where nobody answers there."""
    return requests.get(address, timeout=5, allow_redirects=False).headers["Location"]


# --- the consent ----------------------------------------------------------------------------------------------------


def test_a_consent_in_the_browser_signs_in(desk: Desk) -> None:
    said = desk.sign_in()
    assert said[0] == "Account me is signed in at Google."
    assert said[1].startswith("Granted: calendar.app.created, ")
    assert "whoever can read your files can read both" in said[-1]
    assert len(said) == 3
    wire = desk.wire()
    assert wire.granted == NAMES
    assert wire.get(PROFILE).status == 200


def test_somebody_elses_consent_is_given_back(desk: Desk) -> None:
    desk.twin.world.owner = "eve@harbour.example"
    with pytest.raises(AuthNeeded, match=r"eve@harbour\.example"):
        desk.sign_in()
    assert (desk.tokens(), desk.count("oauth.revoke")) == (None, 1)


def test_it_asks_for_the_least_offline_and_with_a_challenge(desk: Desk) -> None:
    desk.sign_in()
    asked = parse_qs(urlsplit(desk.shown()).query)
    assert set(asked["scope"][0].split()) == NAMES
    assert [asked[name] for name in ("access_type", "prompt", "code_challenge_method", "response_type")] == [
        ["offline"],
        ["consent"],
        ["S256"],
        ["code"],
    ]
    assert urlsplit(asked["redirect_uri"][0]).hostname == "127.0.0.1"
    assert "include_granted_scopes" not in asked
    desk.sign_in(own_events=True)
    assert set(parse_qs(urlsplit(desk.shown()).query)["scope"][0].split()) == NAMES | {OWN_EVENTS.name}


def test_from_afar_the_address_is_pasted(desk: Desk) -> None:
    said = desk.sign_in_from_afar(lambda address: f"  {redirected(address)}\n")
    assert said[0] == "Account me is signed in at Google."
    assert desk.wire().get(PROFILE).status == 200


def test_a_browser_that_cannot_be_opened_is_said(desk: Desk) -> None:
    def closed(address: str) -> bool:
        desk.browse(address)
        return False

    owner = Owner(desk.heard.append, lambda asked: "", closed)
    sign_in("me", desk.around, desk.options, owner)
    assert "--no-browser" in desk.heard[-1]


def test_a_consent_that_is_refused_says_what_to_do(desk: Desk) -> None:
    desk.twin.oauth.consent = lambda asked: None
    with pytest.raises(AuthNeeded, match=r"refused.*headsup login me"):
        desk.sign_in()
    assert desk.tokens() is None


@pytest.mark.parametrize(
    ("paste", "said"),
    [
        (lambda address: "4/some-code", "not the whole address"),
        (lambda address: redirected(address).partition("&")[0], "not the whole address"),
        (lambda address: address, "not the whole address"),
        (lambda address: redirected(address).replace("state=", "state=x"), "another sign-in"),
        (lambda address: redirected(address).replace("code=", "error=server_error&x="), "without a code"),
        (lambda address: redirected(address).replace("code=", "code=x"), "too old or used before"),
    ],
)
def test_what_is_pasted_wrongly_says_what_to_do(desk: Desk, paste: Callable[[str], str], said: str) -> None:
    with pytest.raises(AuthNeeded, match=f"{said}.*headsup login me"):
        desk.sign_in_from_afar(paste)
    assert desk.tokens() is None


def test_a_code_that_waited_too_long_says_what_to_do(desk: Desk) -> None:
    def slowly(address: str) -> str:
        came_to = redirected(address)
        desk.wait(timedelta(minutes=11))
        return came_to

    with pytest.raises(AuthNeeded, match="within a few minutes"):
        desk.sign_in_from_afar(slowly)


def test_a_client_that_google_does_not_know_names_the_options(desk: Desk) -> None:
    with pytest.raises(Misconfigured, match="client_id, client_secret"):
        desk.sign_in(client_secret="another")


def test_missing_libraries_are_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google_auth_oauthlib.flow", None)
    with pytest.raises(Misconfigured, match=r"headsup\[google\]"):
        desk.sign_in()


def test_a_secret_by_reference_is_looked_up_at_the_last_moment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Misconfigured, match="export HEADSUP_TWIN"):
        desk.sign_in(client_secret=Sealed("env:HEADSUP_TWIN"))
    monkeypatch.setenv("HEADSUP_TWIN", desk.twin.oauth.client_secret)
    assert desk.sign_in(client_secret=Sealed("env:HEADSUP_TWIN"))[0].startswith("Account me is signed in")


@pytest.mark.parametrize("fault", [Fault(dropped=True), Fault(lost_reply=True), Fault(503), Fault(truncated=True)])
def test_a_code_is_traded_once_only(desk: Desk, fault: Fault) -> None:
    desk.twin.faults.every(lambda row: row.template == "oauth.token", fault)
    with pytest.raises(Unreachable, match="headsup login me"):
        desk.sign_in()
    assert desk.count("oauth.token") == 1
    assert desk.tokens() is None


def test_without_a_lasting_token_the_owner_is_told_why(desk: Desk) -> None:
    with responses.RequestsMock() as web:
        web.add_passthru(f"{desk.url}/o/")
        web.post(f"{desk.url}/token", json={"access_token": "a", "expires_in": 3599, "scope": " ".join(NAMES)})
        with pytest.raises(AuthNeeded, match="myaccount"):
            desk.sign_in_from_afar(redirected)
    assert desk.tokens() is None


def test_nobody_comes_to_the_landing_page() -> None:
    with Landing("127.0.0.1") as landing:
        assert requests.get(f"{landing.address}favicon.ico", timeout=5).ok
        assert landing.visit(0.05) == ""
        requests.get(f"{landing.address}?code=a&state=b", timeout=5)
        requests.get(f"{landing.address}?code=other&state=b", timeout=5)
        assert landing.visit(0.05) == f"{landing.address}?code=a&state=b"
    with pytest.raises(requests.ConnectionError):
        requests.get(landing.address, timeout=5)


# --- what was granted -----------------------------------------------------------------------------------------------


def test_a_box_that_was_not_ticked_switches_off_and_says_so(desk: Desk) -> None:
    desk.twin.oauth.consent = lambda asked: asked - {f"{AT}gmail.compose", f"{AT}calendar.app.created"}
    said = "\n".join(desk.sign_in())
    assert "Not granted: gmail.compose: no drafts are written; `headsup login me` asks again." in said
    assert "Not granted: calendar.app.created: no notes are written" in said
    assert desk.wire().granted == NAMES - {f"{AT}gmail.compose", f"{AT}calendar.app.created"}


def test_more_than_was_asked_is_said(desk: Desk) -> None:
    desk.twin.oauth.consent = lambda asked: {*asked, f"{AT}calendar.readonly", "openid"}
    said = desk.sign_in()
    assert [line for line in said if line.startswith("Not")] == [
        "Not needed and not used, although granted: calendar.readonly."
    ]


@pytest.mark.parametrize("scope", ["https://mail.google.com/", f"{AT}gmail.modify", f"{AT}gmail.send", f"{AT}calendar"])
def test_what_nobody_should_hold_is_given_back_and_not_kept(desk: Desk, scope: str) -> None:
    desk.sign_in()
    desk.twin.oauth.consent = lambda asked: {*asked, scope}
    with pytest.raises(AuthNeeded, match="more than Headsup may hold"):
        desk.sign_in()
    assert desk.tokens() is None
    assert desk.count("oauth.revoke") == 1


def test_what_cannot_be_given_back_is_not_kept_either(desk: Desk) -> None:
    desk.twin.oauth.consent = lambda asked: {*asked, f"{AT}gmail.send"}
    desk.twin.faults.every(lambda row: row.template == "oauth.revoke", Fault(500))
    with pytest.raises(AuthNeeded, match="remove it at https://myaccount"):
        desk.sign_in()
    assert desk.tokens() is None


# --- staying signed in ----------------------------------------------------------------------------------------------


def test_without_a_sign_in_nothing_is_asked(desk: Desk) -> None:
    with pytest.raises(AuthNeeded, match="not signed in yet; run `headsup login me`"):
        desk.wire().get(PROFILE)
    assert desk.twin.requests == []


def test_a_sign_in_by_another_client_does_not_count(desk: Desk) -> None:
    desk.sign_in()
    desk.twin.oauth.client_id = "another.apps.example"
    with pytest.raises(AuthNeeded, match="another OAuth client"):
        desk.wire().get(PROFILE)


def test_a_token_is_renewed_a_minute_before_its_end_and_once_for_all_processes(desk: Desk) -> None:
    desk.sign_in()
    one, other = desk.wire(), desk.wire()
    one.get(PROFILE)
    other.get(PROFILE)
    assert desk.count("oauth.token") == 1
    desk.wait(timedelta(seconds=3541))
    for wire in (one, other, one, desk.wire()):
        assert wire.get(PROFILE).status == 200
    assert desk.count("oauth.token") == 2


def test_a_token_that_is_turned_away_is_renewed_once(desk: Desk) -> None:
    desk.sign_in()
    wire = desk.wire()
    desk.twin.oauth.expire()
    assert wire.get(PROFILE).status == 200
    assert (desk.count("oauth.token"), desk.count("gmail.users.getProfile")) == (2, 3)  # one of them by the sign-in


def test_a_write_that_was_turned_away_is_done_once(desk: Desk) -> None:
    desk.sign_in()
    desk.twin.oauth.expire()
    url, body = f"{desk.url}/gmail/v1/users/me/drafts", b'{"message": {"raw": "U3ViamVjdDogeAoKaGkK"}}'
    answer = desk.wire().request("POST", url, headers={"Content-Type": "application/json"}, body=body)
    assert answer.status == 200
    assert [row.template for row in desk.twin.writes] == ["gmail.users.drafts.create"]


def test_new_tokens_that_are_turned_away_are_not_asked_for_without_end(desk: Desk) -> None:
    desk.sign_in()
    desk.twin.faults.every(lambda row: row.template == "gmail.users.getProfile", Fault(401))
    calls: list[datetime] = []
    for _ in range(24):
        before = desk.count("oauth.token")
        with pytest.raises(AuthNeeded, match="headsup login me"):
            desk.wire().get(PROFILE)
        assert desk.count("oauth.token") - before <= 1
        calls += [desk.twin.now] * (desk.count("oauth.token") - before)
        desk.wait(timedelta(minutes=5))
    assert len(calls) == 3
    assert all(later - earlier >= timedelta(minutes=15) for earlier, later in pairwise(calls))
    desk.twin.faults.clear()
    desk.sign_in()
    assert desk.wire().get(PROFILE).status == 200


def test_what_goes_well_again_is_forgiven(desk: Desk) -> None:
    desk.sign_in()
    for _ in range(3):
        desk.twin.faults.every(lambda row: row.template == "gmail.users.getProfile", Fault(401))
        with pytest.raises(AuthNeeded):
            desk.wire().get(PROFILE)
        desk.twin.faults.clear()
        desk.wait(timedelta(minutes=16))
        assert desk.wire().get(PROFILE).status == 200


def test_a_withdrawn_consent_is_told_once_and_never_asked_about_again(desk: Desk) -> None:
    desk.sign_in()
    desk.twin.oauth.revoke()
    for _ in range(5):
        with pytest.raises(AuthNeeded, match=r"password was changed, access was withdrawn.*headsup login me"):
            desk.wire().get(PROFILE)
        desk.wait(timedelta(minutes=20))
    assert desk.count("oauth.token") == 2
    desk.sign_in()
    assert desk.wire().get(PROFILE).status == 200


def test_testing_mode_is_said_warned_of_a_day_ahead_and_named_at_its_end(desk: Desk) -> None:
    desk.twin.oauth.testing = True
    said = desk.sign_in()
    assert "The OAuth project is in testing mode: the sign-in ends on 2026-11-09; publish it to keep it." in said
    tokens = desk.tokens()
    assert tokens is not None
    assert expiry_notice(tokens, START + timedelta(days=5, hours=23)) is None
    assert "Monday at 09:00 UTC" in (expiry_notice(tokens, START + timedelta(days=6)) or "")
    assert desk.wire().access.notices() == []
    desk.wait(timedelta(days=6, hours=1))
    assert len(desk.wire().access.notices()) == 1
    desk.wait(timedelta(days=1))
    with pytest.raises(AuthNeeded, match="testing mode, where a sign-in lasts seven days"):
        desk.wire().get(PROFILE)


def test_a_sign_in_that_lasts_is_not_warned_of(desk: Desk) -> None:
    desk.sign_in()
    desk.wait(timedelta(days=400))
    tokens = desk.tokens()
    assert tokens is not None
    assert expiry_notice(tokens, desk.twin.now) is None


def test_damaged_tokens_are_said(desk: Desk) -> None:
    desk.sign_in()
    desk.sign_in()
    (desk.home / "state" / "tokens" / "me.token").write_bytes(b"torn")
    wire = desk.wire()
    assert wire.get(PROFILE).status == 200
    assert "damaged" in wire.access.notices()[0]


@pytest.mark.parametrize("fault", [Fault(503), Fault(lost_reply=True), Fault(dropped=True), Fault(truncated=True)])
def test_a_renewal_that_fails_for_a_moment_is_tried_again(desk: Desk, fault: Fault) -> None:
    desk.sign_in()
    desk.wait(timedelta(hours=2))
    desk.twin.faults[len(desk.twin.requests) + 1] = fault
    assert desk.wire().get(PROFILE).status == 200
    assert len(desk.naps) == 1


def test_what_is_not_google_is_not_believed(desk: Desk) -> None:
    desk.sign_in()
    desk.wait(timedelta(hours=2))
    with responses.RequestsMock() as web:
        web.post(f"{desk.url}/token", body="<html>Welcome to the hotel</html>")
        with pytest.raises(Unreachable, match="not Google"):
            desk.wire().get(PROFILE)
    assert desk.wire().get(PROFILE).status == 200


# --- the wire -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["rateLimitExceeded", "userRateLimitExceeded"])
def test_too_fast_is_obeyed_whatever_its_status(desk: Desk, reason: str) -> None:
    desk.sign_in()
    asked = len(desk.twin.requests)
    desk.twin.faults[asked + 1] = Fault(403, reason, retry_after="4")
    desk.twin.faults[asked + 2] = Fault(429, reason, retry_after="6")
    assert desk.wire().get(PROFILE).status == 200
    assert desk.naps == [4.0, 6.0]


def test_another_403_is_an_answer(desk: Desk) -> None:
    desk.sign_in()
    desk.twin.faults[len(desk.twin.requests) + 1] = Fault(403, "dailyLimitExceeded")
    assert desk.wire().get(PROFILE).status == 403
    assert desk.naps == []


def test_the_quota_is_kept(desk: Desk) -> None:
    desk.sign_in()
    options = read("me", {**desk.options, "quota_units_per_minute": 60}, desk.home)
    wire = Wire(options, TokenFile(desk.home / "state", "me"), desk.around.clock)
    for _ in range(12):
        wire.get(PROFILE)
    assert sum(desk.naps) == pytest.approx(2 / 50 * 60)


def test_a_query_is_quoted(desk: Desk) -> None:
    desk.sign_in()
    answer = desk.wire().get("/gmail/v1/users/me/messages", q="subject:ä&x=1", maxResults="1")
    assert answer.status == 200
    assert desk.twin.requests[-1].keys == ("maxResults", "q")


def test_calendar_and_mail_lie_at_different_places_of_google_s() -> None:
    places = read("me", {"client_id": "c", "client_secret": "s"}, Path()).endpoints
    assert (places.gmail, places.calendar) == ("https://gmail.googleapis.com", "https://www.googleapis.com")


def service(desk: Desk) -> object:
    """Gmail as Google's own library presents it, over the wire."""
    import json

    from googleapiclient import discovery, discovery_cache  # type: ignore[import-untyped]

    document = json.loads(discovery_cache.get_static_doc("gmail", "v1"))
    document |= {"rootUrl": f"{desk.url}/", "baseUrl": f"{desk.url}/", "batchPath": "batch/gmail/v1"}
    return discovery.build_from_document(document, http=desk.wire().http())


def test_google_s_own_library_goes_through_the_door(desk: Desk) -> None:
    desk.sign_in()
    gmail = service(desk).users()  # type: ignore[attr-defined]
    assert gmail.getProfile(userId="me").execute()["emailAddress"] == "ada@harbour.example"
    got: list[object] = []
    batch = service(desk).new_batch_http_request(callback=lambda key, answer, fault: got.append(answer))  # type: ignore[attr-defined]
    for _ in range(3):
        batch.add(gmail.labels().list(userId="me"))
    batch.execute()
    assert len(got) == 3
    assert desk.twin.requests[-1].inner == ("gmail.users.labels.list",) * 3


def test_google_s_own_library_cannot_send(desk: Desk) -> None:
    desk.sign_in()
    gmail, asked = service(desk).users(), len(desk.twin.requests)  # type: ignore[attr-defined]
    raw = {"raw": "U3ViamVjdDogeAoKaGkK"}
    batch = service(desk).new_batch_http_request()  # type: ignore[attr-defined]
    batch.add(gmail.messages().send(userId="me", body=raw))
    for forbidden in (
        gmail.messages().send(userId="me", body=raw),
        gmail.drafts().send(userId="me", body={"id": "r1"}),
        gmail.messages().trash(userId="me", id="a1"),
        gmail.messages().list(userId="me", q="x" * 3000),
        batch,
    ):
        with pytest.raises(Refused):
            forbidden.execute()
    assert len(desk.twin.requests) == asked


# --- signing out ----------------------------------------------------------------------------------------------------


def test_signing_out_ends_the_access_and_forgets_the_tokens(desk: Desk) -> None:
    desk.sign_in()
    assert "signed out" in revoke("me", desk.around, desk.options)[0]
    assert desk.tokens() is None
    assert "nothing to revoke" in revoke("me", desk.around, desk.options)[0]
    assert desk.count("oauth.revoke") == 1


def test_signing_out_of_what_is_over_forgets_it(desk: Desk) -> None:
    desk.sign_in()
    desk.twin.oauth.revoke()
    assert "signed out" in revoke("me", desk.around, desk.options)[0]
    assert desk.tokens() is None


def test_signing_out_without_a_network_keeps_the_tokens_for_another_try(desk: Desk) -> None:
    desk.sign_in()
    desk.twin.faults.every(lambda row: row.template == "oauth.revoke", Fault(dropped=True))
    with pytest.raises(Unreachable):
        revoke("me", desk.around, desk.options)
    assert desk.tokens() is not None


def test_signing_out_with_tokens_that_cannot_be_read_says_where_to_go(desk: Desk) -> None:
    desk.sign_in()
    (desk.home / "state" / "tokens" / "me.token").write_bytes(b"torn")
    assert "myaccount" in revoke("me", desk.around, desk.options)[0]
    assert desk.tokens() is None


@contextmanager
def renewing(desk: Desk) -> Iterator[list[str]]:
    """Another process has asked for a new token and waits for the answer; at the end, what kept it from using that."""
    hindered: list[str] = []

    def renew() -> None:
        try:
            desk.wire().access.token()
        except AuthNeeded as fault:
            hindered.append(str(fault))

    desk.wait(timedelta(hours=2))
    asked = desk.count("oauth.token")
    desk.twin.faults[len(desk.twin.requests) + 1] = Fault(slow=0.5)
    other = threading.Thread(target=renew)
    other.start()
    while desk.count("oauth.token") == asked:
        sleep(0.01)
    yield hindered
    other.join()


def test_tokens_do_not_come_back_after_they_were_revoked(desk: Desk) -> None:
    desk.sign_in()
    with renewing(desk) as hindered:
        assert "its tokens are gone" in revoke("me", desk.around, desk.options)[0]
    assert (desk.tokens(), hindered) == (None, [])


def test_tokens_do_not_come_back_after_too_much_was_granted(desk: Desk) -> None:
    desk.sign_in()
    desk.twin.oauth.consent = lambda asked: {*asked, f"{AT}gmail.send"}
    with renewing(desk) as hindered, pytest.raises(AuthNeeded, match="more than Headsup may hold"):
        desk.sign_in()
    assert (desk.tokens(), hindered) == (None, [])


def test_tokens_do_not_come_back_after_their_folder_was_removed(desk: Desk) -> None:
    desk.sign_in()
    with renewing(desk) as hindered:
        shutil.rmtree(desk.home / "state" / "tokens")
    assert desk.tokens() is None
    assert ["not signed in" in said for said in hindered] == [True]


def test_a_renewal_does_not_take_the_place_of_a_sign_in_put_there_by_hand(desk: Desk) -> None:
    desk.sign_in()
    other = {**(desk.tokens() or {}), "refresh_token": "of a newer sign-in"}
    with renewing(desk):
        TokenFile(desk.home / "state", "me", "file").save(other)
    assert desk.tokens() == other


# --- what is never seen ---------------------------------------------------------------------------------------------


def test_no_secret_is_said_or_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said = desk.sign_in()
    desk.twin.oauth.expire()
    wire = desk.wire()
    wire.get(PROFILE)
    tokens = desk.tokens()
    assert tokens is not None
    desk.twin.oauth.revoke()
    with pytest.raises(AuthNeeded) as caught:
        wire.get(PROFILE)
    options = read("me", desk.options, desk.home)
    state = parse_qs(urlsplit(desk.shown()).query)["state"][0]
    secrets = (desk.twin.oauth.client_secret, str(tokens["refresh_token"]), str(tokens["access_token"]), state)
    shown = f"{caplog.text} {said} {caught.value!r} {caught.value.__context__!r} {options!r} {wire!r}"
    assert [secret for secret in secrets if secret in shown] == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"client_id": ""}, "client_id"),
        ({"client_secret": 7}, "client_secret"),
        ({"quota_units_per_minute": 0}, "quota_units_per_minute"),
        ({"quota_units_per_minute": True}, "quota_units_per_minute"),
        ({"own_events": "yes"}, "own_events"),
        ({"token_key": "drawer"}, "keyring, systemd, file"),
        ({"token_uri": "http://google.example/token"}, "token_uri"),
        ({"auth_uri": "ftp://google.example"}, "auth_uri"),
        ({"api_root": 5}, "api_root"),
        ({"ca_bundle": "nowhere.pem"}, "ca_bundle"),
    ],
)
def test_a_wrong_option_is_named_with_what_it_should_be(tmp_path: Path, wrong: dict[str, object], said: str) -> None:
    with pytest.raises(Misconfigured, match=f"accounts.me.*{said}"):
        read("me", {"client_id": "c", "client_secret": "s", **wrong}, tmp_path)


# --- the command ----------------------------------------------------------------------------------------------------

CONFIG = """
[me]
addresses = ["ada@harbour.example"]
zone = "Europe/Berlin"

[store]
url = "sqlite:///state/ledger.sqlite"

[accounts.files]
kind = "local"
sent = ["sent.mbox"]

[accounts.me]
kind = "google"
"""


@pytest.fixture
def config(desk: Desk) -> Path:
    """A config with the client's secret by reference; from here on the twin's clock runs with the machine's."""
    desk.twin.now = None
    options = desk.options | {"client_secret": "env:HEADSUP_TWIN"}
    file = desk.home / "config.toml"
    file.write_text(CONFIG + "".join(f'{name} = "{value}"\n' for name, value in options.items()))
    (desk.home / "sent.mbox").write_text("")
    return file


def run(config: Path, *words: str, **more: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "HEADSUP_TWIN": "twin-client-secret", **more}
    return subprocess.Popen(
        [sys.executable, "-m", "daemon", "login", *words, "--config", str(config)],
        cwd=PROJECT,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_login_with_a_browser_and_out_again(desk: Desk, config: Path) -> None:
    browser = desk.home / "browser"
    browser.write_text(f"#!{sys.executable}\nimport sys, urllib.request\nurllib.request.urlopen(sys.argv[1])\n")
    browser.chmod(0o700)
    out, err = run(config, "me", BROWSER=f"{browser} %s").communicate(timeout=60)
    assert "Account me is signed in at Google." in out
    assert out.splitlines()[-1] == "Next: headsup once"
    assert err == ""
    assert desk.wire().get(PROFILE).status == 200
    out, _ = run(config, "me", "--revoke").communicate(timeout=60)
    assert "signed out" in out


def test_login_from_afar(desk: Desk, config: Path) -> None:
    login = run(config, "me", "--no-browser")
    assert login.stdout is not None
    address = next(line for line in login.stdout if line.startswith(desk.url)).strip()
    out, _ = login.communicate(f"{redirected(address)}\n", timeout=60)
    assert (login.returncode, "signed in at Google" in out) == (0, True)


def test_login_that_is_refused_needs_a_sign_in_still(desk: Desk, config: Path) -> None:
    desk.twin.oauth.consent = lambda asked: None
    login = run(config, "me", "--no-browser")
    assert login.stdout is not None
    address = next(line for line in login.stdout if line.startswith(desk.url)).strip()
    _, err = login.communicate(f"{redirected(address)}\n", timeout=60)
    assert (login.returncode, err.count("\n")) == (3, 1)
    assert "The consent was refused" in err


def test_scopes_are_explained_without_network_or_secret(desk: Desk, config: Path) -> None:
    done = CliRunner().invoke(headsup, ["login", "me", "--scopes", "--config", str(config)])
    assert done.exit_code == 0, done.output
    assert "gmail.compose (restricted)" in done.output
    assert desk.twin.requests == []


def test_files_need_no_sign_in(config: Path) -> None:
    done = CliRunner().invoke(headsup, ["login", "files", "--config", str(config)])
    assert (done.exit_code, done.output.count("\n")) == (0, 1)
    assert "needs no sign-in" in done.output
    assert sign_in_of("memory") is None


def test_an_unknown_account_names_the_known_ones(config: Path) -> None:
    done = CliRunner().invoke(headsup, ["login", "work", "--config", str(config)])
    assert done.exit_code == 2
    assert "known are files, me" in done.output


def test_what_stays_loaded_is_light() -> None:
    heavy = "{'googleapiclient', 'google_auth_oauthlib', 'oauthlib', 'google.auth', 'httplib2', 'keyring'}"
    code = f"import sys, connectors.google.wire, connectors.google.sign_in; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, text=True, capture_output=True, check=True)
    assert done.stdout.strip() == "[]"
