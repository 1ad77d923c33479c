"""Who signs in at an Exchange server, where it is found, and whom it is that we trust."""

import socket
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from connectors import open_account
from connectors.errors import AuthNeeded, Misconfigured, Unreachable
from connectors.types import Interest, Surroundings
from tests.connectors.builders import ME, MONDAY, around
from tests.connectors.exchange_world import ExchangeWorld
from tests.connectors.provider_world import ZONE, Hands, Mirror
from tests.fakes.exchange import ExchangeTwin, Fault, serving, settings

pytest.importorskip("exchangelib", reason="exchangelib is not installed (extra exchange)")

WAYS = ["basic", "ntlm", "oauth"]
NOW = Interest(at=MONDAY)


# --- signing in -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_signing_in_reads_mail(tmp_path: Path, way: str) -> None:
    with ExchangeWorld(tmp_path, auth=way) as world:
        world.sends(1, "I will send the deck.")
        mirror = Mirror()
        mirror.pull(world.account, NOW)
        assert list(mirror.mails()) == ["m1@harbour.example"]


@pytest.mark.parametrize(("offered", "found"), [("NTLM", "ntlm"), ("Basic", "basic")])
def test_the_way_is_asked_for_once_where_it_is_not_said(tmp_path: Path, offered: str, found: str) -> None:
    with ExchangeWorld(tmp_path, auth_type="", version="") as world:
        world.twin.access.offers = (offered,)
        world.sends(1, "I will send the deck.")
        assert list(world.account.pull(None, NOW)) != []
        assert f'"auth": "{found}"' in (world.around.state / "exchange/servers/work.json").read_text()
        world.forget_requests()
        list(world.opened().pull(None, NOW))
        assert world.asked("sign in") == 0


@pytest.mark.parametrize("way", WAYS)
def test_a_wrong_password_is_tried_once_in_a_quarter_of_an_hour(tmp_path: Path, way: str) -> None:
    with ExchangeWorld(tmp_path, auth=way, password="wrong") as world:
        for _ in range(5):
            account = world.opened()
            with pytest.raises(AuthNeeded, match="correct them in the config"):
                list(account.pull(None, NOW))
            with pytest.raises(AuthNeeded):
                account.find("key-1")
        assert tried(world) == 1
        world.hands.pass_by(timedelta(minutes=14))
        with pytest.raises(AuthNeeded):
            list(world.opened().pull(None, NOW))
        assert tried(world) == 1
        world.hands.pass_by(timedelta(minutes=2))
        with pytest.raises(AuthNeeded):
            list(world.opened().pull(None, NOW))
        assert tried(world) == 2


def tried(world: ExchangeWorld) -> int:
    """How many passwords were turned away; the last of the three steps of NTLM holds one."""
    return world.asked("sign in") // (3 if world.options["auth_type"] == "ntlm" else 1)


def test_a_password_that_was_corrected_is_tried_at_once(tmp_path: Path) -> None:
    with ExchangeWorld(tmp_path, password="wrong") as world:
        with pytest.raises(AuthNeeded):
            list(world.account.pull(None, NOW))
        world.options = {**world.options, "password": world.twin.access.password}
        assert list(world.opened().pull(None, NOW)) != []


def test_a_light_look_turned_away_counts_as_well(tmp_path: Path) -> None:
    with ExchangeWorld(tmp_path) as world:
        mirror = Mirror()
        mirror.pull(world.account, NOW)
        world.twin.access.password = "changed"
        for _ in range(3):
            with pytest.raises(AuthNeeded):
                world.opened().idle(mirror.cursor, NOW)
        assert tried(world) == 1


def test_what_is_kept_of_a_server_tells_nobody_the_password(tmp_path: Path) -> None:
    with ExchangeWorld(tmp_path, password="wrong") as world:
        with pytest.raises(AuthNeeded):
            list(world.account.pull(None, NOW))
        file = world.around.state / "exchange/servers/work.json"
        assert "wrong" not in file.read_text()
        assert file.stat().st_mode & 0o777 == 0o600


# --- whom we trust ----------------------------------------------------------------------------------------------------


def test_only_the_bundle_that_is_given_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ExchangeWorld(tmp_path) as world:
        bundle = str(world.options.pop("ca_bundle"))
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", bundle)
        stranger = world.opened()
        with pytest.raises(Unreachable):
            list(stranger.pull(None, NOW))
        assert world.asked() == 0
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/dev/null")
        world.options["ca_bundle"] = bundle
        assert list(world.opened().pull(None, NOW)) != []


def test_no_proxy_of_the_environment_hears_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with ExchangeWorld(tmp_path) as world:
        assert list(world.account.pull(None, NOW)) != []


GIVEN: dict[str, object] = {"user": "ada", "password": "lighthouse-7", "mailbox": ME.email}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"service_endpoint": "http://mail.harbour.example/EWS/Exchange.asmx"}, "service_endpoint"),
        ({"service_endpoint": "https://outlook.office365.com/EWS/Exchange.asmx"}, "graph"),
        ({"service_endpoint": "https://OUTLOOK.OFFICE365.COM/EWS/Exchange.asmx"}, "graph"),
        ({"service_endpoint": "https://outlook.office365.com./EWS/Exchange.asmx"}, "graph"),
        ({"mailbox": "ada@outlook.com"}, "graph"),
        ({"auth_type": "digest"}, "auth_type"),
        ({"version": "2007"}, "version"),
        ({"mailbox": "ada"}, "mailbox"),
        ({"user": ""}, "user"),
        ({"password": ""}, "password"),
        ({"ca_bundle": "nowhere.pem"}, "ca_bundle"),
        ({"since_days": 0}, "since_days"),
    ],
)
def test_options_that_cannot_be_are_refused(tmp_path: Path, given: dict[str, object], said: str) -> None:
    with pytest.raises(Misconfigured, match=said) as told:
        open_account("work", "exchange", {**GIVEN, **given}, around(tmp_path))
    assert "lighthouse-7" not in str(told.value)


def test_the_password_stands_in_no_repr() -> None:
    from connectors.exchange.options import read

    assert "lighthouse-7" not in repr(read("work", GIVEN, Path(), frozenset({ME.email})))


def test_an_address_may_be_written_in_capitals(tmp_path: Path) -> None:
    with ExchangeWorld(tmp_path) as world:
        world.options["service_endpoint"] = str(world.options["service_endpoint"]).replace(
            "https://127.0.0.1", "HTTPS://LOCALHOST"
        )
        mirror = Mirror()
        mirror.pull(world.opened(), NOW)
        assert world.opened().idle(mirror.cursor, NOW)


# --- where the server is ----------------------------------------------------------------------------------------------


class Found:
    """Ada, whose address says where the twin is; the temporary folder is watched."""

    def __init__(self, home: Path, port: int) -> None:
        self.twin = ExchangeTwin(owner=f"ada@localhost:{port}", zone=ZONE)
        self.twin.access.user = "HARBOUR\\ada"  # a port in it would end the name
        self.twin.now = MONDAY
        self.home = home

    def opened(self, url: str, **more: object) -> Iterator[object]:
        options = {**settings(url, self.twin), "service_endpoint": "", "auth_type": "", **more}
        place = Surroundings(
            self.home, ZONE, frozenset({self.twin.world.owner}), self.home / "state", Hands(self.twin).clock()
        )
        return iter(list(open_account("work", "exchange", options, place).pull(None, NOW)))

    def asked(self, template: str) -> int:
        return sum(row.template == template for row in self.twin.requests)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def test_autodiscover_finds_the_server_once_and_leaves_nothing_in_the_temporary_folder(
    tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = Found(tmp_path, free_port)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    with serving(ada.twin, free_port) as url:
        list(settings(url, ada.twin))  # the twin's own certificates are made first
        monkeypatch.setattr(tempfile, "tempdir", str(temporary))
        assert list(ada.opened(url)) != []
        told = ada.asked("autodiscover")
        assert told >= 1
        assert list(ada.opened(url)) != []
        assert ada.asked("autodiscover") == told, "it was kept"
    assert f'"endpoint": "https://localhost:{free_port}/EWS/Exchange.asmx"' in kept(tmp_path)
    assert list(temporary.iterdir()) == []
    assert (ada.twin.violations, ada.twin.offences) == ([], [])


def kept(home: Path) -> str:
    return (home / "state/exchange/servers/work.json").read_text()


def test_a_server_that_moved_is_found_again(tmp_path: Path, free_port: int) -> None:
    ada = Found(tmp_path, free_port)
    with serving(ada.twin, free_port) as url:
        list(ada.opened(url))
        old = kept(tmp_path).replace("/EWS/Exchange.asmx", "/Old/Exchange.asmx")
        (tmp_path / "state/exchange/servers/work.json").write_text(old)
        with pytest.raises(Unreachable):
            list(ada.opened(url))
        assert list(ada.opened(url)) != []
    assert "/EWS/Exchange.asmx" in kept(tmp_path)


def test_where_nobody_tells_the_owner_is_told_what_to_do(tmp_path: Path, free_port: int) -> None:
    ada = Found(tmp_path, free_port)
    with pytest.raises(Unreachable, match="service_endpoint"):
        list(ada.opened(f"https://localhost:{free_port}"))


def test_a_wrong_password_at_autodiscover_is_tried_once(tmp_path: Path, free_port: int) -> None:
    ada = Found(tmp_path, free_port)
    with serving(ada.twin, free_port) as url:
        for _ in range(3):
            with pytest.raises(AuthNeeded):
                list(ada.opened(url, password="wrong"))
        assert ada.asked("sign in") <= 4  # without a password first, then the three steps of NTLM


def test_the_cloud_is_refused_where_autodiscover_leads_there() -> None:
    from connectors.exchange.options import checked_endpoint

    for address in ("https://outlook.office365.com/EWS/Exchange.asmx", "http://mail.harbour.example/EWS/Exchange.asmx"):
        with pytest.raises(Misconfigured):
            checked_endpoint(address)


# --- two mailboxes of one server --------------------------------------------------------------------------------------


def test_two_mailboxes_of_one_server_in_one_process_do_not_mix(tmp_path: Path) -> None:
    with ExchangeWorld(tmp_path / "ada") as ada, ExchangeWorld(tmp_path / "two", twin=ExchangeTwin(ME.email)) as two:
        ada.sends(1, "I will send the deck.")
        two.sends(2, "I will send the plan.")
        mirrors = Mirror(), Mirror()
        for mirror, world in zip(mirrors, (ada, two), strict=True):
            mirror.pull(world.account, NOW)
        assert [list(mirror.mails()) for mirror in mirrors] == [["m1@harbour.example"], ["m2@harbour.example"]]


def test_another_owner_of_the_same_server_signs_in_as_themselves(tmp_path: Path) -> None:
    with ExchangeWorld(tmp_path) as world:
        list(world.account.pull(None, NOW))
        stranger = open_account("other", "exchange", {**world.options, "user": "HARBOUR\\bo"}, world.around)
        with pytest.raises(AuthNeeded):
            list(stranger.pull(None, NOW))
        assert list(world.opened().pull(None, NOW)) != []


# --- the server is busy -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "seconds"), [("2000", 2), ("soon", 1), ("", 10), ("-5", 10), ("99999999999", 10)])
def test_the_server_is_asked_no_earlier_than_it_says(tmp_path: Path, said: str, seconds: float) -> None:
    with ExchangeWorld(tmp_path) as world:
        world.meet(2, Fault(500, "ErrorServerBusy", retry_after=said))
        assert list(world.account.pull(None, NOW)) != []
        assert world.hands.slept == [seconds]
