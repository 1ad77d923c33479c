"""Writing drafts at the twin: made, changed, deleted; what becomes of them; and what is an offence."""

import base64
from xml.etree.ElementTree import Element

import pytest

from tests.fakes.exchange import ExchangeTwin, Fault
from tests.fakes.exchange.client import (
    ALL,
    KEY,
    Soap,
    account,
    create,
    delete,
    draft,
    find,
    full,
    id_of,
    ids,
    item_id,
    setting,
    signed_in,
    twin,
    update,
    version_of,
)
from tests.fakes.exchange.soap import NS, text
from tests.fakes.google.client import MONDAY, mail

WITH_KEY = f"{ALL}<t:AdditionalProperties>{KEY}<t:FieldURI FieldURI='message:References'/></t:AdditionalProperties>"
LATER = setting("item:Subject", "<t:Subject>Later</t:Subject>")
RAW = (
    b"To: Bo Frost <bo@harbour.example>\r\nSubject: RE: The deck\r\nX-Ref: k1\r\n"
    b"References: <m1@harbour.example>\r\n\r\nSoon.\r\n"
)


def made(soap: Soap, key: str = "k1", inside: str = "") -> tuple[str, str]:
    """The id and the version of a new draft."""
    found = soap.one(create(draft(key, inside)))
    return id_of(found), version_of(found)


def in_drafts(soap: Soap) -> list[str]:
    return [id_of(one) for one in soap.items(find("drafts"))]


def values(said: Element, path: str) -> list[str]:
    return [one.text or "" for one in said.iterfind(path, NS)]


def offences(world: ExchangeTwin) -> list[str]:
    return [one.why for one in world.offences]


def test_a_draft_is_made_of_fields_and_carries_its_key() -> None:
    world = twin()
    with signed_in(world) as soap:
        name, version = made(soap)
        found = soap.got(name, WITH_KEY)
        assert version_of(found) == version
        assert [text(found, f"t:{one}") for one in ("Subject", "Body", "IsDraft")] == ["The deck", "Soon.", "true"]
        assert values(found, "t:ToRecipients/t:Mailbox/t:EmailAddress") == ["bo@harbour.example"]
        assert values(found, "t:From") == []
        assert values(found, "t:ExtendedProperty/t:Value") == ["k1"]
        assert text(found, "t:InternetMessageId").startswith("<")
        assert in_drafts(soap) == [name]
    assert [row.template for row in world.writes] == ["CreateItem"]
    assert world.violations == []


def test_a_draft_of_bytes_is_what_they_say() -> None:
    world = twin()
    prop = f"<t:ExtendedProperty>{KEY}<t:Value>k1</t:Value></t:ExtendedProperty>"
    item = "<t:Message><t:MimeContent>{}</t:MimeContent>" + f"{prop}</t:Message>"
    with signed_in(world) as soap:
        name = id_of(soap.one(create(item.format(base64.b64encode(RAW).decode()))))
        found = soap.got(name, WITH_KEY)
        assert (text(found, "t:Subject"), text(found, "t:References")) == ("RE: The deck", "<m1@harbour.example>")
        assert values(found, "t:ExtendedProperty/t:Value") == ["k1"]
        assert soap.codes(create(item.format("AAA"))) == ["ErrorMimeContentInvalidBase64String"]


TAG = '<t:ExtendedFieldURI PropertyTag="0x1042" PropertyType="String"/>'


@pytest.mark.parametrize(
    ("field", "before"),
    [
        ("<t:InReplyTo>{}</t:InReplyTo>", "<t:ExtendedProperty>"),
        ("<t:References>{}</t:References>", "</t:Message>"),
        (f"<t:ExtendedProperty>{TAG}<t:Value>{{}}</t:Value></t:ExtendedProperty>", "<t:ToRecipients>"),
    ],
)
def test_a_draft_joins_the_conversation_that_it_names(field: str, before: str) -> None:
    world, names = full(3)
    named = field.format("&lt;m1@harbour.example&gt;")
    reply = draft(subject="RE: The deck").replace(before, named + before, 1)
    with signed_in(world) as soap:
        made_of = [ids(world, names)[1], id_of(soap.one(create(reply))), id_of(soap.one(create(draft())))]
        threads = [one.get("Id") for name in made_of for one in soap.got(name, ALL).iterfind("t:ConversationId", NS)]
        assert threads[0] == threads[1] != threads[2]


def test_an_update_changes_the_version_and_never_overwrites_one_that_it_does_not_know() -> None:
    world = twin()
    with signed_in(world) as soap:
        name, old = made(soap)
        changed = soap.one(update(item_id(name, old), LATER))
        assert (id_of(changed), text(changed, "m:ConflictResults/t:Count")) == (name, "0")
        assert version_of(changed) != old
        assert text(soap.got(name, ALL), "t:Subject") == "Later"
        world.mail.user_edits_draft(name, "Mine.")
        assert soap.codes(update(item_id(name, version_of(changed)), LATER)) == ["ErrorIrresolvableConflict"]
        assert soap.codes(update(item_id(name), LATER)) == ["ErrorChangeKeyRequiredForWriteOperations"]
        assert soap.codes(update(item_id(name, old), LATER, "AutoResolve")) == ["NoError"]
        assert soap.codes(update(item_id(name), LATER, "AlwaysOverwrite")) == ["NoError"]


def test_an_update_keeps_what_it_does_not_name_and_takes_fields_away() -> None:
    world = twin()
    other = KEY.replace('"Ref"', '"More"')
    field = f"<t:ExtendedProperty>{other}<t:Value>v</t:Value></t:ExtendedProperty>"
    more = f"<t:SetItemField>{other}<t:Message>{field}</t:Message></t:SetItemField>"
    gone = '<t:DeleteItemField><t:FieldURI FieldURI="message:ToRecipients"/></t:DeleteItemField>'
    with signed_in(world) as soap:
        name, version = made(soap)
        version = version_of(soap.one(update(item_id(name, version), more + gone)))
        shape = WITH_KEY.replace(KEY, KEY + other)
        assert values(soap.got(name, shape), "t:ExtendedProperty/t:Value") == ["k1", "v"]
        assert values(soap.got(name, shape), "t:ToRecipients/t:Mailbox") == []
        taken = f"<t:DeleteItemField>{other}</t:DeleteItemField>"
        soap.one(update(item_id(name, version), taken))
        assert values(soap.got(name, shape), "t:ExtendedProperty/t:Value") == ["k1"]
        fixed = setting("item:DateTimeReceived", "<t:DateTimeReceived>2025-03-03T09:00:00Z</t:DateTimeReceived>")
        assert soap.codes(update(item_id(name), fixed, "AlwaysOverwrite")) == ["ErrorInvalidPropertySet"]


@pytest.mark.parametrize(("how", "left"), [("HardDelete", 0), ("MoveToDeletedItems", 1)])
def test_what_is_deleted_leaves_the_drafts_whatever_the_version(how: str, left: int) -> None:
    world = twin()
    with signed_in(world) as soap:
        name, version = made(soap)
        world.mail.user_edits_draft(name, "Mine.")
        state = soap.round("drafts")[1]
        assert soap.codes(delete(item_id(name, version), how)) == ["NoError"]
        assert in_drafts(soap) == []
        assert soap.round("drafts", state)[0] == [("Delete", name)]
        assert len(soap.items(find("deleteditems"))) == left
        assert soap.codes(delete(item_id(name))) == ["ErrorItemNotFound"]


def test_what_the_owner_does_to_a_draft() -> None:
    world = twin()
    with signed_in(world) as soap:
        (edited, _), (thrown, _), (gone, _) = (made(soap, key) for key in ("k1", "k2", "k3"))
        world.mail.user_edits_draft(edited, "Mine.", keeps_properties=False)
        world.mail.user_deletes_draft(thrown)
        sent = world.mail.user_sends_draft(gone, keeps_message_id=False)
        assert in_drafts(soap) == [edited]
        found = soap.got(edited, WITH_KEY)
        assert (values(found, "t:ExtendedProperty/t:Value"), "Mine." in text(found, "t:Body")) == ([], True)
        now_sent = soap.got(ids(world, [sent])[0], WITH_KEY)
        assert values(now_sent, "t:From/t:Mailbox/t:EmailAddress") == ["ada@harbour.example"]
        assert (text(now_sent, "t:IsDraft"), values(now_sent, "t:ExtendedProperty/t:Value")) == ("false", ["k3"])
        assert [id_of(one) for one in soap.items(find("sentitems"))] == ids(world, [sent])
        assert soap.codes(delete(item_id(gone))) == ["ErrorItemNotFound"]
    assert world.offences == []


def test_a_write_to_what_is_not_the_products_is_an_offence() -> None:
    world, names = full(1)
    foreign = world.mail.written({"subject": "Mine"})
    world.mail.add(foreign, "drafts", lag=False)
    sent = ids(world, names)[0]
    plain = draft().partition("<t:ExtendedProperty>")[0] + "</t:Message>"
    with signed_in(world) as soap:
        for body in (
            create(plain),
            create(draft(), folder="inbox"),
            create("<t:Task><t:Subject>x</t:Subject></t:Task>"),
            update(item_id(sent), LATER, "AlwaysOverwrite"),
            delete(item_id(sent)),
            update(item_id(foreign.id), LATER, "AlwaysOverwrite"),
            delete(item_id(foreign.id)),
            update(item_id("AAMkADI5none="), LATER, told='MessageDisposition="SendAndSaveCopy"'),
        ):
            assert soap.ask(body).status_code == 500
    assert offences(world) == [
        "makes a draft that carries no key",
        "makes a mail that is no draft",
        "makes a Task",
        *["is on a mail that is no draft"] * 2,
        *["is on a draft that carries no key"] * 2,
        "sends a mail",
    ]
    assert world.writes == []


def test_one_offence_refuses_all_of_a_request() -> None:
    world, names = full(1)
    with signed_in(world) as soap:
        name, _ = made(soap)
        assert soap.ask(delete(item_id(name) + item_id(ids(world, names)[0]))).status_code == 500
        assert in_drafts(soap) == [name]


def test_it_must_be_said_that_nothing_is_sent() -> None:
    with signed_in(twin()) as soap:
        assert soap.codes(create(draft(), "")) == ["ErrorMessageDispositionRequired"]
        name, _ = made(soap)
        assert soap.codes(update(item_id(name), LATER, told="")) == ["ErrorMessageDispositionRequired"]


def test_a_lost_reply_leaves_a_draft_that_is_found_by_its_key() -> None:
    world = twin()
    world.faults[1] = Fault(lost_reply=True)
    wanted = (
        f"<m:Restriction><t:IsEqualTo>{KEY}<t:FieldURIOrConstant>"
        '<t:Constant Value="k1"/></t:FieldURIOrConstant></t:IsEqualTo></m:Restriction>'
    )
    with signed_in(world) as soap:
        with pytest.raises(OSError, match="Remote end closed"):
            made(soap)
        assert len(soap.items(find("drafts", wanted))) == 1


def test_exchangelib_writes_changes_and_deletes_a_draft() -> None:
    import exchangelib
    from exchangelib.errors import ErrorAccessDenied, ErrorIrresolvableConflict

    world = twin()
    world.mail.deliver(mail(1), folder="sentitems", at=MONDAY)
    with account(world) as ada:
        reply = exchangelib.Message(
            account=ada,
            folder=ada.drafts,
            subject="RE: The deck",
            body="Soon.",
            to_recipients=["bo@harbour.example"],
            in_reply_to="<m1@harbour.example>",
            references="<m1@harbour.example>",
            ref="k1",
        ).save()
        (found,) = ada.drafts.filter(ref="k1")
        assert (found.id, found.ref, found.references, found.text_body) == (
            *(reply.id, "k1", "<m1@harbour.example>", "Soon."),
        )
        reply.body = "Sooner."
        reply.save(update_fields=["body"], conflict_resolution="NeverOverwrite")
        world.mail.user_edits_draft(reply.id, "Mine.")
        with pytest.raises(ErrorIrresolvableConflict):
            reply.save(update_fields=["body"], conflict_resolution="NeverOverwrite")
        with pytest.raises(ErrorAccessDenied):
            exchangelib.Message(account=ada, subject="x", to_recipients=["bo@harbour.example"]).send()
        assert ada.bulk_delete([reply], delete_type="HardDelete") == [True]
        assert ada.drafts.all().count() == 0
    assert offences(world) == ["sends a mail"]
    assert world.violations == []
