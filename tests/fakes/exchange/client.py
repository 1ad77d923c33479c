"""Raw SOAP over requests, signed in at the twin; exchangelib, unpatched; and small drafts and events to put into it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
import requests

from tests.fakes.exchange import contract
from tests.fakes.exchange.soap import NS, children, local, text
from tests.fakes.exchange.twin import PATH, ExchangeTwin, serving
from tests.fakes.google.client import MONDAY, mail
from tests.fakes.graph.client import trusting
from tests.fakes.graph.errors import Json

BO: Json = {
    "emailAddress": {"name": "Bo", "address": "bo@harbour.example"},
    "type": "required",
    "status": {"response": "accepted"},
}
needs_schema = pytest.mark.skipif(
    not contract.SCHEMA.is_file(), reason="the schemas of Exchange's web services in ../shared are not here"
)
SET = "6f2c1a38-0b5e-4d4e-9a77-3c1d5e8f2b90"
KEY = f'<t:ExtendedFieldURI PropertySetId="{SET}" PropertyName="Ref" PropertyType="String"/>'
SAVED = 'MessageDisposition="SaveOnly"'
ALL = "<t:BaseShape>AllProperties</t:BaseShape>"
ID_ONLY = "<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>"
_ENVELOPE = (
    f'<s:Envelope xmlns:s="{NS["s"]}" xmlns:m="{NS["m"]}" xmlns:t="{NS["t"]}"><s:Header>'
    '<t:RequestServerVersion Version="{version}"/>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>'
)


class Soap:
    """Asks the twin: the element of an operation, with the prefixes m and t."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = trusting()

    def ask(self, body: str, header: str = "", version: str = "Exchange2016") -> requests.Response:
        """The answer to a request."""
        envelope = _ENVELOPE.format(version=version, header=header, body=body)
        kind = {"Content-Type": "text/xml; charset=utf-8"}
        return self.session.post(f"{self.url}{PATH}", envelope.encode(), headers=kind, timeout=5)

    def messages(self, body: str, header: str = "") -> list[Element]:
        """The response messages of what must be answered."""
        answer = self.ask(body, header)
        assert answer.status_code == 200, answer.text
        found = ElementTree.fromstring(answer.content).find("s:Body/*/m:ResponseMessages", NS)
        return list(found) if found is not None else []

    def codes(self, body: str, header: str = "") -> list[str]:
        """The codes of the response messages."""
        return [text(one, "m:ResponseCode") for one in self.messages(body, header)]

    def one(self, body: str, header: str = "") -> Element:
        """The only response message, which tells of a success."""
        (found,) = self.messages(body, header)
        assert text(found, "m:ResponseCode") == "NoError", ElementTree.tostring(found)
        return found

    def items(self, body: str, path: str = "m:RootFolder/t:Items") -> list[Element]:
        """The items that were found or got."""
        return list(children(self.one(body), path))

    def got(self, name: str, shape: str = "") -> Element:
        """One item, with what the shape says beside its id and version."""
        asked = shape or "<t:BaseShape>IdOnly</t:BaseShape>"
        body = f"<m:GetItem><m:ItemShape>{asked}</m:ItemShape><m:ItemIds>{item_id(name)}</m:ItemIds></m:GetItem>"
        return self.items(body, "m:Items")[0]

    def round(self, folder: str, state: str = "", most: int = 100) -> tuple[list[tuple[str, str]], str]:
        """What became of a folder, all pages: kinds and ids; and the state after it."""
        told: list[tuple[str, str]] = []
        while True:
            page = self.one(sync(folder, state, most))
            state = text(page, "m:SyncState")
            told += [(local(one), id_of(one)) for one in children(page, "m:Changes")]
            if text(page, "m:IncludesLastItemInRange") == "true":
                return told, state


def twin(zone: str = "Europe/Berlin", **options: Any) -> ExchangeTwin:
    """Ada's account on a Monday morning."""
    made = ExchangeTwin("ada@harbour.example", zone, **options)
    made.now = MONDAY
    return made


def full(count: int = 10, folder: str = "sentitems") -> tuple[ExchangeTwin, list[str]]:
    """Ada's account with so many mails in a folder, each an hour older than the one before; their names that last."""
    world = twin()
    made = [world.mail.deliver(mail(n), folder=folder, at=MONDAY - timedelta(hours=n)) for n in range(count)]
    return world, made


def ids(world: ExchangeTwin, names: list[str]) -> list[str]:
    """The ItemIds that mails have now."""
    return [world.mail.mail(name).id for name in names]


@contextmanager
def signed_in(made: ExchangeTwin) -> Iterator[Soap]:
    """A session over TLS, with the owner's password."""
    with serving(made) as url:
        soap = Soap(url)
        soap.session.auth = (made.access.user, made.access.password)
        with soap.session:
            yield soap


@contextmanager
def account(made: ExchangeTwin, auth_type: str = "basic") -> Iterator[Any]:
    """exchangelib's account at the twin; messages and events have `ref`, the key. Over plain HTTP, as it is shipped."""
    import exchangelib
    from exchangelib.protocol import Protocol
    from exchangelib.version import EXCHANGE_2019

    class Ref(exchangelib.ExtendedProperty):  # type: ignore[misc]
        property_set_id, property_name, property_type = SET, "Ref", "String"

    kinds = (exchangelib.Message, exchangelib.CalendarItem)
    with serving(made, tls=False) as url:
        for kind in kinds:
            kind.register("ref", Ref)
        configuration = exchangelib.Configuration(
            service_endpoint=f"{url}{PATH}",
            credentials=exchangelib.Credentials(made.access.user, made.access.password),
            auth_type=auth_type,
            version=exchangelib.Version(EXCHANGE_2019),
        )
        try:
            yield exchangelib.Account(
                made.world.owner,
                config=configuration,
                access_type=exchangelib.DELEGATE,
                default_timezone=exchangelib.EWSTimeZone("Europe/Berlin"),
            )
        finally:
            Protocol.clear_cache()
            for kind in kinds:
                kind.deregister("ref")


def item_id(name: str, change_key: str = "") -> str:
    """The element that names an item."""
    return f'<t:ItemId Id="{name}"' + (f' ChangeKey="{change_key}"/>' if change_key else "/>")


def folder_id(name: str) -> str:
    """The element that names a folder, by its id or its distinguished name."""
    return f'<t:FolderId Id="{name}"/>' if name.endswith("=") else f'<t:DistinguishedFolderId Id="{name}"/>'


def find(folder: str, inside: str = "", shape: str = ID_ONLY) -> str:
    """FindItem; `inside` are the view and the restriction."""
    where = f"<m:ParentFolderIds>{folder_id(folder)}</m:ParentFolderIds>"
    return f'<m:FindItem Traversal="Shallow">{shape}{inside}{where}</m:FindItem>'


def sync(folder: str, state: str = "", most: int = 100) -> str:
    """SyncFolderItems."""
    named = f"<m:SyncFolderId>{folder_id(folder)}</m:SyncFolderId>"
    known = f"<m:SyncState>{state}</m:SyncState>" if state else ""
    limit = f"<m:MaxChangesReturned>{most}</m:MaxChangesReturned>"
    return f"<m:SyncFolderItems>{ID_ONLY}{named}{known}{limit}</m:SyncFolderItems>"


def draft(key: str = "k1", inside: str = "", subject: str = "The deck") -> str:
    """The element of a draft to Bo that carries a key; `inside` are more fields after that."""
    prop = f"<t:ExtendedProperty>{KEY}<t:Value>{key}</t:Value></t:ExtendedProperty>"
    to = "<t:ToRecipients><t:Mailbox><t:EmailAddress>bo@harbour.example</t:EmailAddress></t:Mailbox></t:ToRecipients>"
    body = '<t:Body BodyType="Text">Soon.</t:Body>'
    return f"<t:Message><t:Subject>{subject}</t:Subject>{body}{prop}{to}{inside}</t:Message>"


def create(item: str, disposition: str = "SaveOnly", folder: str = "drafts") -> str:
    """CreateItem of mails."""
    where = f"<m:SavedItemFolderId>{folder_id(folder)}</m:SavedItemFolderId>" if folder else ""
    stated = f' MessageDisposition="{disposition}"' if disposition else ""
    return f"<m:CreateItem{stated}>{where}<m:Items>{item}</m:Items></m:CreateItem>"


def create_event(folder: str, item: str, sent_to: str = "SendToNone") -> str:
    """CreateItem of events."""
    where = f"<m:SavedItemFolderId>{folder_id(folder)}</m:SavedItemFolderId>"
    return f'<m:CreateItem SendMeetingInvitations="{sent_to}">{where}<m:Items>{item}</m:Items></m:CreateItem>'


def note(start: str = "2025-03-06T10:00:00", end: str = "2025-03-06T11:00:00", inside: str = "", more: str = "") -> str:
    """The element of an event that carries a key; `inside` and `more` are more fields in their places."""
    prop = f"<t:ExtendedProperty>{KEY}<t:Value>n1</t:Value></t:ExtendedProperty>"
    times = f"<t:Start>{start}</t:Start><t:End>{end}</t:End>"
    zone = '<t:StartTimeZone Id="W. Europe Standard Time"/><t:EndTimeZone Id="W. Europe Standard Time"/>'
    return f"<t:CalendarItem><t:Subject>Deck due</t:Subject>{prop}{times}{inside}{more}{zone}</t:CalendarItem>"


def update(named: str, updates: str, resolution: str = "NeverOverwrite", told: str = SAVED) -> str:
    """UpdateItem; `named` is the element that names the item, `told` says whether anything is sent."""
    change = f"<m:ItemChanges><t:ItemChange>{named}<t:Updates>{updates}</t:Updates></t:ItemChange></m:ItemChanges>"
    return f'<m:UpdateItem ConflictResolution="{resolution}" {told}>{change}</m:UpdateItem>'


def setting(path: str, field: str, kind: str = "Message") -> str:
    """The update that sets one field; `path` is a FieldURI."""
    return f'<t:SetItemField><t:FieldURI FieldURI="{path}"/><t:{kind}>{field}</t:{kind}></t:SetItemField>'


def delete(named: str, how: str = "HardDelete", told: str = "") -> str:
    """DeleteItem; `named` is the element that names the item, `told` says whether anything is sent."""
    return f'<m:DeleteItem DeleteType="{how}" {told}><m:ItemIds>{named}</m:ItemIds></m:DeleteItem>'


def view(start: str, end: str, most: str = "") -> str:
    """The view of a window, of at most so many items."""
    limit = f' MaxEntriesReturned="{most}"' if most else ""
    return f'<m:CalendarView StartDate="{start}" EndDate="{end}"{limit}/>'


MARCH = view("2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z")


def seen(soap: Soap, window: str = MARCH, folder: str = "calendar") -> list[Element]:
    """The whole items that a search in a window finds."""
    return soap.items(find(folder, window, f"<m:ItemShape>{ALL}</m:ItemShape>"))


def told(events: list[Element], *names: str) -> list[tuple[str, ...]]:
    """The texts of these fields, item by item."""
    return [tuple(text(one, f"t:{name}") for name in names) for one in events]


def our_calendar(soap: Soap) -> str:
    """The client makes a calendar; its id."""
    made = "<m:Folders><t:CalendarFolder><t:DisplayName>Headsup</t:DisplayName></t:CalendarFolder></m:Folders>"
    where = f"<m:ParentFolderId>{folder_id('msgfolderroot')}</m:ParentFolderId>"
    (found,) = soap.items(f"<m:CreateFolder>{where}{made}</m:CreateFolder>", "m:Folders")
    return found[0].get("Id", "")


def id_of(said: Element) -> str:
    """The id of an item, or of the item that a change is about."""
    return next(said.iterfind(".//t:ItemId", NS)).get("Id", "")


def version_of(said: Element) -> str:
    """The change key of an item."""
    return next(said.iterfind(".//t:ItemId", NS)).get("ChangeKey", "")
