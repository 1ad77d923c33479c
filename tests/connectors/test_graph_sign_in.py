"""Signing in at Microsoft, staying signed in and signing out, against the twin over real HTTPS."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import responses

from connectors._signing import Owner
from connectors._tokens import TokenFile
from connectors.errors import AuthNeeded, ConnectorError, Misconfigured, Unreachable
from connectors.graph import causes
from connectors.graph.options import AUTHORITY, GRAPH, read
from connectors.graph.scopes import FORBIDDEN, asked
from connectors.graph.sign_in import revoke, sign_in
from connectors.graph.wire import Wire
from connectors.types import Clock, Surroundings
from tests.fakes.graph import Fault, GraphTwin, serving, settings
from tests.fakes.graph.client import trusting

pytest.importorskip("msal", reason="needs the extra `graph`")

NAMES = frozenset(scope.name for scope in asked(read_only=False, categories=False))
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
TOKEN, ME = "entra.token", "GET /me"


@dataclass
class Desk:
    """The owner's machine: the twin it reaches, the folder it keeps its state in, a clock that the test moves."""

    twin: GraphTwin
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
        with trusting() as browser:
            return browser.get(address, timeout=5).ok

    def sign_in(self, **options: object) -> list[str]:
        owner = Owner(self.heard.append, lambda asked: "", self.browse)
        return sign_in("me", self.around, {**self.options, **options}, owner)

    def sign_in_from_afar(self, paste: Callable[[str], str]) -> list[str]:
        """Without a browser here: `paste` makes of the address what the owner pastes."""
        owner = Owner(self.heard.append, lambda asked: paste(self.shown()), None)
        return sign_in("me", self.around, self.options, owner)

    def sign_in_by_code(self, **options: object) -> list[str]:
        owner = Owner(self.heard.append, lambda asked: "", None, device_code=True)
        return sign_in("me", self.around, {**self.options, **options}, owner)

    def shown(self) -> str:
        """The address that was shown last."""
        return next(line for line in "\n".join(self.heard[::-1]).splitlines() if line.startswith(self.url))

    def wire(self, **options: object) -> Wire:
        """As another process opens it."""
        file = TokenFile(self.home / "state", "me", "file")
        return Wire(read("me", {**self.options, **options}, self.home), file, self.around.clock)

    def tokens(self) -> dict[str, Any] | None:
        return TokenFile(self.home / "state", "me", "file").load()

    def count(self, template: str) -> int:
        return sum(row.template == template for row in self.twin.requests)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    twin = GraphTwin("ada@harbour.example")
    twin.now = START
    with serving(twin) as url:
        yield Desk(twin, url, tmp_path)
    assert twin.offences == []
    assert twin.violations == []


def redirected(address: str) -> str:
    """Where a browser ends that consents at `address`, on a machine where nobody answers there."""
    with trusting() as browser:
        return browser.get(address, timeout=5, allow_redirects=False).headers["Location"]


# --- the consent ----------------------------------------------------------------------------------------------------


def test_a_consent_in_the_browser_signs_in(desk: Desk) -> None:
    said = desk.sign_in()
    assert said[0] == "Account me is signed in at Microsoft."
    assert said[1].startswith("Granted: Calendars.ReadWrite, Mail.ReadWrite, User.Read")
    assert "whoever can read your files can read both" in said[-1]
    wire = desk.wire()
    assert wire.granted >= NAMES
    assert wire.get("/me")["mail"] == "ada@harbour.example"


def test_it_asks_for_the_least_with_a_challenge_on_this_machine(desk: Desk) -> None:
    desk.sign_in()
    said = parse_qs(urlsplit(desk.shown()).query)
    assert set(said["scope"][0].split()) == NAMES | {"openid", "profile", "offline_access"}
    assert [said[name] for name in ("code_challenge_method", "response_type", "prompt")] == [
        ["S256"],
        ["code"],
        ["select_account"],
    ]
    assert urlsplit(said["redirect_uri"][0]).hostname == "localhost"


def test_from_afar_the_address_is_pasted(desk: Desk) -> None:
    said = desk.sign_in_from_afar(lambda address: f"  {redirected(address)}\n")
    assert said[0] == "Account me is signed in at Microsoft."
    assert desk.wire().get("/me")


def test_by_a_code_typed_on_another_machine(desk: Desk) -> None:
    said = desk.sign_in_by_code()
    assert said[0] == "Account me is signed in at Microsoft."
    assert "type the code" in desk.heard[-1]


@pytest.mark.parametrize(
    ("paste", "said"),
    [
        (lambda address: "0.AXsome-code", "not the whole address"),
        (lambda address: redirected(address).replace("state=", "state=x"), "another sign-in"),
        (lambda address: redirected(address).replace("code=", "code=x"), "Microsoft does not take"),
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


def test_a_consent_that_is_refused_says_what_to_do(desk: Desk) -> None:
    desk.twin.entra.consent = lambda asked: None
    with pytest.raises(AuthNeeded, match=r"consent was refused.*headsup login me"):
        desk.sign_in()
    with pytest.raises(AuthNeeded, match="headsup login me"):
        desk.sign_in_by_code()
    assert desk.tokens() is None


@pytest.mark.parametrize("fault", [Fault(dropped=True), Fault(lost_reply=True), Fault(503), Fault(truncated=True)])
def test_a_code_is_traded_once_only(desk: Desk, fault: Fault) -> None:
    desk.twin.faults.every(lambda row: row.template == TOKEN, fault)
    with pytest.raises(Unreachable):
        desk.sign_in()
    assert desk.count(TOKEN) == 1
    assert desk.tokens() is None


# --- why not --------------------------------------------------------------------------------------------------------

NUMBERS = sorted({*causes._NEEDED, *causes._WRONG, *causes._ALIKE}, key=int)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_cause_is_a_sentence_that_says_what_to_do(number: str) -> None:
    options = read("me", {"client_id": "app-1"}, Path())
    error = causes.refusal("me", options, {"error": "invalid_grant", "error_description": f"AADSTS{number}: canary."})
    assert isinstance(error, Misconfigured if causes._ALIKE.get(number, number) in causes._WRONG else AuthNeeded)
    assert not {"canary", "{", "}"} & set(str(error).replace("canary", " canary ").split())
    assert str(error).endswith(".")
    assert any(word in str(error) for word in ("headsup login me", "ask ", "correct", "set ", "add it", "accounts.me"))


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        ("AADSTS90094", AuthNeeded, "administrator has to consent.*headsup login me --scopes"),
        ("AADSTS53003", AuthNeeded, "conditional access.*AADSTS53003"),
        ("AADSTS50076", AuthNeeded, "second factor"),
        ("AADSTS50079", AuthNeeded, "second factor set up"),
        ("AADSTS12345", AuthNeeded, "does not take the sign-in"),
    ],
)
def test_what_stands_in_the_way_of_a_consent_is_named(
    desk: Desk, code: str, kind: type[ConnectorError], said: str
) -> None:
    desk.twin.entra.refuses = code
    with pytest.raises(kind, match=said):
        desk.sign_in()
    with pytest.raises(kind, match=said):
        desk.sign_in_by_code()
    assert desk.tokens() is None


def test_a_client_that_microsoft_does_not_know_names_the_options(desk: Desk) -> None:
    with pytest.raises(Misconfigured, match="client_id or tenant"):
        desk.sign_in_by_code(client_id="another")


def test_a_tenant_that_there_is_not_is_said(desk: Desk) -> None:
    with pytest.raises(Unreachable, match="tenant"):
        desk.sign_in(tenant="nowhere.example")


# --- what was granted -----------------------------------------------------------------------------------------------


def test_less_than_was_asked_switches_off_and_says_so(desk: Desk) -> None:
    desk.twin.entra.consent = lambda asked: asked - {"Calendars.ReadWrite"}
    said = "\n".join(desk.sign_in())
    assert "Not granted: Calendars.ReadWrite: your events are not read" in said
    assert "Calendars.ReadWrite" not in desk.wire().granted


def test_more_than_was_asked_is_said(desk: Desk) -> None:
    desk.twin.entra.consent = lambda asked: {*asked, "Contacts.Read"}
    assert [line for line in desk.sign_in() if line.startswith("Not")] == [
        "Not needed and not used, although granted: Contacts.Read."
    ]


@pytest.mark.parametrize("scope", sorted(FORBIDDEN))
def test_what_nobody_should_hold_is_refused_and_nothing_of_it_kept(desk: Desk, scope: str) -> None:
    desk.twin.entra.consent = lambda asked: {*asked, scope}
    with pytest.raises(AuthNeeded, match=rf"more than Headsup may hold \({scope}\).*nothing was kept"):
        desk.sign_in()
    assert desk.tokens() is None


def test_somebody_elses_consent_leaves_the_tokens_before_as_they_were(desk: Desk) -> None:
    desk.twin.world.owner = "eve@harbour.example"
    with pytest.raises(AuthNeeded, match=r"eve@harbour\.example, who is not you"):
        desk.sign_in()
    assert desk.tokens() is None
    desk.twin.world.owner = "ada@harbour.example"
    desk.sign_in()
    before = desk.tokens()
    desk.twin.world.owner = "eve@harbour.example"
    with pytest.raises(AuthNeeded):
        desk.sign_in()
    assert desk.tokens() == before


# --- staying signed in ----------------------------------------------------------------------------------------------


def test_without_a_sign_in_nothing_is_asked(desk: Desk) -> None:
    with pytest.raises(AuthNeeded, match="not signed in yet; run `headsup login me`"):
        desk.wire().get("/me")
    assert desk.twin.requests == []


def test_a_token_is_renewed_a_minute_before_its_end_and_once_for_all_processes(desk: Desk) -> None:
    desk.sign_in()
    one, other = desk.wire(), desk.wire()
    one.get("/me")
    other.get("/me")
    assert desk.count(TOKEN) == 1
    desk.wait(timedelta(seconds=3541))
    for wire in (one, other, one, desk.wire()):
        assert wire.get("/me")
    assert desk.count(TOKEN) == 2


def test_refresh_tokens_rotate_and_the_newest_is_kept(desk: Desk) -> None:
    desk.sign_in()
    seen = []
    for _ in range(3):
        seen.append((desk.tokens() or {})["cache"])
        desk.wait(timedelta(days=60))
        assert desk.wire().get("/me"), "each is good for 90 days from its own making"
    assert len(set(seen)) == 3


def test_a_token_that_is_turned_away_is_renewed_once(desk: Desk) -> None:
    desk.sign_in()
    wire = desk.wire()
    desk.twin.entra.expire()
    assert wire.get("/me")
    assert (desk.count(TOKEN), desk.count(ME)) == (2, 3)  # one of them by the sign-in


def test_new_tokens_that_are_turned_away_are_not_asked_for_without_end(desk: Desk) -> None:
    desk.sign_in()
    desk.twin.faults.every(lambda row: row.template == ME, Fault(401))
    calls: list[datetime] = []
    for _ in range(24):
        before = desk.count(TOKEN)
        with pytest.raises(AuthNeeded, match="headsup login me"):
            desk.wire().get("/me")
        calls += [desk.twin.now] * (desk.count(TOKEN) - before)
        desk.wait(timedelta(minutes=5))
    assert len(calls) == 3
    assert all(later - earlier >= timedelta(minutes=15) for earlier, later in pairwise(calls))
    desk.twin.faults.clear()
    desk.sign_in()
    assert desk.wire().get("/me")


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("AADSTS50173", "change of password"),
        ("AADSTS65001", "consent is missing"),
        ("AADSTS53003", "conditional access"),
        ("AADSTS700082", "not used for too long"),
    ],
)
def test_what_ended_the_sign_in_is_told_and_never_asked_about_again(desk: Desk, why: str, said: str) -> None:
    desk.sign_in()
    desk.twin.entra.revoke(why)
    for _ in range(5):
        with pytest.raises(AuthNeeded, match=said):
            desk.wire().get("/me")
        desk.wait(timedelta(minutes=20))
    assert desk.count(TOKEN) == 2
    desk.sign_in()
    assert desk.wire().get("/me")


def test_a_sign_in_that_was_not_used_for_ninety_days_has_ended(desk: Desk) -> None:
    desk.sign_in()
    desk.wait(timedelta(days=91))
    with pytest.raises(AuthNeeded, match="not used for too long"):
        desk.wire().get("/me")


@pytest.mark.parametrize("fault", [Fault(503), Fault(lost_reply=True), Fault(dropped=True), Fault(truncated=True)])
def test_a_renewal_that_fails_for_a_moment_is_tried_again(desk: Desk, fault: Fault) -> None:
    desk.sign_in()
    desk.wait(timedelta(hours=2))
    met: list[int] = []

    def first(row: Any) -> bool:
        met.extend([row.index] if row.template == TOKEN else [])
        return row.template == TOKEN and len(met) == 1

    desk.twin.faults.every(first, fault)
    assert desk.wire().get("/me")
    assert len(desk.naps) == 1


def test_what_is_not_microsoft_is_not_believed(desk: Desk) -> None:
    desk.sign_in()
    desk.wait(timedelta(hours=2))
    with responses.RequestsMock() as web:
        web.get(f"{desk.url}/organizations/v2.0/.well-known/openid-configuration", body="<html>The hotel</html>")
        with pytest.raises(Unreachable, match="not Microsoft"):
            desk.wire().get("/me")
    assert desk.wire().get("/me")


def test_damaged_tokens_are_said(desk: Desk) -> None:
    desk.sign_in()
    desk.sign_in()
    (desk.home / "state" / "tokens" / "me.token").write_bytes(b"torn")
    wire = desk.wire()
    assert wire.get("/me")
    assert "damaged" in wire.access.notices()[0]


# --- where Microsoft is ---------------------------------------------------------------------------------------------


def test_the_public_cloud_is_asked_about_an_authority_only_where_the_owner_says_so(desk: Desk) -> None:
    desk.sign_in()
    assert desk.count("entra.instance") == 0


def test_a_sovereign_cloud_is_two_addresses_and_nothing_else_is_asked() -> None:
    options = read(
        "me",
        {
            "client_id": "c",
            "authority": "https://login.microsoftonline.us/",
            "graph_base": "https://graph.microsoft.us/v1.0",
        },
        Path(),
    )
    assert (options.authority, options.graph_base) == (
        "https://login.microsoftonline.us",
        "https://graph.microsoft.us/v1.0",
    )
    assert (AUTHORITY, GRAPH) == ("https://login.microsoftonline.com", "https://graph.microsoft.com/v1.0")


def test_without_the_authority_of_the_certificate_nothing_is_trusted(desk: Desk) -> None:
    with pytest.raises(Unreachable, match="ca_bundle"):
        desk.sign_in(ca_bundle=None)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"client_id": ""}, "client_id"),
        ({"tenant": "two words"}, "tenant"),
        ({"tenant": "a/../b"}, "tenant"),
        ({"read_only": "yes"}, "read_only"),
        ({"categories": 1}, "categories"),
        ({"own_events": "no"}, "own_events"),
        ({"instance_discovery": 0}, "instance_discovery"),
        ({"token_key": "drawer"}, "keyring, systemd, file"),
        ({"authority": "http://login.example"}, "authority"),
        ({"graph_base": 5}, "graph_base"),
        ({"ca_bundle": "nowhere.pem"}, "ca_bundle"),
    ],
)
def test_a_wrong_option_is_named_with_what_it_should_be(tmp_path: Path, wrong: dict[str, object], said: str) -> None:
    with pytest.raises(Misconfigured, match=f"accounts.me.*{said}"):
        read("me", {"client_id": "c", **wrong}, tmp_path)


# --- signing out ----------------------------------------------------------------------------------------------------


def test_signing_out_forgets_the_tokens_and_says_what_is_left(desk: Desk) -> None:
    desk.sign_in()
    said = revoke("me", desk.around, desk.options)
    assert "signed out here" in said[0]
    assert "myapplications" in said[1]
    assert desk.tokens() is None
    assert "nothing to revoke" in revoke("me", desk.around, desk.options)[0]


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
    asked = desk.count(TOKEN)
    desk.twin.faults.every(lambda row: row.template == TOKEN, Fault(slow=0.5))
    other = threading.Thread(target=renew)
    other.start()
    while desk.count(TOKEN) == asked:
        sleep(0.01)
    yield hindered
    other.join()


def test_tokens_do_not_come_back_after_they_were_revoked(desk: Desk) -> None:
    desk.sign_in()
    with renewing(desk) as hindered:
        assert "its tokens are gone" in revoke("me", desk.around, desk.options)[0]
    assert (desk.tokens(), hindered) == (None, [])


# --- what is never seen ---------------------------------------------------------------------------------------------


def test_no_secret_is_said_or_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said = desk.sign_in()
    desk.twin.entra.expire()
    wire = desk.wire()
    wire.get("/me")
    tokens = desk.tokens()
    assert tokens is not None
    grant = desk.twin.entra.grants[-1]
    desk.twin.entra.revoke()
    with pytest.raises(AuthNeeded) as caught:
        wire.get("/me")
    options = read("me", desk.options, desk.home)
    state = parse_qs(urlsplit(desk.shown()).query)["state"][0]
    secrets = (grant.access_token, grant.refresh_token, str(tokens["access_token"]), state)
    shown = f"{caplog.text} {said} {caught.value!r} {caught.value.__context__!r} {options!r} {wire!r} {wire.access!r}"
    assert [secret for secret in secrets if secret in shown] == []
