"""What the twin says of where it is, whom there is, and which zones it knows."""

from xml.etree import ElementTree

import pytest

from tests.fakes.exchange.client import account, signed_in, twin
from tests.fakes.exchange.soap import NS, text
from tests.fakes.exchange.twin import PATH

ASKED = "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"
TOLD = "{http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a}"
POX = (
    f'<Autodiscover xmlns="{ASKED}"><Request><EMailAddress>{{}}</EMailAddress>'
    f"<AcceptableResponseSchema>{TOLD[1:-1]}</AcceptableResponseSchema></Request></Autodiscover>"
)


def resolve(said: str) -> str:
    return (
        f'<m:ResolveNames ReturnFullContactData="false"><m:UnresolvedEntry>{said}</m:UnresolvedEntry></m:ResolveNames>'
    )


def test_autodiscover_tells_by_pox_where_the_web_services_are() -> None:
    world = twin()
    with signed_in(world) as soap:
        path = f"{soap.url}/autodiscover/autodiscover.xml"
        known = ElementTree.fromstring(soap.session.post(path, POX.format("ada@harbour.example"), timeout=5).content)
        assert known.findtext(f".//{TOLD}EwsUrl") == f"{soap.url}{PATH}"
        unknown = soap.session.post(path, POX.format("eve@harbour.example"), timeout=5).text
        assert "<ErrorCode>500</ErrorCode>" in unknown
        assert soap.session.post(path, b"no xml", timeout=5).status_code == 400
    assert {row.template for row in world.requests} == {"autodiscover"}


@pytest.mark.parametrize(("address", "known"), [("ada@harbour.example", True), ("eve@harbour.example", False)])
def test_exchangelib_asks_by_soap_where_the_web_services_are(address: str, known: bool) -> None:
    import exchangelib
    from exchangelib.autodiscover.protocol import AutodiscoverProtocol

    world = twin()
    with account(world) as ada:
        base = ada.protocol.service_endpoint.removesuffix(PATH)
        configuration = exchangelib.Configuration(
            service_endpoint=f"{base}/autodiscover/autodiscover.svc",
            credentials=ada.protocol.credentials,
            auth_type="basic",
        )
        found = AutodiscoverProtocol(config=configuration).get_user_settings(user=address)
        if known:
            assert found.ews_url.endswith(PATH)
            assert found.autodiscover_smtp_address == address
        else:
            assert (found.error_code, found.user_settings) == ("InvalidUser", None)


def test_names_are_resolved_to_nobody_one_or_several() -> None:
    world = twin()
    world.directory.people |= {"bo@harbour.example": "Bo Frost", "bea@harbour.example": "Bea Lund"}
    with signed_in(world) as soap:
        assert soap.codes(resolve("eve")) == ["ErrorNameResolutionNoResults"]
        one = soap.one(resolve("smtp:bo@harbour"))
        assert text(one, "m:ResolutionSet/t:Resolution/t:Mailbox/t:Name") == "Bo Frost"
        (several,) = soap.messages(resolve("b"))
        assert several.get("ResponseClass") == "Warning"
        assert len(several.findall("m:ResolutionSet/t:Resolution", NS)) == 2
        assert (
            text(soap.one(resolve("ada")), "m:ResolutionSet/t:Resolution/t:Mailbox/t:EmailAddress") == world.world.owner
        )


def test_zones_are_told_by_name() -> None:
    with signed_in(twin()) as soap:
        asked = "<m:GetServerTimeZones>{}</m:GetServerTimeZones>"
        assert len(soap.items(asked.format(""), "m:TimeZoneDefinitions")) > 100
        one = "<m:Ids><t:Id>Tokyo Standard Time</t:Id></m:Ids>"
        (found,) = soap.items(asked.format(one), "m:TimeZoneDefinitions")
        assert found.get("Id") == "Tokyo Standard Time"


def test_exchangelib_learns_the_version_and_the_zones() -> None:
    import exchangelib
    from exchangelib.protocol import Protocol

    world = twin()
    with account(world) as ada:
        configuration = exchangelib.Configuration(
            service_endpoint=ada.protocol.service_endpoint, credentials=ada.protocol.credentials, auth_type="basic"
        )
        Protocol.clear_cache()
        unknown = Protocol(config=configuration)
        assert unknown.version.api_version == "Exchange2016"
        assert "Tokyo Standard Time" in {one.id for one in unknown.get_timezones()}
        assert [one.email_address for one in ada.protocol.resolve_names(["ada"])] == ["ada@harbour.example"]
    assert world.violations == []
