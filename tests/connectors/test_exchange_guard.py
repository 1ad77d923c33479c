"""What leaves for an Exchange server: reads that are listed, and saves that tell nobody; nothing else goes out."""

from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
import requests
from urllib3 import HTTPResponse

from connectors.errors import Refused
from tests.conftest import SHARED
from tests.connectors.exchange_world import ExchangeWorld

pytest.importorskip("exchangelib", reason="exchangelib is not installed (extra exchange)")
from connectors.exchange.guard import READS, WRITES, Guard, Place, check

SCHEMA = SHARED / "contracts/ews/messages.xsd"
NOWHERE = "https://127.0.0.1:1/EWS/Exchange.asmx"
SAVED = 'MessageDisposition="SaveOnly" SendMeetingInvitations="SendToNone"'
UPDATED = 'MessageDisposition="SaveOnly" SendMeetingInvitationsOrCancellations="SendToNone"'
OURS = [
    f"<m:CreateItem {SAVED}/>",
    f'<m:UpdateItem {UPDATED} ConflictResolution="NeverOverwrite" SuppressReadReceipts="true"/>',
    '<m:DeleteItem DeleteType="HardDelete" SendMeetingCancellations="SendToNone" SuppressReadReceipts="true"/>',
    "<m:CreateFolder/>",
]
SENDING = [
    '<m:CreateItem MessageDisposition="SendOnly"/>',
    '<m:CreateItem MessageDisposition="SendAndSaveCopy"/>',
    "<m:CreateItem/>",
    '<m:CreateItem MessageDisposition="SaveOnly"/>',
    '<m:CreateItem SendMeetingInvitations="SendToAllAndSaveCopy"/>',
    '<m:CreateItem MessageDisposition="SaveOnly" SendMeetingInvitations="SendOnlyToAll"/>',
    '<m:UpdateItem MessageDisposition="SendAndSaveCopy" ConflictResolution="NeverOverwrite"/>',
    f'<m:UpdateItem {UPDATED} ConflictResolution="AlwaysOverwrite"/>',
    f'<m:UpdateItem {UPDATED} ConflictResolution="AutoResolve"/>',
    '<m:UpdateItem SendMeetingInvitationsOrCancellations="SendToAllAndSaveCopy" ConflictResolution="NeverOverwrite"/>',
    '<m:DeleteItem DeleteType="HardDelete" SendMeetingCancellations="SendToAllAndSaveCopy"/>',
    '<m:DeleteItem DeleteType="MoveToDeletedItems" SendMeetingCancellations="SendToNone"/>',
    '<m:DeleteItem DeleteType="HardDelete"/>',
    f'<m:CreateItem {SAVED} SuppressEverything="false"/>',
]


def enveloped(*operations: str) -> bytes:
    spaces = 'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:x="http://elsewhere.example"'
    spaces += ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"'
    spaces += ' xmlns:a="http://schemas.microsoft.com/exchange/2010/Autodiscover"'
    return f"<s:Envelope {spaces}><s:Header/><s:Body>{''.join(operations)}</s:Body></s:Envelope>".encode()


def sent(body: bytes, url: str = NOWHERE, method: str = "POST") -> None:
    """Through the transport itself; what passes finds nobody there."""
    Guard.places[NOWHERE] = Place(None)
    with requests.Session() as session:
        session.mount("https://", Guard())
        session.mount("http://", Guard())
        session.request(method, url, data=body, timeout=1)


def test_an_answer_is_not_handed_on_byte_by_byte() -> None:
    asked = requests.Request("POST", NOWHERE).prepare()
    answer = Guard().build_response(asked, HTTPResponse(body=BytesIO(b"<a/>" * 1_000), preload_content=False))
    assert [len(chunk) for chunk in answer.iter_content()] == [4_000]


@pytest.mark.parametrize("operation", OURS)
def test_what_we_do_may_leave(operation: str) -> None:
    check("POST", enveloped(operation))
    with pytest.raises(requests.ConnectionError):
        sent(enveloped(operation))


@pytest.mark.parametrize("operation", SENDING)
def test_what_would_tell_somebody_or_overwrite_does_not(operation: str) -> None:
    with pytest.raises(Refused):
        sent(enveloped(operation))


@pytest.mark.skipif(not SCHEMA.is_file(), reason="the schemas of Exchange's web services are not here")
def test_every_other_operation_of_the_schema_is_refused() -> None:
    xsd = "{http://www.w3.org/2001/XMLSchema}"
    types = (one.get("name", "") for one in ElementTree.parse(SCHEMA).getroot().iter(f"{xsd}element"))
    others = {name for name in types if name} - READS - WRITES.keys()
    assert {"SendItem", "ForwardItem", "CreateAttachment", "MoveItem", "UpdateInboxRules", "EmptyFolder"} & others
    for name in sorted(others):
        with pytest.raises(Refused):
            sent(enveloped(f"<m:{name}/>"))


def test_one_wrong_operation_spoils_a_body_of_two() -> None:
    check("POST", enveloped("<m:GetItem/>", OURS[0]))
    for second in (SENDING[0], "<m:SendItem/>"):
        for body in (enveloped("<m:GetItem/>", second), enveloped(second, OURS[0])):
            with pytest.raises(Refused):
                sent(body)


def test_what_cannot_be_read_is_refused() -> None:
    entity = b'<!DOCTYPE x [<!ENTITY e "GetItem">]>' + enveloped("<m:GetItem/>")
    twice = enveloped("<m:GetItem/>").replace(b"</s:Envelope>", b"<s:Body><m:SendItem/></s:Body></s:Envelope>")
    for body in (twice, enveloped("<x:GetItem/>"), b"<m:GetItem", b"no xml", b"<a/>", enveloped(), entity, b"\xff\xfe"):
        with pytest.raises(Refused):
            sent(body)


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", NOWHERE),
        ("PUT", NOWHERE),
        ("POST", "https://127.0.0.1:1/EWS/Other.asmx"),
        ("POST", "https://127.0.0.1:1/EWS/Exchange.asmx?x=1"),
        ("POST", "http://127.0.0.1:1/EWS/Exchange.asmx"),
        ("POST", "https://127.0.0.1:2/EWS/Exchange.asmx"),
    ],
)
def test_requests_go_to_the_accounts_address_alone(method: str, url: str) -> None:
    with pytest.raises(Refused):
        sent(enveloped("<m:GetItem/>"), url, method)


def test_where_servers_are_told_nothing_else_is_asked() -> None:
    there = "https://127.0.0.1:1/autodiscover/autodiscover.svc"
    Guard.places[there] = Place(None, discovery=True)
    with pytest.raises(requests.ConnectionError):
        sent(enveloped("<a:GetUserSettingsRequestMessage/>"), there)
    for operation in ("<m:GetItem/>", OURS[0]):
        with pytest.raises(Refused):
            sent(enveloped(operation), there)


def test_exchangelib_itself_can_send_nothing(tmp_path: Path) -> None:
    from exchangelib import Message

    from connectors.exchange.account import ExchangeAccount

    with ExchangeWorld(tmp_path) as world:
        assert isinstance(world.account, ExchangeAccount)
        library = world.account._wire.account
        mail = Message(
            account=library, folder=library.sent, subject="Hello", body="Hello", to_recipients=["bo@x.example"]
        )
        for deed in (mail.send, mail.send_and_save):
            before = world.asked("CreateItem")
            with pytest.raises(Refused):
                deed()
            assert world.asked("CreateItem") == before
