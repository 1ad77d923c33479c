"""The author's own words as we tell them apart, beside Outlook's unique body of the same mail.

Headsup asks for whole bodies: what a mail quotes is the context of an answer ("Yes, by Friday."). Where both readers
look at the same reply they must agree on what is new in it; where they differ, ours is to be the one that is right.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.types import Interest, Message
from daemon.core import authored
from tests.connectors.builders import BO, ME, MONDAY
from tests.connectors.exchange_world import ExchangeWorld
from tests.connectors.graph_world import GraphWorld
from tests.connectors.provider_world import Mirror
from tests.fakes.exchange.client import Soap
from tests.fakes.exchange.soap import text
from tests.fakes.graph.client import Graph

pytest.importorskip("msal", reason="msal is not installed (extra graph)")
pytest.importorskip("exchangelib", reason="exchangelib is not installed (extra exchange)")

World = GraphWorld | ExchangeWorld
UNIQUE = (
    "<t:BaseShape>IdOnly</t:BaseShape><t:BodyType>Text</t:BodyType>"
    '<t:AdditionalProperties><t:FieldURI FieldURI="item:UniqueBody"/></t:AdditionalProperties>'
)
NEW = "Yes, you will have both of them by Friday.\n\nI'll add the quay as well."
PLAIN = {
    "Gmail": "On Mon, 3 Mar 2025 at 08:12, Bo Frost <bo@harbour.example> wrote:\n> Both plans?\n> And the quay?",
    "Outlook": "-----Original Message-----\nFrom: Bo Frost\nSent: Monday\nTo: Ada Lind\nSubject: Plans\n\nBoth plans?",
    "Outlook on the web": "________________________________\nFrom: Bo Frost\nSent: Monday\nTo: Ada Lind\n\nBoth plans?",
    "a phone": "From: Bo Frost <bo@harbour.example>\nSent: Monday, 3 March\nTo: Ada\nSubject: Plans\n\nBoth plans?",
    "nobody's": "",
}
PAGES = {
    "Gmail": '<div class="gmail_quote"><blockquote>Both plans? And the quay?</blockquote></div>',
    "Outlook": '<hr><div id="divRplyFwdMsg"><b>From:</b> Bo Frost<br><b>Sent:</b> Monday<br><b>To:</b> Ada</div>'
    "<div>Both plans?</div>",
}


@pytest.fixture(params=[GraphWorld, ExchangeWorld])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with request.param(tmp_path) as made:
        yield made


def reply(content: str, kind: str = "plain") -> bytes:
    """A mail of Ada's to Bo."""
    head = (
        f"From: {ME.email}\nTo: {BO.email}\nDate: Mon, 03 Mar 2025 09:00:00 +0100\nMessage-ID: <r1@harbour.example>\n"
    )
    return f"{head}Subject: Re: Plans\nContent-Type: text/{kind}; charset=utf-8\n\n{content}\n".encode()


def own(world: World) -> str:
    """What we take for Ada's own words, of the one mail that she sent."""
    mirror = Mirror()
    mirror.pull(world.opened(), Interest(people=frozenset({BO.email}), at=world.twin.now, until=world.twin.now))
    (message,) = (one for one in mirror.items.values() if isinstance(one, Message))
    assert message.text is not None
    return " ".join("".join(message.text[a:b] for a, b in authored.split(message.text).authored).split())


def unique(world: World, name: str) -> str:
    """What the server takes for new in the mail."""
    said = _at_graph(world, name) if isinstance(world, GraphWorld) else _at_exchange(world, name)
    return " ".join(said.split())


def _at_graph(world: GraphWorld, name: str) -> str:
    graph = Graph(world.url, world.twin.entra.grant("Mail.ReadWrite").access_token)
    with graph.session:
        shown = graph.get(f"/me/messages/{name}?$select=uniqueBody", Prefer='outlook.body-content-type="text"')
    return str(shown["uniqueBody"]["content"])


def _at_exchange(world: ExchangeWorld, name: str) -> str:
    soap = Soap(world.url)
    soap.session.auth = (world.twin.access.user, world.twin.access.password)
    with soap.session:
        shown = soap.got(world.twin.mail.mail(name).id, UNIQUE)
    return text(shown, "t:UniqueBody")


@pytest.mark.parametrize("client", PLAIN)
def test_we_agree_on_a_reply_above_its_quote(world: World, client: str) -> None:
    name = world.deliver(reply(f"{NEW}\n\n{PLAIN[client]}"), "sentitems")
    assert own(world) == unique(world, name) == " ".join(NEW.split())


@pytest.mark.parametrize("client", PAGES)
def test_we_agree_on_a_page_above_its_quote(world: World, client: str) -> None:
    said = "".join(f"<p>{part}</p>" for part in NEW.split("\n\n"))
    name = world.deliver(reply(f"<html><body>{said}{PAGES[client]}</body></html>", "html"), "sentitems")
    assert own(world) == unique(world, name) == " ".join(NEW.split())


def test_answers_between_quoted_lines_are_ours_though_a_server_that_cuts_at_the_first_quote_loses_them(
    world: World,
) -> None:
    between = "On Monday, Bo wrote:\n> Both plans?\nYes, you will have both of them by Friday.\n> And the quay?\nNo."
    name = world.deliver(reply(between), "sentitems", at=MONDAY)
    assert own(world) == "Yes, you will have both of them by Friday. No."
    assert unique(world, name) == ""
