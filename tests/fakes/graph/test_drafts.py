"""Writing drafts at the twin: of JSON and of bytes, replies, edits, what became of them; and what is an offence."""

import base64

import pytest
import requests

from tests.fakes.google.client import MONDAY, mail
from tests.fakes.graph import Fault, GraphTwin
from tests.fakes.graph.client import IMMUTABLE, KEY, Graph, draft, signed_in, told, twin

DRAFTS = "/me/mailFolders/drafts/messages"
MINE = mail(1, "The deck", "From: Ada Lind <ada@harbour.example>", "To: Bo Frost <bo@harbour.example>")
RAW = (
    b"To: Bo Frost <bo@harbour.example>\r\nSubject: RE: The deck\r\nX-Ref: k1\r\n"
    b"References: <m1@harbour.example>\r\n\r\nSoon.\r\n"
)


def post(graph: Graph, data: bytes, path: str = "/me/messages") -> requests.Response:
    """A mail in base64."""
    kind = {"Content-Type": "text/plain"}
    packed = base64.encodebytes(data)
    return graph.session.post(f"{graph.url}/v1.0{path}", packed, headers=kind, timeout=5)


def made(graph: Graph, key: str = "k1") -> str:
    """The id of a new draft."""
    answer = graph.ask("POST", "/me/messages", draft(key))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def in_drafts(graph: Graph) -> list[str]:
    return [one["id"] for one in graph.get(f"{DRAFTS}?$select=id")["value"]]


def sent(world: GraphTwin) -> str:
    return world.mail.deliver(MINE, folder="sentitems", at=MONDAY)


def test_a_draft_of_json_and_of_bytes() -> None:
    world = twin()
    with signed_in(world) as graph:
        first = graph.ask("POST", "/me/messages", draft()).json()
        assert (first["isDraft"], first["from"]["emailAddress"]["address"]) == (True, "ada@harbour.example")
        assert first["internetMessageId"].startswith("<")
        second = post(graph, RAW).json()
        assert (second["isDraft"], second["subject"]) == (True, "RE: The deck")
        headers = graph.get(f"/me/messages/{second['id']}?$select=internetMessageHeaders")["internetMessageHeaders"]
        assert {"name": "X-Ref", "value": "k1"} in headers
        assert graph.ask("GET", f"/me/messages/{second['id']}/$value").content.endswith(RAW)
        assert set(in_drafts(graph)) == {first["id"], second["id"]}
        broken = graph.session.post(
            f"{graph.url}/v1.0/me/messages", b"%%%", headers={"Content-Type": "text/plain"}, timeout=5
        )
        assert told(broken) == (400, "ErrorMimeContentInvalidBase64String")
    assert [row.template for row in world.writes] == ["POST /me/messages"] * 2


def test_a_draft_of_bytes_joins_the_conversation_it_names() -> None:
    world = twin()
    answered = sent(world)
    with signed_in(world) as graph:
        reply, alone = post(graph, RAW).json(), graph.ask("POST", "/me/messages", draft()).json()
        threads = [one["conversationId"] for one in (graph.get(f"/me/messages/{answered}"), reply, alone)]
        assert threads[0] == threads[1] != threads[2]


def test_headers_of_ones_own_begin_with_an_x() -> None:
    with signed_in(twin()) as graph:
        for names, status in ((["x-ref"], 201), (["References"], 400), ([f"x-{n}" for n in range(6)], 400)):
            said = {**draft(), "internetMessageHeaders": [{"name": name, "value": "v"} for name in names]}
            assert graph.ask("POST", "/me/messages", said).status_code == status


def test_a_reply_to_ones_own_mail_addresses_oneself_and_quotes() -> None:
    world = twin()
    answered = sent(world)
    with signed_in(world) as graph:
        reply = graph.ask("POST", f"/me/messages/{answered}/createReply", {"comment": "Later."}).json()
        assert reply["subject"] == "RE: The deck"
        assert [one["emailAddress"]["address"] for one in reply["toRecipients"]] == ["ada@harbour.example"]
        text = graph.get(f"/me/messages/{reply['id']}", Prefer='outlook.body-content-type="text"')
        lines = [line for line in text["body"]["content"].splitlines() if line.strip()]
        assert lines == [
            "Later.",
            "From: Ada Lind <ada@harbour.example>",
            "Sent: 2025-03-03T09:30:00Z",
            "To: Bo Frost <bo@harbour.example>",
            "Subject: The deck",
            "Hello.",
        ]
        unique = graph.get(f"/me/messages/{reply['id']}?$select=uniqueBody", Prefer='outlook.body-content-type="text"')
        assert unique["uniqueBody"]["content"].strip() == "Later."
        assert reply["conversationId"] == graph.get(f"/me/messages/{answered}")["conversationId"]


def test_a_reply_says_who_gets_it_and_what_it_is() -> None:
    world = twin()
    answered = sent(world)
    with signed_in(world) as graph:
        path = f"/me/messages/{answered}/createReply"
        reply = graph.ask("POST", path, {"message": draft()}).json()
        assert [one["emailAddress"]["address"] for one in reply["toRecipients"]] == ["bo@harbour.example"]
        assert reply["body"]["content"].index("Soon.") < reply["body"]["content"].index("Hello.")
        wanted = f"$expand=singleValueExtendedProperties($filter=id eq '{KEY}')"
        found = graph.get(f"/me/messages/{reply['id']}?{wanted}")
        assert found["singleValueExtendedProperties"] == [{"id": KEY, "value": "k1"}]
        both = graph.ask("POST", path, {"message": draft(), "comment": "x"})
        assert told(both) == (400, "ErrorInvalidRequest")
        everybody = graph.ask("POST", f"/me/messages/{answered}/createReplyAll").json()
        assert [one["emailAddress"]["address"] for one in everybody["toRecipients"]] == [
            "ada@harbour.example",
            "bo@harbour.example",
        ]


def test_a_reply_of_bytes_is_what_the_bytes_say_in_the_same_conversation() -> None:
    world = twin()
    answered = sent(world)
    with signed_in(world) as graph:
        alone = b"To: Cy <cy@harbour.example>\r\nSubject: Later\r\n\r\nSoon.\r\n"
        reply = post(graph, alone, f"/me/messages/{answered}/createReply").json()
        assert (reply["subject"], reply["bodyPreview"]) == ("Later", "Soon.")
        assert [one["emailAddress"]["address"] for one in reply["toRecipients"]] == ["cy@harbour.example"]
        assert reply["conversationId"] == graph.get(f"/me/messages/{answered}")["conversationId"]


def test_an_update_changes_the_etag_and_holds_it_against_if_match() -> None:
    world = twin()
    with signed_in(world) as graph:
        name = made(graph)
        old = graph.get(f"/me/messages/{name}")["@odata.etag"]
        answer = graph.ask("PATCH", f"/me/messages/{name}", {"subject": "Later"}, If_Match=old)
        assert (answer.status_code, answer.json()["subject"]) == (200, "Later")
        new = answer.json()["@odata.etag"]
        assert new != old
        for verb, said in (("PATCH", {"subject": "x"}), ("DELETE", None)):
            refused = graph.ask(verb, f"/me/messages/{name}", said, If_Match=old)
            assert told(refused) == (412, "ErrorIrresolvableConflict")
        world.mail.user_edits_draft(name, "Mine.")
        assert told(graph.ask("DELETE", f"/me/messages/{name}", If_Match=new)) == (412, "ErrorIrresolvableConflict")


def test_an_update_keeps_the_properties_it_does_not_name() -> None:
    with signed_in(twin()) as graph:
        name = made(graph)
        more = {"singleValueExtendedProperties": [{"id": f"{KEY}2", "value": "v"}]}
        graph.ask("PATCH", f"/me/messages/{name}", more)
        found = graph.get(f"/me/messages/{name}?$expand=singleValueExtendedProperties")
        assert [one["value"] for one in found["singleValueExtendedProperties"]] == ["k1", "v"]


@pytest.mark.parametrize(("folder", "status"), [("recoverableitemsdeletions", 404), ("deleteditems", 200)])
def test_what_is_deleted_leaves_the_drafts(folder: str, status: int) -> None:
    world = twin()
    world.mail.deletes_to = folder
    with signed_in(world) as graph:
        name = made(graph)
        _, link = graph.round(f"{DRAFTS}/delta")
        assert graph.ask("DELETE", f"/me/messages/{name}").status_code == 204
        assert in_drafts(graph) == []
        assert graph.ask("GET", f"/me/messages/{name}").status_code == status
        assert [one["@removed"] for one in graph.round(link)[0]] == [{"reason": "changed"}]


def test_what_the_owner_does_to_a_draft() -> None:
    world = twin()
    with signed_in(world) as graph:
        edited, thrown, gone = (made(graph, key) for key in ("k1", "k2", "k3"))
        world.mail.user_edits_draft(edited, "Mine.", keeps_properties=False)
        world.mail.user_deletes_draft(thrown)
        world.mail.user_sends_draft(gone, keeps_message_id=False)
        assert in_drafts(graph) == [edited]
        found = graph.get(f"/me/messages/{edited}?$expand=singleValueExtendedProperties")
        assert "singleValueExtendedProperties" not in found
        assert found["bodyPreview"] == "Soon. Mine."
        trash = graph.get("/me/mailFolders/deleteditems")["id"]
        assert graph.get(f"/me/messages/{thrown}")["parentFolderId"] == trash
        now_sent = graph.get(f"/me/messages/{gone}?$expand=singleValueExtendedProperties")
        assert (now_sent["id"], now_sent["isDraft"]) == (gone, False)
        assert now_sent["singleValueExtendedProperties"] == [{"id": KEY, "value": "k3"}]
        listed = graph.get("/me/mailFolders/sentitems/messages")["value"]
        assert [one["id"] for one in listed] == [gone]


def test_a_draft_moves_and_its_other_id_changes() -> None:
    world = twin()
    with signed_in(world) as graph:
        name = made(graph)
        old = graph.get(f"/me/messages/{name}", Prefer="")["id"]
        moved = graph.ask("POST", f"/me/messages/{old}/move", {"destinationId": "archive"}, Prefer="")
        assert moved.status_code == 201
        assert moved.json()["id"] not in {old, name}
        assert graph.get(f"/me/messages/{name}")["id"] == name


def test_a_write_is_listed_late_and_there_at_once() -> None:
    world = twin()
    world.lag = 2
    with signed_in(world) as graph:
        _, link = graph.round(f"{DRAFTS}/delta")
        name = made(graph)
        assert graph.get(f"/me/messages/{name}")["id"] == name
        assert in_drafts(graph) == []
        assert in_drafts(graph) == [name]
        other = made(graph)
        assert [one["id"] for one in graph.round(link)[0]] == [name]
        assert graph.ask("DELETE", f"/me/messages/{name}").status_code == 204
        assert set(in_drafts(graph)) == {name, other}
        in_drafts(graph)
        assert in_drafts(graph) == [other]


def test_a_lost_reply_has_its_effect_and_a_dropped_request_none() -> None:
    world = twin()
    world.faults[1] = Fault(lost_reply=True)
    world.faults[2] = Fault(dropped=True)
    with signed_in(world) as graph:
        for left in (1, 1):
            with pytest.raises(requests.ConnectionError):
                made(graph)
            assert len(world.mail.mails) == left
    assert [row.index for row in world.writes] == [1]


@pytest.mark.parametrize(
    ("verb", "path", "said"),
    [
        ("POST", "/me/sendMail", {"message": draft()}),
        ("POST", "/me/messages/{draft}/send", None),
        ("POST", "/me/messages/{sent}/reply", {"comment": "x"}),
        ("POST", "/me/messages/{sent}/replyAll", {"comment": "x"}),
        ("POST", "/me/messages/{sent}/forward", {"comment": "x"}),
        ("POST", "/me/messages/{sent}/createForward", None),
        ("PATCH", "/me/messages/{sent}", {"isRead": False}),
        ("DELETE", "/me/messages/{sent}", None),
        ("POST", "/me/messages/{sent}/move", {"destinationId": "archive"}),
        ("POST", "/me/mailFolders", {"displayName": "x"}),
        ("PATCH", "/me/mailboxSettings", {"timeZone": "UTC"}),
        ("POST", "/me/mailFolders/inbox/messageRules", {"displayName": "x"}),
        ("POST", "/subscriptions", {}),
    ],
)
def test_whatever_would_send_or_touch_mail_is_an_offence(verb: str, path: str, said: object) -> None:
    world = twin()
    answered = sent(world)
    with signed_in(world) as graph:
        mine = made(graph)
        answer = graph.ask(verb, path.format(sent=answered, draft=mine), said)
        assert told(answer) == (403, "ErrorAccessDenied")
    assert [one.index for one in world.offences] == [2]
    assert "harbour" not in repr(world.offences)
    assert len(world.writes) == 1


def test_preferences_are_in_the_log() -> None:
    world = twin()
    with signed_in(world) as graph:
        made(graph)
        graph.ask("GET", "/me/messages", Prefer="")
    assert [row.prefer for row in world.requests] == [(IMMUTABLE,), ("",)]
    assert [row.path for row in world.requests] == ["/v1.0/me/messages"] * 2
