"""Mails at the twin: shapes, bodies, attachments; searches with pages, orders and restrictions."""

import base64
from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest

from tests.fakes.exchange.client import (
    ALL,
    KEY,
    account,
    create,
    draft,
    find,
    full,
    id_of,
    ids,
    item_id,
    signed_in,
    twin,
)
from tests.fakes.exchange.soap import NS, local, text
from tests.fakes.google.client import MONDAY, mail

RICH = (
    b"From: Bo Frost <bo@harbour.example>\r\nTo: Ada Lind <ada@harbour.example>, cy@harbour.example\r\n"
    b"Cc: di@harbour.example\r\nSubject: =?utf-8?q?Caf=C3=A9?= plan\r\nMessage-ID: <rich@harbour.example>\r\n"
    b"In-Reply-To: <m1@harbour.example>\r\nReferences: <m0@harbour.example> <m1@harbour.example>\r\n"
    b"Date: Mon, 03 Mar 2025 09:00:00 +0000\r\nX-Weather: fair\r\nImportance: high\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<p>Yes, by Friday.</p><blockquote><p>Can you send it?</p></blockquote>\r\n--b\r\n"
    b"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=deck.pdf\r\n\r\nPDF\r\n--b--\r\n"
)
INVITATION = (
    b"From: bo@harbour.example\r\nTo: ada@harbour.example\r\nSubject: Review\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
)


def asked(*paths: str, kind: str = "") -> str:
    """A shape of these fields."""
    body = f"<t:BodyType>{kind}</t:BodyType>" if kind else ""
    fields = "".join(one if one.startswith("<") else f'<t:FieldURI FieldURI="{one}"/>' for one in paths)
    more = f"<t:AdditionalProperties>{fields}</t:AdditionalProperties>"
    return f"<t:BaseShape>IdOnly</t:BaseShape>{body}{more}"


def words(said: Element, path: str) -> list[str]:
    return [one.text or "" for one in said.iterfind(path, NS)]


def where(expression: str) -> str:
    return f"<m:Restriction>{expression}</m:Restriction>"


def compared(test: str, path: str, value: str) -> str:
    field = path if path.startswith("<") else f'<t:FieldURI FieldURI="{path}"/>'
    return f'<t:{test}>{field}<t:FieldURIOrConstant><t:Constant Value="{value}"/></t:FieldURIOrConstant></t:{test}>'


def test_a_mail_is_shown_as_much_as_is_asked_for() -> None:
    world = twin()
    (name,) = ids(world, [world.mail.deliver(RICH, folder="inbox", at=MONDAY, read=False)])
    with signed_in(world) as soap:
        assert [local(one) for one in soap.got(name)] == ["ItemId"]
        usual = {local(one) for one in soap.got(name, "<t:BaseShape>Default</t:BaseShape>")}
        assert (
            {"Subject", "Body", "ToRecipients", "From", "IsRead"} < usual < {local(one) for one in soap.got(name, ALL)}
        )
        whole = soap.got(name, ALL)
        values = {local(one): one.text for one in whole}
        assert (values["Subject"], values["Importance"], values["IsRead"]) == ("Café plan", "High", "false")
        assert (values["DateTimeReceived"], values["DateTimeSent"]) == ("2025-03-03T09:30:00Z", "2025-03-03T09:00:00Z")
        assert (values["InternetMessageId"], values["InReplyTo"]) == ("<rich@harbour.example>", "<m1@harbour.example>")
        assert words(whole, "t:ToRecipients/t:Mailbox/t:EmailAddress") == ["ada@harbour.example", "cy@harbour.example"]
        assert words(whole, "t:From/t:Mailbox/t:Name") == ["Bo Frost"]
        assert words(whole, "t:Attachments/t:FileAttachment/t:Name") == ["deck.pdf"]
        assert "MimeContent" not in values
    assert world.violations == []


def test_bodies_come_in_the_kind_asked_for_and_without_what_they_quote() -> None:
    world = twin()
    (name,) = ids(world, [world.mail.deliver(RICH, folder="inbox", at=MONDAY)])
    with signed_in(world) as soap:
        for kind, shown_kind, start in (("Best", "HTML", "<p>"), ("HTML", "HTML", "<p>"), ("Text", "Text", "Yes")):
            said = soap.got(name, asked("item:Body", "item:UniqueBody", kind=kind))
            whole, unique = (said.find(f"t:{one}", NS) for one in ("Body", "UniqueBody"))
            assert whole is not None
            assert unique is not None
            assert (whole.get("BodyType"), (whole.text or "").startswith(start)) == (shown_kind, True)
            assert "Can you send it?" in (whole.text or "")
            assert ("by Friday" in (unique.text or ""), "Can you" in (unique.text or "")) == (True, False)
        assert "Can you send it?" in text(soap.got(name, asked("item:TextBody")), "t:TextBody")
        mime = text(soap.got(name, asked("item:MimeContent")), "t:MimeContent")
        assert base64.b64decode(mime) == RICH


def test_header_fields_and_properties_are_shown_by_name() -> None:
    world = twin()
    (name,) = ids(world, [world.mail.deliver(RICH, folder="inbox", at=MONDAY)])
    header = '<t:IndexedFieldURI FieldURI="item:InternetMessageHeader" FieldIndex="X-Weather"/>'
    tag = '<t:ExtendedFieldURI PropertyTag="{}" PropertyType="{}"/>'
    named = '<t:ExtendedFieldURI DistinguishedPropertySetId="InternetHeaders" {} PropertyType="String"/>'
    with signed_in(world) as soap:
        said = soap.got(
            name,
            asked(
                header,
                named.format('PropertyName="X-Weather"'),
                tag.format("0x1039", "String"),
                tag.format("4162", "String"),
            ),
        )
        assert words(said, "t:InternetMessageHeaders/t:InternetMessageHeader") == ["fair"]
        assert words(said, "t:ExtendedProperty/t:Value") == [
            *("fair", "<m0@harbour.example> <m1@harbour.example>", "<m1@harbour.example>")
        ]
        unknown = soap.got(name, asked(KEY, tag.format("0x3fff", "String")))
        assert words(unknown, "t:ExtendedProperty") == []
        times = soap.got(name, asked(tag.format("0x0e06", "SystemTime"), tag.format("0x0e07", "Integer")))
        assert words(times, "t:ExtendedProperty/t:Value") == ["2025-03-03T09:30:00Z", "1"]


def test_a_meeting_message_is_of_its_own_kind() -> None:
    world = twin()
    (name,) = ids(world, [world.mail.deliver(INVITATION, folder="inbox", at=MONDAY)])
    with signed_in(world) as soap:
        found = soap.got(name, ALL)
        assert (local(found), text(found, "t:ItemClass")) == ("MeetingRequest", "IPM.Schedule.Meeting.Request")


def test_an_address_of_the_directory_is_told_as_such() -> None:
    world, names = full(1)
    inside = {"emailAddress": {"name": "Bo Frost", "address": "/o=Harbour/ou=Pier/cn=Recipients/cn=bo"}}
    world.mail.alter(world.mail.mail(names[0]), {"from": inside}, lag=False)
    with signed_in(world) as soap:
        found = soap.got(ids(world, names)[0], asked("message:From", "message:Sender"))
        assert words(found, "t:From/t:Mailbox/t:RoutingType") == ["EX"]
        assert words(found, "t:Sender/t:Mailbox/t:RoutingType") == ["SMTP"]


def test_what_is_not_there_fails_alone() -> None:
    world, names = full(2)
    old, kept = ids(world, names)
    world.mail.move(names[0], "archive")
    both = f"<m:ItemIds>{item_id(old)}{item_id(kept)}{item_id('nonsense')}</m:ItemIds>"
    body = f"<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>{both}</m:GetItem>"
    with signed_in(world) as soap:
        assert soap.codes(body) == ["ErrorItemNotFound", "NoError", "ErrorInvalidIdMalformed"]
        assert id_of(soap.got(ids(world, names)[0])) != old


def test_a_search_names_what_it_finds_but_not_at_length() -> None:
    world, names = full(3)
    with signed_in(world) as soap:
        found = soap.items(find("sentitems", shape=f"<m:ItemShape>{ALL}</m:ItemShape>"))
        assert [id_of(one) for one in found] == ids(world, names)
        assert {"Body", "ToRecipients", "InternetMessageHeaders"}.isdisjoint(local(one) for one in found[0])
        assert words(found[0], "t:From/t:Mailbox/*") == ["Bo Frost"]
        shape = f"<m:ItemShape>{asked('item:Body')}</m:ItemShape>"
        assert soap.codes(find("sentitems", shape=shape)) == ["ErrorInvalidPropertyForOperation"]
        assert soap.codes(find("nowhere=")) == ["ErrorFolderNotFound"]


def test_a_search_goes_page_by_page_in_the_order_asked_for() -> None:
    world, names = full(5)
    view = '<m:IndexedPageItemView MaxEntriesReturned="2" Offset="{}" BasePoint="{}"/>'
    rising = (
        '<m:SortOrder><t:FieldOrder Order="Ascending"><t:FieldURI FieldURI="item:DateTimeReceived"/></t:FieldOrder>'
        "</m:SortOrder>"
    )
    with signed_in(world) as soap:
        pages = [soap.one(find("sentitems", view.format(offset, "Beginning") + rising)) for offset in (0, 2, 4)]
        roots = [page.find("m:RootFolder", NS) for page in pages]
        assert [
            (one.get("IndexedPagingOffset"), one.get("IncludesLastItemInRange")) for one in roots if one is not None
        ] == [*(("2", "false"), ("4", "false"), ("5", "true"))]
        found = [one.get("Id", "") for page in pages for one in page.iterfind(".//t:ItemId", NS)]
        assert found == ids(world, names)[::-1]
        assert soap.codes(find("sentitems", view.format(0, "End"))) == ["ErrorInvalidIndexedPagingParameters"]


def test_a_search_without_pages_has_a_limit_and_a_page_has_too() -> None:
    world, _ = full(1001)
    with signed_in(world) as soap:
        assert soap.codes(find("sentitems")) == ["ErrorExceededFindCountLimit"]
        view = '<m:IndexedPageItemView MaxEntriesReturned="2000" Offset="0" BasePoint="Beginning"/>'
        assert len(soap.items(find("sentitems", view))) == 1000


def test_a_restriction_lets_through_what_fits() -> None:
    world, names = full(4, "drafts")
    world.mail.mark(names[0], read=False)
    since = (MONDAY - timedelta(hours=1)).isoformat()
    recent = compared("IsGreaterThanOrEqualTo", "item:DateTimeReceived", since)
    sent = compared("IsGreaterThanOrEqualTo", "item:DateTimeSent", since)
    unread = compared("IsEqualTo", "message:IsRead", "false")
    subject = (
        '<t:Contains ContainmentMode="{}" ContainmentComparison="IgnoreCase"><t:FieldURI FieldURI="item:Subject"/>'
        '<t:Constant Value="{}"/></t:Contains>'
    )
    with signed_in(world) as soap:
        soap.one(create(draft("k1")))
        soap.one(create(draft("k2", subject="The plan")))
        for expression, count in (
            (recent, 4),
            (compared("IsLessThan", "item:DateTimeReceived", since), 2),
            (f"<t:And>{recent}{unread}</t:And>", 1),
            (f"<t:Or>{unread}{compared('IsEqualTo', KEY, 'k1')}</t:Or>", 2),
            (f"<t:Not>{unread}</t:Not>", 5),
            (f"<t:Exists>{KEY}</t:Exists>", 2),
            (compared("IsEqualTo", KEY, "k2"), 1),
            (compared("IsNotEqualTo", KEY, "k2"), 5),
            (f"<t:And><t:Exists>{KEY}</t:Exists>{sent}</t:And>", 2),
            (compared("IsGreaterThan", "item:Size", "100"), 4),
            (subject.format("Substring", "PLAN"), 1),
            (subject.format("Prefixed", "the"), 6),
            (subject.format("FullString", "the deck"), 5),
        ):
            assert len(soap.items(find("drafts", where(expression)))) == count, expression
        excluded = '<t:Excludes><t:FieldURI FieldURI="item:Size"/><t:Bitmask Value="1"/></t:Excludes>'
        assert soap.codes(find("drafts", where(excluded))) == ["ErrorUnsupportedPathForQuery"]
    assert world.violations == []


@pytest.mark.parametrize("text_", ["A\x00B", "\x0b\x1f", "\ufffe", "\U0001f600 ok"])
def test_what_xml_does_not_hold_is_left_out(text_: str) -> None:
    world = twin()
    name = world.mail.deliver(mail(1, text=text_), folder="inbox", at=MONDAY)
    with signed_in(world) as soap:
        assert local(soap.got(ids(world, [name])[0], ALL)) == "Message"


def test_exchangelib_reads_mails() -> None:
    world = twin()
    world.mail.deliver(RICH, folder="inbox", at=MONDAY)
    world.mail.deliver(INVITATION, folder="inbox", at=MONDAY - timedelta(hours=1))
    with account(world) as ada:
        rich, invitation = ada.inbox.all().order_by("-datetime_received")
        assert (rich.subject, rich.message_id, rich.in_reply_to) == (
            *("Café plan", "<rich@harbour.example>", "<m1@harbour.example>"),
        )
        assert [one.email_address for one in rich.to_recipients] == ["ada@harbour.example", "cy@harbour.example"]
        assert (rich.sender.email_address, rich.datetime_received) == ("bo@harbour.example", MONDAY)
        assert "by Friday" in rich.text_body
        assert [one.name for one in rich.attachments] == ["deck.pdf"]
        assert type(invitation).__name__ == "MeetingRequest"
        recent = ada.inbox.filter(datetime_received__gte=rich.datetime_received).only("subject", "author")
        assert [(one.subject, one.author.name) for one in recent] == [("Café plan", "Bo Frost")]
    assert world.violations == []
