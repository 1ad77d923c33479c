"""Our sign-in at Microsoft, by msal, before an Entra that we did not write: npm's `emulate`.

It has no tenants in its addresses and no TLS; a relay in front of it brings both.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin

import pytest

from connectors._signing import Owner
from connectors._tokens import TokenFile
from connectors.errors import AuthNeeded
from connectors.graph import scopes
from connectors.graph.options import read
from connectors.graph.sign_in import sign_in
from connectors.graph.wire import Wire
from connectors.types import Clock, Surroundings
from tests.connectors.builders import ME, MONDAY
from tests.emulators.programs import started
from tests.emulators.relay import passed
from tests.fakes import _tls
from tests.fakes._http import Request, Response, serving
from tests.fakes.graph.client import trusting

pytest.importorskip("msal", reason="msal is not installed (extra graph)")
pytestmark = pytest.mark.emulators

TENANT = "organizations"


@dataclass
class Relay:
    """An app for `serving`, in front of the Entra at `root`: its addresses get a tenant, as Microsoft's have."""

    root: str

    def answer(self, request: Request) -> Response:
        """The emulator's answer."""
        path = request.path.replace(f"/{TENANT}/oauth2/", "/oauth2/")
        answer = passed(f"{self.root}{path}", request, follows=False)
        if not path.endswith("openid-configuration"):
            return answer
        here = f"https://{request.headers['host']}"
        told = {name: moved(value, here) for name, value in json.loads(answer.body).items()}
        return Response(answer.status, answer.headers, json.dumps(told).encode())


def moved(value: object, here: str) -> object:
    """An address of the emulator's, as it is reached by the relay at `here`."""
    if not isinstance(value, str):
        return value
    return re.sub(r"^https?://[^/]+", here, value).replace(f"{here}/oauth2/", f"{here}/{TENANT}/oauth2/")


@dataclass
class Desk:
    """Ada's machine."""

    url: str
    home: Path
    later: timedelta = timedelta()

    @property
    def options(self) -> dict[str, object]:
        return {
            "authority": self.url,
            "tenant": TENANT,
            "instance_discovery": False,
            "graph_base": f"{self.url}/v1.0",
            "client_id": "ada-app",
            "ca_bundle": str(_tls.ca_bundle()),
            "token_key": "file",
        }

    @property
    def around(self) -> Surroundings:
        clock = Clock(lambda: MONDAY + self.later, self.later.total_seconds, lambda seconds: None)
        return Surroundings(self.home, "Europe/Berlin", frozenset({ME.email}), self.home / "state", clock)

    def signs_in(self, who: str = ME.email) -> list[str]:
        owner = Owner(lambda line: None, lambda asked: "", lambda address: chosen(address, who))
        return sign_in("me", self.around, self.options, owner)

    def wire(self) -> Wire:
        chosen = read("me", self.options, self.home)
        return Wire(chosen, TokenFile(self.around.state, "me", "file"), self.around.clock)


def chosen(address: str, who: str) -> bool:
    """A browser, in which somebody chooses one of the accounts that the page offers."""
    with trusting() as browser:
        page = browser.get(address, timeout=30)
        forms = re.findall(r'<form[^>]*action="([^"]*)">(.*?)</form>', page.text, re.DOTALL)
        place, inner = next(form for form in forms if who in form[1])
        fields = {name: html.unescape(value) for name, value in re.findall(r'name="([^"]*)" value="([^"]*)"', inner)}
        return browser.post(urljoin(address, html.unescape(place)), fields, timeout=30).ok


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with started("entra", tmp_path) as root, serving(Relay(root), tls=_tls.server_context()) as url:
        yield Desk(url, tmp_path)


def test_the_owner_signs_in_and_is_known(desk: Desk) -> None:
    assert desk.signs_in()[0] == "Account me is signed in at Microsoft."
    assert scopes.WHO.name in desk.wire().granted
    assert desk.wire().get("/me", select="mail")["mail"] == ME.email


def test_a_stranger_is_refused_and_nothing_is_kept(desk: Desk) -> None:
    with pytest.raises(AuthNeeded, match=r"testuser@outlook\.com, who is not you"):
        desk.signs_in("testuser@outlook.com")
    assert TokenFile(desk.around.state, "me", "file").load() is None


def test_a_token_is_renewed_once_it_has_run_out(desk: Desk) -> None:
    desk.signs_in()
    before = str(TokenFile(desk.around.state, "me", "file").load())
    desk.later = timedelta(hours=2)
    assert desk.wire().get("/me", select="mail")["mail"] == ME.email
    assert str(TokenFile(desk.around.state, "me", "file").load()) != before
